//! A picture story of what the picture says, for a picture that comes without a document.

use super::PhotoFacts;
use crate::{Defaults, Drafted, Incoming, MediaDraft, Refused, incoming::external_id, mend, text::slug_of};
use story::{Agency, Caption, CategoryId, Content, Dateline, Headline, Kind, Slug, Story};

/// Characters of a headline that is made of a caption.
const HEADLINE_CHARS: usize = 120;

/// Makes a draft of a picture that lies at `path`; [`MediaDraft::finish`] makes the story when the file is stored.
///
/// The headline is the picture's own, else its title, else the first sentence of its caption. Beside a headline, the
/// title is the newsroom's handle.
///
/// # Errors
/// For a picture that says neither what it shows nor what it is called: nobody could tell what is in it.
pub fn draft(facts: &PhotoFacts, path: &str, agency: &Agency, defaults: &Defaults) -> Result<Incoming, Refused> {
    let headline =
        headline(facts).ok_or_else(|| Refused::whole("the picture has no headline, no title and no caption"))?;
    let caption = match &facts.caption {
        Some(caption) => caption.clone(),
        None => Caption::new(headline.as_str()).map_err(|fault| Refused::field("caption", fault))?,
    };
    let language = facts.language.clone().unwrap_or_else(|| defaults.language.clone());
    let handle = facts.headline.as_ref().and(facts.title.as_ref()).and_then(|title| Slug::new(title.as_str()).ok());
    let slug = handle.unwrap_or_else(|| slug_of(headline.as_str(), &language));
    let category =
        facts.category.as_ref().and_then(|code| category(code.as_str(), agency)).unwrap_or(defaults.category);
    let dateline = facts.city.clone().map(|city| Dateline { city, country: facts.country_code.clone() });
    let placeholder = Content::Removed { was: Kind::Picture };
    let story = Story {
        byline: facts.byline.clone(),
        dateline,
        topics: facts.topics.clone(),
        keywords: facts.keywords.clone(),
        places: facts.places.clone(),
        people: facts.people.clone(),
        organisations: facts.organisations.clone(),
        genre: facts.genre.clone(),
        created: facts.created.clone(),
        digital_source: facts.digital_source.clone(),
        embargo: facts.embargo,
        rights: facts.rights.clone(),
        editors_note: facts.instructions.clone(),
        ..Story::new(language, slug, headline, facts.urgency.unwrap_or(defaults.priority), category, placeholder)
    };
    Ok(Incoming {
        external_id: external_id("image id", facts.item.as_deref().unwrap_or_default())?,
        dated: facts.created.as_ref().and_then(story::Created::instant),
        version: facts.version,
        content_hash: facts.content_hash.clone(),
        repairs: facts.repairs.clone(),
        ..Incoming::new(Drafted::Media(MediaDraft::new(Some(Kind::Picture), path.to_owned(), caption, story)))
    })
}

fn headline(facts: &PhotoFacts) -> Option<Headline> {
    let sentence = || Headline::new(mend::first_sentence(facts.caption.as_ref()?.as_str(), HEADLINE_CHARS)).ok();
    facts
        .headline
        .clone()
        .or_else(|| facts.title.clone().filter(is_words))
        .or_else(sentence)
        .or_else(|| facts.title.clone())
}

/// True for a title that tells something: cameras and desks put file names and handles there as well.
fn is_words(title: &Headline) -> bool {
    title.as_str().contains(' ') && title.as_str().chars().any(char::is_lowercase)
        || !title.as_str().is_ascii() && !title.as_str().chars().any(char::is_uppercase)
}

/// The section of a code (`SPO`), of an address (`sport`), or of a name in any of the agency's languages.
fn category(text: &str, agency: &Agency) -> Option<CategoryId> {
    let same = |name: &str| name.to_lowercase() == text.to_lowercase();
    let found = agency.categories.iter().find(|category| {
        same(&category.code) || same(&category.path) || category.names.values().any(|name| same(name))
    });
    found.map(|category| category.id)
}

#[cfg(test)]
mod tests {
    use super::*;
    use story::{AgencyCode, Lang, Priority};

    fn drafted(facts: &PhotoFacts) -> Result<Story, Refused> {
        let agency = Agency::new(AgencyCode::new("tel").expect("a code"), "TEL", "Tellal");
        let defaults = Defaults {
            language: Lang::new("tr").expect("a tag"),
            category: CategoryId(1),
            priority: Priority::Routine,
        };
        let incoming = draft(facts, "a.jpg", &agency, &defaults)?;
        let Drafted::Media(draft) = incoming.story else { panic!("{:?}", incoming.story) };
        Ok(draft.story().clone())
    }

    #[test]
    fn the_headline_is_the_best_that_there_is() {
        let line = |text: &str| Headline::new(text).ok();
        let caption = Caption::new("A ferry leaves Karşıyaka at dawn. It was cold.").ok();
        for (headline, title, caption, expected) in [
            (line("Ferry at dawn"), line("FERRY-DAWN"), caption.clone(), ("Ferry at dawn", "FERRY-DAWN")),
            (None, line("Ferry at dawn"), caption.clone(), ("Ferry at dawn", "FERRY-AT-DAWN")),
            (
                None,
                line("DSC_0042.JPG"),
                caption.clone(),
                ("A ferry leaves Karşıyaka at dawn", "A-FERRY-LEAVES-KARŞIYAKA-AT-DAWN"),
            ),
            (None, line("DSC_0042.JPG"), None, ("DSC_0042.JPG", "DSC-0042-JPG")),
        ] {
            let story = drafted(&PhotoFacts { title, headline, caption, ..PhotoFacts::default() }).expect("a draft");
            assert_eq!((story.headline.as_str(), story.slug.as_str()), expected);
        }
        assert!(drafted(&PhotoFacts::default()).is_err());
    }

    #[test]
    fn sections_are_known_by_code_and_by_name() {
        let agency = Agency::new(AgencyCode::new("tel").expect("a code"), "TEL", "Tellal");
        for text in ["SPO", "spo", "sport", "Spor", "رياضة"] {
            assert_eq!(category(text, &agency), Some(CategoryId(2)), "{text}");
        }
        assert_eq!(category("S", &agency), None);
    }
}
