//! Child processes: started, watched through `/proc`, and never left behind.

use crate::machine::{field, processor_ticks};
use anyhow::{Context, Result, bail, ensure};
use std::{
    fs::{self, File},
    io::{ErrorKind, Read, Write},
    net::{SocketAddr, TcpStream},
    path::Path,
    process::{Child, Command, Stdio},
    thread,
    time::{Duration, Instant},
};

/// How long a server may take to become ready, in seconds.
const READY_SECS: u64 = 60;
/// Between two tries to reach a server that starts, in microseconds.
const READY_TRY_MICROS: u64 = 500;
/// How long a server may take to stop, in seconds.
const STOP_SECS: u64 = 15;
/// Between two looks at a process that is measured, in milliseconds.
const LOOK_MILLIS: u64 = 5;
/// How long a server must be quiet to count as settled, in seconds.
const QUIET_SECS: u32 = 3;
/// How long a server may take to settle, in seconds.
const SETTLE_SECS: u64 = 600;
/// Ticks of processor time in a second of which a server counts as quiet (100 ticks are one second on one core).
const QUIET_TICKS: u64 = 2;

/// A running child; killed when it is dropped.
pub struct Running {
    child: Child,
    started: Instant,
    log: std::path::PathBuf,
}

/// What a process holds in memory, in bytes.
#[derive(Debug, Clone, Copy)]
pub struct Memory {
    /// Pages that are present.
    pub resident: u64,
    /// Of these, pages that belong to no file.
    pub anonymous: u64,
    /// The most that ever was present.
    pub peak: u64,
}

/// What a process used from start to end.
#[derive(Debug, Clone, Copy)]
pub struct Usage {
    /// From just before it was started until it had ended.
    pub wall: Duration,
    /// The most memory that was present, in bytes.
    pub peak: u64,
    /// What it sent towards the disk, in bytes.
    pub written: u64,
}

impl Running {
    /// Starts a process whose output goes to the end of `log`.
    pub fn start(mut command: Command, log: &Path) -> Result<Self> {
        let file = File::options().create(true).append(true).open(log)?;
        command.stdin(Stdio::null()).stdout(file.try_clone()?).stderr(file);
        let started = Instant::now();
        let child =
            command.spawn().with_context(|| format!("{} cannot be started", command.get_program().display()))?;
        Ok(Self { child, started, log: log.to_owned() })
    }

    /// Waits until `GET /readyz` is answered with 200; answers the time since just before the start.
    pub fn ready(&mut self, address: SocketAddr) -> Result<Duration> {
        while self.started.elapsed() < Duration::from_secs(READY_SECS) {
            if answers_200(address) {
                return Ok(self.started.elapsed());
            }
            if let Some(status) = self.child.try_wait()? {
                bail!("the server ended at its start ({status}):\n{}", self.said());
            }
            thread::sleep(Duration::from_micros(READY_TRY_MICROS));
        }
        bail!("the server was not ready within {READY_SECS} s:\n{}", self.said());
    }

    /// Sleeps until so much time has passed since the start.
    pub fn rest_until(&self, age: Duration) {
        thread::sleep(age.saturating_sub(self.started.elapsed()));
    }

    /// Waits until the process has nothing left to do; answers the time since its start.
    pub fn settle(&self) -> Result<Duration> {
        let (mut before, mut quiet) = (self.ticks()?, 0);
        while self.started.elapsed() < Duration::from_secs(SETTLE_SECS) {
            thread::sleep(Duration::from_secs(1));
            let now = self.ticks()?;
            quiet = if now - before <= QUIET_TICKS { quiet + 1 } else { 0 };
            if quiet == QUIET_SECS {
                return Ok(self.started.elapsed().saturating_sub(Duration::from_secs(QUIET_SECS.into())));
            }
            before = now;
        }
        bail!("the server was still at work after {SETTLE_SECS} s");
    }

    /// What it holds in memory now.
    pub fn memory(&self) -> Result<Memory> {
        let status = self.proc("status")?;
        let bytes = |name| size(&status, name).with_context(|| format!("/proc names no {name}"));
        Ok(Memory { resident: bytes("VmRSS")?, anonymous: bytes("RssAnon")?, peak: bytes("VmHWM")? })
    }

    /// Asks it to stop (SIGTERM), and waits until it has.
    pub fn stop(mut self) -> Result<()> {
        let kill = format!("kill -TERM {}", self.child.id());
        ensure!(Command::new("sh").args(["-c", &kill]).status()?.success(), "the server cannot be told to stop");
        let told = Instant::now();
        while told.elapsed() < Duration::from_secs(STOP_SECS) {
            if let Some(status) = self.child.try_wait()? {
                ensure!(status.success(), "the server did not stop in order ({status}):\n{}", self.said());
                return Ok(());
            }
            thread::sleep(Duration::from_millis(LOOK_MILLIS));
        }
        bail!("the server did not stop within {STOP_SECS} s");
    }

    /// Waits until it has ended by itself, with one of these codes.
    pub fn measure(mut self, codes: &[i32]) -> Result<Usage> {
        let (mut peak, mut written) = (0, 0);
        // An ended child stays visible as a zombie, with its counts of bytes, until it is waited for.
        loop {
            let status = self.proc("status")?;
            peak = size(&status, "VmHWM").unwrap_or(peak);
            let io = self.proc("io")?;
            written = field(&io, "write_bytes").and_then(|n| n.parse().ok()).unwrap_or(written);
            if field(&status, "State").is_some_and(|state| state.starts_with('Z')) {
                break;
            }
            thread::sleep(Duration::from_millis(LOOK_MILLIS));
        }
        let wall = self.started.elapsed();
        let status = self.child.wait()?;
        let expected = status.code().is_some_and(|code| codes.contains(&code));
        ensure!(expected, "a process that was measured failed ({status}):\n{}", self.said());
        Ok(Usage { wall, peak, written })
    }

    fn proc(&self, name: &str) -> Result<String> {
        let path = format!("/proc/{}/{name}", self.child.id());
        fs::read_to_string(&path).with_context(|| format!("{path} cannot be read"))
    }

    /// Processor time so far, of all its threads.
    fn ticks(&self) -> Result<u64> {
        processor_ticks(&self.proc("stat")?, 2)
    }

    fn said(&self) -> String {
        fs::read_to_string(&self.log).unwrap_or_else(|e| e.to_string())
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        // Both fail only when it has ended already.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// A size of `/proc/PID/status`, in bytes.
fn size(status: &str, name: &str) -> Option<u64> {
    let kib: u64 = field(status, name)?.strip_suffix("kB")?.trim().parse().ok()?;
    Some(kib * 1024)
}

/// True when `GET /readyz` is answered, and with 200.
fn answers_200(address: SocketAddr) -> bool {
    let ask = || -> std::io::Result<bool> {
        let mut connection = TcpStream::connect_timeout(&address, Duration::from_secs(1))?;
        connection.set_read_timeout(Some(Duration::from_secs(READY_SECS)))?;
        connection.write_all(b"GET /readyz HTTP/1.1\r\nHost: bench\r\nConnection: close\r\n\r\n")?;
        let mut begin = [0; 12];
        match connection.read_exact(&mut begin) {
            Ok(()) => Ok(begin == *b"HTTP/1.1 200"),
            Err(e) if e.kind() == ErrorKind::UnexpectedEof => Ok(false),
            Err(e) => Err(e),
        }
    };
    ask().unwrap_or(false)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_process_is_measured_to_its_end() {
        let dir = tempfile::tempdir().unwrap();
        let mut command = Command::new("sh");
        let file = dir.path().join("zeros");
        command.args(["-c", "dd if=/dev/zero of=\"$0\" bs=65536 count=16 conv=fsync; exit 2"]).arg(&file);
        let usage = Running::start(command, &dir.path().join("log")).unwrap().measure(&[0, 2]).unwrap();
        assert!(usage.peak > 0 && usage.wall > Duration::ZERO, "{usage:?}");
    }

    #[test]
    fn a_failure_is_told_with_what_the_process_said() {
        let dir = tempfile::tempdir().unwrap();
        let mut command = Command::new("sh");
        command.args(["-c", "echo it broke >&2; exit 1"]);
        let error = Running::start(command, &dir.path().join("log")).unwrap().measure(&[0]).unwrap_err();
        assert!(error.to_string().contains("it broke"), "{error}");
    }
}
