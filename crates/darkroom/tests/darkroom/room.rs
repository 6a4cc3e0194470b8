//! The darkroom beside a wire, on both databases.

use crate::{
    pictures::{jpeg, look},
    site::strange,
};
use bytes::Bytes;
use darkroom::{Card, Darkroom, Developed, Drawn, FOLLOWER, Shown};
use kit::World;
use std::sync::Arc;
use store::args;
use story::{Caption, Content, Lang, Media, MediaHash, MediaType, ProductId, Rendition, Story};
use wire::Dispatch;

/// Runs one test on SQLite and on PostgreSQL.
macro_rules! on_each_engine {
    ($($name:ident),* $(,)?) => {
        mod sqlite {
            $(#[tokio::test] async fn $name() { super::$name(kit::World::sqlite().await).await; })*
        }
        mod postgres {
            $(#[tokio::test] async fn $name() { super::$name(kit::World::postgres().await).await; })*
        }
    };
}
on_each_engine! {
    pictures_are_developed_as_they_go_over_the_wire,
    a_reader_who_comes_first_is_served,
    many_who_ask_at_once_get_one_development,
    whoever_asks_for_many_cards_is_asked_to_come_later,
    what_cannot_be_developed_is_remembered,
    rows_and_cursor_can_be_deleted_and_are_made_again,
    what_must_not_be_used_is_not_developed,
    a_missing_file_is_not_held_against_the_picture,
    the_follower_goes_on_until_it_is_stopped,
    the_site_has_its_sizes_made_once_and_only_where_it_asks,
    what_cannot_be_a_webp_is_shown_as_a_jpeg,
    prints_made_by_an_older_program_are_joined_by_what_they_lack,
}

const MADE: [Rendition; 3] = [Rendition::Web, Rendition::Preview, Rendition::Thumbnail];

fn darkroom(world: &World) -> Darkroom {
    Darkroom::new(world.db.clone(), world.blobs.clone(), world.reader.clone(), &world.agency, world.clock.clone())
}

async fn filed(world: &World, bytes: Vec<u8>) -> Media {
    let media_type = MediaType::sniff(&bytes).unwrap_or(MediaType::Jpeg);
    let size = bytes.len() as u64;
    let sha256 = MediaHash::new(&world.blobs.put(Bytes::from(bytes)).await.unwrap()).unwrap();
    Media { sha256, media_type, bytes: size, width: Some(1_500), height: Some(1_000) }
}

fn picture(media: &Media) -> Story {
    let caption = Caption::new("What it shows.").unwrap();
    Story { content: Content::Picture { media: media.clone(), caption }, ..kit::picture("en", "A picture", "Caption.") }
}

async fn released(world: &World, media: &Media) -> Arc<Dispatch> {
    world.release(picture(media), &[ProductId(1)]).await
}

/// Names of the renditions of a source that were made, and of those that failed.
async fn rows(world: &World, source: &Media) -> (Vec<String>, Vec<String>) {
    let sql = "SELECT name, failed FROM rendition WHERE source = $1 ORDER BY name";
    let rows = world.db.all(sql, args![source.sha256.as_str()]).await.unwrap();
    let name = |failed: bool| {
        let of = rows.iter().filter(move |row| row.text_or_null("failed").unwrap().is_some() == failed);
        of.map(|row| row.text("name").unwrap()).collect::<Vec<_>>()
    };
    (name(false), name(true))
}

async fn pictures_are_developed_as_they_go_over_the_wire(world: World) {
    let room = darkroom(&world);
    let media = filed(&world, jpeg(1_500, 1_000)).await;
    world.release(kit::story("en", "No picture", "Text."), &[ProductId(1)]).await;
    released(&world, &media).await;
    let graphic = filed(&world, jpeg(700, 700)).await;
    let content =
        Content::Graphic { media: graphic.clone(), caption: Caption::new("A map.").unwrap(), forms: Vec::new() };
    world.release(Story { content, ..picture(&media) }, &[ProductId(1)]).await;
    assert_eq!(room.catch_up().await.unwrap(), 3);
    assert_eq!(world.reader.cursor(FOLLOWER).await.unwrap(), 3);
    assert_eq!(rows(&world, &media).await, (vec!["preview".into(), "thumbnail".into(), "web".into()], vec![]));
    assert_eq!(rows(&world, &graphic).await.0, ["preview", "thumbnail"], "a graphic is handed out as it was filed");
    for (rendition, size) in MADE.into_iter().zip([(1_280, 853), (640, 427), (320, 213)]) {
        let made = room.rendition(&media, rendition).await.unwrap().unwrap();
        assert_eq!((made.width.unwrap(), made.height.unwrap()), size);
        let bytes = world.blobs.get(made.sha256.as_str()).await.unwrap().unwrap();
        assert_eq!(bytes.len() as u64, made.bytes);
        assert_eq!(look(&Developed { bytes, width: size.0, height: size.1 }).size, size);
    }
    assert_eq!(room.rendition(&media, Rendition::Print).await.unwrap(), None, "it is handed out as it was filed");
    assert_eq!(room.catch_up().await.unwrap(), 3);
}

async fn a_reader_who_comes_first_is_served(world: World) {
    let room = darkroom(&world);
    let media = filed(&world, jpeg(1_500, 1_000)).await;
    released(&world, &media).await;
    let made = room.rendition(&media, Rendition::Thumbnail).await.unwrap().unwrap();
    assert_eq!(rows(&world, &media).await.0, ["thumbnail"], "nothing is made that nobody waits for");
    room.catch_up().await.unwrap();
    assert_eq!(rows(&world, &media).await.0.len(), 3);
    assert_eq!(room.rendition(&media, Rendition::Thumbnail).await.unwrap(), Some(made), "what was made is kept");
}

async fn many_who_ask_at_once_get_one_development(world: World) {
    let room = darkroom(&world);
    let media = filed(&world, jpeg(1_500, 1_000)).await;
    let asking = (0..20).map(|_| {
        let (room, media) = (room.clone(), media.clone());
        world.tasks.spawn(async move { room.rendition(&media, Rendition::Web).await.unwrap().unwrap() })
    });
    let asking: Vec<_> = asking.collect();
    let mut answers = Vec::new();
    for one in asking {
        answers.push(one.await.unwrap());
    }
    answers.dedup();
    assert_eq!(answers.len(), 1);
    assert_eq!(rows(&world, &media).await.0, ["web"]);
}

async fn whoever_asks_for_many_cards_is_asked_to_come_later(world: World) {
    let room = darkroom(&world);
    let asking = (0..64).map(|n| {
        let [agency, section, date] = ["Tellal", "News", "1.9.2026"].map(str::to_owned);
        let card = Card { lang: Lang::new("en").unwrap(), agency, section, headline: format!("Headline {n}"), date };
        let room = room.clone();
        world.tasks.spawn(async move { room.card(card).await.unwrap() })
    });
    let asking: Vec<_> = asking.collect();
    let (mut drawn, mut later) = (0, 0);
    for one in asking {
        match one.await.unwrap() {
            Drawn::Card(_) => drawn += 1,
            Drawn::Later => later += 1,
            Drawn::Never => panic!("it can be drawn"),
        }
    }
    assert!(drawn >= 16 && later > 0, "{drawn} drawn, {later} later");
}

async fn what_cannot_be_developed_is_remembered(world: World) {
    let room = darkroom(&world);
    let broken = filed(&world, jpeg(1_500, 1_000)[..3_000].to_vec()).await;
    let whole = filed(&world, jpeg(300, 200)).await;
    released(&world, &broken).await;
    released(&world, &whole).await;
    assert_eq!(room.catch_up().await.unwrap(), 2, "one broken picture holds nobody up");
    assert_eq!(rows(&world, &broken).await.1.len(), 3);
    assert_eq!(room.rendition(&broken, Rendition::Web).await.unwrap(), None);
    let row = world.db.one("SELECT failed FROM rendition WHERE name = 'web' AND failed IS NOT NULL", args![]).await;
    let why = row.unwrap().unwrap().text("failed").unwrap();
    assert!(why.starts_with("it is spoilt: "), "{why}");
    assert_eq!(rows(&world, &whole).await.0.len(), 3);
    let pdf = Media { media_type: MediaType::Pdf, ..whole };
    assert_eq!(room.rendition(&pdf, Rendition::Web).await.unwrap(), None, "a file that is no picture is not tried");
}

async fn rows_and_cursor_can_be_deleted_and_are_made_again(world: World) {
    let room = darkroom(&world);
    let media = filed(&world, jpeg(1_500, 1_000)).await;
    released(&world, &media).await;
    room.catch_up().await.unwrap();
    let before = room.rendition(&media, Rendition::Preview).await.unwrap();
    world.db.run("DELETE FROM rendition", args![]).await.unwrap();
    world.db.run("DELETE FROM cursor WHERE follower = $1", args![FOLLOWER]).await.unwrap();
    assert_eq!(room.catch_up().await.unwrap(), 1);
    assert_eq!(room.rendition(&media, Rendition::Preview).await.unwrap(), before);
    assert!(before.is_some());
}

async fn what_must_not_be_used_is_not_developed(world: World) {
    let room = darkroom(&world);
    let (killed, held) = (filed(&world, jpeg(400, 300)).await, filed(&world, jpeg(500, 300)).await);
    let dispatch = released(&world, &killed).await;
    world.kill(&dispatch).await;
    let dispatch = released(&world, &held).await;
    let on_hold = world.hold(&dispatch).await;
    room.catch_up().await.unwrap();
    assert_eq!(rows(&world, &killed).await, (vec![], vec![]));
    assert_eq!(rows(&world, &held).await, (vec![], vec![]));
    world.resume(&on_hold, picture(&held)).await;
    room.catch_up().await.unwrap();
    assert_eq!(rows(&world, &held).await.0.len(), 3);
}

async fn a_missing_file_is_not_held_against_the_picture(world: World) {
    let room = darkroom(&world);
    let bytes = jpeg(400, 300);
    let media = filed(&world, bytes.clone()).await;
    let place = world.dir.path().join("media").join(&media.sha256.as_str()[..2]);
    std::fs::remove_dir_all(&place).unwrap();
    released(&world, &media).await;
    assert_eq!(room.catch_up().await.unwrap(), 1);
    assert_eq!(room.rendition(&media, Rendition::Web).await.unwrap(), None);
    filed(&world, bytes).await;
    assert!(room.rendition(&media, Rendition::Web).await.unwrap().is_some());
}

async fn the_follower_goes_on_until_it_is_stopped(world: World) {
    let room = darkroom(&world);
    let following = world.tasks.spawn(room.clone().follow(world.stop.clone()));
    let media = filed(&world, jpeg(400, 300)).await;
    let dispatch = released(&world, &media).await;
    while world.reader.cursor(FOLLOWER).await.unwrap() < dispatch.seq() {
        tokio::task::yield_now().await;
    }
    assert_eq!(rows(&world, &media).await.0.len(), 3);
    world.stop.cancel();
    following.await.unwrap();
}

async fn seen(world: &World, media: &Media) -> (u32, u32) {
    let bytes = world.blobs.get(media.sha256.as_str()).await.unwrap().unwrap();
    assert_eq!((bytes.len() as u64, MediaType::sniff(&bytes)), (media.bytes, Some(media.media_type)));
    look(&Developed { bytes, width: media.width.unwrap(), height: media.height.unwrap() }).size
}

async fn the_site_has_its_sizes_made_once_and_only_where_it_asks(world: World) {
    let room = darkroom(&world);
    let media = filed(&world, include_bytes!("../../../../samples/pictures/tram.jpg").to_vec()).await;
    released(&world, &media).await;
    room.catch_up().await.unwrap();
    assert_eq!(rows(&world, &media).await.0, ["preview", "thumbnail", "web"], "the wire is larger than the site");
    let shown = room.shown(&media).await.unwrap().unwrap();
    let Shown { web, small: Some(small), web_webp: Some(web_webp), small_webp: Some(small_webp) } = &shown else {
        panic!("{shown:?}")
    };
    for (media, media_type, size) in [
        (web, MediaType::Jpeg, (1_280, 853)),
        (small, MediaType::Jpeg, (768, 512)),
        (web_webp, MediaType::Webp, (1_280, 853)),
        (small_webp, MediaType::Webp, (768, 512)),
    ] {
        assert_eq!((media.media_type, seen(&world, media).await), (media_type, size));
    }
    let all = ["preview", "small", "small.webp", "thumbnail", "web", "web.webp"];
    assert_eq!(rows(&world, &media).await.0, all);
    assert_eq!(room.rendition(&media, Rendition::Web).await.unwrap().as_ref(), Some(web), "subscribers get the same");
    assert_eq!(room.shown(&media).await.unwrap(), Some(shown));
    let pdf = Media { media_type: MediaType::Pdf, ..media.clone() };
    assert_eq!(room.shown(&pdf).await.unwrap(), None);
    let tiny = filed(&world, jpeg(300, 200)).await;
    let shown = room.shown(&tiny).await.unwrap().unwrap();
    assert_eq!((shown.small, shown.small_webp), (None, None), "it is no larger than that");
    assert_eq!(seen(&world, &shown.web).await, (300, 200));
}

async fn what_cannot_be_a_webp_is_shown_as_a_jpeg(world: World) {
    let room = darkroom(&world);
    let media = filed(&world, strange(&vec![120; 400 * 200])).await;
    let shown = room.shown(&media).await.unwrap().unwrap();
    assert_eq!((seen(&world, &shown.web).await, shown.web_webp), ((400, 200), None));
    assert_eq!(
        rows(&world, &media).await,
        (vec!["small".into(), "web".into()], vec!["small.webp".into(), "web.webp".into()])
    );
    assert_eq!(room.proof(&media).await.unwrap(), None, "it is a picture like any other");
    let broken = filed(&world, jpeg(1_500, 1_000)[..3_000].to_vec()).await;
    assert_eq!(room.shown(&broken).await.unwrap(), None);
    assert!(room.proof(&broken).await.unwrap().unwrap().starts_with("it is spoilt"));
}

async fn prints_made_by_an_older_program_are_joined_by_what_they_lack(world: World) {
    let room = darkroom(&world);
    let media = filed(&world, jpeg(1_500, 1_000)).await;
    released(&world, &media).await;
    room.catch_up().await.unwrap();
    let web = room.rendition(&media, Rendition::Web).await.unwrap().unwrap();
    let made = "SELECT made FROM rendition WHERE source = $1 AND name = 'web'";
    let before = world.db.one(made, args![media.sha256.as_str()]).await.unwrap().unwrap().int("made").unwrap();
    world.advance(60);
    let shown = room.shown(&media).await.unwrap().unwrap();
    assert_eq!(shown.web, web);
    assert!(shown.small.is_some());
    let after = world.db.one(made, args![media.sha256.as_str()]).await.unwrap().unwrap().int("made").unwrap();
    assert_eq!(after, before, "what was there is not made again");
}
