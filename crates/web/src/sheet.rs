//! The sheet that every screen of the office is written on: head, navigation, style, and a strict policy.

use crate::asset::{self, Asset};
use askama::Template;
use axum::{
    http::{HeaderName, HeaderValue, StatusCode, header},
    response::{Html, IntoResponse, Response},
};

/// Nothing from elsewhere, nothing inline, no frame, no other base, forms to this server only.
const POLICY: HeaderValue = HeaderValue::from_static(
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data: blob:; media-src 'self' blob:; font-src 'self'; connect-src 'self'; worker-src 'self'; \
     form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
);

/// What a screen may use of the device: passkeys, and nothing else that asks the reader.
const PERMISSIONS: HeaderValue = HeaderValue::from_static(
    "publickey-credentials-get=(self), publickey-credentials-create=(self), camera=(), microphone=(), geolocation=(), \
     payment=(), usb=(), serial=(), bluetooth=(), midi=(), display-capture=(), browsing-topics=()",
);
/// The head of every screen. The address of a screen is told to this server alone; it must be told there, because a
/// browser that hides it hides the `Origin` of a form as well (Fetch §3.1).
const HEAD: [(HeaderName, HeaderValue); 6] = [
    (header::CONTENT_SECURITY_POLICY, POLICY),
    (header::CACHE_CONTROL, HeaderValue::from_static("no-store")),
    (header::REFERRER_POLICY, HeaderValue::from_static("same-origin")),
    (HeaderName::from_static("cross-origin-opener-policy"), HeaderValue::from_static("same-origin")),
    (HeaderName::from_static("cross-origin-resource-policy"), HeaderValue::from_static("same-origin")),
    (HeaderName::from_static("permissions-policy"), PERMISSIONS),
];

/// The style of every sheet.
pub(crate) static STYLE: Asset = Asset {
    name: "office",
    extension: "css",
    media_type: "text/css; charset=utf-8",
    content: include_str!("../assets/office.css"),
};

/// A place that the navigation leads to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Place {
    /// What it is called.
    pub name: &'static str,
    /// Its address.
    pub href: &'static str,
}

/// What surrounds the content of one screen.
#[derive(Debug, Clone, Default)]
pub struct Sheet {
    /// The title, and the heading.
    pub title: String,
    /// The agency's name.
    pub agency: String,
    /// Who is signed in.
    pub who: Option<String>,
    /// Where they may go.
    pub places: Vec<Place>,
    /// The place that this sheet belongs to.
    pub here: &'static str,
    /// What was just done, in a sentence.
    pub said: Option<String>,
    /// What could not be done, in a sentence.
    pub wrong: Option<String>,
    /// A tool as wide as the window, in the place of a page to read.
    pub wide: bool,
    /// The zone in which scripts of the screen tell times (an IANA name); empty for the browser's own.
    pub zone: String,
    /// Addresses of further styles, as [`asset_path`](crate::asset_path) gives them.
    pub styles: Vec<String>,
    /// Addresses of scripts, as [`asset_path`](crate::asset_path) gives them.
    pub scripts: Vec<String>,
}

#[derive(Template)]
#[template(path = "sheet.html")]
struct Whole<'a> {
    sheet: &'a Sheet,
    style: String,
    main: &'a str,
}

/// Places that a narrow screen shows in one or two lines; more fold into a menu.
const PLACES_IN_LINE: usize = 6;

impl Whole<'_> {
    fn places_in_line() -> usize {
        PLACES_IN_LINE
    }

    /// The name of the place that is shown.
    fn here(&self) -> Option<&'static str> {
        self.sheet.places.iter().find(|place| place.href == self.sheet.here).map(|place| place.name)
    }
}

impl Sheet {
    /// The page with this content.
    pub fn page(&self, content: &impl Template) -> Response {
        self.page_as(StatusCode::OK, content)
    }

    /// The page with this content and another status.
    pub fn page_as(&self, status: StatusCode, content: &impl Template) -> Response {
        let whole =
            content.render().and_then(|main| Whole { sheet: self, style: asset::path(&STYLE), main: &main }.render());
        match whole {
            Ok(page) => (status, HEAD, Html(page)).into_response(),
            Err(error) => crate::Problem::internal(error).into_response(),
        }
    }
}
