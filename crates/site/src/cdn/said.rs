//! What answers say to a network: what they depend on, and how long they may be kept.
//!
//! Of what says nothing, no network keeps a copy: what a page depends on is said where the page is made, and whoever adds
//! a page and forgets to say it has a slow page, not a wrong one.

use super::Cdn;
use crate::{
    Site,
    shelf::{Depends, Key},
};
use axum::{
    extract::{Request, State},
    http::{HeaderMap, HeaderName, HeaderValue},
    middleware::Next,
    response::Response,
};
use jiff::Timestamp;
use std::collections::BTreeSet;
use story::ContentHash;

/// How long a network keeps a page (Edge Architecture Specification).
const SURROGATE_CONTROL: HeaderName = HeaderName::from_static("surrogate-control");
const NOT_KEPT: HeaderValue = HeaderValue::from_static("no-store");

/// On everything that may be kept: taken away when nobody knows what changed.
pub(super) const EVERYTHING: &str = "site";
/// On every page that says which day it is.
pub(super) const DAY: &str = "day";

/// How long a page may be kept, in seconds, if nothing changes. It is told of changes; this bounds what a network does
/// that loses what it was told.
const KEPT_SECS: i64 = 3_600;
/// For how long after that it may answer the old page while it fetches the new one, in seconds.
const REVALIDATE_SECS: i64 = 60;
/// For how long it may answer the old page when the site does not answer, in seconds.
const ERROR_SECS: i64 = 24 * 3_600;
/// Bytes of the header that names keys: the usual proxies take 4 KiB for all headers of an answer. A page that depends on
/// more names groups of keys.
pub(super) const KEYS_BYTES_MAX: usize = 2_500;
/// Digits of a group's name: 256 groups.
const GROUP_DIGITS: usize = 2;

/// The group that a key belongs to. Whoever takes a key away takes its group away as well: so a page that cannot name all
/// that it depends on is never missed, and is taken away a little too often.
pub(super) fn group(key: &str) -> String {
    format!("g-{}", &ContentHash::of(key).as_str()[..GROUP_DIGITS])
}

/// The keys of a page, as many as fit: the others by their groups. Items first become groups: they are many, and lists
/// that show them depend on the language or the section as well.
fn names(keys: impl IntoIterator<Item = Key>, general: &[&str]) -> BTreeSet<String> {
    let general = || general.iter().map(|name| (*name).to_owned());
    let (items, others): (Vec<Key>, Vec<Key>) = keys.into_iter().partition(|key| matches!(key, Key::Item(_)));
    let (items, others): (Vec<String>, Vec<String>) =
        (items.iter().map(ToString::to_string).collect(), others.iter().map(ToString::to_string).collect());
    let groups = |names: &[String]| names.iter().map(|name| group(name)).collect::<Vec<_>>();
    let with = |items: Vec<String>, others: Vec<String>| -> BTreeSet<String> {
        general().chain(others).chain(items).collect()
    };
    let bytes = |names: &BTreeSet<String>| names.iter().map(|name| name.len() + 1).sum::<usize>();
    let exact = with(items.clone(), others.clone());
    if bytes(&exact) <= KEYS_BYTES_MAX {
        return exact;
    }
    let grouped = with(groups(&items), others.clone());
    if bytes(&grouped) <= KEYS_BYTES_MAX { grouped } else { with(groups(&items), groups(&others)) }
}

impl Cdn {
    /// Keys as they stand in a header.
    pub(super) fn joined<'n>(&self, names: impl IntoIterator<Item = &'n String>) -> Option<HeaderValue> {
        let names: Vec<&str> = names.into_iter().map(String::as_str).collect();
        HeaderValue::from_str(&names.join(self.separator.text())).ok()
    }
}

impl Site {
    /// Says to a network what an answer depends on, and until when it is right.
    pub(crate) fn say_to_cdn(&self, headers: &mut HeaderMap, depends: &Depends, is_of_today: bool) {
        let Some(cdn) = &self.cdn else { return };
        let general: &[&str] = if is_of_today { &[EVERYTHING, DAY] } else { &[EVERYTHING] };
        let Some(names) = cdn.joined(&names(depends.keys.iter().cloned(), general)) else { return };
        let left = |until: Timestamp| until.duration_since(self.clock.now()).as_secs().clamp(1, KEPT_SECS);
        let kept = depends.until.map_or(KEPT_SECS, left);
        let control = format!("max-age={kept}, stale-while-revalidate={REVALIDATE_SECS}, stale-if-error={ERROR_SECS}");
        if let Ok(control) = HeaderValue::from_str(&control) {
            headers.insert(cdn.keys_header.clone(), names);
            headers.insert(SURROGATE_CONTROL, control);
        }
    }

    /// The answer is for whoever asked.
    pub(crate) fn hide_from_cdn(&self, response: &mut Response) {
        if let Some(cdn) = &self.cdn {
            response.headers_mut().remove(&cdn.keys_header);
            response.headers_mut().insert(SURROGATE_CONTROL, NOT_KEPT);
        }
    }
}

/// Whatever said nothing is not kept. Files whose name never gets another content say so themselves.
pub(crate) async fn undecided(State(site): State<Site>, request: Request, next: Next) -> Response {
    let is_for_ever = request.uri().path().starts_with("/assets/");
    let mut response = next.run(request).await;
    if site.cdn.is_some() && !is_for_ever && !response.headers().contains_key(SURROGATE_CONTROL) {
        response.headers_mut().insert(SURROGATE_CONTROL, NOT_KEPT);
    }
    response
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;
    use story::{AgencyCode, ItemId, Kind, Lang};

    fn item(n: u64) -> Key {
        let code = AgencyCode::new("tel").expect("a code");
        Key::Item(ItemId::new(&code, Kind::Text, date(2026, 9, 1), n))
    }

    fn lang(n: usize) -> Lang {
        Lang::new(["en", "tr", "ar"][n % 3]).expect("a tag")
    }

    #[test]
    fn a_page_of_few_things_names_each_and_one_of_many_names_groups() {
        let few = names([item(1), Key::Latest(lang(0))], &[EVERYTHING]);
        assert_eq!(few, ["item-tel:text:20260901:1", "latest-en", "site"].map(str::to_owned).into());
        let latest = Key::Latest(lang(0));
        let many = names((1..=1_000).map(item).chain([latest.clone()]), &[EVERYTHING, DAY]);
        let bytes: usize = many.iter().map(|name| name.len() + 1).sum();
        assert!(bytes <= KEYS_BYTES_MAX, "{bytes}");
        assert!(many.contains("latest-en") && many.contains(DAY) && many.contains(EVERYTHING));
        for n in 1..=1_000 {
            assert!(many.contains(&group(&item(n).to_string())), "{n} is not missed");
        }
    }

    #[test]
    fn whatever_a_page_depends_on_fits() {
        let topics = (0..2_000).map(|n| Key::Topic(lang(n), format!("topic-{n}"))).chain((1..=50).map(item));
        let all = names(topics.clone(), &[EVERYTHING]);
        assert!(all.iter().map(|name| name.len() + 1).sum::<usize>() <= KEYS_BYTES_MAX);
        assert!(topics.into_iter().all(|key| all.contains(&group(&key.to_string()))));
    }
}
