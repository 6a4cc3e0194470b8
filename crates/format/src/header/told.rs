//! The facts of an edition as JSON: what `_tellal` of a JSON Feed and the data of an HTML document hold.

use crate::{Edition, File, formats::NAMESPACE, text::missing_dateline};
use jiff::Timestamp;
use serde::Serialize;
use std::borrow::Cow;
use story::{
    Act, Byline, Caption, CategoryId, Content, Correction, Created, Dateline, DigitalSource, FormName, Genre, GroupId,
    Headline, Keyword, Kind, Lang, Named, Note, Place, Priority, PublicSummary, Publicity, Related, Rights, Slug,
    Standfirst, State, TopicId,
};

/// A file with everything that is known of it.
#[derive(Debug, Serialize)]
struct FileTold<'a> {
    rendition: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    form: Option<FormName>,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    main: bool,
    href: &'a str,
    media_type: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    bytes: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    sha256: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    width: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    height: Option<u32>,
}

/// The facts, in the order in which they are written. Reading them is [`super::Header`].
#[derive(Debug, Serialize)]
pub(crate) struct Told<'a> {
    about: &'static str,
    version: u32,
    act: &'static str,
    status: State,
    content_hash: &'a str,
    kind: Kind,
    language: &'a Lang,
    slug: &'a Slug,
    headline: &'a Headline,
    priority: Priority,
    category: CategoryId,
    #[serde(skip_serializing_if = "Option::is_none")]
    standfirst: Option<&'a Standfirst>,
    #[serde(skip_serializing_if = "Option::is_none")]
    byline: Option<&'a Byline>,
    #[serde(skip_serializing_if = "Option::is_none")]
    dateline: Option<&'a Dateline>,
    #[serde(skip_serializing_if = "Option::is_none")]
    lead: Option<String>,
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    topics: &'a [TopicId],
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    keywords: &'a [Keyword],
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    places: &'a [Place],
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    people: &'a [Named],
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    organisations: &'a [Named],
    #[serde(skip_serializing_if = "Option::is_none")]
    genre: Option<&'a Genre>,
    #[serde(skip_serializing_if = "Option::is_none")]
    created: Option<&'a Created>,
    #[serde(skip_serializing_if = "Option::is_none")]
    digital_source: Option<&'a DigitalSource>,
    #[serde(skip_serializing_if = "Option::is_none")]
    embargo: Option<Timestamp>,
    #[serde(skip_serializing_if = "Option::is_none")]
    rights: Option<&'a Rights>,
    #[serde(skip_serializing_if = "Option::is_none")]
    group: Option<&'a GroupId>,
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    related: &'a [Related],
    #[serde(skip_serializing_if = "Option::is_none")]
    editors_note: Option<&'a Note>,
    public: Publicity,
    #[serde(skip_serializing_if = "Option::is_none")]
    public_summary: Option<&'a PublicSummary>,
    #[serde(skip_serializing_if = "Option::is_none")]
    summary_source: Option<&'a DigitalSource>,
    #[serde(skip_serializing_if = "Option::is_none")]
    correction: Option<&'a Correction>,
    #[serde(skip_serializing_if = "Option::is_none")]
    caption: Option<&'a Caption>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    files: Vec<FileTold<'a>>,
}

/// The form of the item that a file is.
pub(super) fn form_of(edition: &Edition<'_>, file: &File<'_>) -> Option<FormName> {
    edition.story.forms().iter().map(|form| form.form).find(|form| form.name() == file.rendition.name())
}

/// True for the main file as it was filed.
pub(crate) fn is_main(edition: &Edition<'_>, file: &File<'_>) -> bool {
    let main = edition.story.media().map(|media| media.sha256.as_str());
    form_of(edition, file).is_none() && file.sha256.is_some() && file.sha256 == main
}

/// The files, forms last and in the story's own order.
pub(super) fn in_order<'f, 'a>(edition: &Edition<'_>, files: &'f [File<'a>]) -> Vec<(&'f File<'a>, Option<FormName>)> {
    let place = |form: Option<FormName>| {
        form.and_then(|form| edition.story.forms().iter().position(|known| known.form == form)).map(|at| at + 1)
    };
    let mut files: Vec<_> = files.iter().map(|file| (file, form_of(edition, file))).collect();
    files.sort_by_key(|(_, form)| place(*form));
    files
}

/// The words of [`title`] that take a story away.
const REMOVED: [(&str, State); 3] =
    [("KILL", State::Canceled), ("WITHDRAWN", State::Canceled), ("HOLD", State::Withheld)];

/// What a title says that was written by [`title`] and lost everything else that says so on its way: the state, and the
/// headline.
pub(crate) fn removed(title: &str) -> Option<(State, &str)> {
    let (word, headline) = title.split_once(": ")?;
    REMOVED.iter().find(|(known, _)| *known == word).map(|(_, state)| (*state, headline))
}

/// The headline as people see it: a kill, a hold and whatever else is not for publication say so first, in the words of
/// the wire, because a reader of feeds knows no other sign.
pub(crate) fn title<'a>(edition: &Edition<'a>) -> Cow<'a, str> {
    let headline = edition.story.headline.as_str();
    let word = match (&edition.story.content, edition.state, edition.act) {
        (_, State::Canceled, Act::Withdraw) => "WITHDRAWN",
        (_, State::Canceled, _) => "KILL",
        (_, State::Withheld, _) | (Content::Removed { .. }, ..) => "HOLD",
        (_, _, Act::Advisory) => "ADVISORY",
        (_, _, Act::Test) => "TEST",
        _ => return Cow::Borrowed(headline),
    };
    Cow::Owned(format!("{word}: {headline}"))
}

/// What the writers put before the text; a story of another sort, or one that was taken away, has no text.
pub(crate) fn lead(edition: &Edition<'_>) -> String {
    match edition.story.content {
        Content::Text { .. } => missing_dateline(edition.story, edition.agency),
        _ => String::new(),
    }
}

impl<'a> Told<'a> {
    /// The facts of an edition with these files.
    pub fn new(edition: &Edition<'a>, files: &'a [File<'a>]) -> Self {
        let story = edition.story;
        let file = |(file, form): (&'a File<'a>, Option<FormName>)| FileTold {
            rendition: file.rendition.name(),
            form,
            main: is_main(edition, file),
            href: &file.href,
            media_type: file.media_type.name(),
            bytes: file.bytes,
            sha256: file.sha256,
            width: file.size.map(|(width, _)| width),
            height: file.size.map(|(_, height)| height),
        };
        Self {
            about: NAMESPACE,
            version: edition.version,
            act: edition.act.name(),
            status: edition.state,
            content_hash: edition.content.as_str(),
            kind: story.kind(),
            language: &story.language,
            slug: &story.slug,
            headline: &story.headline,
            priority: story.priority,
            category: story.category,
            standfirst: story.standfirst.as_ref(),
            byline: story.byline.as_ref(),
            dateline: story.dateline.as_ref(),
            lead: Some(lead(edition)).filter(|lead| !lead.is_empty()),
            topics: &story.topics,
            keywords: &story.keywords,
            places: &story.places,
            people: &story.people,
            organisations: &story.organisations,
            genre: story.genre.as_ref(),
            created: story.created.as_ref(),
            digital_source: story.digital_source.as_ref(),
            embargo: story.embargo,
            rights: Some(&story.rights).filter(|rights| **rights != Rights::default()),
            group: story.group.as_ref(),
            related: &story.related,
            editors_note: story.editors_note.as_ref(),
            public: story.public,
            public_summary: story.public_summary.as_ref(),
            summary_source: story.summary_source.as_ref(),
            correction: story.correction.as_ref(),
            caption: story.caption(),
            files: in_order(edition, files).into_iter().map(file).collect(),
        }
    }
}
