//! Reads messages: our own, and what agencies send.

use crate::{
    Defaults, Incoming, Refused, banner,
    copy::{self, Breaks, Line},
    embargo::month,
    latin1,
    manuscript::{self, Manuscript},
    mend,
    transmission::{self, Message},
};
use jiff::{
    Timestamp,
    civil::{Date, DateTime},
    tz::TimeZone,
};
use std::borrow::Cow;
use story::{Agency, ItemId, Priority};

/// Lines that may stand before the text.
const HEAD_LINES_MAX: usize = 30;
/// Lines of a headline that nothing ends but the text itself.
const OPEN_HEAD_LINES_MAX: usize = 4;

/// Reads a document: one story for each message, further takes added to the first.
pub fn read(document: &str, agency: &Agency, defaults: &Defaults) -> Result<Vec<Incoming>, Refused> {
    let document = transmission::without_padding(document);
    let document = mend::windows_1252(&document);
    let mut found = Vec::new();
    for message in transmission::messages(&document, heading_bytes)? {
        let line = message.line;
        let manuscript = manuscript(message, agency)?;
        let take = manuscript.take;
        let own_name = own_name(&manuscript, agency);
        let incoming = manuscript.finish(agency, &own_name, defaults).map_err(|refused| refused.at(line))?;
        manuscript::join_takes(&mut found, take, incoming).map_err(|refused| refused.at(line))?;
    }
    Ok(found)
}

/// The agency's name in datelines, as this document spells it.
fn own_name(manuscript: &Manuscript<'_>, agency: &Agency) -> String {
    let Cow::Owned(spelt) = latin1::fitted(&agency.short_name) else { return agency.short_name.clone() };
    let named = format!("({spelt})");
    let is_spelt = manuscript.text.iter().any(|line| line.text.contains(&named));
    if is_spelt { spelt } else { agency.short_name.clone() }
}

/// Bytes of the heading and the slug line of a message without STX.
fn heading_bytes(message: &str) -> usize {
    let mut bytes = 0;
    let mut headed = false;
    for line in message.split_inclusive('\n') {
        let text = line.trim();
        if headed && !text.is_empty() && !text.ends_with('/') {
            break;
        }
        headed |= !text.is_empty();
        bytes += line.len();
    }
    bytes
}

fn manuscript<'a>(message: Message<'a>, agency: &Agency) -> Result<Manuscript<'a>, Refused> {
    let mut manuscript =
        Manuscript { line: message.line, repairs: message.repairs, breaks: Breaks::AtWidth, ..Manuscript::default() };
    let mut heading = message.heading.lines().map(str::trim).filter(|line| !line.is_empty());
    let header = Header::read(heading.next().unwrap_or_default());
    header.tell(&mut manuscript, agency);
    slug_line(&mut manuscript, &heading.collect::<String>());
    if let Some(time) = sent(message.trailer, &mut manuscript) {
        manuscript.dated = Some(time);
        if !manuscript.own && header.number.is_some_and(|number| number != 0) && header.item.is_none() {
            // Numbers begin again every day.
            let day = time.strftime("%Y-%m-%d");
            manuscript.external_id = Some(format!("{}/{day}", header.name));
        }
    }
    let mut lines = copy::lines(message.text, message.text_line);
    let begins = lines.iter().position(|line| !line.text.is_empty()).unwrap_or(0);
    let text = lines.split_off(begins + head_lines(&lines[begins..], manuscript.own));
    head(&mut manuscript, &lines)?;
    manuscript.text = text;
    Ok(manuscript)
}

/// The first line of the heading, whose parts are told by their form where one of them is missing.
#[derive(Default)]
struct Header<'a> {
    /// Source and number together.
    name: &'a str,
    source: &'a str,
    number: Option<u64>,
    priority: Option<Priority>,
    category: &'a str,
    words: Option<usize>,
    item: Option<ItemId>,
}

impl<'a> Header<'a> {
    fn read(line: &'a str) -> Self {
        let mut words = line.split_whitespace();
        let name = words.next().unwrap_or_default();
        let letters = name.find(|c: char| c.is_ascii_digit()).unwrap_or(name.len());
        let mut header =
            Self { name, source: &name[..letters], number: name[letters..].parse().ok(), ..Self::default() };
        for word in words {
            if header.priority.is_none() && word.len() == 1 && word.bytes().all(|b| b.is_ascii_digit()) {
                header.priority = word.parse().ok().and_then(Priority::from_urgency);
            } else if header.category.is_empty() && word.len() <= 3 && word.bytes().all(|b| b.is_ascii_alphabetic()) {
                header.category = word;
            } else if header.words.is_none() && word.bytes().all(|b| b.is_ascii_digit()) {
                header.words = word.parse().ok();
            } else if header.item.is_none() {
                header.item = word.parse().ok();
            }
        }
        header
    }

    fn tell(&self, manuscript: &mut Manuscript<'_>, agency: &Agency) {
        let own = self
            .item
            .as_ref()
            .is_some_and(|item| item.as_str().split(':').next().is_some_and(|code| code == agency.code.as_str()));
        manuscript.own = own;
        manuscript.external_id = self.item.as_ref().map(ToString::to_string);
        manuscript.priority = self.priority;
        manuscript.words = self.words;
        if self.name.is_empty() || self.priority.is_none() {
            manuscript.repairs.push("the heading tells no priority".to_owned());
        }
        if !self.category.is_empty() {
            manuscript.category = transmission::section(agency, self.category);
            if manuscript.category.is_none() {
                manuscript.repairs.push(format!("`{}` is no section here, so the usual one was taken", self.category));
            }
        }
        let foreign = !self.source.is_empty() && !self.source.eq_ignore_ascii_case(&transmission::source(agency));
        manuscript.source = (foreign && !own).then(|| self.source.to_owned());
    }
}

/// `SLUG/keyword/keyword/`. The line of another agency is slug and keywords at once.
fn slug_line(manuscript: &mut Manuscript<'_>, line: &str) {
    let line = line.trim_end_matches('/');
    let mut parts = line.split('/').map(str::trim).filter(|part| !part.is_empty());
    if manuscript.own {
        manuscript.slug = parts.next().map(str::to_owned);
        manuscript.keywords = parts.map(str::to_owned).collect();
        return;
    }
    let parts: Vec<&str> = parts.collect();
    for part in &parts {
        if matches!(*part, "KILL" | "MANDATORY KILL") {
            manuscript.removed = Some(story::State::Canceled);
        }
        manuscript.take = manuscript.take.or_else(|| transmission::take(part));
    }
    manuscript.slug = Some(parts.join("/"));
    if parts.len() > 1 {
        manuscript.keywords = parts.into_iter().map(str::to_owned).collect();
    }
}

/// The lines before the text: up to the one that ends with ` =`, else up to the first that is indented or blank.
/// Below our own there always is a blank line.
fn head_lines(lines: &[Line<'_>], own: bool) -> usize {
    let run = lines.iter().position(|line| line.text.is_empty()).unwrap_or(lines.len());
    if own {
        return run;
    }
    let ends = |line: &Line<'_>| line.text == "=" || line.text.ends_with(" =");
    if let Some(last) = lines[..run.min(HEAD_LINES_MAX)].iter().position(ends) {
        return last + 1;
    }
    let open = lines[..run].iter().position(|line| line.indent > 0).unwrap_or(run);
    // Without anything that tells the headline from the text, it is the first line.
    if (1..=OPEN_HEAD_LINES_MAX).contains(&open) && open < lines.len() { open } else { lines.len().min(1) }
}

/// Headline, byline, and what stands in brackets around them.
fn head(manuscript: &mut Manuscript<'_>, lines: &[Line<'_>]) -> Result<(), Refused> {
    let mut aside: Option<String> = None;
    let mut byline = String::new();
    for (n, line) in lines.iter().enumerate() {
        let ends = n + 1 == lines.len();
        let text = line.text.strip_suffix('=').filter(|_| ends).map_or(line.text, str::trim_end);
        if text.is_empty() {
            continue;
        }
        let brackets = text.starts_with('(') && (!manuscript.own || banner::read_own(text).is_some());
        if aside.is_some() || brackets {
            let words = aside.get_or_insert_default();
            copy::join(words, text);
            if text.ends_with(')') {
                let words = aside.take().unwrap_or_default();
                take_aside(manuscript, &words)?;
            }
        } else if line.indent > 0 || (!manuscript.own && !manuscript.headline.is_empty() && manuscript::is_byline(text))
        {
            copy::join(&mut byline, text);
        } else if manuscript.headline.is_empty() {
            let headline = manuscript.take_banner(text)?.unwrap_or(text);
            manuscript.headline.push_str(headline);
        } else {
            copy::join(&mut manuscript.headline, text);
        }
    }
    if let Some(words) = aside {
        take_aside(manuscript, &words)?;
    }
    manuscript.byline = Some(byline).filter(|byline| !byline.is_empty());
    Ok(())
}

/// Words in brackets: an embargo, a correction, the number of a take, or a hint to editors.
fn take_aside(manuscript: &mut Manuscript<'_>, words: &str) -> Result<(), Refused> {
    let inner = words.trim_start_matches('(').trim_end_matches(')').trim();
    if let Some(take) = transmission::take(inner) {
        manuscript.take = Some(take);
    } else if manuscript.take_banner(words)?.is_none() && !inner.is_empty() {
        manuscript.for_editors.push(inner.to_owned());
    }
    Ok(())
}

/// `011200 Sep 26`. It has no zone.
fn sent(trailer: &str, manuscript: &mut Manuscript<'_>) -> Option<Timestamp> {
    let trailer = trailer.lines().next().unwrap_or_default().trim();
    if trailer.is_empty() {
        return None;
    }
    let time = civil(trailer).and_then(|civil| TimeZone::UTC.to_timestamp(civil).ok());
    manuscript.zoneless = Some(match time {
        Some(_) => format!("the time `{trailer}` has no zone, and was taken as UTC"),
        None => format!("the time `{}` cannot be read", story::tidy_line(&mend::cut(trailer, 40))),
    });
    time
}

fn civil(trailer: &str) -> Option<DateTime> {
    let mut words = trailer.split_whitespace();
    let (clock, month_name, year) = (words.next()?, words.next()?, words.next()?);
    if clock.len() != 6 || !clock.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let two = |at: usize| clock.get(at..at + 2).and_then(|digits| digits.parse::<i8>().ok());
    let year: i16 = year.parse().ok()?;
    let year = if (0..100).contains(&year) { 2_000 + year } else { year };
    let date = Date::new(year, month(month_name)?, two(0)?).ok()?;
    Some(date.to_datetime(jiff::civil::Time::new(two(2)?, two(4)?, 0, 0).ok()?))
}
