//! Bombs, forgeries and broken files.

use crate::pictures::*;
use darkroom::{Flaw, PICTURE_BYTES_MAX, SCANS_MAX};
use jpeg_encoder::ColorType;
use proptest::prelude::*;
use std::sync::LazyLock;
use story::Rendition::{Preview, Thumbnail, Web};

/// A JPEG whose frame says another size.
fn resized(mut file: Vec<u8>, width: u16, height: u16) -> Vec<u8> {
    let frame = file.windows(2).position(|pair| matches!(pair, [0xFF, 0xC0 | 0xC2])).unwrap();
    file[frame + 5..frame + 7].copy_from_slice(&height.to_be_bytes());
    file[frame + 7..frame + 9].copy_from_slice(&width.to_be_bytes());
    file
}

#[test]
fn bombs_are_refused_by_their_head() {
    let png_head = |width: u32, height: u32| {
        let mut ihdr = [&b"IHDR"[..], &width.to_be_bytes(), &height.to_be_bytes(), &[8, 6, 0, 0, 0]].concat();
        let crc = png_crc(&ihdr);
        ihdr.extend_from_slice(&crc.to_be_bytes());
        [&b"\x89PNG\r\n\x1A\n\0\0\0\x0D"[..], &ihdr, b"\0\0\0\0IDAT\x35\xAF\x06\x1E"].concat()
    };
    let webp_head = |side: u32| {
        let side = &(side - 1).to_le_bytes()[..3];
        [&b"RIFF\x1E\0\0\0WEBPVP8X\x0A\0\0\0\0\0\0\0"[..], side, side, b"VP8L\0\0\0\0"].concat()
    };
    let gif_head =
        [&b"GIF89a"[..], &[0xFF; 4], &[0x80, 0, 0, 0, 0, 0, 0, 0, 0], b",\0\0\0\0", &[0xFF; 4], b"\0\x02\x01\0\0;"]
            .concat();
    let progressive =
        Jpeg { progressive: true, ..Jpeg::default() }.of(&quarters(64, 64, UPRIGHT), 64, 64, ColorType::Rgb);
    for (bomb, width, height) in [
        (resized(jpeg(64, 64), 65_000, 65_000), 65_000, 65_000),
        (resized(jpeg(64, 64), 60_000, 10), 60_000, 10),
        (resized(progressive, 12_000, 9_000), 12_000, 9_000),
        (png_head(100_000, 100_000), 100_000, 100_000),
        (png_head(16_000, 12_000), 16_000, 12_000),
        (gif_head, 65_535, 65_535),
    ] {
        assert_eq!(develop(&bomb, Web), Err(Flaw::Large { width, height }));
    }
    assert!(develop(&webp_head(16_000), Web).is_err());
    let heavy = vec![0xFF; PICTURE_BYTES_MAX + 1];
    assert_eq!(develop(&heavy, Web), Err(Flaw::Heavy { bytes: PICTURE_BYTES_MAX + 1 }));
}

/// The check sum of PNG (§D), bit by bit.
fn png_crc(bytes: &[u8]) -> u32 {
    let step = |crc: u32| if crc & 1 == 1 { 0xEDB8_8320 ^ (crc >> 1) } else { crc >> 1 };
    !bytes.iter().fold(!0, |crc, &byte| (0..8).fold(crc ^ u32::from(byte), |crc, _| step(crc)))
}

#[test]
fn a_jpeg_of_endless_scans_is_refused() {
    let file = Jpeg { progressive: true, ..Jpeg::default() }.of(&quarters(64, 64, UPRIGHT), 64, 64, ColorType::Rgb);
    let last = file.windows(2).rposition(|pair| pair == [0xFF, 0xDA]).unwrap();
    let (head, scan) = (&file[..last], &file[last..file.len() - 2]);
    let endless = [head, &scan.repeat(SCANS_MAX), b"\xFF\xD9"].concat();
    assert!(matches!(develop(&endless, Web), Err(Flaw::Scans { .. })));
}

#[test]
fn what_is_no_picture_or_is_cut_off_is_refused() {
    for file in [&b""[..], b"plain text", b"%PDF-1.7", b"<svg/>", b"....ftypmp42"] {
        assert_eq!(develop(file, Web), Err(Flaw::NoPicture));
    }
    let kinds = [
        jpeg(300, 200),
        png(&quarters(300, 200, UPRIGHT), (300, 200), png::ColorType::Rgb, png::BitDepth::Eight),
        webp(&quarters(300, 200, UPRIGHT), (300, 200), image_webp::ColorType::Rgb8),
        gif(300, 200),
    ];
    for (n, whole) in kinds.iter().enumerate() {
        assert!(develop(whole, Web).is_ok(), "{n}");
        let cut = develop(&whole[..whole.len() / 3], Web);
        assert!(matches!(cut, Err(Flaw::Spoilt(_))), "{n}: {cut:?}");
        // It begins as one kind and goes on as another.
        let forged = [&kinds[(n + 1) % kinds.len()][..12], &whole[12..]].concat();
        assert!(develop(&forged, Web).is_err(), "{n}");
    }
}

/// Small pictures of each kind, to be spoilt.
static PICTURES: LazyLock<Vec<Vec<u8>>> = LazyLock::new(|| {
    let pixels = quarters(40, 30, UPRIGHT);
    let progressive = Jpeg { progressive: true, orientation: Some(5), ..Jpeg::default() };
    let inks = [1, 2, 3, 4].repeat(40 * 30);
    vec![
        jpeg(40, 30),
        progressive.of(&pixels, 40, 30, ColorType::Rgb),
        Jpeg::default().of(&inks, 40, 30, ColorType::CmykAsYcck),
        png(&pixels, (40, 30), png::ColorType::Rgb, png::BitDepth::Eight),
        webp(&pixels, (40, 30), image_webp::ColorType::Rgb8),
        gif(40, 30),
    ]
});

proptest! {
    #[test]
    fn no_bytes_make_it_panic(which in 0..6_usize, spoils in proptest::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..6), cut in any::<prop::sample::Index>(), whole in any::<bool>()) {
        let mut file = PICTURES[which].clone();
        for (at, byte) in spoils {
            let at = at.index(file.len());
            file[at] = byte;
        }
        if !whole {
            file.truncate(cut.index(file.len()));
        }
        for rendition in [Preview, Thumbnail] {
            if let Ok(print) = develop(&file, rendition) {
                prop_assert!(print.width <= 640 && print.height <= 640);
            }
        }
    }
}
