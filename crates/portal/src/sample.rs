//! A story of our own, written in every format: what programs can be tried with before any news has come.

use crate::granted::GivenFormat;
use format::Edition;
use jiff::{Timestamp, civil::date};
use story::{Act, Agency, ItemId, Kind, ProductId, State, Story};

/// A format with the sample in it.
pub(crate) struct Sample {
    pub(crate) name: &'static str,
    pub(crate) title: &'static str,
    pub(crate) extension: &'static str,
    pub(crate) media_type: &'static str,
    /// What stories lose in it.
    pub(crate) lost: Vec<&'static str>,
    pub(crate) text: String,
}

/// The sample, as this agency would have filed it.
fn story(agency: &Agency) -> Story {
    let story: Story = serde_json::from_str(include_str!("sample.json")).expect("a test reads it");
    let category = agency.categories.first().map_or(story.category, |first| first.id);
    Story { category, ..story }
}

/// The sample in each of these formats.
pub(crate) fn samples(formats: &[GivenFormat], agency: &Agency, base: &str) -> Vec<Sample> {
    let story = story(agency);
    let item = ItemId::new(&agency.code, Kind::Text, date(2026, 9, 1), 50_000_001);
    let time = Timestamp::from_second(1_788_264_000).unwrap_or_default();
    let products = [(ProductId(1), "General".to_owned())];
    let edition = Edition {
        agency,
        base,
        item: &item,
        version: 1,
        act: Act::Release,
        state: State::Usable,
        first_released: time,
        version_created: time,
        products: &products,
        content: &story.content_hash(),
        story: &story,
    };
    formats.iter().map(|given| sample(*given, &edition)).collect()
}

fn sample(given: GivenFormat, edition: &Edition<'_>) -> Sample {
    let GivenFormat { name, title, extension, format } = given;
    let (media_type, lost, text) = match format {
        Some(format) => {
            let lost = format.lost().iter().map(|feature| feature.name()).collect();
            (format.media_type(), lost, visible(&format.write(edition), format.is_latin1()))
        }
        // The rest of an event is described with `/api/v1/feed`.
        None => ("application/json", Vec::new(), serde_json::to_string_pretty(edition.story).unwrap_or_default()),
    };
    Sample { name, title, extension, media_type, lost, text }
}

/// A document as a page can show it: controls of the wire as their pictures.
fn visible(bytes: &[u8], latin1: bool) -> String {
    let text = if latin1 {
        bytes.iter().copied().map(char::from).collect()
    } else {
        String::from_utf8_lossy(bytes).into_owned()
    };
    let text = text.replace("\r\n", "\n");
    text.chars().map(|c| if c.is_control() && c != '\n' && c != '\t' { pictured(c) } else { c }).collect()
}

/// The picture of a control (Unicode block Control Pictures).
fn pictured(c: char) -> char {
    char::from_u32(0x2400 + u32::from(c)).filter(|_| u32::from(c) < 0x20).unwrap_or('␡')
}

#[cfg(test)]
mod tests {
    use super::*;
    use audience::format_names;
    use story::AgencyCode;

    #[test]
    fn the_sample_is_written_in_every_format() {
        let agency = Agency::new(AgencyCode::new("tel").unwrap(), "TEL", "Tellal");
        assert!(story(&agency).ready().is_ok());
        let formats: Vec<GivenFormat> = format_names().filter_map(GivenFormat::named).collect();
        let samples = samples(&formats, &agency, "https://wire.example");
        assert_eq!(samples.len(), format_names().count());
        for sample in samples {
            assert!(sample.text.to_lowercase().contains("ferries"), "{}: {}", sample.name, sample.text);
            assert!(!sample.text.contains(|c: char| c.is_control() && !matches!(c, '\n' | '\t')), "{}", sample.name);
        }
        assert_eq!(visible(b"\x01a\r\n\xfc", true), "␁a\nü");
    }
}
