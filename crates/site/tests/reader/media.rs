//! Pictures, which are served only while a page shows them.

use super::*;
use store::args;
use story::{Block, Content, ItemId, Line, MediaHash, Publicity};

/// What begins as a JPEG and is none: it is shown as it was filed.
const JPEG: &[u8] = &[0xFF, 0xD8, 0xFF, 0xE0, 1, 2, 3];
/// A picture of 1,280 by 853 pixels.
pub const TRAM: &[u8] = include_bytes!("../../../../samples/pictures/tram.jpg");

async fn picture(public: &Public, title: &str) -> Arc<Dispatch> {
    picture_in("en", public, title).await
}

async fn picture_in(lang: &str, public: &Public, title: &str) -> Arc<Dispatch> {
    filed(lang, public, title, JPEG).await
}

pub async fn photograph(public: &Public, title: &str) -> Arc<Dispatch> {
    filed("en", public, title, TRAM).await
}

async fn filed(lang: &str, public: &Public, title: &str, file: &'static [u8]) -> Arc<Dispatch> {
    let mut story = kit::picture(lang, title, &format!("{title}, seen from the east."));
    let name = public.world.blobs.put(Bytes::from_static(file)).await.expect("a file");
    let Content::Picture { media, .. } = &mut story.content else { panic!("a picture") };
    media.sha256 = MediaHash::new(&name).expect("a hash");
    story.rights.credit = Some(Line::new("A. Kaya/TEL").expect("a credit"));
    public.world.release(story, &[PUBLIC]).await
}

fn file_of(item: &ItemId) -> String {
    format!("/media/{item}.jpg")
}

/// The addresses of a photograph in every width and form.
pub fn files_of(item: &ItemId) -> [String; 4] {
    ["-small.webp", ".webp", "-small.jpg", ".jpg"].map(|end| format!("/media/{item}{end}"))
}

/// What a file is, by its own bytes and other people's decoders: its type and size.
fn looked_at(file: &[u8]) -> (&'static str, (u32, u32)) {
    if file.starts_with(b"RIFF") {
        let mut decoder = image_webp::WebPDecoder::new(std::io::Cursor::new(file)).expect("a WebP");
        let mut pixels = vec![0; decoder.output_buffer_size().expect("a size")];
        decoder.read_image(&mut pixels).expect("pixels");
        return ("image/webp", decoder.dimensions());
    }
    let mut decoder = jpeg_decoder::Decoder::new(file);
    decoder.decode().expect("a JPEG");
    let info = decoder.info().expect("a frame");
    ("image/jpeg", (info.width.into(), info.height.into()))
}

async fn statuses(public: &Public, item: &ItemId) -> Vec<StatusCode> {
    let mut all = Vec::new();
    for path in files_of(item) {
        all.push(public.get(&path).await.status);
    }
    all
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

#[tokio::test]
async fn a_photograph_is_shown_in_two_widths_as_webp_and_as_jpeg() {
    for public in Public::each().await {
        let shown = photograph(&public, "The tram").await;
        let item = &shown.entry.item;
        let sent = public.world.release(beside(bridge(), &shown), &[PUBLIC]).await;
        public.caught_up().await;
        let page = public.get(&page_of(&sent)).await.text;
        let series = public.get(&format!("/en/pictures/the-tram/{}", item.number())).await.text;
        for text in [&page, &public.get("/en/").await.text, &public.get("/en/pictures/").await.text, &series] {
            let webp = format!(
                "type=\"image/webp\" srcset=\"/media/{item}-small.webp 768w, /media/{item}.webp 1280w\" sizes=\""
            );
            let jpeg = format!(
                "src=\"/media/{item}.jpg\" srcset=\"/media/{item}-small.jpg 768w, /media/{item}.jpg 1280w\" sizes=\""
            );
            assert!(text.contains(&webp) && text.contains(&jpeg), "{text}");
            assert!(text.contains("width=\"1280\" height=\"853\""), "its room is known before it is there");
            assert_eq!(text.matches("fetchpriority=\"high\"").count(), 1, "one picture is fetched first: {text}");
        }
        assert!(page.contains("(A. Kaya/TEL)"), "no file says whose it is, but the page does");
        for (path, expected) in files_of(item).iter().zip([
            ("image/webp", (768, 512)),
            ("image/webp", (1_280, 853)),
            ("image/jpeg", (768, 512)),
            ("image/jpeg", (1_280, 853)),
        ]) {
            let answer = public.get(path).await;
            assert_eq!(answer.header(header::CONTENT_TYPE), expected.0, "{path}");
            assert_eq!(looked_at(&answer.bytes), expected, "{path}");
            let again = public.get_with(path, header::IF_NONE_MATCH, answer.header(header::ETAG)).await;
            assert_eq!((again.status, again.bytes.len()), (StatusCode::NOT_MODIFIED, 0), "{path}");
        }
        for wrong in
            [".png", "-small.png", "-tiny.jpg", "-small-small.jpg", "-SMALL.jpg", "-small.", "-small", ".webp.jpg"]
        {
            let path = format!("/media/{item}{wrong}");
            assert_eq!(public.get(&path).await.status, StatusCode::NOT_FOUND, "{path}");
        }
    }
}

#[tokio::test]
async fn every_width_and_form_goes_when_the_picture_or_its_last_page_goes() {
    for public in Public::each().await {
        let waits = Some(public.world.now() + jiff::SignedDuration::from_hours(2));
        let shown = photograph(&public, "The tram").await;
        let item = shown.entry.item.clone();
        public.caught_up().await;
        assert_eq!(statuses(&public, &item).await, [StatusCode::OK; 4]);
        let held = public.world.hold(&shown).await;
        assert_eq!(statuses(&public, &item).await, [StatusCode::NOT_FOUND; 4]);
        public.caught_up().await;
        assert_eq!(statuses(&public, &item).await, [StatusCode::NOT_FOUND; 4]);
        let resumed = public.world.resume(&held, (*shown.story).clone()).await;
        public.caught_up().await;
        assert_eq!(statuses(&public, &item).await, [StatusCode::OK; 4]);
        public.world.kill(&resumed).await;
        assert_eq!(statuses(&public, &item).await, [StatusCode::GONE; 4]);
        public.caught_up().await;
        assert_eq!(statuses(&public, &item).await, [StatusCode::GONE; 4]);
        // In a language without an edition, a picture has no page but that of the story that shows it.
        let foreign = filed("sv", &public, "The bridge", TRAM).await;
        let item = foreign.entry.item.clone();
        let sent = public.world.release(beside(Story { embargo: waits, ..bridge() }, &foreign), &[PUBLIC]).await;
        public.caught_up().await;
        assert_eq!(statuses(&public, &item).await, [StatusCode::NOT_FOUND; 4], "its story is under embargo");
        public.world.advance(2 * 3_600);
        assert_eq!(statuses(&public, &item).await, [StatusCode::OK; 4]);
        public.world.kill(&sent).await;
        assert_eq!(statuses(&public, &item).await, [StatusCode::NOT_FOUND; 4]);
    }
}

#[tokio::test]
async fn a_row_from_before_is_shown_as_it_was_until_it_has_what_it_lacks() {
    for public in Public::each().await {
        let shown = photograph(&public, "The tram").await;
        let item = &shown.entry.item;
        let sent = public.world.release(beside(bridge(), &shown), &[PUBLIC]).await;
        public.caught_up().await;
        let db = &public.world.db;
        let row = db
            .one("SELECT data FROM page WHERE item = $1", args![item.as_str()])
            .await
            .expect("a read")
            .expect("a row");
        let mut data: serde_json::Value = serde_json::from_str(&row.text("data").expect("a text")).expect("JSON");
        assert!(data.as_object_mut().expect("an object").remove("prints").is_some());
        // A caption may say anything.
        data["caption"] = "It says \"prints\": none.".into();
        db.run("UPDATE page SET data = $2 WHERE item = $1", args![item.as_str(), data.to_string()])
            .await
            .expect("a write");
        let old = public.get(&page_of(&sent)).await.text;
        assert!(old.contains(&format!("src=\"/media/{item}.jpg\" alt=")) && !old.contains("<source"), "{old}");
        assert_eq!(public.get(&file_of(item)).await.status, StatusCode::OK);
        assert_eq!(public.get(&files_of(item)[0]).await.status, StatusCode::NOT_FOUND);
        assert_eq!(public.site.reprint_all().await.expect("a round"), 1);
        let new = public.get(&page_of(&sent)).await.text;
        assert!(new.contains("<source type=\"image/webp\"") && new.contains("It says"), "{new}");
        assert_eq!(statuses(&public, item).await, [StatusCode::OK; 4]);
        assert_eq!(public.site.reprint_all().await.expect("a round"), 0);
    }
}

#[tokio::test]
async fn a_picture_of_which_nothing_can_be_made_has_one_address() {
    let public = Public::on(World::sqlite().await);
    let shown = picture(&public, "The arch").await;
    let item = &shown.entry.item;
    let sent = public.world.release(beside(bridge(), &shown), &[PUBLIC]).await;
    public.caught_up().await;
    let page = public.get(&page_of(&sent)).await.text;
    assert!(page.contains(&format!("<picture><img src=\"/media/{item}.jpg\" alt=")), "{page}");
    assert_eq!(statuses(&public, item).await[..3], [StatusCode::NOT_FOUND; 3]);
    assert_eq!(public.site.reprint_all().await.expect("a round"), 0, "it is known what there is");
}
