//! Passkeys: what the script of the page asks for, and what it brings back, in JSON.

use crate::{
    Reception,
    entry::{Knock, Shown},
    own::proven,
    second::Half,
};
use account::Passkeys;
use axum::{
    extract::State,
    http::header,
    response::{IntoResponse, Response},
};
use serde::Deserialize;
use serde_json::{Value, json};
use web::{Asset, AtScreen, Json, Problem};

/// The script of the pages on which passkeys are used.
pub static SCRIPT: Asset = Asset {
    name: "passkey",
    extension: "js",
    media_type: "text/javascript; charset=utf-8",
    content: include_str!("../assets/passkey.js"),
};

/// Its address.
pub(crate) fn script() -> String {
    web::asset_path(&SCRIPT)
}

/// What a passkey answered.
#[derive(Deserialize)]
pub(crate) struct Answer {
    /// The question that it answers; a session has one at a time.
    #[serde(default)]
    question: String,
    /// What a new passkey is called.
    #[serde(default)]
    label: String,
    credential: Value,
    #[serde(default)]
    next: String,
}

/// What is asked before a passkey is added.
#[derive(Deserialize)]
pub(crate) struct Adding {
    #[serde(default)]
    label: String,
    #[serde(default)]
    proof: String,
}

impl Reception {
    fn with_passkeys(&self) -> Result<&Passkeys, Problem> {
        self.passkeys
            .as_ref()
            .ok_or_else(|| Problem::not_found("Passkeys need a public address with a name, over TLS."))
    }
}

fn fresh(value: Value) -> Response {
    ([(header::CACHE_CONTROL, "no-store")], Json(value)).into_response()
}

/// `POST /sign-in/passkey`
pub(crate) async fn begin_alone(State(reception): State<Reception>, knock: Knock) -> Result<Response, Problem> {
    let (question, asked) = reception.with_passkeys()?.begin_alone(knock.comer.address)?;
    Ok(fresh(json!({"question": question, "asked": asked})))
}

/// `POST /sign-in/passkey/answer`
pub(crate) async fn finish_alone(
    State(reception): State<Reception>,
    knock: Knock,
    Json(answer): Json<Answer>,
) -> Result<Response, Problem> {
    let visitor = reception.with_passkeys()?.finish_alone(&answer.question, answer.credential).await;
    let visitor = visitor.map_err(not_taken)?;
    Ok(reception.let_in(&knock, &visitor, Shown::All, &answer.next).await?.told())
}

/// `POST /sign-in/second/passkey`
pub(crate) async fn begin_second(
    State(reception): State<Reception>,
    Half(session): Half,
    knock: Knock,
) -> Result<Response, Problem> {
    let asked = reception.with_passkeys()?.begin_second(&session, knock.comer.address).await?;
    Ok(fresh(json!({"question": "", "asked": asked})))
}

/// `POST /sign-in/second/passkey/answer`
pub(crate) async fn finish_second(
    State(reception): State<Reception>,
    Half(session): Half,
    knock: Knock,
    Json(answer): Json<Answer>,
) -> Result<Response, Problem> {
    reception.with_passkeys()?.finish_second(&session, answer.credential).await.map_err(not_taken)?;
    Ok(reception.let_in(&knock, &session.visitor, Shown::All, &answer.next).await?.told())
}

/// `POST /account/passkeys`
pub(crate) async fn begin_adding(
    State(reception): State<Reception>,
    AtScreen(session): AtScreen,
    knock: Knock,
    Json(adding): Json<Adding>,
) -> Result<Response, Problem> {
    let passkeys = reception.with_passkeys()?;
    if adding.label.trim().is_empty() {
        return Err(Problem::unprocessable("label", "is empty"));
    }
    proven(reception.accounts.prove(&knock.comer, &session, &adding.proof).await)?;
    let asked = passkeys.begin_adding(&session, knock.comer.address).await?;
    Ok(fresh(json!({"question": "", "asked": asked})))
}

/// `POST /account/passkeys/answer`
pub(crate) async fn add(
    State(reception): State<Reception>,
    AtScreen(session): AtScreen,
    Json(answer): Json<Answer>,
) -> Result<Response, Problem> {
    reception.with_passkeys()?.add(&session, &answer.label, answer.credential).await.map_err(not_taken)?;
    Ok(fresh(json!({"next": "/account?done=passkey#second"})))
}

fn not_taken(error: account::AccountError) -> Problem {
    match error {
        account::AccountError::SignIn => Problem::forbidden("This passkey is not known here."),
        other => other.into(),
    }
}
