//! Foreign bytes against every reader: whatever they are, a reader answers stories or a reason, within bounds.
//!
//! Each target takes an official sample and changes it, or takes bytes that nobody ever wrote. `cargo nextest run -p fuzz`
//! tries some thousands of them, and `TELLAL_FUZZ_TRIES=1000000` many more. With `cargo install cargo-bolero` a target runs for as long as one
//! likes: `cargo bolero test -p fuzz readers::nitf`. A crash that is found becomes a sample below `found/`.

#[cfg(test)]
mod samples;

#[cfg(test)]
mod readers;
