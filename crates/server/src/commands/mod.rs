//! One command, one file.

pub mod check;
pub mod file;
pub mod import;
pub mod init;
pub mod key;
pub mod organisation;
pub mod product;
pub mod reindex;
pub mod requests;
pub mod staff;
pub mod verify;

mod secret;
