//! The public site as its readers use it, on both engines.

mod reader;
