//! The form with which somebody asks to become a subscriber.

use crate::{
    Site, SiteError,
    edition::Edition,
    posted::{self, Unread},
    repeats::sender,
    view::Frame,
    words::{Words, autonym},
};
use askama::Template;
use axum::{
    extract::Request,
    http::{StatusCode, header::RETRY_AFTER},
    response::{IntoResponse, Redirect, Response},
};
use jiff::{SignedDuration, Timestamp};
use mailroom::{Address, Letter};
use serde::{Deserialize, Serialize};
use std::sync::Arc;
use store::{Db, StoreError, args};
use story::{ContentHash, Lang, Line, Prose, TextFault, canonical_json, from_millis, to_millis};

/// Requests that are stored within an hour; more are asked to come later, so that nobody can fill the disk.
pub const REQUESTS_PER_HOUR_MAX: u64 = 200;

/// The kind of letters about requests.
const REQUEST: &str = "request";

/// A request to become a subscriber.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SubscriptionRequest {
    /// Who asks.
    pub name: Line<100>,
    /// For whom.
    pub organisation: Line<200>,
    /// Where to answer.
    pub email: Line<254>,
    /// Where they are.
    pub country: Line<100>,
    /// What they would like to receive.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub message: Option<Prose<4_000>>,
    /// The language of the form that they filled in.
    pub language: Lang,
}

/// What the form sends. Everything is text until it is checked.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Filled {
    name: String,
    organisation: String,
    email: String,
    country: String,
    message: String,
    /// Hidden from people; programs that fill in every field give themselves away.
    website: String,
}

/// One field of the form as the page shows it.
struct Field {
    name: &'static str,
    label: &'static str,
    /// The `type` of the input.
    input: &'static str,
    /// What browsers may fill in.
    autocomplete: &'static str,
    chars_max: usize,
    value: String,
    fault: Option<&'static str>,
}

#[derive(Template)]
#[template(path = "subscribe.html")]
struct Page {
    f: Frame,
    form: &'static crate::words::Form,
    intro: String,
    fields: [Field; 4],
    message: String,
    message_fault: Option<&'static str>,
    /// What stands above the form when it was not taken.
    notice: Option<&'static str>,
}

/// Why a form was not taken: the faults of name, organisation, e-mail, country and message.
type Faults = [Option<&'static str>; 5];

/// `GET /{lang}/subscribe/`
pub(crate) async fn get(edition: Edition) -> Response {
    form(&edition, StatusCode::OK, &Filled::default(), Faults::default(), None)
}

/// `POST /{lang}/subscribe/`
pub(crate) async fn post(edition: Edition, request: Request) -> Response {
    let words = &edition.words.form;
    let sender = sender(&request);
    let filled: Filled = match posted::read(&edition.headers, request.into_body()).await {
        Ok(filled) => filled,
        Err(why) => {
            let (status, notice) = match why {
                Unread::TooLarge => (StatusCode::PAYLOAD_TOO_LARGE, words.too_large),
                Unread::NotForm => (StatusCode::UNSUPPORTED_MEDIA_TYPE, words.wrong_type),
                Unread::NotUtf8 => (StatusCode::BAD_REQUEST, words.not_utf8),
                Unread::Broken => (StatusCode::UNPROCESSABLE_ENTITY, words.not_text),
            };
            return form(&edition, status, &Filled::default(), Faults::default(), Some(notice));
        }
    };
    let thanks = Redirect::to(&edition.path("subscribe/thanks/")).into_response();
    if !filled.website.is_empty() {
        return thanks;
    }
    let request = match check(&filled, &edition.lang, edition.words) {
        Ok(request) => request,
        Err(faults) => {
            return form(&edition, StatusCode::UNPROCESSABLE_ENTITY, &filled, faults, Some(words.faulty));
        }
    };
    if let Some(Err(secs)) = sender.map(|from| edition.site.repeats.count(from, edition.now)) {
        return later(&edition, &filled, words.too_often, secs);
    }
    match edition.site.take(&request, edition.now).await {
        Ok(Ok(())) => thanks,
        Ok(Err(secs)) => later(&edition, &filled, words.busy, secs),
        Err(error) => edition.answer(Err(error)),
    }
}

/// The form as it was filled in, to be sent again in `secs` seconds.
fn later(edition: &Edition, filled: &Filled, notice: &'static str, secs: i64) -> Response {
    let mut response = form(edition, StatusCode::TOO_MANY_REQUESTS, filled, Faults::default(), Some(notice));
    response.headers_mut().insert(RETRY_AFTER, secs.max(1).into());
    response
}

/// `GET /{lang}/subscribe/thanks/`
pub(crate) async fn thanks(edition: Edition) -> Response {
    let words = &edition.words.form;
    edition.message(StatusCode::OK, words.thanks_title, words.thanks_text)
}

fn form(
    edition: &Edition,
    status: StatusCode,
    filled: &Filled,
    faults: Faults,
    notice: Option<&'static str>,
) -> Response {
    let words = &edition.words.form;
    let intro = edition.words.form_intro(edition.agency());
    let field = |name, label, input, autocomplete, chars_max, value: &str, fault| Field {
        name,
        label,
        input,
        autocomplete,
        chars_max,
        value: value.to_owned(),
        fault,
    };
    let page = Page {
        f: edition.frame(edition.words.subscribe, &intro, &edition.path("subscribe/")),
        form: words,
        intro,
        fields: [
            field("name", words.name, "text", "name", 100, &filled.name, faults[0]),
            field("organisation", words.organisation, "text", "organization", 200, &filled.organisation, faults[1]),
            field("email", words.email, "email", "email", 254, &filled.email, faults[2]),
            field("country", words.country, "text", "country-name", 100, &filled.country, faults[3]),
        ],
        message: filled.message.clone(),
        message_fault: faults[4],
        notice,
    };
    edition.answer(edition.page(status, &page).map(Some))
}

/// Reads the fields, or says of each what is wrong with it.
fn check(filled: &Filled, lang: &Lang, words: &Words) -> Result<SubscriptionRequest, Faults> {
    let words = &words.form;
    let why = |fault: TextFault| match fault {
        TextFault::Empty => words.missing,
        TextFault::TooLong { .. } => words.too_long,
        TextFault::NotText(_) | TextFault::Form(_) => words.not_text,
    };
    let name = Line::new(filled.name.trim()).map_err(why);
    let organisation = Line::new(filled.organisation.trim()).map_err(why);
    let email = Line::new(filled.email.trim())
        .map_err(why)
        .and_then(|email: Line<254>| if is_email(email.as_str()) { Ok(email) } else { Err(words.not_email) });
    let country = Line::new(filled.country.trim()).map_err(why);
    let message = match Prose::new(filled.message.replace("\r\n", "\n")) {
        Ok(message) => Ok(Some(message)),
        Err(TextFault::Empty) => Ok(None),
        Err(fault) => Err(why(fault)),
    };
    match (name, organisation, email, country, message) {
        (Ok(name), Ok(organisation), Ok(email), Ok(country), Ok(message)) => {
            Ok(SubscriptionRequest { name, organisation, email, country, message, language: lang.clone() })
        }
        (name, organisation, email, country, message) => {
            Err([name.err(), organisation.err(), email.err(), country.err(), message.err()])
        }
    }
}

/// One `@` with something before it and a host name of at least two parts after it; whether it exists, only a letter tells.
fn is_email(text: &str) -> bool {
    let Some((local, host)) = text.split_once('@') else { return false };
    let mut parts = host.split('.');
    let plain = |part: &str| {
        !part.is_empty()
            && part.chars().all(|c| c.is_alphanumeric() || c == '-')
            && !part.starts_with('-')
            && !part.ends_with('-')
    };
    !local.is_empty()
        && !local.contains(|c: char| c.is_whitespace() || matches!(c, '"' | '<' | '>' | ',' | ';' | ':' | '\\'))
        && host.contains('.')
        && parts.all(plain)
}

impl Site {
    /// The same site, whose requests to become a subscriber are told to `business` by letter.
    #[must_use]
    pub fn answered_by(mut self, business: Address) -> Self {
        self.business = Some(Arc::new(business));
        self
    }

    /// The letter about a request, in the agency's own language. What somebody wrote there is marked as theirs, line by line.
    fn letter(&self, request: &SubscriptionRequest, business: &Address) -> Letter {
        let lang = self.agency.language.primary();
        let (words, agency) = (Words::of(lang), self.agency.name(lang));
        let (name, organisation) = (request.name.as_str(), request.organisation.as_str());
        let read_in = autonym(request.language.as_str()).unwrap_or(request.language.as_str());
        let mut paragraphs = vec![
            words.letter_intro(name, organisation, agency),
            [
                words.labelled(words.form.email, request.email.as_str()),
                words.labelled(words.form.country, request.country.as_str()),
                words.labelled(words.letter_language, read_in),
            ]
            .join("\n"),
        ];
        if let Some(message) = &request.message {
            let lines: Vec<String> = message.as_str().lines().map(|line| format!("> {line}")).collect();
            paragraphs.push(format!("{}\n\n{}", words.form.message, lines.join("\n")));
        }
        paragraphs.push(words.letter_reply.to_owned());
        Letter {
            kind: REQUEST,
            to: business.clone(),
            subject: words.letter_subject(organisation),
            text: paragraphs.join("\n\n") + "\n",
        }
    }

    /// Stores a request, or answers after how many seconds there is room for it again, when too many came within the
    /// hour. The same request on the same day is stored once.
    async fn take(&self, request: &SubscriptionRequest, now: Timestamp) -> Result<Result<(), i64>, SiteError> {
        let data = canonical_json(request);
        let day = self.zone.to_datetime(now).date();
        let id = ContentHash::of(&format!("{day} {data}"));
        let hour = SignedDuration::from_hours(1);
        let hour_ago = now.checked_sub(hour).unwrap_or(Timestamp::MIN);
        let mut tx = self.db.begin().await?;
        let sql = "SELECT COUNT(*) AS n, MIN(time) AS first FROM subscription_request WHERE time > $1";
        if let Some(row) = tx.one(sql, args![to_millis(hour_ago)]).await?
            && row.count("n")? >= REQUESTS_PER_HOUR_MAX
        {
            let first = from_millis(row.int("first")?);
            return Ok(Err((hour - now.duration_since(first)).as_secs()));
        }
        let stored = tx
            .run(
                "INSERT INTO subscription_request (id, time, data) VALUES ($1, $2, $3) ON CONFLICT (id) DO NOTHING",
                args![id.as_str(), to_millis(now), data],
            )
            .await?;
        if let Some(business) = self.business.as_deref().filter(|_| stored > 0) {
            let asking = Address { name: request.name.to_string(), email: request.email.to_string() };
            mailroom::post_for(&mut tx, &self.letter(request, business), &asking, now).await?;
        }
        tx.commit().await?;
        Ok(Ok(()))
    }
}

/// The newest requests with the times at which they came, for those who answer them.
pub async fn subscription_requests(db: &Db, limit: u32) -> Result<Vec<(Timestamp, SubscriptionRequest)>, SiteError> {
    let sql = "SELECT time, data FROM subscription_request ORDER BY time DESC, id LIMIT $1";
    let rows = db.all(sql, args![limit]).await?;
    rows.iter()
        .map(|row| {
            let corrupt = |e: serde_json::Error| StoreError::Corrupt { column: "data", why: e.to_string() };
            Ok((from_millis(row.int("time")?), serde_json::from_str(&row.text("data")?).map_err(corrupt)?))
        })
        .collect()
}
