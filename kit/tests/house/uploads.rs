//! Files that are sent in pieces, what they become, series of them, and pictures that are cut.

use super::desk::{desk, sent};
use crate::on_each_engine;
use ::account::{Role, Staff};
use ::desk::{Common, Desk, DeskError, Filing, Focus, FramesWanted, HEAD_BYTES, StaffFile};
use bytes::Bytes;
use darkroom::{Area, Darkroom};
use jiff::SignedDuration;
use kit::World;
use store::args;
use story::{FormName, ItemId, Kind, Line, Note, Rendition};

on_each_engine! {
    a_cut_line_loses_nothing => super::a_cut_line_loses_nothing;
    a_piece_is_taken_once => super::a_piece_is_taken_once;
    what_is_not_carried_is_refused_at_its_first_bytes => super::what_is_not_carried_is_refused_at_its_first_bytes;
    nobody_announces_without_end => super::nobody_announces_without_end;
    nobody_sees_what_others_send => super::nobody_sees_what_others_send;
    what_is_never_finished_is_taken_away => super::what_is_never_finished_is_taken_away;
    what_is_refused_leaves_nothing => super::what_is_refused_leaves_nothing;
    what_is_never_filed_is_taken_away => super::what_is_never_filed_is_taken_away;
    a_file_that_somebody_has_stays => super::a_file_that_somebody_has_stays;
    the_same_file_is_told => super::the_same_file_is_told;
    a_broken_picture_is_refused => super::a_broken_picture_is_refused;
    what_files_say_counts_more => super::what_files_say_counts_more;
    a_file_is_what_it_can_be => super::a_file_is_what_it_can_be;
    a_graphic_gets_further_forms => super::a_graphic_gets_further_forms;
    a_series_has_an_order => super::a_series_has_an_order;
    the_contact_sheet_is_searched => super::the_contact_sheet_is_searched;
    a_picture_is_cut_around_its_focus => super::a_picture_is_cut_around_its_focus;
    a_killed_picture_is_not_cut => super::a_killed_picture_is_not_cut;
}

fn darkroom(world: &World) -> Darkroom {
    let (db, blobs, reader) = (world.db.clone(), world.blobs.clone(), world.reader.clone());
    Darkroom::new(db, blobs, reader, &world.agency, world.clock.clone())
}

/// A JPEG of this size, whose pixels tell where they stand.
fn jpeg(width: u16, height: u16) -> Bytes {
    let pixel = |n: usize| {
        let (x, y) = (n % usize::from(width), n / usize::from(width));
        [x * 255 / usize::from(width), y * 255 / usize::from(height), 60].map(|part| u8::try_from(part).unwrap())
    };
    let pixels: Vec<u8> = (0..usize::from(width) * usize::from(height)).flat_map(pixel).collect();
    let mut file = Vec::new();
    let encoder = jpeg_encoder::Encoder::new(&mut file, 90);
    encoder.encode(&pixels, width, height, jpeg_encoder::ColorType::Rgb).unwrap();
    file.into()
}

/// A JPEG of noise, which is some hundred kilobytes long.
fn long_jpeg() -> Bytes {
    let mut seed = 7_u32;
    let mut noise = || {
        seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        seed.to_be_bytes()[0]
    };
    let pixels: Vec<u8> = (0..600 * 400 * 3).map(|_| noise()).collect();
    let mut file = Vec::new();
    let encoder = jpeg_encoder::Encoder::new(&mut file, 90);
    encoder.encode(&pixels, 600, 400, jpeg_encoder::ColorType::Rgb).unwrap();
    assert!(file.len() > 4 * HEAD_BYTES, "{}", file.len());
    file.into()
}

async fn send(desk: &Desk, who: &Staff, name: &str, bytes: &Bytes) -> String {
    let upload = desk.begin_upload(who, name, bytes.len() as u64).await.unwrap();
    desk.receive(who, &upload.id, 0, bytes.clone()).await.unwrap();
    upload.id
}

async fn file(world: &World, desk: &Desk, who: &Staff, name: &str, bytes: &Bytes) -> ItemId {
    let upload = send(desk, who, name, bytes).await;
    desk.file_upload(who, &upload, &Filing::default(), &darkroom(world)).await.unwrap().0.id
}

/// Pieces that lie on the disk.
fn pieces(world: &World) -> usize {
    walk(world.dir.path()).iter().filter(|path| path.contains("/pieces/")).count()
}

fn walk(folder: &std::path::Path) -> Vec<String> {
    let mut all = Vec::new();
    for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        if path.is_dir() { all.extend(walk(&path)) } else { all.push(path.display().to_string()) }
    }
    all
}

async fn a_cut_line_loses_nothing(world: World) {
    let who = world.staff("reporter", Role::Reporter).await;
    let picture = long_jpeg();
    let first = desk(&world);
    let upload = first.begin_upload(&who, "ferry.jpg", picture.len() as u64).await.unwrap();
    let cut = picture.len() * 6 / 10;
    assert_eq!(first.receive(&who, &upload.id, 0, picture.slice(..100)).await.unwrap(), 0, "too little to look at");
    assert_eq!(first.receive(&who, &upload.id, 0, picture.slice(..cut)).await.unwrap(), cut as u64);
    drop(first);
    // Another process takes the rest.
    let second = desk(&world);
    let refused = second.file_upload(&who, &upload.id, &Filing::default(), &darkroom(&world)).await;
    assert!(matches!(refused, Err(DeskError::NotWhole { .. })), "{refused:?}");
    assert_eq!(second.uploads(&who).await.unwrap()[0].received, cut as u64);
    second.receive(&who, &upload.id, cut as u64, picture.slice(cut..)).await.unwrap();
    let (item, repairs) = second.file_upload(&who, &upload.id, &Filing::default(), &darkroom(&world)).await.unwrap();
    assert_eq!((item.id.kind(), item.manuscript.slug(), item.manuscript.headline()), (Kind::Picture, "FERRY", ""));
    assert!(repairs[0].contains("still to be written"), "{repairs:?}");
    let Ok(StaffFile::Filed(media)) = second.staff_file(&who, &item.id, Rendition::Print).await else { panic!() };
    assert_eq!(world.blobs.get(media.sha256.as_str()).await.unwrap(), Some(picture));
    assert_eq!((media.width, media.height), (Some(600), Some(400)));
    let again = second.file_upload(&who, &upload.id, &Filing::default(), &darkroom(&world)).await.unwrap().0;
    assert_eq!(again.id, item.id, "asked again, the same draft");
    assert_eq!((pieces(&world), second.uploads(&who).await.unwrap().len()), (0, 0));
}

async fn a_piece_is_taken_once(world: World) {
    let (desk, who) = (desk(&world), world.staff("reporter", Role::Reporter).await);
    let picture = jpeg(800, 600);
    let upload = desk.begin_upload(&who, "a.jpg", picture.len() as u64 + 10).await.unwrap().id;
    let [one, two] = [0, 1].map(|_| desk.receive(&who, &upload, 0, Bytes::from([&picture[..], &[0; 10]].concat())));
    let (one, two) = tokio::join!(one, two);
    assert!(one.is_ok() != two.is_ok(), "{one:?} {two:?}");
    let late = one.err().or(two.err()).unwrap();
    assert!(matches!(late, DeskError::Elsewhere { start: 0, .. }), "{late}");
    let past = desk.receive(&who, &upload, picture.len() as u64 + 10, Bytes::from_static(b"more")).await;
    assert!(matches!(past, Err(DeskError::Heavy(_))), "{past:?}");
}

async fn what_is_not_carried_is_refused_at_its_first_bytes(world: World) {
    let (desk, who) = (desk(&world), world.staff("reporter", Role::Reporter).await);
    let head = |begin: &[u8]| Bytes::from([begin, &vec![0; HEAD_BYTES]].concat());
    for (name, begin, bytes) in [
        ("scan.tif", &b"II*\0"[..], 300_000_000),
        ("page.html", b"<!DOCTYPE html>", 200_000),
        ("large.jpg", b"\xFF\xD8\xFF\xE0", 65 * 1024 * 1024),
        ("large.zip", b"PK\x03\x04", 300_000_000),
        ("bomb.gif", b"GIF89a\xFF\xFF\xFF\xFF\0\0\0", 200_000),
    ] {
        let upload = desk.begin_upload(&who, name, bytes).await.unwrap().id;
        let refused = desk.receive(&who, &upload, 0, head(begin)).await;
        assert!(matches!(refused, Err(DeskError::Media(_) | DeskError::Heavy(_))), "{name}: {refused:?}");
        assert!(matches!(desk.upload(&who, &upload).await, Err(DeskError::NoUpload(_))), "{name} is let go");
    }
    assert_eq!(pieces(&world), 0);
    let huge = desk.begin_upload(&who, "film.mp4", 5 * 1024 * 1024 * 1024).await;
    assert!(matches!(huge, Err(DeskError::Heavy(_))), "{huge:?}");
    for (name, bytes) in [("", 1), (" \n", 1), ("a.jpg", 0)] {
        assert!(matches!(desk.begin_upload(&who, name, bytes).await, Err(DeskError::Media(_))), "{name}");
    }
}

async fn nobody_announces_without_end(world: World) {
    let (desk, who) = (desk(&world), world.staff("reporter", Role::Reporter).await);
    let other = world.staff("other", Role::Reporter).await;
    let film = ::desk::FILE_BYTES_MAX;
    let first = desk.begin_upload(&who, "film.mp4", film).await.unwrap().id;
    for _ in 1..16 {
        desk.begin_upload(&who, "film.mp4", film).await.unwrap();
    }
    let refused = desk.begin_upload(&who, "note.txt", 1).await;
    assert!(matches!(&refused, Err(DeskError::Heavy(why)) if why.contains("at most 68719476736")), "{refused:?}");
    desk.begin_upload(&other, "film.mp4", film).await.unwrap();
    desk.end_upload(&who, &first).await.unwrap();
    desk.begin_upload(&who, "film.mp4", film).await.unwrap();
}

async fn nobody_sees_what_others_send(world: World) {
    let desk = desk(&world);
    let [one, two] = ["one", "two"].map(|login| world.staff(login, Role::Reporter));
    let (one, two, seller) = (one.await, two.await, world.staff("seller", Role::Business).await);
    let upload = send(&desk, &one, "a.jpg", &jpeg(40, 30)).await;
    assert!(matches!(desk.upload(&two, &upload).await, Err(DeskError::NoUpload(_))));
    assert!(matches!(desk.end_upload(&two, &upload).await, Err(DeskError::NoUpload(_))));
    assert!(matches!(desk.uploads(&seller).await, Err(DeskError::Forbidden { .. })));
    let item = desk.file_upload(&one, &upload, &Filing::default(), &darkroom(&world)).await.unwrap().0.id;
    assert!(desk.staff_file(&two, &item, Rendition::Thumbnail).await.is_ok(), "colleagues see the draft");
    let refused = desk.staff_file(&seller, &item, Rendition::Thumbnail).await;
    assert!(matches!(refused, Err(DeskError::Forbidden { .. })), "{refused:?}");
}

async fn what_is_never_finished_is_taken_away(world: World) {
    let (desk, who) = (desk(&world), world.staff("reporter", Role::Reporter).await);
    let picture = long_jpeg();
    let upload = desk.begin_upload(&who, "a.jpg", picture.len() as u64).await.unwrap().id;
    desk.receive(&who, &upload, 0, picture.slice(..picture.len() - 9)).await.unwrap();
    world.clock.advance(SignedDuration::from_hours(47));
    assert_eq!((desk.sweep_uploads().await.unwrap(), pieces(&world)), (0, 1));
    world.clock.advance(SignedDuration::from_hours(2));
    assert_eq!((desk.sweep_uploads().await.unwrap(), pieces(&world)), (1, 0));
    assert!(matches!(desk.upload(&who, &upload).await, Err(DeskError::NoUpload(_))));
}

/// Whole files that lie on the disk, without the thumbnails that were made of them.
fn lies(world: &World, bytes: &Bytes) -> bool {
    let name = ::store::blob_name(bytes);
    walk(world.dir.path()).iter().any(|path| path.ends_with(&name) && !path.contains("/pieces/"))
}

async fn what_is_refused_leaves_nothing(world: World) {
    let (desk, who, darkroom) = (desk(&world), world.staff("reporter", Role::Reporter).await, darkroom(&world));
    // One that the desk refuses once it is whole, and one that the darkroom cannot develop.
    let mut broken = jpeg(400, 300).to_vec();
    broken.truncate(broken.len() / 4);
    let headless = Bytes::from_static(b"\xFF\xD8\xFF\xE0 no picture");
    for bytes in [Bytes::from(broken), headless] {
        let upload = desk.begin_upload(&who, "a.jpg", bytes.len() as u64).await.unwrap().id;
        match desk.receive(&who, &upload, 0, bytes.clone()).await {
            Ok(_) => {
                let refused = desk.file_upload(&who, &upload, &Filing::default(), &darkroom).await;
                assert!(matches!(refused, Err(DeskError::Media(_))), "{refused:?}");
            }
            Err(refused) => panic!("{refused}"),
        }
        assert!(!lies(&world, &bytes));
        assert_eq!(pieces(&world), 0);
    }
}

async fn what_is_never_filed_is_taken_away(world: World) {
    let (desk, who) = (desk(&world), world.staff("reporter", Role::Reporter).await);
    let other = world.staff("other", Role::Reporter).await;
    let picture = jpeg(40, 30);
    let first = send(&desk, &who, "a.jpg", &picture).await;
    desk.whole_upload(&who, &first).await.unwrap();
    world.clock.advance(SignedDuration::from_hours(24));
    let second = send(&desk, &other, "b.jpg", &picture).await;
    desk.whole_upload(&other, &second).await.unwrap();
    world.clock.advance(SignedDuration::from_hours(25));
    assert_eq!((desk.sweep_uploads().await.unwrap(), lies(&world, &picture)), (1, true), "the other one has it");
    assert!(desk.upload(&who, &first).await.is_err() && desk.upload(&other, &second).await.is_ok());
    world.clock.advance(SignedDuration::from_hours(24));
    assert_eq!((desk.sweep_uploads().await.unwrap(), lies(&world, &picture)), (1, false));
    // Whoever lets it go does not wait for that.
    let third = send(&desk, &who, "a.jpg", &picture).await;
    desk.whole_upload(&who, &third).await.unwrap();
    assert!(lies(&world, &picture));
    desk.end_upload(&who, &third).await.unwrap();
    assert!(!lies(&world, &picture));
}

async fn a_file_that_somebody_has_stays(world: World) {
    let (desk, who, darkroom) = (desk(&world), world.staff("reporter", Role::Reporter).await, darkroom(&world));
    let late = SignedDuration::from_hours(49);
    // Filed, and then taken out of the item: its history has it.
    let filed = jpeg(40, 30);
    let graphic = Filing { kind: Some(Kind::Graphic), ..Filing::default() };
    let upload = send(&desk, &who, "map.jpg", &filed).await;
    let item = desk.file_upload(&who, &upload, &graphic, &darkroom).await.unwrap().0;
    let form = Bytes::from_static(b"%PDF-1.7 a map");
    let attached = send(&desk, &who, "map.pdf", &form).await;
    let saved = desk.attach_form(&who, &item.id, item.edit, &attached, FormName::Pdf).await.unwrap();
    desk.edit(
        &who,
        &item.id,
        saved.edit,
        saved.manuscript.with("content", serde_json::json!({"kind": "graphic"})).unwrap(),
    )
    .await
    .unwrap();
    // Named by an item, and never filed.
    let named = jpeg(50, 30);
    let upload = send(&desk, &who, "b.jpg", &named).await;
    let media = desk.whole_upload(&who, &upload).await.unwrap();
    let mut story = kit::picture("en", "Quay", "The quay.");
    story.content = story::Content::Picture { media, caption: story::Caption::new("The quay.").unwrap() };
    desk.create(&who, story, None).await.unwrap();
    // Stored in another way too, before and after.
    let (before, after) = (jpeg(60, 30), jpeg(70, 30));
    desk.add_media(&who, before.clone()).await.unwrap();
    for bytes in [&before, &after] {
        let upload = send(&desk, &who, "c.jpg", bytes).await;
        desk.whole_upload(&who, &upload).await.unwrap();
    }
    desk.add_media(&who, after.clone()).await.unwrap();
    world.clock.advance(late);
    assert_eq!(desk.sweep_uploads().await.unwrap(), 4);
    for bytes in [&filed, &form, &named, &before, &after] {
        assert!(lies(&world, bytes), "{} bytes", bytes.len());
    }
}

async fn the_same_file_is_told(world: World) {
    let (desk, who, darkroom) = (desk(&world), world.staff("reporter", Role::Reporter).await, darkroom(&world));
    let first = file(&world, &desk, &who, "a.jpg", &jpeg(40, 30)).await;
    let upload = send(&desk, &who, "copy.jpg", &jpeg(40, 30)).await;
    let held = desk.file_upload(&who, &upload, &Filing::default(), &darkroom).await;
    assert!(matches!(&held, Err(DeskError::Held { item }) if *item == first), "{held:?}");
    let again = Filing { again: true, ..Filing::default() };
    let second = desk.file_upload(&who, &upload, &again, &darkroom).await.unwrap().0.id;
    assert_ne!(first, second);
}

async fn a_broken_picture_is_refused(world: World) {
    let (desk, who, darkroom) = (desk(&world), world.staff("reporter", Role::Reporter).await, darkroom(&world));
    let whole = jpeg(400, 300);
    let cut_off = whole.slice(..whole.len() / 4);
    let upload = send(&desk, &who, "broken.jpg", &cut_off).await;
    let refused = desk.file_upload(&who, &upload, &Filing::default(), &darkroom).await;
    assert!(matches!(&refused, Err(DeskError::Media(why)) if why.contains("spoilt")), "{refused:?}");
    assert!(matches!(desk.upload(&who, &upload).await, Err(DeskError::NoUpload(_))));
    assert!(desk.items(9).await.unwrap().is_empty());
}

async fn what_files_say_counts_more(world: World) {
    let (desk, who, darkroom) = (desk(&world), world.staff("reporter", Role::Reporter).await, darkroom(&world));
    // A picture that was on the wire says of itself what its story says.
    let mut story = kit::picture("tr", "Vapur", "Bir vapur.");
    story.rights.credit = Line::new("Ayşe Kaya/TEL").ok();
    story.keywords = vec![Line::new("vapur").unwrap()];
    let (item, content, now) =
        ("tel:picture:20260901:1".parse().unwrap(), story.content_hash(), jiff::Timestamp::UNIX_EPOCH);
    let edition = format::Edition {
        agency: &world.agency,
        base: "https://wire.example",
        item: &item,
        version: 1,
        act: story::Act::Release,
        state: story::State::Usable,
        first_released: now,
        version_created: now,
        products: &[],
        content: &content,
        story: &story,
    };
    let dressed = format::photo::dress(jpeg(60, 40), &edition);
    let common = Common {
        credit: Line::new("Somebody").ok(),
        byline: Line::new("Ali Veli").ok(),
        keywords: vec![Line::new("deniz").unwrap()],
        ..Common::default()
    };
    let filing = Filing { common, ..Filing::default() };
    let upload = send(&desk, &who, "x.jpg", &dressed).await;
    let own = desk.file_upload(&who, &upload, &filing, &darkroom).await.unwrap().0.story().unwrap();
    let words = |story: &story::Story| {
        let line = |line: &Option<Line<300>>| line.as_ref().map(|line| line.as_str().to_owned()).unwrap_or_default();
        let keywords: Vec<String> = story.keywords.iter().map(|k| k.as_str().to_owned()).collect();
        (line(&story.rights.credit), line(&story.byline), keywords.join(","))
    };
    assert_eq!(words(&own), ("Ayşe Kaya/TEL".to_owned(), "Ali Veli".to_owned(), "vapur,deniz".to_owned()));
    assert_eq!(own.headline.as_str(), "Vapur");
    let filing = Filing { overwrite: true, again: true, ..filing };
    let upload = send(&desk, &who, "x.jpg", &dressed).await;
    let shared = desk.file_upload(&who, &upload, &filing, &darkroom).await.unwrap().0.story().unwrap();
    assert_eq!(words(&shared).0, "Somebody");
}

async fn a_file_is_what_it_can_be(world: World) {
    let (desk, who, darkroom) = (desk(&world), world.staff("reporter", Role::Reporter).await, darkroom(&world));
    let pdf = Bytes::from_static(b"%PDF-1.7 a map");
    let upload = send(&desk, &who, "map.pdf", &pdf).await;
    let asked = |kind| Filing { kind: Some(kind), ..Filing::default() };
    let refused = desk.file_upload(&who, &upload, &asked(Kind::Video), &darkroom).await;
    assert!(matches!(&refused, Err(DeskError::NotReady(faults)) if faults[0].field == "kind"), "{refused:?}");
    let item = desk.file_upload(&who, &upload, &asked(Kind::Graphic), &darkroom).await.unwrap().0;
    assert_eq!(item.id.kind(), Kind::Graphic);
    let named = send(&desk, &who, "holiday.jpg", &Bytes::from_static(b"PK\x03\x04 no picture")).await;
    let item = desk.file_upload(&who, &named, &Filing::default(), &darkroom).await.unwrap().0;
    assert_eq!(item.id.kind(), Kind::File, "its bytes count, not its name");
}

async fn a_graphic_gets_further_forms(world: World) {
    let (desk, who, darkroom) = (desk(&world), world.staff("reporter", Role::Reporter).await, darkroom(&world));
    let upload = send(&desk, &who, "map.jpg", &jpeg(60, 40)).await;
    let graphic = Filing { kind: Some(Kind::Graphic), ..Filing::default() };
    let item = desk.file_upload(&who, &upload, &graphic, &darkroom).await.unwrap().0;
    let pdf = send(&desk, &who, "map.pdf", &Bytes::from_static(b"%PDF-1.7 a map")).await;
    let refused = desk.attach_form(&who, &item.id, item.edit, &pdf, FormName::Eps).await;
    assert!(matches!(&refused, Err(DeskError::NotReady(faults)) if faults[0].field == "form"), "{refused:?}");
    let saved = desk.attach_form(&who, &item.id, item.edit, &pdf, FormName::Pdf).await.unwrap();
    assert_eq!(saved.edit, item.edit + 1);
    let Ok(StaffFile::Filed(form)) = desk.staff_file(&who, &item.id, Rendition::Pdf).await else { panic!() };
    assert_eq!(form.bytes, 14);
    assert!(matches!(desk.staff_file(&who, &item.id, Rendition::Sd).await, Err(DeskError::NoFile { .. })));
}

async fn order(desk: &Desk, who: &Staff, series: &story::GroupId) -> Vec<ItemId> {
    let wanted = FramesWanted { series: Some(series.clone()), ..FramesWanted::default() };
    desk.frames(who, &wanted).await.unwrap().into_iter().map(|frame| frame.item).collect()
}

async fn a_series_has_an_order(world: World) {
    let (desk, who) = (desk(&world), world.staff("reporter", Role::Reporter).await);
    let mut items = Vec::new();
    for side in [40, 50, 60] {
        items.push(file(&world, &desk, &who, "a.jpg", &jpeg(side, 30)).await);
    }
    let [a, b, c] = items.try_into().unwrap();
    let (a, b, c): (ItemId, ItemId, ItemId) = (a, b, c);
    let series = desk.arrange_series(&who, None, vec![b.clone(), c.clone(), a.clone()]).await.unwrap();
    assert_eq!(order(&desk, &who, &series).await, [b.clone(), c.clone(), a.clone()]);
    let edit = desk.item(&a).await.unwrap().edit;
    desk.arrange_series(&who, Some(series.clone()), vec![a.clone(), b.clone()]).await.unwrap();
    assert_eq!(order(&desk, &who, &series).await, [a.clone(), b.clone()]);
    assert_eq!(desk.item(&a).await.unwrap().edit, edit, "another place is no change of the picture");
    assert_eq!(desk.item(&c).await.unwrap().manuscript.field("group"), None, "who is left out leaves the series");
    let text = desk.create(&who, kit::story("en", "Text", "Text."), None).await.unwrap().id;
    for wrong in [vec![], vec![a.clone(), a.clone()], vec![a, text]] {
        let refused = desk.arrange_series(&who, Some(series.clone()), wrong).await;
        assert!(matches!(&refused, Err(DeskError::NotReady(faults)) if faults[0].field == "items"), "{refused:?}");
    }
    assert_eq!(order(&desk, &who, &series).await.len(), 2);
}

async fn the_contact_sheet_is_searched(world: World) {
    let (desk, who) = (desk(&world), world.staff("reporter", Role::Reporter).await);
    let other = world.staff("other", Role::Reporter).await;
    let ferry = desk.create(&who, kit::picture("en", "Ferry", "A ferry at dawn, 100% full."), None).await.unwrap().id;
    world.clock.advance(SignedDuration::from_secs(1));
    let quake = desk.create(&other, kit::picture("en", "Quake", "İzmir after the quake."), None).await.unwrap().id;
    desk.create(&who, kit::story("en", "Ferry text", "A ferry."), None).await.unwrap();
    let found = async |words: &str, author: Option<&str>| -> Vec<ItemId> {
        let author = author.map(str::to_owned);
        let wanted = FramesWanted { words: words.to_owned(), author, ..FramesWanted::default() };
        desk.frames(&who, &wanted).await.unwrap().into_iter().map(|frame| frame.item).collect()
    };
    assert_eq!(found("", None).await, [quake.clone(), ferry.clone()], "the newest first, and no text");
    assert_eq!(found("dawn FERRY", None).await, std::slice::from_ref(&ferry));
    assert_eq!(found("İZMİR", None).await, std::slice::from_ref(&quake));
    assert_eq!(found("100%", None).await, std::slice::from_ref(&ferry));
    assert!(found("1_0", None).await.is_empty(), "an underscore is an underscore");
    assert_eq!(found("", Some("reporter")).await, std::slice::from_ref(&ferry));
    desk.edit(&who, &ferry, 1, kit::picture("en", "Ferry", "At dusk.")).await.unwrap();
    assert!(found("dawn", None).await.is_empty(), "it is searched as it reads now");
    let wanted = FramesWanted { kind: Some(Kind::Video), ..FramesWanted::default() };
    assert!(desk.frames(&who, &wanted).await.unwrap().is_empty());
}

async fn a_picture_is_cut_around_its_focus(world: World) {
    let (desk, who, darkroom) = (desk(&world), world.staff("editor", Role::Editor).await, darkroom(&world));
    let id = file(&world, &desk, &who, "quay.jpg", &jpeg(600, 400)).await;
    let before = desk.cutting(&who, &id).await.unwrap();
    assert_eq!((before.width, before.height, before.focus), (600, 400, Focus::MIDDLE));
    desk.set_focus(&who, &id, Focus { across: 10_000, down: 0 }).await.unwrap();
    let refused = desk.set_focus(&who, &id, Focus { across: 10_001, down: 0 }).await;
    assert!(matches!(&refused, Err(DeskError::NotReady(faults)) if faults[0].field == "across"), "{refused:?}");
    let area = desk.cutting(&who, &id).await.unwrap().proposed[2].area;
    assert_eq!(area, Area { x: 200, y: 0, width: 400, height: 400 });
    let crop = desk.make_crop(&who, &id, area, &darkroom).await.unwrap();
    let media: story::Media =
        serde_json::from_value(crop.manuscript.field("content").unwrap()["media"].clone()).unwrap();
    assert_eq!((media.width, media.height), (Some(400), Some(400)));
    // The right end of the original is where it was: red at its most, from a third on.
    let bytes = world.blobs.get(media.sha256.as_str()).await.unwrap().unwrap();
    let pixels = jpeg_decoder::Decoder::new(&bytes[..]).decode().unwrap();
    assert!((80..92).contains(&pixels[0]) && pixels[399 * 3] > 248, "{} {}", pixels[0], pixels[399 * 3]);
    assert_eq!(crop.manuscript.field("related").unwrap()[0]["item"], id.as_str());
    assert_eq!(crop.manuscript.field("related").unwrap()[0]["rel"], "derived_from", "a kill takes it along");
    let after = desk.cutting(&who, &id).await.unwrap();
    assert_eq!((after.made.len(), &after.made[0].item, after.made[0].area), (1, &crop.id, area));
    assert_eq!(desk.cutting(&who, &crop.id).await.unwrap().original, Some(id.clone()));
    for (x, y, width, height) in [(300, 0, 400, 400), (0, 0, 600, 400), (0, 0, 4, 4)] {
        let refused = desk.make_crop(&who, &id, Area { x, y, width, height }, &darkroom).await;
        assert!(matches!(refused, Err(DeskError::NotReady(_))), "{refused:?}");
    }
}

async fn a_killed_picture_is_not_cut(world: World) {
    let (desk, who, darkroom) = (desk(&world), world.staff("chief", Role::Chief).await, darkroom(&world));
    let media = desk.add_media(&who, jpeg(600, 400)).await.unwrap();
    let mut story = kit::picture("en", "Quay", "The quay.");
    story.content = story::Content::Picture { media, caption: story::Caption::new("The quay.").unwrap() };
    let draft = desk.create(&who, story, None).await.unwrap();
    sent(desk.release(&who, &draft.id, 1, None).await.unwrap());
    desk.kill(&who, &draft.id, Note::new("It was staged.").unwrap()).await.unwrap();
    let area = Area { x: 0, y: 0, width: 100, height: 100 };
    let refused = desk.make_crop(&who, &draft.id, area, &darkroom).await;
    assert!(matches!(refused, Err(DeskError::Killed)), "{refused:?}");
    let rows = world.db.all("SELECT item FROM crop", args![]).await.unwrap();
    assert!(rows.is_empty());
}
