use crate::{
    agency, arabic, defaults,
    samples::{edition, files, golden, id_of, lines, rich},
    text, time, turkish, xmllint,
};
use format::{Drafted, Edition, Format, Incoming, Refused, nitf};
use proptest::prelude::*;
use serde_json::{Value, json};
use story::{Act, Kind, Note, Publicity, State, Story, TopicId};

fn written(story: &Story, act: Act, state: State) -> String {
    let (agency, content) = (agency(), story.content_hash());
    let item = id_of(story);
    nitf::write(&edition(&agency, &item, &content, story, (act, state)))
}

fn read(xml: &str) -> Result<Vec<Incoming>, Refused> {
    nitf::read(xml, &agency(), &defaults())
}

fn one(xml: &str) -> Incoming {
    let mut found = read(xml).unwrap_or_else(|refused| panic!("{refused}\n{xml}"));
    assert_eq!(found.len(), 1, "{xml}");
    found.remove(0)
}

fn refused(xml: &str) -> String {
    read(xml).expect_err(xml).to_string()
}

#[test]
fn a_turkish_story_with_everything() {
    let xml = written(&rich(), Act::Correct, State::Usable);
    insta::assert_snapshot!(lines(&xml));
    let back = one(&xml);
    assert_eq!((text(&back), back.repairs.as_slice()), (&rich(), &[][..]));
    assert_eq!(back.dated, Some(time("2026-09-01T12:00:41Z")));
}

#[test]
fn an_arabic_story() {
    insta::assert_snapshot!(lines(&written(&arabic(), Act::Release, State::Usable)));
}

#[test]
fn a_killed_story_says_why_and_nothing_else() {
    let reason = Note::new("Haber yanlıştır; kullanmayınız.").expect("note");
    let notice = turkish().notice(&reason).into_story();
    insta::assert_snapshot!(lines(&written(&notice, Act::Kill, State::Canceled)));
    // An edition that forgot to take the text away does not bring it out either.
    let forgotten = written(&rich(), Act::Hold, State::Withheld);
    for told in ["hasar", "6,1", "Ege'de", "AlgorithmicMedia"] {
        assert!(!forgotten.contains(told), "{told}: {forgotten}");
    }
}

#[test]
fn a_picture_lists_its_sizes_and_a_graphic_its_forms() {
    let [picture, video, graphic, _] = files();
    insta::assert_snapshot!(lines(&written(&picture, Act::Release, State::Usable)));
    let listed = |story: &Story| {
        let back = one(&written(story, Act::Release, State::Usable));
        let Drafted::Media(draft) = back.story else { panic!("not a file") };
        let forms: Vec<_> = draft.forms().iter().map(|(form, path)| (form.name(), path.rsplit('/').next())).collect();
        format!("{} {forms:?}", draft.path().rsplit('/').next().expect("a name"))
    };
    assert_eq!(listed(&picture), "print []");
    assert_eq!(listed(&video), "file [(\"sd\", Some(\"sd\"))]");
    assert_eq!(listed(&graphic), "raster [(\"pdf\", Some(\"pdf\")), (\"eps\", Some(\"eps\"))]");
}

#[test]
fn every_kind_and_act_is_valid_against_the_schema() {
    let schema = xmllint::data("nitf/nitf-3-6.xsd");
    let grammar = ["--schema", schema.to_str().expect("a path")];
    let reason = Note::new("Yanlış.").expect("note");
    for story in files().into_iter().chain([rich(), arabic()]) {
        let notice = story.notice(&reason).into_story();
        for act in Act::ALL {
            let (story, state) = match act {
                Act::Kill | Act::Withdraw => (&notice, State::Canceled),
                Act::Hold => (&notice, State::Withheld),
                _ => (&story, State::Usable),
            };
            let xml = written(story, act, state);
            if let Some(faults) = xmllint::faults(&grammar, &xml) {
                panic!("{} {}: {faults}\n{xml}", story.kind().name(), act.name());
            }
        }
    }
    let broken = written(&arabic(), Act::Release, State::Usable).replace("<head>", "<head><docdata/>");
    assert!(xmllint::faults(&grammar, &broken).is_some(), "the schema is looked at");
}

#[test]
fn the_plain_profile_is_the_same_without_the_namespace() {
    let (agency, story) = (agency(), rich());
    let (item, content) = ("tel:text:20260901:50000001".parse().expect("an id"), story.content_hash());
    let edition = edition(&agency, &item, &content, &story, (Act::Update, State::Usable));
    let named = nitf::write(&edition);
    assert_eq!(nitf::write_plain(&edition), named.replace(" xmlns=\"http://iptc.org/std/NITF/2006-10-18/\"", ""));
    assert_ne!(nitf::write_plain(&edition), named);
    assert_eq!(Format::Nitf.write_group(&[edition]), None);
}

#[test]
fn messages_to_editors_and_tests_are_not_usable() {
    for act in [Act::Advisory, Act::Test] {
        let xml = written(&arabic(), act, State::Usable);
        assert!(matches!(one(&xml).story, Drafted::Notice(_)), "{xml}");
    }
}

#[test]
fn an_embargo_that_is_over_is_told_and_is_no_status() {
    let mut story = arabic();
    story.embargo = Some(time("2026-09-01T12:00:41Z"));
    let xml = written(&story, Act::Release, State::Usable);
    assert!(xml.contains("management-status=\"usable\""), "{xml}");
    assert_eq!(text(&one(&xml)), &story);
}

#[test]
fn the_golden_document_gives_the_same_facts() {
    let expected: Value = serde_json::from_str(&golden("text.nitf.expect.json")).expect("json");
    let found = one(&golden("text.nitf.xml"));
    let story = text(&found);
    assert_eq!(found.repairs, Vec::<String>::new());
    assert_eq!(found.external_id.as_deref(), expected["guid"].as_str());
    assert_eq!(found.dated, Some(time(expected["versioncreated"].as_str().expect("a time"))));
    assert_eq!(story.headline.as_str(), expected["headline"]);
    assert_eq!(story.slug.as_str(), expected["slugline"]);
    assert_eq!(story.byline.as_ref().expect("a byline").as_str(), expected["byline"]);
    assert_eq!(json!(story.priority.urgency()), expected["urgency"]);
    assert_eq!(story.editors_note.as_ref().expect("a note").as_str(), expected["ednote"]);
    assert_eq!(story.standfirst.as_ref().expect("an abstract").as_str(), expected["abstract"]);
    assert_eq!(json!(story.keywords), expected["keywords"]);
    assert_eq!(story.topics.iter().map(TopicId::as_str).collect::<Vec<_>>(), ["medtop:20000593"]);
    assert_eq!(story.genre.as_ref().expect("a genre").as_str(), "Current");
    let body = story.body().expect("a body");
    // The document says 7; it has 6 words and a dash.
    assert_eq!(body.words(), 6);
    let html = format::html::body(body, &|_, _| None);
    assert!(html.contains("href=\"https://example.org/x\">two</a> three"), "{html}");
    assert!(html.contains("<li>point</li>"), "{html}");
    insta::assert_json_snapshot!(story);
}

/// What a newsroom system would read from our document is what it reads from the golden one.
#[test]
fn the_golden_facts_are_read_from_what_we_write() {
    let expected: Value = serde_json::from_str(&golden("text.nitf.expect.json")).expect("json");
    let story = text(&one(&golden("text.nitf.xml"))).clone();
    let (agency, content) = (agency(), story.content_hash());
    let item = "tel:text:20261101:1001".parse().expect("an id");
    let edition = Edition {
        version_created: time("2026-11-01T09:30:00Z"),
        ..edition(&agency, &item, &content, &story, (Act::Update, State::Usable))
    };
    let xml = nitf::write_plain(&edition);
    for (path, field) in [
        ("//meta[@name='anpa-keyword']/@content", "slugline"),
        ("//docdata/@management-status", "pubstatus"),
        ("//body.head/hedline/hl1", "headline"),
        ("//body.head/byline", "byline"),
        ("//body.head/abstract/p", "abstract"),
        ("//docdata/urgency/@ed-urg", "urgency"),
        ("//docdata/ed-msg/@info", "ednote"),
        ("//docdata/key-list/keyword/@key", "keywords"),
        ("/nitf/@class", "type"),
    ] {
        let wanted = match &expected[field] {
            Value::String(text) => text.clone(),
            Value::Array(list) => list[0].as_str().expect("text").to_owned(),
            other => other.to_string(),
        };
        assert_eq!(xmllint::string(&xml, path), wanted, "{field}");
    }
    for (path, wanted) in [
        ("//docdata/doc-id/@id-string", "tel:text:20261101:1001"),
        ("//meta[@name='anpa-sequence']/@content", "1001"),
        ("//meta[@name='anpa-wordcount']/@content", "6"),
        ("//docdata/date.issue/@norm", "20261101T093000Z"),
        ("//tobject/tobject.subject/@tobject.subject.refnum", "11006000"),
        ("//tobject/tobject.subject/@tobject.subject.type", "politics"),
        ("//tobject/tobject.subject/@tobject.subject.matter", "government"),
        ("//tobject/tobject.property/@tobject.property.type", "Current"),
        ("//docdata/evloc/@city", "Zurich"),
        ("//docdata/evloc/@iso-cc", "CH"),
        ("//body.head/dateline/location/city", "Zurich"),
        ("//docdata/doc.copyright/@holder", "Agency"),
        ("//docdata/doc.copyright/@year", "2026"),
        ("//body.content/p[1]/a[@href='https://example.org/x']", "two"),
        ("//body.content/p[1]", "One two three – “quoted”."),
        ("//body.content/ul/li", "point"),
    ] {
        assert_eq!(xmllint::string(&xml, path), wanted, "{path}");
    }
}

#[test]
fn the_smallest_valid_document_comes_in() {
    let found = one(&std::fs::read_to_string(xmllint::data("nitf/min-nitf36.xml")).expect("a file"));
    assert_eq!(text(&found).headline.as_str(), "Headline");
    assert_eq!((found.external_id, found.version, found.repairs), (None, None, Vec::new()));
}

/// A document of another agency around a part of its head and a body.
fn foreign(docdata: &str, body: &str) -> String {
    format!("<nitf><head><title>Title</title>{docdata}</head><body>{body}</body></nitf>")
}

const BODY: &str = "<body.content><p>Text of the story.</p></body.content>";

#[test]
fn elements_in_the_wrong_place_are_found() {
    let xml = "<?xml version=\"1.0\" encoding=\"iso-8859-1\"?>
<nitf:nitf xmlns:nitf=\"http://iptc.org/std/NITF/2006-10-18/\"><nitf:body>
  <nitf:body.content><nitf:block><nitf:p lede=\"true\">The  first\n  paragraph &mdash; here.</nitf:p></nitf:block></nitf:body.content>
  <nitf:body.content><nitf:p>The second.</nitf:p></nitf:body.content>
  <nitf:body.end><nitf:tagline>Jo Doe wrote this.</nitf:tagline></nitf:body.end>
  <nitf:body.head>
    <nitf:dateline>NEW YORK (AGY) - <nitf:story.date norm=\"20260901\">Sept 1</nitf:story.date></nitf:dateline>
    <nitf:byline>By <nitf:person>Jo Doe</nitf:person>, <nitf:byttl>The Lantern</nitf:byttl></nitf:byline>
    <nitf:abstract><nitf:p>One.</nitf:p><nitf:p>Two.</nitf:p></nitf:abstract>
    <nitf:distributor>Lantern Wire</nitf:distributor>
    <nitf:note noteclass=\"editorsnote\"><nitf:body.content><nitf:p>Updates throughout.</nitf:p></nitf:body.content></nitf:note>
    <nitf:hedline>\n  A headline\n  in two lines</nitf:hedline>
  </nitf:body.head></nitf:body>
  <nitf:docdata management-status=\"Usable\"><nitf:key-list><nitf:keyword>dams</nitf:keyword><nitf:keyword key=\"floods\"/></nitf:key-list>
    <nitf:doc.copyright holder=\"The Lantern\" year=\"2026\"/><nitf:evloc state-prov=\"Vaud\" iso-cc=\"CHE\"/>
    <nitf:doc.rights type=\"print\" limitations=\"No sales\" startdate=\"20260901T000000Z\"/>
    <nitf:identified-content><nitf:person value=\"Jo Doe\"/><nitf:org>The Lantern</nitf:org>
      <nitf:location><nitf:city>Lausanne</nitf:city><nitf:country iso-cc=\"ch\"/></nitf:location></nitf:identified-content>
    <nitf:urgency ed-urg=\"9\"/><nitf:date.expire norm=\"20260908\"/><nitf:correction info=\"The name was wrong.\"/>
    <nitf:du-key key=\"FLOOD-PLAN\" version=\"7\"/></nitf:docdata></nitf:nitf>";
    let found = one(xml);
    insta::assert_json_snapshot!(text(&found));
    insta::assert_snapshot!(found.repairs.join("\n"));
    assert_eq!((found.version, found.dated), (Some(7), Some(time("2026-09-01T00:00:00Z"))));
}

#[test]
fn what_must_not_be_published_is_never_dropped() {
    let status = |status: &str| {
        foreign(&format!("<docdata management-status=\"{status}\"><ed-msg info=\"Why\"/></docdata>"), BODY)
    };
    let notice = |xml: &str| match one(xml).story {
        Drafted::Notice(notice) => notice,
        other => panic!("{other:?}"),
    };
    assert_eq!(notice(&status("canceled")).state, State::Canceled);
    let held = notice(&status("Withheld"));
    assert_eq!((held.state, held.kind, held.reason.expect("a reason").as_str()), (State::Withheld, Kind::Text, "Why"));
    assert_eq!(held.headline.expect("a headline").as_str(), "Title");
    insta::assert_snapshot!(refused(&status("draft")), @"line 1, `management-status`: is `draft`, which is not a publishing status");
    insta::assert_snapshot!(refused(&status("embargoed")), @"line 1, `management-status`: is `embargoed`, and no `date.release` says until when");
    let release = |attributes: &str, norm: &str| {
        foreign(
            &format!(
                "<docdata {attributes}><date.issue norm=\"20260901\"/>\n<date.release norm=\"{norm}\"/></docdata>"
            ),
            BODY,
        )
    };
    insta::assert_snapshot!(refused(&release("", "20260901T100000")), @"line 2, `date.release`: is an embargo without its zone: `20260901T100000`");
    insta::assert_snapshot!(refused(&release("", "soon")), @"line 2, `date.release`: is an embargo that is not a time: `soon`");
    insta::assert_snapshot!(refused(&release("management-status=\"embargoed\"", "20260901")), @"line 2, `date.release`: is an embargo without its zone: `20260901`");
    let same = one(&release("", "20260901"));
    assert_eq!(text(&same).embargo, None, "a release that is the issue is no embargo");
    let until = one(&release("management-status=\"embargoed\"", "20260902T100000+0300"));
    assert_eq!(text(&until).embargo, Some(time("2026-09-02T07:00:00Z")));
    let two =
        release("", "20260902T100000Z").replace("</docdata>", "<date.release norm=\"20260903T100000Z\"/></docdata>");
    assert_eq!(text(&one(&two)).embargo, Some(time("2026-09-03T10:00:00Z")), "the later embargo holds");
}

#[test]
fn a_message_to_editors_of_others_is_kept_from_the_site() {
    let found = one(&foreign("<tobject tobject.type=\"Advisory\"/>", BODY));
    assert_eq!(text(&found).public, Publicity::No);
    assert_eq!(found.repairs, ["it is a message to editors, and is kept from the public site"]);
}

#[test]
fn a_reason_that_is_too_long_is_cut() {
    let messages = "<ed-msg info=\"Wrong.\"/>".repeat(3) + &format!("<ed-msg info=\"{}\"/>", "word ".repeat(900));
    let many: String = (0..60_000).flat_map(|n| ["<ed-msg info=\"".into(), n.to_string(), "\"/>".into()]).collect();
    let found = one(&foreign(&format!("<docdata management-status=\"canceled\">{messages}{many}</docdata>"), ""));
    let Drafted::Notice(notice) = found.story else { panic!("a notice") };
    let reason = notice.reason.expect("a reason");
    assert!(reason.as_str().starts_with("Wrong.\nword word") && reason.as_str().ends_with("word…"), "{reason}");
    assert_eq!(found.repairs, ["`ed-msg` was too long and was cut at a word"]);
}

#[test]
fn a_document_can_take_another_one_away() {
    let head = |attributes: &str| {
        format!("<docdata {attributes}><doc-id id-string=\"b\"/><ed-msg info=\"Wrong.\"/></docdata>")
    };
    let replaces = head("management-status=\"usable\" management-doc-idref=\"a\" management-idref-status=\"canceled\"");
    let found = read(&foreign(&replaces, BODY)).expect("read");
    let ids: Vec<_> = found.iter().map(|one| one.external_id.as_deref()).collect();
    assert_eq!(ids, [Some("a"), Some("b")]);
    assert!(matches!(&found[0].story, Drafted::Notice(notice) if notice.state == State::Canceled));
    assert!(matches!(&found[1].story, Drafted::Text(_)));
    let only = one(&foreign(&replaces, "<body.content/>"));
    assert_eq!(only.external_id.as_deref(), Some("a"));
    let kills = read(&foreign(&head("management-status=\"canceled\" management-doc-idref=\"a\""), BODY)).expect("read");
    assert!(
        kills.iter().all(|one| matches!(&one.story, Drafted::Notice(n) if n.state == State::Canceled)),
        "{kills:?}"
    );
    assert_eq!(kills.len(), 2);
    let own = one(&foreign(&head("management-status=\"canceled\" management-doc-idref=\"b\""), BODY));
    assert_eq!(own.external_id.as_deref(), Some("b"));
}

#[test]
fn a_foreign_picture_waits_for_its_file() {
    let media = "<body.content><media media-type=\"image\"><media-reference source=\"small.jpg\" width=\"200\"/>
        <media-reference source=\"large.jpg\" width=\"4000\"/><media-caption>The <em>dam</em>.</media-caption>
        <media-producer>Jo Doe</media-producer></media></body.content>";
    let Drafted::Media(draft) = one(&foreign("", media)).story else { panic!("a picture") };
    assert_eq!((draft.path(), draft.caption().as_str()), ("large.jpg", "The dam."));
    assert_eq!(draft.story().rights.credit.as_ref().expect("a credit").as_str(), "Jo Doe");
    let beside = media.replace("<body.content>", "<body.content><p>Text.</p>");
    let found = one(&foreign("", &beside));
    assert_eq!(text(&found).body().expect("a body").plain(), "Text.");
    assert_eq!(found.repairs, ["a picture in the body was left out"]);
}

#[test]
fn broken_documents_are_refused_with_their_line() {
    insta::assert_snapshot!(refused("<html><body/></html>"), @"line 1: is not NITF: its outermost element is `html`");
    insta::assert_snapshot!(refused(&foreign("", "\n<body.content/>")), @"line 2, `body.content`: is empty");
    insta::assert_snapshot!(refused("<nitf><body>\n<body.content>"), @"line 2: ends before `body.content` is closed");
    insta::assert_snapshot!(refused(""), @"holds no XML element");
    let deep = format!("<body.content>{}x{}</body.content>", "<em>".repeat(60), "</em>".repeat(60));
    insta::assert_snapshot!(refused(&foreign("", &deep)), @"line 1, `body`: is nested more than 40 deep");
    let bomb =
        "<!DOCTYPE nitf [<!ENTITY a \"aaaa\"><!ENTITY b \"&a;&a;&a;\"><!ENTITY c SYSTEM \"file:///etc/passwd\">]>";
    let found = one(&format!("{bomb}{}", foreign("", "<body.content><p>&b; and &c;</p></body.content>")));
    assert_eq!(text(&found).body().expect("a body").plain(), "&b; and &c;");
    assert_eq!(found.repairs.len(), 2);
    let bytes = b"<?xml version='1.0'?><nitf><body><body.content><p>caf\xE9 \x93x\x94</p></body.content></body></nitf>";
    let found = Format::NitfPlain.read(bytes, &agency(), &defaults()).expect("read").remove(0);
    assert_eq!(text(&found).headline.as_str(), "café “x”");
    assert_eq!(found.repairs.len(), 2, "{:?}", found.repairs);
}

#[test]
fn odd_values_are_repaired_and_told() {
    let docdata = "<meta name=\"anpa-keyword\" content=\"&lt;slug&gt;\"/><meta name=\"language\" content=\"english language\"/>
        <docdata><urgency ed-urg=\"high\"/><date.issue norm=\"soon\"/><doc-id/></docdata>
        <tobject><tobject.subject tobject.subject.refnum=\"01020000\"/><tobject.subject tobject.subject.refnum=\"x\"/></tobject>";
    let found = one(&foreign(docdata, BODY));
    insta::assert_snapshot!(found.repairs.join("\n"));
    assert_eq!(text(&found).slug.as_str(), "TITLE");
}

proptest! {
    #[test]
    fn any_text_is_read_or_refused(text in "\\PC*", parts in proptest::collection::vec(any::<prop::sample::Index>(), 0..40)) {
        const PARTS: [&str; 24] = [
            "<nitf>", "</nitf>", "<head>", "</head>", "<docdata management-status='canceled'>", "</docdata>", "<body>",
            "</body>", "<body.content>", "</body.content>", "<p>", "</p>", "<media media-type='image'>", "</media>",
            "<media-reference source='a' name='web'/>", "<date.release norm='2026'/>", "<hedline>", "</hedline>", "&x;",
            "<doc-id id-string='a'/>", "<evloc city=' '/>", "text", "<byline>", "<table><tr><td>",
        ];
        let _ = read(&text);
        let xml: String = parts.iter().map(|index| PARTS[index.index(PARTS.len())]).collect();
        let _ = read(&format!("<nitf>{xml}"));
        let _ = read(&foreign(&format!("<docdata><urgency ed-urg='{text}'/></docdata>"), &format!("<body.content><p>{text}")));
    }
}
