//! The front matter: flat `key: value` lines.

use crate::{
    NAMED_MAX, Refused,
    header::{Filed, Header},
    incoming::external_id,
};
use jiff::Timestamp;
use std::fmt::Display;
use story::{
    Agency, Byline, Caption, CategoryId, Correction, Created, Dateline, DigitalSource, FormName, Genre, Headline,
    Keyword, Lang, Line, Named, Note, Place, PlaceName, Prose, PublicSummary, Publicity, Related, Relation, Slug,
    Standfirst, TopicId,
};

/// Bytes that the path of a media file may have.
const PATH_BYTES_MAX: usize = 500;

/// One key with its value; a value of several lines holds line feeds.
#[derive(Debug)]
pub(super) struct Field<'a> {
    pub line: usize,
    pub key: &'a str,
    pub value: String,
}

/// What the front matter said.
#[derive(Debug, Default)]
pub(super) struct Front {
    pub header: Header,
    /// The line of a `headline` without text.
    pub empty_headline: Option<usize>,
    was: Option<Prose<2_000>>,
    now: Option<Prose<2_000>>,
}

/// Splits a document into the fields of its front matter, its body, and the line on which the body begins.
pub(super) fn split(document: &str) -> Result<(Vec<Field<'_>>, &str, usize), Refused> {
    let mut fields: Vec<Field<'_>> = Vec::new();
    let mut read = 0;
    let mut opened = None;
    let mut blank = 0;
    for (at, whole) in document.split_inclusive('\n').enumerate() {
        let (line, text) = (at + 1, whole.trim_end());
        read += whole.len();
        match (opened, text) {
            (None, "") => {}
            (None, "---") => opened = Some(line),
            // No front matter: everything is body.
            (None, _) => break,
            (Some(_), "---") => return Ok((fields, &document[read..], line + 1)),
            (Some(_), "") => blank += 1,
            (Some(_), text) if text.starts_with([' ', '\t']) => {
                let field = fields.last_mut().ok_or_else(|| Refused::whole("is indented, but goes on from nothing"));
                let field = field.map_err(|refused| refused.at(line))?;
                field.value.extend(std::iter::repeat_n('\n', blank + 1));
                field.value.push_str(text.trim_start());
                blank = 0;
            }
            (Some(_), text) => {
                let field = key_and_value(text, &fields).map_err(|refused| refused.at(line))?;
                fields.push(Field { line, ..field });
                blank = 0;
            }
        }
    }
    match opened {
        Some(line) => Err(Refused::whole("the front matter that begins here has no end: a line `---`").at(line)),
        None => Ok((fields, document, 1)),
    }
}

fn key_and_value<'a>(text: &'a str, known: &[Field<'_>]) -> Result<Field<'a>, Refused> {
    let (key, value) = text.split_once(':').ok_or_else(|| Refused::whole("is not of the form `key: value`"))?;
    let key = key.trim();
    if let Some(before) = known.iter().find(|field| field.key == key) {
        return Err(Refused::field(key, format!("was given on line {} already", before.line)));
    }
    Ok(Field { line: 0, key, value: value.trim().to_owned() })
}

/// A value that begins with a quotation mark and is a JSON string as a whole stands for that string.
fn unquoted(value: &str) -> String {
    let quoted = value.starts_with('"').then(|| serde_json::from_str::<String>(value).ok()).flatten();
    quoted.unwrap_or_else(|| value.to_owned())
}

/// The items of `a, b, "c, d"`.
fn items(value: &str) -> Vec<String> {
    let mut items = Vec::new();
    let mut rest = value.trim();
    while !rest.is_empty() {
        let mut strings = serde_json::Deserializer::from_str(rest).into_iter::<String>();
        if rest.starts_with('"')
            && let Some(Ok(item)) = strings.next()
        {
            let after = rest[strings.byte_offset()..].trim_start();
            if after.is_empty() || after.starts_with(',') {
                items.push(item);
                rest = after.strip_prefix(',').unwrap_or(after).trim_start();
                continue;
            }
        }
        let (item, more) = rest.split_once(',').unwrap_or((rest, ""));
        items.push(item.trim().to_owned());
        rest = more.trim_start();
    }
    items.retain(|item| !item.is_empty());
    items
}

/// `İzmir, TR`: a city, and the code of its country where there are two capitals after the last comma. A city that ends
/// like that is written with one comma more.
fn dateline(value: &str) -> Result<Dateline, Refused> {
    let (city, country) = match value.rsplit_once(',') {
        Some((city, code)) if is_country(code.trim()) => (city, Line::new(code.trim()).ok()),
        Some((city, "")) => (city, None),
        _ => (value, None),
    };
    Ok(Dateline { city: PlaceName::tidy(city).map_err(|fault| Refused::field("dateline", fault))?, country })
}

/// `İzmir (TR)`: a place, and the code of its country in brackets. A place whose name ends like that is written with empty
/// brackets behind it.
fn place(value: &str) -> Result<Place, Refused> {
    let code = value.strip_suffix(')').and_then(|value| value.rsplit_once('('));
    let (name, country) = match code {
        Some((name, code)) if is_country(code) => (name, Line::new(code).ok()),
        Some((name, "")) => (name, None),
        _ => (value, None),
    };
    Ok(Place { name: PlaceName::tidy(name).map_err(|fault| Refused::field("places", fault))?, country })
}

/// `tel:text:20260901:101 The vote`: an item and its headline, after the relation where it is more than that.
fn related(value: &str) -> Result<Related, Refused> {
    let relation = value.split_once(' ').and_then(|(word, rest)| Some((Relation::named(word)?, rest)));
    let (rel, value) = relation.unwrap_or((Relation::Related, value));
    let (item, title) = value.split_once(' ').unwrap_or((value, ""));
    let item = parsed("related", item.parse())?;
    Ok(Related { item, title: parsed("related", Headline::tidy(title))?, rel })
}

/// `pdf map.pdf`: a form and the path of its file.
fn form(value: &str) -> Result<Filed, Refused> {
    let (name, path) = value.split_once(' ').unwrap_or((value, ""));
    let known = FormName::ALL.into_iter().find(|form| form.name() == name);
    let form = known.ok_or_else(|| Refused::field("forms", format!("`{name}` is not web, sd, pdf, eps or ai")))?;
    Ok(Filed { href: media_path("forms", path.trim_start())?, form: Some(form), main: false })
}

pub(super) fn is_country(code: &str) -> bool {
    code.len() == 2 && code.bytes().all(|b| b.is_ascii_uppercase())
}

/// A section by its number, its address, its code or any of its names.
fn category(value: &str, agency: &Agency) -> Result<CategoryId, Refused> {
    let number = value.parse().ok().map(CategoryId);
    let lower = value.to_lowercase();
    let is = |text: &str| text.to_lowercase() == lower;
    let found = agency.categories.iter().find(|category| {
        Some(category.id) == number
            || is(&category.path)
            || is(&category.code)
            || category.names.values().any(|n| is(n))
    });
    found.map(|category| category.id).ok_or_else(|| {
        let paths: Vec<_> = agency.categories.iter().map(|category| category.path.as_str()).collect();
        Refused::field("category", format!("`{value}` is not a section; the sections are {}", paths.join(", ")))
    })
}

/// A path that stays in the document's folder.
fn media_path(key: &str, value: &str) -> Result<String, Refused> {
    let inside = value.len() <= PATH_BYTES_MAX
        && !value.contains('\\')
        && value.chars().all(story::is_clean)
        && value.split('/').all(|part| !part.is_empty() && part != "." && part != ".." && !part.contains(':'));
    if inside {
        Ok(value.to_owned())
    } else {
        Err(Refused::field(key, "is not the path of a file in or below the folder of the document"))
    }
}

impl Front {
    /// Takes one field. A field without a value is as if it were not there.
    pub fn take(&mut self, field: &Field<'_>, agency: &Agency) -> Result<(), Refused> {
        let (key, value) = (field.key, unquoted(&field.value));
        if !KEYS.contains(&key) {
            return Err(Refused::whole(format!(
                "`{key}` is not a key of the front matter; the keys are {}",
                KEYS.join(", ")
            )));
        }
        if value.trim().is_empty() {
            if key == "headline" {
                self.empty_headline = Some(field.line);
            }
            return Ok(());
        }
        if LISTS.contains(&key) { self.take_list(key, &field.value) } else { self.take_value(key, &value, agency) }
    }

    fn take_list(&mut self, key: &str, value: &str) -> Result<(), Refused> {
        let header = &mut self.header;
        match key {
            "topics" => header.topics = list(key, value, |item| parsed(key, TopicId::new(item)))?,
            "keywords" => header.keywords = list(key, value, |item| parsed(key, Keyword::tidy(item)))?,
            "places" => header.places = list(key, value, place)?,
            "people" => header.people = list(key, value, |item| parsed(key, Named::tidy(item)))?,
            "organisations" => header.organisations = list(key, value, |item| parsed(key, Named::tidy(item)))?,
            "related" => header.related = list(key, value, related)?,
            _ => header.files.extend(list(key, value, form)?),
        }
        Ok(())
    }

    fn take_value(&mut self, key: &str, value: &str, agency: &Agency) -> Result<(), Refused> {
        let header = &mut self.header;
        match key {
            "id" => header.id = external_id(key, value)?,
            "version" => header.version = Some(parsed(key, value.parse().map_err(|_| "is not a number"))?),
            "status" => header.status = Some(parsed(key, value.parse())?),
            "kind" => header.kind = Some(parsed(key, value.parse())?),
            "dated" => header.dated = Some(time(key, value)?),
            "language" => header.language = Some(parsed(key, Lang::new(value))?),
            "slug" => header.slug = Some(parsed(key, Slug::new(value))?),
            "headline" => header.headline = Some(parsed(key, Headline::tidy(value))?),
            "standfirst" => header.standfirst = Some(parsed(key, Standfirst::tidy(value))?),
            "byline" => header.byline = Some(parsed(key, Byline::tidy(value))?),
            "dateline" => header.dateline = Some(dateline(value)?),
            "priority" => header.priority = Some(parsed(key, value.parse())?),
            "category" => header.category = Some(category(value, agency)?),
            "genre" => header.genre = Some(parsed(key, Genre::new(value))?),
            "created" => header.created = Some(parsed(key, Created::new(value))?),
            "digital_source" => header.digital_source = Some(parsed(key, DigitalSource::new(value))?),
            "embargo" => header.embargo = Some(time(key, value)?),
            "credit" => header.rights.credit = Some(parsed(key, Line::tidy(value))?),
            "copyright" => header.rights.copyright = Some(parsed(key, Line::tidy(value))?),
            "usage_terms" => header.rights.usage_terms = Some(parsed(key, Prose::tidy(value))?),
            "source" => header.rights.source = Some(parsed(key, Line::tidy(value))?),
            "group" => header.group = Some(parsed(key, value.parse())?),
            "public" => {
                header.public = match value {
                    "yes" => Publicity::Yes,
                    "no" => Publicity::No,
                    "rule" => Publicity::Rule,
                    _ => return Err(Refused::field(key, "is not `yes`, `no` or `rule`")),
                };
            }
            "public_summary" => header.public_summary = Some(parsed(key, PublicSummary::tidy(value))?),
            "summary_source" => header.summary_source = Some(parsed(key, DigitalSource::new(value))?),
            "editors_note" => header.editors_note = Some(parsed(key, Note::tidy(value))?),
            "correction_was" => self.was = Some(parsed(key, Prose::tidy(value))?),
            "correction_now" => self.now = Some(parsed(key, Prose::tidy(value))?),
            "caption" => header.caption = Some(parsed(key, Caption::tidy(value))?),
            "content_hash" => header.content_hash = Some(value.to_owned()),
            _ => header.files.insert(0, Filed { href: media_path(key, value)?, form: None, main: true }),
        }
        Ok(())
    }

    /// The header, once every field is taken.
    pub fn finish(self) -> Result<Header, Refused> {
        let correction = match (self.was, self.now) {
            (Some(was), Some(now)) => Some(Correction { was, now }),
            (None, None) => None,
            _ => return Err(Refused::whole("`correction_was` and `correction_now` need each other")),
        };
        Ok(Header { correction, ..self.header })
    }
}

/// Every key, in the order in which they are written.
const KEYS: [&str; 38] = [
    "id",
    "version",
    "status",
    "kind",
    "dated",
    "language",
    "slug",
    "headline",
    "standfirst",
    "byline",
    "dateline",
    "priority",
    "category",
    "genre",
    "topics",
    "keywords",
    "places",
    "people",
    "organisations",
    "created",
    "digital_source",
    "embargo",
    "credit",
    "copyright",
    "usage_terms",
    "source",
    "group",
    "related",
    "public",
    "public_summary",
    "summary_source",
    "editors_note",
    "correction_was",
    "correction_now",
    "media",
    "forms",
    "caption",
    "content_hash",
];

/// The keys that hold lists.
pub(super) const LISTS: [&str; 7] = ["topics", "keywords", "places", "people", "organisations", "related", "forms"];

fn time(key: &str, value: &str) -> Result<Timestamp, Refused> {
    let wrong = "is not a time with its zone, such as 2026-09-01T10:00:00+03:00";
    value.parse().map_err(|_| Refused::field(key, wrong))
}

fn parsed<T, E: Display>(key: &str, result: Result<T, E>) -> Result<T, Refused> {
    result.map_err(|fault| Refused::field(key, fault))
}

fn list<T>(key: &str, value: &str, take: impl Fn(&str) -> Result<T, Refused>) -> Result<Vec<T>, Refused> {
    let items = items(value);
    if items.len() > NAMED_MAX {
        return Err(Refused::field(key, format!("names {}; at most {NAMED_MAX} are allowed", items.len())));
    }
    items.iter().map(|item| take(item)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_are_separated_by_commas_outside_of_quotes() {
        assert_eq!(items(r#"a, "b, c" ,, "d" e, f"#), ["a", "b, c", r#""d" e"#, "f"]);
    }

    #[test]
    fn values_go_on_in_indented_lines() {
        let (fields, body, line) = split("---\na: 1\n  2\n\n  3\nb:\n---\nText\n").expect("split");
        assert_eq!((fields[0].value.as_str(), fields[1].value.as_str()), ("1\n2\n\n3", ""));
        assert_eq!((body, line), ("Text\n", 8));
    }
}
