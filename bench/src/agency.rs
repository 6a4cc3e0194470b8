//! Agencies to measure, made by the commands of `tellal` itself.

use crate::child::{Memory, Running};
use anyhow::{Context, Result, ensure};
use std::{
    net::{SocketAddr, TcpListener},
    path::{Path, PathBuf},
    process::Command,
    time::Duration,
};
use store::{Db, Location, args};
use tempfile::TempDir;
use tokio::runtime::Runtime;

/// The login of the chief in an agency with a cast.
pub const CHIEF: &str = "chief";
/// The chief's password.
pub const PASSWORD: &str = "correct horse battery";

/// Where is measured, and what.
pub struct Place {
    tellal: PathBuf,
    dir: TempDir,
}

/// A running `tellal`.
pub struct Server {
    running: Running,
    /// Where it listens.
    pub address: SocketAddr,
    /// The time from just before it was started until it was ready.
    pub ready: Duration,
}

impl Place {
    /// A new folder in `work`, removed when the place is dropped.
    pub fn new(tellal: PathBuf, work: &Path) -> Result<Self> {
        std::fs::create_dir_all(work)?;
        let dir = tempfile::Builder::new().prefix("bench-").tempdir_in(work.canonicalize()?)?;
        Ok(Self { tellal, dir })
    }

    /// The folder.
    pub fn dir(&self) -> &Path {
        self.dir.path()
    }

    /// Where the processes that are measured write their logs.
    pub fn log(&self) -> PathBuf {
        self.dir().join("log")
    }

    /// `tellal`, without any setting of the caller's environment.
    pub fn command(&self) -> Result<Command> {
        let tellal = self.tellal.canonicalize();
        let tellal = tellal.with_context(|| {
            format!("{} is not there; `cargo build --release -p tellal` makes it", self.tellal.display())
        })?;
        let mut command = Command::new(tellal);
        for (name, _) in std::env::vars_os() {
            if name.to_string_lossy().starts_with("TELLAL_") {
                command.env_remove(name);
            }
        }
        Ok(command)
    }

    /// Runs a command on a data folder; answers what it printed.
    pub fn done(&self, data: &Path, args: &[&str]) -> Result<String> {
        let output = self.command()?.arg("--data").arg(data).args(args).env("TELLAL_PASSWORD", PASSWORD).output()?;
        let (out, err) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
        ensure!(output.status.success(), "tellal {args:?} failed: {out}{err}");
        Ok(out.into_owned())
    }

    /// Makes an agency without a story in a new folder.
    pub fn empty_agency(&self, name: &str) -> Result<PathBuf> {
        let data = self.dir().join(name);
        self.done(&data, &["init", "--code", "tel", "--name", "Bench News Agency"])?;
        Ok(data)
    }

    /// Adds a chief, and a subscriber to everything; answers the subscriber's key.
    pub fn add_cast(&self, data: &Path) -> Result<String> {
        self.done(data, &["staff", "add", CHIEF, "--role", "chief"])?;
        self.done(data, &["org", "add", "Paper"])?;
        self.done(data, &["org", "contract", "Paper", "--products", "1"])?;
        let said = self.done(data, &["key", "add", "Paper"])?;
        let key = said.split_whitespace().find(|word| word.starts_with("tellal_"));
        Ok(key.with_context(|| format!("`tellal key add` printed no key: {said}"))?.to_owned())
    }

    /// Starts `tellal serve` on a data folder and waits until it is ready.
    pub fn serve(&self, data: &Path) -> Result<Server> {
        let address = free_address()?;
        let mut command = self.command()?;
        command.arg("--data").arg(data).arg("serve");
        command.env("TELLAL_LISTEN", address.to_string()).env("TELLAL_METRICS", "off");
        Server::start(command, address, &self.log())
    }
}

impl Server {
    /// Starts a server by a command of the caller's, and waits until it is ready.
    pub fn start(command: Command, address: SocketAddr, log: &Path) -> Result<Self> {
        let mut running = Running::start(command, log)?;
        let ready = running.ready(address)?;
        Ok(Self { running, address, ready })
    }

    /// Lets it rest until it has run for so long; answers what it holds in memory then.
    pub fn memory_at(&self, age: Duration) -> Result<Memory> {
        self.running.rest_until(age);
        self.running.memory()
    }

    /// Waits until it has nothing left to do; answers the time since its start, and its memory.
    pub fn settle(&self) -> Result<(Duration, Memory)> {
        Ok((self.running.settle()?, self.running.memory()?))
    }

    /// Asks it to stop, and waits until it has.
    pub fn stop(self) -> Result<()> {
        self.running.stop()
    }
}

/// An address of this machine on which nobody listens.
pub fn free_address() -> Result<SocketAddr> {
    Ok(TcpListener::bind("127.0.0.1:0")?.local_addr()?)
}

/// The number of the newest dispatch in a data folder.
pub fn head(data: &Path) -> Result<u64> {
    Runtime::new()?.block_on(async {
        let db = Db::open(&Location::Sqlite(data.join("tellal.db"))).await?;
        let row = db.one("SELECT seq FROM wire_head WHERE one = 1", args![]).await?;
        let head = row.context("the wire has no head row")?.count("seq")?;
        db.close().await;
        Ok(head)
    })
}
