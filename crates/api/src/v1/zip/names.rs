//! How files are called in an archive: names that sort as the items were named, and that every file system takes.

use format::name::address_part;
use story::{ItemId, Story};

/// Characters of a name that come from the slug.
const SLUG_CHARS_MAX: usize = 48;

/// The beginning of the names of an item's files: its place, its slug and the last part of its id. Small letters of ASCII,
/// digits, hyphens and underscores only, and a digit first: no path, no name that a system keeps for itself, and no two
/// that differ in the case of letters alone.
pub(super) fn stem(place: usize, item: &ItemId, story: &Story) -> String {
    let slug = address_part(story.slug.as_str(), &story.language);
    // Letters of other scripts arrive as garbage where the reader of the archive is old.
    let kept = |c: char| if c.is_ascii_lowercase() || c.is_ascii_digit() { c } else { '-' };
    let folded: String = slug.chars().map(kept).collect();
    let words: Vec<&str> = folded.split('-').filter(|word| !word.is_empty()).collect();
    let slug: String = words.join("-").chars().take(SLUG_CHARS_MAX).collect();
    let slug = slug.trim_end_matches('-');
    let slug = if slug.is_empty() { item.kind().name() } else { slug };
    format!("{place:02}_{slug}_{}", serial(item))
}

/// The beginning of the names of a picture that came with a story: it sorts behind the story's own.
pub(super) fn stem_beside(story: &str, place: usize, picture: &ItemId) -> String {
    format!("{story}_{place:02}_{}", serial(picture))
}

/// The last part of an id, a number.
fn serial(item: &ItemId) -> &str {
    item.as_str().rsplit(':').next().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn named(slug: &str, lang: &str) -> String {
        let mut story = kit::story(lang, "A headline", "A text.");
        story.slug = slug.parse().expect("a slug");
        stem(7, &"tel:text:20260901:50000001".parse().expect("an id"), &story)
    }

    #[test]
    fn names_are_of_ascii_and_lead_nowhere() {
        for (slug, lang, name) in [
            ("SEÇİM/SONUÇ", "tr", "07_secim-sonuc_50000001"),
            ("QUAKE-IZMIR", "en", "07_quake-izmir_50000001"),
            ("..'a/../../b", "en", "07_a-b_50000001"),
            ("زلزال", "ar", "07_text_50000001"),
            ("震-3", "ja", "07_3_50000001"),
            ("CON", "en", "07_con_50000001"),
        ] {
            assert_eq!(named(slug, lang), name, "{slug}");
        }
        let long = named("AB-".repeat(21).trim_end_matches('-'), "en");
        assert!(long.len() < 80 && !long.contains("-_"), "{long}");
    }

    #[test]
    fn pictures_stand_behind_their_story() {
        let story = named("QUAKE", "en");
        let picture = stem_beside(&story, 1, &"tel:picture:20260901:9".parse().expect("an id"));
        assert_eq!(picture, "07_quake_50000001_01_9");
        assert!(format!("{story}.xml") < format!("{picture}_web.jpg"));
    }
}
