//! Whether the public may see a version, and from when on; where it may not, every reason.

use super::PublicRule;
use crate::{Candidate, Products};
use jiff::{SignedDuration, Timestamp};
use query::Word;
use story::{Act, Agency, CategoryId, Kind, Lang, Line, Priority, ProductId, Publicity, Story};

/// What decides what is public, as it is now.
#[derive(Debug, Clone, Copy)]
pub struct Publicly<'a> {
    /// The agency's rule.
    pub rule: &'a PublicRule,
    /// Its products.
    pub products: &'a Products,
    /// The agency.
    pub agency: &'a Agency,
}

/// One reason why something is not public.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NotPublic {
    /// It is on hold, killed or withdrawn.
    Stopped(Act),
    /// It is a test of the line.
    Test,
    /// It is a message to editors.
    Advisory,
    /// The desk says no.
    Desk,
    /// It went to no product that is public.
    Products,
    /// Items of this kind are not shown.
    Kind(Kind),
    /// The site has no edition in its language.
    Edition(Lang),
    /// Nothing in its language is shown.
    Language(Lang),
    /// Nothing of its section is shown.
    Section(CategoryId),
    /// Nothing of its priority is shown.
    Priority(Priority),
    /// It is the material of a third party that may not be shown.
    Source(Line<200>),
    /// Its section had as many stories of that day as it may have.
    DayFull(u32),
}

impl Publicly<'_> {
    /// From when the public site may show something that goes out, or every reason why it may not.
    ///
    /// The desk's no is final. Its yes goes over products, section, priority and the number of a day, and over no other
    /// reason: those are rights that the desk does not have to give. Where it said nothing, the shortest holdback of the
    /// public products counts, from the item's first release, so that an update or a correction of what is shown already is
    /// shown at once. Nothing is shown before its embargo. How many were shown of a day is counted by whoever shows them.
    pub fn from(&self, one: &Candidate<'_>) -> Result<Timestamp, Vec<NotPublic>> {
        let (kind, story, rule) = (one.item.kind(), one.story, self.rule);
        match one.act {
            act if act.stops() => return Err(vec![NotPublic::Stopped(act)]),
            Act::Test => return Err(vec![NotPublic::Test]),
            Act::Advisory => return Err(vec![NotPublic::Advisory]),
            _ => {}
        }
        let edition = self.agency.language(&story.language).map(|edition| &edition.lang);
        let (publicity, wanted) = (story.public, story.public == Publicity::Yes);
        let holdback = self.holdback(one.products);
        let never = |lang: &Lang| rule.languages_never.contains(lang);
        let mut reasons = Vec::new();
        let mut because = |is: bool, reason: NotPublic| {
            if is {
                reasons.push(reason);
            }
        };
        because(publicity == Publicity::No, NotPublic::Desk);
        because(holdback.is_none() && !wanted, NotPublic::Products);
        because(!rule.kinds.contains(&kind), NotPublic::Kind(kind));
        // A picture is shown by the stories that name it, in whatever language they are.
        because(kind == Kind::Text && edition.is_none(), NotPublic::Edition(story.language.clone()));
        let silent = never(&story.language) || edition.is_some_and(never);
        because(silent, NotPublic::Language(story.language.clone()));
        because(rule.sections_never.contains(&story.category) && !wanted, NotPublic::Section(story.category));
        because(rule.priorities_never.contains(&story.priority) && !wanted, NotPublic::Priority(story.priority));
        if let Some(source) = self.foreign(story) {
            because(true, NotPublic::Source(source.clone()));
        }
        if !reasons.is_empty() {
            return Err(reasons);
        }
        let holdback = if wanted { SignedDuration::ZERO } else { holdback.unwrap_or_default() };
        let from = one.released.unwrap_or(one.at).checked_add(holdback).unwrap_or(Timestamp::MAX);
        Ok(story.embargo.map_or(from, |embargo| embargo.max(from)))
    }

    /// The shortest holdback of the products that are public; none when none is.
    fn holdback(&self, products: &[ProductId]) -> Option<SignedDuration> {
        let public = products.iter().filter_map(|&id| self.products.get(id)).filter(|product| product.public);
        public.map(|product| SignedDuration::from_mins(product.holdback_minutes.into())).min()
    }

    /// The third party whose material a story is, where the agency has no right to show it.
    fn foreign<'s>(&self, story: &'s Story) -> Option<&'s Line<200>> {
        let source = story.rights.source.as_ref()?;
        let fold = |name: &str| Word::from(name).folded().to_owned();
        let named = fold(source.as_str());
        let own = [self.agency.code.as_str(), &self.agency.short_name].into_iter();
        let own = own.chain(self.agency.names.values().map(String::as_str));
        let mut may = own.chain(self.rule.sources.iter().map(Line::as_str));
        if may.any(|name| fold(name) == named) { None } else { Some(source) }
    }
}

impl NotPublic {
    /// The reason in words, after "because".
    pub fn in_words(&self, agency: &Agency) -> String {
        let section =
            |id: &CategoryId| agency.category(*id).map_or_else(|| id.to_string(), |it| it.name("en").to_owned());
        let language =
            |lang: &Lang| agency.language(lang).map_or_else(|| lang.to_string(), |it| it.name("en").to_owned());
        match self {
            Self::Stopped(Act::Hold) => "it is on hold".to_owned(),
            Self::Stopped(Act::Withdraw) => "it was withdrawn".to_owned(),
            Self::Stopped(_) => "it was killed".to_owned(),
            Self::Test => "it is a test of the line".to_owned(),
            Self::Advisory => "it is a message to editors".to_owned(),
            Self::Desk => "the desk said no".to_owned(),
            Self::Products => "none of its products is public".to_owned(),
            Self::Kind(kind) => format!("items of the kind {} are not shown", kind.name()),
            Self::Edition(lang) => format!("the site has no edition in {lang}"),
            Self::Language(lang) => format!("nothing in {} is shown", language(lang)),
            Self::Section(id) => format!("nothing of the section {} is shown", section(id)),
            Self::Priority(priority) => format!("nothing of the priority {} is shown", priority.name()),
            Self::Source(source) => format!("it is material of {source}, which is not among the sources"),
            Self::DayFull(n) => format!("its section had {n} of the day already, as many as it may have"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Filter, Product};
    use std::collections::BTreeMap;
    use story::{AgencyCode, Body, Content, Headline, ItemId, Slug};

    fn agency() -> Agency {
        Agency::new(AgencyCode::new("tel").expect("a code"), "TEL", "Tellal")
    }

    fn lang(tag: &str) -> Lang {
        Lang::new(tag).expect("a tag")
    }

    fn product(id: u32, public: bool, holdback_minutes: u32) -> Product {
        let names = BTreeMap::from([("en".to_owned(), "One".to_owned())]);
        Product { id: ProductId(id), names, filter: Filter::Everything, public, holdback_minutes }
    }

    fn story() -> Story {
        let body = Body::from_plain("Text.").expect("a body");
        let headline = Headline::new("Headline").expect("a headline");
        let slug = Slug::from_headline("Headline");
        Story::new(lang("en"), slug, headline, Priority::Routine, CategoryId(1), Content::Text { body })
    }

    fn decide(rule: &PublicRule, story: &Story, act: Act, products: &[u32]) -> Result<i64, Vec<NotPublic>> {
        let all = Products::of(vec![product(1, false, 0), product(2, true, 60), product(3, true, 30)]);
        let publicly = Publicly { rule, products: &all, agency: &agency() };
        let item = ItemId::new(&agency().code, Kind::Text, jiff::civil::date(2026, 9, 1), 1);
        let products: Vec<ProductId> = products.iter().copied().map(ProductId).collect();
        let (products, at) = (products.as_slice(), Timestamp::UNIX_EPOCH);
        let one = Candidate { item: &item, act, products, before: &[], story, released: None, at };
        publicly.from(&one).map(Timestamp::as_second)
    }

    #[test]
    fn every_reason_is_told_and_the_desks_yes_takes_away_those_of_taste() {
        let strict = PublicRule {
            kinds: vec![Kind::Picture],
            languages_never: vec![lang("en")],
            sections_never: vec![CategoryId(1)],
            priorities_never: vec![Priority::Routine],
            ..PublicRule::default()
        };
        let source = Line::new("Somebody else").expect("a line");
        let mut story = story();
        story.rights.source = Some(source.clone());
        story.public = Publicity::No;
        let (kind, language) = (NotPublic::Kind(Kind::Text), NotPublic::Language(lang("en")));
        let (section, priority) = (NotPublic::Section(CategoryId(1)), NotPublic::Priority(Priority::Routine));
        let source = NotPublic::Source(source);
        let first = [NotPublic::Desk, NotPublic::Products, kind.clone(), language.clone()];
        let all: Vec<_> = first.into_iter().chain([section, priority, source.clone()]).collect();
        assert_eq!(decide(&strict, &story, Act::Release, &[1]), Err(all));
        story.public = Publicity::Yes;
        assert_eq!(decide(&strict, &story, Act::Release, &[1]), Err(vec![kind, language, source]));
        for (act, why) in [
            (Act::Test, NotPublic::Test),
            (Act::Advisory, NotPublic::Advisory),
            (Act::Kill, NotPublic::Stopped(Act::Kill)),
            (Act::Withdraw, NotPublic::Stopped(Act::Withdraw)),
            (Act::Hold, NotPublic::Stopped(Act::Hold)),
        ] {
            assert_eq!(decide(&PublicRule::default(), &story, act, &[2]), Err(vec![why]), "{act:?}");
        }
    }

    #[test]
    fn the_shortest_holdback_counts_and_never_less_than_the_embargo() {
        let rule = PublicRule::default();
        let mut story = story();
        assert_eq!(decide(&rule, &story, Act::Release, &[1]), Err(vec![NotPublic::Products]));
        assert_eq!(decide(&rule, &story, Act::Release, &[1, 2]), Ok(60 * 60));
        assert_eq!(decide(&rule, &story, Act::Update, &[1, 2, 3]), Ok(30 * 60));
        story.public = Publicity::Yes;
        assert_eq!(decide(&rule, &story, Act::Release, &[2]), Ok(0));
        assert_eq!(decide(&rule, &story, Act::Release, &[]), Ok(0));
        story.embargo = Some(Timestamp::UNIX_EPOCH + SignedDuration::from_secs(7));
        assert_eq!(decide(&rule, &story, Act::Release, &[]), Ok(7));
        story.language = lang("cy");
        assert_eq!(decide(&rule, &story, Act::Release, &[2]), Err(vec![NotPublic::Edition(lang("cy"))]));
    }
}
