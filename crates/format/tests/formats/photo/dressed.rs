//! What we write into pictures, as `exiftool` reads it, and as we read it ourselves.

use super::{Wire, exiftool, gif, jpeg, market, png, seen, webp};
use crate::{agency, defaults};
use bytes::Bytes;
use format::{Drafted, photo};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use story::{MediaType, Note};

/// What IIM says of the market, by the names of `exiftool`.
fn expected_iim() -> Value {
    json!({
        "EnvelopeRecordVersion": 4, "CodedCharacterSet": "\u{1b}%G", "ApplicationRecordVersion": 4,
        "ObjectAttributeReference": "Fact Check", "ObjectName": "FOTO-ÇARŞI/AYVALIK", "Urgency": 3,
        "SubjectReference": ["IPTC:03002000:::", "IPTC:01000000:::"], "Category": "CUL",
        "Keywords": ["çarşı", "zeytin", "Ege"], "ReleaseDate": "2026:09:02", "ReleaseTime": "07:00:00+00:00",
        "SpecialInstructions": "Embargoed until 2026-09-02T07:00:00Z.\nYüzler bulanık değil.",
        "DateCreated": "2026:09:01", "TimeCreated": "08:15:30+03:00", "By-line": "Ayşe Kaya", "City": "Ayvalık",
        "Country-PrimaryLocationCode": "TUR", "Country-PrimaryLocationName": "Türkiye",
        "OriginalTransmissionReference": "tel:picture:20260901:50000001",
        "Headline": "Ayvalık çarşısı \"sabah\" & <akşam>", "Credit": "Ayşe Kaya/TEL", "Source": "Ege Foto",
        "CopyrightNotice": "© 2026 Tellal",
        "Caption-Abstract": "Pazarcılar sabah erkenden tezgâh kuruyor.\n\nFotoğraf: Ayvalık.",
        "LanguageIdentifier": "tr",
    })
}

/// What XMP says of the market.
fn expected_xmp(hash: &str) -> Value {
    let term = |vocabulary: &str, code: &str, name: &str| {
        let id = format!("http://cv.iptc.org/newscodes/{vocabulary}/");
        json!({"CvId": id, "CvTermId": format!("{id}{code}"), "CvTermName": name})
    };
    json!({
        "XMP-dc:Title": "FOTO-ÇARŞI/AYVALIK", "XMP-photoshop:Headline": "Ayvalık çarşısı \"sabah\" & <akşam>",
        "XMP-dc:Description": "Pazarcılar sabah erkenden tezgâh kuruyor.\n\nFotoğraf: Ayvalık.",
        "XMP-dc:Creator": ["Ayşe Kaya"], "XMP-dc:Language": ["tr"], "XMP-dc:Subject": ["çarşı", "zeytin", "Ege"],
        "XMP-photoshop:Instructions": "Embargoed until 2026-09-02T07:00:00Z.\nYüzler bulanık değil.",
        "XMP-photoshop:Urgency": 3, "XMP-photoshop:Category": "CUL",
        "XMP-photoshop:TransmissionReference": "tel:picture:20260901:50000001",
        "XMP-photoshop:DateCreated": "2026:09:01 08:15:30+03:00", "XMP-photoshop:City": "Ayvalık",
        "XMP-photoshop:Country": "Türkiye", "XMP-iptcCore:CountryCode": "TUR",
        "XMP-iptcExt:LocationCreated": [{"City": "Ayvalık", "CountryName": "Türkiye", "CountryCode": "TUR"}],
        "XMP-iptcExt:LocationShown": [{"LocationName": "Cunda Adası", "CountryCode": "TUR"},
            {"LocationName": "Midilli", "CountryCode": "GRC"}],
        "XMP-iptcExt:PersonInImage": ["Fatma Yılmaz", "Ολγα"],
        "XMP-iptcExt:OrganisationInImageName": ["Ayvalık Belediyesi"],
        "XMP-iptcCore:SubjectCode": ["03002000", "01000000"],
        "XMP-iptcExt:AboutCvTerm": [term("mediatopic", "20000153", "earthquake"),
            term("mediatopic", "20000002", "arts and entertainment")],
        "XMP-iptcCore:IntellectualGenre": "Fact Check",
        "XMP-iptcExt:Genre": [term("genre", "Fact_Check", "Fact Check")],
        "XMP-iptcExt:DigitalSourceType": "http://cv.iptc.org/newscodes/digitalsourcetype/digitalCapture",
        "XMP-photoshop:Credit": "Ayşe Kaya/TEL", "XMP-photoshop:Source": "Ege Foto", "XMP-dc:Rights": "© 2026 Tellal",
        "XMP-xmpRights:UsageTerms": "Yalnız haber için.\nSatılmaz.",
        "XMP-plus:Licensor": [{"LicensorName": "Tellal Haber Ajansı", "LicensorURL": "https://wire.example"}],
        "XMP-iptcExt:DigitalImageGUID": "tel:picture:20260901:50000001",
        "XMP-xmpMM:DocumentID": "tel:picture:20260901:50000001", "XMP-xmpMM:VersionID": 3,
        "XMP-tellal:ContentHash": hash, "XMP-xmp:MetadataDate": "2026:09:01 12:00:41Z",
    })
}

/// The tags of some groups, numbers as the text that they may as well be.
fn part<'a>(tags: impl IntoIterator<Item = (&'a String, &'a Value)>, groups: &str) -> BTreeMap<String, Value> {
    let plain = |value: &Value| if value.is_number() { json!(value.to_string()) } else { value.clone() };
    let codes = |value: &Value| match value {
        Value::Array(values) => values.iter().map(plain).collect(),
        other => plain(other),
    };
    tags.into_iter()
        .filter(|(name, _)| name.starts_with(groups))
        .map(|(name, value)| (name.clone(), codes(value)))
        .collect()
}

/// A list of one is written by `exiftool` as its only entry.
fn loosened(mut tags: BTreeMap<String, Value>) -> BTreeMap<String, Value> {
    for value in tags.values_mut() {
        if let Value::Array(values) = value
            && values.len() == 1
        {
            *value = values.remove(0);
        }
    }
    tags
}

fn pictures() -> [Bytes; 4] {
    [jpeg(), png(), webp(false), webp(true)]
}

#[test]
fn iim_and_xmp_say_alike_what_the_story_says() {
    let wire = Wire::carries(market());
    let hash = wire.content.as_str().to_owned();
    let Value::Object(xmp) = expected_xmp(&hash) else { unreachable!("an object") };
    let xmp = loosened(part(&xmp, ""));
    for picture in pictures() {
        let kind = MediaType::sniff(&picture).expect("a picture");
        let tags = seen(&wire.dress(picture));
        let mut found = loosened(part(&tags, "XMP-"));
        found.remove("XMP-x:XMPToolkit");
        assert_eq!(found, xmp, "{kind:?}");
        let iim = loosened(part(&tags, "IPTC:"));
        if kind == MediaType::Jpeg {
            let Value::Object(expected) = expected_iim() else { unreachable!("an object") };
            let expected =
                expected.iter().map(|(name, value)| (format!("IPTC:{name}"), value.clone())).collect::<Vec<_>>();
            assert_eq!(iim, loosened(part(expected.iter().map(|(name, value)| (name, value)), "")));
        } else {
            assert!(iim.is_empty(), "{iim:?}");
        }
    }
}

#[test]
fn exiftool_finds_nothing_wrong() {
    let wire = Wire::carries(market());
    for picture in pictures() {
        let kind = MediaType::sniff(&picture).expect("a picture");
        let (text, _) = exiftool(&wire.dress(picture), &["-validate", "-warning", "-error", "-a"]);
        let told = text.lines().map(|line| line.split_once(':').map_or(line, |(_, told)| told.trim()));
        assert_eq!(told.collect::<Vec<_>>(), ["OK"], "{kind:?}: {text}");
    }
}

#[test]
fn a_dressed_picture_comes_back_as_the_story() {
    let wire = Wire::carries(market());
    for picture in pictures() {
        let dressed = wire.dress(picture);
        let facts = photo::read(&dressed).expect("facts");
        assert!(facts.repairs.is_empty(), "{:?}", facts.repairs);
        let incoming = photo::draft(&facts, "a.jpg", &agency(), &defaults()).expect("a draft");
        assert_eq!(incoming.external_id.as_deref(), Some("tel:picture:20260901:50000001"));
        assert_eq!((incoming.version, incoming.content_hash.as_deref()), (Some(3), Some(wire.content.as_str())));
        let Drafted::Media(draft) = incoming.story else { panic!("{:?}", incoming.story) };
        let media = wire.story.media().expect("a file").clone();
        assert_eq!(draft.finish(media, Vec::new()), wire.story);
    }
}

#[test]
fn the_pixels_are_not_touched_and_dressing_twice_is_dressing_once() {
    let wire = Wire::carries(market());
    let picture = jpeg();
    let dressed = wire.dress(picture.clone());
    let scan = |file: &Bytes| {
        let at = file.windows(2).position(|pair| pair == [0xFF, 0xDB]).expect("a table");
        file.slice(at..)
    };
    assert_eq!(scan(&dressed), scan(&picture));
    for picture in pictures() {
        let once = wire.dress(picture);
        assert_eq!(wire.dress(once.clone()), once);
    }
    assert_eq!(wire.dress(gif()), gif(), "a GIF has no place for IPTC");
}

#[test]
fn nothing_of_before_is_left() {
    let film = b"....ftypmp42 a film with a place in it";
    let arguments = [
        "-IFD0:Orientation#=6",
        "-IFD0:Artist=Somebody Before",
        "-EXIF:GPSLatitude=41.01",
        "-EXIF:GPSLatitudeRef=N",
        "-EXIF:UserComment=a note",
        "-IPTC:Caption-Abstract=The old caption",
        "-IPTC:City=Before",
        "-XMP-dc:Description=The old caption",
        "-XMP-exif:GPSLatitude=41.01",
        "-Comment=The old caption",
        "-Photoshop:URL=https://before.example",
    ];
    let (_, old) = exiftool(&jpeg(), &arguments);
    let old = Bytes::from([&old[..], film].concat());
    let wire = Wire::carries(market());
    let dressed = wire.dress(old);
    for gone in ["Before", "before", "old caption", "a film", "a note"] {
        assert!(!dressed.windows(gone.len()).any(|window| window == gone.as_bytes()), "{gone}");
    }
    let tags = seen(&dressed);
    assert!(!tags.keys().any(|name| name.contains("GPS")), "{tags:?}");
    let exif: Vec<_> = tags.iter().filter(|(name, _)| name.starts_with("IFD") || name.starts_with("ExifIFD")).collect();
    assert_eq!(
        exif,
        [(&"IFD0:Orientation".to_owned(), &json!(6))],
        "the picture lies on its side, and still must be turned"
    );
    let (png_of_before, webp_of_before) =
        (exiftool(&png(), &arguments[..7]).1, exiftool(&webp(false), &arguments[..5]).1);
    for old in [png_of_before, webp_of_before] {
        let tags = seen(&wire.dress(old));
        assert!(!tags.keys().any(|name| name.contains("GPS") || name.contains("Artist")), "{tags:?}");
        assert_eq!(tags.get("IFD0:Orientation"), Some(&json!(6)));
    }
}

#[test]
fn the_colour_profile_stays() {
    let profile = [&b"\0\0\x01\x80ADBE\x02\x10\0\0mntrRGB XYZ "[..], &[7; 300]].concat();
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("profile.icc");
    std::fs::write(&path, &profile).expect("written");
    let set = format!("-ICC_Profile<={}", path.display());
    let wire = Wire::carries(market());
    for picture in pictures() {
        let (_, profiled) = exiftool(&picture, &[&set, "-m"]);
        let dressed = wire.dress(profiled);
        let found = match MediaType::sniff(&dressed) {
            Some(MediaType::Png) => dressed.windows(4).any(|window| window == b"iCCP"),
            _ => dressed.windows(profile.len()).any(|window| window == profile),
        };
        assert!(found, "{:?}", MediaType::sniff(&dressed));
    }
}

#[test]
fn the_longest_story_fits_into_a_segment() {
    let mut story = serde_json::to_value(market()).expect("JSON");
    let names: Vec<String> = (0..100).map(|n| format!("{n} {}", "&漢".repeat(45))).collect();
    for (field, value) in [
        ("headline", json!("&".repeat(400))),
        ("byline", json!("漢".repeat(300))),
        ("editors_note", json!("&".repeat(2_000))),
        ("keywords", json!(names)),
        ("people", json!(names)),
        ("organisations", json!(names)),
        (
            "rights",
            json!({"credit": "&".repeat(300), "copyright": "&".repeat(300), "source": "&".repeat(200),
            "usage_terms": "&".repeat(2_000)}),
        ),
    ] {
        story[field] = value;
    }
    story["content"]["caption"] = json!("&".repeat(4_000));
    let wire = Wire::carries(serde_json::from_value(story).expect("a story"));
    let facts = photo::read(&wire.dress(jpeg())).expect("facts");
    assert_eq!(facts.caption.as_ref(), wire.story.caption());
    assert_eq!(facts.rights, wire.story.rights);
    assert!(facts.keywords.iter().zip(&wire.story.keywords).all(|(read, written)| read == written));
    assert!(facts.repairs.is_empty(), "{:?}", facts.repairs);
}

#[test]
fn a_kill_leaves_no_caption_in_the_file() {
    let notice = market().notice(&Note::new("It is another market.").expect("a note")).into_story();
    let dressed = Wire::carries(notice).dress(jpeg());
    assert!(!dressed.windows(10).any(|window| window == "Pazarcılar".as_bytes().get(..10).expect("ten bytes")));
    let facts = photo::read(&dressed).expect("facts");
    assert_eq!(facts.instructions, Note::new("It is another market.").ok());
}
