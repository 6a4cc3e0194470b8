//! What can never be right about a rule, and what is different from the one before.

use super::{PUBLIC_A_DAY, PUBLIC_KINDS, PUBLIC_SOURCES_MAX, PublicRule, Reuse, TRUST_LINES_MAX};
use crate::AudienceError;
use std::fmt::Display;
use story::{Agency, CategoryId, Line};

/// What a line of `trust.txt` may tell (`JournalList` specification 1.5).
const TRUST_NAMES: [&str; 10] = [
    "belongto",
    "contact",
    "control",
    "controlledby",
    "customer",
    "datatrainingallowed",
    "disclosure",
    "member",
    "social",
    "vendor",
];

fn bad(field: &str, why: impl Into<String>) -> AudienceError {
    AudienceError::Bad { field: field.to_owned(), why: why.into() }
}

impl PublicRule {
    /// Refuses what can never be right. The field that is named is that of the stored form, with `reuse.` before those of
    /// [`Reuse`].
    pub fn check(&self, agency: &Agency) -> Result<(), AudienceError> {
        if let Some(kind) = self.kinds.iter().find(|kind| !PUBLIC_KINDS.contains(kind)) {
            return Err(bad("kinds", format!("holds `{}`, and the site has no page for that", kind.name())));
        }
        if let Some(lang) = self.languages_never.iter().find(|lang| agency.language(lang).is_none()) {
            let known: Vec<_> = agency.languages.iter().map(|language| language.lang.as_str()).collect();
            return Err(bad("languages_never", format!("names {lang}; the agency files in {}", known.join(", "))));
        }
        if let Some(section) = self.sections_never.iter().find(|id| agency.category(**id).is_none()) {
            return Err(bad("sections_never", format!("names {section}, and the agency has no such section")));
        }
        if self.sources.len() > PUBLIC_SOURCES_MAX {
            return Err(bad("sources", format!("names more than {PUBLIC_SOURCES_MAX}")));
        }
        if self.a_day_max.is_some_and(|n| !PUBLIC_A_DAY.contains(&n)) {
            let (least, most) = (PUBLIC_A_DAY.start(), PUBLIC_A_DAY.end());
            return Err(bad("a_day_max", format!("is not from {least} to {most}; leave it empty for no limit")));
        }
        self.reuse.check()
    }

    /// What is different from how it was, in words.
    pub fn changes(&self, before: &Self, agency: &Agency) -> Vec<String> {
        let mut changes = Vec::new();
        let mut differs = |what: &str, was: String, is: String| {
            if was != is {
                changes.push(format!("{what} from {was} to {is}"));
            }
        };
        let section =
            |id: &CategoryId| agency.category(*id).map_or_else(|| id.to_string(), |it| it.name("en").to_owned());
        let never = |what: &str| format!("{what} that are never shown");
        differs(
            "kinds",
            list(before.kinds.iter().map(|kind| kind.name())),
            list(self.kinds.iter().map(|kind| kind.name())),
        );
        differs(&never("languages"), list(&before.languages_never), list(&self.languages_never));
        let sections = |rule: &Self| list(rule.sections_never.iter().map(section));
        differs(&never("sections"), sections(before), sections(self));
        let priorities = |rule: &Self| list(rule.priorities_never.iter().map(|priority| priority.name()));
        differs(&never("priorities"), priorities(before), priorities(self));
        differs("sources", list(&before.sources), list(&self.sources));
        let number = |rule: &Self| rule.a_day_max.map_or_else(|| "any".to_owned(), |n| n.to_string());
        differs("number a day", number(before), number(self));
        let (was, is) = (&before.summary, &self.summary);
        for (what, was, is) in [
            ("per cent of a story", was.share_percent, is.share_percent),
            ("words of a summary", was.words, is.words),
            ("paragraphs of a summary", was.paragraphs, is.paragraphs),
            ("sentences of a summary", was.sentences, is.sentences),
        ] {
            differs(what, was.to_string(), is.to_string());
        }
        let (was, is) = (&before.reuse, &self.reuse);
        let yes = |yes: bool| if yes { "yes" } else { "no" }.to_owned();
        let or_none =
            |line: &Option<Line<500>>| line.as_ref().map_or_else(|| "none".to_owned(), |line| format!("`{line}`"));
        differs("training of machines welcome", yes(was.ai_crawlers), yes(is.ai_crawlers));
        differs("mining reserved", yes(was.tdm_reserved), yes(is.tdm_reserved));
        differs("terms of mining", or_none(&was.tdm_policy), or_none(&is.tdm_policy));
        differs("security contact", or_none(&was.security_contact), or_none(&is.security_contact));
        differs("lines of trust.txt", list(&was.trust), list(&is.trust));
        changes
    }
}

/// Values in words.
fn list(values: impl IntoIterator<Item = impl Display>) -> String {
    let values: Vec<String> = values.into_iter().map(|value| value.to_string()).collect();
    if values.is_empty() { "none".to_owned() } else { values.join(", ") }
}

impl Reuse {
    fn check(&self) -> Result<(), AudienceError> {
        if self.tdm_policy.as_ref().is_some_and(|line| !is_web_address(line.as_str())) {
            return Err(bad("reuse.tdm_policy", "is not an address that begins with https://"));
        }
        if self.tdm_policy.is_some() && !self.tdm_reserved {
            return Err(bad("reuse.tdm_policy", "says on what terms mining is allowed, but mining is not reserved"));
        }
        let reachable = |line: &Line<500>| is_web_address(line.as_str()) || is_mail_address(line.as_str());
        if self.security_contact.as_ref().is_some_and(|line| !reachable(line)) {
            return Err(bad("reuse.security_contact", "is neither an address with https:// nor one with mailto:"));
        }
        if self.trust.len() > TRUST_LINES_MAX {
            return Err(bad("reuse.trust", format!("has more than {TRUST_LINES_MAX} lines")));
        }
        if let Some(line) = self.trust.iter().find(|line| !is_trust(line.as_str())) {
            let names = TRUST_NAMES.join(", ");
            return Err(bad("reuse.trust", format!("holds `{line}`, which is not `name=value` with one of {names}")));
        }
        Ok(())
    }
}

/// Characters that may stand in an address as it is (RFC 3986 §2), so that it can stand in a header and in a file of lines.
fn is_plain(text: &str) -> bool {
    text.bytes().all(|b| b.is_ascii_graphic() && !b"\"<>\\^`{|}".contains(&b))
}

fn is_web_address(text: &str) -> bool {
    let host = |rest: &str| rest.split(['/', '?', '#']).next().unwrap_or_default().to_owned();
    text.strip_prefix("https://").map(host).is_some_and(|host| host.starts_with(|c: char| c.is_ascii_alphanumeric()))
        && is_plain(text)
}

fn is_mail_address(text: &str) -> bool {
    let parts = text.strip_prefix("mailto:").and_then(|address| address.split_once('@'));
    parts.is_some_and(|(who, host)| !who.is_empty() && !host.is_empty() && !host.contains('@')) && is_plain(text)
}

fn is_trust(line: &str) -> bool {
    let parts = line.split_once('=');
    parts.is_some_and(|(name, value)| TRUST_NAMES.contains(&name) && !value.is_empty() && is_plain(value))
}

#[cfg(test)]
mod tests {
    use super::*;
    use story::{AgencyCode, Kind, Lang, Priority};

    fn agency() -> Agency {
        Agency::new(AgencyCode::new("tel").expect("a code"), "TEL", "Tellal")
    }

    fn line<const MAX: usize>(text: &str) -> Line<MAX> {
        Line::new(text).expect("a line")
    }

    /// The field that a rule is refused at.
    fn fault(change: impl FnOnce(&mut PublicRule)) -> String {
        let mut rule = PublicRule::default();
        change(&mut rule);
        match rule.check(&agency()) {
            Err(AudienceError::Bad { field, .. }) => field,
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn what_can_never_be_right_is_refused_at_its_field() {
        PublicRule::default().check(&agency()).expect("the default is right");
        assert_eq!(fault(|rule| rule.kinds.push(Kind::Video)), "kinds");
        assert_eq!(fault(|rule| rule.languages_never.push(Lang::new("cy").expect("a tag"))), "languages_never");
        assert_eq!(fault(|rule| rule.sections_never.push(CategoryId(999))), "sections_never");
        assert_eq!(fault(|rule| rule.a_day_max = Some(0)), "a_day_max");
        assert_eq!(fault(|rule| rule.a_day_max = Some(10_001)), "a_day_max");
        assert_eq!(fault(|rule| rule.sources = vec![line("Reuse"); PUBLIC_SOURCES_MAX + 1]), "sources");
        for wrong in ["http://a.example/", "https://", "https:///x", "https://a.example/ x", "https://a.example/<"] {
            assert_eq!(fault(|rule| rule.reuse.tdm_policy = Some(line(wrong))), "reuse.tdm_policy", "{wrong}");
        }
        for wrong in ["security@a.example", "mailto:", "mailto:a", "mailto:@a.example", "tel:1"] {
            assert_eq!(
                fault(|rule| rule.reuse.security_contact = Some(line(wrong))),
                "reuse.security_contact",
                "{wrong}"
            );
        }
        for wrong in ["member", "member=", "colour=https://a.example", "member=https://a.example x"] {
            assert_eq!(fault(|rule| rule.reuse.trust = vec![line(wrong)]), "reuse.trust", "{wrong}");
        }
        let unreserved = |rule: &mut PublicRule| {
            rule.reuse.tdm_reserved = false;
            rule.reuse.tdm_policy = Some(line("https://a.example/terms"));
        };
        assert_eq!(fault(unreserved), "reuse.tdm_policy");
    }

    #[test]
    fn what_is_right_is_taken_and_told() {
        let mut rule = PublicRule { a_day_max: Some(3), sources: vec![line("Wire of Wales")], ..PublicRule::default() };
        rule.kinds = vec![Kind::Text];
        rule.priorities_never = vec![Priority::Archive];
        rule.sections_never = vec![agency().categories[0].id];
        rule.reuse.tdm_policy = Some(line("https://a.example/terms?a=1"));
        rule.reuse.security_contact = Some(line("mailto:security@a.example"));
        rule.reuse.trust = vec![line("member=https://www.journallist.net/"), line("datatrainingallowed=no")];
        rule.check(&agency()).expect("a rule");
        let section = agency().categories[0].name("en").to_owned();
        let told = rule.changes(&PublicRule::default(), &agency());
        for part in [
            "kinds from text, picture, graphic to text".to_owned(),
            format!("sections that are never shown from none to {section}"),
            "priorities that are never shown from none to archive".to_owned(),
            "sources from none to Wire of Wales".to_owned(),
            "number a day from any to 3".to_owned(),
            "security contact from none to `mailto:security@a.example`".to_owned(),
        ] {
            assert!(told.contains(&part), "{part}: {told:?}");
        }
        assert_eq!(told.len(), 8, "{told:?}");
        assert!(rule.changes(&rule, &agency()).is_empty());
    }
}
