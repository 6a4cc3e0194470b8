//! The file of an item: which of its renditions is the best.

use super::{Item, item::Keyed};
use story::{FormName, Kind, Rendition};

/// Where the file of an item lies, and the same in other forms.
#[derive(Debug)]
pub(super) struct File {
    pub kind: Option<Kind>,
    pub path: String,
    pub forms: Vec<(FormName, String)>,
}

/// A rendition while it is weighed.
#[derive(Debug, Clone, Copy)]
struct Candidate<'n> {
    name: &'n str,
    href: &'n str,
    media_type: &'n str,
    /// Not made to choose by: neither small nor marked.
    is_whole: bool,
    pixels: f64,
    bytes: f64,
}

impl<'n> Candidate<'n> {
    fn of((name, node): Keyed<'n>) -> Option<Self> {
        let number = |key: &str| node.at(key).and_then(super::Node::number).filter(|n| *n >= 0.0).unwrap_or_default();
        let title = node.text_at("title").unwrap_or_default();
        let made = |word: &str| ["thumb", "preview", "watermark", "viewimage"].iter().any(|sign| word.contains(sign));
        Some(Self {
            name,
            href: node.text_at("href")?,
            media_type: node.text_at("contenttype").or(node.text_at("mimetype")).unwrap_or_default(),
            is_whole: !made(&name.to_ascii_lowercase()) && !made(&title.to_ascii_lowercase()),
            pixels: number("width") * number("height"),
            bytes: number("sizeinbytes"),
        })
    }

    /// True for a file of which such an item may consist. A type that is not told may be any.
    fn suits(&self, kind: Option<Kind>) -> bool {
        let begins = |begin: &str| self.media_type.get(..begin.len()).is_some_and(|t| t.eq_ignore_ascii_case(begin));
        let known = !self.media_type.is_empty();
        match kind {
            _ if !known => true,
            Some(Kind::Picture) => begins("image/"),
            Some(Kind::Video) => begins("video/"),
            Some(Kind::Graphic) => begins("image/") || self.form(Kind::Graphic).is_some(),
            // Captions and stories for download stand among the renditions of sounds, too.
            Some(Kind::File | Kind::Text) | None => !begins("text/"),
        }
    }

    /// The form that it is beside a main file: by its name, or by its type.
    fn form(&self, kind: Kind) -> Option<FormName> {
        let named = |forms: &[FormName]| forms.iter().copied().find(|form| form.name().eq_ignore_ascii_case(self.name));
        match kind {
            Kind::Video => named(&[FormName::Web, FormName::Sd]),
            Kind::Graphic => named(&[FormName::Ai, FormName::Eps, FormName::Pdf]).or(match self.media_type {
                "application/pdf" => Some(FormName::Pdf),
                "application/postscript" | "application/eps" | "image/x-eps" => Some(FormName::Eps),
                "application/illustrator" | "application/vnd.adobe.illustrator" => Some(FormName::Ai),
                _ => None,
            }),
            _ => None,
        }
    }
}

impl Item<'_> {
    /// The best rendition, with the others that are forms of their own. `None` when no rendition can be the file.
    pub fn file(&self) -> Option<File> {
        let kind = self.file_kind();
        let all: Vec<Candidate<'_>> = self.renditions.iter().filter_map(|&keyed| Candidate::of(keyed)).collect();
        let best = self.best(kind, &all)?;
        let mut forms: Vec<(FormName, String)> = Vec::new();
        for one in all.iter().filter(|one| one.href != best.href) {
            if let Some(form) = kind.and_then(|kind| one.form(kind))
                && one.is_whole
                && !forms.iter().any(|(known, _)| *known == form)
            {
                forms.push((form, one.href.to_owned()));
            }
        }
        Some(File { kind, path: best.href.to_owned(), forms })
    }

    /// Ours stands first. Of others the largest is taken, and for a drawing a picture before a page; of equals the first.
    fn best<'c, 'n>(&self, kind: Option<Kind>, all: &'c [Candidate<'n>]) -> Option<&'c Candidate<'n>> {
        if self.is_ours() {
            return all.first().filter(|first| first.name != Rendition::Thumbnail.name());
        }
        let better = |one: &Candidate<'_>, than: &Candidate<'_>| {
            let rank = |c: &Candidate<'_>| (c.is_whole, kind.and_then(|kind| c.form(kind)).is_none());
            rank(one).cmp(&rank(than)).then(one.pixels.total_cmp(&than.pixels)).then(one.bytes.total_cmp(&than.bytes))
        };
        let suiting = all.iter().filter(|one| one.suits(kind));
        suiting.reduce(|best, one| if better(one, best).is_gt() { one } else { best })
    }
}
