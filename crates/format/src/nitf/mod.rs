//! NITF.

pub(crate) mod body;
