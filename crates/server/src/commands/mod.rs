//! One command, one file.
#![deny(clippy::print_stdout, clippy::print_stderr)] // They panic when the reader has gone: `crate::print`.

pub mod agency;
pub mod approvals;
pub mod audit;
pub mod check;
pub mod contract;
pub mod convert;
pub mod desks;
pub mod file;
pub mod follow;
pub mod freeze;
pub mod import;
pub mod imports;
pub mod init;
pub mod key;
pub mod kill;
pub mod mail;
pub mod monitors;
pub mod organisation;
pub mod person;
pub mod plan;
pub mod product;
pub mod receipts;
pub mod reindex;
pub mod requests;
pub mod searches;
pub mod site;
pub mod staff;
pub mod template;
pub mod usage;
pub mod verify;
pub mod why;

mod provider;
mod secret;
