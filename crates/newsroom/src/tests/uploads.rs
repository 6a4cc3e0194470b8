//! Files that are sent with their sums.

use super::room::{Answer, Room, as_staff};
use account::Role;
use axum::body::Body;
use base64::{Engine, prelude::BASE64_STANDARD};
use desk::PIECE_BYTES_MAX;
use sha1::{Digest, Sha1};
use sha2::Sha256;

/// A file that is longer than one piece.
fn film() -> Vec<u8> {
    let mut bytes = b"\0\0\0\x18ftypmp42\0\0\0\0mp42isom".to_vec();
    bytes.extend((0..PIECE_BYTES_MAX + 1_000).map(|n| u8::try_from(n % 251).expect("less than 251")));
    bytes
}

async fn announced(room: &Room, bytes: usize) -> String {
    let name = BASE64_STANDARD.encode("ferry.mp4");
    let request = as_staff("ayse", "POST", "/desk/api/uploads")
        .header("tus-resumable", "1.0.0")
        .header("upload-length", bytes)
        .header("upload-metadata", format!("filename {name}"));
    let begun = room.send(request.body(Body::empty()).expect("a request")).await;
    assert_eq!(begun.status, 201, "{begun:?}");
    begun.header("location").to_owned()
}

async fn sent(room: &Room, upload: &str, offset: usize, sum: &str, bytes: &[u8]) -> Answer {
    let request = as_staff("ayse", "PATCH", upload)
        .header("tus-resumable", "1.0.0")
        .header("content-type", "application/offset+octet-stream")
        .header("upload-offset", offset)
        .header("upload-checksum", sum);
    room.send(request.body(Body::from(bytes.to_vec())).expect("a request")).await
}

async fn stands(room: &Room, upload: &str) -> String {
    let head = as_staff("ayse", "HEAD", upload).header("tus-resumable", "1.0.0");
    room.send(head.body(Body::empty()).expect("a request")).await.header("upload-offset").to_owned()
}

fn sha1(bytes: &[u8]) -> String {
    format!("sha1 {}", BASE64_STANDARD.encode(Sha1::digest(bytes)))
}

fn sha256(bytes: &[u8]) -> String {
    format!("sha256 {}", BASE64_STANDARD.encode(Sha256::digest(bytes)))
}

#[tokio::test]
async fn bytes_that_are_not_those_summed_up_do_not_count() {
    for room in Room::each().await {
        room.staff("ayse", "Ayşe Kaya", Role::Reporter).await;
        let film = film();
        let upload = announced(&room, film.len()).await;
        let (first, rest) = film.split_at(PIECE_BYTES_MAX + 500);
        // The first piece of it was in the store before the sum was known to be wrong.
        for wrong in [sha1(&film), sha256(&film), sha1(b"")] {
            let refused = sent(&room, &upload, 0, &wrong, first).await;
            let problem = refused.json();
            assert_eq!((refused.status, &problem["status"]), (460, &460.into()), "{problem}");
            assert_eq!(problem["field"], "Upload-Checksum");
            assert_eq!(stands(&room, &upload).await, "0");
        }
        for unusable in ["sha1", "sha1 *", "md5 kqU=", "sha1  "] {
            let refused = sent(&room, &upload, 0, unusable, first).await;
            let is_known = refused.status == 460 && unusable.starts_with("sha1 ");
            assert!(refused.status == 400 || is_known, "{unusable}: {refused:?}");
        }
        assert_eq!(stands(&room, &upload).await, "0");
        let taken = sent(&room, &upload, 0, &sha1(first), first).await;
        assert_eq!((taken.status, taken.header("upload-offset")), (204, first.len().to_string().as_str()));
        assert_eq!(sent(&room, &upload, first.len(), &sha256(rest), rest).await.status, 204);
        let id = upload.rsplit('/').next().expect("an id");
        let who = room.world.accounts.sign_in_staff("ayse", kit::PASSWORD).await.expect("the sign-in");
        let media = room.desk.whole_upload(&who, id).await.expect("a film");
        assert_eq!(media.sha256.as_str(), store::blob_name(&film), "it is what was sent");
    }
}

#[tokio::test]
async fn what_is_spoken_is_told() {
    for room in Room::each().await {
        room.staff("ayse", "Ayşe Kaya", Role::Reporter).await;
        let request = as_staff("ayse", "OPTIONS", "/desk/api/uploads").body(Body::empty()).expect("a request");
        let told = room.send(request).await;
        assert_eq!(told.header("tus-extension"), "creation,termination,checksum");
        assert_eq!(told.header("tus-checksum-algorithm"), "sha1,sha256");
    }
}
