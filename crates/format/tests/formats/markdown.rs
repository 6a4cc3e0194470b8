use crate::{agency, defaults, sent, story, text, time, turkish};
use format::{Drafted, markdown};
use proptest::prelude::*;
use story::{Block, Content, Media, MediaHash, MediaType, State};

fn read(document: &str) -> format::Incoming {
    markdown::read(document, &agency(), &defaults()).unwrap_or_else(|refused| panic!("{refused}\n{document}"))
}

fn refused(document: &str) -> String {
    markdown::read(document, &agency(), &defaults()).expect_err(document).to_string()
}

const FULL: &str = "\u{FEFF}---\r
id: demo-1\r
language: tr\r
headline: \"Deprem: İzmir'de panik\"\r
standfirst: Ege'de deprem oldu.\r
  Can kaybı yok.\r
byline: Ayşe Kaya\r
dateline: İzmir, TR\r
priority: urgent\r
category: Ekonomi\r
topics: medtop:20000151, 20000160\r
keywords: deprem, \"Ege, kıyı\"\r
places: İzmir (TR), Ege\r
embargo: 2026-09-01T10:00:00+03:00\r
credit:\r
public: yes\r
editors_note: Güncellenecek\r
---\r
\r
# Deprem: İzmir'de panik\r
\r
İlk *paragraf*, **koyu** ve [bağlantı](https://example.org/?a=1&b=2)\r
ikinci satır.\r
\r
## Artçılar\r
\r
> Evlere girmeyin,\r
> sakin olun.\r
> — Vali\r
\r
- bir\r
- iki\r
\r
3. üç\r
\r
| İlçe | Şiddet |\r
|---|---|\r
| Konak | 5 |\r
\r
![Enkaz](tel:picture:20260901:50000100)\r
\r
    Girintili satır.\r
";

#[test]
fn a_document_becomes_a_story() {
    let incoming = read(FULL);
    assert_eq!(incoming.external_id.as_deref(), Some("demo-1"));
    assert_eq!(text(&incoming).embargo, Some(time("2026-09-01T07:00:00Z")));
    insta::assert_snapshot!(incoming.repairs.join("\n"), @"an indented block was read as paragraphs");
    insta::assert_json_snapshot!(text(&incoming));
}

#[test]
fn a_document_without_front_matter_takes_its_heading() {
    let incoming = read("# Quake hits İzmir\n\nText.\n");
    assert_eq!(text(&incoming).headline.as_str(), "Quake hits İzmir");
    assert_eq!(text(&incoming).body().expect("body").plain(), "Text.");
}

#[test]
fn a_picture_waits_for_its_file() {
    let incoming = read("---\nheadline: Deprem\nmedia: img/enkaz.jpg\n---\nHasarlı *bina*.\n");
    let Drafted::Media(draft) = incoming.story else { panic!("not a picture") };
    assert_eq!((draft.path(), draft.caption().as_str()), ("img/enkaz.jpg", "Hasarlı bina."));
    let media = Media {
        sha256: MediaHash::new(&"a".repeat(64)).expect("hash"),
        media_type: MediaType::Jpeg,
        bytes: 1,
        width: None,
        height: None,
    };
    let story = draft.finish(media, Vec::new());
    assert!(matches!(&story.content, Content::Picture { caption, .. } if caption.as_str() == "Hasarlı bina."));
    let again = read(&markdown::story(&story, Some("p-1")));
    let Drafted::Media(draft) = again.story else { panic!("not a picture") };
    assert_eq!(draft.path(), format!("{}.jpg", "a".repeat(64)));
}

#[test]
fn wrong_documents_are_refused_with_their_line() {
    let all = [
        "---\nheadline: H\nembargo: 2026-09-01 10:00\n---\nB",
        "---\nheadline:\n---\nB",
        "B",
        "---\nheadline: H\ncolour: red\n---\nB",
        "---\nheadline: H\nheadline: I\n---\nB",
        "---\nheadline H\n---\nB",
        "---\nheadline: H\n",
        "---\n  headline: H\n---\n",
        "---\nheadline: H\n---\n",
        "---\nheadline: H\ncategory: weather\n---\nB",
        "---\nheadline: H\npriority: 9\n---\nB",
        "---\nheadline: H\nmedia: ../../etc/passwd\n---\nB",
        "---\nheadline: H\nmedia: /etc/passwd\n---\nB",
        "---\nheadline: H\n---\n\n# Other\n\nB",
        "---\nheadline: H\n---\nB\n\n<div>html</div>\n",
        "---\nheadline: H\n---\nB <b>html</b>\n",
        "---\nheadline: H\n---\nB\n\n\n![x](https://example.org/x.jpg)\n",
        "---\nheadline: H\n---\nB ![x](tel:picture:20260901:1)\n",
        "---\nheadline: H\n---\n- ![x](tel:picture:20260901:1)\n",
        "---\nheadline: H\n---\n![x](tel:text:20260901:1)\n",
        "---\nheadline: H\n---\nB [x](javascript:alert)\n",
        "---\nheadline: H\n---\n```\ncode\n```\n",
        "---\nheadline: H\nstatus: gone\n---\nB",
        "---\nheadline: H\ncorrection_was: A\n---\nB",
        "---\nheadline: H\nforms: tiff a.tif\n---\nB",
        "---\nheadline: H\nforms: pdf ../a.pdf\n---\nB",
        "---\nheadline: H\nforms: pdf a.pdf\n---\nB",
        "---\nheadline: H\nkind: video\n---\nB",
        "---\nheadline: H\nmedia: a.jpg\n---\n",
        "---\nheadline: H\nrelated: x\n---\nB",
        "---\nheadline: H\nversion: one\n---\nB",
    ];
    insta::assert_snapshot!(all.map(refused).join("\n"), @r#"
    line 3, `embargo`: is not a time with its zone, such as 2026-09-01T10:00:00+03:00
    line 2, `headline`: is empty
    `headline`: is missing
    line 3: `colour` is not a key of the front matter; the keys are id, version, status, kind, dated, language, slug, headline, standfirst, byline, dateline, priority, category, genre, topics, keywords, places, people, organisations, created, digital_source, embargo, credit, copyright, usage_terms, source, group, related, public, public_summary, summary_source, editors_note, correction_was, correction_now, media, forms, caption, content_hash
    line 3, `headline`: was given on line 2 already
    line 2: is not of the form `key: value`
    line 1: the front matter that begins here has no end: a line `---`
    line 2: is indented, but goes on from nothing
    line 4, `body`: is empty
    line 3, `category`: `weather` is not a section; the sections are general, sport, economy, health, science, politics, culture
    line 3, `priority`: is not a priority: 1 flash, 2 urgent, 3 important, 4 routine, 5 special, 6 archive
    line 3, `media`: is not the path of a file in or below the folder of the document
    line 3, `media`: is not the path of a file in or below the folder of the document
    line 5, `headline`: is in the front matter already; use `##` for a heading
    line 6, `body`: holds HTML, which is not read here
    line 4, `body`: holds HTML, which is not read here
    line 7, `body`: the address of a picture is not the id of a picture of the wire: `https://example.org/x.jpg`
    line 4, `body`: a picture needs a paragraph of its own, outside of lists, quotes and tables
    line 4, `body`: a picture needs a paragraph of its own, outside of lists, quotes and tables
    line 4, `body`: the address of a picture is not the id of a picture of the wire: `tel:text:20260901:1`
    line 4, `body`: the address of a link is not an http, https or mailto address: `javascript:alert`
    line 4, `body`: holds a block of code
    line 3, `status`: `gone` is not a publishing status
    `correction_was` and `correction_now` need each other
    line 3, `forms`: `tiff` is not web, sd, pdf, eps or ai
    line 3, `forms`: is not the path of a file in or below the folder of the document
    `media`: is missing: nothing says where the file lies
    `media`: is missing: nothing says where the file lies
    line 5, `caption`: is empty
    line 3, `related`: is not an item id such as `tel:text:20260901:50000001`
    line 3, `version`: is not a number
    "#);
}

#[test]
fn a_story_survives_writing_and_reading() {
    let mut written = turkish();
    written.embargo = Some(time("2026-09-01T07:00:00Z"));
    written.rights.usage_terms = Some(story::Prose::new("No sales.\n\nNo archive.").expect("prose"));
    let document = markdown::story(&written, Some("demo \"1\""));
    insta::assert_snapshot!(document);
    let incoming = read(&document);
    assert_eq!(incoming.external_id.as_deref(), Some("demo \"1\""));
    assert_eq!(text(&incoming), &written);
}

#[test]
fn a_dispatch_survives_with_what_only_the_wire_knows() {
    let sent = sent::all();
    for one in sent.iter().filter(|one| agency().category(one.story.category).is_some()) {
        let document = markdown::write(&one.edition());
        let incoming = read(&document);
        // There is no act in front matter.
        assert_eq!(incoming.repairs, [""; 0]);
        one.check_story(&incoming);
    }
    let shown: Vec<_> = [0, 5, 7].map(|at| markdown::write(&sent[at].edition())).into();
    insta::assert_snapshot!(shown.join("\n=====\n"));
}

#[test]
fn a_document_takes_a_story_away() {
    let incoming =
        read("---\nid: x\nstatus: withheld\neditors_note: It is checked.\n---\n# Minister resigns\n\nText.\n");
    let Drafted::Notice(notice) = &incoming.story else { panic!("not a notice") };
    assert_eq!(
        (notice.state, notice.headline.as_ref().map(story::Line::as_str)),
        (State::Withheld, Some("Minister resigns"))
    );
    assert_eq!(notice.reason.as_ref().map(story::Prose::as_str), Some("It is checked."));
    assert_eq!(incoming.repairs, ["the text of a story that must not be used was left out"]);
    assert!(matches!(read("---\nstatus: canceled\n---\n").story, Drafted::Notice(_)));
}

#[test]
fn lists_after_each_other_stay_apart() {
    let list = |ordered: bool, word: &str| serde_json::json!({"block": "list", "ordered": ordered, "items": [[{"text": word}], [{"text": "b"}]]});
    let written = story(serde_json::json!({
        "language": "en", "slug": "A", "headline": "A", "priority": 4, "category": 1,
        "content": {"kind": "text", "body": [list(false, "a"), list(false, "c"), list(false, "d"), list(true, "e"), list(true, "f"), list(false, "g")]},
    }));
    let document = markdown::story(&written, None);
    assert_eq!(text(&read(&document)), &written, "{document}");
}

#[test]
fn values_that_look_like_others_survive() {
    let written = story(serde_json::json!({
        "language": "en", "slug": "A", "headline": "---", "priority": 4, "category": 1,
        "standfirst": "one\ntwo\n\nthree", "byline": "\"A\" and B", "dateline": {"city": "Springfield, IL"},
        "places": [{"name": "Kyoto (JP)"}, {"name": "A, \"b\" (x)", "country": "CH"}, {"name": "B ()"}],
        "people": ["Doe, Jo", "\"Ada\""], "related": [{"item": "tel:text:20260901:1", "title": "One, \"two\""}],
        "content": {"kind": "text", "body": [{"block": "paragraph", "spans": [{"text": "---"}]}]},
    }));
    let document = markdown::story(&written, None);
    assert_eq!(text(&read(&document)), &written, "{document}");
}

#[test]
fn looks_survive_beside_each_other() {
    let body = serde_json::json!([{"block": "paragraph", "spans": [
        {"text": "1. a "}, {"text": "b", "em": true}, {"text": "c"}, {"text": "d", "strong": true}, {"text": " "},
        {"text": "e", "em": true, "strong": true}, {"text": " "},
        {"text": "[f]*", "link": "https://example.org/(a)<b>?c&amp;d"}, {"text": "."},
    ]}, {"block": "paragraph", "spans": [{"text": "10", "em": true}, {"text": ". No list"}]}]);
    let written = story(serde_json::json!({
        "language": "en", "slug": "A", "headline": "\"A\"", "priority": 4, "category": 1, "keywords": ["\"a\", b", "c"],
        "content": {"kind": "text", "body": body},
    }));
    assert_eq!(text(&read(&markdown::story(&written, None))), &written);
}

#[test]
fn a_number_in_two_spans_begins_no_list() {
    let written = story(serde_json::json!({
        "language": "en", "slug": "A", "headline": "A", "priority": 4, "category": 1,
        "content": {"kind": "text", "body": [{"block": "paragraph", "spans": [{"text": "0"}, {"text": "."}]}]},
    }));
    let document = markdown::story(&written, None);
    assert_eq!(text(&read(&document)).body().map(story::Body::plain).as_deref(), Some("0."), "{document}");
}

/// The words of a block, with white space as Markdown sees it.
fn words(block: &Block) -> Vec<String> {
    let collapse =
        |text: &str| text.split(' ').filter(|w| !w.is_empty()).collect::<Vec<_>>().join(" ").trim().to_owned();
    block.plain().lines().map(collapse).collect()
}

proptest! {
    #[test]
    fn any_document_is_read_or_refused(document in "(---\n|[#>*_|!\\[\\]()`<& a-z:\\n-]|\\PC){0,200}", bytes in any::<String>()) {
        let _ = markdown::read(&document, &agency(), &defaults());
        let _ = markdown::read(&bytes, &agency(), &defaults());
        let _ = markdown::read(&format!("---\nheadline: H\nkeywords: {bytes}\n---\n{document}"), &agency(), &defaults());
    }

    #[test]
    fn any_words_survive_writing_and_reading(
        runs in proptest::collection::vec(("[ -~\u{A1}-\u{D7FF}]{1,12}|[-#+*>=~_`|!&;<\\[\\]().0-9 a]{1,8}", any::<(bool, bool)>()), 1..5),
        shape in 0..4,
    ) {
        let clean = |text: &str| text.chars().filter(|&c| story::is_clean(c)).collect::<String>();
        let spans: Vec<_> = runs.iter().map(|(text, (em, strong))| (clean(text), em, strong)).filter(|(t, ..)| !t.is_empty())
            .map(|(text, em, strong)| serde_json::json!({"text": text, "em": em, "strong": strong})).collect();
        let plain: String = runs.iter().map(|(text, _)| clean(text)).collect();
        // A block of nothing but white space is no block to Markdown.
        prop_assume!(!plain.trim().is_empty());
        let block = match shape {
            0 => serde_json::json!({"block": "paragraph", "spans": spans}),
            1 => serde_json::json!({"block": "quote", "spans": spans, "speaker": "Vali"}),
            2 => serde_json::json!({"block": "list", "items": [spans, [{"text": "b"}]]}),
            _ => serde_json::json!({"block": "table", "header": true, "rows": [[spans, [{"text": "b"}]]]}),
        };
        let written = story(serde_json::json!({
            "language": "en", "slug": "A", "headline": "H", "priority": 4, "category": 1,
            "content": {"kind": "text", "body": [block]},
        }));
        let document = markdown::story(&written, None);
        let incoming = markdown::read(&document, &agency(), &defaults());
        let incoming = incoming.map_err(|refused| TestCaseError::fail(format!("{refused}\n{document}")))?;
        let (before, after) = (written.body().expect("body"), text(&incoming).body().expect("body"));
        prop_assert_eq!(after.blocks().len(), 1, "{}", document);
        prop_assert_eq!(words(&before.blocks()[0]), words(&after.blocks()[0]), "{}", document);
        prop_assert_eq!(
            std::mem::discriminant(&before.blocks()[0]), std::mem::discriminant(&after.blocks()[0]), "{}", document
        );
    }
}
