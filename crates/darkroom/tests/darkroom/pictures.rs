//! Pictures that are drawn for the tests: four quarters, red and green above blue and white.

use darkroom::{Developed, Flaw, Print, Watermark};
use jpeg_decoder::PixelFormat;
use jpeg_encoder::ColorType;
use story::{Agency, AgencyCode, Rendition};

pub const RED: [u8; 3] = [200, 30, 30];
pub const GREEN: [u8; 3] = [30, 160, 40];
pub const BLUE: [u8; 3] = [30, 40, 180];
pub const WHITE: [u8; 3] = [255, 255, 255];
/// As they lie when the picture stands upright.
pub const UPRIGHT: [[u8; 3]; 4] = [RED, GREEN, BLUE, WHITE];

pub fn watermark() -> Watermark {
    Watermark::of(&Agency::new(AgencyCode::new("tel").unwrap(), "TEL", "Tellal News Agency"))
}

pub fn develop(picture: &[u8], rendition: Rendition) -> Result<Developed, Flaw> {
    darkroom::develop(picture, rendition, &watermark())
}

pub fn print(picture: &[u8], wanted: Print) -> Result<Developed, Flaw> {
    darkroom::print(picture, wanted, &watermark())
}

/// The pixels of four quarters.
pub fn quarters(width: u32, height: u32, colours: [[u8; 3]; 4]) -> Vec<u8> {
    let quarter = |x, y| colours[usize::from(x >= width / 2) + 2 * usize::from(y >= height / 2)];
    (0..height).flat_map(|y| (0..width).flat_map(move |x| quarter(x, y))).collect()
}

/// How a JPEG is made.
#[derive(Default)]
pub struct Jpeg<'a> {
    pub progressive: bool,
    pub profile: Option<&'a [u8]>,
    pub orientation: Option<u8>,
}

impl Jpeg<'_> {
    pub fn of(&self, pixels: &[u8], width: u32, height: u32, colour: ColorType) -> Vec<u8> {
        let mut file = Vec::new();
        let mut encoder = jpeg_encoder::Encoder::new(&mut file, 90);
        encoder.set_progressive(self.progressive);
        if let Some(profile) = self.profile {
            encoder.add_icc_profile(profile).unwrap();
        }
        if let Some(orientation) = self.orientation {
            encoder.add_exif_metadata(&exif(orientation)).unwrap();
        }
        encoder.encode(pixels, width.try_into().unwrap(), height.try_into().unwrap(), colour).unwrap();
        file
    }
}

pub fn exif(orientation: u8) -> Vec<u8> {
    [&b"MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0"[..], &[orientation], &[0; 6]].concat()
}

pub fn jpeg(width: u32, height: u32) -> Vec<u8> {
    Jpeg::default().of(&quarters(width, height, UPRIGHT), width, height, ColorType::Rgb)
}

pub fn png(pixels: &[u8], (width, height): (u32, u32), color: png::ColorType, depth: png::BitDepth) -> Vec<u8> {
    let mut file = Vec::new();
    let mut encoder = png::Encoder::new(&mut file, width, height);
    encoder.set_color(color);
    encoder.set_depth(depth);
    if color == png::ColorType::Indexed {
        encoder.set_palette(UPRIGHT.concat());
    }
    let mut writer = encoder.write_header().unwrap();
    writer.write_image_data(pixels).unwrap();
    writer.finish().unwrap();
    file
}

pub fn webp(pixels: &[u8], (width, height): (u32, u32), color: image_webp::ColorType) -> Vec<u8> {
    let mut file = Vec::new();
    image_webp::WebPEncoder::new(&mut file).encode(pixels, width, height, color).unwrap();
    file
}

/// A moving picture whose first frame covers the lower right quarter.
pub fn gif(width: u16, height: u16) -> Vec<u8> {
    let mut file = Vec::new();
    let mut encoder = gif::Encoder::new(&mut file, width, height, &[RED, BLUE].concat()).unwrap();
    for colour in [0, 1] {
        let (width, height) = (width / 2, height / 2);
        let buffer = vec![colour; usize::from(width) * usize::from(height)].into();
        let frame = gif::Frame { left: width, top: height, width, height, buffer, ..gif::Frame::default() };
        encoder.write_frame(&frame).unwrap();
    }
    drop(encoder);
    file
}

/// A print, decoded by somebody else's rules: its size, whether it is grey, its profile, and the middle of each quarter.
pub struct Looked {
    pub size: (u32, u32),
    pub grey: bool,
    pub profile: Option<Vec<u8>>,
    pub quarters: [[u8; 3]; 4],
    pub pixels: Vec<u8>,
}

pub fn look(print: &Developed) -> Looked {
    if print.bytes.starts_with(b"RIFF") {
        return look_at_webp(print);
    }
    let mut decoder = jpeg_decoder::Decoder::new(&print.bytes[..]);
    let pixels = decoder.decode().unwrap();
    let info = decoder.info().unwrap();
    let grey = info.pixel_format == PixelFormat::L8;
    let size = (info.width.into(), info.height.into());
    looked(print, size, grey, decoder.icc_profile(), pixels)
}

fn look_at_webp(print: &Developed) -> Looked {
    let mut decoder = image_webp::WebPDecoder::new(std::io::Cursor::new(&print.bytes[..])).unwrap();
    assert!(decoder.is_lossy() && !decoder.has_alpha());
    let mut pixels = vec![0; decoder.output_buffer_size().unwrap()];
    decoder.read_image(&mut pixels).unwrap();
    let (size, profile) = (decoder.dimensions(), decoder.icc_profile().unwrap());
    looked(print, size, false, profile, pixels)
}

fn looked(print: &Developed, size: (u32, u32), grey: bool, profile: Option<Vec<u8>>, pixels: Vec<u8>) -> Looked {
    let (width, height) = (size.0 as usize, size.1 as usize);
    let at = |x: usize, y: usize| {
        let pixel = y * width + x;
        if grey { [pixels[pixel]; 3] } else { std::array::from_fn(|part| pixels[pixel * 3 + part]) }
    };
    let quarters = [(1, 1), (3, 1), (1, 3), (3, 3)].map(|(x, y)| at(width * x / 4, height * y / 4));
    assert_eq!(size, (print.width, print.height));
    Looked { size, grey, profile, quarters, pixels }
}

/// The quarters are nearly those colours.
pub fn assert_colours(print: &Developed, expected: [[u8; 3]; 4], within: u8) {
    let found = look(print).quarters;
    for (found, expected) in found.iter().flatten().zip(expected.iter().flatten()) {
        assert!(found.abs_diff(*expected) <= within, "{found} instead of {expected} in {:?}", look(print).quarters);
    }
}
