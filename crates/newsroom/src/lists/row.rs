//! One line of a list, as it is shown.

use super::clock::{Hours, Wall};
use account::{Right, Staff};
use desk::{ItemLine, NewsDesk, Stage};
use std::collections::HashMap;
use story::{Kind, Priority, State};

/// A line as the template writes it.
pub(crate) struct Row {
    pub(crate) id: String,
    pub(crate) slug: String,
    pub(crate) headline: String,
    pub(crate) lang: String,
    pub(crate) kind: &'static str,
    pub(crate) words: u32,
    /// One letter for those priorities that somebody has to see at once.
    pub(crate) letter: &'static str,
    pub(crate) priority: &'static str,
    /// The name of whoever made it, and the login.
    pub(crate) author: (String, String),
    pub(crate) desk: String,
    pub(crate) stage: &'static str,
    /// Where it stands, in words.
    pub(crate) state: String,
    /// The same, for the style.
    pub(crate) mark: &'static str,
    pub(crate) changed: Wall,
    /// What it goes out at.
    pub(crate) due: Option<(Wall, String)>,
    /// Why it does not go out although it is due.
    pub(crate) refusal: Option<String>,
    /// The request about it that waits for a second person.
    pub(crate) request: Option<String>,
    /// Its embargo, while that lies ahead and nothing else says when it goes out.
    pub(crate) embargo: Option<(Wall, String)>,
    /// Who writes it, and since when.
    pub(crate) lock: Option<(String, Wall)>,
    /// What the list is in the order of, in milliseconds.
    pub(crate) order: i64,
    /// The step that its stage allows: the stage, and what the button says.
    pub(crate) step: Option<(&'static str, &'static str)>,
    pub(crate) may_pass: bool,
}

/// What rows are made by.
pub(crate) struct Rows<'a> {
    pub(crate) who: &'a Staff,
    pub(crate) desks: &'a [NewsDesk],
    /// What the staff are called, by login.
    pub(crate) names: &'a HashMap<String, String>,
    pub(crate) hours: &'a Hours,
    /// The list is in the order in which its items go out.
    pub(crate) due_first: bool,
}

impl Rows<'_> {
    pub(crate) fn row(&self, line: ItemLine) -> Row {
        let hours = self.hours;
        let ahead = |time| (hours.wall(time), hours.ahead(time));
        let (state, mark) = standing(&line);
        let own = line.author == self.who.login && line.version == 0;
        let may_edit = self.who.role.may(Right::Release) || own;
        let open = line.version == 0 && line.due.is_none();
        let step = match line.stage {
            Stage::Inbox => Some(("draft", "Take")),
            Stage::Draft => Some(("review", "To review")),
            Stage::Review | Stage::Spiked => Some(("draft", "Take back")),
        };
        let order = if self.due_first { line.due.map_or(line.changed, |due| due.at) } else { line.changed };
        let lies_ahead = |time: &jiff::Timestamp| *time > hours.now();
        Row {
            id: line.id.to_string(),
            desk: self
                .desks
                .iter()
                .find(|desk| Some(&desk.id) == line.desk.as_ref())
                .map_or_else(String::new, |d| d.name.clone()),
            slug: line.slug,
            headline: line.headline,
            lang: line.language.to_string(),
            kind: kind(line.kind),
            words: line.words,
            letter: letter(line.priority),
            priority: line.priority.name(),
            author: (self.name(&line.author), line.author),
            stage: line.stage.name(),
            state,
            mark,
            changed: hours.wall(line.changed),
            due: line.due.map(|due| ahead(due.at)),
            refusal: line.refusal.map(|refusal| refusal.why),
            request: line.request,
            embargo: line.embargo.filter(|_| line.due.is_none() && line.version == 0).filter(lies_ahead).map(ahead),
            lock: line.lock.map(|lock| (self.name(&lock.by), hours.wall(lock.since))),
            order: story::to_millis(order),
            step: step.filter(|_| open && (may_edit || line.stage == Stage::Inbox)),
            may_pass: may_edit,
        }
    }

    /// What somebody is called; the login of whoever is none of the staff any more.
    fn name(&self, login: &str) -> String {
        self.names.get(login).map_or(login, String::as_str).to_owned()
    }
}

/// The kind in a word.
fn kind(kind: Kind) -> &'static str {
    match kind {
        Kind::Text => "Text",
        Kind::Picture => "Picture",
        Kind::Video => "Video",
        Kind::Graphic => "Graphic",
        Kind::File => "File",
    }
}

fn letter(priority: Priority) -> &'static str {
    match priority {
        Priority::Flash => "F",
        Priority::Urgent => "U",
        Priority::Important => "I",
        Priority::Routine | Priority::Special | Priority::Archive => "",
    }
}

/// Where an item stands, in words, and its mark.
fn standing(line: &ItemLine) -> (String, &'static str) {
    let version = |word: &str| format!("{word} v{}", line.version);
    match (line.state, line.due, line.stage) {
        (Some(State::Withheld), ..) => (version("On hold"), "held"),
        (Some(State::Canceled), ..) => (version("Killed"), "killed"),
        (_, Some(due), _) => (
            if line.version == 0 { "Scheduled".to_owned() } else { format!("Scheduled {}", due.act.name()) },
            "scheduled",
        ),
        (Some(State::Usable), ..) => (version("Out"), "out"),
        (None, None, Stage::Inbox) => ("Inbox".to_owned(), "inbox"),
        (None, None, Stage::Draft) => ("Draft".to_owned(), "draft"),
        (None, None, Stage::Review) => ("Review".to_owned(), "review"),
        (None, None, Stage::Spiked) => ("Spiked".to_owned(), "spiked"),
    }
}
