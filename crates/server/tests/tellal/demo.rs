//! The demo: a newcomer's first minute, and the second start.

use serde_json::Value;
use std::{
    fs,
    path::Path,
    process::{Child, Command, Stdio},
    time::Duration,
};

/// Tries to find the demo on the air, 50 milliseconds apart.
const START_TRIES: u32 = 1_200;

/// A running demo; killed when it is dropped.
struct Demo(Child);

impl Drop for Demo {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

impl Demo {
    async fn start(data: &Path) -> (Self, Value) {
        let file = data.join("demo.json");
        let before = fs::metadata(&file).and_then(|m| m.modified()).ok();
        let child = Command::new(env!("CARGO_BIN_EXE_tellal"))
            .args(["demo", "--listen", "127.0.0.1:0", "--pace", "1", "--data"])
            .arg(data)
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .spawn()
            .unwrap();
        let demo = Self(child);
        for _ in 0..START_TRIES {
            if fs::metadata(&file).and_then(|m| m.modified()).ok() > before {
                let told = serde_json::from_str(&fs::read_to_string(&file).unwrap()).unwrap();
                return (demo, told);
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        panic!("the demo is not on the air");
    }

    fn stop(mut self) {
        assert!(Command::new("kill").arg(self.0.id().to_string()).status().unwrap().success());
        assert!(self.0.wait().unwrap().success(), "the demo stops in order");
    }
}

async fn get(address: &str, key: &str) -> (u16, String) {
    let answer = reqwest::Client::new().get(address).bearer_auth(key).send().await.unwrap();
    (answer.status().as_u16(), answer.text().await.unwrap())
}

async fn head(api: &str, key: &str) -> u64 {
    let (status, text) = get(&format!("{api}/feed?limit=1"), key).await;
    assert_eq!(status, 200, "{text}");
    serde_json::from_str::<Value>(&text).unwrap()["head"].as_u64().unwrap()
}

#[tokio::test]
async fn the_demo_is_alive_and_a_second_start_goes_on() {
    let dir = tempfile::tempdir().unwrap();
    let data = dir.path().join("demo");
    let (demo, told) = Demo::start(&data).await;
    let text = |told: &Value, path: &str| told.pointer(path).and_then(Value::as_str).unwrap().to_owned();
    let key = text(&told, "/subscriber/api_key");
    let api = text(&told, "/api");
    let first = head(&api, &key).await;
    assert!(first > 40, "the first edition is on the wire: {first}");
    for lang in ["en", "tr", "ar"] {
        let (status, html) = get(&format!("{}/{lang}/", text(&told, "/site")), &key).await;
        assert_eq!(status, 200);
        assert!(html.contains(&format!("lang=\"{lang}\"")) && html.contains("closing-notice"), "{lang}: {html}");
    }
    let client = reqwest::Client::new();
    let staff = client.get(format!("{}/items", text(&told, "/desk")));
    let staff = staff.basic_auth(text(&told, "/staff/user"), Some(text(&told, "/staff/password")));
    assert_eq!(staff.send().await.unwrap().status(), 200);
    let has = client.post(format!("{}/search", text(&told, "/has")));
    let has = has.basic_auth(text(&told, "/subscriber/user"), Some(text(&told, "/subscriber/password")));
    let found: Value = has.send().await.unwrap().json().await.unwrap();
    assert!(found["data"]["total"].as_u64() > Some(30), "{found}");
    // Somebody reads at the paper, and lands at the wire.
    let login = [("login", text(&told, "/reader/user")), ("password", text(&told, "/reader/password"))];
    let browser = reqwest::Client::builder().redirect(reqwest::redirect::Policy::none()).build().unwrap();
    let reader = browser.post(format!("{}/sign-in", text(&told, "/site"))).form(&login).send().await.unwrap();
    assert_eq!(reader.headers().get("location").unwrap(), "/portal", "{reader:?}");
    // The desk works on by itself; an open stream hears of it, and ends when the demo is stopped.
    let mut stream = client.get(format!("{api}/stream")).bearer_auth(&key).send().await.unwrap();
    let mut heard = String::new();
    while !heard.contains("event: dispatch") {
        heard.push_str(&String::from_utf8_lossy(&stream.chunk().await.unwrap().expect("the stream goes on")));
    }
    let stopped = tokio::task::spawn_blocking(move || demo.stop());
    while stream.chunk().await.unwrap_or_default().is_some() {}
    stopped.await.unwrap();

    let (demo, again) = Demo::start(&data).await;
    assert_eq!(again["subscriber"], told["subscriber"]);
    assert_eq!(again["staff"], told["staff"]);
    assert_eq!(again["reader"], told["reader"]);
    assert!(head(&text(&again, "/api"), &key).await > first, "nothing begins anew");
    demo.stop();
}
