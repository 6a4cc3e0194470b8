//! A problem as RFC 9457 writes it.

use crate::Case;
use axum::{
    http::{
        HeaderName, HeaderValue,
        header::{CACHE_CONTROL, CONTENT_TYPE, RETRY_AFTER, WWW_AUTHENTICATE},
    },
    response::{IntoResponse, Response},
};
use serde::Serialize;
use serde_json::{Map, Value};
use std::{fmt::Display, sync::Arc};
use utoipa::{
    PartialSchema, ToSchema,
    openapi::{RefOr, Schema},
};

/// The media type of a problem (RFC 9457 §3).
pub const PROBLEM_JSON: &str = "application/problem+json";
/// Characters of one explanation; what a client sent is quoted no longer than this.
const DETAIL_CHARS_MAX: usize = 1_000;

/// One field that is wrong.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct FieldFault {
    /// The field, as a path in the body.
    #[schema(example = "content.body[2].spans[0].text")]
    pub field: String,
    /// What is wrong with it, to be read after its name.
    #[schema(example = "is empty")]
    pub why: String,
}

/// Why a request was not done (RFC 9457). Nothing was changed.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(transparent)]
pub struct Problem(Box<Document>);

impl PartialSchema for Problem {
    fn schema() -> RefOr<Schema> {
        Document::schema()
    }
}

impl ToSchema for Problem {
    fn name() -> std::borrow::Cow<'static, str> {
        "Problem".into()
    }

    fn schemas(schemas: &mut Vec<(String, RefOr<Schema>)>) {
        Document::schemas(schemas);
    }
}

/// Why a request was not done (RFC 9457). Nothing was changed.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
struct Document {
    /// What kind of problem it is: an address relative to the server, which explains it.
    #[serde(rename = "type")]
    #[schema(value_type = String, example = "/problems/unprocessable")]
    kind: &'static str,
    /// The kind in a few words.
    #[schema(value_type = String, example = "The content is not right")]
    title: &'static str,
    /// The status of the answer.
    #[schema(example = 422)]
    status: u16,
    /// What is wrong this time, in a sentence.
    #[schema(example = "`content.body[2].spans[0].text` is empty")]
    detail: String,
    /// The field or parameter that is wrong.
    #[serde(skip_serializing_if = "Option::is_none")]
    field: Option<String>,
    /// Every field that is wrong, when there are several.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    errors: Vec<FieldFault>,
    /// The name of this request in the server's log.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "urn:tellal:request:5f0c2a9d1e7b4c38")]
    instance: Option<String>,
    /// More that programs can use: `seq`, `reason`, `until`.
    #[serde(flatten)]
    #[schema(ignore)]
    more: Map<String, Value>,
    #[serde(skip)]
    #[schema(ignore)]
    headers: Headers,
}

/// What belongs to the answer's head.
#[derive(Debug, Clone, Default, PartialEq)]
struct Headers {
    bearer: bool,
    retry_after_secs: Option<u32>,
    more: Vec<(HeaderName, HeaderValue)>,
}

impl Problem {
    /// A problem of a kind, explained.
    pub fn new(case: Case, detail: impl Display) -> Self {
        Self(Box::new(Document {
            kind: case.address(),
            title: case.title(),
            status: case.status().as_u16(),
            detail: tidy(&detail.to_string()),
            field: None,
            errors: Vec::new(),
            instance: None,
            more: Map::new(),
            headers: Headers::default(),
        }))
    }

    /// Something about the request cannot be used.
    pub fn bad_request(detail: impl Display) -> Self {
        Self::new(Case::BadRequest, detail)
    }

    /// A parameter, a part of the address or a header cannot be used; `why` is read after its name.
    pub fn bad_field(field: impl Into<String>, why: impl Display) -> Self {
        Self::about(Case::BadRequest, field.into(), &why)
    }

    /// The caller has to sign in with HTTP Basic.
    pub fn unauthorised(detail: impl Display) -> Self {
        Self::new(Case::Unauthorised, detail)
    }

    /// The caller is known, but may not do this.
    pub fn forbidden(detail: impl Display) -> Self {
        Self::new(Case::Forbidden, detail)
    }

    /// There is no such thing.
    pub fn not_found(detail: impl Display) -> Self {
        Self::new(Case::NotFound, detail)
    }

    /// Gone for good: killed or withdrawn.
    pub fn gone(detail: impl Display) -> Self {
        Self::new(Case::Killed, detail)
    }

    /// In conflict with what is there.
    pub fn conflict(detail: impl Display) -> Self {
        Self::new(Case::Conflict, detail)
    }

    /// The state of the item does not allow the act.
    pub fn illegal_act(detail: impl Display) -> Self {
        Self::new(Case::IllegalAct, detail)
    }

    /// Somebody else changed it since the caller read it.
    pub fn stale_edit(detail: impl Display) -> Self {
        Self::new(Case::StaleEdit, detail)
    }

    /// The body is larger than `bytes_max`.
    pub fn too_large(bytes_max: usize) -> Self {
        Self::new(Case::TooLarge, format_args!("The body may have at most {bytes_max} bytes."))
    }

    /// The body is of another type than `expected`.
    pub fn unsupported_media(expected: &str) -> Self {
        Self::new(Case::UnsupportedMedia, format_args!("The body must be of the type {expected}."))
    }

    /// One field of the body cannot be taken; `why` is read after its name.
    pub fn unprocessable(field: impl Into<String>, why: impl Display) -> Self {
        Self::about(Case::Unprocessable, field.into(), &why)
    }

    /// Several fields of the body cannot be taken.
    pub fn unprocessable_all(faults: impl IntoIterator<Item = FieldFault>) -> Self {
        let mut faults: Vec<FieldFault> =
            faults.into_iter().map(|f| FieldFault { field: tidy(&f.field), why: tidy(&f.why) }).collect();
        let detail = faults.iter().map(|f| format!("`{}` {}", f.field, f.why)).collect::<Vec<_>>().join("; ");
        let mut problem = Self::new(Case::Unprocessable, detail);
        if let [only] = faults.as_mut_slice() {
            problem.0.field = Some(std::mem::take(&mut only.field));
        } else {
            problem.0.errors = faults;
        }
        problem
    }

    /// The server cannot do it now; the same request may work in a moment.
    pub fn unavailable(detail: impl Display) -> Self {
        Self::new(Case::Unavailable, detail)
    }

    /// No room is left on the disk.
    pub fn full() -> Self {
        Self::new(Case::Full, Case::Full.meaning())
    }

    /// Something failed inside: logged here, once, under the name of the request; the client learns only the name.
    pub fn internal(cause: impl Display) -> Self {
        tracing::error!("a request failed: {cause}");
        Self::new(Case::Internal, Case::Internal.meaning())
    }

    /// Names the field or parameter that is wrong.
    #[must_use]
    pub fn at(mut self, field: impl Into<String>) -> Self {
        self.0.field = Some(tidy(&field.into()));
        self
    }

    /// Adds a member that programs can use. Names that RFC 9457 defines are not to be used.
    #[must_use]
    pub fn with(mut self, name: &str, value: impl Into<Value>) -> Self {
        self.0.more.insert(name.to_owned(), value.into());
        self
    }

    /// Says that a bearer key is taken as well as a login.
    #[must_use]
    pub fn or_bearer(mut self) -> Self {
        self.0.headers.bearer = true;
        self
    }

    /// Says more in the head of the answer.
    #[must_use]
    pub fn header(mut self, name: HeaderName, value: HeaderValue) -> Self {
        self.0.headers.more.push((name, value));
        self
    }

    /// Says after how many seconds to try again.
    #[must_use]
    pub fn retry_after(mut self, secs: u32) -> Self {
        self.0.headers.retry_after_secs = Some(secs);
        self
    }

    /// The status of the answer.
    pub fn status(&self) -> u16 {
        self.0.status
    }

    /// The kind in a few words.
    pub fn title(&self) -> &'static str {
        self.0.title
    }

    /// The kind's address.
    pub fn kind(&self) -> &'static str {
        self.0.kind
    }

    /// What is wrong this time.
    pub fn detail(&self) -> &str {
        &self.0.detail
    }

    /// The field that is wrong.
    pub fn field(&self) -> Option<&str> {
        self.0.field.as_deref()
    }

    /// Names the request in which it happened.
    pub(crate) fn in_request(&self, id: &str) -> Self {
        let mut named = self.clone();
        named.0.instance = Some(format!("urn:tellal:request:{id}"));
        named
    }

    /// The body.
    pub(crate) fn body(&self) -> Vec<u8> {
        serde_json::to_vec(self).expect("a problem holds texts and numbers only")
    }

    fn about(case: Case, field: String, why: &dyn Display) -> Self {
        Self::new(case, format_args!("`{field}` {why}")).at(field)
    }
}

/// What clients sent is quoted without control characters and not without end.
fn tidy(text: &str) -> String {
    let line = story::tidy_line(text);
    match line.char_indices().nth(DETAIL_CHARS_MAX) {
        Some((end, _)) => format!("{}…", &line[..end]),
        None => line,
    }
}

/// Travels with the answer, so that the outermost layer can name the request in it.
#[derive(Clone)]
pub(crate) struct Told(pub(crate) Arc<Problem>);

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let status = axum::http::StatusCode::from_u16(self.0.status).expect("a case has a real status");
        let head = [
            (CONTENT_TYPE, HeaderValue::from_static(PROBLEM_JSON)),
            (CACHE_CONTROL, HeaderValue::from_static("no-store")),
        ];
        let mut response = (status, head, self.body()).into_response();
        let headers = response.headers_mut();
        if self.0.kind == Case::Unauthorised.address() {
            let basic = HeaderValue::from_static("Basic realm=\"Tellal\", charset=\"UTF-8\"");
            headers.append(WWW_AUTHENTICATE, basic);
            if self.0.headers.bearer {
                headers.append(WWW_AUTHENTICATE, HeaderValue::from_static("Bearer realm=\"Tellal\""));
            }
        }
        if let Some(secs) = self.0.headers.retry_after_secs {
            headers.insert(RETRY_AFTER, secs.into());
        }
        headers.extend(self.0.headers.more.iter().cloned());
        response.extensions_mut().insert(Told(Arc::new(self)));
        response
    }
}

impl Display for Problem {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}: {}", self.0.title, self.0.detail)
    }
}

impl std::error::Error for Problem {}
