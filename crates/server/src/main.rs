//! `tellal`: a news agency's broadcasting system in one binary.
//!
//! This crate puts the rooms together: it reads the configuration, opens the database and the wire, hands the wire's
//! writer to the desk and its reader to everybody else, and runs what the command line asks for.

mod cli;
mod commands;
mod config;
mod connections;
mod database;
mod demo;
mod house;
mod last_use;
mod listeners;
mod logging;
mod print;
mod private;
mod proxies;
mod serve;
mod telemetry;
#[cfg(test)]
mod walk;

use clap::Parser;
use cli::{Cli, Command};
use print::complain;
use std::process::ExitCode;

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    let cli = Cli::parse();
    // Fails only when there is one already, which cannot be at the start.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let runtime = match tokio::runtime::Builder::new_multi_thread().enable_all().build() {
        Ok(runtime) => runtime,
        Err(e) => {
            complain!("tellal: the runtime cannot be started: {e}");
            return ExitCode::FAILURE;
        }
    };
    match runtime.block_on(run(cli)) {
        Ok(code) => code,
        Err(error) => {
            complain!("tellal: {error:#}");
            ExitCode::FAILURE
        }
    }
}

async fn run(cli: Cli) -> anyhow::Result<ExitCode> {
    let data = cli.data();
    match cli.command {
        Command::Init(args) => commands::init::run(&data, args).await,
        Command::Serve => serve::run(&data).await,
        Command::Demo(args) => demo::run(&data, args).await,
        Command::File(args) => commands::file::run(&data, args).await,
        Command::Import(args) => commands::import::run(&data, args).await,
        Command::Imports(args) => commands::imports::run(&data, args).await,
        Command::Convert(args) => commands::convert::run(&args),
        Command::Export(args) => commands::verify::export(&data, &args).await,
        Command::Verify(args) => commands::verify::run(&data, args).await,
        Command::Follow(args) => commands::follow::run(args).await,
        Command::Desk(args) => commands::desks::run(&data, args).await,
        Command::Staff(args) => commands::staff::run(&data, args).await,
        Command::Org(args) => commands::organisation::run(&data, args).await,
        Command::Key(args) => commands::key::run(&data, args).await,
        Command::Product(args) => commands::product::run(&data, args).await,
        Command::Approvals(args) => commands::approvals::run(&data, args).await,
        Command::Receipts(args) => commands::receipts::run(&data, args).await,
        Command::Kill(args) => commands::kill::run(&data, args).await,
        Command::Monitors => commands::monitors::run(&data).await,
        Command::Contract(args) => commands::contract::run(&data, args).await,
        Command::Plan(args) => commands::plan::run(&data, args).await,
        Command::Template(args) => commands::template::run(&data, args).await,
        Command::Why(args) => commands::why::run(&data, args).await,
        Command::Site(args) => commands::site::run(&data, args).await,
        Command::Requests(args) => commands::requests::run(&data, &args).await,
        Command::Usage(args) => commands::usage::run(&data, args).await,
        Command::Searches(args) => commands::searches::run(&data, args).await,
        Command::Mail(args) => commands::mail::run(&data, args).await,
        Command::Agency(args) => commands::agency::run(&data, args).await,
        Command::Audit(args) => commands::audit::run(&data, args).await,
        Command::Freeze(args) => commands::freeze::freeze(&data, args).await,
        Command::Thaw(args) => commands::freeze::thaw(&data, args).await,
        Command::Reindex => commands::reindex::run(&data).await,
        Command::Check => commands::check::run(&data).await,
    }
}
