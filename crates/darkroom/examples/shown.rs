//! What pictures weigh in the sizes and forms of the public site, and how long it takes to make them, on one core:
//! `cargo run -p darkroom --example shown -- samples/pictures/*.jpg`. With `--card DIR LANG AGENCY SECTION
//! HEADLINE DATE`, the card of a story.

use darkroom::{Card, Flaw, Form, Print, Size, Watermark, print};
use std::{error::Error, path::Path, time::Instant};
use story::{Agency, AgencyCode, Lang};

/// Rounds of each picture; the fastest counts.
const ROUNDS: usize = 5;

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match arguments.as_slice() {
        [flag, dir, lang, agency, section, headline, date] if flag == "--card" => {
            let lang = Lang::new(lang)?;
            let [agency, section, headline, date] = [agency, section, headline, date].map(Clone::clone);
            let card = Card { lang: lang.clone(), agency, section, headline, date };
            let begin = Instant::now();
            let file = card.draw()?;
            println!("{}: {} bytes in {:.1?}", lang.as_str(), file.len(), begin.elapsed());
            Ok(std::fs::write(Path::new(dir).join(format!("card-{}.png", lang.as_str())), file)?)
        }
        pictures => weigh(pictures),
    }
}

fn weigh(pictures: &[String]) -> Result<(), Box<dyn Error>> {
    let mark = Watermark::of(&Agency::new(AgencyCode::new("tel")?, "TEL", "Tellal News Agency"));
    let (mut bytes, mut seconds) = ([0; 4], [0.0; 4]);
    for path in pictures {
        let file = std::fs::read(path)?;
        for (n, size) in [Size::Web, Size::Small].into_iter().enumerate() {
            for (m, form) in [Form::Jpeg, Form::Webp].into_iter().enumerate() {
                let (made, took) = fastest(|| print(&file, Print { size, form }, &mark))?;
                bytes[2 * n + m] += made;
                seconds[2 * n + m] += took;
            }
        }
    }
    let count = u32::try_from(pictures.len().max(1))?;
    for (n, what) in ["web", "web.webp", "small", "small.webp"].into_iter().enumerate() {
        let (bytes, ms) = (bytes[n] / count as usize, seconds[n] * 1_000.0 / f64::from(count));
        println!("{what}: {bytes} bytes and {ms:.1} ms a picture");
    }
    Ok(())
}

fn fastest(make: impl Fn() -> Result<darkroom::Developed, Flaw>) -> Result<(usize, f64), Flaw> {
    let (mut bytes, mut best) = (0, f64::MAX);
    for _ in 0..ROUNDS {
        let begin = Instant::now();
        bytes = make()?.bytes.len();
        best = best.min(begin.elapsed().as_secs_f64());
    }
    Ok((bytes, best))
}
