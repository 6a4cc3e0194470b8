//! What the commands print. A reader that has gone (`tellal verify | head -1`) is no failure: the work goes on, and the
//! exit code says how it ended.

use std::{
    fmt::Arguments,
    io::{self, ErrorKind, Write},
};

/// Writes a line to standard output; the arguments are those of `format!`.
macro_rules! tell {
    ($($text:tt)*) => { $crate::print::out(format_args!($($text)*)) };
}

/// Writes a line to standard error; the arguments are those of `format!`.
macro_rules! complain {
    ($($text:tt)*) => { $crate::print::err(format_args!($($text)*)) };
}

pub(crate) use {complain, tell};

/// Writes a line to standard output. It is an error that the line is lost, but not that nobody wants it.
pub fn out(line: Arguments<'_>) -> io::Result<()> {
    match writeln!(io::stdout().lock(), "{line}") {
        Err(e) if e.kind() == ErrorKind::BrokenPipe => Ok(()),
        written => written,
    }
}

/// Writes a line to standard error. When that fails there is nobody left to be told.
pub fn err(line: Arguments<'_>) {
    let _ = writeln!(io::stderr().lock(), "{line}");
}
