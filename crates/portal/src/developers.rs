//! `/portal/developers`: everything that a program needs, with the organisation's own addresses and logins filled in; and
//! `/portal/developers/api`: the whole of `/api/v1`, read from its own description.

use crate::{
    Portal,
    door::Answer,
    granted,
    reference::Reference,
    sample::{Sample, samples},
};
use account::Scope;
use askama::Template;
use axum::{Router, extract::State, routing::get};
use query::Condition;
use web::PersonAtScreen;

/// What the examples have in the place of the agency's address.
const BASE: &str = "https://wire.example";
/// What they have in the place of a login.
const LOGIN: &str = "your-login";

pub(super) fn routes() -> Router<Portal> {
    Router::new().route("/portal/developers", get(show)).route("/portal/developers/api", get(reference))
}

/// The same in three languages.
struct Example<T> {
    id: &'static str,
    title: &'static str,
    about: &'static str,
    texts: [(&'static str, T); 3],
}

macro_rules! client {
    ($name:literal) => {
        [
            ("curl", include_str!(concat!("../clients/", $name, ".sh"))),
            ("Python", include_str!(concat!("../clients/", $name, ".py"))),
            ("JavaScript", include_str!(concat!("../clients/", $name, ".mjs"))),
        ]
    };
}

/// The examples as they are kept: programs that run.
const EXAMPLES: [Example<&str>; 5] = [
    Example {
        id: "feed",
        title: "The feed, with a cursor",
        about: "Everything that your contract covers, in order, from any position. Keep the cursor, and nothing is lost, \
                however long your program was away.",
        texts: client!("feed"),
    },
    Example {
        id: "stream",
        title: "The stream",
        about: "The same as it goes out. Each event carries the number of the one before it in your feed, so that a gap is \
                seen at once.",
        texts: client!("stream"),
    },
    Example {
        id: "search",
        title: "The archive",
        about: "Whatever was released, as far back as your contract reaches.",
        texts: client!("search"),
    },
    Example {
        id: "receipts",
        title: "Receipts",
        about: "After a kill, a hold or a correction the agency waits for the word that you acted on it, and asks until it \
                has it.",
        texts: client!("receipts"),
    },
    Example {
        id: "has",
        title: "HAS",
        about: "For systems that speak the HAS API already. It takes a login, and no key.",
        texts: client!("has"),
    },
];

/// The examples with what is the reader's own in its place.
fn examples(base: &str, login: &str) -> Vec<Example<String>> {
    let own = |(language, text): (&'static str, &str)| (language, text.replace(BASE, base).replace(LOGIN, login));
    let example = |Example { id, title, about, texts }| Example { id, title, about, texts: texts.map(own) };
    EXAMPLES.into_iter().map(example).collect()
}

#[derive(Template)]
#[template(path = "developers.html")]
struct Page<'a> {
    base: &'a str,
    /// The logins of the organisation; none for whoever does not manage them.
    logins: Vec<String>,
    master: bool,
    scopes: Vec<&'static str>,
    examples: Vec<Example<String>>,
    fields: Vec<&'static str>,
    samples: Vec<Sample>,
}

/// `GET /portal/developers`
async fn show(State(portal): State<Portal>, PersonAtScreen(who, _): PersonAtScreen) -> Answer {
    // Only those who manage the logins see them.
    let users = if who.master { portal.accounts.api_users(&who.organisation).await? } else { Vec::new() };
    let logins: Vec<String> = users.into_iter().filter(|user| !user.frozen).map(|user| user.login).collect();
    let formats = granted::formats(&portal.holding(&who).await?);
    let login = logins.first().map_or(LOGIN, String::as_str);
    let page = Page {
        base: &portal.base,
        examples: examples(&portal.base, login),
        master: who.master,
        scopes: Scope::ALL.map(Scope::name).to_vec(),
        fields: query::Field::ALL.map(query::Field::name).into_iter().chain(Condition::NAMES).collect(),
        samples: samples(&formats, &portal.agency, &portal.base),
        logins,
    };
    Ok(portal.page(&who, "/portal/developers", "Developers").page(&page))
}

#[derive(Template)]
#[template(path = "reference.html")]
struct Api<'a> {
    reference: &'a Reference,
}

/// `GET /portal/developers/api`
async fn reference(State(portal): State<Portal>, PersonAtScreen(who, _): PersonAtScreen) -> Answer {
    let sheet = portal.page(&who, "/portal/developers", "The API");
    Ok(sheet.page(&Api { reference: portal.reference() }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn examples_are_the_readers_own() {
        let own = examples("https://news.example", "paper-api");
        for example in &own {
            for (language, text) in &example.texts {
                assert!(text.contains("https://news.example"), "{} in {language}", example.id);
                assert!(!text.contains(BASE) && !text.contains(LOGIN), "{} in {language}", example.id);
                let secret = if example.id == "has" { "TELLAL_PASSWORD" } else { "TELLAL_KEY" };
                assert!(text.contains(secret), "{} in {language}", example.id);
            }
        }
        assert!(own[4].texts.iter().all(|(_, text)| text.contains("paper-api")));
    }
}
