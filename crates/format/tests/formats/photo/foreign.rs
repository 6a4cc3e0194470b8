//! Pictures of others.

use super::{exiftool, jpeg, png, webp};
use crate::{agency, defaults};
use bytes::Bytes;
use format::{Drafted, photo};
use story::{Created, Line, Priority};

/// The reference image of the IPTC.
fn reference() -> Bytes {
    Bytes::from_static(include_bytes!("../../data/photo/IPTC-PhotometadataRef-Std2017.1.jpg"))
}

#[test]
fn the_reference_image_is_read_field_by_field() {
    let facts = photo::read(&reference()).expect("facts");
    let text = |value: Option<String>| value.unwrap_or_default();
    let told = [
        (text(facts.title.map(Into::into)), "The Title (ref2017.1)"),
        (text(facts.headline.map(Into::into)), "The Headline (ref2017.1)"),
        (text(facts.caption.map(Into::into)), "The description aka caption (ref2017.1)"),
        (text(facts.byline.map(Into::into)), "Creator1 (ref2017.1), Creator2 (ref2017.1)"),
        (text(facts.rights.credit.map(Into::into)), "Credit Line (ref2017.1)"),
        (text(facts.rights.source.map(Into::into)), "Source (ref2017.1)"),
        (text(facts.rights.copyright.map(Into::into)), "Copyright (Notice) 2017.1 IPTC - www.iptc.org  (ref2017.1)"),
        (text(facts.rights.usage_terms.map(Into::into)), "Rights Usage Termns (ref2017.1)"), // spelling:off-line
        (text(facts.city.map(Into::into)), "City (Core) (ref2017.1)"),
        (text(facts.country.map(Into::into)), "Country (Core) (ref2017.1)"),
        (text(facts.created.map(Into::into)), "2017-07-13T17:01:00+00:00"),
        (text(facts.instructions.map(Into::into)), "An Instruction (ref2017.1)"),
        (text(facts.digital_source.map(Into::into)), "softwareImage"),
        (text(facts.item), "http://example.com/imageGUIDs/TestGUID12345/ref2017.1"),
    ];
    for (read, expected) in told {
        // A line has no two spaces side by side.
        assert_eq!(read, expected.replace("  ", " "));
    }
    let names = |lines: Vec<Line<200>>| lines.into_iter().map(String::from).collect::<Vec<_>>();
    assert_eq!(
        facts.keywords.iter().map(Line::as_str).collect::<Vec<_>>(),
        ["Keyword1ref2017.1", "Keyword2ref2017.1", "Keyword3ref2017.1"]
    );
    assert_eq!(names(facts.people), ["Person Shown 1 (ref2017.1)", "Person Shown 2 (ref2017.1)"]);
    assert_eq!(facts.organisations.len(), 3);
    let places: Vec<&str> = facts.places.iter().map(|place| place.name.as_str()).collect();
    assert_eq!(places, ["Sublocation (Location shown1) (ref2017.1)", "Sublocation (Location shown2) (ref2017.1)"]);
    assert_eq!((facts.country_code, facts.urgency, facts.embargo, facts.orientation), (None, None, None, None));
    // What it says in place of codes is told; its IIM has one of the two creators, and cuts one text.
    assert_eq!(
        facts.repairs,
        [
            "`country code` says `R17`, which is not known, and was left out",
            "`genre` says `A Genre (ref2017.1)`, which is not known, and was left out",
        ]
    );
}

#[test]
fn exif_is_read_where_nothing_better_is_said() {
    let arguments = [
        "-IFD0:ImageDescription=A ferry leaves at dawn. It was cold.",
        "-IFD0:Artist=Ada Kaya",
        "-IFD0:Copyright=(c) Ada Kaya",
        "-ExifIFD:DateTimeOriginal=2026:09:01 06:30:00",
        "-ExifIFD:OffsetTimeOriginal=+03:00",
        "-IFD0:Orientation#=8",
        "-GPS:GPSLatitude=38.4",
        "-GPS:GPSLatitudeRef=N",
    ];
    for picture in [jpeg(), png(), webp(false)] {
        let (_, taken) = exiftool(&picture, &arguments);
        let facts = photo::read(&taken).expect("facts");
        assert_eq!(facts.created, Created::new("2026-09-01T06:30:00+03:00").ok());
        assert_eq!(facts.orientation, Some(8));
        let incoming = photo::draft(&facts, "DSC_0001.JPG", &agency(), &defaults()).expect("a draft");
        let Drafted::Media(draft) = incoming.story else { panic!("{:?}", incoming.story) };
        let story = draft.story();
        assert_eq!(story.headline.as_str(), "A ferry leaves at dawn");
        assert_eq!(story.byline.as_ref().map(Line::as_str), Some("Ada Kaya"));
        assert_eq!(story.rights.copyright.as_ref().map(Line::as_str), Some("(c) Ada Kaya"));
        assert!(incoming.repairs.is_empty(), "{:?}", incoming.repairs);
        // Whoever photographed at home does not tell where that is.
        assert!(!format!("{facts:?}").contains("38.4"));
    }
}

#[test]
fn xmp_counts_more_than_iim_until_another_program_changed_the_iim() {
    let (_, both) = exiftool(
        &jpeg(),
        &[
            "-IPTC:Headline=Of the IIM",
            "-XMP-photoshop:Headline=Of the XMP",
            "-IPTC:City=Bern",
            "-EXIF:Artist=Of the EXIF",
            "-XMP-dc:Creator=Of the XMP",
            "-Photoshop:IPTCDigest=new",
            "-IPTC:Urgency=2",
        ],
    );
    let facts = photo::read(&both).expect("facts");
    let headline = |facts: &photo::PhotoFacts| facts.headline.as_ref().map(ToString::to_string);
    assert_eq!(headline(&facts).as_deref(), Some("Of the XMP"));
    assert_eq!(facts.byline.as_ref().map(Line::as_str), Some("Of the XMP"));
    assert_eq!((facts.city.as_ref().map(Line::as_str), facts.urgency), (Some("Bern"), Some(Priority::Urgent)));
    assert_eq!(facts.repairs, ["the IIM and the XMP differ in headline; the XMP was taken"]);
    // `exiftool` leaves the digest alone unless it is told.
    let (_, changed) = exiftool(&both, &["-IPTC:Headline=Of the IIM, later"]);
    let facts = photo::read(&changed).expect("facts");
    assert_eq!(headline(&facts).as_deref(), Some("Of the IIM, later"));
    assert_eq!(facts.repairs, ["the IIM and the XMP differ in headline; the IIM was taken"]);
}

#[test]
fn letters_of_latin_1_and_of_utf_8_are_read() {
    for (charset, expected) in [("Latin", "Zürich, café"), ("UTF8", "Zürich, café"), ("MacRoman", "Zürich, café")]
    {
        let charset = format!("iptc={charset}");
        let (_, picture) = exiftool(&jpeg(), &["-charset", &charset, "-IPTC:Caption-Abstract=Zürich, café"]);
        let facts = photo::read(&picture).expect("facts");
        assert_eq!(facts.caption.as_ref().map(ToString::to_string).as_deref(), Some(expected), "{charset}");
    }
}

#[test]
fn xmp_in_a_gif_is_read() {
    let (_, picture) = exiftool(&super::gif(), &["-XMP-photoshop:Headline=A drawing", "-XMP-dc:Title=CHART"]);
    let facts = photo::read(&picture).expect("facts");
    assert_eq!(facts.headline.as_ref().map(Line::as_str), Some("A drawing"));
    assert!(facts.repairs.is_empty(), "{:?}", facts.repairs);
}

#[test]
fn an_embargo_is_never_lost() {
    let (_, held) = exiftool(
        &jpeg(),
        &["-IPTC:ReleaseDate=2026:09:02", "-IPTC:ReleaseTime=07:00:00+03:00", "-IPTC:Headline=Budget"],
    );
    assert_eq!(photo::read(&held).expect("facts").embargo, Some(crate::time("2026-09-02T04:00:00Z")));
    let (_, day) = exiftool(&jpeg(), &["-IPTC:ReleaseDate=2026:09:02"]);
    assert_eq!(photo::read(&day).expect("facts").embargo, Some(crate::time("2026-09-02T12:00:00Z")));
    let broken: Bytes = held
        .windows(8)
        .position(|window| window == b"20260902")
        .map(|at| [&held[..at], b"2026soon", &held[at + 8..]].concat().into())
        .expect("the date");
    let refused = photo::read(&broken).expect_err("no time");
    assert_eq!(refused.field.as_deref(), Some("release date"));
    let (_, words) = exiftool(&jpeg(), &["-IPTC:SpecialInstructions=EMBARGOED until Sunday"]);
    assert_eq!(photo::read(&words).expect("facts").repairs.len(), 1);
}
