//! Somebody at an organisation, at a browser.

use crate::agency::{PASSWORD, Server, ok};
use reqwest::header::{COOKIE, LOCATION, SET_COOKIE};
use serde_json::Value;

/// A browser at which somebody is signed in.
pub struct Browser(String);

impl Browser {
    /// Signs somebody in.
    pub async fn of(server: &Server, email: &str) -> Self {
        let browser = reqwest::Client::builder().redirect(reqwest::redirect::Policy::none()).build().unwrap();
        let login = [("login", email), ("password", PASSWORD)];
        let answer = browser.post(format!("{}/sign-in", server.base)).form(&login).send().await.unwrap();
        assert_eq!(answer.headers()[LOCATION], "/portal", "{answer:?}");
        let cookie = answer.headers()[SET_COOKIE].to_str().unwrap();
        Self(cookie.split(';').next().unwrap().to_owned())
    }

    /// Saves a search; answers it.
    pub async fn save(&self, server: &Server, search: &Value) -> Value {
        let request = server.client.post(format!("{}/portal/api/searches", server.base)).header(COOKIE, &self.0);
        ok(request.json(search).send().await.unwrap(), 201).await.unwrap()
    }
}
