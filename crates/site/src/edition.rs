//! One language of the site, as one request sees it: what every page needs, and how a page is answered.

use crate::{
    Site, SiteError, assets,
    dates::Dates,
    json_ld, machines,
    page::{self, Page, PageState, Place},
    shelf::{Depends, Key},
    sizes::SIZES,
    view::{Frame, Link, Message},
    words::{self, Words},
};
use askama::Template;
use axum::{
    extract::{FromRequestParts, State},
    http::{
        HeaderMap, HeaderValue, StatusCode, Uri,
        header::{
            ACCEPT_LANGUAGE, CACHE_CONTROL, CONTENT_LANGUAGE, CONTENT_SECURITY_POLICY, CONTENT_TYPE, REFERRER_POLICY,
            X_CONTENT_TYPE_OPTIONS,
        },
        request::Parts,
    },
    response::{IntoResponse, Redirect, Response},
};
use jiff::{Timestamp, civil::Time};
use std::{
    collections::HashSet,
    sync::{Mutex, MutexGuard, PoisonError},
};
use story::{Category, CategoryId, ItemId, Lang, State as ItemState};

/// Caches may keep what they get, but ask before they use it: a kill has to be seen at once.
pub(crate) const ASK_AGAIN: HeaderValue = HeaderValue::from_static("public, no-cache");
/// Nothing runs and nothing comes from elsewhere. JSON-LD is data that no browser runs, so that it needs no exception. What may
/// be connected to is of no use without a script; auditors in the browser ask for `robots.txt` by it.
const POLICY: HeaderValue = HeaderValue::from_static(
    "default-src 'none'; style-src 'self'; img-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; \
     frame-ancestors 'none'",
);
/// Preferences that a request may list; the rest is not read.
const PREFERENCES_MAX: usize = 20;

/// A language of the site at the time of a request.
pub(crate) struct Edition {
    pub site: Site,
    pub lang: Lang,
    pub words: &'static Words,
    /// How this edition writes dates.
    pub dates: Dates,
    pub now: Timestamp,
    pub headers: HeaderMap,
    /// The languages that have something to show.
    languages: Vec<Lang>,
    /// What the page that is made depends on.
    depends: Mutex<Depends>,
}

/// How an item stands for the public at this moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Standing {
    /// It is shown.
    Open,
    /// It is being checked.
    Held,
    /// It was taken back for good.
    Killed,
    /// The public knows nothing of it.
    Unknown,
}

impl FromRequestParts<Site> for Edition {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, site: &Site) -> Result<Self, Response> {
        let headers = parts.headers.clone();
        match named_in(&parts.uri, site) {
            Some(lang) => Ok(Self::of(site.clone(), lang, headers).await),
            None => Err(Self::guess(site.clone(), &parts.uri, headers).await.lost()),
        }
    }
}

/// The language that the first part of the address names, if the agency files in it.
fn named_in(uri: &Uri, site: &Site) -> Option<Lang> {
    let first = uri.path().split('/').nth(1)?;
    site.agency.languages.iter().map(|l| &l.lang).find(|lang| lang.as_str() == first).cloned()
}

/// The answer where there is no page.
pub(crate) async fn nothing_here(State(site): State<Site>, uri: Uri, headers: HeaderMap) -> Response {
    Edition::guess(site, &uri, headers).await.lost()
}

impl Edition {
    /// The edition of a language, whatever the address.
    pub async fn of(site: Site, lang: Lang, headers: HeaderMap) -> Self {
        let now = site.clock.now();
        // A page can do without its switch; what failed shows itself when the page's own rows are read.
        let languages = page::languages(&site.db, now).await.unwrap_or_default();
        // Every page says what may be done with it.
        let keys = HashSet::from([Key::Languages, Key::Rule]);
        let depends = Depends { keys, ..Depends::default() };
        let (words, dates) = (Words::of(lang.primary()), Dates::of(&lang));
        Self { words, dates, site, lang, now, headers, languages, depends: Mutex::new(depends) }
    }

    /// The edition for an address that names none. Of those that have something to show, it is the one that the reader
    /// likes best, else the agency's own, else the first that the agency lists; where none has, it is the agency's own.
    pub async fn guess(site: Site, uri: &Uri, headers: HeaderMap) -> Self {
        let named = named_in(uri, &site);
        let own = site.agency.language(&site.agency.language).map_or(&site.agency.language, |l| &l.lang).clone();
        let mut edition = Self::of(site, own, headers).await;
        if let Some(lang) = named.or_else(|| edition.preferred()).or_else(|| edition.first_shown()) {
            (edition.words, edition.dates) = (Words::of(lang.primary()), Dates::of(&lang));
            edition.lang = lang;
        }
        edition
    }

    /// This language if it has something to show, else the first of the agency's that has.
    fn first_shown(&self) -> Option<Lang> {
        let listed = self.site.agency.languages.iter().map(|l| &l.lang);
        std::iter::once(&self.lang).chain(listed).find(|lang| self.languages.contains(lang)).cloned()
    }

    /// The first of the languages that the reader accepts (RFC 9110 §12.5.4) and that has something to show.
    fn preferred(&self) -> Option<Lang> {
        let accepted = self.headers.get(ACCEPT_LANGUAGE)?.to_str().ok()?;
        let mut wishes: Vec<(f32, &str)> = accepted.split(',').take(PREFERENCES_MAX).map(wish).collect();
        wishes.sort_by(|a, b| b.0.total_cmp(&a.0));
        wishes.iter().filter(|(weight, _)| *weight > 0.0).find_map(|(_, tag)| {
            let wanted = Lang::new(tag).ok()?;
            let same = |l: &&Lang| l.as_str() == wanted.as_str() || l.primary() == wanted.primary();
            self.languages.iter().find(same).cloned()
        })
    }

    /// How an item stands: its row, overruled by what the wire says since.
    pub fn standing(&self, item: &ItemId, state: PageState, show_at: Timestamp) -> Standing {
        if state == PageState::Private || show_at > self.now {
            return Standing::Unknown;
        }
        match (state, self.site.reader.stop(item).map(|stop| stop.state)) {
            (PageState::Killed, _) | (_, Some(ItemState::Canceled)) => Standing::Killed,
            (PageState::Held, _) | (_, Some(_)) => Standing::Held,
            _ => Standing::Open,
        }
    }

    /// The pages of a list that are shown, each without a picture that was stopped.
    pub fn open(&self, pages: Vec<Page>) -> Vec<Page> {
        let mut depends = self.depends();
        for page in &pages {
            depends.show(page);
        }
        drop(depends);
        pages
            .into_iter()
            .filter(|p| self.standing(&p.item, p.state, p.show_at) == Standing::Open)
            .map(|p| self.without_stopped_picture(p))
            .collect()
    }

    /// The newest stories of a language, or of one of its sections, after `place`: as rows, to be [opened](Self::open).
    pub async fn newest(
        &self,
        lang: &Lang,
        section: Option<CategoryId>,
        place: Place,
        limit: u32,
    ) -> Result<Vec<Page>, SiteError> {
        self.depends().keys.insert(match section {
            Some(section) => Key::Section(lang.clone(), section),
            None => Key::Latest(lang.clone()),
        });
        page::newest(&self.site.db, self.now, lang, section, place, limit).await
    }

    /// The stories of this edition that were corrected, the newest correction first.
    pub async fn corrected(&self, limit: u32) -> Result<Vec<Page>, SiteError> {
        self.depends().keys.insert(Key::Corrections(self.lang.clone()));
        let rows = page::corrected(&self.site.db, self.now, &self.lang, limit).await?;
        Ok(self.open(rows))
    }

    /// The story with this number, or this whole id, in whatever state.
    pub async fn find(&self, id: &str) -> Result<Option<Page>, SiteError> {
        let found = page::find(&self.site.db, self.now, id).await?;
        if let Some(page) = &found {
            self.depends().show(page);
        }
        Ok(found)
    }

    /// The page is another one from this time on, whatever happens.
    pub fn only_until(&self, time: Timestamp) {
        let mut depends = self.depends();
        depends.until = Some(depends.until.map_or(time, |until| until.min(time)));
    }

    /// When the next day begins where the agency is.
    fn midnight(&self) -> Timestamp {
        let zone = &self.site.zone;
        let tomorrow = zone.to_datetime(self.now).date().tomorrow();
        tomorrow.and_then(|day| zone.to_timestamp(day.to_datetime(Time::midnight()))).unwrap_or(Timestamp::MAX)
    }

    /// What the page depends on, as far as it is made.
    pub fn depends(&self) -> MutexGuard<'_, Depends> {
        self.depends.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// True when something is shown in this language.
    pub fn shows(&self, lang: &Lang) -> bool {
        self.languages.contains(lang)
    }

    /// The page without a picture that the wire has stopped since.
    pub fn without_stopped_picture(&self, mut page: Page) -> Page {
        page.picture = page.picture.filter(|shown| self.site.reader.stop(&shown.item).is_none());
        page
    }

    /// An address on the site as others see it.
    pub fn address(&self, path: &str) -> String {
        format!("{}{path}", self.site.base)
    }

    /// The address of a page of this edition: `/en/` and what follows.
    pub fn path(&self, rest: &str) -> String {
        format!("/{}/{rest}", self.lang.as_str())
    }

    /// The agency's name in this language.
    pub fn agency(&self) -> &str {
        self.site.agency.name(self.lang.primary())
    }

    /// A section's name in this language: the agency's own, else the site's word for it, else the English one.
    pub fn section_name<'c>(&self, category: &'c Category) -> &'c str {
        let lang = self.lang.primary();
        let english = category.name("en");
        if category.names.contains_key(lang) {
            return category.name(lang);
        }
        words::section(english, lang).unwrap_or(english)
    }

    /// What stands at the end of every page: the agency's own notice, else the site's.
    pub(crate) fn closing(&self) -> String {
        let own = &self.site.agency.closing;
        let own = own.get(self.lang.primary()).or_else(|| own.get(self.words.lang));
        own.map_or_else(|| self.words.closing(self.agency()), |own| own.replace("{agency}", self.agency()))
    }

    /// What surrounds a page. `here` is the page's own path, empty for what has none.
    pub fn frame(&self, title: &str, description: &str, here: &str) -> Frame {
        let agency = self.agency().to_owned();
        let agency_name = agency.clone();
        let sections = self
            .site
            .agency
            .categories
            .iter()
            .map(|category| Link::to(self.path(&format!("{}/", category.path)), self.section_name(category), here));
        let mut languages: Vec<Link> = self
            .site
            .agency
            .languages
            .iter()
            .filter(|l| l.lang == self.lang || self.languages.contains(&l.lang))
            .map(|l| Link::to_language(l, &self.lang))
            .collect();
        if languages.len() < 2 {
            languages.clear();
        }
        Frame {
            lang: self.lang.as_str().to_owned(),
            dir: self.lang.dir(),
            words: self.words,
            title: if title.is_empty() { agency.clone() } else { format!("{title} – {agency}") },
            heading: if title.is_empty() { agency.clone() } else { title.to_owned() },
            description: description.to_owned(),
            canonical: self.address(here),
            agency,
            home: self.path(""),
            is_front: here == self.path(""),
            feed: self.path("rss.xml"),
            feeds: self.path(""),
            alternates: self.alternates(here),
            reserved: self.reserved(),
            json_ld: (here == self.path("")).then(|| json_ld::website(self)),
            latest: Link::to(self.path("latest/"), self.words.latest, here),
            sections: sections.collect(),
            languages,
            pages: vec![
                Link::to(self.path("topics/"), self.words.topics, here),
                Link::to(self.path("pictures/"), self.words.pictures, here),
                Link::to(self.path("about/"), self.words.about, here),
                Link::to(self.path("corrections/"), self.words.corrections, here),
                Link::to(self.path("subscribe/"), self.words.subscribe, here),
                Link::to(self.path("feeds/"), self.words.feeds, here),
            ],
            subscribe: self.path("subscribe/"),
            search: self.path("search/"),
            printed: self.words.print_notice(&agency_name, &self.address(here)),
            closing: self.closing(),
            today: self.dates.today(self.now, &self.site.zone),
            today_iso: self.site.zone.to_datetime(self.now).date().to_string(),
            sizes: &SIZES,
            css: assets::css_path(),
            icon: assets::icon_path(),
        }
    }

    /// Answers a page.
    pub fn page(&self, status: StatusCode, template: &impl Template) -> Result<Response, SiteError> {
        let body = template.render()?;
        Ok(self.tagged(status, "text/html; charset=utf-8", body))
    }

    /// Answers a text, with what it depends on: the shelf keeps it as long as it is right.
    pub fn tagged(&self, status: StatusCode, media_type: &'static str, body: String) -> Response {
        let mut response = (status, body).into_response();
        // Every page says today's date, and which stories are today's.
        self.only_until(self.midnight());
        if matches!(status, StatusCode::OK | StatusCode::GONE) {
            self.say_to_cdn(&mut response);
        }
        if status == StatusCode::OK {
            response.extensions_mut().insert(self.depends().clone());
        }
        let headers = response.headers_mut();
        headers.insert(CONTENT_TYPE, HeaderValue::from_static(media_type));
        headers.insert(CACHE_CONTROL, ASK_AGAIN);
        headers.insert(CONTENT_SECURITY_POLICY, POLICY);
        headers.insert(X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
        headers.insert(REFERRER_POLICY, HeaderValue::from_static("strict-origin-when-cross-origin"));
        machines::reserve(headers, &self.site.reuse());
        if let Ok(lang) = HeaderValue::from_str(self.lang.as_str()) {
            headers.insert(CONTENT_LANGUAGE, lang);
        }
        response
    }

    /// Says to a network what the page depends on that was made.
    fn say_to_cdn(&self, response: &mut Response) {
        self.site.say_to_cdn(response.headers_mut(), &self.depends(), true);
    }

    /// What is shown at another address now.
    pub fn moved(&self, path: &str) -> Response {
        let mut response = Redirect::permanent(path).into_response();
        self.say_to_cdn(&mut response);
        response
    }

    /// What is being checked: the public knows it, and it may come back.
    pub fn held(&self) -> Response {
        let mut response = self.message(StatusCode::NOT_FOUND, self.words.held_title, self.words.held_text);
        self.say_to_cdn(&mut response);
        response
    }

    /// A page that only says something.
    pub fn message(&self, status: StatusCode, title: &str, text: &str) -> Response {
        self.told(status, title, text, Vec::new())
    }

    /// A page that only says something, with what there is to note about it.
    pub fn told(&self, status: StatusCode, title: &str, text: &str, notes: Vec<String>) -> Response {
        let message = Message { f: self.frame(title, text, ""), title: title.into(), text: text.into(), notes };
        self.page(status, &message).unwrap_or_else(|e| self.failed(&e))
    }

    /// There is no such page.
    pub fn lost(&self) -> Response {
        self.message(StatusCode::NOT_FOUND, self.words.lost_title, self.words.lost_text)
    }

    /// The page, the answer that there is none, or the answer that it could not be made.
    pub fn answer(&self, made: Result<Option<Response>, SiteError>) -> Response {
        match made {
            Ok(Some(response)) => response,
            Ok(None) => self.lost(),
            Err(error) => self.failed(&error),
        }
    }

    /// Logs what went wrong; the reader is told only that it did.
    fn failed(&self, error: &SiteError) -> Response {
        tracing::error!("a page of the public site could not be made: {error}");
        let status = StatusCode::INTERNAL_SERVER_ERROR;
        let frame = self.frame(self.words.failed_title, self.words.failed_text, "");
        let (title, text) = (self.words.failed_title.into(), self.words.failed_text.into());
        let message = Message { f: frame, title, text, notes: Vec::new() };
        match message.render() {
            Ok(body) => self.tagged(status, "text/html; charset=utf-8", body),
            Err(_) => (status, self.words.failed_text).into_response(),
        }
    }
}

/// One wish of `Accept-Language` with its weight.
fn wish(part: &str) -> (f32, &str) {
    let (tag, weight) = part.split_once(';').unwrap_or((part, ""));
    let weight = weight.trim().strip_prefix("q=").and_then(|q| q.parse().ok()).filter(|q| (0.0..=1.0).contains(q));
    (weight.unwrap_or(1.0), tag.trim())
}
