//! The cards that stand for stories where their addresses are shared.

use super::{media::photograph, *};
use story::{Headline, Publicity};

const SIZE: (u32, u32) = (1_200, 630);

/// What a page says stands for it: the address without the site's own, and everything else by its name.
fn shared(page: &str) -> Option<(String, String)> {
    let content = |property: &str| {
        let begin = page.split(&format!("<meta property=\"{property}\" content=\"")).nth(1)?;
        begin.split_once('"').map(|(content, _)| content.to_owned())
    };
    let address = content("og:image")?;
    let path = address.strip_prefix(BASE).expect("an address of the site");
    let of = |name: &str| content(&format!("og:image:{name}")).expect("said of every picture");
    assert!(page.contains("<meta name=\"twitter:card\" content=\"summary_large_image\">"));
    Some((path.to_owned(), format!("{} {}x{} {}", of("type"), of("width"), of("height"), of("alt"))))
}

/// The size of a PNG, and how many of its pixels are dark or strong: letters and lines.
fn drawn(file: &[u8]) -> ((u32, u32), usize) {
    let mut reader = png::Decoder::new(std::io::Cursor::new(file)).read_info().expect("a PNG");
    let mut pixels = vec![0; reader.output_buffer_size().expect("a size")];
    let info = reader.next_frame(&mut pixels).expect("pixels");
    assert_eq!((info.color_type, info.bit_depth), (png::ColorType::Rgb, png::BitDepth::Eight));
    let ink = pixels.as_chunks::<3>().0.iter().filter(|pixel| pixel[1] < 100).count();
    ((info.width, info.height), ink)
}

async fn page(public: &Public, sent: &Dispatch) -> String {
    let mut answer = public.get(&page_of(sent)).await;
    if answer.status == StatusCode::PERMANENT_REDIRECT {
        // Letters beyond ASCII are written otherwise in an address.
        answer = public.get(answer.header(header::LOCATION)).await;
    }
    assert_eq!(answer.status, StatusCode::OK);
    answer.text
}

async fn card_of(public: &Public, sent: &Dispatch) -> String {
    shared(&page(public, sent).await).expect("a card").0
}

#[tokio::test]
async fn a_story_without_a_picture_is_shared_with_a_card() {
    for public in Public::each().await {
        let sent = public.world.release(bridge(), &[PUBLIC]).await;
        public.caught_up().await;
        let (path, about) = shared(&page(&public, &sent).await).expect("a card");
        assert_eq!(about, "image/png 1200x630 Bridge at Gunnislake to close");
        assert!(path.starts_with(&format!("/media/card-{}-", sent.entry.item)), "{path}");
        let answer = public.get(&path).await;
        assert_eq!((answer.status, answer.header(header::CONTENT_TYPE)), (StatusCode::OK, "image/png"));
        assert_eq!(answer.header(header::CACHE_CONTROL), "public, no-cache");
        let (size, ink) = drawn(&answer.bytes);
        assert_eq!(size, SIZE);
        assert!(ink > 10_000, "{ink} dark pixels");
        let again = public.get_with(&path, header::IF_NONE_MATCH, answer.header(header::ETAG)).await;
        assert_eq!((again.status, again.bytes.len()), (StatusCode::NOT_MODIFIED, 0));
        let kept = public.get(&path).await;
        assert_eq!(kept.bytes, answer.bytes);
        assert_eq!(public.get(&path.replace(".png", ".jpg")).await.status, StatusCode::NOT_FOUND);
    }
}

#[tokio::test]
async fn there_is_no_card_but_the_one_that_a_page_names() {
    let public = Public::on(World::sqlite().await);
    let sent = public.world.release(bridge(), &[PUBLIC]).await;
    let mut other = bridge();
    other.headline = Headline::new("Another bridge to close").expect("a headline");
    let other = public.world.release(other, &[PUBLIC]).await;
    public.caught_up().await;
    let (first, second) = (card_of(&public, &sent).await, card_of(&public, &other).await);
    let hash = |path: &str| path.rsplit_once('-').expect("a hash").1.to_owned();
    assert_ne!(hash(&first), hash(&second));
    let item = &sent.entry.item;
    for wrong in [
        format!("/media/card-{item}-{}", hash(&second)),
        format!("/media/card-{item}-.png"),
        format!("/media/card-{item}.png"),
        format!("/media/card-{item}-0000000000000000.png"),
        first.replace("card-", "card-card-"),
        first.to_uppercase().replace("/MEDIA/", "/media/"),
        "/media/card-.png".to_owned(),
        "/media/card--.png".to_owned(),
        format!("/media/{item}-{}", hash(&first)),
    ] {
        assert_eq!(public.get(&wrong).await.status, StatusCode::NOT_FOUND, "{wrong}");
    }
    public.world.advance(600);
    let mut corrected = bridge();
    corrected.headline = Headline::new("Bridge at Gunnislake to close for weeks").expect("a headline");
    let corrected = public.world.correct(&sent, corrected, "Bridge to close", "Bridge to close for weeks").await;
    public.caught_up().await;
    let now = card_of(&public, &corrected).await;
    assert_ne!(now, first);
    assert_eq!(public.get(&now).await.status, StatusCode::OK);
    assert_eq!(public.get(&first).await.status, StatusCode::NOT_FOUND, "it says what was wrong");
}

#[tokio::test]
async fn the_card_of_a_story_that_is_not_shown_is_gone() {
    for public in Public::each().await {
        let soon = Some(public.world.now() + jiff::SignedDuration::from_hours(2));
        let early = public.world.release(Story { embargo: soon, ..bridge() }, &[PUBLIC]).await;
        public.caught_up().await;
        public.world.advance(2 * 3_600);
        let early_path = card_of(&public, &early).await;
        assert_eq!(public.get(&early_path).await.status, StatusCode::OK);
        public.world.advance(-1);
        assert_eq!(
            public.get(&early_path).await.status,
            StatusCode::NOT_FOUND,
            "whoever knows the address is not first"
        );
        public.world.advance(1);
        let sent = public.world.release(bridge(), &[PUBLIC]).await;
        public.caught_up().await;
        let path = card_of(&public, &sent).await;
        assert_eq!(public.get(&path).await.status, StatusCode::OK);
        let held = public.world.hold(&sent).await;
        for _ in 0..2 {
            assert_eq!(public.get(&path).await.status, StatusCode::NOT_FOUND);
            public.caught_up().await;
        }
        let resumed = public.world.resume(&held, bridge()).await;
        public.caught_up().await;
        assert_eq!(public.get(&path).await.status, StatusCode::OK);
        public.world.kill(&resumed).await;
        for _ in 0..2 {
            assert_eq!(public.get(&path).await.status, StatusCode::GONE);
            public.caught_up().await;
        }
        public.world.update(&early, Story { public: Publicity::No, ..bridge() }).await;
        public.caught_up().await;
        assert_eq!(public.get(&early_path).await.status, StatusCode::NOT_FOUND);
    }
}

#[tokio::test]
async fn a_wide_picture_stands_for_its_story_until_it_is_taken_back() {
    let public = Public::on(World::sqlite().await);
    let shown = photograph(&public, "The tram").await;
    let sent = public.world.release(beside(bridge(), &shown), &[PUBLIC]).await;
    public.caught_up().await;
    let found = shared(&page(&public, &sent).await);
    let path = format!("/media/{}.jpg", shown.entry.item);
    assert_eq!(found, Some((path, "image/jpeg 1280x853 The tram".to_owned())));
    public.world.kill(&shown).await;
    assert!(card_of(&public, &sent).await.starts_with("/media/card-"));
}

#[tokio::test]
async fn every_language_of_the_site_has_cards_and_others_have_none() {
    let public = Public::on(World::sqlite().await);
    let mut files = std::collections::BTreeSet::new();
    for (lang, headline) in [
        ("en", "Bridge at Gunnislake to close"),
        ("tr", "İstanbul’da ığdır köprüsü kapanıyor"),
        ("ar", "إغلاق الجسر القديم أحد عشر أسبوعا"),
        ("fr", "L’église de Gunnislake fermée onze semaines"),
        ("ru", "Мост в Ганнислейке закроют на одиннадцать недель"),
        ("es", "El puente cerrará once semanas, dice el señor Núñez"),
        ("ja", "ガニスレイクの橋、十一週間の通行止めへ"),
    ] {
        let mut story = kit::story(lang, headline, BODY);
        story.dateline = None;
        let sent = public.world.release(story, &[PUBLIC]).await;
        public.caught_up().await;
        let path = card_of(&public, &sent).await;
        let answer = public.get(&path).await;
        assert_eq!(answer.status, StatusCode::OK, "{lang}");
        let (size, ink) = drawn(&answer.bytes);
        assert!(size == SIZE && ink > 10_000, "{lang}: {size:?}, {ink} dark pixels");
        assert!(files.insert(answer.bytes), "{lang}: it is another one");
    }
    let strange = public.world.release(kit::story("en", "A word of Hindi: पुल", BODY), &[PUBLIC]).await;
    public.caught_up().await;
    assert_eq!(shared(&page(&public, &strange).await), None, "no card shows boxes in place of letters");
}
