//! The site's own words: every page, in every language.

use super::*;
use std::collections::BTreeSet;

/// The languages that the site has words in, each with its word for what stands at the foot of every page, the beginning
/// of the closing notice, and the heading where there is no page.
const SPOKEN: [(&str, &str, &str, &str); 7] = [
    ("en", "This site", "What you read here is only a portion", "This page does not exist"),
    ("tr", "Bu site", "Bu sitede, Tellal News Agency tarafından", "Böyle bir sayfa yok"),
    ("ar", "هذا الموقع", "ما تقرؤه هنا جزء فقط", "هذه الصفحة غير موجودة"),
    ("fr", "Ce site", "Vous ne lisez ici qu’une partie", "Cette page n’existe pas"),
    ("ru", "Этот сайт", "Здесь опубликована лишь часть новостей", "Такой страницы нет"),
    ("es", "Este sitio", "Lo que lee aquí es solo una parte", "Esta página no existe"),
    ("ja", "このサイト", "このサイトに掲載しているのは", "ページが見つかりません"),
];
/// The other languages that a new agency files in; their pages have English words.
const SILENT: [&str; 7] = ["bs", "kmr", "ckb", "sq", "fa", "mk", "id"];

/// A page with the template that it is made by.
struct Rendered {
    template: &'static str,
    path: String,
    status: StatusCode,
    text: String,
}

/// Every page of one language, made of stories that have whatever a page can show.
async fn pages(lang: &str) -> (Public, Vec<Rendered>) {
    let public = Public::on(World::sqlite().await);
    let told = |headline: &str| kit::story(lang, headline, BODY);
    let killed = public.world.release(told("Killed"), &[PUBLIC]).await;
    public.world.kill(&killed).await;
    let held = public.world.release(told("Held"), &[PUBLIC]).await;
    public.world.hold(&held).await;
    let picture = public.world.release(kit::picture(lang, "The bridge at dawn", "At dawn."), &[PUBLIC]).await;
    let mut whole = beside(told("Bridge"), &picture);
    whole.priority = story::Priority::Urgent;
    whole.created = Some(story::Created::new("1987-02-26").expect("a date"));
    whole.keywords = vec![story::Keyword::new("bridges").expect("a keyword")];
    let sent = public.world.release(whole.clone(), &[PUBLIC]).await;
    public.world.advance(600);
    let corrected = public.world.correct(&sent, whole, "ten weeks", "eleven weeks").await;
    // Enough for a list that goes on.
    for n in 0..25 {
        public.world.release(told(&format!("Story {n}")), &[PUBLIC]).await;
    }
    public.caught_up().await;
    let at = |rest: &str| format!("/{lang}/{rest}");
    let mut rendered = Vec::new();
    for (template, path, status) in [
        ("front.html", at(""), StatusCode::OK),
        ("list.html", at("latest/"), StatusCode::OK),
        ("list.html", at("sport/"), StatusCode::OK),
        ("article.html", page_of(&corrected), StatusCode::OK),
        ("corrections.html", at("corrections/"), StatusCode::OK),
        ("topics.html", at("topics/"), StatusCode::OK),
        ("topic.html", at("topics/bridges/"), StatusCode::OK),
        ("pictures.html", at("pictures/"), StatusCode::OK),
        ("picture.html", at(&format!("pictures/the-bridge-at-dawn/{}", picture.entry.item.number())), StatusCode::OK),
        ("search.html", at("search/"), StatusCode::OK),
        ("search.html", at("search/?q=story"), StatusCode::OK),
        ("about.html", at("about/"), StatusCode::OK),
        ("feeds.html", at("feeds/"), StatusCode::OK),
        ("feeds.html", at("feeds/"), StatusCode::OK),
        ("subscribe.html", at("subscribe/"), StatusCode::OK),
        ("message.html", at("subscribe/thanks/"), StatusCode::OK),
        ("message.html", at("nothing/"), StatusCode::NOT_FOUND),
        ("message.html", page_of(&killed), StatusCode::GONE),
        ("message.html", page_of(&held), StatusCode::NOT_FOUND),
    ] {
        let answer = public.get(&path).await;
        assert_eq!(answer.status, status, "{path}: {}", answer.text);
        rendered.push(Rendered { template, path, status, text: answer.text });
    }
    let path = at("subscribe/");
    let faulty = public.post(&path, "email=nobody").await;
    assert_eq!(faulty.status, StatusCode::UNPROCESSABLE_ENTITY);
    rendered.push(Rendered { template: "subscribe.html", path, status: faulty.status, text: faulty.text });
    (public, rendered)
}

/// What holds of every page in every language.
fn check(page: &Rendered, lang: &str, dir: &str, words: &str, closing: &str) {
    let Rendered { path, status, text, .. } = page;
    let here = format!("{path} ({status})");
    assert!(text.contains(&format!("<html lang=\"{lang}\" dir=\"{dir}\">")), "{here}");
    assert!(text.contains(&format!("<footer class=\"foot\" lang=\"{words}\"")), "{here} says whose words they are");
    assert_eq!(text.matches(closing).count(), 1, "{here} ends with the closing notice: {text}");
    let data =
        text.split("<script type=\"application/ld+json\">").nth(1).and_then(|rest| rest.split("</script>").next());
    // JSON has braces of its own; nothing else on a page has.
    let shown = text.replace(data.unwrap_or("\0"), "");
    for raw in ["{", "}", "\u{2068}", "\u{2069}", "&#34;", "M09"] {
        assert!(!shown.contains(raw), "{here} shows {raw:?}: {text}");
    }
}

#[tokio::test]
async fn every_page_speaks_the_language_of_its_edition() {
    let spoken: BTreeSet<&str> = SPOKEN.iter().map(|(lang, ..)| *lang).chain(SILENT).collect();
    for (lang, site, closing, lost) in SPOKEN {
        let (public, pages) = pages(lang).await;
        let listed: BTreeSet<&str> = public.world.agency.languages.iter().map(|l| l.lang.as_str()).collect();
        assert_eq!(listed, spoken, "a language of the agency is not tried here");
        let dir = if lang == "ar" { "rtl" } else { "ltr" };
        for page in &pages {
            check(page, lang, dir, lang, closing);
            assert!(page.text.contains(&format!("<nav aria-label=\"{site}\">")), "{}", page.path);
            let strange = SPOKEN.iter().filter(|(other, ..)| *other != lang).map(|(_, _, closing, _)| closing);
            assert!(strange.into_iter().all(|other| !page.text.contains(other)), "{}", page.path);
        }
        let missing = pages.iter().find(|page| page.path.ends_with("/nothing/")).expect("the page of nothing");
        assert!(missing.text.contains(&format!("<h1>{lost}</h1>")), "{lang}: {}", missing.text);
    }
}

#[tokio::test]
async fn a_language_without_words_has_english_ones_and_its_own_dates() {
    for lang in SILENT {
        let dir = if matches!(lang, "ckb" | "fa") { "rtl" } else { "ltr" };
        let (_, pages) = pages(lang).await;
        for page in &pages {
            check(page, lang, dir, "en", SPOKEN[0].2);
            assert!(page.text.contains("<footer class=\"foot\" lang=\"en\" dir=\"ltr\">"), "{}", page.path);
            assert!(page.text.contains(&format!("<p class=\"today\" lang=\"{lang}\">")), "{}", page.path);
            let dated =
                format!("<time class=\"published\" datetime=\"2026-09-01T12:00:00Z\" lang=\"{lang}\" dir=\"{dir}\">");
            let is_dated = matches!(page.template, "article.html" | "picture.html");
            assert_eq!(is_dated, page.text.contains(&dated), "{}", page.path);
        }
    }
}

#[tokio::test]
async fn no_template_of_a_page_is_left_out() {
    let (_, pages) = pages("en").await;
    let rendered: BTreeSet<String> = pages.iter().map(|page| page.template.to_owned()).collect();
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/templates");
    let mut whole = BTreeSet::new();
    for entry in std::fs::read_dir(folder).expect("the templates") {
        let path = entry.expect("an entry").path();
        let text = std::fs::read_to_string(&path).expect("a template");
        if text.contains("{% extends \"base.html\" %}") {
            whole.insert(path.file_name().and_then(|name| name.to_str()).expect("a name").to_owned());
        }
    }
    assert_eq!(rendered, whole, "a page that is not made in every language");
}

#[tokio::test]
async fn each_edition_is_called_by_its_own_name() {
    let public = Public::on(World::sqlite().await);
    for language in &public.world.agency.languages {
        let story = kit::story(language.lang.as_str(), "Bridge", BODY);
        public.world.release(story, &[PUBLIC]).await;
    }
    public.caught_up().await;
    let front = public.get("/en/").await.text;
    for (lang, name) in [
        ("tr", "Türkçe"),
        ("ar", "العربية"),
        ("fr", "Français"),
        ("ru", "Русский"),
        ("ckb", "سۆرانی"),
        ("id", "Bahasa Indonesia"),
    ] {
        assert!(front.contains(&format!("lang=\"{lang}\" hreflang=\"{lang}\">{name}</a>")), "{front}");
    }
    let (head, body) = front.split_once("</head>").expect("a head");
    let editions = public.world.agency.languages.len();
    // For programs, there is the way in as well.
    assert_eq!((head.matches("hreflang=").count(), body.matches("hreflang=").count()), (editions + 1, editions));
}
