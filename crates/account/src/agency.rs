//! The agency's own record.

use crate::{
    AccountError, Accounts,
    deed::{Deed, settle},
};
use jiff::tz::TimeZone;
use std::collections::BTreeMap;
use store::{StoreError, args};
use story::{Agency, AgencyLanguage, Category, CategoryId, Guarded, HouseRules, Lang};

/// Characters that a name of the agency, of a section or of a language may have.
const NAME_CHARS_MAX: usize = 200;
/// Seconds in which a release is taken back, at most: news that waits for longer is late.
const UNDO_SECS_MAX: u32 = 120;
/// The fewest characters that an alert's headline can be held to.
const ALERT_CHARS_MIN: u32 = 20;
/// The most.
const ALERT_CHARS_LIMIT: u32 = 300;
/// Characters that a closing notice may have.
const CLOSING_CHARS_MAX: usize = 1_000;

impl Accounts {
    /// The agency, or `None` before `tellal init`.
    pub async fn agency(&self) -> Result<Option<Agency>, AccountError> {
        let row = self.db.one("SELECT data FROM agency WHERE one = 1", args![]).await?;
        let Some(row) = row else { return Ok(None) };
        let agency = serde_json::from_str(&row.text("data")?)
            .map_err(|e| StoreError::Corrupt { column: "data", why: e.to_string() })?;
        Ok(Some(agency))
    }

    /// Makes the agency's record, or replaces it whole; [`Accounts::change_agency`] is for an agency that works.
    pub async fn set_agency(&self, agency: &Agency) -> Result<(), AccountError> {
        self.db
            .run(
                "INSERT INTO agency (one, data) VALUES (1, $1) ON CONFLICT (one) DO UPDATE SET data = excluded.data",
                args![story::canonical_json(agency)],
            )
            .await?;
        Ok(())
    }

    /// Changes the record of an agency that works, with a line in the audit that names what was changed. Processes that
    /// run read it when they start.
    pub async fn change_agency(&self, agency: &Agency, by: &str) -> Result<(), AccountError> {
        check(agency)?;
        let unknown = || AccountError::Unknown { what: "agency", name: agency.code.to_string() };
        let mut tx = self.db.begin().await?;
        let done = async {
            let row = tx.one("SELECT data FROM agency WHERE one = 1", args![]).await?.ok_or_else(unknown)?;
            let before: Agency = serde_json::from_str(&row.text("data")?)
                .map_err(|e| StoreError::Corrupt { column: "data", why: e.to_string() })?;
            stays_itself(&before, agency)?;
            let changed = changes(&before, agency);
            if changed.is_empty() {
                return Ok(());
            }
            tx.run("UPDATE agency SET data = $1 WHERE one = 1", args![story::canonical_json(agency)]).await?;
            let (subject, detail) = (agency.code.as_str(), changed.join(", "));
            self.tell(&mut tx, Deed { by, act: "agency", subject, detail: &detail }).await
        }
        .await;
        settle(tx, done).await
    }
}

fn bad(field: &'static str, why: impl Into<String>) -> AccountError {
    AccountError::Bad { field, why: why.into() }
}

/// Everything that must hold of an agency by itself.
fn check(agency: &Agency) -> Result<(), AccountError> {
    name("short_name", &agency.short_name)?;
    names("names", &agency.names)?;
    if TimeZone::get(&agency.time_zone).is_err() {
        return Err(bad("time_zone", "is not the name of a time zone such as Europe/Istanbul"));
    }
    for (tag, text) in &agency.closing {
        tag_of("closing", tag)?;
        if text.chars().count() > CLOSING_CHARS_MAX || text.chars().any(char::is_control) {
            return Err(bad(
                "closing",
                format!("in `{tag}` has more than {CLOSING_CHARS_MAX} characters, or controls"),
            ));
        }
    }
    for category in &agency.categories {
        names("sections", &category.names)?;
        let code = category.code.len() == 3 && category.code.bytes().all(|b| b.is_ascii_uppercase());
        let path = !category.path.is_empty() && category.path.bytes().all(|b| b.is_ascii_lowercase() || b == b'-');
        if !code || !path {
            let why =
                format!("has in {} a code that is not three capitals, or a path not of small letters", category.id.0);
            return Err(bad("sections", why));
        }
    }
    for language in &agency.languages {
        names("languages", &language.names)?;
    }
    unique("sections", agency.categories.iter().map(|c| c.id.0.to_string()))?;
    unique("sections", agency.categories.iter().map(|c| c.code.clone()))?;
    unique("sections", agency.categories.iter().map(|c| c.path.clone()))?;
    unique("languages", agency.languages.iter().map(|l| l.id.to_string()))?;
    unique("languages", agency.languages.iter().map(|l| l.lang.to_string()))?;
    let rules = &agency.rules;
    if rules.undo_secs > UNDO_SECS_MAX {
        return Err(bad("undo_secs", format!("is {}; at most {UNDO_SECS_MAX} are allowed", rules.undo_secs)));
    }
    if !(ALERT_CHARS_MIN..=ALERT_CHARS_LIMIT).contains(&rules.alert_chars_max) {
        let why = format!("is {}; {ALERT_CHARS_MIN} to {ALERT_CHARS_LIMIT} are allowed", rules.alert_chars_max);
        return Err(bad("alert_chars_max", why));
    }
    unique("second_person", rules.second_person.iter().map(|guarded| guarded.name().to_owned()))?;
    if !agency.languages.iter().any(|l| l.lang == agency.language) {
        return Err(bad("language", "is not one of the languages that the agency files in"));
    }
    Ok(())
}

fn name(field: &'static str, text: &str) -> Result<(), AccountError> {
    let right = (1..=NAME_CHARS_MAX).contains(&text.trim().chars().count()) && !text.chars().any(char::is_control);
    if right { Ok(()) } else { Err(bad(field, format!("is a name of 1 to {NAME_CHARS_MAX} characters"))) }
}

fn names(field: &'static str, names: &BTreeMap<String, String>) -> Result<(), AccountError> {
    if !names.contains_key("en") {
        return Err(bad(field, "needs a name in English (`en`), for readers of every other language"));
    }
    for (tag, text) in names {
        tag_of(field, tag)?;
        name(field, text)?;
    }
    Ok(())
}

fn tag_of(field: &'static str, tag: &str) -> Result<(), AccountError> {
    Lang::new(tag).map(drop).map_err(|_| bad(field, format!("names `{tag}`, which is not the tag of a language")))
}

fn unique(field: &'static str, all: impl Iterator<Item = String>) -> Result<(), AccountError> {
    let mut seen = std::collections::BTreeSet::new();
    for one in all {
        if !seen.insert(one.clone()) {
            return Err(bad(field, format!("has `{one}` twice")));
        }
    }
    Ok(())
}

/// What stands in ids, and the numbers that subscribers filter by, stay.
fn stays_itself(before: &Agency, after: &Agency) -> Result<(), AccountError> {
    if before.code != after.code {
        return Err(bad("code", format!("is `{}` in the ids of every item and cannot change", before.code)));
    }
    let gone = before.categories.iter().find(|old| after.category(old.id).is_none());
    if let Some(gone) = gone {
        let why = format!("leaves out {} ({}): subscribers filter by its number", gone.id.0, gone.name("en"));
        return Err(bad("sections", why));
    }
    let stays = |old: &AgencyLanguage| after.languages.iter().any(|l| l.id == old.id && l.lang == old.lang);
    if let Some(gone) = before.languages.iter().find(|old| !stays(old)) {
        let why = format!("leaves out {} ({}): subscribers filter by its number", gone.id, gone.lang);
        return Err(bad("languages", why));
    }
    Ok(())
}

/// What differs, for the audit; of the rules, what they are now.
fn changes(before: &Agency, after: &Agency) -> Vec<String> {
    let differ = [
        ("short name", before.short_name != after.short_name),
        ("names", before.names != after.names),
        ("time zone", before.time_zone != after.time_zone),
        ("language", before.language != after.language),
        ("sections", before.categories != after.categories),
        ("languages", before.languages != after.languages),
        ("closing notice", before.closing != after.closing),
    ];
    let mut changes: Vec<String> =
        differ.into_iter().filter(|(_, differs)| *differs).map(|(what, _)| what.to_owned()).collect();
    let (was, is) = (&before.rules, &after.rules);
    if was.undo_secs != is.undo_secs {
        changes.push(format!("undo from {} to {} s", was.undo_secs, is.undo_secs));
    }
    if was.alert_chars_max != is.alert_chars_max {
        changes.push(format!("alert limit from {} to {} characters", was.alert_chars_max, is.alert_chars_max));
    }
    if was.second_person != is.second_person {
        let named = |rules: &HouseRules| match &rules.second_person[..] {
            [] => "nothing".to_owned(),
            some => some.iter().map(|guarded| guarded.name()).collect::<Vec<_>>().join(", "),
        };
        changes.push(format!("two persons from {} to {}", named(was), named(is)));
    }
    changes
}

/// What takes two persons, by its words; they are kept in the order of [`Guarded::ALL`].
pub fn read_guarded(words: &[String]) -> Result<Vec<Guarded>, AccountError> {
    let known = |word: &String| Guarded::ALL.iter().any(|guarded| guarded.name() == word);
    if let Some(strange) = words.iter().find(|word| !known(word)) {
        let all = Guarded::ALL.map(Guarded::name).join(", ");
        return Err(bad("second_person", format!("names `{strange}`, which is none of {all}")));
    }
    Ok(Guarded::ALL.into_iter().filter(|guarded| words.iter().any(|word| word == guarded.name())).collect())
}

/// Texts by language, one a line: `tr: Tellal Ajansı`.
pub fn read_texts(field: &'static str, lines: &str) -> Result<BTreeMap<String, String>, AccountError> {
    let mut texts = BTreeMap::new();
    for line in lines.lines().map(str::trim).filter(|line| !line.is_empty()) {
        let wrong = || bad(field, format!("has a line that is not such as `tr: …`: {line}"));
        let (tag, text) = line.split_once(':').ok_or_else(wrong)?;
        let (tag, text) = (tag.trim(), text.trim());
        if tag.is_empty() || text.is_empty() || texts.insert(tag.to_owned(), text.to_owned()).is_some() {
            return Err(wrong());
        }
    }
    Ok(texts)
}

/// The texts as [`read_texts`] reads them.
pub fn write_texts(texts: &BTreeMap<String, String>) -> String {
    texts.iter().map(|(tag, text)| format!("{tag}: {text}")).collect::<Vec<_>>().join("\n")
}

/// A section as a line: `2 | SPO | sport | en: Sport; tr: Spor`.
pub fn read_section(line: &str) -> Result<Category, AccountError> {
    let wrong =
        || bad("sections", format!("has a line that is not such as `2 | SPO | sport | en: Sport; tr: Spor`: {line}"));
    let parts: Vec<&str> = line.split('|').map(str::trim).collect();
    let [id, code, path, names] = parts[..] else { return Err(wrong()) };
    let id = id.parse().map(CategoryId).map_err(|_| wrong())?;
    let names = read_texts("sections", &names.replace(';', "\n"))?;
    Ok(Category { id, code: code.to_owned(), path: path.to_owned(), names })
}

/// The section as [`read_section`] reads it.
pub fn write_section(category: &Category) -> String {
    let Category { id, code, path, names } = category;
    format!("{} | {code} | {path} | {}", id.0, write_texts(names).replace('\n', "; "))
}

/// A language as a line: `1 | tr | en: Turkish; tr: Türkçe`.
pub fn read_language(line: &str) -> Result<AgencyLanguage, AccountError> {
    let wrong = || bad("languages", format!("has a line that is not such as `1 | tr | en: Turkish`: {line}"));
    let parts: Vec<&str> = line.split('|').map(str::trim).collect();
    let [id, tag, names] = parts[..] else { return Err(wrong()) };
    let id = id.parse().map_err(|_| wrong())?;
    let lang = Lang::new(tag).map_err(|_| wrong())?;
    Ok(AgencyLanguage { id, lang, names: read_texts("languages", &names.replace(';', "\n"))? })
}

/// The language as [`read_language`] reads it.
pub fn write_language(language: &AgencyLanguage) -> String {
    let AgencyLanguage { id, lang, names } = language;
    format!("{id} | {lang} | {}", write_texts(names).replace('\n', "; "))
}
