//! The binary, used as its users use it: by its commands, and over HTTP.
#![expect(clippy::unwrap_used, reason = "in a test, a panic is the answer")]

mod agency;
mod alerted;
mod browser;
mod commands;
mod crash;
mod demo;
mod disk;
mod follow;
mod has;
mod hub;
mod journey;
mod mail;
mod nonsense;
mod operator;
mod outage;
mod public_site;
mod reader;
mod searches;
mod typists;
mod withdrawn;
mod writing;
