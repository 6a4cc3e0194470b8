//! IPTC IIM 4.2: the data sets that a photograph carries in the image resources of Photoshop.

use super::sheet::{Sheet, created};
use encoding_rs::{Encoding, MACINTOSH, UTF_8, WINDOWS_1252};

/// Data sets of one file that are looked at.
const DATA_SETS_MAX: usize = 4_000;
/// What begins each data set (IIM §1.5.2).
const TAG_MARKER: u8 = 0x1C;
/// The value of 1:90 that says UTF-8 (ISO 2022: ESC % G).
const UTF_8_MARK: &[u8] = b"\x1B%G";
/// Version 4 of the records, as 1:00 and 2:00 tell it.
const RECORD_VERSION: &[u8] = &[0, 4];

/// One data set: record, number, and the value as it stands.
type DataSet<'a> = (u8, u8, &'a [u8]);

/// The data sets of a block; what cannot be read ends it.
fn data_sets(block: &[u8]) -> Vec<DataSet<'_>> {
    let mut found = Vec::new();
    let mut rest = block;
    while let [TAG_MARKER, record, number, high, low, after @ ..] = rest
        && found.len() < DATA_SETS_MAX
    {
        let length = usize::from(u16::from_be_bytes([*high, *low]));
        let (length, after) = if length & 0x8000 == 0 {
            (length, after)
        } else {
            // The length of the length (IIM §1.5.4).
            let Some((bytes, after)) = after.split_at_checked(length & 0x7FFF).filter(|(bytes, _)| bytes.len() <= 4)
            else {
                break;
            };
            (bytes.iter().fold(0, |length, byte| length << 8 | usize::from(*byte)), after)
        };
        let Some((value, after)) = after.split_at_checked(length) else { break };
        found.push((*record, *number, value));
        rest = after;
    }
    found
}

/// What a block of data sets says; what was repaired is added to `repairs`.
pub(super) fn read(block: &[u8], repairs: &mut Vec<String>) -> Sheet {
    let sets = data_sets(block);
    let encoding = encoding(&sets, repairs);
    let mut sheet = Sheet::default();
    let [mut date, mut time, mut release_date, mut release_time] = [const { String::new() }; 4];
    for (_, number, value) in sets.iter().filter(|(record, _, _)| *record == 2) {
        let (text, _) = encoding.decode_without_bom_handling(value);
        let text = text.trim_matches(|c: char| c == '\0' || c.is_whitespace()).to_owned();
        if text.is_empty() {
            continue;
        }
        let one = match number {
            4 => &mut sheet.genre,
            5 => &mut sheet.title,
            10 => &mut sheet.urgency,
            15 => &mut sheet.category,
            40 => &mut sheet.instructions,
            90 => &mut sheet.city,
            100 => &mut sheet.country_code,
            101 => &mut sheet.country,
            105 => &mut sheet.headline,
            110 => &mut sheet.credit,
            115 => &mut sheet.source,
            116 => &mut sheet.copyright,
            120 => &mut sheet.caption,
            135 => &mut sheet.language,
            _ => {
                match number {
                    12 => sheet.subjects.extend(text.split(':').nth(1).map(str::to_owned)),
                    25 => sheet.keywords.push(text),
                    30 => release_date = text,
                    35 => release_time = text,
                    55 => date = text,
                    60 => time = text,
                    80 => sheet.creators.push(text),
                    _ => {}
                }
                continue;
            }
        };
        one.get_or_insert(text);
    }
    let (clock, offset) = time.split_at(time.find(['+', '-']).unwrap_or(time.len()));
    sheet.created = created(&date, clock, offset);
    if sheet.created.is_none() && !date.is_empty() {
        repairs.push(format!("the date of creation `{}` is none, and was left out", crate::mend::cut(&date, 40)));
    }
    sheet.embargo = release(&release_date, &release_time, repairs);
    sheet
}

/// The time before which the picture must not be used (2:30, 2:35). What is no time stays as it is, to be refused.
fn release(date: &str, time: &str, repairs: &mut Vec<String>) -> Option<String> {
    let day: String = date.chars().filter(char::is_ascii_digit).collect();
    if day.chars().all(|c| c == '0') {
        return (!date.is_empty() && day.is_empty()).then(|| date.to_owned());
    }
    let (clock, offset) = time.split_at(time.find(['+', '-']).unwrap_or(time.len()));
    if clock.is_empty() || offset.is_empty() {
        // The moment at which that time has come everywhere on earth.
        repairs.push("the release time has no zone, and was taken for the latest that it can mean".to_owned());
    }
    let clock = if clock.is_empty() { "000000" } else { clock };
    let offset = if offset.is_empty() { "-1200" } else { offset };
    created(&day, clock, offset).filter(|time| time.contains('T')).or_else(|| Some(format!("{date} {time}")))
}

/// The encoding of the texts: what 1:90 says, and without it what they are most likely in.
fn encoding(sets: &[DataSet<'_>], repairs: &mut Vec<String>) -> &'static Encoding {
    let texts = || sets.iter().filter(|(record, _, _)| *record == 2).map(|(_, _, value)| *value);
    let declared = sets.iter().find(|(record, number, _)| (*record, *number) == (1, 90)).map(|(_, _, value)| *value);
    let utf_8 = texts().all(|text| std::str::from_utf8(text).is_ok());
    let declared = declared.is_some_and(|mark| mark.starts_with(UTF_8_MARK));
    if utf_8 && (declared || texts().all(<[u8]>::is_ascii)) {
        return UTF_8;
    }
    let encoding = match (utf_8, is_macintosh(texts())) {
        (true, _) => UTF_8,
        (false, true) => MACINTOSH,
        (false, false) => WINDOWS_1252,
    };
    repairs
        .push(format!("the IIM does not say rightly how its letters are written, and was read as {}", encoding.name()));
    encoding
}

/// True when the letters beyond ASCII make more words in the encoding of old Macs than in Latin-1. There small letters
/// with accents lie at 0x87 to 0x9F, where Windows-1252 has punctuation; and Latin-1 has them from 0xDF, where Macs have
/// capitals and signs.
fn is_macintosh<'a>(texts: impl Iterator<Item = &'a [u8]>) -> bool {
    let (mut mac, mut latin) = (0_usize, 0_usize);
    for pair in texts.flat_map(|text| text.windows(2)) {
        if let [a, b] = *pair
            && a.is_ascii_lowercase() != b.is_ascii_lowercase()
        {
            let beyond = if a.is_ascii_lowercase() { b } else { a };
            mac += usize::from(matches!(beyond, 0x87..=0x90 | 0x98..=0x9F));
            latin += usize::from(beyond >= 0xDF);
        }
    }
    mac > latin
}

/// Writes the data sets of a sheet in UTF-8, in the order of their numbers. A text that is longer than its data set may
/// be is cut between characters: the XMP has it whole.
pub(super) fn write(sheet: &Sheet) -> Vec<u8> {
    let mut out = Block(Vec::with_capacity(2_048));
    out.set(1, 0, RECORD_VERSION);
    out.set(1, 90, UTF_8_MARK);
    out.set(2, 0, RECORD_VERSION);
    let (created, embargo) = (Time::of(sheet.created.as_deref()), Time::of(sheet.embargo.as_deref()));
    let genre = sheet.genre.as_deref().map(super::xmp::genre_name);
    out.text(4, 68, genre);
    out.text(5, 64, sheet.title.as_deref());
    out.text(10, 1, sheet.urgency.as_deref());
    out.text(12, 236, sheet.subjects.iter().map(|code| format!("IPTC:{code}:::")));
    out.text(15, 3, sheet.category.as_deref());
    out.text(25, 64, &sheet.keywords);
    out.text(30, 8, embargo.date());
    out.text(35, 11, embargo.clock());
    out.text(40, 256, sheet.instructions.as_deref());
    out.text(55, 8, created.date());
    out.text(60, 11, created.clock());
    out.text(80, 32, &sheet.creators);
    out.text(90, 32, sheet.city.as_deref());
    out.text(100, 3, sheet.country_code.as_deref());
    out.text(101, 64, sheet.country.as_deref());
    // A cut id would be another id.
    out.text(103, 32, sheet.item.as_deref().filter(|item| item.len() <= 32));
    out.text(105, 256, sheet.headline.as_deref());
    out.text(110, 32, sheet.credit.as_deref());
    out.text(115, 32, sheet.source.as_deref());
    out.text(116, 128, sheet.copyright.as_deref());
    out.text(120, 2_000, sheet.caption.as_deref());
    out.text(135, 3, sheet.language.as_deref().and_then(|tag| tag.split('-').next()));
    out.0
}

struct Block(Vec<u8>);

impl Block {
    /// Adds the data sets of one number in record 2, each at most so many bytes.
    fn text(&mut self, number: u8, bytes_max: usize, texts: impl IntoIterator<Item = impl AsRef<str>>) {
        for text in texts {
            let text = text.as_ref();
            self.set(2, number, &text.as_bytes()[..text.floor_char_boundary(bytes_max)]);
        }
    }

    fn set(&mut self, record: u8, number: u8, value: &[u8]) {
        // Every data set has a limit far below 32,767 bytes, above which lengths are written otherwise.
        let Ok(length) = u16::try_from(value.len()) else { return };
        self.0.extend_from_slice(&[TAG_MARKER, record, number]);
        self.0.extend_from_slice(&length.to_be_bytes());
        self.0.extend_from_slice(value);
    }
}

/// A date, and a time of day with its offset, in the forms of IIM.
#[derive(Debug, Default)]
struct Time<'a> {
    date: &'a str,
    clock: &'a str,
}

impl<'a> Time<'a> {
    fn of(created: Option<&'a str>) -> Self {
        let created = created.unwrap_or_default();
        let (date, clock) = created.split_once('T').unwrap_or((created, ""));
        Self { date, clock }
    }

    fn date(&self) -> Option<String> {
        (!self.date.is_empty()).then(|| self.date.replace('-', ""))
    }

    /// `101500+0300`; `None` when the offset is not known, because IIM has no form for that.
    fn clock(&self) -> Option<String> {
        let (clock, offset) = self.clock.split_at(self.clock.find(['Z', '+', '-'])?);
        let offset = if offset == "Z" { "+0000" } else { offset };
        Some(format!("{clock}{offset}").replace(':', ""))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn block(sets: &[DataSet<'_>]) -> Vec<u8> {
        let mut out = Block(Vec::new());
        for (record, number, value) in sets {
            out.set(*record, *number, value);
        }
        out.0
    }

    fn caption(sets: &[DataSet<'_>]) -> (Option<String>, Vec<String>) {
        let mut repairs = Vec::new();
        (read(&block(sets), &mut repairs).caption, repairs)
    }

    #[test]
    fn letters_are_read_in_the_encoding_that_they_are_in() {
        let version: DataSet<'_> = (2, 0, &[0, 2]);
        let told = |caption: &str| (Some(caption.to_owned()), 0);
        let guessed = |caption: &str| (Some(caption.to_owned()), 1);
        for (sets, expected) in [
            (vec![(1, 90, UTF_8_MARK), version, (2, 120, "İzmir’de yağmur".as_bytes())], told("İzmir’de yağmur")),
            (vec![version, (2, 120, b"plain".as_slice())], told("plain")),
            (vec![version, (2, 120, "Çiçek".as_bytes())], guessed("Çiçek")),
            (vec![version, (2, 120, b"Caf\xE9 in Z\xFCrich \x96 \x93so\x94")], guessed("Café in Zürich – “so”")),
            (vec![version, (2, 120, b"Caf\x8E in Z\x9Frich \xD0 \xD2so\xD3")], guessed("Café in Zürich – “so”")),
        ] {
            let (read, repairs) = caption(&sets);
            assert_eq!((read, repairs.len()), expected);
        }
    }

    #[test]
    fn long_lengths_are_read_and_broken_ones_end_the_block() {
        let mut long = vec![TAG_MARKER, 2, 120, 0x80, 0x04, 0, 0, 0, 5];
        long.extend_from_slice(b"Storm");
        assert_eq!(read(&long, &mut Vec::new()).caption.as_deref(), Some("Storm"));
        for cut in 0..long.len() {
            read(&long[..cut], &mut Vec::new());
        }
        assert_eq!(data_sets(&[TAG_MARKER, 2, 120, 0xFF, 0xFF, 1]).len(), 0);
    }

    #[test]
    fn a_release_time_is_never_made_earlier() {
        let told = |date: &str, time: &str| release(date, time, &mut Vec::new());
        assert_eq!(told("20260901", "120000+0300").as_deref(), Some("2026-09-01T12:00:00+03:00"));
        assert_eq!(told("20260901", "").as_deref(), Some("2026-09-01T00:00:00-12:00"));
        assert_eq!(told("20260901", "120000").as_deref(), Some("2026-09-01T12:00:00-12:00"));
        assert_eq!(told("00000000", ""), None);
        assert_eq!(told("soon", "").as_deref(), Some("soon"));
        assert_eq!(told("20261301", "1").as_deref(), Some("20261301 1"));
    }

    #[test]
    fn texts_are_cut_between_characters() {
        let sheet = Sheet { city: Some("ş".repeat(40)), ..Sheet::default() };
        let read = read(&write(&sheet), &mut Vec::new());
        assert_eq!(read.city, Some("ş".repeat(16)));
    }
}
