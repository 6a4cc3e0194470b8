//! The rooms below the servers, tested together on both databases: store, wire, account, audience, desk.
#![expect(clippy::unwrap_used, reason = "in a test, a panic is the answer")]

mod account;
mod advisory;
mod after;
mod alerts;
mod approval;
mod audience;
mod batch;
mod desk;
mod guards;
mod holds;
mod invitation;
mod lists;
mod lookup;
mod mail;
mod metering;
mod monitors;
mod passkey;
mod people;
mod planning;
mod portal;
mod products;
mod provider;
mod receipts;
mod roles;
mod saving;
mod schedule;
mod sign_in;
mod standstill;
mod store;
mod summaries;
mod templates;
mod translation;
mod uploads;
mod wire;

/// Runs one test on SQLite and on PostgreSQL.
macro_rules! on_each_engine {
    ($($name:ident => $test:path;)*) => {
        mod sqlite {
            $(#[tokio::test] async fn $name() { $test(kit::World::sqlite().await).await; })*
        }
        mod postgres {
            $(#[tokio::test] async fn $name() { $test(kit::World::postgres().await).await; })*
        }
    };
}
pub(crate) use on_each_engine;
