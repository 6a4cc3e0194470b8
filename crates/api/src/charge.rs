//! The one place where a text or a file is handed out by its id: only whoever charged the revision can, and handing it out
//! counts it. What comes by the feed and the stream is counted where its events are written (`v1/event.rs`).

use crate::{Api, refuse};
use account::{Given, How, Quota, Subscriber, Take, Taken, Taker, Way};
use audience::{Demand, Denial, Entitlement, Event, JSON};
use axum::http::{HeaderMap, HeaderName, HeaderValue};
use bytes::Bytes;
use format::Format;
use jiff::Timestamp;
use story::{ProductId, Rendition};
use web::Problem;
use wire::Dispatch;

/// What is left (draft-ietf-httpapi-ratelimit-headers-10 §4).
const RATE_LIMIT: HeaderName = HeaderName::from_static("ratelimit");
/// What there is of it, in which time (the same, §3).
const RATE_LIMIT_POLICY: HeaderName = HeaderName::from_static("ratelimit-policy");

/// In which form a revision is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Form {
    /// As this surface's own JSON.
    Json,
    /// As a document of a news format.
    Document(Format),
    /// As one of its files.
    File(Rendition),
}

impl Form {
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Json => JSON,
            Self::Document(format) => format.name(),
            Self::File(rendition) => rendition.name(),
        }
    }

    /// As the contracts are asked for it.
    pub(crate) fn demand(self) -> Demand {
        match self {
            Self::File(rendition) => Demand::File(rendition),
            Self::Json | Self::Document(_) => Demand::Document(self.name()),
        }
    }

    /// What is there to choose by is looked at; it is not the material itself, and free.
    pub(crate) fn is_free(self) -> bool {
        matches!(self, Self::File(Rendition::Preview | Rendition::Thumbnail))
    }

    /// What it means for who holds the story: in an archive, the JSON is a file like any other.
    fn how(self, way: Way) -> How {
        let opened = self.is_free() || (self == Self::Json && way != Way::Zip);
        if opened { How::Opened } else { How::Downloaded }
    }
}

/// A revision that was charged, to be handed out in one form.
#[must_use]
pub(crate) struct Charged<'a> {
    api: &'a Api,
    event: &'a Event,
    form: Form,
    way: Way,
    taker: Taker,
    product: ProductId,
    quota: Option<Quota>,
}

/// Why a revision was not charged, and must not be handed out.
#[derive(Debug)]
pub(crate) enum Uncharged {
    /// The contract does not cover it.
    Denied(Denial),
    /// The contract covers it, but not any more this month.
    Over(Quota, Timestamp),
    /// It could not be looked up.
    Failed(Problem),
}

impl From<Uncharged> for Problem {
    fn from(why: Uncharged) -> Self {
        match why {
            Uncharged::Denied(denial) => refuse::denied(denial),
            Uncharged::Over(quota, now) => {
                let problem = refuse::denied(Denial::DownloadLimit);
                let problem = problem.with("limit", quota.limit).with("until", quota.until.to_string());
                told(&quota, now).into_iter().fold(problem, |problem, (name, value)| problem.header(name, value))
            }
            Uncharged::Failed(problem) => problem,
        }
    }
}

/// What a head says of a quota.
pub(crate) fn told(quota: &Quota, now: Timestamp) -> [(HeaderName, HeaderValue); 2] {
    let window = quota.until.duration_since(quota.since).as_secs();
    let (left, again) = (quota.left, quota.until.duration_since(now).as_secs());
    let value = |text: String| HeaderValue::from_str(&text).expect("digits");
    [
        (RATE_LIMIT_POLICY, value(format!("\"downloads\";q={};w={window}", quota.limit))),
        (RATE_LIMIT, value(format!("\"downloads\";r={left};t={again}"))),
    ]
}

impl Api {
    /// Charges a revision to a contract that covers it in this form.
    pub(crate) async fn charge<'a>(
        &'a self,
        subscriber: &Subscriber,
        may: &Entitlement,
        event: &'a Event,
        form: Form,
        way: Way,
    ) -> Result<Charged<'a>, Uncharged> {
        let entry = &event.dispatch.entry;
        let (revision, taker, now) = (entry.revision(), self.accounts().meter().taker(subscriber), self.now());
        let mut over = None;
        for grant in may.covering(entry, Some(form.demand())).map_err(Uncharged::Denied)? {
            let product = grant.product(entry).unwrap_or(event.product);
            let charged = |quota| Charged { api: self, event, form, way, taker, product, quota };
            if form.is_free() {
                return Ok(charged(None));
            }
            let (contract, limit) = (&*grant.contract, grant.download_limit);
            let take = Take { contract, limit, by: subscriber, revision: &revision, way, format: form.name() };
            match self.accounts().take(&take).await.map_err(|e| Uncharged::Failed(e.into()))? {
                Taken::Unlimited => return Ok(charged(None)),
                Taken::Within { left } => return Ok(charged(Some(Quota::at(limit, left, now)))),
                Taken::Over => over = Some(Quota::at(limit, 0, now)),
            }
        }
        Err(over.map_or(Uncharged::Denied(Denial::NoContract), |quota| Uncharged::Over(quota, now)))
    }
}

impl Charged<'_> {
    pub(crate) fn api(&self) -> &Api {
        self.api
    }

    pub(crate) fn event(&self) -> &Event {
        self.event
    }

    pub(crate) fn dispatch(&self) -> &Dispatch {
        &self.event.dispatch
    }

    /// Counts that it was handed out, with so many bytes.
    pub(crate) fn given(&self, bytes: usize) {
        self.given_part(1, bytes as u64);
    }

    /// Counts that a part was handed out: `times` is 0 for one that does not begin it.
    pub(crate) fn given_part(&self, times: u64, bytes: u64) {
        let entry = &self.event.dispatch.entry;
        let given = Given {
            seq: entry.seq,
            item: &entry.item,
            version: entry.version,
            product: self.product,
            format: self.form.name(),
            how: self.form.how(self.way),
            way: self.way,
            times,
            bytes,
        };
        self.api.accounts().meter().given(self.taker, &given);
    }

    /// The document of a format, counted.
    pub(crate) async fn document(&self, format: Format) -> Result<Bytes, Problem> {
        let bytes = self.api.document(&self.event.dispatch, format).await?;
        self.given(bytes.len());
        Ok(bytes)
    }

    /// Says in the head of an answer what is left.
    pub(crate) fn tell(&self, head: &mut HeaderMap) {
        head.extend(self.quota.iter().flat_map(|quota| told(quota, self.api.now())));
    }
}
