//! The portal as the people of organisations use it in a browser.

mod pages;
mod stand;
