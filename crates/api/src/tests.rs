//! The surfaces as subscribers' programs meet them.

mod description;
mod feed;
mod files;
mod has;
mod has_files;
mod has_search;
mod items;
mod metering;
mod rights;
mod search;
mod stand;
mod stream;
mod walk;
