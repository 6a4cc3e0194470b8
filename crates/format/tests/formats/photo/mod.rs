//! Photographs: what we write into them is read by others, and what others wrote is read by us.

mod dressed;
mod foreign;
mod hostile;

use crate::{agency, story, time};
use bytes::Bytes;
use format::Edition;
use serde_json::{Map, Value, json};
use std::{path::Path, process::Command};
use story::{Act, Agency, ContentHash, ItemId, State, Story};

/// A picture as a phone or a program would have saved it, without any metadata.
fn jpeg() -> Bytes {
    Bytes::from_static(include_bytes!("../../../../../samples/pictures/tram.jpg"))
}

fn png() -> Bytes {
    let mut file = Vec::new();
    let mut encoder = png::Encoder::new(&mut file, 3, 2);
    encoder.set_color(png::ColorType::Rgba);
    let mut writer = encoder.write_header().expect("a head");
    writer.write_image_data(&[90; 3 * 2 * 4]).expect("pixels");
    writer.finish().expect("an end");
    file.into()
}

/// In the simple form, which has no place for metadata before it is made into the extended one.
fn webp(alpha: bool) -> Bytes {
    let mut file = Vec::new();
    let encoder = image_webp::WebPEncoder::new(&mut file);
    let (pixels, color) = if alpha { (4, image_webp::ColorType::Rgba8) } else { (3, image_webp::ColorType::Rgb8) };
    encoder.encode(&vec![90; 3 * 2 * pixels], 3, 2, color).expect("a picture");
    file.into()
}

fn gif() -> Bytes {
    Bytes::from_static(b"GIF89a\x01\0\x01\0\x80\0\0\xFF\xFF\xFF\0\0\0,\0\0\0\0\x01\0\x01\0\0\x02\x02D\x01\0;")
}

/// A Turkish picture that says everything that a photograph can.
fn market() -> Story {
    story(json!({
        "language": "tr", "slug": "FOTO-ÇARŞI/AYVALIK", "headline": "Ayvalık çarşısı \"sabah\" & <akşam>",
        "byline": "Ayşe Kaya", "dateline": {"city": "Ayvalık", "country": "TR"}, "priority": 3, "category": 7,
        "topics": ["medtop:20000153", "medtop:20000002"], "keywords": ["çarşı", "zeytin", "Ege"],
        "places": [{"name": "Cunda Adası", "country": "TR"}, {"name": "Midilli", "country": "GR"}],
        "people": ["Fatma Yılmaz", "Ολγα"], "organisations": ["Ayvalık Belediyesi"], "genre": "Fact_Check",
        "created": "2026-09-01T08:15:30+03:00", "digital_source": "digitalCapture",
        "embargo": "2026-09-02T07:00:00Z",
        "rights": {"credit": "Ayşe Kaya/TEL", "copyright": "© 2026 Tellal", "source": "Ege Foto",
            "usage_terms": "Yalnız haber için.\nSatılmaz."},
        "editors_note": "Yüzler bulanık değil.",
        "content": {"kind": "picture", "caption": "Pazarcılar sabah erkenden tezgâh kuruyor.\n\nFotoğraf: Ayvalık.",
            "media": {"sha256": "a".repeat(64), "media_type": "image/jpeg", "bytes": 1000, "width": 960, "height": 640}},
    }))
}

/// What is dressed: a story and its place on the wire.
struct Wire {
    agency: Agency,
    item: ItemId,
    story: Story,
    content: ContentHash,
}

impl Wire {
    fn carries(story: Story) -> Self {
        let item = "tel:picture:20260901:50000001".parse().expect("an id");
        let content = story.content_hash();
        Self { agency: agency(), item, story, content }
    }

    fn edition(&self) -> Edition<'_> {
        Edition {
            agency: &self.agency,
            base: "https://wire.example",
            item: &self.item,
            version: 3,
            act: Act::Update,
            state: State::Usable,
            first_released: time("2026-09-01T11:58:00Z"),
            version_created: time("2026-09-01T12:00:41Z"),
            products: &[],
            content: &self.content,
            story: &self.story,
        }
    }

    fn dress(&self, picture: Bytes) -> Bytes {
        format::photo::dress(picture, &self.edition())
    }
}

/// Runs `exiftool` on a copy of a file; answers what it printed and the file afterwards.
fn exiftool(file: &Bytes, arguments: &[&str]) -> (String, Bytes) {
    let folder = tempfile::tempdir().expect("a folder");
    let kind = story::MediaType::sniff(file).expect("a picture");
    let path = folder.path().join(format!("picture.{}", kind.extension()));
    std::fs::write(&path, file).expect("written");
    let output = Command::new("exiftool")
        .args(arguments)
        .arg("-overwrite_original")
        .arg(&path)
        .output()
        .expect("exiftool is installed: Debian's libimage-exiftool-perl");
    let text = String::from_utf8(output.stdout).expect("UTF-8");
    assert!(output.status.success(), "{text}{}", String::from_utf8_lossy(&output.stderr));
    (text, read(&path))
}

fn read(path: &Path) -> Bytes {
    std::fs::read(path).expect("the file").into()
}

/// What `exiftool` reads in a file, by group and name.
fn seen(file: &Bytes) -> Map<String, Value> {
    let (text, _) = exiftool(file, &["-json", "-G1", "-struct", "-a", "-n", "-charset", "iptc=UTF8"]);
    let Value::Array(mut found) = serde_json::from_str(&text).expect("JSON") else { panic!("{text}") };
    let Value::Object(tags) = found.remove(0) else { panic!("{text}") };
    tags
}
