//! A throw-away PostgreSQL, the newest that is installed: on a Unix socket, and stopped when it is dropped or when the
//! measurement ends in any other way.

use anyhow::{Context, Result, bail, ensure};
use sqlx::{Connection, PgConnection, postgres::PgConnectOptions};
use std::{
    fs::File,
    os::unix::fs::{MetadataExt, PermissionsExt, chown},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    thread,
    time::{Duration, Instant},
};
use tempfile::TempDir;

/// The account that Debian makes for the server, which refuses to run as root.
const ACCOUNT: &str = "postgres";
/// Where Debian puts the versions of the server.
const VERSIONS: &str = "/usr/lib/postgresql";
/// Memory that is enough for everything to be found there, as on a server that was set up for this.
const SETTINGS: [&str; 9] = [
    "listen_addresses=",
    "shared_buffers=2GB",
    "maintenance_work_mem=1GB",
    "work_mem=64MB",
    "max_wal_size=8GB",
    "jit=off",
    "plan_cache_mode=force_custom_plan",
    "fsync=off",
    "full_page_writes=off",
];
/// How long it may take to become ready, in seconds, and between two looks whether it is, in milliseconds.
const READY_SECS: u64 = 30;
const LOOK_MILLIS: u64 = 50;

/// A running server.
pub struct Postgres {
    server: Child,
    dir: TempDir,
}

impl Postgres {
    /// Starts one, and waits until it is ready.
    pub fn start() -> Result<Self> {
        // Under /tmp in any case: the path of a Unix socket holds only 107 bytes.
        let dir = tempfile::Builder::new().prefix("tellal-bench.").tempdir_in("/tmp")?;
        std::fs::set_permissions(dir.path(), std::fs::Permissions::from_mode(0o700))?;
        if is_root()? {
            let (user, group) = account()?;
            chown(dir.path(), Some(user), Some(group))?;
        }
        let mut initdb = command(dir.path(), "initdb")?;
        initdb.args(["--username=bench", "--auth=trust", "--encoding=UTF8", "--locale=C.UTF-8", "--no-sync"]);
        let status = initdb.status()?;
        ensure!(status.success(), "initdb failed: {}", said(dir.path()));
        let mut postgres = command(dir.path(), "postgres")?;
        postgres.arg("-c").arg(format!("unix_socket_directories={}", dir.path().display()));
        for setting in SETTINGS {
            postgres.args(["-c", setting]);
        }
        let mut server = Self { server: postgres.spawn()?, dir };
        server.wait()?;
        Ok(server)
    }

    /// Waits until it listens.
    fn wait(&mut self) -> Result<()> {
        let begin = Instant::now();
        while begin.elapsed() < Duration::from_secs(READY_SECS) {
            let ready = command(self.dir.path(), "pg_isready")?.arg("--host").arg(self.dir.path()).status()?;
            if ready.success() {
                return Ok(());
            }
            let ended = self.server.try_wait()?;
            ensure!(ended.is_none(), "PostgreSQL ended at its start: {}", said(self.dir.path()));
            thread::sleep(Duration::from_millis(LOOK_MILLIS));
        }
        bail!("PostgreSQL was not ready within {READY_SECS} s: {}", said(self.dir.path()));
    }

    /// A connection to it.
    pub async fn connect(&self) -> Result<PgConnection> {
        let options = PgConnectOptions::new_without_pgpass().socket(self.dir.path()).username("bench");
        Ok(PgConnection::connect_with(&options.database("postgres")).await?)
    }
}

impl Drop for Postgres {
    fn drop(&mut self) {
        // SIGINT breaks off what is asked, and ends it in order.
        let told = Command::new("kill").args(["-INT", &self.server.id().to_string()]).status();
        if told.is_ok_and(|status| status.success()) {
            self.server.wait().ok();
        }
    }
}

fn is_root() -> Result<bool> {
    Ok(std::fs::metadata("/proc/self")?.uid() == 0)
}

/// A program of the server, with its data in a folder; it ends with this process, however that ends.
fn command(dir: &Path, program: &str) -> Result<Command> {
    let mut command = Command::new("setpriv");
    command.args(["--pdeathsig", "INT"]);
    if is_root()? {
        command.args(["--reuid", ACCOUNT, "--regid", ACCOUNT, "--clear-groups"]);
    }
    let log = File::options().create(true).append(true).open(dir.join("log"))?;
    command.arg(programs()?.join(program)).env("PGDATA", dir.join("data")).current_dir(dir);
    command.stdin(Stdio::null()).stdout(log.try_clone()?).stderr(log);
    Ok(command)
}

/// What the server's programs said.
fn said(dir: &Path) -> String {
    std::fs::read_to_string(dir.join("log")).unwrap_or_default()
}

fn programs() -> Result<PathBuf> {
    let versions =
        std::fs::read_dir(VERSIONS).with_context(|| format!("{VERSIONS} is not there: install postgresql"))?;
    let versions = versions.filter_map(|version| version.ok().map(|version| version.path().join("bin")));
    let number = |path: &Path| path.iter().rev().nth(1).and_then(|name| name.to_str()?.parse::<u32>().ok());
    let newest = versions.filter(|path| path.join("initdb").exists()).max_by_key(|path| number(path));
    newest.with_context(|| format!("no PostgreSQL server is in {VERSIONS}"))
}

/// The numbers of the server's account and group.
fn account() -> Result<(u32, u32)> {
    let accounts = std::fs::read_to_string("/etc/passwd")?;
    let fields = accounts.lines().map(|line| line.split(':').collect::<Vec<_>>());
    let found = fields.into_iter().find(|fields| fields.first() == Some(&ACCOUNT));
    let found = found.with_context(|| format!("there is no account {ACCOUNT}"))?;
    let number = |at: usize| -> Result<u32> { Ok(found.get(at).context("/etc/passwd has a short line")?.parse()?) };
    Ok((number(2)?, number(3)?))
}
