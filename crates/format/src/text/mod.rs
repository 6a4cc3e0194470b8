//! A story as plain text, and the two things that plain text and markup share: capitals and the dateline.
//!
//! ```text
//! (EMBARGOED FOR RELEASE UNTIL 2026-09-02 07:00 GMT)
//!
//! Council backs plan
//!
//! A vote ends years of talks.
//!
//! Ada Kaya
//!
//! ZURICH (TEL) - The council backs the plan.
//!
//! * * * *
//! The following information is not for publication
//!
//! Item: tel:text:20260901:50000001
//! ```

mod read;
mod write;

pub use read::read;
pub(crate) use write::SHAPE;
pub use write::{story, write};

use crate::Feature;
use story::{Agency, Block, Lang, Slug, Story};

/// What does not come back.
pub(crate) const LOST: &[Feature] = &[Feature::Emphasis, Feature::Links, Feature::BodyPictures];

/// True for languages in which `i` and `ı` are two letters.
pub(crate) fn has_dotless_i(lang: &Lang) -> bool {
    matches!(lang.primary(), "tr" | "az")
}

/// Capitals as the language of each word writes them: `İZMİR` in a Turkish story, and in an English one as well, because
/// no other language spells the word so; `WASHINGTON` in both.
pub fn capitals(text: &str, lang: &Lang) -> String {
    let word = |word: &str| {
        if is_dotted(word, lang) {
            word.chars().flat_map(|c| if c == 'i' { 'İ' } else { c }.to_uppercase()).collect()
        } else {
            word.to_uppercase()
        }
    };
    text.split_inclusive(|c: char| !c.is_alphanumeric()).map(word).collect()
}

/// True when the capital of `i` is `İ` in this word. Its letters may tell its language, whatever the story's is: Turkish
/// has no `w`, and `İ`, `ı` and `ğ` are Turkish; so is `ş` in languages that do not use it themselves.
fn is_dotted(word: &str, lang: &Lang) -> bool {
    if has_dotless_i(lang) {
        return !word.contains(['w', 'W']);
    }
    word.contains(['İ', 'ı', 'ğ', 'Ğ']) || word.contains(['ş', 'Ş']) && !matches!(lang.primary(), "kmr" | "ku" | "ro")
}

/// The slug that a headline gives, in capitals of its language. A headline may well say "hold", but in a slug that word
/// keeps a story from being released, so it is left out.
pub(crate) fn slug_of(headline: &str, lang: &Lang) -> Slug {
    let capitals = capitals(headline, lang);
    if !capitals.contains("HOLD") {
        return Slug::from_headline(&capitals);
    }
    let words: Vec<&str> = capitals.split(|c: char| !c.is_alphanumeric()).filter(|word| *word != "HOLD").collect();
    Slug::from_headline(&words.join(" "))
}

/// What the first paragraph begins with: `İZMİR (TEL) - `, or `(TEL) - ` when the story has no dateline.
pub fn dateline(story: &Story, agency: &Agency) -> String {
    let short = &agency.short_name;
    match &story.dateline {
        Some(dateline) => format!("{} ({short}) - ", capitals(dateline.city.as_str(), &story.language)),
        None => format!("({short}) - "),
    }
}

/// The dateline, unless the story's first words are the dateline already, as in material that was on a wire before.
pub fn missing_dateline(story: &Story, agency: &Agency) -> String {
    let dateline = dateline(story, agency);
    let first = story.body().and_then(|body| body.blocks().iter().find(|b| !matches!(b, Block::Picture { .. })));
    match first {
        Some(block @ Block::Paragraph { .. }) if block.plain().starts_with(dateline.trim_end()) => String::new(),
        _ => dateline,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn capitals_follow_the_language() {
        let lang = |tag| Lang::new(tag).expect("tag");
        assert_eq!(capitals("İzmir Iğdır ı", &lang("tr")), "İZMİR IĞDIR I");
        assert_eq!(capitals("Isparta Washington", &lang("tr")), "ISPARTA WASHINGTON");
        assert_eq!(capitals("Diyarbakir", &lang("en")), "DIYARBAKIR");
        assert_eq!(capitals("İzmir and Isparta, Eskişehir", &lang("en")), "İZMİR AND ISPARTA, ESKİŞEHİR");
        assert_eq!(capitals("Balıkesir-Paris", &lang("fr")), "BALIKESİR-PARIS");
        assert_eq!(capitals("Şirnex û Şingal", &lang("kmr")), "ŞIRNEX Û ŞINGAL");
        assert_eq!(capitals("القاهرة", &lang("ar")), "القاهرة");
    }

    #[test]
    fn a_slug_of_a_headline_never_holds_the_story() {
        let lang = |tag| Lang::new(tag).expect("tag");
        assert_eq!(slug_of("Workers hold strike", &lang("en")).as_str(), "WORKERS-STRIKE");
        assert_eq!(slug_of("Shareholders meet", &lang("en")).as_str(), "SHAREHOLDERS-MEET");
        assert_eq!(slug_of("Hold!", &lang("en")).as_str(), "STORY");
        assert_eq!(slug_of("İzmir ve Iğdır", &lang("tr")).as_str(), "İZMİR-VE-IĞDIR");
    }
}
