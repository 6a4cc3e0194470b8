//! Stories through every format, as a subscriber or a partner would meet them.

mod anpa1312;
mod atom;
mod csv;
mod dispatch;
mod feed;
mod html;
mod iptc7901;
mod jsonfeed;
mod jsonl;
mod lines;
mod markdown;
mod newsml12;
mod newsml29;
mod newsml_g2;
mod ninjs;
mod nitf;
mod oracles;
mod photo;
mod plain;
mod round_trip;
mod rss;
mod samples;
mod sent;
mod table;
mod text;
mod xmllint;

use format::{Defaults, Incoming};
use jiff::Timestamp;
use story::{Agency, AgencyCode, CategoryId, Lang, Priority, Story};

/// The agency of these tests.
fn agency() -> Agency {
    let mut agency = Agency::new(AgencyCode::new("tel").expect("code"), "TEL", "Tellal News Agency");
    agency.names.insert("tr".to_owned(), "Tellal Haber Ajansı".to_owned());
    agency
}

/// What the desk of these tests takes for granted.
fn defaults() -> Defaults {
    Defaults { language: Lang::new("en").expect("tag"), category: CategoryId(1), priority: Priority::Routine }
}

/// A time.
fn time(text: &str) -> Timestamp {
    text.parse().expect("a time")
}

/// A story of JSON, as the desk would send it.
fn story(json: serde_json::Value) -> Story {
    serde_json::from_value(json).expect("a story")
}

/// The written story that was read.
fn text(incoming: &Incoming) -> &Story {
    incoming.text().expect("a written story")
}

/// A Turkish story with every sort of block and a related picture.
fn turkish() -> Story {
    story(serde_json::json!({
        "language": "tr", "slug": "DEPREM-İZMİR", "headline": "İzmir'de \"şiddetli\" deprem",
        "standfirst": "Ege'de 6,1 büyüklüğünde deprem oldu.", "byline": "Ayşe Kaya",
        "dateline": {"city": "İzmir", "country": "TR"}, "priority": 2, "category": 1,
        "topics": ["medtop:20000151"], "keywords": ["deprem", "İzmir"],
        "places": [{"name": "İzmir", "country": "TR"}],
        "rights": {"credit": "Ayşe Kaya/TEL"},
        "related": [
            {"item": "tel:video:20260901:50000110", "title": "Deprem anı"},
            {"item": "tel:picture:20260901:50000100", "title": "Hasarlı bina & çevresi"},
        ],
        "content": {"kind": "text", "body": [
            {"block": "paragraph", "spans": [
                {"text": "Vali, \"hasar <az>\" dedi & "}, {"text": "AFAD", "link": "https://example.org/?a=1&b=2"},
                {"text": " "}, {"text": "uyardı", "strong": true}, {"text": "."}]},
            {"block": "picture", "item": "tel:picture:20260901:50000101", "caption": "Enkaz"},
            {"block": "crosshead", "text": "Artçılar"},
            {"block": "quote", "spans": [{"text": "Evlere girmeyin."}], "speaker": "Vali"},
            {"block": "list", "ordered": true, "items": [[{"text": "bir"}], [{"text": "iki", "em": true}]]},
            {"block": "table", "header": true, "rows": [
                [[{"text": "İlçe"}], [{"text": "Şiddet"}]], [[{"text": "Seferihisar"}], []]]},
        ]},
    }))
}

/// An Arabic story.
fn arabic() -> Story {
    story(serde_json::json!({
        "language": "ar", "slug": "القاهرة-قمة", "headline": "انطلاق القمة العربية في القاهرة",
        "dateline": {"city": "القاهرة"}, "priority": 4, "category": 6,
        "content": {"kind": "text", "body": [
            {"block": "paragraph", "spans": [{"text": "انطلقت القمة العربية اليوم بمشاركة 20 دولة."}]},
        ]},
    }))
}
