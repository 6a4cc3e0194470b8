//! A picture of 24 megapixels made small for the web, beside `djpeg` with `cjpeg`, and beside `convert`.

use crate::{
    agency::Place,
    figures::{Unit, number},
    report::{Line, Section},
};
use anyhow::{Context, Result, ensure};
use darkroom::{WEB_QUALITY, Watermark};
use jpeg_encoder::{ColorType, Encoder, SamplingFactor};
use std::{
    fs::File,
    path::{Path, PathBuf},
    process::{Command, Stdio},
    time::Instant,
};
use story::{Agency, AgencyCode, Rendition, WEB_PIXELS_MAX};

/// Rounds that are counted; one before them warms up.
const ROUNDS: usize = 15;
/// Width and height of the picture.
const SIZE: (u16, u16) = (6_000, 4_000);
/// How well it is kept, of 100: as cameras do.
const QUALITY: u8 = 90;
/// The sizes in pixels of what is in it, from skies to leaves, and how much each changes the light, of 255.
const DETAILS: [(u32, u32); 5] = [(512, 90), (128, 60), (32, 40), (8, 24), (2, 12)];
/// The noise of a sensor, of 255.
const GRAIN: u32 = 32;

/// One of the pictures that are measured.
struct Subject {
    what: &'static str,
    path: PathBuf,
    bytes: Vec<u8>,
    aim: &'static str,
}

pub fn run(place: &Place) -> Result<Section> {
    let subjects = [subject(place, "sequential", false, "≤ 150 ms")?, subject(place, "progressive", true, "")?];
    let magick = is_imagemagick();
    let mut lines = Vec::new();
    for subject in &subjects {
        let rounds = Rounds::of(place, subject, magick)?;
        let line = |what: &str, ours: &[f64], floor: &[f64]| {
            Line::of_rounds(format!("{}, {what}", subject.what), Unit::Seconds, ours, floor)
        };
        lines.push(line("in the process, p50", &rounds.inside, &rounds.floor).aim(subject.aim));
        lines.push(line("whole process, p50", &rounds.process, &rounds.floor));
        if magick {
            lines.push(line("whole process, beside ImageMagick, p50", &rounds.process, &rounds.magick));
        }
    }
    let sizes: Vec<String> = subjects.iter().map(|s| Unit::Bytes.write(number(s.bytes.len() as u64))).collect();
    let method = format!(
        "A generated picture of {} × {} pixels at quality {QUALITY}, sequential ({}) and progressive ({}), made into its \
         `web` rendition of {WEB_PIXELS_MAX} pixels on one core. Floor: `djpeg -scale 1/4`, then `cjpeg`, of libjpeg-turbo \
         (C and assembly): a quarter of the size, without the last step to the size that is wanted. ImageMagick: `convert \
         -define jpeg:size=…` to that size, on one thread. Files are in the page cache. {ROUNDS} rounds in turn, after one \
         to warm up.",
        SIZE.0, SIZE.1, sizes[0], sizes[1]
    );
    let mut section = Section::new("pictures", method, lines);
    if !magick {
        section.note("ImageMagick is not installed (Debian's `imagemagick`), and was not measured.".to_owned());
    }
    Ok(section)
}

/// Makes the `web` rendition of one file; what is measured as a whole process.
pub fn develop(picture: &Path, out: &Path) -> Result<()> {
    let print = darkroom::develop(&std::fs::read(picture)?, Rendition::Web, &watermark()?)?;
    Ok(std::fs::write(out, print.bytes)?)
}

fn watermark() -> Result<Watermark> {
    Ok(Watermark::of(&Agency::new(AgencyCode::new("tel")?, "TEL", "Tellal News Agency")))
}

/// Seconds of each round.
#[derive(Default)]
struct Rounds {
    inside: Vec<f64>,
    process: Vec<f64>,
    floor: Vec<f64>,
    magick: Vec<f64>,
}

impl Rounds {
    fn of(place: &Place, subject: &Subject, magick: bool) -> Result<Self> {
        let (mark, out) = (watermark()?, place.dir().join("web.jpg"));
        let mut rounds = Self::default();
        for round in 0..=ROUNDS {
            let floor = timed(|| turbo(&subject.path, place))?;
            let inside = timed(|| {
                darkroom::develop(&subject.bytes, Rendition::Web, &mark)?;
                Ok(())
            })?;
            let process = timed(|| {
                let mut command = Command::new(std::env::current_exe()?);
                done(command.arg("develop").arg(&subject.path).arg(&out))
            })?;
            let peer = if magick { timed(|| convert(&subject.path, &out))? } else { 0.0 };
            if round > 0 {
                rounds.inside.push(inside);
                rounds.process.push(process);
                rounds.floor.push(floor);
                rounds.magick.push(peer);
            }
        }
        Ok(rounds)
    }
}

fn timed(work: impl FnOnce() -> Result<()>) -> Result<f64> {
    let begin = Instant::now();
    work()?;
    Ok(begin.elapsed().as_secs_f64())
}

fn turbo(picture: &Path, place: &Place) -> Result<()> {
    let (small, out) = (place.dir().join("small.ppm"), place.dir().join("small.jpg"));
    let missing = "djpeg and cjpeg are needed: Debian's `libjpeg-turbo-progs`";
    done(Command::new("djpeg").args(["-scale", "1/4", "-outfile"]).arg(&small).arg(picture)).context(missing)?;
    let quality = WEB_QUALITY.to_string();
    done(Command::new("cjpeg").args(["-quality", &quality, "-optimize", "-outfile"]).arg(&out).arg(&small))
        .context(missing)
}

fn convert(picture: &Path, out: &Path) -> Result<()> {
    let double = format!("jpeg:size={0}x{0}", 2 * WEB_PIXELS_MAX);
    let (side, quality) = (format!("{WEB_PIXELS_MAX}x{WEB_PIXELS_MAX}"), WEB_QUALITY.to_string());
    let mut command = Command::new("convert");
    command.env("MAGICK_THREAD_LIMIT", "1").args(["-define", &double]).arg(picture);
    done(command.args(["-resize", &side, "-quality", &quality]).arg(out))
}

fn is_imagemagick() -> bool {
    let output = Command::new("convert").arg("-version").output();
    output.is_ok_and(|output| String::from_utf8_lossy(&output.stdout).starts_with("Version: ImageMagick"))
}

fn done(command: &mut Command) -> Result<()> {
    let status = command.stdin(Stdio::null()).status()?;
    ensure!(status.success(), "{} ended with {status}", command.get_program().display());
    Ok(())
}

fn subject(place: &Place, what: &'static str, progressive: bool, aim: &'static str) -> Result<Subject> {
    let path = place.dir().join(format!("{what}.jpg"));
    let mut encoder = Encoder::new(File::create(&path)?, QUALITY);
    encoder.set_sampling_factor(SamplingFactor::F_2_2);
    encoder.set_progressive(progressive);
    encoder.encode(&photograph(), SIZE.0, SIZE.1, ColorType::Rgb)?;
    let bytes = std::fs::read(&path)?;
    Ok(Subject { what, path, bytes, aim })
}

/// Light and shade of every size, with the grain of a sensor: as hard to compress as a photograph.
fn photograph() -> Vec<u8> {
    let (width, height) = (u32::from(SIZE.0), u32::from(SIZE.1));
    let mut seed = 0x9E37_79B9;
    let mut pixels = Vec::with_capacity(SIZE.0 as usize * SIZE.1 as usize * 3);
    for y in 0..height {
        for x in 0..width {
            let light: u32 = DETAILS.iter().map(|&(size, change)| shade(x, y, size) * change / 255).sum();
            let grain = hash(&mut seed) % GRAIN;
            let value = |more: u32| u8::try_from(light + grain + more).unwrap_or(u8::MAX);
            pixels.extend([value(12), value(4), value(0)]);
        }
    }
    pixels
}

/// How light a place is, from 0 to 255, between the corners of its square of so many pixels.
fn shade(x: u32, y: u32, size: u32) -> u32 {
    let corner = |right: u32, down: u32| {
        let mut seed =
            (x / size + right).wrapping_mul(0x85EB_CA6B) ^ (y / size + down).wrapping_mul(0xC2B2_AE35) ^ size;
        hash(&mut seed);
        hash(&mut seed) % 256
    };
    let (across, along) = (x % size, y % size);
    let row = |down: u32| corner(0, down) * (size - across) + corner(1, down) * across;
    (row(0) * (size - along) + row(1) * along) / (size * size)
}

/// The next of a row of numbers (xorshift).
fn hash(seed: &mut u32) -> u32 {
    *seed = (*seed).max(1);
    *seed ^= *seed << 13;
    *seed ^= *seed >> 17;
    *seed ^= *seed << 5;
    *seed
}
