//! What the public site shows: two sizes, each as JPEG and as WebP, read by a decoder that is not the encoder's.

use crate::pictures::*;
use darkroom::{Flaw, Print, Size};
use jpeg_encoder::ColorType;
use moxcms::ColorProfile;

const SHOWN: [Print; 4] =
    [Print::jpeg(Size::Web), Print::webp(Size::Web), Print::jpeg(Size::Small), Print::webp(Size::Small)];

#[test]
fn a_photograph_is_smaller_as_a_webp_in_both_sizes() {
    let tram = include_bytes!("../../../../samples/pictures/tram.jpg");
    let [web, web_webp, small, small_webp] = SHOWN.map(|wanted| print(tram, wanted).unwrap());
    for (jpeg, webp, longest) in [(&web, &web_webp, 1_280), (&small, &small_webp, 768)] {
        assert_eq!((jpeg.width, jpeg.height), (webp.width, webp.height));
        assert_eq!(webp.width.max(webp.height), longest);
        assert!(webp.bytes.len() < jpeg.bytes.len() * 9 / 10, "{} of {}", webp.bytes.len(), jpeg.bytes.len());
        let (a, b) = (look(jpeg).pixels, look(webp).pixels);
        let apart: u64 = a.iter().zip(&b).map(|(a, b)| u64::from(a.abs_diff(*b))).sum();
        assert!(apart < 4 * a.len() as u64, "they look alike: {} of a value", apart / a.len() as u64);
    }
    assert_eq!(print(tram, Print::webp(Size::Web)), Ok(web_webp), "the same picture gives the same bytes");
}

#[test]
fn every_print_stands_upright_keeps_its_proportions_and_is_never_larger() {
    // The sixth orientation: what is above lies on the right of the stored pixels' first row.
    let stored = quarters(1_000, 1_600, [GREEN, WHITE, RED, BLUE]);
    let on_its_side = Jpeg { orientation: Some(6), ..Jpeg::default() }.of(&stored, 1_000, 1_600, ColorType::Rgb);
    for (wanted, size) in SHOWN.into_iter().zip([(1_280, 800), (1_280, 800), (768, 480), (768, 480)]) {
        let made = print(&on_its_side, wanted).unwrap();
        assert_eq!(look(&made).size, size, "{wanted}");
        assert_colours(&made, UPRIGHT, 8);
        let tiny = print(&jpeg(91, 61), wanted).unwrap();
        assert_eq!(look(&tiny).size, (91, 61), "{wanted}");
        let thin = print(&jpeg(5_000, 2), wanted).unwrap();
        assert_eq!(look(&thin).size, (size.0, 1), "{wanted}");
    }
}

#[test]
fn a_colour_profile_goes_along_into_a_webp_too() {
    let wide = ColorProfile::new_display_p3().encode().unwrap();
    let pixels = quarters(401, 201, UPRIGHT);
    let picture = Jpeg { profile: Some(&wide), ..Jpeg::default() }.of(&pixels, 401, 201, ColorType::Rgb);
    let made = print(&picture, Print::webp(Size::Web)).unwrap();
    assert_eq!(look(&made).profile, Some(wide));
    assert_colours(&made, UPRIGHT, 8);
    let plain = print(&jpeg(401, 201), Print::webp(Size::Web)).unwrap();
    assert_eq!(look(&plain).profile, None);
}

#[test]
fn grey_is_written_in_colours_and_a_profile_that_nobody_can_read_stands_in_the_way_of_nothing_else() {
    let grey = vec![120_u8; 400 * 200];
    let made = print(&Jpeg::default().of(&grey, 400, 200, ColorType::Luma), Print::webp(Size::Small)).unwrap();
    assert_colours(&made, [[120; 3]; 4], 2);
    let picture = strange(&grey);
    let flaw = print(&picture, Print::webp(Size::Small)).unwrap_err();
    assert_eq!(flaw, Flaw::Sort("a grey picture whose profile cannot be read"));
    assert!(print(&picture, Print::jpeg(Size::Small)).is_ok());
}

/// A grey picture whose profile says that it is one, and nothing else.
pub fn strange(grey: &[u8]) -> Vec<u8> {
    let mut profile = vec![0; 200];
    profile[16..20].copy_from_slice(b"GRAY");
    profile[36..40].copy_from_slice(b"acsp");
    Jpeg { profile: Some(&profile), ..Jpeg::default() }.of(grey, 400, 200, ColorType::Luma)
}
