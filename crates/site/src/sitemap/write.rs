//! Maps as XML: the sitemaps.org protocol 0.9, with the extensions that search engines read (news 0.9, images 1.1, and
//! links to other languages).

use super::Alternate;
use format::xml::Writer;
use jiff::Timestamp;

const SITEMAP: (&str, &str) = ("xmlns", "http://www.sitemaps.org/schemas/sitemap/0.9");
const NEWS: (&str, &str) = ("xmlns:news", "http://www.google.com/schemas/sitemap-news/0.9");
const IMAGE: (&str, &str) = ("xmlns:image", "http://www.google.com/schemas/sitemap-image/1.1");
const XHTML: (&str, &str) = ("xmlns:xhtml", "http://www.w3.org/1999/xhtml");

/// Bytes of links to other languages in one file. Beyond, a story's page alone names them: they are many and long, and a
/// file has to stay within what is kept.
const ALTERNATES_BYTES_MAX: usize = 2 * 1024 * 1024;

/// A page.
pub(super) struct Entry {
    pub address: String,
    /// When it last became another one.
    pub changed: Option<Timestamp>,
    pub alternates: Vec<Alternate>,
    /// Its pictures.
    pub pictures: Vec<String>,
    pub news: Option<News>,
}

/// What a news search wants to know of a page.
pub(super) struct News {
    pub publication: String,
    /// The primary language.
    pub language: String,
    pub published: Timestamp,
    pub title: String,
}

/// A file of pages.
pub(super) fn pages(entries: &[Entry]) -> String {
    let mut w = Writer::document();
    let mut room = ALTERNATES_BYTES_MAX;
    w.element("urlset", &[SITEMAP, NEWS, IMAGE, XHTML], |w| {
        for entry in entries {
            let bytes: usize = entry.alternates.iter().map(|other| other.href.len()).sum();
            let fits = bytes <= room;
            room -= if fits { bytes } else { room };
            w.element("url", &[], |w| page(w, entry, fits));
        }
    });
    w.finish()
}

fn page(w: &mut Writer, entry: &Entry, with_alternates: bool) {
    w.leaf("loc", &[], &entry.address);
    if let Some(changed) = entry.changed {
        w.leaf("lastmod", &[], &time(changed));
    }
    if let Some(news) = &entry.news {
        w.element("news:news", &[], |w| {
            w.element("news:publication", &[], |w| {
                w.leaf("news:name", &[], &news.publication);
                w.leaf("news:language", &[], &news.language);
            });
            w.leaf("news:publication_date", &[], &time(news.published));
            w.leaf("news:title", &[], &news.title);
        });
    }
    for other in entry.alternates.iter().filter(|_| with_alternates) {
        let link = [("rel", "alternate"), ("hreflang", other.lang.as_str()), ("href", other.href.as_str())];
        w.empty("xhtml:link", &link);
    }
    for picture in &entry.pictures {
        w.element("image:image", &[], |w| w.leaf("image:loc", &[], picture));
    }
}

/// The file that names the others, each with the time when it last became another one, where that is known.
pub(super) fn index(files: &[(String, Option<Timestamp>)]) -> String {
    let mut w = Writer::document();
    w.element("sitemapindex", &[SITEMAP], |w| {
        for (address, changed) in files {
            w.element("sitemap", &[], |w| {
                w.leaf("loc", &[], address);
                if let Some(changed) = changed {
                    w.leaf("lastmod", &[], &time(*changed));
                }
            });
        }
    });
    w.finish()
}

/// A time as W3C's profile of ISO 8601 writes it, in UTC.
fn time(time: Timestamp) -> String {
    time.strftime("%Y-%m-%dT%H:%M:%SZ").to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_to_other_languages_stop_where_the_file_is_full() {
        let href = format!("https://news.example/{}", "a".repeat(ALTERNATES_BYTES_MAX / 4));
        let other = Alternate { lang: "tr".to_owned(), href };
        let entry = |n: u32| Entry {
            address: format!("https://news.example/{n}"),
            changed: None,
            alternates: vec![other.clone()],
            pictures: Vec::new(),
            news: None,
        };
        let written = pages(&(0..6).map(entry).collect::<Vec<_>>());
        assert_eq!((written.matches("<loc>").count(), written.matches("<xhtml:link").count()), (6, 3));
    }
}
