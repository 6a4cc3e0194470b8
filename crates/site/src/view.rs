//! What templates are given.

use crate::{
    dates::{Day, Moment},
    edition::Edition,
    machines::Reserved,
    page::{Article, Page, Picture, Pictured, Width},
    sitemap::Alternate,
    sizes::Sizes,
    words::{Words, autonym},
};
use askama::Template;
use story::{AgencyLanguage, ItemId, Lang, MediaType, Priority};

/// The part of an address for stories of a section that the agency has no more.
const NO_SECTION: &str = "news";

/// A link of the site's own.
#[derive(Debug, Clone)]
pub(crate) struct Link {
    pub href: String,
    pub name: String,
    /// It leads to the page that it stands on.
    pub here: bool,
    /// The language behind it, when it is not the page's.
    pub lang: String,
}

impl Link {
    pub fn to(href: String, name: &str, here: &str) -> Self {
        Self { here: href == here, href, name: name.to_owned(), lang: String::new() }
    }

    pub fn to_language(language: &AgencyLanguage, here: &Lang) -> Self {
        let tag = language.lang.as_str();
        Self {
            href: format!("/{tag}/"),
            // Where the agency's record had the name in English only, readers would not find their language.
            name: autonym(tag).unwrap_or_else(|| language.name(tag)).to_owned(),
            here: language.lang == *here,
            lang: tag.to_owned(),
        }
    }
}

/// What surrounds every page.
pub(crate) struct Frame {
    pub lang: String,
    pub dir: &'static str,
    pub words: &'static Words,
    pub title: String,
    /// The title without the agency's name.
    pub heading: String,
    pub description: String,
    pub canonical: String,
    pub agency: String,
    pub home: String,
    pub is_front: bool,
    pub feed: String,
    /// The path below which the feeds are that go with the page.
    pub feeds: String,
    /// The same page in other languages, and in this one.
    pub alternates: Vec<Alternate>,
    pub reserved: Reserved,
    /// What the page is, for machines (JSON-LD).
    pub json_ld: Option<String>,
    pub latest: Link,
    pub sections: Vec<Link>,
    pub languages: Vec<Link>,
    pub pages: Vec<Link>,
    pub subscribe: String,
    /// Where what is typed into the search goes.
    pub search: String,
    /// What stands at the foot of a printed page: whose it is, and where it was.
    pub printed: String,
    pub closing: String,
    pub today: Day,
    pub today_iso: String,
    /// How wide pictures stand.
    pub sizes: &'static Sizes,
    pub css: &'static str,
    pub icon: &'static str,
}

/// A picture on a page.
#[derive(Debug, Clone)]
pub(crate) struct Image {
    pub src: String,
    /// The widths that a browser may choose from (`srcset` of HTML §4.8.4.2), where there is more than one.
    pub srcset: Option<String>,
    /// What `src` is.
    pub media_type: &'static str,
    /// The same as WebP.
    pub webp: Option<String>,
    pub alt: String,
    pub caption: String,
    /// The languages of `alt` and `caption`.
    pub alt_lang: String,
    pub caption_lang: String,
    pub credit: Option<String>,
    pub width: u32,
    pub height: u32,
}

/// A story in a list.
#[derive(Debug, Clone)]
pub(crate) struct Card {
    pub href: String,
    pub headline: String,
    /// The story's language, when the edition's tag lacks its region.
    pub lang: String,
    pub teaser: String,
    pub section: Option<Link>,
    pub time: Moment,
    /// `flash` or `urgent`, with the word for it.
    pub label: Option<(&'static str, &'static str)>,
    pub corrected: bool,
    pub image: Option<Image>,
}

/// A page that only says something.
#[derive(Template)]
#[template(path = "message.html")]
pub(crate) struct Message {
    pub f: Frame,
    pub title: String,
    pub text: String,
    /// What there is to note about it, a paragraph each.
    pub notes: Vec<String>,
}

impl Edition {
    /// The path of a story's page.
    pub fn story_path(&self, page: &Page) -> String {
        let section = self.site.agency.category(page.category).map_or(NO_SECTION, |category| category.path.as_str());
        let address = page.article.as_ref().map_or("", |article| article.address.as_str());
        let (lang, number) = (page.language.as_str(), page.item.number());
        format!("/{lang}/{}/{}/{number}", encoded(section), encoded(address))
    }

    /// The link to a story's section.
    pub fn section_link(&self, page: &Page) -> Option<Link> {
        let category = self.site.agency.category(page.category)?;
        Some(Link::to(self.path(&format!("{}/", category.path)), self.section_name(category), ""))
    }

    /// A time as this edition writes it.
    pub fn moment(&self, time: jiff::Timestamp) -> Moment {
        self.dates.moment(time, self.now, &self.site.zone)
    }

    /// A story as lists show it.
    pub fn card(&self, page: &Page) -> Option<Card> {
        let article = page.article.as_ref()?;
        Some(Card {
            href: self.story_path(page),
            headline: article.headline.clone(),
            lang: if article.lang == self.lang { String::new() } else { article.lang.as_str().to_owned() },
            teaser: article.teaser().unwrap_or_default().to_owned(),
            section: self.section_link(page),
            time: self.moment(page.released),
            label: match page.priority {
                Priority::Flash => Some(("flash", self.words.flash)),
                Priority::Urgent => Some(("urgent", self.words.urgent)),
                _ => None,
            },
            corrected: !article.corrections.is_empty(),
            image: page.picture.as_ref().map(|shown| image(shown, article)),
        })
    }

    /// The stories as lists show them.
    pub fn cards<'p>(&self, pages: impl IntoIterator<Item = &'p Page>) -> Vec<Card> {
        pages.into_iter().filter_map(|page| self.card(page)).collect()
    }
}

/// The picture as a story's page shows it: a caption that the story itself gives goes before the picture's own.
pub(crate) fn image(shown: &Pictured, article: &Article) -> Image {
    let mut image = alone(shown);
    if let Some(caption) = &article.caption {
        (image.caption, image.caption_lang) = (caption.clone(), article.lang.as_str().to_owned());
    }
    image
}

/// The picture as it is.
pub(crate) fn alone(shown: &Pictured) -> Image {
    let (picture, lang) = (&shown.picture, shown.lang.as_str());
    let webp = srcset(&shown.item, picture, MediaType::Webp).filter(|_| picture.media.media_type != MediaType::Webp);
    let srcset = srcset(&shown.item, picture, picture.media.media_type).filter(|set| set.contains(", "));
    Image {
        src: media_path(&shown.item, picture),
        srcset,
        media_type: picture.media.media_type.name(),
        webp,
        alt: picture.title.clone(),
        alt_lang: lang.to_owned(),
        caption: picture.caption.clone(),
        caption_lang: lang.to_owned(),
        credit: picture.credit.clone(),
        width: picture.media.width.unwrap_or(1_200),
        height: picture.media.height.unwrap_or(800),
    }
}

/// Where a picture is served.
pub(crate) fn media_path(item: &ItemId, picture: &Picture) -> String {
    file_path(item, Width::Web, picture.media.media_type)
}

/// What stands behind the id in the address of a small picture.
pub(crate) const SMALL: &str = "-small";

fn file_path(item: &ItemId, width: Width, media_type: MediaType) -> String {
    let mark = if width == Width::Small { SMALL } else { "" };
    format!("/media/{item}{mark}.{}", media_type.extension())
}

/// A picture's files of one type with their widths in pixels, the narrow one first.
fn srcset(item: &ItemId, picture: &Picture, media_type: MediaType) -> Option<String> {
    let files = picture.files().filter(|(_, media)| media.media_type == media_type);
    let mut sized: Vec<_> = files.filter_map(|(width, media)| Some((media.width?, width))).collect();
    sized.sort_by_key(|(pixels, _)| *pixels);
    let named = sized.iter().map(|(pixels, width)| format!("{} {pixels}w", file_path(item, *width, media_type)));
    let set: Vec<String> = named.collect();
    (!set.is_empty()).then(|| set.join(", "))
}

/// A part of an address with everything percent-encoded that RFC 3986 §2.3 does not call unreserved.
pub(crate) fn encoded(part: &str) -> String {
    let mut out = String::with_capacity(part.len());
    for byte in part.bytes() {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b'~') {
            out.push(char::from(byte));
        } else {
            out.push('%');
            for digit in [byte >> 4, byte & 0xF] {
                out.extend(char::from_digit(digit.into(), 16).map(|c| c.to_ascii_uppercase()));
            }
        }
    }
    out
}
