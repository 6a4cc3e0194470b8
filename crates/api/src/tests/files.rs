use super::stand::{By, Stand, of_content, request, stored};
use account::{GraphicForm, PhotoSize, Terms, VideoSize};
use axum::body::Body;
use jiff::Timestamp;
use serde_json::json;
use story::ProductId;

const ONE: [ProductId; 1] = [ProductId(1)];
const FILM: &str = "0123456789 the film";

/// A video with a form in standard definition; its address.
async fn film(stand: &Stand) -> String {
    let (media, sd) = (stored(stand, "video/mp4", FILM).await, stored(stand, "video/mp4", "small film").await);
    let content =
        json!({"kind": "video", "media": media, "caption": "Kısa film.", "forms": [{"form": "sd", "media": sd}]});
    let sent = stand.world.release(of_content("Film", &content), &ONE).await;
    format!("/api/v1/items/{}/files", sent.entry.item)
}

#[tokio::test]
async fn a_file_is_given_whole_and_in_parts() {
    for stand in Stand::each().await {
        let reader = stand.world.covered_subscriber("Gazete").await;
        let by = By::Key(&reader);
        let path = film(&stand).await;
        let whole = stand.get(by, &format!("{path}/web")).await;
        assert_eq!((whole.status, whole.text.as_str()), (200, FILM));
        assert_eq!(whole.headers["content-type"], "video/mp4");
        assert_eq!(whole.headers["content-length"], FILM.len().to_string());
        assert_eq!(whole.headers["accept-ranges"], "bytes");
        assert!(whole.headers["repr-digest"].to_str().unwrap().starts_with("sha-256=:"));
        assert_eq!(whole.headers["x-content-type-options"], "nosniff");
        assert_eq!(stand.get(by, &format!("{path}/sd")).await.text, "small film");
        let part = async |range: &str| {
            stand
                .send(request(by, "GET", &format!("{path}/web")).header("Range", range).body(Body::empty()).unwrap())
                .await
        };
        let middle = part("bytes=10-12").await;
        assert_eq!((middle.status, middle.text.as_str()), (206, " th"));
        assert_eq!(middle.headers["content-range"], format!("bytes 10-12/{}", FILM.len()));
        assert_eq!(middle.headers["content-length"], "3");
        assert_eq!(part("bytes=-4").await.text, "film");
        let beyond = part("bytes=1000-").await;
        assert_eq!((beyond.status, beyond.problem().0), (416, "no-such-range".to_owned()));
        assert_eq!(beyond.headers["content-range"], format!("bytes */{}", FILM.len()));
        let held = whole.headers["etag"].clone();
        let known = request(by, "GET", &format!("{path}/web")).header("If-None-Match", held);
        assert_eq!(stand.send(known.body(Body::empty()).unwrap()).await.status, 304);
        for missing in ["print", "eps", "thumbnail"] {
            assert_eq!(stand.get(by, &format!("{path}/{missing}")).await.status, 404, "{missing}");
        }
        assert_eq!(stand.get(by, &format!("{path}/poem")).await.problem().1, json!("rendition"));
    }
}

#[tokio::test]
async fn a_size_that_is_not_in_the_contract_is_refused_with_the_reason() {
    let stand = Stand::new().await;
    let terms = Terms {
        photo_sizes: vec![PhotoSize::Web],
        video_sizes: vec![VideoSize::Sd],
        graphic_forms: vec![GraphicForm::Eps],
        ..Terms::all_of(ONE.to_vec(), Timestamp::UNIX_EPOCH)
    };
    let reader = stand.world.subscriber("Gazete", Some(terms)).await;
    let by = By::Key(&reader);
    let path = film(&stand).await;
    assert_eq!(stand.get(by, &format!("{path}/sd")).await.status, 200);
    for size in ["web", "file"] {
        let refused = stand.get(by, &format!("{path}/{size}")).await;
        assert_eq!((refused.status, refused.json()["reason"].clone()), (403, json!("size")), "{size}");
    }
    let graphic = json!({"kind": "graphic", "media": stored(&stand, "image/png", "raster").await, "caption": "Harita.",
        "forms": [{"form": "eps", "media": stored(&stand, "application/postscript", "eps").await},
                  {"form": "pdf", "media": stored(&stand, "application/pdf", "pdf").await}]});
    let sent = stand.world.release(of_content("Harita", &graphic), &ONE).await;
    let path = format!("/api/v1/items/{}/files", sent.entry.item);
    assert_eq!(stand.get(by, &format!("{path}/eps")).await.text, "eps");
    assert_eq!(stand.get(by, &format!("{path}/ai")).await.status, 404, "there is none");
    for form in ["raster", "pdf"] {
        assert_eq!(stand.get(by, &format!("{path}/{form}")).await.status, 403, "{form}");
    }
}

#[tokio::test]
async fn the_download_limit_counts_revisions() {
    let stand = Stand::new().await;
    let terms = Terms { download_limit: 2, ..Terms::all_of(ONE.to_vec(), Timestamp::UNIX_EPOCH) };
    let reader = stand.world.subscriber("Gazete", Some(terms)).await;
    let by = By::Key(&reader);
    let path = film(&stand).await;
    let story = stand.world.release(super::stand::story("Bir"), &ONE).await;
    let other = stand.world.release(super::stand::story("İki"), &ONE).await;
    let item = |dispatch: &wire::Dispatch| format!("/api/v1/items/{}", dispatch.entry.item);
    for _ in 0..3 {
        assert_eq!(stand.get(by, &format!("{path}/web")).await.status, 200);
        assert_eq!(stand.get(by, &format!("{path}/sd")).await.status, 200, "another size of the same revision is free");
        assert_eq!(stand.get(by, &item(&story)).await.status, 200);
        assert_eq!(stand.get(by, &format!("{}?format=text", item(&story))).await.status, 200);
    }
    let refused = stand.get(by, &item(&other)).await;
    assert_eq!((refused.status, refused.json()["reason"].clone()), (403, json!("download_limit")));
    assert!(!refused.text.contains(super::stand::BODY));
    let login = By::Login(&reader);
    let has = stand.get(login, &format!("/abone/document/{}/newsml29", other.entry.item)).await;
    assert_eq!(has.status, 403);
    assert!(has.text.contains("limitiniz doldu") && has.text.contains("yetkiniz yoktur"), "{}", has.text);
    assert_eq!(stand.get(login, &format!("/abone/document/{}/newsml29", story.entry.item)).await.status, 200);
    // A correction is a revision of its own.
    stand.world.correct(&story, super::stand::story("Bir buçuk"), "bir", "bir buçuk").await;
    assert_eq!(stand.get(by, &item(&story)).await.status, 403);
    let diff = stand.get(by, &format!("{}/diff", item(&story))).await;
    assert_eq!((diff.status, diff.json()["reason"].clone()), (403, json!("download_limit")), "no way around the limit");
}

/// A picture of the demo.
const PICTURE: &[u8] = include_bytes!("../../../../samples/pictures/loom.jpg");

/// A released picture with this file; its address.
async fn picture(stand: &Stand, bytes: &'static [u8], media_type: &str) -> (std::sync::Arc<wire::Dispatch>, String) {
    let sha256 = stand.world.blobs.put(bytes.into()).await.expect("a blob");
    let media =
        json!({"sha256": sha256, "media_type": media_type, "bytes": bytes.len(), "width": 1_280, "height": 853});
    let content = json!({"kind": "picture", "media": media, "caption": "Tezgâh başında."});
    let sent = stand.world.release(of_content("Dokuma", &content), &ONE).await;
    let path = format!("/api/v1/items/{}/files", sent.entry.item);
    (sent, path)
}

#[tokio::test]
async fn pictures_come_in_sizes_with_the_caption_of_the_newest_version() {
    let stand = Stand::new().await;
    let reader = stand.world.covered_subscriber("Gazete").await;
    let by = By::Key(&reader);
    let (sent, path) = picture(&stand, PICTURE, "image/jpeg").await;
    for (size, dressed) in [("print", true), ("web", true), ("preview", false), ("thumbnail", false)] {
        let answer = stand.get(by, &format!("{path}/{size}")).await;
        assert_eq!((answer.status, answer.headers["content-type"].to_str().unwrap()), (200, "image/jpeg"), "{size}");
        assert_eq!(answer.text.contains("Tezgâh başında."), dressed, "{size}");
    }
    let bytes = async |size: &str| {
        let length = stand.get(by, &format!("{path}/{size}")).await.headers["content-length"].clone();
        length.to_str().unwrap().parse::<usize>().unwrap()
    };
    assert!(bytes("thumbnail").await < bytes("preview").await && bytes("preview").await < bytes("print").await);
    let mut corrected = (*sent.story).clone();
    let story::Content::Picture { caption, .. } = &mut corrected.content else { panic!("a picture") };
    *caption = story::Caption::new("Atölyede.").unwrap();
    stand.world.correct(&sent, corrected, "Tezgâh", "Atölye").await;
    let newer = stand.get(by, &format!("{path}/print")).await;
    assert!(newer.text.contains("Atölyede.") && !newer.text.contains("Tezgâh"), "a correction reaches the file");
}

#[tokio::test]
async fn what_is_no_picture_is_not_developed() {
    let stand = Stand::new().await;
    let reader = stand.world.covered_subscriber("Gazete").await;
    let (_, path) = picture(&stand, b"\xFF\xD8\xFF a forged picture", "image/jpeg").await;
    for size in ["web", "preview", "thumbnail"] {
        assert_eq!(stand.get(By::Key(&reader), &format!("{path}/{size}")).await.status, 404, "{size}");
    }
}
