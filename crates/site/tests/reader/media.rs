//! Pictures, which are served only while a page shows them.

use super::*;
use bytes::Bytes;
use story::{Block, Content, ItemId, Line, MediaHash, Publicity};

const JPEG: &[u8] = &[0xFF, 0xD8, 0xFF, 0xE0, 1, 2, 3];

async fn picture(public: &Public, title: &str) -> Arc<Dispatch> {
    picture_in("en", public, title).await
}

async fn picture_in(lang: &str, public: &Public, title: &str) -> Arc<Dispatch> {
    let mut story = kit::picture(lang, title, &format!("{title}, seen from the east."));
    let name = public.world.blobs.put(Bytes::from_static(JPEG)).await.expect("a file");
    let Content::Picture { media, .. } = &mut story.content else { panic!("a picture") };
    media.sha256 = MediaHash::new(&name).expect("a hash");
    story.rights.credit = Some(Line::new("A. Kaya/TEL").expect("a credit"));
    public.world.release(story, &[PUBLIC]).await
}

fn file_of(item: &ItemId) -> String {
    format!("/media/{item}.jpg")
}

#[tokio::test]
async fn a_picture_is_served_only_while_a_page_shows_it() {
    for public in Public::each().await {
        // In a language without an edition it has no page of its own.
        let first = picture_in("sv", &public, "The bridge").await;
        let file = file_of(&first.entry.item);
        public.caught_up().await;
        assert_eq!(public.get(&file).await.status, StatusCode::NOT_FOUND, "no page shows it");
        let alone = picture(&public, "The arch").await;
        public.caught_up().await;
        let shown = public.get(&file_of(&alone.entry.item)).await;
        assert_eq!(shown.status, StatusCode::OK, "its own page shows it");
        public.world.kill(&alone).await;
        assert_eq!(public.get(&file_of(&alone.entry.item)).await.status, StatusCode::GONE);
        let sent = public.world.release(beside(bridge(), &first), &[PUBLIC]).await;
        public.caught_up().await;
        let answer = public.get(&file).await;
        assert_eq!((answer.status, answer.header(header::CONTENT_TYPE)), (StatusCode::OK, "image/jpeg"));
        let again = public.get_with(&file, header::IF_NONE_MATCH, answer.header(header::ETAG)).await;
        assert_eq!(again.status, StatusCode::NOT_MODIFIED);
        let page = public.get(&page_of(&sent)).await.text;
        assert!(page.contains("The bridge, seen from the east.") && page.contains("(A. Kaya/TEL)"));
        assert_eq!(public.get(&file.replace(".jpg", ".png")).await.status, StatusCode::NOT_FOUND);
        public.world.kill(&sent).await;
        assert_eq!(public.get(&file).await.status, StatusCode::NOT_FOUND, "its page is gone");
        public.caught_up().await;
        assert_eq!(public.get(&file).await.status, StatusCode::NOT_FOUND);
    }
}

#[tokio::test]
async fn a_killed_picture_leaves_its_page_and_the_next_one_takes_its_place() {
    for public in Public::each().await {
        let (first, second) = (picture(&public, "The arch").await, picture(&public, "The river").await);
        let story = beside(beside(bridge(), &first), &second);
        let sent = public.world.release(story, &[PUBLIC]).await;
        public.caught_up().await;
        assert!(!public.get(&page_of(&sent)).await.text.contains("The river"), "only the lead is shown");
        public.world.kill(&first).await;
        assert!(!public.get(&page_of(&sent)).await.text.contains("<figure>"));
        assert_eq!(public.get(&file_of(&first.entry.item)).await.status, StatusCode::GONE);
        public.caught_up().await;
        let page = public.get(&page_of(&sent)).await.text;
        assert!(page.contains("The river, seen") && !page.contains("The arch"));
        assert_eq!(public.get(&file_of(&second.entry.item)).await.status, StatusCode::OK);
    }
}

#[tokio::test]
async fn a_caption_in_the_body_goes_before_the_pictures_own() {
    for public in Public::each().await {
        let shown = picture(&public, "The arch").await;
        let mut story = bridge();
        let Content::Text { body } = &story.content else { panic!("a text") };
        let mut blocks = body.blocks().to_vec();
        let caption = Some(Line::new("Cracks run through the arch.").expect("a caption"));
        blocks.push(Block::Picture { item: shown.entry.item.clone(), caption });
        story.content = Content::Text { body: story::Body::new(blocks).expect("a body") };
        let sent = public.world.release(story, &[PUBLIC]).await;
        public.caught_up().await;
        let page = public.get(&page_of(&sent)).await.text;
        assert!(page.contains("Cracks run through the arch.") && !page.contains("seen from the east"));
    }
}

#[tokio::test]
async fn a_picture_that_is_not_public_is_shown_nowhere() {
    for public in Public::each().await {
        let hidden = kit::picture("en", "The secret arch", "Nobody may see it.");
        let hidden = public.world.release(Story { public: Publicity::No, ..hidden }, &[PUBLIC]).await;
        let private = public.world.release(kit::picture("en", "The sold arch", "For subscribers."), &[]).await;
        let sent = public.world.release(beside(beside(bridge(), &hidden), &private), &[PUBLIC]).await;
        public.caught_up().await;
        let page = public.get(&page_of(&sent)).await;
        assert!(page.status == StatusCode::OK && !page.text.contains("<figure>"));
        for item in [&hidden.entry.item, &private.entry.item] {
            assert_eq!(public.get(&file_of(item)).await.status, StatusCode::NOT_FOUND);
        }
    }
}
