//! Several items in one archive, as a reader that is not ours opens it.

use super::stand::{Answer, By, Stand, of_content, person_of, request, session_of, stored, story};
use crate::ZIP_ITEMS_MAX;
use account::{KeyTerms, LastMaster, OPERATOR, PhotoSize, Scope, Terms};
use axum::body::{Body, to_bytes};
use bytes::Bytes;
use futures_util::StreamExt;
use jiff::Timestamp;
use kit::Persona;
use serde_json::{Value, json};
use std::{io::Write, process::Command, sync::Arc};
use story::{Headline, ItemId, ProductId, Prose, Related, Relation, Story};
use wire::Dispatch;

const ONE: [ProductId; 1] = [ProductId(1)];
const PICTURE: &[u8] = include_bytes!("../../../../samples/pictures/loom.jpg");

/// Reads an archive by its directory, and says of each file how it is packed, how long it is and what its SHA-256 is.
const READER: &str = "
import hashlib, json, sys, zipfile
archive = zipfile.ZipFile(sys.argv[1])
assert archive.testzip() is None
files = {i.filename: {'stored': i.compress_type == zipfile.ZIP_STORED, 'bytes': i.file_size, 'year': i.date_time[0],
                      'sha256': hashlib.sha256(archive.read(i)).hexdigest()} for i in archive.infolist()}
print(json.dumps({'names': archive.namelist(), 'files': files, 'manifest': json.loads(archive.read('manifest.json'))}))
";

/// What is in an archive.
fn opened(bytes: &[u8]) -> Value {
    let mut file = tempfile::NamedTempFile::with_suffix(".zip").expect("a file");
    file.write_all(bytes).expect("the archive");
    let read = Command::new("python3").args(["-c", READER]).arg(file.path()).output().expect("python3");
    assert!(read.status.success(), "{}", String::from_utf8_lossy(&read.stderr));
    let read: Value = serde_json::from_slice(&read.stdout).expect("JSON");
    // What the manifest says of each file is so.
    let mut named = Vec::new();
    for line in read["manifest"]["items"].as_array().expect("items").iter().flat_map(|i| i["files"].as_array().unwrap())
    {
        let name = line["name"].as_str().expect("a name");
        let is = &read["files"][name];
        assert_eq!((&is["bytes"], &is["sha256"]), (&line["bytes"], &line["sha256"]), "{name}");
        named.push(name.to_owned());
    }
    named.push("manifest.json".to_owned());
    assert_eq!(read["names"], json!(named), "all are named, in their order");
    read
}

async fn bytes(stand: &Stand, by: By<'_>, path: &str) -> Bytes {
    let answer = stand.open(request(by, "GET", path).body(Body::empty()).unwrap()).await;
    let status = answer.status();
    let bytes = to_bytes(answer.into_body(), usize::MAX).await.expect("the body");
    assert_eq!(status, 200, "{}", String::from_utf8_lossy(&bytes));
    bytes
}

fn of(items: &[&ItemId], more: &str) -> String {
    let items: Vec<&str> = items.iter().map(|item| item.as_str()).collect();
    format!("items={}{more}", items.join(","))
}

async fn archive(stand: &Stand, by: By<'_>, items: &[&ItemId], more: &str) -> Value {
    opened(&bytes(stand, by, &format!("/api/v1/zip?{}", of(items, more))).await)
}

async fn cost(stand: &Stand, by: By<'_>, items: &[&ItemId], more: &str) -> Value {
    let answer = stand.get(by, &format!("/api/v1/zip/cost?{}", of(items, more))).await;
    assert_eq!(answer.status, 200, "{}", answer.text);
    answer.json()
}

/// `[new, known, free, over]`
fn counts(cost: &Value) -> Value {
    json!([cost["new"], cost["known"], cost["free"], cost["over"]])
}

fn reasons(of: &Value) -> Vec<(String, String, String)> {
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let left_out = of["left_out"].as_array().expect("what is left out").iter();
    left_out.map(|one| (text(&one["item"]), text(&one["form"]), text(&one["reason"]))).collect()
}

async fn picture(stand: &Stand) -> Arc<Dispatch> {
    let sha256 = stand.world.blobs.put(PICTURE.into()).await.expect("a blob");
    let media =
        json!({"sha256": sha256, "media_type": "image/jpeg", "bytes": PICTURE.len(), "width": 1_280, "height": 853});
    let content = json!({"kind": "picture", "media": media, "caption": "Tezgâh başında."});
    let mut story = of_content("Dokuma", &content);
    story.rights.usage_terms = Some(Prose::new("Only with the story.").unwrap());
    stand.world.release(story, &ONE).await
}

/// A story beside which a picture stands.
fn with_picture(headline: &str, picture: &ItemId) -> Story {
    let related = Related { item: picture.clone(), title: Headline::new("Dokuma").unwrap(), rel: Relation::Related };
    Story { related: vec![related], ..story(headline) }
}

async fn reader_of(stand: &Stand, limit: u32) -> Persona {
    let terms = Terms { download_limit: limit, ..Terms::all_of(ONE.to_vec(), Timestamp::UNIX_EPOCH) };
    stand.world.subscriber("Gazete", Some(terms)).await
}

#[tokio::test]
async fn an_archive_holds_texts_pictures_and_what_they_are() {
    for stand in Stand::each().await {
        let reader = stand.world.covered_subscriber("Gazete").await;
        let loom = picture(&stand).await;
        let text = stand.world.release(with_picture("Şehir/de dokuma", &loom.entry.item), &ONE).await;
        let film = stored(&stand, "video/mp4", "the film").await;
        let content = json!({"kind": "video", "media": film, "caption": "Film."});
        let film = stand.world.release(of_content("Film", &content), &ONE).await;
        let items = [&text.entry.item, &film.entry.item];
        let path = format!("/api/v1/zip?{}", of(&items, "&format=newsml-g2&sizes=web,file"));
        let answer = stand.open(request(By::Key(&reader), "GET", &path).body(Body::empty()).unwrap()).await;
        assert_eq!(answer.headers()["content-type"], "application/zip");
        assert_eq!(answer.headers()["content-disposition"], "attachment; filename=\"tel-20260901-120000.zip\"");
        let read = opened(&to_bytes(answer.into_body(), usize::MAX).await.unwrap());
        let serial = |dispatch: &Dispatch| dispatch.entry.item.as_str().rsplit(':').next().unwrap().to_owned();
        let stem = format!("01_sehir-de-dokuma_{}", serial(&text));
        let film_stem = format!("02_dosya_{}", serial(&film));
        let names = json!([
            format!("{stem}.xml"),
            format!("{stem}_01_{}_web.jpg", serial(&loom)),
            format!("{film_stem}.xml"),
            format!("{film_stem}_web.mp4"),
            format!("{film_stem}_file.mp4"),
            "manifest.json",
        ]);
        assert_eq!(read["names"], names);
        assert_eq!(read["files"][format!("{stem}.xml")]["stored"], false);
        let stored = &read["files"][format!("{film_stem}_file.mp4")];
        assert_eq!((&stored["stored"], &stored["bytes"], &stored["year"]), (&json!(true), &json!(8), &json!(2026)));
        let manifest = &read["manifest"];
        assert_eq!((&manifest["format"], &manifest["sizes"]), (&json!("newsml-g2"), &json!(["web", "file"])));
        let [first, beside, _] = manifest["items"].as_array().unwrap().as_slice() else { panic!("{manifest}") };
        assert_eq!((&first["item"], &first["seq"]), (&json!(text.entry.item), &json!(text.seq())));
        assert_eq!(first["revision"], text.entry.revision().to_string());
        assert_eq!(
            (&beside["beside"], &beside["usage_terms"]),
            (&json!(text.entry.item), &json!("Only with the story."))
        );
        assert_eq!(manifest["left_out"], json!([]));
        // Alone, each comes with the same bytes.
        let alone = stand.get(By::Key(&reader), &format!("/api/v1/items/{}?format=newsml-g2", text.entry.item)).await;
        let sha256 = <sha2::Sha256 as sha2::Digest>::digest(alone.text.as_bytes());
        assert_eq!(first["files"][0]["sha256"], hex::encode(sha256));
    }
}

#[tokio::test]
async fn it_counts_what_its_items_count_alone_and_says_so_before() {
    for stand in Stand::each().await {
        let reader = reader_of(&stand, 4).await;
        let by = By::Key(&reader);
        let loom = picture(&stand).await;
        let text = stand.world.release(with_picture("Bir", &loom.entry.item), &ONE).await;
        let other = stand.world.release(story("İki"), &ONE).await;
        let items = [&text.entry.item, &other.entry.item];
        assert_eq!(stand.get(by, &format!("/api/v1/items/{}", other.entry.item)).await.status, 200);
        let before = cost(&stand, by, &items, "&sizes=web,print").await;
        assert_eq!(counts(&before), json!([2, 1, 0, 0]), "the picture is a revision, in two sizes");
        let contract = &reader.subscriber.contracts[0].id;
        let under = json!({"contract": contract, "limit": 4, "left": 3, "takes": 2, "resets": "2026-10-01T00:00:00Z"});
        assert_eq!((&before["quotas"], &before["items"], &before["files"]), (&json!([under]), &json!(3), &json!(4)));
        assert_eq!(before, cost(&stand, by, &items, "&sizes=web,print").await, "asking costs nothing");
        let path = format!("/api/v1/zip?{}", of(&items, "&sizes=web,print"));
        let head = stand.send(request(by, "HEAD", &path).body(Body::empty()).unwrap()).await;
        assert_eq!((head.status, counts(&cost(&stand, by, &items, "&sizes=web").await)), (200, json!([2, 1, 0, 0])));
        let answer = stand.get(by, &path).await;
        assert!(answer.headers["ratelimit"].to_str().unwrap().starts_with("\"downloads\";r=1;"));
        assert_eq!(counts(&cost(&stand, by, &items, "&sizes=web").await), json!([0, 3, 0, 0]));
        let quotas = stand.get(by, "/api/v1/account/quotas").await.json();
        assert_eq!(quotas["quotas"][0]["left"], 1);
        stand.world.accounts.meter().flush().await.unwrap();
        let usage = stand.get(by, "/api/v1/account/usage").await.json();
        let zip = usage["ways"].as_array().unwrap().iter().find(|line| line["key"] == "zip").unwrap();
        assert_eq!(zip["given"], 4, "two texts, a picture in two sizes");
        // Whoever comes again pays nothing, in whatever form.
        archive(&stand, by, &items, "&format=text&sizes=web").await;
        assert_eq!(stand.get(by, "/api/v1/account/quotas").await.json()["quotas"][0]["left"], 1);
    }
}

/// Three stories, of which a contract of two downloads covers the first two.
async fn three(stand: &Stand) -> (Persona, Vec<ItemId>) {
    let reader = reader_of(stand, 2).await;
    let mut items = Vec::new();
    for headline in ["Bir", "İki", "Üç"] {
        items.push(stand.world.release(story(headline), &ONE).await.entry.item.clone());
    }
    (reader, items)
}

#[tokio::test]
async fn where_not_enough_is_left_nothing_is_counted_unless_a_part_will_do() {
    for stand in Stand::each().await {
        let (reader, items) = three(&stand).await;
        let (by, items) = (By::Key(&reader), items.iter().collect::<Vec<_>>());
        assert_eq!(counts(&cost(&stand, by, &items, "").await), json!([2, 0, 0, 1]));
        let refused: Answer = stand.get(by, &format!("/api/v1/zip?{}", of(&items, ""))).await;
        assert_eq!((refused.status, refused.problem().0), (409, "not-enough".to_owned()));
        let problem = refused.json();
        let told = json!([problem["reason"], problem["new"], problem["left"], problem["limit"], problem["until"]]);
        assert_eq!(told, json!(["download_limit", 3, 2, 2, "2026-10-01T00:00:00Z"]));
        assert!(refused.headers["ratelimit"].to_str().unwrap().starts_with("\"downloads\";r=2;"));
        assert_eq!(stand.get(by, "/api/v1/account/quotas").await.json()["quotas"][0]["left"], 2, "nothing was counted");
        let part = archive(&stand, by, &items, "&partial=true").await;
        assert_eq!(part["names"].as_array().unwrap().len(), 3);
        let third = (items[2].to_string(), "json".to_owned(), "download_limit".to_owned());
        assert_eq!(reasons(&part["manifest"]), [third]);
        let nothing = stand.get(by, &format!("/api/v1/zip?{}", of(&items[2..], "&partial=true"))).await;
        assert_eq!((nothing.status, nothing.json()["left"].clone()), (409, json!(0)));
    }
}

#[tokio::test]
async fn two_who_ask_at_once_do_not_count_more_than_is_left() {
    for stand in Stand::each().await {
        let (reader, items) = three(&stand).await;
        let path = |n: usize| format!("/api/v1/zip?{}", of(&[&items[n], &items[(n + 1) % 3]], ""));
        let paths = [path(0), path(1), path(2)];
        let [a, b, c] = paths.each_ref().map(|path| stand.get(By::Key(&reader), path));
        let answers = tokio::join!(a, b, c);
        let mut statuses = [answers.0.status, answers.1.status, answers.2.status];
        statuses.sort_unstable();
        assert_eq!(statuses, [200, 409, 409]);
        assert_eq!(stand.get(By::Key(&reader), "/api/v1/account/quotas").await.json()["quotas"][0]["used"], 2);
    }
}

#[tokio::test]
async fn what_may_not_be_had_is_left_out_with_its_reason() {
    for stand in Stand::each().await {
        let terms = Terms { photo_sizes: vec![PhotoSize::Web], ..Terms::all_of(ONE.to_vec(), Timestamp::UNIX_EPOCH) };
        let reader = stand.world.subscriber("Gazete", Some(terms)).await;
        let good = stand.world.release(story("Açık"), &ONE).await;
        let killed = stand.world.release(story("Silinen"), &ONE).await;
        stand.world.kill(&killed).await;
        let held = stand.world.release(story("Bekleyen"), &ONE).await;
        stand.world.hold(&held).await;
        let early = Story { embargo: "2026-09-01T13:00:00Z".parse().ok(), ..story("Erken") };
        let early = stand.world.release(early, &ONE).await;
        let others = stand.world.release(story("Başkasının"), &[ProductId(2)]).await;
        let loom = picture(&stand).await;
        let unknown: ItemId = "tel:text:20260901:99".parse().unwrap();
        let all = [&killed, &held, &early, &others, &good, &loom].map(|dispatch| &dispatch.entry.item);
        let items: Vec<&ItemId> = all.into_iter().chain([&unknown]).collect();
        let read = archive(&stand, By::Key(&reader), &items, "&sizes=print").await;
        let expected = [
            (&killed.entry.item, "", "killed"),
            (&held.entry.item, "", "on_hold"),
            (&early.entry.item, "", "embargo"),
            (&others.entry.item, "", "not_covered"),
            (&loom.entry.item, "print", "size"),
            (&unknown, "", "unknown"),
        ];
        let expected = expected.map(|(item, form, why)| (item.to_string(), form.to_owned(), why.to_owned()));
        assert_eq!(reasons(&read["manifest"]), expected);
        assert_eq!(read["manifest"]["items"].as_array().unwrap().len(), 2, "the story, and the picture's own document");
        assert_eq!(reasons(&cost(&stand, By::Key(&reader), &items, "&sizes=print").await), expected, "and before");
        let path = format!("/api/v1/zip?{}", of(&[&killed.entry.item], ""));
        let refused = stand.get(By::Key(&reader), &path).await;
        assert_eq!((refused.status, refused.json()["left_out"][0]["reason"].clone()), (403, json!("killed")));
    }
}

#[tokio::test]
async fn what_is_killed_while_the_archive_is_sent_is_not_in_it() {
    for stand in Stand::each().await {
        let reader = reader_of(&stand, 9).await;
        let by = By::Key(&reader);
        // Long enough that the first piece is full before the second item is begun.
        let film = stored(&stand, "video/mp4", &"film ".repeat(40_000)).await;
        let film = stand
            .world
            .release(of_content("Film", &json!({"kind": "video", "media": film, "caption": "F."})), &ONE)
            .await;
        let text = stand.world.release(story("Sonra silinen"), &ONE).await;
        let path = format!("/api/v1/zip?{}", of(&[&film.entry.item, &text.entry.item], "&sizes=file"));
        let answer = stand.open(request(by, "GET", &path).body(Body::empty()).unwrap()).await;
        let mut pieces = answer.into_body().into_data_stream();
        let mut read = pieces.next().await.unwrap().unwrap().to_vec();
        stand.world.kill(&text).await;
        while let Some(piece) = pieces.next().await {
            read.extend_from_slice(&piece.unwrap());
        }
        let read = opened(&read);
        assert_eq!(reasons(&read["manifest"]), [(text.entry.item.to_string(), "json".to_owned(), "killed".to_owned())]);
        assert_eq!(read["names"].as_array().unwrap().len(), 3);
    }
}

#[tokio::test]
async fn a_person_who_is_let_out_meanwhile_gets_no_more() {
    let stand = Stand::new().await;
    let paper = stand.world.covered_subscriber("Gazete").await;
    let person = person_of(&stand, &paper).await;
    let session = session_of(&stand, &person).await;
    let film = stored(&stand, "video/mp4", &"film ".repeat(40_000)).await;
    let film =
        stand.world.release(of_content("Film", &json!({"kind": "video", "media": film, "caption": "F."})), &ONE).await;
    let text = stand.world.release(story("Haber"), &ONE).await;
    let path = format!("/api/v1/zip?{}", of(&[&film.entry.item, &text.entry.item], "&sizes=file"));
    let by = By::Session(&session.secret);
    let from_elsewhere = request(by, "GET", &path).header("Sec-Fetch-Site", "cross-site");
    assert_eq!(stand.send(from_elsewhere.body(Body::empty()).unwrap()).await.status, 403);
    let answer = stand.open(request(by, "GET", &path).body(Body::empty()).unwrap()).await;
    let mut pieces = answer.into_body().into_data_stream();
    let mut read = pieces.next().await.unwrap().unwrap().to_vec();
    stand.world.accounts.freeze_person(&person.id, true, LastMaster::MayGo, OPERATOR).await.unwrap();
    while let Some(piece) = pieces.next().await {
        read.extend_from_slice(&piece.unwrap());
    }
    let read = opened(&read);
    assert_eq!(reasons(&read["manifest"]), [(text.entry.item.to_string(), String::new(), "not_covered".to_owned())]);
}

#[tokio::test]
async fn what_is_no_list_of_items_is_refused() {
    let stand = Stand::new().await;
    let reader = stand.world.covered_subscriber("Gazete").await;
    let item = stand.world.release(story("Haber"), &ONE).await.entry.item.clone();
    let many = |n: usize| (1..=n).map(|n| format!("tel:text:20260901:{n}")).collect::<Vec<_>>().join(",");
    for (query, field) in [
        (String::new(), "items"),
        ("items=".to_owned(), "items"),
        ("items=nonsense".to_owned(), "items"),
        (format!("items={}", many(ZIP_ITEMS_MAX + 1)), "items"),
        (format!("items={item}&format=poem"), "format"),
        (format!("items={item}&sizes=huge"), "sizes"),
        (format!("items={item}&nothing=1"), "nothing"),
    ] {
        for path in ["/api/v1/zip", "/api/v1/zip/cost"] {
            let answer = stand.get(By::Key(&reader), &format!("{path}?{query}")).await;
            assert_eq!(answer.problem(), ("bad-request".to_owned(), json!(field)), "{path} {query}");
        }
    }
    let twice = archive(&stand, By::Key(&reader), &[&item, &item], "").await;
    assert_eq!(twice["names"].as_array().unwrap().len(), 2, "an item that is named twice is there once");
    let terms = KeyTerms { scopes: vec![Scope::Items], ..KeyTerms::labelled("items") };
    let key = stand.world.accounts.add_key(&reader.subscriber.organisation, &terms, OPERATOR).await.unwrap();
    let narrow = Persona { key: key.secret, ..stand.world.covered_subscriber("Dar").await };
    archive(&stand, By::Key(&narrow), &[&item], "").await;
    let refused = stand.get(By::Key(&narrow), &format!("/api/v1/zip?items={item}&sizes=web")).await;
    assert_eq!((refused.status, refused.json()["scope"].clone()), (403, json!("files")), "files take their own scope");
}

#[tokio::test]
async fn nobody_is_sent_more_than_a_few_at_once() {
    let stand = Stand::new().await;
    let reader = stand.world.covered_subscriber("Gazete").await;
    let item = stand.world.release(story("Haber"), &ONE).await.entry.item.clone();
    let ask = || request(By::Key(&reader), "GET", &format!("/api/v1/zip?items={item}")).body(Body::empty()).unwrap();
    let mut open = Vec::new();
    for _ in 0..crate::lines::ARCHIVES_MAX {
        open.push(stand.open(ask()).await);
    }
    let refused = stand.send(ask()).await;
    assert_eq!((refused.status, refused.headers["retry-after"].to_str().unwrap()), (429, "10"));
    drop(open.pop());
    assert_eq!(stand.send(ask()).await.status, 200, "whoever got one asks again");
}
