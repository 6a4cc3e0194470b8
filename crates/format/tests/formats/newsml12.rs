use crate::{
    agency, arabic, defaults,
    samples::{edition, files, golden, id_of, lines, rich},
    text, time, turkish, xmllint,
};
use format::{Drafted, Edition, Format, Incoming, Refused, newsml12};
use proptest::prelude::*;
use serde_json::{Value, json};
use story::{Act, Kind, Note, ProductId, Publicity, State, Story, TopicId};

fn written(format: Format, story: &Story, act: Act, state: State) -> String {
    let (agency, content, item) = (agency(), story.content_hash(), id_of(story));
    let products = [(ProductId(1), "Genel".to_owned())];
    let edition = Edition { products: &products, ..edition(&agency, &item, &content, story, (act, state)) };
    String::from_utf8(format.write(&edition)).expect("UTF-8")
}

fn standard(story: &Story, act: Act) -> String {
    written(Format::Newsml12, story, act, State::Usable)
}

fn has(story: &Story, act: Act) -> String {
    written(Format::Newsml12Has, story, act, State::Usable)
}

fn read(xml: &str) -> Result<Vec<Incoming>, Refused> {
    newsml12::read(xml, &agency(), &defaults())
}

fn one(xml: &str) -> Incoming {
    let mut found = read(xml).unwrap_or_else(|refused| panic!("{refused}\n{xml}"));
    assert_eq!(found.len(), 1, "{xml}");
    found.remove(0)
}

fn refused(xml: &str) -> String {
    read(xml).expect_err(xml).to_string()
}

fn notice(xml: &str) -> format::Notice {
    match one(xml).story {
        Drafted::Notice(notice) => notice,
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_turkish_story_with_everything() {
    let xml = standard(&rich(), Act::Correct);
    insta::assert_snapshot!(lines(&xml));
    let back = one(&xml);
    assert_eq!((text(&back), back.repairs.as_slice()), (&rich(), &[][..]));
    assert_eq!(back.dated, Some(time("2026-09-01T12:00:41Z")));
}

#[test]
fn an_arabic_story_of_has_begins_with_its_dateline() {
    let xml = has(&arabic(), Act::Release);
    insta::assert_snapshot!(lines(&xml));
    assert_eq!(text(&one(&xml)), &arabic());
}

#[test]
fn a_dateline_is_taken_off_only_where_it_was_added() {
    let paragraph = |words: Value| {
        crate::story(
            json!({"language": "tr", "slug": "A", "headline": "A", "dateline": {"city": "Iğdır"}, "priority": 4,
            "category": 1, "content": {"kind": "text", "body": words}}),
        )
    };
    for body in [
        json!([{"block": "paragraph", "spans": [{"text": "IĞDIR (TEL) - Metin."}]}]),
        json!([{"block": "paragraph", "spans": [{"text": "Metin", "strong": true}, {"text": "."}]}]),
        json!([{"block": "crosshead", "text": "Ara"}, {"block": "paragraph", "spans": [{"text": "Metin."}]}]),
        json!([{"block": "picture", "item": "tel:picture:20260901:7"}, {"block": "paragraph", "spans": [{"text": "Metin."}]}]),
        json!([{"block": "picture", "item": "tel:picture:20260901:7"}]),
    ] {
        let story = paragraph(body);
        let xml = has(&story, Act::Release);
        assert!(xml.matches("IĞDIR (TEL) -").count() < 2, "{xml}");
        assert_eq!(text(&one(&xml)), &story, "{xml}");
    }
}

#[test]
fn a_killed_story_says_why_and_nothing_else() {
    let reason = Note::new("Haber yanlıştır; kullanmayınız.").expect("note");
    let killed = turkish().notice(&reason).into_story();
    insta::assert_snapshot!(lines(&written(Format::Newsml12, &killed, Act::Kill, State::Canceled)));
    for format in [Format::Newsml12, Format::Newsml12Has] {
        // An edition that forgot to take the text away does not bring it out either.
        let forgotten = written(format, &rich(), Act::Hold, State::Withheld);
        for told in ["hasar", "6,1", "Ege'de", "AlgorithmicMedia", "Deprem anı"] {
            assert!(!forgotten.contains(told), "{told}: {forgotten}");
        }
    }
}

#[test]
fn a_group_of_has_is_one_document_of_physical_names() {
    let (agency, stories) = (agency(), files());
    let items = stories.each_ref().map(id_of);
    let contents = stories.each_ref().map(Story::content_hash);
    let editions: Vec<_> =
        (0..4).map(|n| edition(&agency, &items[n], &contents[n], &stories[n], (Act::Release, State::Usable))).collect();
    let bytes = Format::Newsml12Has.write_group(&editions).expect("a group");
    let xml = String::from_utf8(bytes).expect("UTF-8");
    insta::assert_snapshot!(lines(&xml));
    let found = read(&xml).expect("read");
    let drafted = |incoming: &Incoming| match &incoming.story {
        Drafted::Media(draft) => {
            let forms: Vec<_> = draft.forms().iter().map(|(form, path)| format!(" {}={path}", form.name())).collect();
            format!("{} {}{}", incoming.external_id.as_deref().expect("an id"), draft.path(), forms.concat())
        }
        other => panic!("{other:?}"),
    };
    insta::assert_snapshot!(found.iter().map(drafted).collect::<Vec<_>>().join("\n"), @r#"
    tel:picture:20260901:50000001 20260901_2_50000001_2863311530_High.jpg
    tel:video:20260901:50000001 20260901_3_50000001_2863311530_High.mp4 sd=20260901_3_50000001_2863311530_SD.mp4
    tel:graphic:20260901:50000001 20260901_5_50000001_2863311530.png pdf=20260901_5_50000001_2863311530.pdf eps=20260901_5_50000001_2863311530.eps
    tel:file:20260901:50000001 20260901_4_50000001_2863311530.pdf
    "#);
    let standard = newsml12::write_group(&editions);
    assert_eq!(xmllint::string(&standard, "/NewsML/NewsEnvelope/TransmissionId"), "tel:group:20260901:99");
    assert_eq!(read(&standard).expect("read").len(), 4);
    assert!(refused(&newsml12::write_group(&[])).contains("holds no NewsItem"));
}

/// The frame is looked at by our part of the grammar, and the text that it carries by the schema of NITF.
#[test]
fn every_kind_and_act_is_valid() {
    let (frame, schema) = (xmllint::data("newsml12/frame.dtd"), xmllint::data("nitf/nitf-3-6.xsd"));
    let frame = ["--dtdvalid", frame.to_str().expect("a path")];
    let schema = ["--schema", schema.to_str().expect("a path")];
    let faults = |xml: &str| {
        let Some((before, rest)) = xml.split_once("<nitf>") else { return xmllint::faults(&frame, xml) };
        let (inside, after) = rest.split_once("</nitf>").expect("an end");
        let inside = format!("<nitf xmlns=\"http://iptc.org/std/NITF/2006-10-18/\">{inside}</nitf>");
        xmllint::faults(&frame, &format!("{before}{after}")).or_else(|| xmllint::faults(&schema, &inside))
    };
    let reason = Note::new("Yanlış.").expect("note");
    for story in files().into_iter().chain([rich(), arabic()]) {
        let notice = story.notice(&reason).into_story();
        for (format, act) in [Format::Newsml12, Format::Newsml12Has].into_iter().flat_map(|f| Act::ALL.map(|a| (f, a)))
        {
            let (story, state) = match act {
                Act::Kill | Act::Withdraw => (&notice, State::Canceled),
                Act::Hold => (&notice, State::Withheld),
                _ => (&story, State::Usable),
            };
            let xml = written(format, story, act, state);
            if let Some(faults) = faults(&xml) {
                panic!("{} {} {}: {faults}\n{xml}", format.name(), story.kind().name(), act.name());
            }
        }
    }
    let composed = std::fs::read_to_string(xmllint::data("newsml12/has-picture.xml")).expect("a file");
    assert_eq!(faults(&composed), None, "our part of the grammar holds for what clients of HAS know");
    let broken = standard(&arabic(), Act::Release)
        .replace("</NewsManagement>", "<Status FormalName=\"Usable\"/></NewsManagement>");
    assert!(faults(&broken).is_some(), "the grammar is looked at");
    assert!(faults(&standard(&arabic(), Act::Release).replace("<p>", "<p><p/>")).is_some(), "the schema is looked at");
}

#[test]
fn messages_to_editors_and_tests_are_not_usable() {
    for act in [Act::Advisory, Act::Test] {
        assert_eq!(notice(&standard(&arabic(), act)).state, State::Withheld);
        assert_eq!(notice(&has(&arabic(), act)).state, State::Withheld);
    }
}

#[test]
fn an_embargo_that_is_over_is_told_and_is_no_status() {
    let mut story = arabic();
    story.embargo = Some(time("2026-09-01T12:00:41Z"));
    let xml = standard(&story, Act::Release);
    assert!(xml.contains("<Status FormalName=\"Usable\"/>") && !xml.contains("StatusWillChange"), "{xml}");
    assert_eq!(text(&one(&xml)), &story);
}

#[test]
fn the_golden_document_gives_the_same_facts() {
    let expected: Value = serde_json::from_str(&golden("text.newsml12.expect.json")).expect("json");
    let found = one(&golden("text.newsml12.xml"));
    let story = text(&found);
    assert_eq!(found.repairs, Vec::<String>::new());
    // The identifier of the document names the revision; ours is that of the item, so that a kill finds it.
    let revision = found.version.expect("a version");
    let guid = format!("{}:{revision}N", found.external_id.as_deref().expect("an id"));
    assert_eq!((guid.as_str(), revision.to_string().as_str()), (expected["guid"].as_str().expect("text"), "3"));
    assert_eq!(found.dated, Some(time(expected["versioncreated"].as_str().expect("a time"))));
    assert_eq!(story.headline.as_str(), expected["headline"]);
    assert_eq!(story.slug.as_str(), expected["slugline"]);
    assert_eq!(story.byline.as_ref().expect("a byline").as_str(), expected["byline"]);
    assert_eq!(json!(story.priority.urgency()), expected["urgency"]);
    assert_eq!(story.language.as_str(), expected["language"]);
    assert_eq!(story.rights.usage_terms.as_ref().expect("terms").as_str(), expected["usageterms"]);
    assert_eq!(json!(story.keywords), expected["keywords"]);
    assert_eq!(story.topics.iter().map(TopicId::as_str).collect::<Vec<_>>(), ["medtop:20000593"]);
    let html = format::html::body(story.body().expect("a body"), &|_, _| None);
    assert!(html.contains("href=\"https://example.org/x\">two</a> three."), "{html}");
    insta::assert_json_snapshot!(story);
}

/// What a newsroom system would read from our document is what it reads from the golden one.
#[test]
fn the_golden_facts_are_read_from_what_we_write() {
    let expected: Value = serde_json::from_str(&golden("text.newsml12.expect.json")).expect("json");
    let story = text(&one(&golden("text.newsml12.xml"))).clone();
    let (agency, content) = (agency(), story.content_hash());
    let item = "tel:text:20261101:1001".parse().expect("an id");
    let edition = Edition {
        version: 3,
        version_created: time("2026-11-01T09:30:00Z"),
        ..edition(&agency, &item, &content, &story, (Act::Update, State::Usable))
    };
    for xml in [newsml12::write(&edition), newsml12::write_has(&edition)] {
        let lines = "/NewsML/NewsItem/NewsComponent/NewsLines";
        let about = "/NewsML/NewsItem/NewsComponent/DescriptiveMetadata";
        let managed = "/NewsML/NewsItem/NewsManagement";
        for (path, field) in [
            (format!("{lines}/HeadLine"), "headline"),
            (format!("{lines}/SlugLine"), "slugline"),
            (format!("{lines}/ByLine"), "byline"),
            (format!("{managed}/Urgency/@FormalName"), "urgency"),
            (format!("{about}/Language/@FormalName"), "language"),
            ("//RightsMetadata/UsageRights/UsageType".to_owned(), "usageterms"),
            (format!("{about}/Property[@FormalName='Keyword']/@Value"), "keywords"),
            (format!("{about}/SubjectCode/SubjectMatter/@FormalName"), "codes"),
            ("//NewsIdentifier/RevisionId".to_owned(), "version"),
        ] {
            let wanted = match expected.get(field).unwrap_or(&expected["subject"]["codes"]) {
                Value::String(text) => text.clone(),
                Value::Array(list) => list[0].as_str().expect("text").to_owned(),
                other => other.to_string(),
            };
            assert_eq!(xmllint::string(&xml, &path), wanted, "{field}");
        }
        for (path, wanted) in [
            ("/NewsML/@Version", "1.2"),
            ("/NewsML/NewsItem/NewsManagement/Status/@FormalName", "Usable"),
            ("/NewsML/NewsItem/NewsManagement/ThisRevisionCreated", "20261101T093000Z"),
            ("//DataContent/nitf/body/body.content/p/a[@href='https://example.org/x']", "two"),
        ] {
            assert_eq!(xmllint::string(&xml, path), wanted, "{path}");
        }
    }
    let identifier = |xml: &str| xmllint::string(xml, "//NewsIdentifier/PublicIdentifier");
    assert_eq!(identifier(&newsml12::write(&edition)), "urn:newsml:tel:20261101:text-1001:3");
    assert_eq!(identifier(&newsml12::write_has(&edition)), "urn:newsml:tel:20261101:1001:3");
    let paragraph = |xml: &str| xmllint::string(xml, "//body.content/p[1]");
    assert_eq!(paragraph(&newsml12::write(&edition)), "One two three.");
    assert_eq!(paragraph(&newsml12::write_has(&edition)), "ZURICH (TEL) - One two three.");
}

#[test]
fn the_composed_picture_comes_in_and_ours_has_its_shape() {
    let xml = std::fs::read_to_string(xmllint::data("newsml12/has-picture.xml")).expect("a file");
    let found = one(&xml);
    assert_eq!(found.external_id.as_deref(), Some("aa:picture:20260901:50000100"));
    assert_eq!((found.version, found.dated, found.repairs), (Some(1), Some(time("2026-09-01T12:00:41Z")), Vec::new()));
    let Drafted::Media(draft) = found.story else { panic!("a picture") };
    assert_eq!(draft.path(), "20260901_2_50000100_90000001_High.jpg");
    assert_eq!(draft.caption().as_str(), "Foto altı metni.");
    let story = draft.story();
    assert_eq!((story.language.as_str(), story.headline.as_str()), ("tr", "Foto başlığı"));
    assert_eq!(story.byline.as_ref().expect("a byline").as_str(), "Ad Soyad");
    assert_eq!(story.dateline.as_ref().expect("a dateline").city.as_str(), "ANKARA");
    let mut ours = files()[0].clone();
    ours.dateline = Some(serde_json::from_value(json!({"city": "Ankara"})).expect("a dateline"));
    let ours = has(&ours, Act::Release);
    for path in [
        "/NewsML/NewsEnvelope/NewsService/@FormalName",
        "/NewsML/NewsItem/@xml:lang",
        "//NewsManagement/Status/@FormalName",
        "/NewsML/NewsItem/NewsComponent/NewsLines/DateLine",
        "/NewsML/NewsItem/NewsComponent/NewsComponent[1]/Role/@FormalName",
        "/NewsML/NewsItem/NewsComponent/NewsComponent[1]/ContentItem[1]/MediaType/@FormalName",
        "/NewsML/NewsItem/NewsComponent/NewsComponent[1]/ContentItem[2]/MimeType/@FormalName",
        "substring-after(//NewsComponent/NewsComponent[1]/ContentItem[1]/@Href, '_High')",
        "substring-after(//NewsComponent/NewsComponent[1]/ContentItem[2]/@Href, '_Web')",
        "/NewsML/NewsItem/NewsComponent/NewsComponent[2]/Role/@FormalName",
        "/NewsML/NewsItem/NewsComponent/NewsComponent[2]/ContentItem/MediaType/@FormalName",
        "count(//NewsComponent/NewsComponent)",
        "count(//NewsComponent/NewsComponent[1]/ContentItem)",
        "substring-before(//NewsIdentifier/PublicIdentifier, ':')",
        "namespace-uri(/*)",
    ] {
        assert_eq!(xmllint::string(&ours, path), xmllint::string(&xml, path), "{path}");
    }
    assert_eq!(xmllint::string(&ours, "//NewsIdentifier/NewsItemId"), "tel:picture:20260901:50000001");
}

/// An item of another agency, of parts of its management and its components.
fn foreign(management: &str, component: &str) -> String {
    format!(
        "<NewsML><NewsItem><Identification><NewsIdentifier><ProviderId>agy.example</ProviderId><DateId>20260901</DateId>\
         <NewsItemId>TX-1</NewsItemId><RevisionId PreviousRevision=\"1\" Update=\"U\">2</RevisionId>\
         <PublicIdentifier>urn:newsml:agy.example:20260901:TX-1:2U</PublicIdentifier></NewsIdentifier></Identification>\
         <NewsManagement>{management}</NewsManagement>{component}</NewsItem></NewsML>"
    )
}

const TEXT: &str = "<NewsComponent><NewsLines><HeadLine>Title</HeadLine></NewsLines><ContentItem><DataContent><p>Text of the \
                    story.</p></DataContent></ContentItem></NewsComponent>";

#[test]
fn elements_in_the_wrong_place_are_found() {
    let xml = "<?xml version=\"1.0\"?>
<!DOCTYPE NewsML PUBLIC \"urn:newsml:iptc.org:20021018:NewsMLv1.2:1\" \"http://example.org/NewsML_1.2.dtd\">
<NewsML><NewsEnvelope><Priority FormalName=\"2\"/><DateAndTime>20260901T100000+0300</DateAndTime></NewsEnvelope>
 <NewsItem><NewsComponent><NewsComponent><Role FormalName=\"Supporting\"/>
   <ContentItem Href=\"photo.jpg\"><MediaType FormalName=\"Photo\"/></ContentItem></NewsComponent>
  <NewsComponent xml:lang=\"en_GB\"><DescriptiveMetadata><Location><Property FormalName=\"Country\" Value=\"CHE\"/></Location>
    <Location HowPresent=\"Origin\"><Property FormalName=\"City\" Value=\"Lausanne\"/><Property FormalName=\"Country\" Value=\"ch\"/></Location>
    <SubjectCode><SubjectDetail FormalName=\"01011007\"/></SubjectCode><Genre FormalName=\"fact check\"/></DescriptiveMetadata>
   <ContentItem><DataContent><nitf><body><body.head><abstract><p>One.</p></abstract></body.head>
     <body.content><p>First.</p></body.content><body.content><hl2>Head</hl2><p>Second.</p></body.content></body></nitf></DataContent>
     <Format FormalName=\"NITF3.1\"/></ContentItem>
   <NewsLines><SlugLine>FLOOD-PLAN</SlugLine><DateLine>LAUSANNE, Sept 1 (AGY) -</DateLine><HeadLine>A headline
      in two lines</HeadLine><NewsLine><NewsLineText>Updates.</NewsLineText><NewsLineType FormalName=\"AdvisoryLine\"/></NewsLine></NewsLines>
   <Role FormalName=\"Main\"/></NewsComponent>
  <RightsMetadata><UsageRights><Limitations>No sales</Limitations><EndDate>October</EndDate></UsageRights>
    <Copyright><CopyrightDate>2026</CopyrightDate><CopyrightHolder>The Lantern</CopyrightHolder></Copyright></RightsMetadata>
  <AdministrativeMetadata><Creator><Party FormalName=\"Jo Doe \"/></Creator><Provider><Party FormalName=\"AGY\"/></Provider></AdministrativeMetadata>
 </NewsComponent><NewsManagement><AssociatedWith NewsItem=\"urn:newsml:agy.example:20260901:TX-2\"/></NewsManagement></NewsItem></NewsML>";
    let found = one(xml);
    insta::assert_json_snapshot!(text(&found));
    insta::assert_snapshot!(found.repairs.join("\n"));
    assert_eq!((found.external_id, found.dated), (None, Some(time("2026-09-01T07:00:00Z"))));
}

#[test]
fn every_way_to_carry_a_text_is_read() {
    for (data, plain) in [
        ("<nitf><body><body.content><p>a <em>b</em></p></body.content></body></nitf>", "a b"),
        ("<html><head><title>no</title></head><body><p>a</p><p>b</p></body></html>", "a\n\nb"),
        ("<p>a</p><ul><li>b</li></ul>", "a\n\nb"),
        ("&lt;p&gt;a &amp;amp; b&lt;/p&gt;", "a & b"),
        ("<![CDATA[a<br/><br/>b]]>", "a\n\nb"),
        ("\n  a\n  b\n\n  c\n", "a b\n\nc"),
        (
            "<nitf><body><body.head><note><body.content><p>no</p></body.content></note></body.head>\
             <body.content><p>a</p></body.content></body></nitf>",
            "a",
        ),
    ] {
        let xml = foreign("", &TEXT.replace("<p>Text of the story.</p>", data));
        assert_eq!(text(&one(&xml)).body().expect("a body").plain(), plain, "{data}");
    }
    let encoded = TEXT
        .replace("<DataContent>", "<Encoding Notation=\"base64\"><DataContent>")
        .replace("</DataContent>", "</DataContent></Encoding>");
    insta::assert_snapshot!(refused(&foreign("", &encoded)), @"line 1, `ContentItem`: is a text in an encoding, such as base64, that is not read");
}

#[test]
fn the_largest_of_several_sizes_is_the_file() {
    let xml = foreign(
        "",
        "<NewsComponent><NewsLines><HeadLine>Dam</HeadLine></NewsLines><NewsComponent EquivalentsList=\"yes\"><Role FormalName=\"Main\"/>
         <ContentItem Href=\"a.jpg\"><MediaType FormalName=\"Photo\"/><Characteristics><SizeInBytes>10</SizeInBytes></Characteristics></ContentItem>
         <ContentItem Href=\"b.jpg\"><MediaType FormalName=\"Photo\"/><Characteristics><SizeInBytes>900</SizeInBytes></Characteristics></ContentItem>
         </NewsComponent><NewsComponent><ContentItem><MediaType FormalName=\"Text\"/><DataContent><nitf><body><body.content>
         <p>The dam.</p></body.content></body></nitf></DataContent></ContentItem></NewsComponent></NewsComponent>",
    );
    let Drafted::Media(draft) = one(&xml).story else { panic!("a picture") };
    assert_eq!((draft.path(), draft.caption().as_str()), ("b.jpg", "The dam."));
}

#[test]
fn what_must_not_be_published_is_never_dropped() {
    let status = |word: &str, more: &str| foreign(&format!("\n<Status FormalName=\"{word}\"/>{more}"), TEXT);
    assert_eq!(notice(&status("Canceled", "")).state, State::Canceled);
    let held = notice(&status("withheld", ""));
    assert_eq!((held.state, held.kind), (State::Withheld, Kind::Text));
    assert_eq!(held.headline.expect("a headline").as_str(), "Title");
    assert_eq!(notice(&status("Usable", "<Instruction FormalName=\"Kill\"/>")).state, State::Canceled);
    let earlier = "<Instruction FormalName=\"Kill\"><RevisionStatus><Status FormalName=\"Canceled\"/></RevisionStatus></Instruction>";
    assert_eq!(text(&one(&status("Usable", earlier))).headline.as_str(), "Title", "it is about earlier revisions");
    insta::assert_snapshot!(refused(&status("Draft", "")), @"line 2, `Status`: is `Draft`, which is not a publishing status");
    insta::assert_snapshot!(refused(&status("Embargoed", "")), @"line 2, `Status`: is `Embargoed`, and nothing says until when");
    let change = |time: &str| {
        format!(
            "\n<StatusWillChange><FutureStatus FormalName=\"Usable\"/><DateAndTime>{time}</DateAndTime></StatusWillChange>"
        )
    };
    insta::assert_snapshot!(refused(&status("Embargoed", &change("20260902T100000"))), @"line 3, `StatusWillChange`: is an embargo without its zone: `20260902T100000`");
    insta::assert_snapshot!(refused(&status("Usable", &change("soon"))), @"line 3, `StatusWillChange`: is an embargo that is not a time: `soon`");
    let twice = change("20260902T100000+0300") + &change("2026-09-03T10:00:00Z");
    assert_eq!(text(&one(&status("Embargoed", &twice))).embargo, Some(time("2026-09-03T10:00:00Z")));
    let expires = change("20260902T100000Z").replace("Usable", "Withheld");
    assert_eq!(text(&one(&status("Usable", &expires))).embargo, None);
}

#[test]
fn a_message_to_editors_of_others_is_kept_from_the_site() {
    let found = one(&foreign("<NewsItemType FormalName=\"Advisory\"/>", TEXT));
    assert_eq!(text(&found).public, Publicity::No);
    assert_eq!(found.repairs, ["it is a message to editors, and is kept from the public site"]);
}

#[test]
fn a_revision_has_the_name_of_its_item() {
    let first = one(&foreign("", TEXT));
    assert_eq!((first.external_id.as_deref(), first.version), (Some("urn:newsml:agy.example:20260901:TX-1"), Some(2)));
    let kill = foreign("<Status FormalName=\"Canceled\"/>", "").replace(">2<", ">3<").replace(":2U<", ":3<");
    assert_eq!(one(&kill).external_id, first.external_id);
    assert_eq!(
        one(&foreign("", TEXT).replace(":2U<", ":X<")).external_id.as_deref(),
        Some("urn:newsml:agy.example:20260901:TX-1:X")
    );
}

#[test]
fn broken_documents_are_refused_with_their_line() {
    insta::assert_snapshot!(refused("<newsMessage/>"), @"line 1: is not NewsML 1.2: its outermost element is `newsMessage`");
    insta::assert_snapshot!(refused("<NewsML>\n<NewsItem><NewsComponent/></NewsItem></NewsML>"), @"line 2, `ContentItem`: is missing: there is neither a text nor a file");
    insta::assert_snapshot!(refused("<NewsML>\n<NewsItem><Update/></NewsItem></NewsML>"), @"line 2, `Update`: changes parts of another document, which is not here");
    insta::assert_snapshot!(refused("<NewsML><NewsItem>\n<TopicSet/></NewsItem></NewsML>"), @"line 1: holds no NewsItem");
    insta::assert_snapshot!(refused(&foreign("", "<NewsComponent><NewsItemRef NewsItem=\"x\"/></NewsComponent>")), @"line 1, `NewsComponent`: is made of other items; each of them must come by itself");
    insta::assert_snapshot!(refused(&foreign("", "<NewsComponent><ContentItem Href=\"a.txt\"><MediaType FormalName=\"Text\"/></ContentItem></NewsComponent>")), @"line 1, `ContentItem`: is a text in another file");
    insta::assert_snapshot!(refused("<NewsML><NewsItem>\n<NewsComponent>"), @"line 2: ends before `NewsComponent` is closed");
    let deep = format!("<p>{}x{}</p>", "<em>".repeat(60), "</em>".repeat(60));
    insta::assert_snapshot!(refused(&foreign("", &TEXT.replace("<p>Text of the story.</p>", &deep))), @"line 1, `body`: is nested more than 40 deep");
    let nested = "<NewsComponent>".repeat(90) + &"</NewsComponent>".repeat(90);
    assert!(read(&foreign("", &nested)).is_err());
    let wide = format!(
        "<NewsComponent><NewsLines><HeadLine>Wide</HeadLine></NewsLines>{}</NewsComponent>",
        "<NewsComponent><ContentItem Href='a'/></NewsComponent>".repeat(20_000)
    );
    assert!(
        matches!(one(&foreign("", &wide)).story, Drafted::Media(_)),
        "many components cost no more than their size"
    );
}

proptest! {
    #[test]
    fn any_text_is_read_or_refused(text in "\\PC*", parts in proptest::collection::vec(any::<prop::sample::Index>(), 0..40)) {
        const PARTS: [&str; 24] = [
            "<NewsItem>", "</NewsItem>", "<NewsComponent>", "</NewsComponent>", "<NewsManagement>", "</NewsManagement>",
            "<Status FormalName='Embargoed'/>", "<StatusWillChange>", "</StatusWillChange>", "<ContentItem Href='a_Web.jpg'>",
            "</ContentItem>", "<DataContent>", "</DataContent>", "<nitf><body.content>", "<p>", "</p>", "<NewsLines>",
            "</NewsLines>", "<DateLine>A -</DateLine>", "<MediaType FormalName='Video'/>", "text", "<Role FormalName='Main'/>",
            "<Location><Property FormalName='City' Value=' '/></Location>", "<Encoding>",
        ];
        let _ = read(&text);
        let xml: String = parts.iter().map(|index| PARTS[index.index(PARTS.len())]).collect();
        let _ = read(&format!("<NewsML>{xml}"));
        let _ = read(&foreign(&format!("<Urgency FormalName='{text}'/>"), &TEXT.replace("Text", &text)));
    }
}
