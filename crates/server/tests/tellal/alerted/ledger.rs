//! What was told to whom, held against a plain reading of the wire.

use crate::reader::Reader;
use kit::Posted;
use mailroom::FOUND;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use store::{Db, args};

/// Somebody who listens.
pub struct Listener {
    pub email: String,
    /// The word that they listen for; `None` for somebody who may have nothing.
    pub word: Option<String>,
    pub by_mail: bool,
}

/// An alert, as its row is.
#[derive(Debug)]
struct Told {
    seq: u64,
    act: String,
    /// The letter that tells of it.
    mail: Option<String>,
}

/// A letter, as the table of letters has it.
struct Kept {
    is_found: bool,
    is_sent: bool,
}

/// A letter that came, once or again.
struct Came {
    to: String,
    text: String,
    times: usize,
}

/// The alerts of a reader about an item, by version.
type Heard = BTreeMap<u64, Told>;

/// All that was told.
pub struct Ledger {
    /// By the reader's address and the item.
    alerts: BTreeMap<(String, String), Heard>,
    /// By id, as are those that came.
    kept: BTreeMap<String, Kept>,
    came: BTreeMap<String, Came>,
}

/// What there was to count.
#[derive(Debug, Default)]
pub struct Sum {
    pub alerts: usize,
    pub letters: usize,
    /// Letters that came more than once, under one `Message-ID`.
    pub repeated: usize,
    /// Versions that were stopped before anybody was told of them.
    pub stopped_before: usize,
    /// Letters that were taken back before they came.
    pub taken_back: usize,
}

/// One dispatch of an item's history.
struct Step<'a> {
    seq: u64,
    version: u64,
    act: &'a str,
    /// A later one stops the item.
    stopped_later: bool,
}

impl Step<'_> {
    fn stops(&self) -> bool {
        stops(self.act)
    }
}

fn stops(act: &str) -> bool {
    matches!(act, "hold" | "kill" | "withdraw")
}

/// The item that a letter links to.
pub fn item_of(text: &str) -> Option<String> {
    let (_, rest) = text.split_once("/portal?item=")?;
    rest.lines().next().map(str::to_owned)
}

impl Ledger {
    pub async fn read(db: &Db, posted: &[Posted]) -> Self {
        let mut ledger = Self { alerts: BTreeMap::new(), kept: BTreeMap::new(), came: BTreeMap::new() };
        let sql = "SELECT p.email AS reader, a.item, a.version, a.seq, a.act, a.mail \
                   FROM alert a JOIN person p ON p.id = a.person ORDER BY a.id";
        for row in db.all(sql, args![]).await.unwrap() {
            let whose = (row.text("reader").unwrap(), row.text("item").unwrap());
            let (version, act) = (row.count("version").unwrap(), row.text("act").unwrap());
            let told = Told { seq: row.count("seq").unwrap(), act, mail: row.text_or_null("mail").unwrap() };
            let twice = ledger.alerts.entry(whose.clone()).or_default().insert(version, told);
            assert!(twice.is_none(), "{whose:?} has two alerts of version {version}");
        }
        for row in db.all("SELECT id, kind, sent IS NOT NULL AS is_sent FROM mail", args![]).await.unwrap() {
            let kept = Kept { is_found: row.text("kind").unwrap() == FOUND, is_sent: row.flag("is_sent").unwrap() };
            ledger.kept.insert(row.text("id").unwrap(), kept);
        }
        for posted in posted {
            let letter = posted.read();
            let id = letter.header("Message-ID").trim_start_matches('<').split('@').next().unwrap().to_owned();
            let [to] = &posted.to[..] else { panic!("one letter, one reader: {:?}", posted.to) };
            let came = Came { to: to.clone(), text: letter.text, times: 0 };
            ledger.came.entry(id).or_insert(came).times += 1;
        }
        ledger
    }

    /// Everybody was told what they are to be told, and nobody anything else.
    pub fn holds(&self, wire: &Reader, listeners: &[Listener], texts: &BTreeMap<(String, u64), String>) -> Sum {
        let mut sum = Sum::default();
        let items: BTreeSet<&str> = wire.events.values().map(|event| event["item"].as_str().unwrap()).collect();
        let (nothing, mut accounted) = (Heard::new(), BTreeSet::new());
        for item in items {
            let history = history_of(wire, item);
            for listener in listeners {
                let heard = self.alerts.get(&(listener.email.clone(), item.to_owned())).unwrap_or(&nothing);
                let text = |version: u64| texts.get(&(item.to_owned(), version)).map(String::as_str);
                alerts_are_right(listener, item, &history, heard, text, &mut sum);
                letters_are_named_rightly(listener, item, &history, heard, &mut sum);
                for step in &history {
                    let Some(told) = heard.get(&step.version) else { continue };
                    let Some(id) = &told.mail else { continue };
                    self.came_rightly(id, &listener.email, item, told, step);
                    assert!(
                        accounted.insert(id),
                        "one letter tells of version {} of {item}, and of more",
                        step.version
                    );
                }
            }
            self.all_or_none(item, &history, listeners);
        }
        let alerts: usize = self.alerts.values().map(BTreeMap::len).sum();
        assert_eq!(sum.alerts, alerts, "there are alerts of what never was, or for nobody");
        for (id, came) in &self.came {
            // A letter that was taken back leaves no row.
            let is_found = self.kept.get(id).is_none_or(|kept| kept.is_found);
            assert!(
                !is_found || accounted.contains(id),
                "a letter that no alert knows came to {}: {}",
                came.to,
                came.text
            );
            sum.letters += usize::from(is_found);
            sum.repeated += usize::from(is_found && came.times > 1);
        }
        sum
    }

    /// The letter came, to its reader, and says what it is to say.
    fn came_rightly(&self, id: &String, email: &str, item: &str, told: &Told, step: &Step<'_>) {
        let Some(came) = self.came.get(id) else {
            // It was in the hands of a process that was killed, and taken back before the next one had it.
            let taken_back = step.stopped_later && !self.kept.contains_key(id);
            assert!(taken_back, "the letter about {told:?} of {item} never came to {email}");
            return;
        };
        assert_eq!((came.to.as_str(), item_of(&came.text).as_deref()), (email, Some(item)), "{}", came.text);
        assert!(came.text.contains(&format!(" - {}, ", told.act)), "{told:?}: {}", came.text);
        assert_eq!(came.text.matches("/portal?item=").count(), 1, "{}", came.text);
        assert!(self.kept.get(id).is_none_or(|kept| kept.is_sent), "a letter came, and goes out once more");
    }

    /// Whoever listened for the same word heard of a version together.
    fn all_or_none(&self, item: &str, history: &[Step<'_>], listeners: &[Listener]) {
        let heard = |listener: &Listener, version| {
            let whose = (listener.email.clone(), item.to_owned());
            self.alerts.get(&whose).is_some_and(|heard| heard.contains_key(&version))
        };
        for step in history {
            let readers = listeners.iter().filter(|listener| listener.by_mail && heard(listener, step.version));
            // What has a reader's word has everybody's.
            let all = listeners.iter().find(|listener| !listener.by_mail).expect("somebody listens for every story");
            assert!(readers.count() == 0 || heard(all, step.version), "{item}, version {}", step.version);
        }
    }
}

fn history_of<'a>(wire: &'a Reader, item: &str) -> Vec<Step<'a>> {
    let events: Vec<&Value> = wire.events.values().filter(|event| event["item"] == item).collect();
    let act = |event: &'a Value| event["act"].as_str().unwrap();
    let step = |(at, event): (usize, &&'a Value)| Step {
        seq: event["seq"].as_u64().unwrap(),
        version: event["version"].as_u64().unwrap(),
        act: act(event),
        stopped_later: events[at + 1..].iter().any(|later| stops(act(later))),
    };
    events.iter().enumerate().map(step).collect()
}

/// An alert of each version that has the word, or whose item was told of before; of a stop, for whoever was told of the
/// item, and nobody else.
fn alerts_are_right<'a>(
    listener: &Listener,
    item: &str,
    history: &[Step<'_>],
    heard: &Heard,
    text: impl Fn(u64) -> Option<&'a str>,
    sum: &mut Sum,
) {
    for step in history {
        let before = heard.range(..step.version).next().is_some();
        let has_word = |word: &String| {
            let said = text(step.version).unwrap_or_else(|| panic!("nobody wrote version {} of {item}", step.version));
            said.split(' ').any(|spoken| spoken == word)
        };
        let expected = before || (!step.stops() && listener.word.as_ref().is_some_and(has_word));
        match heard.get(&step.version) {
            Some(told) => {
                assert!(expected, "{} was told of {item}: {told:?}", listener.email);
                assert_eq!((told.seq, told.act.as_str()), (step.seq, step.act), "{item}");
                sum.alerts += 1;
            }
            // What was stopped meanwhile is not told any more.
            None if step.stopped_later && !step.stops() => sum.stopped_before += usize::from(expected),
            None => assert!(!expected, "{} was not told of {item}, version {}", listener.email, step.version),
        }
    }
}

/// A letter of the first version that is told; after that of corrections, of what was on hold and goes on, and of stops for
/// whoever has a letter that is not taken back.
fn letters_are_named_rightly(listener: &Listener, item: &str, history: &[Step<'_>], heard: &Heard, sum: &mut Sum) {
    for step in history {
        let Some(told) = heard.get(&step.version) else { continue };
        let before = || heard.range(..step.version).map(|(_, told)| told).filter(|told| told.mail.is_some());
        let (mailed, held) = (before().next().is_some(), before().any(|told| told.act == "hold"));
        let again = step.act == "correct" || (step.act == "resume" && held);
        let expected = listener.by_mail && if step.stops() { mailed } else { !mailed || again };
        match &told.mail {
            Some(_) => assert!(expected, "{} got a letter too many about {item}: {told:?}", listener.email),
            None if step.stopped_later => sum.taken_back += usize::from(expected),
            None => assert!(!expected, "{} got no letter about {item}: {told:?}", listener.email),
        }
    }
}
