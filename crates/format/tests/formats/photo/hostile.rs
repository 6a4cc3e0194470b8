//! No bytes make the readers or the writer panic.

use super::{Wire, gif, jpeg, market, png, webp};
use bytes::Bytes;
use format::photo;
use proptest::prelude::*;
use std::sync::LazyLock;

/// Small pictures with all their metadata, to be spoilt.
static DRESSED: LazyLock<Vec<Bytes>> = LazyLock::new(|| {
    let wire = Wire::carries(market());
    let small: Bytes = jpeg().slice(..4_000);
    [small, png(), webp(true), gif()].into_iter().map(|picture| wire.dress(picture)).collect()
});

proptest! {
    #[test]
    fn any_bytes_are_survived(head in 0..5_usize, bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
        let heads: [&[u8]; 5] = [
            b"", b"\xFF\xD8\xFF\xED\x00\xFFPhotoshop 3.0\08BIM\x04\x04\0\0\0\0\0\x50\x1C\x02", b"\x89PNG\r\n\x1A\n",
            b"RIFF\x80\0\0\0WEBP", b"GIF89a!\xFF\x0BXMP DataXMP",
        ];
        let file = Bytes::from([heads[head], &bytes].concat());
        let _ = photo::read(&file);
        Wire::carries(market()).dress(file);
    }

    #[test]
    fn any_change_of_a_picture_is_survived(which in 0..4_usize, at in any::<prop::sample::Index>(), byte in any::<u8>(), cut in any::<bool>()) {
        let mut file = DRESSED[which].to_vec();
        let at = at.index(file.len());
        if cut {
            file.truncate(at);
        } else {
            file[at] = byte;
        }
        let file = Bytes::from(file);
        let _ = photo::read(&file);
        Wire::carries(market()).dress(file);
    }
}

#[test]
fn packets_that_are_bombs_are_left_out() {
    let entities =
        "<!DOCTYPE x [<!ENTITY a \"aaaa\"><!ENTITY b \"&a;&a;&a;&a;\">]><x:xmpmeta>&b;</x:xmpmeta>".to_owned();
    for packet in [entities, "<a>".repeat(100_000), format!("<a>{}</a>", "<b/>".repeat(1_000_000))] {
        let application = [&b"GIF89a!\xFF\x0BXMP DataXMP"[..], packet.as_bytes(), b"\x01\xFF\xFE\xFD"].concat();
        let facts = photo::read(&application.into()).expect("facts");
        assert_eq!(facts.headline, None);
    }
}
