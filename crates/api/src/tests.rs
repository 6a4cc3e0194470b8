//! The surfaces as subscribers' programs meet them.

mod description;
mod feed;
mod files;
mod has;
mod has_files;
mod has_search;
mod items;
mod keys;
mod metering;
mod noted;
mod receipts;
mod rights;
mod search;
mod stand;
mod stream;
mod walk;
mod why;
