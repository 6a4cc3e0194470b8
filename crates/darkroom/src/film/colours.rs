//! Colour profiles: which are kept, and turning printers' inks and large profiles into sRGB.

use super::{PROFILE_BYTES_MAX, Tone};
use moxcms::{ColorProfile, Layout, TransformOptions};

/// What the numbers of a pixel mean, as ICC.1 §7.2.6 names it.
const GREY: &[u8] = b"GRAY";
const COLOUR: &[u8] = b"RGB ";
const INKS: &[u8] = b"CMYK";

/// The colour space of a profile; `None` for bytes that are none.
fn space(profile: &[u8]) -> Option<&[u8]> {
    profile.get(36..40).filter(|mark| *mark == b"acsp").and_then(|_| profile.get(16..20))
}

/// Pixels with the profile that is to stand in their prints: a small one as it is, none where it was converted or does
/// not fit to the pixels.
pub(super) fn settled(pixels: Vec<u8>, tone: Tone, profile: Option<Vec<u8>>) -> (Vec<u8>, Tone, Option<Vec<u8>>) {
    let (wanted, layout) = match tone {
        Tone::Grey => (GREY, Layout::Gray),
        Tone::Colour => (COLOUR, Layout::Rgb),
    };
    match profile.filter(|profile| space(profile) == Some(wanted)) {
        None => (pixels, tone, None),
        Some(profile) if profile.len() <= PROFILE_BYTES_MAX => (pixels, tone, Some(profile)),
        Some(profile) => match to_srgb(&pixels, layout, tone.bytes(), &profile) {
            Some(converted) => (converted, Tone::Colour, None),
            None => (pixels, tone, None),
        },
    }
}

/// Pixels of four inks as colours: by their profile, or without one as if each ink were ideal.
pub(super) fn of_inks(pixels: &[u8], profile: Option<&[u8]>) -> Vec<u8> {
    let profiled = profile.filter(|profile| space(profile) == Some(INKS));
    profiled.and_then(|profile| to_srgb(pixels, Layout::Rgba, 4, profile)).unwrap_or_else(|| {
        let light = |ink: u8, black: u8| {
            let light = (u16::from(255 - ink) * u16::from(255 - black) + 127) / 255;
            u8::try_from(light).unwrap_or(u8::MAX)
        };
        let inks = pixels.as_chunks::<4>().0;
        inks.iter()
            .flat_map(|&[cyan, magenta, yellow, black]| [cyan, magenta, yellow].map(|ink| light(ink, black)))
            .collect()
    })
}

/// Pixels by their profile as sRGB; `None` for a profile that cannot be used.
pub(crate) fn in_srgb(pixels: &[u8], tone: Tone, profile: &[u8]) -> Option<Vec<u8>> {
    let layout = match tone {
        Tone::Grey => Layout::Gray,
        Tone::Colour => Layout::Rgb,
    };
    to_srgb(pixels, layout, tone.bytes(), profile)
}

/// Pixels of `bytes` numbers as sRGB; `None` for a profile that cannot be used.
fn to_srgb(pixels: &[u8], layout: Layout, bytes: usize, profile: &[u8]) -> Option<Vec<u8>> {
    let profile = ColorProfile::new_from_slice(profile).ok()?;
    let options = TransformOptions::default();
    let transform = profile.create_transform_8bit(layout, &ColorProfile::new_srgb(), Layout::Rgb, options).ok()?;
    let mut colours = vec![0; pixels.len() / bytes * 3];
    transform.transform(pixels, &mut colours).ok()?;
    Some(colours)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ideal_inks_take_light_away() {
        let pixels = [0, 0, 0, 0, 255, 0, 0, 0, 0, 0, 0, 255, 255, 255, 255, 255];
        assert_eq!(of_inks(&pixels, None), [255, 255, 255, 0, 255, 255, 0, 0, 0, 0, 0, 0]);
        assert_eq!(of_inks(&pixels, Some(b"no profile")).len(), 12);
    }

    #[test]
    fn a_profile_stays_when_it_is_small_and_fits() {
        let wide = ColorProfile::new_display_p3().encode().expect("a profile");
        let (pixels, tone, kept) = settled(vec![200, 30, 30], Tone::Colour, Some(wide.clone()));
        assert_eq!((pixels, tone, kept.as_ref()), (vec![200, 30, 30], Tone::Colour, Some(&wide)));
        assert_eq!(settled(vec![200], Tone::Grey, Some(wide.clone())).2, None, "three numbers do not describe one");
        let large = [wide.clone(), vec![0; PROFILE_BYTES_MAX]].concat();
        let (pixels, _, kept) = settled(vec![200, 30, 30], Tone::Colour, Some(large));
        assert_eq!(kept, None);
        assert!(pixels[0] > 205 && pixels[1] < 30, "a red of a wide space is a stronger red of sRGB: {pixels:?}");
        assert_eq!(settled(vec![1, 2, 3], Tone::Colour, Some(vec![0; 200])).2, None);
    }
}
