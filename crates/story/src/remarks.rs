//! What to look at while writing: what keeps a story from going out, and what is probably not meant.
//!
//! A remark never stops anybody from typing or saving. Warnings are guesses, and made so that they are rarely wrong:
//! whoever is warned for nothing stops reading warnings.

use crate::{HouseRules, Kind, Manuscript, Priority, names::spelled_two_ways, redline::block_text};
use jiff::Timestamp;
use serde::Serialize;
use serde_json::Value;

/// An embargo that is further away than this was probably meant for another year, in days.
pub const EMBARGO_DAYS_MAX: i64 = 366;
/// Letters from which on the script of a text can be told.
const SCRIPT_LETTERS_MIN: usize = 40;
/// Remarks of one sort that are made of one text, at most.
const REMARKS_MAX: usize = 20;

/// How bad it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Level {
    /// The story cannot go out like this.
    Fault,
    /// It is probably not meant.
    Warning,
}

/// One thing to look at.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Remark {
    /// The field, as in the JSON of a story; `content.body` for the text.
    pub field: String,
    /// How bad it is.
    pub level: Level,
    /// What it is, in a word for programs.
    pub code: &'static str,
    /// What it is, in a sentence.
    pub text: String,
    /// The words that it is about, as they stand in the field; by them the place is found.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub quote: Option<String>,
}

/// What a text is read against.
#[derive(Debug, Clone, Copy)]
pub struct Said<'a> {
    /// The rules of the house.
    pub rules: &'a HouseRules,
    /// The time.
    pub now: Timestamp,
    /// Words that the public summary may have.
    pub summary_words_max: usize,
}

/// One stretch of running text with its field.
struct Passage {
    field: &'static str,
    text: String,
}

/// Everything that there is to say about a manuscript: first what keeps it from going out.
pub fn remarks(manuscript: &Manuscript, said: Said<'_>) -> Vec<Remark> {
    let passages = passages(manuscript);
    let mut all = faults(manuscript);
    missing(manuscript, &mut all);
    alert(manuscript, said, &passages, &mut all);
    embargo(manuscript, said, &mut all);
    summary(manuscript, said, &mut all);
    script(manuscript, &passages, &mut all);
    for passage in &passages {
        placeholders(passage, &mut all);
        doubled(passage, manuscript.language().primary(), &mut all);
    }
    quotation_marks(&passages, &mut all);
    let names = spelled_two_ways(passages.iter().map(|passage| passage.text.as_str()));
    for (rare, usual) in names.into_iter().take(REMARKS_MAX) {
        let field = passages.iter().find(|p| p.text.contains(&rare)).map_or("content.body", |p| p.field);
        let text = format!("“{rare}” is written “{usual}” elsewhere");
        all.push(warning(field, "name", text, Some(rare)));
    }
    all.sort_by_key(|remark| remark.level);
    all
}

fn warning(field: &str, code: &'static str, text: impl Into<String>, quote: Option<String>) -> Remark {
    Remark { field: field.to_owned(), level: Level::Warning, code, text: text.into(), quote }
}

/// Every text that readers get, in reading order.
fn passages(manuscript: &Manuscript) -> Vec<Passage> {
    let typed = |name: &'static str| {
        let text = manuscript.field(name).and_then(Value::as_str).unwrap_or_default().to_owned();
        Passage { field: name, text }
    };
    let content = manuscript.field("content");
    let caption = content.and_then(|content| content.get("caption")).and_then(Value::as_str).unwrap_or_default();
    let blocks = content.and_then(|content| content.get("body")).and_then(Value::as_array);
    let mut passages = vec![typed("headline"), typed("standfirst")];
    passages.push(Passage { field: "content.caption", text: caption.to_owned() });
    let texts = blocks.into_iter().flatten().map(block_text);
    passages.extend(texts.map(|text| Passage { field: "content.body", text }));
    passages.push(typed("public_summary"));
    passages.retain(|passage| !passage.text.trim().is_empty());
    passages
}

/// What [`Manuscript::finish`] and [`crate::Story::ready`] refuse.
fn faults(manuscript: &Manuscript) -> Vec<Remark> {
    let faults = match manuscript.finish() {
        Ok(story) => story.ready().err().unwrap_or_default(),
        Err(faults) => faults,
    };
    let code = |field: &str, why: &str| match (field, why) {
        ("slug", "says HOLD") => "hold",
        ("embargo", _) => "embargo",
        (_, "is missing") => "missing",
        _ => "fault",
    };
    let one = |fault: crate::Fault| {
        let text = format!("{} {}", label(fault.field), fault.why);
        let code = code(fault.field, &fault.why);
        Remark { field: fault.field.to_owned(), level: Level::Fault, code, text, quote: None }
    };
    faults.into_iter().map(one).collect()
}

/// A field as the screens call it.
fn label(field: &str) -> String {
    let words = match field {
        "content" | "content.body" => "the text".to_owned(),
        "content.caption" => "the caption".to_owned(),
        other => format!("the {}", other.replace(['_', '.'], " ")),
    };
    let mut letters = words.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

fn missing(manuscript: &Manuscript, all: &mut Vec<Remark>) {
    let text = |name: &str, part: &str| {
        let value = manuscript.field(name).and_then(|value| value.get(part)).and_then(Value::as_str);
        value.is_some_and(|text| !text.trim().is_empty())
    };
    match manuscript.kind() {
        // A flash is out before anybody knows from where.
        Kind::Text if manuscript.priority() != Priority::Flash && !text("dateline", "city") => {
            all.push(warning("dateline", "missing", "The dateline has no city", None));
        }
        Kind::Picture | Kind::Video | Kind::Graphic => {
            // Where no file is there yet, the fault says no more than that.
            let is_said = all.iter().any(|remark| remark.field == "content.caption");
            if !text("content", "caption") && !is_said {
                all.push(warning("content.caption", "missing", "The caption is empty", None));
            }
            if !text("rights", "credit") {
                all.push(warning("rights.credit", "missing", "The credit is empty", None));
            }
        }
        _ => {}
    }
}

fn alert(manuscript: &Manuscript, said: Said<'_>, passages: &[Passage], all: &mut Vec<Remark>) {
    let priority = manuscript.priority();
    if !matches!(priority, Priority::Flash | Priority::Urgent) {
        return;
    }
    let (chars, max) = (manuscript.headline().chars().count(), said.rules.alert_chars_max as usize);
    if chars > max {
        let text = format!("The headline of an alert has {chars} characters; screens cut it after {max}");
        all.push(warning("headline", "alert", text, None));
    }
    let body = passages.iter().filter(|passage| passage.field == "content.body");
    let sentences: usize = body.map(|passage| sentences(&passage.text)).sum();
    if priority == Priority::Flash && sentences > 1 {
        let text = format!("A flash is one sentence; this has {sentences}");
        all.push(warning("content.body", "flash", text, None));
    }
}

/// Sentences, as their ends tell: a mark that is followed by a space and no small letter, or by nothing.
fn sentences(text: &str) -> usize {
    let text = text.trim();
    let ends = text.char_indices().filter(|&(at, c)| {
        let is_closing = |c: &char| matches!(c, '"' | '”' | '»' | '’' | ')');
        let closes = text[at + c.len_utf8()..].starts_with(|c| is_closing(&c));
        let mut after = text[at + c.len_utf8()..].chars().skip_while(is_closing);
        let ends = matches!(c, '.' | '!' | '?' | '؟' | '。' | '۔');
        // An initial, or an abbreviation such as "U.S.", ends none.
        let before = text[..at].rsplit(|c: char| !c.is_alphanumeric()).next().unwrap_or_default().chars().count();
        let is_dense = c == '。';
        ends && (is_dense || closes || before > 2)
            && {
                let next = after.next();
                is_dense || next.is_some_and(char::is_whitespace) && after.next().is_some_and(|c| !c.is_lowercase())
            }
            && !text[at + c.len_utf8()..].trim().is_empty()
    });
    usize::from(!text.is_empty()) + ends.count()
}

fn embargo(manuscript: &Manuscript, said: Said<'_>, all: &mut Vec<Remark>) {
    let typed = manuscript.field("embargo_at").cloned().and_then(|at| serde_json::from_value(at).ok());
    let at = typed.filter(|at: &crate::EmbargoAt| at.time.is_some()).map(|at| at.instant().ok());
    let stored = || manuscript.field("embargo").and_then(Value::as_str).and_then(|text| text.parse().ok());
    let Some(until) = at.unwrap_or_else(stored) else { return };
    if until < said.now {
        all.push(warning("embargo", "embargo", "The embargo lies in the past: it holds nothing back", None));
    } else if until.duration_since(said.now).as_hours() > EMBARGO_DAYS_MAX * 24 {
        all.push(warning("embargo", "embargo", "The embargo is more than a year away", None));
    }
}

fn summary(manuscript: &Manuscript, said: Said<'_>, all: &mut Vec<Remark>) {
    let text = manuscript.field("public_summary").and_then(Value::as_str).unwrap_or_default();
    let (words, max) = (text.split_whitespace().count(), said.summary_words_max);
    if words > max {
        let text = format!("The public summary has {words} words; at most {max} are shown to everybody");
        all.push(warning("public_summary", "summary", text, None));
    }
}

/// Words that a Roman numeral follows.
const CENTURIES: [&str; 6] = ["siglo", "siècle", "secolo", "século", "s.", "bowl"];

/// What somebody means to fill in: XX, TK, ???.
fn placeholders(passage: &Passage, all: &mut Vec<Remark>) {
    let mut before = "";
    for word in passage.text.split_whitespace() {
        let bare = word.trim_matches(|c: char| !c.is_alphanumeric());
        let after = word.find(bare).and_then(|at| word.get(at + bare.len()..)).unwrap_or_default();
        // A Roman numeral has its dot, or its noun before it: "XX. yüzyıl", "siglo XX", "Super Bowl XXX".
        let numeral = after.starts_with(['.', '\'', '’', '-'])
            || CENTURIES.contains(&before.to_lowercase().as_str())
            || (before.starts_with(char::is_uppercase) && before.chars().count() > 2);
        let open = match bare {
            "XX" | "XXX" => !numeral,
            // What is not all in capitals, or joined to a number, is a name: "TK1980".
            "TK" => !after.starts_with(['-', '.']),
            "TKTK" | "TKK" | "XXXX" | "XXXXX" | "XXXXXX" => true,
            _ => word.contains("???"),
        };
        if open {
            let text = format!("“{}” is still to be filled in", word.trim_matches([',', '.', ';']));
            all.push(warning(passage.field, "placeholder", text, Some(word.to_owned())));
        }
        before = word;
    }
}

/// Small words that no sentence has twice in a row, by language.
fn never_doubled(language: &str) -> &'static [&'static str] {
    match language {
        "en" => &[
            "the", "a", "an", "of", "to", "and", "for", "with", "at", "by", "from", "as", "was", "are", "be", "or",
            "this", "their", "has", "have", "will", "who", "which", "but", "were", "not", "been",
        ],
        "tr" => &["ve", "ile", "için", "da", "de", "ki", "olarak", "olan", "ancak", "ise", "gibi", "kadar"],
        "fr" => &["le", "la", "les", "de", "des", "du", "et", "à", "un", "une", "dans", "pour", "est"],
        "es" => &["el", "la", "los", "las", "de", "del", "y", "en", "que", "un", "una", "por", "para", "con"],
        "de" => &["und", "mit", "von", "zu", "im", "für", "auf", "ist", "dem", "den", "des"],
        "ru" => &["и", "в", "на", "с", "по", "из", "для", "к", "от", "за"],
        "mk" => &["и", "во", "на", "со", "од", "за", "се", "да"],
        "bs" | "hr" | "sr" => &["i", "u", "na", "za", "od", "do", "sa", "je", "se", "su"],
        "sq" => &["dhe", "në", "për", "me", "nga", "një"],
        "id" => &["yang", "dan", "di", "ke", "dari", "untuk", "dengan"],
        "ar" => &["من", "في", "على", "إلى", "عن", "مع", "أن", "التي", "الذي"],
        "fa" => &["و", "در", "به", "از", "که", "را", "با"],
        _ => &[],
    }
}

fn doubled(passage: &Passage, language: &str, all: &mut Vec<Remark>) {
    let small = never_doubled(language);
    let mut before = "";
    for word in passage.text.split_whitespace() {
        let (first, second) = (before.to_lowercase(), word.to_lowercase());
        if first == second && small.contains(&second.as_str()) {
            let text = format!("“{before} {word}” stands there twice");
            all.push(warning(passage.field, "doubled", text, Some(format!("{before} {word}"))));
        }
        before = word;
    }
}

/// A quotation that is not closed in its paragraph. Where the next paragraph opens with a mark, it goes on there, as many
/// languages write it.
fn quotation_marks(passages: &[Passage], all: &mut Vec<Remark>) {
    for (n, passage) in passages.iter().enumerate() {
        let text = passage.text.as_str();
        let count = |marks: &[char]| text.chars().filter(|c| marks.contains(c)).count();
        // 5" is a length.
        let inches =
            text.char_indices().zip(text.chars().skip(1)).filter(|((_, a), b)| a.is_ascii_digit() && *b == '"');
        let straight = count(&['"']).saturating_sub(if count(&['"']) % 2 == 1 { inches.count().min(1) } else { 0 });
        let curly = count(&['“', '”', '„', '‟']);
        let open = straight % 2 == 1 || curly % 2 == 1 || (straight == 0 && count(&['«']) != count(&['»']));
        let goes_on = passages.get(n + 1).is_some_and(|next| {
            next.field == passage.field && next.text.trim_start().starts_with(['"', '“', '”', '„', '«', '»'])
        });
        if open && !goes_on {
            let at = text.rfind(['"', '“', '”', '„', '«', '»']).unwrap_or_default();
            let quote: String = text[at..].chars().take(40).collect();
            let what = "A quotation mark has no other one in this paragraph";
            all.push(warning(passage.field, "quotation", what, Some(quote)));
        }
    }
}

/// Scripts that are told apart here.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Script {
    Latin,
    Cyrillic,
    Greek,
    Arabic,
    Hebrew,
    EastAsian,
}

fn script_of(c: char) -> Option<Script> {
    Some(match c {
        'a'..='z' | 'A'..='Z' | '\u{C0}'..='\u{24F}' => Script::Latin,
        '\u{370}'..='\u{3FF}' => Script::Greek,
        '\u{400}'..='\u{52F}' => Script::Cyrillic,
        '\u{590}'..='\u{5FF}' => Script::Hebrew,
        '\u{600}'..='\u{77F}' => Script::Arabic,
        '\u{3040}'..='\u{30FF}' | '\u{4E00}'..='\u{9FFF}' | '\u{AC00}'..='\u{D7AF}' => Script::EastAsian,
        _ => return None,
    })
}

/// The script that a language is written in; none where it is written in several, or is not known here.
fn expected(language: &str) -> Option<(Script, &'static str)> {
    Some(match language {
        "ar" | "fa" | "ckb" | "ur" | "ps" => (Script::Arabic, "Arabic"),
        "ru" | "mk" | "uk" | "bg" | "be" => (Script::Cyrillic, "Cyrillic"),
        "el" => (Script::Greek, "Greek"),
        "he" => (Script::Hebrew, "Hebrew"),
        "ja" | "zh" | "ko" => (Script::EastAsian, "East Asian"),
        "tr" | "en" | "fr" | "es" | "de" | "it" | "pt" | "nl" | "bs" | "hr" | "kmr" | "sq" | "id" => {
            (Script::Latin, "Latin")
        }
        _ => return None,
    })
}

fn script(manuscript: &Manuscript, passages: &[Passage], all: &mut Vec<Remark>) {
    let language = manuscript.language();
    let Some((script, name)) = expected(language.primary()) else { return };
    let letters = || passages.iter().flat_map(|passage| passage.text.chars()).filter_map(script_of);
    let (total, right) = (letters().count(), letters().filter(|found| *found == script).count());
    if total >= SCRIPT_LETTERS_MIN && right * 2 < total {
        let text = format!("The language is {language}, but the text is not written in the {name} script");
        all.push(warning("language", "script", text, None));
    }
}

#[cfg(test)]
mod tests;
