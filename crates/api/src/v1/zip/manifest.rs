//! `manifest.json`: what is in an archive, and what is not.

use super::{
    left_out::LeftOut,
    plan::{Asked, Part},
};
use crate::Api;
use account::Subscriber;
use jiff::Timestamp;
use serde::Serialize;
use sha2::{Digest, Sha256};
use story::{ItemId, Kind, Lang};
use wire::Dispatch;

/// What an archive holds. It grows while the archive is written.
#[derive(Serialize)]
pub(super) struct Manifest {
    made: Timestamp,
    agency: String,
    organisation: String,
    /// The format of the texts.
    format: &'static str,
    /// The sizes and forms of files that were asked for.
    sizes: Vec<&'static str>,
    items: Vec<Line>,
    left_out: Vec<LeftOut>,
}

/// An item, as it is in the archive.
#[derive(Serialize)]
pub(super) struct Line {
    item: ItemId,
    version: u32,
    revision: String,
    /// The dispatch that brought the version.
    seq: u64,
    version_created: Timestamp,
    kind: Kind,
    language: Lang,
    slug: String,
    headline: String,
    /// The story that a picture came with.
    #[serde(skip_serializing_if = "Option::is_none")]
    beside: Option<ItemId>,
    #[serde(skip_serializing_if = "Option::is_none")]
    credit: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    copyright: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    source: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    usage_terms: Option<String>,
    files: Vec<FileLine>,
}

#[derive(Serialize)]
struct FileLine {
    name: String,
    /// The format or the size.
    form: &'static str,
    media_type: &'static str,
    bytes: u64,
    sha256: String,
}

/// A file while it is written.
pub(super) struct Written {
    pub(super) name: String,
    pub(super) form: &'static str,
    pub(super) media_type: &'static str,
    bytes: u64,
    hash: Sha256,
}

impl Written {
    pub(super) fn new(name: String, form: &'static str, media_type: &'static str) -> Self {
        Self { name, form, media_type, bytes: 0, hash: Sha256::new() }
    }

    pub(super) fn more(&mut self, piece: &[u8]) {
        self.bytes += piece.len() as u64;
        self.hash.update(piece);
    }
}

impl Line {
    pub(super) fn of(part: &Part, dispatch: &Dispatch) -> Self {
        let (entry, story) = (&dispatch.entry, &dispatch.story);
        let rights = &story.rights;
        Self {
            item: entry.item.clone(),
            version: entry.version,
            revision: entry.revision().to_string(),
            seq: entry.seq,
            version_created: entry.version_created,
            kind: entry.item.kind(),
            language: entry.language.clone(),
            slug: story.slug.to_string(),
            headline: story.headline.to_string(),
            beside: part.beside.clone(),
            credit: rights.credit.as_ref().map(ToString::to_string),
            copyright: rights.copyright.as_ref().map(ToString::to_string),
            source: rights.source.as_ref().map(ToString::to_string),
            usage_terms: rights.usage_terms.as_ref().map(ToString::to_string),
            files: Vec::new(),
        }
    }

    pub(super) fn wrote(&mut self, file: Written) {
        let Written { name, form, media_type, bytes, hash } = file;
        let sha256 = hex::encode(hash.finalize());
        self.files.push(FileLine { name, form, media_type, bytes, sha256 });
    }
}

impl Manifest {
    pub(super) fn new(api: &Api, subscriber: &Subscriber, asked: &Asked, left_out: Vec<LeftOut>) -> Self {
        let agency = api.agency();
        Self {
            made: api.now(),
            agency: agency.name(agency.language.as_str()).to_owned(),
            organisation: subscriber.organisation_name.clone(),
            format: asked.text.name(),
            sizes: asked.sizes.iter().map(|size| size.name()).collect(),
            items: Vec::new(),
            left_out,
        }
    }

    pub(super) fn hold(&mut self, line: Line) {
        if !line.files.is_empty() {
            self.items.push(line);
        }
    }

    pub(super) fn leave_out(&mut self, what: LeftOut) {
        self.left_out.push(what);
    }

    pub(super) fn json(&self) -> Vec<u8> {
        serde_json::to_vec_pretty(self).expect("texts and numbers have a JSON form")
    }
}
