//! Files and folders that only their owner may open: they hold stories before their time, logins and the signing key.

use anyhow::Context;
use std::{
    fs::{DirBuilder, File},
    os::unix::fs::{DirBuilderExt, OpenOptionsExt},
    path::Path,
};

const FOLDER_MODE: u32 = 0o700;
const FILE_MODE: u32 = 0o600;

/// Makes a folder, and those above it, unless it is there.
pub fn folder(path: &Path) -> anyhow::Result<()> {
    let made = DirBuilder::new().recursive(true).mode(FOLDER_MODE).create(path);
    made.with_context(|| format!("{} cannot be made", path.display()))
}

/// Opens a file for writing; it is made empty unless it is there.
pub fn file(path: &Path) -> anyhow::Result<File> {
    let opened = File::options().create(true).truncate(false).write(true).mode(FILE_MODE).open(path);
    opened.with_context(|| format!("{} cannot be opened", path.display()))
}
