//! Opening the agency's database, with errors that name it.

use crate::{config::Config, private};
use anyhow::{Context, anyhow, ensure};
use std::{path::Path, time::Duration};
use store::{Db, Location};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};

/// How long a PostgreSQL server may take to give any answer, in seconds.
const ANSWER_SECS: u64 = 4;
/// Where PostgreSQL listens unless the address says otherwise.
const POSTGRES_PORT: u16 = 5432;
/// The protocol's `SSLRequest`: a server answers it with one byte before it knows who asks.
const SSL_REQUEST: [u8; 8] = [0, 0, 0, 8, 0x04, 0xd2, 0x16, 0x2f];

/// Opens the database of an agency that is there.
pub async fn open(config: &Config, data: &Path) -> anyhow::Result<Db> {
    let location = config.location(data)?;
    if let Location::Sqlite(path) = &location {
        ensure!(path.exists(), "{} is missing; restore it from your backup", path.display());
    }
    open_at(&location).await
}

/// Opens the database of an agency that is being made.
pub async fn make(location: &Location) -> anyhow::Result<Db> {
    if let Location::Sqlite(path) = location {
        // SQLite gives the files beside it the mode of this one.
        private::file(path)?;
    }
    open_at(location).await
}

async fn open_at(location: &Location) -> anyhow::Result<Db> {
    let Location::Postgres(url) = location else { return Ok(Db::open(location).await?) };
    let Some((host, port)) = server_of(url) else { return Ok(Db::open(location).await?) };
    let name = || format!("PostgreSQL at {host}, port {port}");
    reach(&host, port, Duration::from_secs(ANSWER_SECS)).await.with_context(name)?;
    Db::open(location).await.with_context(name)
}

/// Waits for a first answer of the server: the pool of connections would try again for much longer, and not say why.
async fn reach(host: &str, port: u16, limit: Duration) -> anyhow::Result<()> {
    let asked = async {
        let mut connection = TcpStream::connect((host, port)).await?;
        connection.write_all(&SSL_REQUEST).await?;
        connection.read_u8().await
    };
    match tokio::time::timeout(limit, asked).await {
        Ok(Ok(b'S' | b'N')) => Ok(()),
        Ok(Ok(_)) => Err(anyhow!("what answers there is not PostgreSQL")),
        Ok(Err(e)) => Err(e.into()),
        Err(_) => Err(anyhow!("no answer within {} s", limit.as_secs_f32())),
    }
}

/// The host and the port of a PostgreSQL address; nothing for a socket file, which answers or fails at once.
fn server_of(url: &str) -> Option<(String, u16)> {
    let rest = url.split_once("://")?.1;
    let (rest, query) = rest.split_once('?').unwrap_or((rest, ""));
    let authority = rest.split('/').next()?;
    let server = authority.rsplit_once('@').map_or(authority, |(_, server)| server);
    let (mut host, mut port) = match server.strip_prefix('[') {
        Some(v6) => v6.split_once(']').map(|(host, port)| (host, port.strip_prefix(':')))?,
        None => server.split_once(':').map_or((server, None), |(host, port)| (host, Some(port))),
    };
    for (key, value) in query.split('&').filter_map(|pair| pair.split_once('=')) {
        match key {
            "host" | "hostaddr" => host = value,
            "port" => port = Some(value),
            _ => {}
        }
    }
    let port = port.map_or(Some(POSTGRES_PORT), |port| port.parse().ok())?;
    let is_file = host.is_empty() || host.starts_with('/') || host.starts_with('%');
    (!is_file).then(|| (host.to_owned(), port))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_server_is_found_in_an_address() {
        let found = |url| server_of(url).map(|(host, port)| format!("{host} {port}")).unwrap_or_default();
        for (url, server) in [
            ("postgres://db.example/news", "db.example 5432"),
            ("postgres://me:p@ss:w@db.example:5433/news", "db.example 5433"),
            ("postgresql://me@[::1]:5433/news?sslmode=disable", "::1 5433"),
            ("postgres://[::1]", "::1 5432"),
            ("postgres:///news?host=10.0.0.7&port=6432", "10.0.0.7 6432"),
            ("postgres:///news?host=/run/postgresql", ""),
            ("postgres://%2Frun%2Fpostgresql/news", ""),
            ("postgres://db.example:port/news", ""),
        ] {
            assert_eq!(found(url), server, "{url}");
        }
    }

    #[tokio::test]
    async fn a_server_that_says_nothing_is_given_up() {
        let silent = std::net::TcpListener::bind("127.0.0.1:0").expect("a port");
        let port = silent.local_addr().expect("its address").port();
        let error = reach("127.0.0.1", port, Duration::from_millis(50)).await.expect_err("nobody answers");
        assert_eq!(error.to_string(), "no answer within 0.05 s");
    }
}
