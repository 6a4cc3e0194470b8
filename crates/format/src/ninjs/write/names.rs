//! What the versions call the same things.

use crate::ninjs::Version;

/// The names of fields, by the sentence of 3.1.
#[derive(Debug)]
pub(super) struct Names {
    /// The number and the schema of the version.
    pub number: &'static str,
    pub schema: &'static str,
    pub standard: &'static str,
    pub representation: &'static str,
    /// The words for an item that is whole, and for one that only names another.
    pub whole: &'static str,
    pub part: &'static str,
    pub first_created: &'static str,
    pub version_created: &'static str,
    pub content_created: &'static str,
    pub embargo: &'static str,
    pub status: &'static str,
    pub copyright_holder: &'static str,
    pub copyright_notice: &'static str,
    pub usage_terms: &'static str,
    pub note: &'static str,
    pub by: &'static str,
    pub subjects: &'static str,
    pub people: &'static str,
    pub organisations: &'static str,
    pub places: &'static str,
    pub contact: &'static str,
    pub genres: &'static str,
    pub sources: &'static str,
    /// What says what a source did.
    pub source_role: &'static str,
    pub digital_source: &'static str,
    pub content_type: &'static str,
    pub chars: &'static str,
    pub words: &'static str,
    pub bytes: &'static str,
    pub ids: &'static str,
}

const THREE: Names = Names {
    number: "3.1",
    schema: "http://www.iptc.org/std/ninjs/ninjs-schema_3.1.json",
    standard: "standard",
    representation: "representationType",
    whole: "full",
    part: "partial",
    first_created: "firstCreated",
    version_created: "versionCreated",
    content_created: "contentCreated",
    embargo: "embargoedUntil",
    status: "pubStatus",
    copyright_holder: "copyrightHolder",
    copyright_notice: "copyrightNotice",
    usage_terms: "usageTerms",
    note: "edNote",
    by: "by",
    subjects: "subjects",
    people: "people",
    organisations: "organisations",
    places: "places",
    contact: "contactInfo",
    genres: "genres",
    sources: "infoSources",
    source_role: "role",
    digital_source: "digitalSourceType",
    content_type: "contentType",
    chars: "charCount",
    words: "wordCount",
    bytes: "sizeInBytes",
    ids: "altIds",
};

const TWO: Names = Names {
    number: "2.2",
    schema: "http://www.iptc.org/std/ninjs/ninjs-schema_2.2.json",
    representation: "representationtype",
    first_created: "firstcreated",
    version_created: "versioncreated",
    content_created: "contentcreated",
    embargo: "embargoed",
    status: "pubstatus",
    copyright_holder: "copyrightholder",
    copyright_notice: "copyrightnotice",
    usage_terms: "usageterms",
    note: "ednote",
    contact: "contactinfo",
    sources: "infosources",
    digital_source: "digitalsourcetype",
    content_type: "contenttype",
    chars: "charcount",
    words: "wordcount",
    bytes: "sizeinbytes",
    ids: "altids",
    ..THREE
};

const ONE: Names = Names {
    number: "1.6",
    schema: "http://www.iptc.org/std/ninjs/ninjs-schema_1.6.json",
    standard: "$standard",
    whole: "complete",
    part: "incomplete",
    by: "byline",
    subjects: "subject",
    people: "person",
    organisations: "organisation",
    places: "place",
    genres: "genre",
    sources: "infosource",
    source_role: "rel",
    content_type: "mimetype",
    ..TWO
};

impl Version {
    pub(super) fn names(self) -> &'static Names {
        match self {
            Self::One => &ONE,
            Self::Two => &TWO,
            Self::Three => &THREE,
        }
    }
}
