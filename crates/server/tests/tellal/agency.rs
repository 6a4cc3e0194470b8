//! An agency made by the commands, and its server as a child process.

use reqwest::{Client, RequestBuilder, Response};
use serde_json::{Value, json};
use std::{
    net::TcpListener,
    path::{Path, PathBuf},
    process::{Child, Command, Output, Stdio},
    time::Duration,
};
use tempfile::TempDir;

pub const PASSWORD: &str = "correct horse battery";
/// Tries to reach a server that starts, 20 milliseconds apart.
const START_TRIES: u32 = 1_500;

/// A data folder with an agency, two chiefs, and a subscriber.
pub struct Agency {
    dir: TempDir,
    pub key: String,
    pub port: u16,
}

/// Runs `tellal` on a data folder.
pub fn tellal(data: &Path, args: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_tellal"))
        .args(args)
        .env("TELLAL_DATA", data)
        .env("TELLAL_PASSWORD", PASSWORD)
        .env("TELLAL_METRICS", "off")
        .stdin(Stdio::null())
        .output()
        .unwrap()
}

/// Runs a command that must succeed; answers what it printed.
pub fn done(data: &Path, args: &[&str]) -> String {
    let output = tellal(data, args);
    let (out, err) = (String::from_utf8(output.stdout).unwrap(), String::from_utf8(output.stderr).unwrap());
    assert!(output.status.success(), "tellal {args:?}: {out}{err}");
    out
}

/// Runs a command that must fail; answers what it printed.
pub fn refused(data: &Path, args: &[&str]) -> String {
    let output = tellal(data, args);
    let (out, err) = (String::from_utf8(output.stdout).unwrap(), String::from_utf8(output.stderr).unwrap());
    assert!(!output.status.success(), "tellal {args:?} did not fail: {out}");
    assert!(!err.contains("panicked"), "{err}");
    out + &err
}

impl Agency {
    /// An agency on SQLite.
    pub fn sqlite() -> Self {
        Self::on("sqlite")
    }

    /// An agency on a PostgreSQL database.
    pub fn on(database: &str) -> Self {
        let dir = tempfile::tempdir().unwrap();
        let data = dir.path().join("data");
        done(&data, &["init", "--code", "tel", "--name", "Test Agency", "--database", database]);
        done(&data, &["staff", "add", "chief", "--role", "chief"]);
        done(&data, &["staff", "add", "second", "--role", "chief"]);
        done(&data, &["org", "add", "Paper"]);
        done(&data, &["org", "contract", "Paper", "--products", "1", "--from", "2020-01-01T00:00:00Z"]);
        done(&data, &["org", "user", "Paper", "paper"]);
        let said = done(&data, &["key", "add", "Paper", "--label", "test"]);
        let key = said.split_whitespace().find(|word| word.starts_with("tellal_")).unwrap().to_owned();
        let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        Self { dir, key, port }
    }

    pub fn data(&self) -> PathBuf {
        self.dir.path().join("data")
    }

    /// A path beside the data folder.
    pub fn beside(&self, name: &str) -> PathBuf {
        self.dir.path().join(name)
    }

    /// Starts the server and waits until it is ready.
    pub async fn serve(&self) -> Server {
        let mut command = Command::new(env!("CARGO_BIN_EXE_tellal"));
        command.arg("serve");
        self.start(command).await
    }

    /// Starts the server by a command of the caller's that ends in running it.
    pub async fn start(&self, mut command: Command) -> Server {
        let child = command
            .env("TELLAL_DATA", self.data())
            .env("TELLAL_LISTEN", format!("127.0.0.1:{}", self.port))
            .env("TELLAL_METRICS", "off")
            .env("TELLAL_LOG_LEVEL", "warn")
            .stdin(Stdio::null())
            .spawn()
            .unwrap();
        let base = format!("http://127.0.0.1:{}", self.port);
        let mut server = Server { child, base, key: self.key.clone(), client: Client::new() };
        for _ in 0..START_TRIES {
            if let Some(status) = server.child.try_wait().unwrap() {
                panic!("the server ended at its start: {status}");
            }
            let ready = server.client.get(format!("{}/readyz", server.base)).send().await;
            if ready.is_ok_and(|answer| answer.status().is_success()) {
                return server;
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        panic!("the server is not ready");
    }
}

/// A running server; killed when it is dropped.
pub struct Server {
    child: Child,
    pub base: String,
    key: String,
    pub client: Client,
}

impl Server {
    /// Its process's number.
    pub fn pid(&self) -> u32 {
        self.child.id()
    }

    /// Asks it to stop, and waits until it has.
    pub fn stop(mut self) {
        let told = Command::new("kill").arg(self.child.id().to_string()).status().unwrap();
        assert!(told.success());
        assert!(self.child.wait().unwrap().success(), "the server stops in order");
    }

    /// A request of the chief's to the desk.
    pub fn desk(&self, method: &str, path: &str) -> RequestBuilder {
        let method = method.parse().unwrap();
        let address = format!("{}/desk/api{path}", self.base);
        self.client.request(method, address).basic_auth("chief", Some(PASSWORD)).timeout(Duration::from_secs(30))
    }

    /// A request of the subscriber's program.
    pub fn get(&self, path: &str) -> RequestBuilder {
        self.client.get(format!("{}{path}", self.base)).bearer_auth(&self.key).timeout(Duration::from_secs(70))
    }

    /// A request of the subscriber's HAS client.
    pub fn has(&self, method: &str, path: &str) -> RequestBuilder {
        let address = format!("{}/abone{path}", self.base);
        self.client.request(method.parse().unwrap(), address).basic_auth("paper", Some(PASSWORD))
    }

    /// A page of the public site, or whatever stands in its place.
    pub async fn page(&self, path: &str) -> (u16, String) {
        let answer = self.client.get(format!("{}{path}", self.base)).send().await.unwrap();
        (answer.status().as_u16(), answer.text().await.unwrap())
    }

    /// Makes a draft; answers its id.
    pub async fn draft(&self, headline: &str, body: &str) -> reqwest::Result<String> {
        let answer = self.desk("POST", "/items").json(&json!({"story": story(headline, body)})).send().await?;
        let answer: Value = ok(answer, 201).await?;
        Ok(answer["id"].as_str().unwrap().to_owned())
    }

    /// Makes and releases a story; answers its id and its `seq`.
    pub async fn release(&self, headline: &str, body: &str) -> reqwest::Result<(String, u64)> {
        let id = self.draft(headline, body).await?;
        let answer = self.desk("POST", &format!("/items/{id}/release")).header("If-Match", "\"1\"");
        let answer: Value = ok(answer.json(&json!({})).send().await?, 200).await?;
        Ok((id, answer["seq"].as_u64().unwrap()))
    }

    /// Kills an item: the chief asks, and another one approves the bytes that the chief asked for. Answers the `seq`.
    pub async fn kill_item(&self, id: &str) -> reqwest::Result<u64> {
        let body = json!({"reason": "The report was wrong.", "hold": false});
        let answer = self.desk("POST", &format!("/items/{id}/kill")).json(&body).send().await?;
        let asked: Value = ok(answer, 202).await?;
        let request = format!("/approvals/{}", asked["approval"].as_str().unwrap());
        let shown: Value = ok(self.desk("GET", &request).send().await?, 200).await?;
        let address = format!("{}/desk/api{request}/approve", self.base);
        let second = self.client.post(address).basic_auth("second", Some(PASSWORD));
        let answer = second.json(&json!({"hash": shown["hash"]})).send().await?;
        let answer: Value = ok(answer, 200).await?;
        Ok(answer["seq"].as_u64().unwrap())
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// The JSON of an answer that must have this status.
pub async fn ok(answer: Response, status: u16) -> reqwest::Result<Value> {
    let found = answer.status().as_u16();
    let text = answer.text().await?;
    assert_eq!(found, status, "{text}");
    Ok(serde_json::from_str(&text).unwrap())
}

/// A routine story in English.
pub fn story(headline: &str, body: &str) -> Value {
    let paragraphs: Vec<Value> =
        body.split("\n\n").map(|text| json!({"block": "paragraph", "spans": [{"text": text}]})).collect();
    json!({
        "language": "en", "slug": "TEST", "headline": headline, "priority": 4, "category": 1,
        "dateline": {"city": "Ankara"}, "content": {"kind": "text", "body": paragraphs},
    })
}
