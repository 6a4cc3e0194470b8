//! A throw-away PostgreSQL, the newest that is installed: on a Unix socket, and gone when it is dropped.

use anyhow::{Context, Result, ensure};
use sqlx::{Connection, PgConnection, postgres::PgConnectOptions};
use std::{
    os::unix::fs::{MetadataExt, PermissionsExt, chown},
    path::{Path, PathBuf},
    process::Command,
};
use tempfile::TempDir;

/// The account that Debian makes for the server, which refuses to run as root.
const ACCOUNT: &str = "postgres";
/// Where Debian puts the versions of the server.
const VERSIONS: &str = "/usr/lib/postgresql";
/// Memory that is enough for everything to be found there, as on a server that was set up for this.
const SETTINGS: &str = "-c shared_buffers=2GB -c maintenance_work_mem=1GB -c work_mem=64MB -c max_wal_size=8GB \
                        -c jit=off -c plan_cache_mode=force_custom_plan -c fsync=off";

/// A running server.
pub struct Postgres {
    dir: TempDir,
    programs: PathBuf,
    is_root: bool,
}

impl Postgres {
    /// Starts one, and waits until it is ready.
    pub fn start() -> Result<Self> {
        // Under /tmp in any case: the path of a Unix socket holds only 107 bytes.
        let dir = tempfile::Builder::new().prefix("tellal-bench.").tempdir_in("/tmp")?;
        let is_root = std::fs::metadata("/proc/self")?.uid() == 0;
        let server = Self { dir, programs: programs()?, is_root };
        std::fs::set_permissions(server.dir.path(), std::fs::Permissions::from_mode(0o700))?;
        if is_root {
            let (user, group) = account()?;
            chown(server.dir.path(), Some(user), Some(group))?;
        }
        server
            .run("initdb", &["--username=bench", "--auth=trust", "--encoding=UTF8", "--locale=C.UTF-8", "--no-sync"])?;
        let socket = server.dir.path().display();
        let options = format!("--options=-c listen_addresses='' -c unix_socket_directories='{socket}' {SETTINGS}");
        let log = format!("--log={}", server.dir.path().join("log").display());
        server.run("pg_ctl", &["start", "--silent", "--wait", &log, &options])?;
        Ok(server)
    }

    /// A connection to it.
    pub async fn connect(&self) -> Result<PgConnection> {
        let options = PgConnectOptions::new_without_pgpass().socket(self.dir.path()).username("bench");
        Ok(PgConnection::connect_with(&options.database("postgres")).await?)
    }

    fn run(&self, program: &str, args: &[&str]) -> Result<()> {
        let program = self.programs.join(program);
        let mut command = if self.is_root {
            let mut command = Command::new("setpriv");
            let ids = [format!("--reuid={ACCOUNT}"), format!("--regid={ACCOUNT}"), "--clear-groups".to_owned()];
            command.args(ids).arg(&program);
            command
        } else {
            Command::new(&program)
        };
        let data = self.dir.path().join("data");
        let log = std::fs::File::create(self.dir.path().join("said"))?;
        command.args(args).arg("--pgdata").arg(data).current_dir(self.dir.path());
        // A file and no pipe: the server goes on holding what it was started with.
        let status = command.stdin(std::process::Stdio::null()).stdout(log.try_clone()?).stderr(log).status()?;
        let said = std::fs::read_to_string(self.dir.path().join("said"))?;
        ensure!(status.success(), "{} failed: {said}", program.display());
        Ok(())
    }
}

impl Drop for Postgres {
    fn drop(&mut self) {
        if let Err(e) = self.run("pg_ctl", &["stop", "--silent", "--wait", "--mode=immediate"]) {
            eprintln!("PostgreSQL in {} was not stopped: {e}", self.dir.path().display());
        }
    }
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
