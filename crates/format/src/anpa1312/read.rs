//! Reads messages: our own, and what agencies send.

use super::{
    HEADER_ENDS, PRIORITIES, label,
    write::{agency_byline, selector},
};
use crate::{
    Defaults, Incoming, Refused, banner,
    copy::{self, Breaks, Line},
    latin1,
    manuscript::{self, Manuscript},
    mend,
    transmission::{self, Message},
};
use jiff::{
    Timestamp,
    civil::{Date, Time},
    tz::TimeZone,
};
use std::borrow::Cow;
use story::{Agency, Correction, Prose, State, Story};

/// Sets a text with tables.
const DC2: char = '\u{12}';
/// Separates the number from the selector.
const US: char = '\u{1F}';
/// Years of two digits from this one on are of the last century.
const CENTURY_YEAR: i16 = 70;

/// Reads a document: one story for each message, further takes added to the first.
pub fn read(document: &str, agency: &Agency, defaults: &Defaults) -> Result<Vec<Incoming>, Refused> {
    let document = transmission::without_padding(document);
    let document = mend::windows_1252(&document);
    let document = quotes(&document);
    let document = dashes(&document, super::DASH, "—");
    let mut found = Vec::new();
    for message in transmission::messages(&document, heading_bytes)? {
        let line = message.line;
        let (manuscript, labelled) = manuscript(message, agency)?;
        let take = manuscript.take;
        let spelt = latin1::fitted(&agency.short_name);
        let own_name = if manuscript.text.iter().any(|line| line.text.contains(&*agency.short_name)) {
            agency.short_name.as_str()
        } else {
            &spelt
        };
        let mut incoming = manuscript.finish(agency, own_name, defaults).map_err(|refused| refused.at(line))?;
        if let crate::Drafted::Text(story) = &mut incoming.story {
            labelled.fill(story);
        }
        manuscript::join_takes(&mut found, take, incoming).map_err(|refused| refused.at(line))?;
    }
    Ok(found)
}

/// ``` ``words'' ``` with the quotation marks that were meant.
fn quotes(text: &str) -> Cow<'_, str> {
    if text.contains("``") { Cow::Owned(text.replace("``", "“").replace("''", "”")) } else { Cow::Borrowed(text) }
}

/// The text with `to` wherever `from` stands alone between white space.
pub(super) fn dashes<'a>(text: &'a str, from: &str, to: &str) -> Cow<'a, str> {
    let mut out = String::new();
    let mut plain = 0;
    for (at, _) in text.match_indices(from) {
        let ends = at + from.len();
        let alone = text[..at].ends_with([' ', '\t', '\n', '^']) || at == 0;
        if alone && (text[ends..].starts_with([' ', '\r', '\n', '<']) || ends == text.len()) {
            out.push_str(&text[plain..at]);
            out.push_str(to);
            plain = ends;
        }
    }
    if plain == 0 {
        return Cow::Borrowed(text);
    }
    out.push_str(&text[plain..]);
    Cow::Owned(out)
}

/// Bytes of the heading of a message without STX: everything before the first header line or paragraph.
fn heading_bytes(message: &str) -> usize {
    let text = ["\n^", "\n\t"].iter().filter_map(|begins| message.find(begins)).min();
    text.map_or(message.len(), |at| at + 1)
}

/// What header lines with labels tell of a story.
#[derive(Default)]
struct Labelled {
    usage: Vec<String>,
    now: Vec<String>,
    was: Vec<String>,
}

impl Labelled {
    fn fill(&self, story: &mut Story) {
        fn prose<const CHARS_MAX: usize>(lines: &[String]) -> Option<Prose<CHARS_MAX>> {
            Prose::tidy(&lines.join("\n")).ok()
        }
        story.rights.usage_terms = prose(&self.usage);
        if let (Some(was), Some(now)) = (prose(&self.was), prose(&self.now)) {
            story.correction = Some(Correction { was, now });
        }
    }
}

fn manuscript<'a>(message: Message<'a>, agency: &Agency) -> Result<(Manuscript<'a>, Labelled), Refused> {
    let mut manuscript = Manuscript { line: message.line, repairs: message.repairs, ..Manuscript::default() };
    let mut heading = message.heading.lines().map(str::trim).filter(|line| !line.is_empty());
    let first = heading.next().unwrap_or_default();
    let (name, selected) = first.split_once(US).unwrap_or((first, ""));
    second_line(&mut manuscript, heading.next().unwrap_or_default(), agency);
    if let Some((source, time)) = trailer(message.trailer, &mut manuscript.repairs) {
        manuscript.dated = Some(time);
        // Three letters are soon the same; the selector is the agency's whole code.
        manuscript.own = source == transmission::source(agency) && selected == selector(agency);
        if !manuscript.own {
            manuscript.source = Some(source.to_owned());
            // Numbers begin again every day.
            let number = name.trim_start_matches(|c: char| c.is_ascii_alphabetic()).parse::<u64>().unwrap_or(0);
            let day = time.strftime("%Y-%m-%d");
            manuscript.external_id = (number != 0).then(|| format!("{source}/{name}/{day}"));
        }
    }
    let (header, text) = header_and_text(copy::lines(message.text, message.text_line), manuscript.own);
    let labelled = head(&mut manuscript, &header, agency)?;
    manuscript.text = text;
    Ok((manuscript, labelled))
}

/// `r a DC3 DC1 bc-Flood-Plan 1stLd-Writethru a0001 9-1 0512`.
fn second_line(manuscript: &mut Manuscript<'_>, line: &str, agency: &Agency) {
    if line.contains(DC2) {
        manuscript.breaks = Breaks::Hard;
    }
    let mut words = line.split(|c: char| c.is_whitespace() || c.is_control()).filter(|word| !word.is_empty());
    let letter = |word: &str| word.chars().next().map(|c| c.to_ascii_lowercase()).filter(|_| word.len() == 1);
    let mut next = words.next();
    let priority = next.and_then(letter).and_then(|letter| PRIORITIES.iter().find(|(known, _)| *known == letter));
    if let Some((_, priority)) = priority {
        manuscript.priority = Some(*priority);
        next = words.next();
    } else {
        manuscript.repairs.push("the heading tells no priority".to_owned());
    }
    if let Some(code) = next.filter(|word| word.len() == 1) {
        manuscript.category = transmission::section(agency, code);
        if manuscript.category.is_none() {
            manuscript.repairs.push(format!("`{code}` is no section here, so the usual one was taken"));
        }
        next = words.next();
    }
    if let Some(keyword) = next {
        manuscript.slug = Some(without_cycle(keyword).to_owned());
    }
    let rest: Vec<&str> = words.collect();
    manuscript.words = rest.last().and_then(|word| word.parse().ok()).filter(|_| rest.len() > 1);
    version(manuscript, rest.first().copied().unwrap_or_default());
}

/// The keyword without the cycle of papers that it is for.
fn without_cycle(keyword: &str) -> &str {
    let cycles = ["am-", "pm-", "bc-", "ap-"];
    let known = keyword.get(..3).is_some_and(|head| cycles.iter().any(|cycle| cycle.eq_ignore_ascii_case(head)));
    if known { keyword[3..].trim_start_matches('-') } else { keyword }
}

/// `1stLd-Writethru`, `2nd Ld`, `1stAdd`, `KILL`.
fn version(manuscript: &mut Manuscript<'_>, words: &str) {
    if words.is_empty() {
        return;
    }
    if let Some(take) = transmission::take(words) {
        manuscript.take = Some(take);
        return;
    }
    let digits = words.len() - words.trim_start_matches(|c: char| c.is_ascii_digit()).len();
    let rest = words[digits..].get(2..).unwrap_or_default().trim_start().to_lowercase();
    if digits > 0 && (rest.starts_with("ld") || rest.starts_with("lead")) {
        manuscript.version = words[..digits].parse().ok().and_then(|n: u32| n.checked_add(1));
    }
    let says = |word: &str| words.split(|c: char| !c.is_alphabetic()).any(|part| part.eq_ignore_ascii_case(word));
    if says("kill") || says("elimination") || says("withdrawal") {
        manuscript.removed = Some(State::Canceled);
    } else if says("hold") || says("withhold") {
        manuscript.removed = Some(State::Withheld);
    }
    if words.ends_with("TEST") || words.ends_with("ADVISORY") {
        manuscript.removed.get_or_insert(State::Withheld);
    }
}

/// The header lines without their signs, and the text.
fn header_and_text(lines: Vec<Line<'_>>, own: bool) -> (Vec<&str>, Vec<Line<'_>>) {
    let mut header = Vec::new();
    let mut text = Vec::with_capacity(lines.len());
    let mut ended = false;
    for line in lines {
        let marked = line.text.strip_prefix('^').map(|inner| inner.strip_suffix('<').unwrap_or(inner).trim());
        match marked {
            Some(inner) if !ended && inner.trim_matches('^') == HEADER_ENDS => ended = true,
            Some(inner) if !ended => header.push(inner),
            // In the text such a line is a crosshead, or only a rule.
            Some(inner) if !own => {
                let rule = inner.trim_matches(['-', '_', '=', '—', ' ']).is_empty();
                let blank = Line { text: "", ..line };
                text.extend([blank, Line { indent: 0, text: if rule { "" } else { inner }, ..line }, blank]);
            }
            _ => {
                ended |= line.indent > 0;
                let plain = if own { line.text } else { line.text.strip_suffix('<').unwrap_or(line.text) };
                text.push(Line { text: plain, ..line });
            }
        }
    }
    (header, text)
}

fn head(manuscript: &mut Manuscript<'_>, header: &[&str], agency: &Agency) -> Result<Labelled, Refused> {
    let mut labelled = Labelled::default();
    let mut header = header.iter().copied().peekable();
    let slugged = |line: &&str| line.get(..3).is_some_and(|head| head.ends_with('-')) && line.contains(',');
    if let Some(line) = header.next_if(slugged) {
        let mut parts = without_cycle(line).split(',');
        let slug = parts.next().unwrap_or_default().trim();
        if !slug.is_empty() {
            manuscript.slug = Some(slug.to_owned());
        }
        if manuscript.version.is_none() {
            parts.filter(|part| part.parse::<u32>().is_err()).for_each(|part| version(manuscript, part.trim()));
        }
    }
    let last = header.clone().count().saturating_sub(1);
    let own = manuscript.own;
    // A note may be an embargo; our own say nothing but what they say. Everything else is read as if another agency had
    // sent it, because the names of agencies are short here, and two may have the same.
    let is_labelled = |line: &str| {
        let labels = [label::USAGE, label::NOW, label::WAS];
        labels.iter().any(|label| line.starts_with(label)) || own && line.starts_with(label::NOTE)
    };
    let told = |manuscript: &mut Manuscript<'_>, line| {
        if is_labelled(line) { Ok(None) } else { manuscript.take(banner::read(line), line) }
    };
    for (n, line) in header.enumerate() {
        let after = |label: &str| {
            let head = line.get(..label.len() - 1).filter(|head| head.eq_ignore_ascii_case(label.trim_end()));
            head.map(|_| line[label.len() - 1..].trim().to_owned())
        };
        let byline = n == last && n > 0 && (own || manuscript::is_byline(line));
        if byline {
            let none = agency_byline(agency);
            let is_none = own && (line == none || line == latin1::fitted(&none));
            manuscript.byline = (!is_none).then(|| line.to_owned());
        } else if let Some(rest) = told(manuscript, line)? {
            if manuscript.headline.is_empty() {
                manuscript.headline.push_str(rest);
            } else if !rest.is_empty() {
                manuscript.for_editors.push(rest.to_owned());
            }
        } else if let Some(note) = after(label::NOTE) {
            manuscript.for_editors.push(note);
        } else if let Some(usage) = after(label::USAGE) {
            labelled.usage.push(usage);
        } else if let Some(now) = after(label::NOW) {
            labelled.now.push(now);
        } else if let Some(was) = after(label::WAS) {
            labelled.was.push(was);
        } else if manuscript.headline.is_empty() {
            manuscript.headline.push_str(line);
        } else if manuscript.byline.is_none() && manuscript::is_byline(line) {
            manuscript.byline = Some(line.to_owned());
        } else {
            manuscript.for_editors.push(line.to_owned());
        }
    }
    Ok(labelled)
}

/// `AGY-ZZ-11-01-26 0930GMT`: the agency, its bureau, and when it was sent.
fn trailer<'a>(trailer: &'a str, repairs: &mut Vec<String>) -> Option<(&'a str, Timestamp)> {
    let line = trailer.lines().map(str::trim).find(|line| !line.is_empty())?;
    let read = || {
        let (name, clock) = line.split_once(' ')?;
        let mut parts = name.rsplitn(4, '-');
        let (year, day, month) = (parts.next()?, parts.next()?, parts.next()?);
        let source = parts.next()?.split('-').next()?;
        let clock = clock.trim().strip_suffix("GMT").or_else(|| clock.trim().strip_suffix("UTC"))?.trim();
        let (hours, minutes) = clock.split_at_checked(2)?;
        let year: i16 = year.parse().ok().filter(|year| (0..100).contains(year))?;
        let year = if year < CENTURY_YEAR { 2_000 + year } else { 1_900 + year };
        let date = Date::new(year, month.parse().ok()?, day.parse().ok()?).ok()?;
        let time = Time::new(hours.parse().ok()?, minutes.parse().ok()?, 0, 0).ok()?;
        Some((source, TimeZone::UTC.to_timestamp(date.to_datetime(time)).ok()?))
    };
    let read = read();
    if read.is_none() {
        repairs.push(format!("the time `{}` cannot be read", story::tidy_line(&mend::cut(line, 40))));
    }
    read
}
