//! What the readers of text formats have found of a story, and the story that it makes: the dateline is taken off, the
//! standfirst and the notes are told from the text, a kill becomes a notice.

use crate::{
    Defaults, Drafted, Incoming, MediaDraft, NAMED_MAX, Notice, Refused,
    banner::{self, Banner},
    copy::{self, Breaks, Layout, Line},
    dateline::{self, usual_case},
    embargo, mend,
    notes::{Label, Notes, note},
    text::slug_of,
    transmission::goes_on,
};
use jiff::Timestamp;
use std::borrow::Cow;
use story::{
    Agency, Block, Body, Byline, Caption, CategoryId, Content, Dateline, Headline, ItemId, Keyword, Kind, Lang,
    PlaceName, Priority, Slug, Standfirst, State, Story, tidy_line,
};

/// Characters of a headline; what is longer is cut at a word.
const HEADLINE_CHARS_MAX: usize = 400;
/// Characters of a headline that is made of the first sentence.
const MADE_HEADLINE_CHARS_MAX: usize = 120;
/// Runs of lines in which a dateline is looked for: the standfirst and the byline may stand before it.
const HEAD_RUNS_MAX: usize = 8;
/// Runs before the dateline of another agency; more of them are no standfirst.
const STANDFIRST_RUNS_MAX: usize = 2;

/// A story as it was found. Everything but the lines is what the head of the document tells.
#[derive(Debug, Default)]
pub(crate) struct Manuscript<'a> {
    /// The line of the document on which it begins.
    pub line: usize,
    pub headline: String,
    pub slug: Option<String>,
    pub keywords: Vec<String>,
    pub byline: Option<String>,
    pub priority: Option<Priority>,
    pub category: Option<CategoryId>,
    /// The agency that the head names, when it is another one.
    pub source: Option<String>,
    pub embargo: Option<Timestamp>,
    /// What a kill or a hold leaves of it; a message to editors and a test are not for publication either.
    pub removed: Option<State>,
    /// What the head tells editors, a sentence each.
    pub for_editors: Vec<String>,
    pub external_id: Option<String>,
    pub version: Option<u32>,
    pub dated: Option<Timestamp>,
    /// What is to be told of a time without a zone, unless the notes tell it with one.
    pub zoneless: Option<String>,
    /// Words that the head announces.
    pub words: Option<usize>,
    /// The number of the take, when it goes on from another one.
    pub take: Option<u32>,
    /// The lines of the text, with the notes.
    pub text: Vec<Line<'a>>,
    /// Why the lines end where they end.
    pub breaks: Breaks,
    /// This system wrote it.
    pub own: bool,
    pub repairs: Vec<String>,
}

/// The text taken apart.
#[derive(Default)]
struct Written {
    standfirst: Vec<String>,
    byline: Option<String>,
    city: String,
    source: Option<String>,
    blocks: Vec<Block>,
}

/// True for a line that can be nothing but a byline: it says by whom.
pub(crate) fn is_byline(line: &str) -> bool {
    let words = ["By ", "BY ", "by ", "Von ", "Par ", "Por ", "Di "];
    words.iter().any(|word| line.strip_prefix(word).is_some_and(|name| name.starts_with(char::is_uppercase)))
        && line.chars().count() <= 120
        && !line.ends_with(['.', '?', '!', ':'])
}

impl Manuscript<'_> {
    /// Takes a line that tells an embargo, a kill or a correction; what is left of it is the headline, if anything is.
    /// `None` for every other line.
    pub fn take_banner<'l>(&mut self, line: &'l str) -> Result<Option<&'l str>, Refused> {
        let banner = if self.own { banner::read_own(line) } else { banner::read(line) };
        self.take(banner, line)
    }

    /// Takes what a line was found to tell.
    pub fn take<'l>(&mut self, banner: Option<Banner<'l>>, line: &'l str) -> Result<Option<&'l str>, Refused> {
        Ok(match banner {
            None => None,
            Some(Banner::Embargo(time)) => {
                self.embargo_until(time)?;
                Some("")
            }
            Some(Banner::Removed(state, rest)) => {
                // A kill is never undone by a hold.
                if self.removed != Some(State::Canceled) {
                    self.removed = Some(state);
                }
                Some(rest)
            }
            Some(Banner::Correction("")) => Some(""),
            Some(Banner::Correction(what)) if line.starts_with('(') => {
                self.for_editors.push(what.to_owned());
                Some("")
            }
            Some(Banner::Correction(headline)) => {
                self.for_editors.push("CORRECTION".to_owned());
                Some(headline)
            }
            Some(Banner::NotForPublication) => {
                self.removed.get_or_insert(State::Withheld);
                Some("")
            }
        })
    }

    /// Embargoes that another agency tells in its text or its notes, at the beginning of a paragraph.
    fn embargoes(&mut self, lines: &[Line<'_>]) -> Result<(), Refused> {
        for (n, line) in lines.iter().enumerate() {
            let begins = n == 0 || line.indent > 0 || lines[n - 1].text.is_empty() || line.text.starts_with(['-', '#']);
            // A word alone in small letters is a crosshead.
            let tells = line.text.contains(' ') || line.text.chars().all(|c| !c.is_lowercase());
            if begins
                && tells
                && let Some(time) = embargo::read(line.text)
            {
                self.embargo_until(time).map_err(|refused| Refused { line: Some(line.number), ..refused })?;
            }
        }
        Ok(())
    }

    /// Of several embargoes the latest counts.
    fn embargo_until(&mut self, time: Result<Timestamp, &'static str>) -> Result<(), Refused> {
        let time = time.map_err(|why| Refused::field("embargo", why).at(self.line))?;
        self.embargo = self.embargo.max(Some(time));
        Ok(())
    }

    /// The story, or the notice.
    pub fn finish(mut self, agency: &Agency, own_name: &str, defaults: &Defaults) -> Result<Incoming, Refused> {
        let lines = std::mem::take(&mut self.text);
        let (text, mut notes) = Notes::split(&lines);
        self.own |= notes.are_own();
        // Our own tell it above the headline, and their notes leave no doubt that they are.
        if !notes.are_own() {
            self.embargoes(&lines)?;
        }
        match self.zoneless.take() {
            Some(repair) if notes.one(Label::Sent).is_none() => self.repairs.push(repair),
            _ => {}
        }
        if !self.for_editors.is_empty() {
            notes.others = [self.for_editors.join("\n"), std::mem::take(&mut notes.others)].join("\n");
        }
        if let Some(state) = self.removed {
            return Ok(self.notice(state, text, &notes));
        }
        let line = self.line;
        self.story(text, &notes, agency, own_name, defaults).map_err(|refused| refused.at(line))
    }

    fn layout(&self, text: &[Line<'_>]) -> Layout {
        let first = text.iter().find(|line| !line.text.is_empty());
        Layout {
            base: first.map_or(0, |line| line.indent),
            breaks: if self.own && self.breaks == Breaks::AtWidth { Breaks::Any } else { self.breaks },
        }
    }

    fn notice(mut self, state: State, text: &[Line<'_>], notes: &Notes<'_>) -> Incoming {
        let reason = copy::prose(text, self.layout(text));
        let reason = note(&reason, &mut self.repairs).or_else(|| note(&notes.others, &mut self.repairs));
        let headline = Headline::tidy(&mend::cut(&tidy_line(&self.headline), HEADLINE_CHARS_MAX)).ok();
        let notice = Notice { state, kind: Kind::Text, headline, reason };
        let mut incoming = self.incoming(Drafted::Notice(notice), notes);
        let id = incoming.external_id.as_deref().and_then(|id| id.parse::<ItemId>().ok());
        if let (Drafted::Notice(notice), Some(id)) = (&mut incoming.story, id) {
            notice.kind = id.kind();
        }
        incoming
    }

    fn story(
        mut self,
        text: &[Line<'_>],
        notes: &Notes<'_>,
        agency: &Agency,
        own_name: &str,
        defaults: &Defaults,
    ) -> Result<Incoming, Refused> {
        let language = notes.language().unwrap_or_else(|| defaults.language.clone());
        let text = self.without_more(text);
        self.count_words(text);
        let file = notes.file();
        let written = match &file {
            Some(_) => Written::default(),
            None => self.written(text, notes, own_name)?,
        };
        let content = match &file {
            Some(file) => Content::Removed { was: file.kind },
            None => Content::Text { body: Body::new(written.blocks).map_err(|fault| Refused::field("text", fault))? },
        };
        let layout = self.layout(text);
        let plain = || copy::prose(text, layout);
        let headline = headline(&self.headline, plain, &mut self.repairs)?;
        let slug = slug(self.slug.as_deref(), &headline, &language);
        let priority = self.priority.unwrap_or(defaults.priority);
        let category = self.category.unwrap_or(defaults.category);
        let mut story = Story::new(language, slug, headline, priority, category, content);
        story.byline = self.byline.take().or(written.byline).and_then(|name| Byline::tidy(&name).ok());
        if let Some(byline) = notes.one(Label::Byline) {
            story.byline = Byline::tidy(byline).ok();
        }
        story.standfirst = standfirst(&written.standfirst, &mut self.repairs);
        let city = usual_case(&written.city, &story.language);
        story.dateline = PlaceName::tidy(&city).ok().map(|city| Dateline { city, country: None });
        story.keywords = self.keywords.iter().filter_map(|word| Keyword::tidy(word).ok()).take(NAMED_MAX).collect();
        story.embargo = self.embargo;
        story.rights.source = written.source.or(self.source.take()).and_then(|name| story::Line::tidy(&name).ok());
        notes.fill(&mut story, agency, &mut self.repairs);
        let drafted = match file {
            None => Drafted::Text(story),
            Some(file) => {
                let caption = copy::prose(text, layout);
                let caption = Caption::tidy(&caption).map_err(|fault| Refused::field("caption", fault))?;
                Drafted::Media(MediaDraft::new(Some(file.kind), file.href, caption, story).with_forms(file.forms))
            }
        };
        Ok(self.incoming(drafted, notes))
    }

    /// What was read, with its id, version and time.
    fn incoming(self, story: Drafted, notes: &Notes<'_>) -> Incoming {
        let mut incoming = Incoming {
            external_id: self.external_id,
            version: self.version,
            dated: self.dated,
            repairs: self.repairs,
            ..Incoming::new(story)
        };
        notes.identify(&mut incoming);
        incoming
    }

    /// The text without a last line that only says that another take follows.
    fn without_more<'l, 'a>(&self, text: &'l [Line<'a>]) -> &'l [Line<'a>] {
        match text.iter().rposition(|line| !line.text.is_empty()) {
            Some(last) if last > 0 && !self.own && goes_on(text[last].text) => &text[..last],
            _ => text,
        }
    }

    /// A head that announces far more words than there are tells that something was lost on the way. Agencies count in
    /// many ways, so nothing less is told.
    fn count_words(&mut self, text: &[Line<'_>]) {
        let Some(announced) = self.words.filter(|_| !self.own) else { return };
        let words: usize = text.iter().map(|line| line.text.split_ascii_whitespace().count()).sum();
        if announced > words.saturating_mul(2) {
            self.repairs.push(format!(
                "{announced} words are announced, and {words} are there: part of the text may be missing"
            ));
        }
    }

    /// Standfirst, byline, dateline and body.
    fn written(&mut self, text: &[Line<'_>], notes: &Notes<'_>, own_name: &str) -> Result<Written, Refused> {
        let refused = |fault| Refused::field("text", fault);
        let mut layout = self.layout(text);
        let mut head: Vec<String> = Vec::new();
        let mut rest = text;
        for _ in 0..HEAD_RUNS_MAX {
            let Some(begins) = rest.iter().position(|line| !line.text.is_empty()) else { break };
            rest = &rest[begins..];
            let run = rest.iter().position(|line| line.text.is_empty()).unwrap_or(rest.len());
            let first = 1 + rest[1..run]
                .iter()
                .position(|line| line.indent > 0 || self.breaks == Breaks::Hard)
                .unwrap_or(run - 1);
            let paragraph = copy::joined(&rest[..first]);
            let found = dateline::split(&paragraph, own_name, self.own);
            let found = found.filter(|found| found.source.is_none() || head.len() <= STANDFIRST_RUNS_MAX);
            let Some(found) = found else {
                head.push(copy::joined(&rest[..run]).into_owned());
                rest = &rest[run..];
                continue;
            };
            layout.base = rest[0].indent;
            let mut blocks = Vec::new();
            if !found.text.trim().is_empty() {
                blocks.push(copy::paragraph(found.text).map_err(refused)?);
            }
            let (city, source) = (found.city.to_owned(), found.source.map(str::to_owned));
            blocks.extend(copy::blocks(&rest[first..], layout).map_err(refused)?);
            let byline = byline(&mut head, notes);
            return Ok(Written { standfirst: head, byline, city, source, blocks });
        }
        // There is no dateline, so nothing tells a standfirst from the text.
        let mut byline = None;
        let mut text = text;
        if let Some(begins) = text.iter().position(|line| !line.text.is_empty())
            && text.get(begins + 1).is_none_or(|next| next.text.is_empty())
            && is_byline(text[begins].text)
        {
            byline = Some(text[begins].text.to_owned());
            text = &text[begins + 1..];
        }
        let blocks = copy::blocks(text, self.layout(text)).map_err(refused)?;
        Ok(Written { standfirst: Vec::new(), byline, city: String::new(), source: None, blocks })
    }
}

/// Takes the byline out of what stands between the headline and the dateline: the one that the notes name, or one that
/// says so itself.
fn byline(head: &mut Vec<String>, notes: &Notes<'_>) -> Option<String> {
    let at = match notes.one(Label::Byline) {
        Some(byline) => head.iter().rposition(|run| run == byline),
        None if notes.are_own() => None,
        None => head.iter().rposition(|run| is_byline(run)),
    };
    at.map(|at| head.remove(at))
}

fn headline(given: &str, text: impl Fn() -> String, repairs: &mut Vec<String>) -> Result<Headline, Refused> {
    let mut line = tidy_line(given);
    if line.is_empty() {
        repairs.push("there is no headline; the first sentence stands for it".to_owned());
        line = mend::first_sentence(&text(), MADE_HEADLINE_CHARS_MAX);
    }
    let cut = mend::cut(&line, HEADLINE_CHARS_MAX);
    if matches!(cut, Cow::Owned(_)) {
        repairs.push("the headline was too long and was cut at a word".to_owned());
    }
    Headline::new(cut).map_err(|fault| Refused::field("headline", fault))
}

/// The slug that is given; one that a story cannot have gives its words.
fn slug(given: Option<&str>, headline: &Headline, language: &Lang) -> Slug {
    let holds =
        |slug: &Slug| slug.as_str().to_uppercase().split(|c: char| !c.is_alphanumeric()).any(|word| word == "HOLD");
    match given.map(tidy_line).filter(|text| !text.is_empty()) {
        Some(text) => match Slug::new(&text) {
            Ok(slug) if !holds(&slug) => slug,
            _ => slug_of(&text, language),
        },
        None => slug_of(headline.as_str(), language),
    }
}

fn standfirst(runs: &[String], repairs: &mut Vec<String>) -> Option<Standfirst> {
    let text = runs.join("\n\n");
    if text.trim().is_empty() {
        return None;
    }
    let standfirst = Standfirst::tidy(&text);
    if let Err(fault) = &standfirst {
        repairs.push(format!("the standfirst {fault}, and was left out"));
    }
    standfirst.ok()
}

/// Adds the text of a further take to its story.
pub(crate) fn join_takes(found: &mut Vec<Incoming>, take: Option<u32>, mut next: Incoming) -> Result<(), Refused> {
    let Some(take) = take else {
        found.push(next);
        return Ok(());
    };
    if let (Drafted::Text(more), Some(Incoming { story: Drafted::Text(story), repairs, .. })) =
        (&next.story, found.last_mut())
        && story.slug == more.slug
        && let (Content::Text { body }, Content::Text { body: added }) = (&mut story.content, &more.content)
    {
        let blocks = [body.blocks(), added.blocks()].concat();
        *body = Body::new(blocks).map_err(|fault| Refused::field("text", fault))?;
        story.embargo = story.embargo.max(more.embargo);
        next.repairs.retain(|repair| !repairs.contains(repair));
        repairs.append(&mut next.repairs);
        repairs.push(format!("take {take} was added to the text"));
        return Ok(());
    }
    next.repairs.push(format!("this is take {take}, and the one before it is not here"));
    found.push(next);
    Ok(())
}
