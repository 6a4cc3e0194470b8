//! Reads ninjs (IPTC): 1.x with its lower-case keys and `body_html`, 2.x with lists of headlines and bodies, 3.x in
//! camel case. Keys are matched without regard to case, so a mixture is read too.
//!
//! What a story has no place for is left out: people, organisations, events, genres, alternative ids, associations,
//! renditions, expiry. A picture, video or event is refused unless it brings a text.

use crate::{
    DOCUMENT_BYTES_MAX, Defaults, Drafted, Incoming, NAMED_MAX, Refused, fragment, incoming::external_id,
    inline::plain, mend, text::slug_of,
};
use jiff::Timestamp;
use serde_json::{Map, Value};
use story::{
    Block, Body, Content, Dateline, Headline, Keyword, Lang, Line, Place, PlaceName, Priority, Prose, Rights, Slug,
    Story, TextFault, TopicId, tidy_line,
};

/// A headline is cut at a word after so many characters.
const HEADLINE_CHARS_MAX: usize = 400;
/// A line of plain text longer than this is a paragraph of its own, when nothing else separates paragraphs.
const LONG_LINE_CHARS: usize = 100;

/// A ninjs document while it is read.
struct Document {
    fields: Map<String, Value>,
    repairs: Vec<String>,
}

/// Reads one document in UTF-8.
///
/// An embargo that cannot be read, and a status other than usable, refuse the document: dropping either could publish
/// what must not be published.
pub fn read(bytes: &[u8], defaults: &Defaults) -> Result<Incoming, Refused> {
    let mut document = Document::parse(bytes)?;
    document.usable()?;
    let body = document.body()?;
    let headline = document.headline(&body)?;
    let body = without_headline(body, &headline)?;
    let language = document.language(defaults);
    let (topics, keywords) = document.topics();
    let slug = document.slug(&headline, &language);
    let standfirst = document.standfirst(&body);
    let content = Content::Text { body };
    let story = Story {
        standfirst,
        byline: document.line(&["byline", "by"]),
        dateline: document.dateline(),
        topics,
        keywords,
        places: document.places(),
        embargo: document.embargo()?,
        rights: document.rights(),
        editors_note: document.prose(&["ednote"]),
        ..Story::new(language, slug, headline, document.priority(defaults), defaults.category, content)
    };
    Ok(Incoming {
        external_id: external_id("uri", document.text(&["guid", "uri"]).unwrap_or_default())?,
        dated: document.dated(),
        repairs: document.repairs,
        ..Incoming::new(Drafted::Text(story))
    })
}

impl Document {
    fn parse(bytes: &[u8]) -> Result<Self, Refused> {
        if bytes.len() > DOCUMENT_BYTES_MAX {
            return Err(Refused::whole(format!("has more than {DOCUMENT_BYTES_MAX} bytes")));
        }
        let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
        let value: Value = serde_json::from_slice(bytes).map_err(|error| {
            let text = error.to_string();
            // The line is told once.
            let why = text.split(" at line ").next().unwrap_or(&text);
            Refused::whole(format!("is not JSON: {why}, column {}", error.column())).at(error.line().max(1))
        })?;
        let Value::Object(fields) = value else { return Err(Refused::whole("is not a ninjs item: not a JSON object")) };
        let fields = fields.into_iter().map(|(key, value)| (key.to_ascii_lowercase(), value)).collect();
        let mut document = Self { fields, repairs: Vec::new() };
        if document.fields.contains_key("associations") {
            document.repairs.push("associated items were left out".to_owned());
        }
        Ok(document)
    }

    /// The text of the first of these keys that holds one.
    fn text(&self, keys: &[&str]) -> Option<&str> {
        let texts = keys.iter().filter_map(|key| self.fields.get(*key)?.as_str());
        texts.map(str::trim).find(|text| !text.is_empty())
    }

    /// The entries of the first of these keys that holds a list.
    fn list(&self, keys: &[&str]) -> &[Value] {
        keys.iter().find_map(|key| self.fields.get(*key)?.as_array()).map_or(&[], Vec::as_slice)
    }

    /// A field of one line, cut nowhere: one that is too long is left out.
    fn line<const CHARS_MAX: usize>(&mut self, keys: &[&str]) -> Option<Line<CHARS_MAX>> {
        let taken = Line::tidy(self.text(keys)?);
        self.kept(keys[0], taken)
    }

    /// A field of several lines.
    fn prose<const CHARS_MAX: usize>(&mut self, keys: &[&str]) -> Option<Prose<CHARS_MAX>> {
        let taken = Prose::tidy(self.text(keys)?);
        self.kept(keys[0], taken)
    }

    fn kept<T>(&mut self, field: &str, taken: Result<T, TextFault>) -> Option<T> {
        match taken {
            Ok(value) => Some(value),
            Err(TextFault::Empty) => None,
            Err(fault) => {
                self.repairs.push(format!("`{field}` {fault}, and was left out"));
                None
            }
        }
    }

    fn usable(&self) -> Result<(), Refused> {
        match self.text(&["pubstatus"]) {
            None | Some("usable" | "stat:usable") => Ok(()),
            Some(status) => Err(Refused::field("pubstatus", format!("is `{}`, not usable", mend::cut(status, 40)))),
        }
    }

    /// The body: markup before plain text. A text that has none gives its description.
    fn body(&mut self) -> Result<Vec<Block>, Refused> {
        let kind = self.text(&["type"]).unwrap_or_default().to_owned();
        for key in ["body_html", "body_xhtml", "body_html5"] {
            if let Some(html) = self.text(&[key]).map(str::to_owned) {
                return self.told(&kind, fragment::read(&html)?);
            }
        }
        let bodies = described(self.list(&["bodies"]));
        let html = bodies.iter().find(|(kind, _)| kind.contains("html")).map(|(_, text)| text.clone());
        if let Some(html) = html {
            let fragment = fragment::read(&html)?;
            if !fragment.blocks.is_empty() {
                return self.told(&kind, fragment);
            }
        }
        let is_plain = |kind: &str| kind.contains("plain") || kind.trim() == "text" || kind.trim().is_empty();
        let plain = bodies.iter().find(|(kind, _)| is_plain(kind)).map(|(_, text)| text.as_str());
        if let Some(text) = plain.or_else(|| self.text(&["body_text"])) {
            let blocks = plain_blocks(text)?;
            return self.told(&kind, fragment::Fragment { blocks, repairs: Vec::new() });
        }
        if !matches!(kind.as_str(), "text" | "composite" | "") {
            return Err(Refused::field("type", format!("is `{}`, and there is no text in it", mend::cut(&kind, 40))));
        }
        match self.description().filter(|_| kind == "text") {
            Some(text) => {
                self.repairs.push("there is no body; the description stands for it".to_owned());
                plain_blocks(&text)
            }
            None => Err(Refused::field("body", "is missing: there is neither HTML nor plain text")),
        }
    }

    fn told(&mut self, kind: &str, fragment: fragment::Fragment) -> Result<Vec<Block>, Refused> {
        if fragment.blocks.is_empty() {
            return Err(Refused::field("body", TextFault::Empty));
        }
        self.repairs.extend(fragment.repairs);
        if !matches!(kind, "text" | "composite" | "") {
            self.repairs.push(format!("the item is of type `{}`; only its text was taken", mend::cut(kind, 40)));
        }
        Ok(fragment.blocks)
    }

    fn headline(&mut self, body: &[Block]) -> Result<Headline, Refused> {
        let listed = main_of(self.list(&["headlines"]), &["main", ""]);
        let given = listed.or_else(|| self.text(&["headline"]).map(str::to_owned));
        let given = given.or_else(|| self.text(&["title"]).map(str::to_owned));
        let text = given.unwrap_or_else(|| {
            self.repairs.push("there is no headline; the first sentence stands for it".to_owned());
            mend::first_sentence(&body.first().map(Block::plain).unwrap_or_default(), HEADLINE_CHARS_MAX)
        });
        let text = tidy_line(&mend::windows_1252(&text));
        let cut = mend::cut(&text, HEADLINE_CHARS_MAX);
        if cut.len() != text.len() {
            self.repairs.push("the headline was too long and was cut at a word".to_owned());
        }
        Headline::new(cut).map_err(|fault| Refused::field("headline", fault))
    }

    fn language(&mut self, defaults: &Defaults) -> Lang {
        let Some(tag) = self.text(&["language"]) else { return defaults.language.clone() };
        if let Ok(lang) = Lang::new(tag) {
            return lang;
        }
        let repair = format!("`{}` is not a language; `{}` was taken", mend::cut(tag, 40), defaults.language);
        self.repairs.push(repair);
        defaults.language.clone()
    }

    fn slug(&mut self, headline: &Headline, language: &Lang) -> Slug {
        let made = || slug_of(headline.as_str(), language);
        let Some(given) = self.text(&["slugline"]) else { return made() };
        Slug::new(&tidy_line(given)).unwrap_or_else(|fault| {
            self.repairs.push(format!("`slugline` {fault}; the headline made the slug"));
            made()
        })
    }

    /// The lead or summary; not a credit line, nor the mere beginning of the body.
    fn description(&self) -> Option<String> {
        let roles = ["drol:summary", "summary", "lead", "standfirst", "main", "text", ""];
        let listed = main_of(self.list(&["descriptions"]), &roles);
        listed.or_else(|| self.text(&["description_text", "description_summary"]).map(str::to_owned))
    }

    fn standfirst(&mut self, body: &Body) -> Option<Prose<2_000>> {
        /// A description that begins so long like the body was cut from it.
        const SAME_CHARS: usize = 60;
        let text = tidy_line(&self.description()?);
        let begins: String = text.chars().take(SAME_CHARS).collect();
        if body.plain().contains(&begins) {
            return None;
        }
        self.kept("description", Prose::new(text))
    }

    fn dateline(&mut self) -> Option<Dateline> {
        let located = match self.fields.get("located") {
            Some(Value::Object(place)) => place.get("name")?.as_str()?.to_owned(),
            Some(Value::String(text)) => text.clone(),
            _ => return None,
        };
        let (city, rest) = located.split_once(',').unwrap_or((&located, ""));
        let city = self.kept("located", PlaceName::tidy(city))?;
        Some(Dateline { city, country: country(rest.trim()) })
    }

    fn priority(&mut self, defaults: &Defaults) -> Priority {
        let Some(value) = self.fields.get("urgency").or_else(|| self.fields.get("priority")) else {
            return defaults.priority;
        };
        let number = value.as_f64().or_else(|| value.as_str()?.trim().parse().ok());
        let is = |n: u8| number.is_some_and(|number| (number - f64::from(n)).abs() < f64::EPSILON);
        // 9 is "user-defined" in old schemes, and the least of all here.
        let known = (1..=9).find(|&n| is(n)).and_then(|n| Priority::from_urgency(n.min(8)));
        known.unwrap_or_else(|| {
            self.repairs.push(format!("the urgency was not 1 to 9; {} was taken", defaults.priority.name()));
            defaults.priority
        })
    }

    /// Media Topics, and as keywords the names of all other subjects.
    fn topics(&mut self) -> (Vec<TopicId>, Vec<Keyword>) {
        let (mut topics, mut keywords) = (Vec::new(), Vec::new());
        for subject in self.list(&["subjects", "subject"]) {
            let topic = media_topic(subject);
            if let Some(topic) = topic {
                if topics.len() < NAMED_MAX && !topics.contains(&topic) {
                    topics.push(topic);
                }
            } else if let Some(word) = named(subject).and_then(|name| Keyword::tidy(name).ok()) {
                keywords.push(word);
            }
        }
        let words = match self.fields.get("keywords") {
            Some(Value::String(text)) => text.split(',').collect(),
            _ => self.list(&["keywords"]).iter().filter_map(named).collect::<Vec<_>>(),
        };
        keywords.extend(words.into_iter().filter_map(|word| Keyword::tidy(word).ok()));
        let mut once = Vec::with_capacity(keywords.len().min(NAMED_MAX));
        for word in keywords {
            if once.len() < NAMED_MAX && !once.contains(&word) {
                once.push(word);
            }
        }
        (topics, once)
    }

    fn places(&self) -> Vec<Place> {
        let place = |value| Some(Place { name: PlaceName::tidy(named(value)?).ok()?, country: None });
        self.list(&["places", "place"]).iter().filter_map(place).take(NAMED_MAX).collect()
    }

    fn embargo(&self) -> Result<Option<Timestamp>, Refused> {
        let Some((key, value)) = ["embargoeduntil", "embargoed"].iter().find_map(|key| self.fields.get_key_value(*key))
        else {
            return Ok(None);
        };
        let refused = |text: &str| {
            Refused::field(
                key,
                format!("is not a time with its zone (2026-09-01T10:00:00Z): `{}`", mend::cut(text, 40)),
            )
        };
        match value {
            Value::Null => Ok(None),
            Value::String(text) if text.trim().is_empty() => Ok(None),
            Value::String(text) => text.trim().parse().map(Some).map_err(|_| refused(text)),
            other => Err(refused(&other.to_string())),
        }
    }

    fn rights(&mut self) -> Rights {
        let source = self.list(&["infosources", "infosource"]).iter().find_map(named).map(str::to_owned);
        let source = source.or_else(|| self.text(&["source"]).map(str::to_owned));
        let credit = main_of(self.list(&["descriptions"]), &["creditline"]);
        Rights {
            credit: match credit {
                Some(text) => self.kept("creditline", Line::tidy(&text)),
                None => self.line(&["creditline", "description_creditline"]),
            },
            copyright: self.line(&["copyrightnotice", "copyrightholder"]),
            usage_terms: self.prose(&["usageterms"]),
            source: source.and_then(|text| self.kept("infosource", Line::tidy(&text))),
        }
    }

    fn dated(&mut self) -> Option<Timestamp> {
        let text = self.text(&["versioncreated", "firstcreated", "contentcreated"])?;
        let time = text.parse().ok();
        if time.is_none() {
            let shown = tidy_line(&mend::cut(text, 40));
            self.repairs.push(format!("the date `{shown}` cannot be read"));
        }
        time
    }
}

/// A value of a key, whatever its case.
fn get<'a>(value: &'a Value, key: &str) -> Option<&'a str> {
    let fields = value.as_object()?;
    fields.iter().find(|(name, _)| name.eq_ignore_ascii_case(key)).and_then(|(_, value)| value.as_str())
}

/// The name of an entry, which may be the entry itself.
fn named(value: &Value) -> Option<&str> {
    value.as_str().or_else(|| get(value, "name"))
}

/// Role and content type of each entry that holds text, in lower case, and the text.
fn described(list: &[Value]) -> Vec<(String, String)> {
    let entry = |value: &Value| {
        let text = get(value, "value").or(value.as_str()).filter(|text| !text.trim().is_empty())?;
        let kind = get(value, "contenttype").or_else(|| get(value, "role")).unwrap_or_default();
        Some((kind.to_ascii_lowercase(), text.to_owned()))
    };
    list.iter().filter_map(entry).collect()
}

/// The text of the entry that has the first of these roles.
fn main_of(list: &[Value], roles: &[&str]) -> Option<String> {
    let entries = || list.iter().filter_map(|v| Some((get(v, "role").unwrap_or_default(), v, get(v, "value")?)));
    let (_, entry, text) =
        roles.iter().find_map(|role| entries().find(|(own, _, text)| own == role && !text.trim().is_empty()))?;
    if get(entry, "contenttype").is_some_and(|kind| kind.contains("html")) {
        let blocks = fragment::read(text).ok()?.blocks;
        return Some(blocks.iter().map(Block::plain).collect::<Vec<_>>().join("\n"));
    }
    Some(text.to_owned())
}

/// Plain text as blocks. Where no blank line separates paragraphs and lines are long, each line is a paragraph.
fn plain_blocks(text: &str) -> Result<Vec<Block>, Refused> {
    let text = mend::windows_1252(text);
    let lines = || text.lines().filter(|line| !line.trim().is_empty());
    let one_by_one = text.trim().lines().all(|line| !line.trim().is_empty())
        && lines().any(|line| line.chars().count() > LONG_LINE_CHARS);
    let body = if one_by_one {
        Body::new(lines().map(Block::paragraph).collect::<Result<_, _>>().map_err(|f| Refused::field("body", f))?)
    } else {
        Body::from_plain(&text)
    };
    body.map(Into::into).map_err(|fault| Refused::field("body", fault))
}

/// The body without a first block that only repeats the headline.
fn without_headline(mut blocks: Vec<Block>, headline: &Headline) -> Result<Body, Refused> {
    let repeats = match blocks.first() {
        Some(Block::Crosshead { text }) => text.as_str() == headline.as_str(),
        Some(Block::Paragraph { spans }) => plain(spans) == headline.as_str(),
        _ => false,
    };
    if repeats && blocks.len() > 1 {
        blocks.remove(0);
    }
    Body::new(blocks).map_err(|fault| Refused::field("body", fault))
}

/// The Media Topic of a subject. Eight digits alone are one only where no older scheme has the same form.
fn media_topic(subject: &Value) -> Option<TopicId> {
    let is_code = |text: &str| text.len() == 8 && text.bytes().all(|b| b.is_ascii_digit());
    if let Some(code) = get(subject, "uri").and_then(|uri| uri.split_once("/mediatopic/")).map(|(_, code)| code) {
        return TopicId::new(code.trim_end_matches('/')).ok();
    }
    let code = ["code", "literal", "qcode", "uri"].iter().find_map(|key| {
        let text = get(subject, key)?.trim();
        (text.starts_with("medtop:") || is_code(text)).then_some(text)
    })?;
    let scheme = get(subject, "scheme").unwrap_or_default().to_ascii_lowercase();
    let sure = code.starts_with("medtop:") || scheme.contains("medtop") || scheme.contains("mediatopic");
    (sure || (scheme.is_empty() && code.starts_with("200"))).then(|| TopicId::new(code).ok()).flatten()
}

fn country(text: &str) -> Option<Line<2>> {
    let code = text.len() == 2 && text.bytes().all(|b| b.is_ascii_uppercase());
    code.then(|| Line::new(text).ok()).flatten()
}
