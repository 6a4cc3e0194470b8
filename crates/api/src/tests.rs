//! The surfaces as subscribers' programs meet them.

mod browser;
mod description;
mod feed;
mod files;
mod has;
mod has_files;
mod has_search;
mod items;
mod keys;
mod language;
mod latest;
mod metering;
mod noted;
mod receipts;
mod rights;
mod rows;
mod search;
mod sifted;
mod stand;
mod stream;
mod topics;
mod translations;
mod walk;
mod why;
mod zip;
