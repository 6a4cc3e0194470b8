use crate::{defaults, text, time};
use format::jsonl::read_line;
use proptest::prelude::*;

#[test]
fn a_line_becomes_a_story() {
    let line = r#"{"id":"w-1","lang":"tr","title":"Deprem \"haberi\"","date":"2019-01-04","author":"Ayşe Kaya",
        "body":"Bir\niki.\n\n    Üç.\u0003","topics":["medtop:20000151","cocoa"],"places":["turkey"],"keywords":"ege",
        "source":"AA","url":"https://example.org/","score":1.5,"tags":{"a":[1,2]}}"#;
    let incoming = read_line(line, &defaults()).expect("read");
    assert_eq!(incoming.external_id.as_deref(), Some("w-1"));
    assert_eq!(incoming.dated, Some(time("2019-01-04T00:00:00Z")));
    assert_eq!(incoming.repairs, [""; 0]);
    insta::assert_json_snapshot!(text(&incoming));
}

#[test]
fn dates_of_many_wires_are_read() {
    for (date, is) in [
        ("2019-01-04", Some("2019-01-04T00:00:00Z")),
        ("2015-07-21 02:51:32", Some("2015-07-21T02:51:32Z")),
        ("26-FEB-1987 15:01:01.79", Some("1987-02-26T15:01:01.79Z")),
        (" 1-MAR-1987 03:25:46.85\\u0005\\u0005\\u0005RM", Some("1987-03-01T03:25:46.85Z")),
        ("2026-09-01T10:00:00+03:00", Some("2026-09-01T07:00:00Z")),
        ("yesterday", None),
        ("2019-02-31", None),
    ] {
        let line = format!(r#"{{"id":1,"title":"A","body":"B","date":"{date}"}}"#);
        let incoming = read_line(&line, &defaults()).expect("read");
        assert_eq!(incoming.dated, is.map(time), "{date}");
        assert_eq!(incoming.repairs.len(), usize::from(is.is_none()), "{:?}", incoming.repairs);
    }
}

#[test]
fn what_is_missing_is_made_up_for_and_told() {
    let line =
        r#"{"id":7,"lang":"turkish","title":null,"body":"Rusya\u0092nın ilk cümlesi burada biter. İkinci cümle."}"#;
    let incoming = read_line(line, &defaults()).expect("read");
    let story = text(&incoming);
    assert_eq!(story.headline.as_str(), "Rusya’nın ilk cümlesi burada biter");
    assert_eq!((story.language.as_str(), incoming.external_id.as_deref()), ("en", Some("7")));
    insta::assert_snapshot!(incoming.repairs.join("\n"), @r#"
    Windows-1252 punctuation in the body was put back
    there is no title; the first sentence stands for it
    `turkish` is not a language; `en` was taken
    "#);
    let long = format!(r#"{{"title":"{}","body":"B"}}"#, "kelime ".repeat(100));
    let incoming = read_line(&long, &defaults()).expect("read");
    let headline = text(&incoming).headline.as_str();
    assert!(headline.ends_with("kelime…") && headline.chars().count() <= 400);
}

#[test]
fn lines_without_text_are_refused() {
    for (line, why) in [
        ("", "is not a story in JSON: EOF while parsing a value at line 1 column 0"),
        ("[]", "is not a story in JSON: not an object"),
        (r#"{"id":"1","title":"A"}"#, "`body`: is empty"),
        (r#"{"id":"1","title":"A","body":" \n\u0003"}"#, "`body`: is empty"),
        (r#"{"title":"A","body":{}}"#, "is not a story in JSON: invalid type: map, expected text at line 1 column 22"),
    ] {
        assert_eq!(read_line(line, &defaults()).expect_err(line).to_string(), why);
    }
    let endless = format!(r#"{{"title":"A","body":"{}"}}"#, "x".repeat(format::DOCUMENT_BYTES_MAX));
    assert!(read_line(&endless, &defaults()).is_err());
}

proptest! {
    #[test]
    fn any_line_is_read_or_refused(line in "\\PC*", title in any::<String>(), body in any::<String>(), date in any::<String>()) {
        let _ = read_line(&line, &defaults());
        let line = serde_json::json!({"id": title, "title": title, "body": body, "date": date, "topics": [date]});
        let _ = read_line(&line.to_string(), &defaults());
    }
}
