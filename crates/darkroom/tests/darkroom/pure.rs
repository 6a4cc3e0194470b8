//! Developing, without a wire.

use crate::pictures::*;
use darkroom::Flaw;
use jpeg_encoder::ColorType;
use moxcms::ColorProfile;
use story::Rendition::{File, Preview, Print, Thumbnail, Web};

#[test]
fn every_kind_is_made_smaller_in_its_proportions() {
    let size = (1_600, 1_000);
    let pixels = quarters(size.0, size.1, UPRIGHT);
    let opaque: Vec<u8> = pixels.as_chunks::<3>().0.iter().flat_map(|&[r, g, b]| [r, g, b, 255]).collect();
    let deep: Vec<u8> = pixels.iter().flat_map(|&value| [value, value]).collect();
    let pictures = [
        jpeg(size.0, size.1),
        Jpeg { progressive: true, ..Jpeg::default() }.of(&pixels, size.0, size.1, ColorType::Rgb),
        png(&pixels, size, png::ColorType::Rgb, png::BitDepth::Eight),
        png(&deep, size, png::ColorType::Rgb, png::BitDepth::Sixteen),
        png(&opaque, size, png::ColorType::Rgba, png::BitDepth::Eight),
        webp(&pixels, size, image_webp::ColorType::Rgb8),
        webp(&opaque, size, image_webp::ColorType::Rgba8),
    ];
    for (n, picture) in pictures.iter().enumerate() {
        for (rendition, expected) in [(Web, (1_280, 800)), (Preview, (640, 400)), (Thumbnail, (320, 200))] {
            let print = develop(picture, rendition).unwrap_or_else(|flaw| panic!("{n}: {flaw}"));
            assert_eq!(look(&print).size, expected, "{n}");
            if rendition != Preview {
                assert_colours(&print, UPRIGHT, 6);
            }
        }
    }
    assert_eq!(develop(&pictures[0], Print), Err(Flaw::AsFiled(Print)));
    assert_eq!(develop(&pictures[0], File), Err(Flaw::AsFiled(File)));
}

#[test]
fn a_small_picture_is_not_made_larger() {
    let print = develop(&jpeg(90, 60), Web).unwrap();
    assert_eq!(look(&print).size, (90, 60));
    let thin = develop(&jpeg(5_000, 2), Thumbnail).unwrap();
    assert_eq!(look(&thin).size, (320, 1));
}

#[test]
fn each_step_of_the_decoder_meets_the_same_size() {
    // Sizes that no power of two divides, decoded at an eighth, a quarter, a half and whole.
    for (width, height, expected) in
        [(5_001, 3_333, (320, 213)), (2_003, 1_501, (320, 240)), (801, 1_203, (213, 320)), (401, 401, (320, 320))]
    {
        let print = develop(&jpeg(width, height), Thumbnail).unwrap();
        assert_eq!(look(&print).size, expected);
        assert_colours(&print, UPRIGHT, 6);
    }
}

#[test]
fn a_print_stands_upright_and_says_nothing_of_the_camera() {
    // The sixth orientation: what is above lies on the right of the stored pixels' first row.
    let stored = quarters(600, 900, [GREEN, WHITE, RED, BLUE]);
    let on_its_side = Jpeg { orientation: Some(6), ..Jpeg::default() }.of(&stored, 600, 900, ColorType::Rgb);
    for (rendition, size) in [(Web, (900, 600)), (Thumbnail, (320, 213))] {
        let print = develop(&on_its_side, rendition).unwrap();
        assert_eq!(look(&print).size, size);
        assert_colours(&print, UPRIGHT, 6);
        assert!(!print.bytes.windows(4).any(|window| window == b"Exif"));
    }
}

#[test]
fn grey_stays_grey_and_what_is_clear_becomes_white() {
    let size = (400, 200);
    let grey = vec![120_u8; 400 * 200];
    let print = develop(&Jpeg::default().of(&grey, 400, 200, ColorType::Luma), Web).unwrap();
    assert!(look(&print).grey);
    assert_colours(&print, [[120; 3]; 4], 2);
    let clear = [90, 0].repeat(400 * 200);
    let print = develop(&png(&clear, size, png::ColorType::GrayscaleAlpha, png::BitDepth::Eight), Thumbnail).unwrap();
    assert!(look(&print).grey);
    assert_colours(&print, [WHITE; 4], 0);
    let half = [0, 0, 0, 128].repeat(400 * 200);
    let print = develop(&webp(&half, size, image_webp::ColorType::Rgba8), Web).unwrap();
    assert_colours(&print, [[127; 3]; 4], 2);
    let palette: Vec<u8> =
        (0..200).flat_map(|y| (0..400).map(move |x| u8::from(x >= 200) + 2 * u8::from(y >= 100))).collect();
    let print = develop(&png(&palette, size, png::ColorType::Indexed, png::BitDepth::Eight), Web).unwrap();
    assert_colours(&print, UPRIGHT, 6);
}

#[test]
fn of_a_moving_picture_the_first_frame_is_shown_where_it_lies() {
    let print = develop(&gif(200, 100), Web).unwrap();
    assert_colours(&print, [WHITE, WHITE, WHITE, RED], 6);
}

#[test]
fn a_colour_profile_goes_along_and_inks_become_light() {
    let wide = ColorProfile::new_display_p3().encode().unwrap();
    let pixels = quarters(400, 200, UPRIGHT);
    let picture = Jpeg { profile: Some(&wide), ..Jpeg::default() }.of(&pixels, 400, 200, ColorType::Rgb);
    let print = develop(&picture, Thumbnail).unwrap();
    assert_eq!(look(&print).profile, Some(wide));
    // Cyan, magenta, yellow, black, as programs store them: full ink is 0.
    let inks: Vec<u8> = quarters(400, 200, [[255, 0, 0], [0, 255, 0], [0, 0, 255], [0, 0, 0]])
        .as_chunks::<3>()
        .0
        .iter()
        .flat_map(|&[c, m, y]| [c, m, y, 0])
        .collect();
    let (cyan, magenta, yellow) = ([0, 255, 255], [255, 0, 255], [255, 255, 0]);
    for colour in [ColorType::Cmyk, ColorType::CmykAsYcck] {
        let print = develop(&Jpeg::default().of(&inks, 400, 200, colour), Web).unwrap();
        assert_colours(&print, [cyan, magenta, yellow, WHITE], 8);
    }
}

#[test]
fn only_a_preview_is_marked() {
    let plain = |rendition| {
        let grey = vec![128_u8; 1_280 * 800];
        let print = develop(&Jpeg::default().of(&grey, 1_280, 800, ColorType::Luma), rendition).unwrap();
        let pixels = look(&print).pixels;
        pixels.iter().filter(|value| value.abs_diff(128) > 20).count() * 100 / pixels.len()
    };
    assert_eq!(plain(Web), 0);
    assert_eq!(plain(Thumbnail), 0);
    assert!((10..40).contains(&plain(Preview)), "{} % of a preview", plain(Preview));
}

#[test]
fn the_same_picture_gives_the_same_bytes() {
    let tram = include_bytes!("../../../../samples/pictures/tram.jpg");
    for rendition in [Web, Preview, Thumbnail] {
        let print = develop(tram, rendition).unwrap();
        assert_eq!(develop(tram, rendition), Ok(print.clone()));
        assert!(print.bytes.len() < 200_000, "{}", print.bytes.len());
    }
}
