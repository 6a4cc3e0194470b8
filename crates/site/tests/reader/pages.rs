//! What a reader sees.

use super::*;

#[tokio::test]
async fn a_story_is_read_in_the_order_of_a_newspaper() {
    for public in Public::each().await {
        let picture = kit::picture("en", "The bridge at dawn", "The bridge over the Tamar seen at dawn.");
        let picture = public.world.release(picture, &[PUBLIC]).await;
        let mut story = beside(bridge(), &picture);
        story.byline = Some(story::Byline::new("Ruth Penhale").expect("a byline"));
        story.keywords = vec![story::Keyword::new("bridges").expect("a keyword")];
        let sent = public.world.release(story, &[PUBLIC]).await;
        public.caught_up().await;
        let page = public.get(&page_of(&sent)).await;
        assert_eq!(page.status, StatusCode::OK);
        let article = page.text.split("<article").nth(1).expect("an article");
        let mut at = 0;
        for part in [
            "/en/general/\">General</a>",
            "<h1>Bridge at Gunnislake to close</h1>",
            "A footpath stays open.",
            "Ruth Penhale",
            "1 September 2026, 15:00",
            "<img src=\"/media/tel:picture:20260901:1.jpg\"",
            "seen at dawn.",
            "<span class=\"dateline\">PLYMOUTH</span>",
            "The old bridge at Gunnislake will close",
            "rel=\"tag\">bridges</a></li>",
            "class=\"closing-notice\"",
            "href=\"/en/subscribe/\"",
        ] {
            let found = article[at..].find(part);
            at += found.unwrap_or_else(|| panic!("`{part}` is missing or not in its place: {article}"));
        }
        assert!(page.text.contains("\"@type\":\"NewsArticle\"") && page.text.contains("\"isAccessibleForFree\":true"));
        assert!(page.text.contains(&format!("<link rel=\"canonical\" href=\"{BASE}{}\">", page_of(&sent))));
        for hidden in ["quagmire", "xylophones", "Not before the embargoed mayor"] {
            assert!(!page.text.contains(hidden), "{hidden}");
        }
    }
}

#[tokio::test]
async fn a_flash_says_after_its_dateline_what_happened() {
    for public in Public::each().await {
        let mut flash = kit::story("tr", "İzmir'de deprem", "İzmir'de 5,1 büyüklüğünde deprem oldu.");
        flash.dateline = Some(Dateline { city: PlaceName::new("İzmir").expect("a city"), country: None });
        let mut single = flash.clone();
        flash.priority = story::Priority::Flash;
        let sent = public.world.release(flash, &[PUBLIC]).await;
        single.headline = story::Headline::new("Isparta").expect("a headline");
        let plain = public.world.release(single, &[PUBLIC]).await;
        public.caught_up().await;
        let page = public.get(&page_of(&sent)).await.text;
        let told = "<span class=\"dateline\">İZMİR</span><span class=\"dash\"> — </span>İzmir&#39;de 5,1 büyüklüğünde deprem oldu.";
        assert!(page.contains(told), "{page}");
        let page = public.get(&page_of(&plain)).await.text;
        assert!(
            page.contains("<h1>Isparta</h1>") && !page.contains("class=\"dateline\""),
            "no dateline of nothing: {page}"
        );
    }
}

#[tokio::test]
async fn sections_are_named_in_the_language_of_the_page() {
    let public = Public::on(World::sqlite().await);
    for (path, name) in [
        ("/ja/economy/", "経済"),
        ("/fr/economy/", "Économie"),
        ("/ru/economy/", "Экономика"),
        ("/es/economy/", "Economía"),
        ("/tr/economy/", "Ekonomi"),
        ("/ar/economy/", "اقتصاد"),
        ("/sq/economy/", "Economy"),
    ] {
        let page = public.get(path).await;
        assert_eq!(page.status, StatusCode::OK, "{path}");
        assert!(page.text.contains(&format!("<h1>{name}</h1>")), "{path}: {}", page.text);
        assert!(page.text.contains(&format!("aria-current=\"page\">{name}</a>")), "{path}");
    }
}

#[tokio::test]
async fn every_page_ends_with_the_closing_notice_and_runs_nothing() {
    let public = Public::on(World::sqlite().await);
    let sent = public.world.release(bridge(), &[PUBLIC]).await;
    public.caught_up().await;
    let story = page_of(&sent);
    let paths = [
        "/en/",
        "/tr/",
        "/ar/",
        "/ja/",
        "/fa/",
        "/en/latest/",
        "/en/sport/",
        "/en/corrections/",
        "/en/about/",
        "/nothing",
    ];
    for path in paths.into_iter().chain(["/en/subscribe/", "/en/subscribe/thanks/", story.as_str()]) {
        let page = public.get(path).await;
        assert!(page.text.contains("closing-notice"), "{path}");
        assert!(page.text.matches("<h1").count() == 1, "{path} has one heading");
        assert_eq!(
            page.text.matches("<script").count(),
            page.text.matches("<script type=\"application/ld+json\">").count()
        );
        assert!(!page.text.contains("{agency}"), "{path}");
        let policy = page.header(header::CONTENT_SECURITY_POLICY);
        assert!(policy.starts_with("default-src 'none'") && !policy.contains("script-src"), "{policy}");
        for address in page.text.split("src=\"").skip(1) {
            assert!(address.starts_with('/'), "{path} loads something from elsewhere: {address}");
        }
    }
    let arabic = public.get("/ar/").await;
    assert!(arabic.text.contains("<html lang=\"ar\" dir=\"rtl\">"));
}

#[tokio::test]
async fn a_story_that_is_older_than_its_release_says_so() {
    for public in Public::each().await {
        // Released on 1 September 2026 at 12:00 UTC, 15:00 in the newsroom.
        for (created, shown) in [
            ("1987-02-26T23:01:01Z", Some("26 February 1987")),
            ("2026-08-31T11:59:59Z", Some("31 August 2026")),
            ("2026-08-30", Some("30 August 2026")),
            ("2026-08-31T12:00:00Z", None),
            ("2026-08-31", None),
            ("2026-09-01T11:00:00", None),
        ] {
            let mut story = bridge();
            story.created = Some(story::Created::new(created).expect("a date"));
            let sent = public.world.release(story, &[PUBLIC]).await;
            public.caught_up().await;
            let page = public.get(&page_of(&sent)).await.text;
            let said = shown.map(|words| format!("Original date: <time datetime=\"{created}\">{words}</time>"));
            assert_eq!(page.contains("Original date"), said.is_some(), "{created}");
            assert!(said.is_none_or(|said| page.contains(&said)), "{created}: {page}");
            assert!(page.contains(&format!("\"dateCreated\":\"{created}\"")), "{created}");
        }
    }
}

#[tokio::test]
async fn an_original_date_is_told_in_the_language_of_the_edition() {
    let public = Public::on(World::sqlite().await);
    for (lang, said) in [
        ("tr", "Haberin tarihi: <time datetime=\"1987-02-26\">26 Şubat 1987</time>"),
        ("ar", "التاريخ الأصلي: <time datetime=\"1987-02-26\">26 فبراير 1987</time>"),
        ("ja", "元記事の日付: <time datetime=\"1987-02-26\">1987年2月26日</time>"),
        ("fr", "Date d’origine\u{a0}: <time datetime=\"1987-02-26\">26 février 1987</time>"),
        ("ru", "Дата оригинала: <time datetime=\"1987-02-26\">26 февраля 1987\u{202f}г.</time>"),
        ("es", "Fecha original: <time datetime=\"1987-02-26\">26 de febrero de 1987</time>"),
        // Languages that the site has no words in.
        ("sq", "Original date: <time datetime=\"1987-02-26\" lang=\"sq\" dir=\"ltr\">26 shkurt 1987</time>"),
        ("fa", "Original date: <time datetime=\"1987-02-26\" lang=\"fa\" dir=\"rtl\">۲۶ فوریه ۱۹۸۷</time>"),
    ] {
        let mut story = kit::story(lang, "Bolivia", BODY);
        story.created = Some(story::Created::new("1987-02-26").expect("a date"));
        let sent = public.world.release(story, &[PUBLIC]).await;
        public.caught_up().await;
        let page = public.get(&page_of(&sent)).await.text;
        assert!(page.contains(said), "{lang}: {page}");
    }
}

#[tokio::test]
async fn addresses_lead_to_the_one_that_counts() {
    for public in Public::each().await {
        let sent = public.world.release(kit::story("tr", "Iğdır'da yağış", BODY), &[PUBLIC]).await;
        let arabic =
            public.world.release(kit::story("ar", "أمطار", "هطلت الأمطار. ارتفع منسوب النهر."), &[PUBLIC]).await;
        public.caught_up().await;
        let canonical = page_of(&sent);
        assert_eq!(canonical, "/tr/general/igdirda-yagis/1");
        for other in
            ["/tr/general/else/1", "/tr/sport/igdirda-yagis/1", "/en/general/x/1", "/tr/a/b/tel:text:20260901:1"]
        {
            let answer = public.get(other).await;
            assert_eq!((answer.status, answer.header(header::LOCATION)), (StatusCode::PERMANENT_REDIRECT, &*canonical));
        }
        let answer = public.get(&format!("/ar/general/x/{}", arabic.entry.item.number())).await;
        let location = answer.header(header::LOCATION).to_owned();
        assert_eq!(location, "/ar/general/%D8%A3%D9%85%D8%B7%D8%A7%D8%B1/2");
        assert_eq!(public.get(&location).await.status, StatusCode::OK);
        for (path, to) in [("/tr", "/tr/"), ("/tr/sport", "/tr/sport/")] {
            assert_eq!(public.get(path).await.header(header::LOCATION), to);
        }
        for (accepted, to) in
            [("de, ar;q=0.8, tr;q=0.9", "/tr/"), ("ar-EG", "/ar/"), ("xx", "/tr/"), ("tr;q=0, ar", "/ar/")]
        {
            let answer = public.get_with("/", header::ACCEPT_LANGUAGE, accepted).await;
            assert_eq!(
                (answer.status, answer.header(header::LOCATION)),
                (StatusCode::TEMPORARY_REDIRECT, to),
                "{accepted}"
            );
        }
        for lost in
            ["/xx/", "/tr/nothing/", "/tr/general/a/99", "/tr/general/a/x", "/a/b/c/d/e", "/tr/latest/?before=x"]
        {
            let answer = public.get(lost).await;
            assert_eq!(answer.status, StatusCode::NOT_FOUND, "{lost}");
            assert!(answer.text.contains("<main"), "{lost}");
        }
    }
}

#[tokio::test]
async fn an_address_that_cannot_be_read_is_a_page_that_is_not_there() {
    let public = Public::on(World::sqlite().await);
    for (path, lang) in [
        ("/en/%ff/", "en"),
        ("/en/%ff/rss.xml", "en"),
        ("/en/general/%ff/1", "en"),
        ("/en/general/a/%ff", "en"),
        ("/ar/%ff/", "ar"),
        ("/media/%ff", "tr"),
        ("/assets/%ff", "tr"),
        ("/%ff/", "tr"),
        ("/en/latest/?before=1.1&before=2.2", "en"),
        ("/en/general/?before=%ff", "en"),
    ] {
        let answer = public.get(path).await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "{path}: {}", answer.text);
        assert!(answer.header(header::CONTENT_TYPE).starts_with("text/html"), "{path}");
        assert!(answer.text.contains(&format!("<html lang=\"{lang}\"")) && answer.text.contains("<main"), "{path}");
    }
}

#[tokio::test]
async fn the_icon_is_found_where_browsers_look_for_it() {
    let public = Public::on(World::sqlite().await);
    let front = public.get("/en/").await.text;
    let named = front.split("rel=\"icon\" href=\"").nth(1).and_then(|s| s.split('"').next()).expect("an icon");
    let (icon, usual) = (public.get(named).await, public.get("/favicon.ico").await);
    assert_eq!((icon.status, usual.status), (StatusCode::OK, StatusCode::OK));
    assert_eq!(usual.header(header::CONTENT_TYPE), "image/svg+xml");
    assert!(icon.text == usual.text && icon.text.starts_with("<svg"), "{}", usual.text);
    assert!(!usual.header(header::CACHE_CONTROL).contains("immutable"), "its address does not change with it");
}

#[tokio::test]
async fn the_way_in_leads_to_an_edition_with_something_to_read() {
    let public = Public::on(World::sqlite().await);
    let from = async |accepted: &str| {
        public.caught_up().await;
        let answer = public.get_with("/", header::ACCEPT_LANGUAGE, accepted).await;
        answer.header(header::LOCATION).to_owned()
    };
    // The agency's own language is Turkish.
    for accepted in ["", "en", "ja, en;q=0.5"] {
        assert_eq!(from(accepted).await, "/tr/", "nothing is there at all: {accepted}");
    }
    public.world.release(kit::story("ar", "أمطار", "هطلت الأمطار."), &[PUBLIC]).await;
    public.world.release(bridge(), &[PUBLIC]).await;
    for (accepted, to) in [("", "/en/"), ("tr", "/en/"), ("de, ar;q=0.5", "/ar/"), ("ar-EG", "/ar/")] {
        assert_eq!(from(accepted).await, to, "the Turkish edition is empty: {accepted}");
    }
    public.world.release(kit::story("tr", "Yağış", BODY), &[PUBLIC]).await;
    for (accepted, to) in [("", "/tr/"), ("de", "/tr/"), ("en", "/en/")] {
        assert_eq!(from(accepted).await, to, "{accepted}");
    }
}

#[tokio::test]
async fn what_a_reader_has_already_is_not_sent_again() {
    let public = Public::on(World::sqlite().await);
    let sent = public.world.release(bridge(), &[PUBLIC]).await;
    public.caught_up().await;
    for path in ["/en/", "/en/rss.xml", page_of(&sent).as_str()] {
        let first = public.get(path).await;
        assert_eq!(first.header(header::CACHE_CONTROL), "public, no-cache");
        let again = public.get_with(path, header::IF_NONE_MATCH, first.header(header::ETAG)).await;
        assert_eq!((again.status, again.text.as_str()), (StatusCode::NOT_MODIFIED, ""), "{path}");
    }
    let front = public.get("/en/").await.text;
    let sheet = front.split("rel=\"stylesheet\" href=\"").nth(1).and_then(|s| s.split('"').next()).expect("a sheet");
    let css = public.get(sheet).await;
    assert!(css.header(header::CACHE_CONTROL).contains("immutable") && css.text.contains("prefers-color-scheme"));
    assert_eq!(public.get("/assets/site.000000000000.css").await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn the_feed_is_well_formed_and_says_what_the_page_says() {
    for public in Public::each().await {
        let mut story = bridge();
        story.headline = story::Headline::new("Bridge & <road> close").expect("a headline");
        let sent = public.world.release(story, &[PUBLIC]).await;
        public.caught_up().await;
        for path in ["/en/rss.xml", "/en/general/rss.xml"] {
            let feed = public.get(path).await;
            assert_eq!(feed.header(header::CONTENT_TYPE), "application/rss+xml; charset=utf-8");
            let mut reader = quick_xml::Reader::from_str(&feed.text);
            let mut items = 0;
            loop {
                match reader.read_event().expect("well-formed") {
                    quick_xml::events::Event::Start(start) if start.name().as_ref() == "item" => items += 1,
                    quick_xml::events::Event::Eof => break,
                    _ => {}
                }
            }
            assert_eq!(items, 1);
            assert!(feed.text.contains(&format!("{BASE}{}", page_of(&sent))));
            assert!(feed.text.contains("The old bridge at Gunnislake") && !feed.text.contains("quagmire"));
        }
    }
}

#[tokio::test]
async fn a_long_list_goes_on() {
    for public in Public::each().await {
        for n in 0..30 {
            // All at the same time, as an import brings them.
            public.world.release(kit::story("en", &format!("Story number {n}."), BODY), &[PUBLIC]).await;
        }
        public.caught_up().await;
        let first = public.get("/en/general/").await.text;
        let older = first.split("rel=\"next\" href=\"").nth(1).and_then(|s| s.split('"').next()).expect("older ones");
        let second = public.get(older).await.text;
        for n in 0..30 {
            let headline = format!("Story number {n}.<");
            assert!(first.contains(&headline) ^ second.contains(&headline), "{n} stands in one of the two");
        }
        assert!(!second.contains("rel=\"next\""));
    }
}

#[tokio::test]
async fn the_most_urgent_story_leads() {
    let public = Public::on(World::sqlite().await);
    let mut urgent = kit::story("en", "Quake", BODY);
    urgent.priority = story::Priority::Urgent;
    public.world.release(urgent, &[PUBLIC]).await;
    public.world.advance(60);
    public.world.release(kit::story("en", "Fair", BODY), &[PUBLIC]).await;
    public.caught_up().await;
    let front = public.get("/en/").await.text;
    let lead = front.split("class=\"lead card").nth(1).expect("a lead");
    assert!(lead.split("</h2>").next().expect("a headline").contains("Quake"));
}

/// The headline of the front page's lead.
async fn lead(public: &Public) -> String {
    public.caught_up().await;
    let front = public.get("/en/").await.text;
    let title = front.split("class=\"lead card").nth(1).and_then(|lead| lead.split("</h2>").next()).expect("a lead");
    title.rsplit_once("</a>").and_then(|(text, _)| text.rsplit_once('>')).expect("a headline").1.to_owned()
}

#[tokio::test]
async fn of_two_stories_of_one_minute_the_newer_leads() {
    let public = Public::on(World::sqlite().await);
    for headline in ["First", "Second", "Third"] {
        public.world.release(kit::story("en", headline, BODY), &[PUBLIC]).await;
        public.world.advance(10);
        assert_eq!(lead(&public).await, headline);
    }
    public.world.advance(600);
    assert_eq!(lead(&public).await, "Third");
}

#[tokio::test]
async fn a_flash_leads_with_or_without_a_picture_until_it_is_old() {
    let public = Public::on(World::sqlite().await);
    let picture = public.world.release(kit::picture("en", "The bridge", "At dawn."), &[PUBLIC]).await;
    let told = |headline: &str, priority| Story { priority, ..kit::story("en", headline, "The bridge closed.") };
    public.world.release(told("Flash", story::Priority::Flash), &[PUBLIC]).await;
    public.world.advance(3 * 60 * 60);
    let urgent = beside(told("Urgent", story::Priority::Urgent), &picture);
    public.world.release(urgent.clone(), &[PUBLIC]).await;
    assert_eq!(lead(&public).await, "Flash");
    public.world.advance(60);
    public.world.release(told("Second flash", story::Priority::Flash), &[PUBLIC]).await;
    assert_eq!(lead(&public).await, "Second flash", "of two flashes the newer");
    public.world.advance(24 * 60 * 60);
    public.world.release(urgent, &[PUBLIC]).await;
    assert_eq!(lead(&public).await, "Urgent", "a flash of yesterday is no flash");
}

#[tokio::test]
async fn few_stories_stand_under_the_lead_before_they_stand_beside_it() {
    let public = Public::on(World::sqlite().await);
    for (count, under, beside) in [(1, 0, 0), (2, 1, 0), (3, 2, 0), (4, 2, 1), (7, 2, 4), (8, 2, 4)] {
        while public.world.reader.head() < count {
            public.world.release(kit::story("en", "Fair", BODY), &[PUBLIC]).await;
        }
        public.caught_up().await;
        let front = public.get("/en/").await.text;
        assert_eq!((cards(&front, "under"), cards(&front, "beside")), (under, beside), "{count} stories");
    }
}

/// The cards under the lead, or beside it.
fn cards(front: &str, class: &str) -> usize {
    let list = front.split(&format!("<div class=\"{class}\">")).nth(1);
    list.map_or(0, |rest| {
        let next = ["under", "beside", "newest"].map(|class| rest.find(&format!("class=\"{class}\"")));
        rest[..next.into_iter().flatten().min().unwrap_or(rest.len())].matches("class=\"card").count()
    })
}

#[tokio::test]
async fn the_picture_of_another_story_stands_in_for_the_one_that_the_lead_lacks() {
    let public = Public::on(World::sqlite().await);
    let picture = public.world.release(kit::picture("en", "The bridge", "At dawn."), &[PUBLIC]).await;
    let told = |headline: &str, priority| Story { priority, ..kit::story("en", headline, "The bridge closed.") };
    let pictured = beside(told("Pictured", story::Priority::Urgent), &picture);
    public.world.release(told("Flash", story::Priority::Flash), &[PUBLIC]).await;
    public.world.release(pictured, &[PUBLIC]).await;
    for (count, wide, under, beside) in [(2, 0, 1, 0), (4, 0, 2, 1), (5, 1, 2, 1), (8, 1, 2, 4), (9, 1, 2, 4)] {
        while public.world.reader.head() <= count {
            public.world.release(kit::story("en", "Fair", BODY), &[PUBLIC]).await;
        }
        assert_eq!(lead(&public).await, "Flash");
        let front = public.get("/en/").await.text;
        let found = (cards(&front, "wide"), cards(&front, "under"), cards(&front, "beside"));
        assert_eq!(found, (wide, under, beside), "{count} stories");
        let shown = front.split("<div class=\"wide\">").nth(1).and_then(|rest| rest.split("class=\"under\"").next());
        assert!(shown.is_none_or(|shown| shown.contains("Pictured") && shown.contains("<img")), "{front}");
    }
}

#[tokio::test]
async fn a_summary_of_a_machine_is_shown_with_its_mark_or_not_at_all() {
    const TOLD: &str = "Gunnislake loses its crossing for a year.";
    for public in Public::each().await {
        let mut story = bridge();
        story.standfirst = None;
        story.public_summary = Some(story::PublicSummary::new(TOLD).expect("a summary"));
        let own = public.world.release(story.clone(), &[PUBLIC]).await;
        story.summary_source = Some(story::DigitalSource::new("trainedAlgorithmicMedia").expect("a source"));
        story.headline = story::Headline::new("The same by a machine").expect("a headline");
        let sent = public.world.release(story, &[PUBLIC]).await;
        public.caught_up().await;
        let mark = "This summary was written by a machine";
        let page = public.get(&page_of(&own)).await.text;
        assert!(page.contains(TOLD) && !page.contains(mark), "{page}");
        let page = public.get(&page_of(&sent)).await.text;
        let (head, rest) = page.split_once("<div class=\"summary\">").expect("a summary");
        assert!(!head.contains(TOLD), "neither a description nor an abstract: {head}");
        let (told, rest) = rest.split_once("<p class=\"by-machine\"").expect("a mark");
        assert!(told.contains(TOLD) && rest.contains(mark), "{page}");
        for path in ["/en/rss.xml", "/en/atom.xml", "/en/feed.json"] {
            let feed = public.get(path).await.text;
            assert_eq!((feed.matches(TOLD).count(), feed.matches(mark).count()), (2, 1), "{path}: {feed}");
        }
        for path in ["/en/", "/en/latest/", "/en/search/?q=Gunnislake"] {
            let list = public.get(path).await.text;
            assert!(
                list.contains("The same by a machine") && list.matches("loses its crossing").count() == 1,
                "{path}: {list}"
            );
        }
    }
}
