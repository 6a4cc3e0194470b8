//! Stories and pictures to test with.

use story::{Body, Caption, CategoryId, Content, Headline, Lang, Media, MediaHash, MediaType, Priority, Slug, Story};

/// A routine story of category 1; paragraphs of `body` are separated by empty lines.
pub fn story(lang: &str, headline: &str, body: &str) -> Story {
    let body = Body::from_plain(body).expect("a body");
    frame(lang, headline, Content::Text { body })
}

/// A picture of category 1 whose file is named, but not stored.
pub fn picture(lang: &str, headline: &str, caption: &str) -> Story {
    let media = Media {
        sha256: MediaHash::new(&"ab".repeat(32)).expect("a hash"),
        media_type: MediaType::Jpeg,
        bytes: 1_000,
        width: Some(1_280),
        height: Some(853),
    };
    frame(lang, headline, Content::Picture { media, caption: Caption::new(caption).expect("a caption") })
}

fn frame(lang: &str, headline: &str, content: Content) -> Story {
    Story::new(
        Lang::new(lang).expect("a language"),
        Slug::from_headline(headline),
        Headline::new(headline).expect("a headline"),
        Priority::Routine,
        CategoryId(1),
        content,
    )
}
