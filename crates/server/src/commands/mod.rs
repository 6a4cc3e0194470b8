//! One command, one file.
#![deny(clippy::print_stdout, clippy::print_stderr)] // They panic when the reader has gone: `crate::print`.

pub mod check;
pub mod convert;
pub mod file;
pub mod import;
pub mod imports;
pub mod init;
pub mod key;
pub mod mail;
pub mod organisation;
pub mod person;
pub mod product;
pub mod reindex;
pub mod requests;
pub mod staff;
pub mod verify;

mod provider;
mod secret;
