//! nginx at its best: the same bytes as files, packed before, sent by the kernel, nothing logged.

use crate::{
    agency::{Place, free_address},
    child::Running,
};
use anyhow::{Context, Result, ensure};
use flate2::read::GzDecoder;
use reqwest::Client;
use std::{
    fs,
    io::Read,
    net::{SocketAddr, TcpStream},
    path::PathBuf,
    process::Command,
    thread,
    time::Duration,
};

/// Tries to reach nginx after its start, and looks whether it has ended.
const TRIES: u32 = 250;
/// Between two of them, in milliseconds.
const TRY_MILLIS: u64 = 20;

/// A running nginx.
pub struct Nginx {
    _running: Running,
    address: SocketAddr,
    config: PathBuf,
}

impl Nginx {
    /// Serves gzip bodies, each at its path.
    pub fn serving<'a>(place: &Place, bodies: impl Iterator<Item = (&'a str, &'a [u8])>) -> Result<Self> {
        let folder = place.dir().join("nginx");
        let root = folder.join("root");
        for (path, gzip) in bodies {
            let file = root.join(path.trim_start_matches('/')).join("page");
            fs::create_dir_all(file.parent().context("a folder")?)?;
            let mut plain = Vec::new();
            GzDecoder::new(gzip).read_to_end(&mut plain)?;
            fs::write(&file, plain)?;
            fs::write(file.with_extension("gz"), gzip)?;
        }
        let address = free_address()?;
        let (at, log) = (folder.display(), place.log());
        // Whoever starts nginx as root has workers of another user, who may not look into the folder.
        let config = format!(
            "daemon off; worker_processes auto; pid {at}/pid; error_log {log} warn; user root;\n\
             events {{ worker_connections 1024; }}\n\
             http {{\n\
             access_log off; sendfile on; tcp_nopush on; keepalive_requests 1000000000; default_type text/html;\n\
             open_file_cache max=1000 inactive=1h; open_file_cache_valid 1h; gzip_static on; etag on;\n\
             client_body_temp_path {at}/b; proxy_temp_path {at}/p; fastcgi_temp_path {at}/f; uwsgi_temp_path {at}/u;\n\
             scgi_temp_path {at}/s;\n\
             server {{ listen {address}; root {at}/root; location / {{ try_files $uri/page =404; }} }}\n\
             }}\n",
            log = log.display(),
        );
        let file = folder.join("nginx.conf");
        fs::write(&file, config)?;
        let mut command = Command::new(nginx());
        command.arg("-c").arg(&file).arg("-p").arg(&folder);
        let running = Running::start(command, &log)?;
        for _ in 0..TRIES {
            if TcpStream::connect(address).is_ok() {
                return Ok(Self { _running: running, address, config: file });
            }
            thread::sleep(Duration::from_millis(TRY_MILLIS));
        }
        anyhow::bail!("nginx did not start: {}", fs::read_to_string(place.log()).unwrap_or_default());
    }

    /// Where it listens.
    pub fn base(&self) -> String {
        format!("http://{}", self.address)
    }

    /// The tag that it gives to a page that is packed.
    pub async fn tag(&self, path: &str) -> Result<String> {
        let request = Client::builder().build()?.get(format!("{}{path}", self.base()));
        let answer = request.header("Accept-Encoding", "gzip").send().await?;
        let answer = answer.error_for_status()?;
        let headers = answer.headers();
        ensure!(headers.get("content-encoding").is_some_and(|coding| coding == "gzip"), "nginx packs nothing");
        Ok(headers.get("etag").context("nginx gives no tag")?.to_str()?.to_owned())
    }
}

impl Drop for Nginx {
    fn drop(&mut self) {
        // A master that is killed leaves its workers behind: it is asked first, and takes its number away when it ends.
        let asked = Command::new(nginx()).arg("-c").arg(&self.config).args(["-s", "stop"]).output();
        for _ in 0..asked.map_or(0, |_| TRIES) {
            if !self.config.with_file_name("pid").exists() {
                break;
            }
            thread::sleep(Duration::from_millis(TRY_MILLIS));
        }
    }
}

/// Where Debian puts it, which is not on everybody's path.
fn nginx() -> &'static str {
    if fs::exists("/usr/sbin/nginx").unwrap_or(false) { "/usr/sbin/nginx" } else { "nginx" }
}
