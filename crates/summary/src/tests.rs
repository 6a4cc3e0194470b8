use super::*;
use kit::story;
use proptest::prelude::*;
use story::Prose;

const BRIDGE: &str = "The old bridge over the Tamar at Gunnislake will close to traffic for eleven weeks from Monday, the county \
council said. Drivers must use the crossing at Tavistock, which adds half an hour.\n\n\
However, the council promised a footpath. “We looked at every other way. None was safe,” said Ruth Penhale, who leads the \
works. It will cost two million pounds.\n\n\
Engineers found cracks in three of the seven arches in March, and the bridge has carried only cars since then. Shops in \
Gunnislake fear for the summer trade. The council will pay for a bus across the valley while the bridge is closed.\n\n\
The bridge was built in 1520 and was the only crossing for cars until 1961.";

fn extract(lang: &str, headline: &str, body: &str) -> Option<Summary> {
    summarise(&story(lang, headline, body), &SummaryRule::default())
}

fn count(summary: &Summary) -> usize {
    summary.paragraphs.iter().map(|p| words(p)).sum()
}

#[test]
fn the_extract_begins_with_the_lead_and_covers_the_story() {
    let story = story("en", "Bridge over the Tamar to close for eleven weeks", BRIDGE);
    let rule = SummaryRule::new(60, 120, 4, 4).expect("a rule");
    let summary = summarise(&story, &rule).expect("a summary");
    assert_eq!(summary.source, Source::Extract);
    assert!(summary.paragraphs[0].starts_with("The old bridge"), "{summary:?}");
    assert!(summary.paragraphs.len() > 1, "more than the first paragraph is covered: {summary:?}");
    assert!(count(&summary) * 100 <= words(BRIDGE) * rule.share_percent);
    for leaning in ["However", "It will cost"] {
        assert_not_left_alone(BRIDGE, &summary, leaning);
    }
    let shown = summary.paragraphs.join(" ");
    let quote = "“We looked at every other way. None was safe,” said Ruth Penhale, who leads the works.";
    assert!(shown.contains(quote) || !shown.contains("every other way") && !shown.contains("None was"));
}

#[test]
fn every_sentence_stands_in_the_story_and_in_its_order() {
    let summary = extract("en", "Bridge to close", BRIDGE).expect("a summary");
    let mut after = 0;
    for paragraph in &summary.paragraphs {
        for sentence in sentences(paragraph, &Lang::new("en").expect("tag")) {
            let at = BRIDGE[after..].find(sentence.text).expect("a sentence of the story");
            after += at + sentence.text.len();
            assert!(sentence.whole);
        }
    }
}

#[test]
fn the_desks_own_words_win() {
    let mut written = story("en", "Bridge to close", BRIDGE);
    written.public_summary = Some(Prose::new("A bridge closes.\n\nA bus will run.").expect("prose"));
    let summary = summarise(&written, &SummaryRule::default()).expect("a summary");
    assert_eq!((summary.source, summary.paragraphs.len()), (Source::Desk, 2));
    assert_eq!(summary.content, written.content_hash());
}

#[test]
fn a_story_of_one_sentence_shows_only_its_headline() {
    assert_eq!(extract("tr", "İzmir'de deprem", "İzmir'de 5,1 büyüklüğünde deprem oldu."), None);
    assert_eq!(extract("en", "Results", "Alpha 3, Beta 2\n\nGamma 1, Delta 1"), None);
    // Of two sentences there is at most one, and only if it keeps to the share: the first has five words of seven.
    let two = story("tr", "İzmir'de deprem", "İzmir'de 5,1 büyüklüğünde deprem oldu. Ölen yok.");
    assert_eq!(summarise(&two, &SummaryRule::default()), None);
    let generous = SummaryRule::new(75, 120, 4, 4).expect("a rule");
    let summary = summarise(&two, &generous).expect("a summary");
    assert_eq!(summary.paragraphs, ["İzmir'de 5,1 büyüklüğünde deprem oldu."]);
}

#[test]
fn a_flash_is_its_own_summary() {
    let mut flash = story("tr", "İzmir'de deprem", "İZMİR (TEL) - İzmir'de 5,1 büyüklüğünde deprem oldu.");
    flash.priority = story::Priority::Flash;
    let summary = summarise(&flash, &SummaryRule::default()).expect("a summary");
    assert_eq!(summary.paragraphs, ["İzmir'de 5,1 büyüklüğünde deprem oldu."]);
    assert_eq!((summary.source, summary.content), (Source::Extract, flash.content_hash()));
}

#[test]
fn a_dateline_and_a_date_at_the_head_are_left_out() {
    let body = format!("Friday, January 4, 2019\n\n{BRIDGE}");
    assert!(extract("en", "Bridge", &body).expect("a summary").paragraphs[0].starts_with("The old bridge"));
    for dateline in ["PLYMOUTH (TEL) - ", "PLYMOUTH — ", "Plymouth, Devon (TEL) – "] {
        let body = format!("{dateline}{BRIDGE}");
        assert!(extract("en", "Bridge", &body).expect("a summary").paragraphs[0].starts_with("The old bridge"));
    }
    for kept in ["The council — ", "東京 – ", "JR東日本 - "] {
        assert_eq!(without_dateline(&format!("{kept}{BRIDGE}")), format!("{kept}{BRIDGE}"));
    }
}

/// Fails if the summary begins a sentence with `leaning` and leaves out the sentence that stands before it in `body`.
fn assert_not_left_alone(body: &str, summary: &Summary, leaning: &str) {
    let shown = summary.paragraphs.join(" ");
    let at = body.find(leaning).expect("in the story");
    let former =
        body[..at].trim_end().trim_end_matches(['.', '。']).rsplit(['.', '。']).next().expect("a sentence before");
    assert!(!shown.contains(leaning) || shown.contains(former.trim()), "{leaning}: {shown}");
}

#[test]
fn turkish_arabic_and_japanese_are_cut_as_they_are_written() {
    for (lang, headline, body, lead, leaning) in [
        (
            "tr",
            "Sarıkamış'ta kar 2 metre",
            "Kars'ın Sarıkamış ilçesinde kar kalınlığı 3. haftada 2 metreye ulaştı. Kaymakamlık, 14 köy yolunun kapalı \
             olduğunu ve ekiplerin çalıştığını açıkladı. Bu durum ulaşımı aksattı. Okullar perşembe gününe kadar tatil \
             edildi. Kar yağışının hafta sonuna kadar süreceği bildirildi. Vatandaşlardan zorunlu olmadıkça yola \
             çıkmamaları istendi.",
            "Kars'ın Sarıkamış ilçesinde kar kalınlığı 3. haftada 2 metreye ulaştı.",
            "Bu durum",
        ),
        (
            "ar",
            "مكتبة البصرة تفتح أبوابها",
            "افتتحت مكتبة البصرة المركزية أبوابها بعد عامين من أعمال الترميم. وتضم المكتبة أكثر من مئة ألف كتاب ومخطوط نادر. \
             ويتوقع القائمون عليها استقبال ألف زائر يوميا. وأضاف أن العمل تم في موعده. وبلغت كلفة الترميم أربعة ملايين \
             دولار دفعتها وزارة الثقافة.",
            "افتتحت مكتبة البصرة",
            "وأضاف",
        ),
        (
            "ja",
            "宮城県沖で地震",
            "宮城県沖で四日朝、マグニチュード六・一の地震があった。気象庁によると津波の心配はない。同庁は今後一週間、同程度の揺れに注意するよう\
             呼びかけている。仙台市では震度五弱を観測し、東北新幹線は一時運転を見合わせた。けが人の情報は入っていない。",
            "宮城県沖で四日朝",
            "同庁",
        ),
    ] {
        let summary = extract(lang, headline, body).expect("a summary");
        assert!(summary.paragraphs[0].starts_with(lead), "{summary:?}");
        assert_not_left_alone(body, &summary, leaning);
    }
}

#[test]
fn what_leans_comes_with_what_it_leans_on_or_not_at_all() {
    let story = "The harbour of Fowey will be dredged from October, the port office said. It was last dredged in 1998, and \
                 the dredging took four months.\n\n\
                 Mussels are grown in the upper harbour. They feed twelve families.\n\n\
                 Pilots had warned of the harbour's sandbank since the spring. “We lost two anchors in one week,” said Jo \
                 Rundle, the senior pilot. “And we were lucky.”\n\n\
                 Rundle asked for buoys beside the dredging. The port office bought nine of them for the harbour.";
    let shown = extract("en", "Fowey harbour to be dredged", story).expect("a summary").paragraphs.join(" ");
    for (leaning, former) in
        [("It was last", "The harbour of Fowey"), ("They feed", "Mussels are"), ("Rundle asked", "Jo Rundle")]
    {
        assert!(!shown.contains(leaning) || shown.contains(former), "{shown}");
    }
    assert!(!shown.contains("And we were lucky"), "nobody says this: {shown}");
}

#[test]
fn a_story_that_begins_with_a_quotation_is_not_led_by_it_alone() {
    for quotation in ["“We lost it all in one night.”", "“We lost it all in one night,” he said."] {
        let body = format!(
            "{quotation}\n\nJo Rundle's boat yard in Fowey burned down on Monday with eleven boats in it. Nobody was hurt. \
             The fire began in a shed for paint, the fire service said. Rundle built boats there for thirty years, and \
             employed nine people in the winter. He hopes to build again."
        );
        let summary = extract("en", "Fire takes boat yard in Fowey", &body).expect("a summary");
        assert!(summary.paragraphs[0].starts_with("Jo Rundle's boat yard"), "{summary:?}");
    }
}

// spelling:off
#[test]
fn russian_french_and_spanish_leave_out_what_leans() {
    for (lang, headline, body, leaning) in [
        (
            "ru",
            "Мост через Тамар закроют",
            "Старый мост через Тамар закроют с понедельника на одиннадцать недель, сообщил совет округа. Между тем \
             магазины опасаются за летнюю торговлю. Инженеры нашли трещины в трёх из семи арок моста. По её словам, \
             автобус через долину оплатит совет. Мост построили в 1520 году, и долгое время он был единственным. \
             Водителям придётся ехать через соседний город, что займёт полчаса.",
            ["Между тем", "По её словам"],
        ),
        (
            "fr",
            "Le pont sur le Tamar fermera",
            "Le vieux pont sur le Tamar fermera lundi pour onze semaines, a annoncé le conseil du comté. Pendant ce temps, \
             les commerces craignent pour la saison. Des ingénieurs ont trouvé des fissures dans trois des sept arches du \
             pont. Elle a promis une passerelle. Un autobus payé par le conseil traversera la vallée. Bâti en 1520, le pont \
             fut longtemps le seul passage pour les voitures.",
            ["Pendant ce temps", "Elle a promis"],
        ),
        (
            "es",
            "Cierra el puente sobre el Tamar",
            "El viejo puente sobre el Tamar cerrará el lunes durante once semanas, informó el consejo del condado. Mientras \
             tanto, los comercios temen por el verano. Unos ingenieros hallaron grietas en tres de los siete arcos del \
             puente. Ella prometió una pasarela. El consejo pagará un autobús que cruzará el valle. Construido en 1520, \
             el puente fue durante siglos el único paso.",
            ["Mientras tanto", "Ella prometió"],
        ),
    ] {
        let summary = extract(lang, headline, body).expect("a summary");
        for leaning in leaning {
            assert_not_left_alone(body, &summary, leaning);
        }
    }
}

// spelling:on

/// Sentences to make stories of, with all that makes sentences hard.
const PIECES: [&str; 14] = [
    "The council of Tavistock closed the bridge on Monday.",
    "However, a bus will cross the valley.",
    "It will cost two million pounds.",
    "“We looked at every way. None was safe,” said Ruth Penhale.",
    "“Nobody asked us,” he said.",
    "Penhale leads the works of the council.",
    "Dr. J. R. Doe of the U.S. Army saw no. 7 of the arches.",
    "Is the bridge safe?",
    "Gone",
    "He began: “We came. We saw.",
    "- a list, and no sentence",
    "Shops in the valley fear for the summer trade, which is most of what they have in a year.",
    "Köprü 3. Ordu'nun geçişinden sonra kapandı.",
    "The animals were counted.",
];

fn bodies() -> impl Strategy<Value = String> {
    let piece = (prop::sample::select(&PIECES[..]), prop::sample::select(&[" ", " ", "\n\n"][..]));
    prop::collection::vec(piece, 1..40)
        .prop_map(|pieces| pieces.into_iter().flat_map(|(text, end)| [text, end]).collect())
}

fn rules() -> impl Strategy<Value = SummaryRule> {
    (SHARE_PERCENT, WORDS, PARAGRAPHS, SENTENCES).prop_map(|(share, words, paragraphs, sentences)| {
        SummaryRule::new(share, words, paragraphs, sentences).expect("a rule")
    })
}

/// True when the letters of the summary stand in the body, in their order.
fn holds_in_order(body: &str, summary: &Summary) -> bool {
    let squeezed = |text: &str| text.chars().filter(|c| !c.is_whitespace()).collect::<Vec<char>>();
    let mut rest = squeezed(body).into_iter();
    summary.paragraphs.iter().all(|paragraph| squeezed(paragraph).iter().all(|c| rest.any(|other| other == *c)))
}

proptest! {
    #[test]
    fn no_limit_is_passed_and_no_story_is_shown_whole(body in bodies(), rule in rules()) {
        let story = story("en", "The bridge closes", &body);
        let Some(summary) = summarise(&story, &rule) else { return Ok(()) };
        prop_assert!(!summary.paragraphs.is_empty());
        prop_assert!(count(&summary) <= rule.words);
        prop_assert!(count(&summary) * 100 <= words(&body) * rule.share_percent);
        prop_assert!(summary.paragraphs.len() <= rule.paragraphs);
        let lang = Lang::new("en").expect("tag");
        let cut = |text: &str| sentences(text, &lang).into_iter().map(|s| s.text.to_owned()).collect::<Vec<_>>();
        let of_story: Vec<String> = body.split("\n\n").flat_map(cut).collect();
        let shown: Vec<String> = summary.paragraphs.iter().flat_map(|p| cut(p)).collect();
        prop_assert!(shown.len() <= rule.sentences && shown.len() < of_story.len());
        let mut rest = of_story.iter();
        prop_assert!(shown.iter().all(|sentence| rest.any(|other| other == sentence)), "{shown:?} of {of_story:?}");
        prop_assert_eq!(summarise(&story, &rule), Some(summary), "the same again");
    }

    #[test]
    fn any_text_in_any_language_keeps_the_limits(
        body in "[a-zA-ZçğıİöşüА-Яа-яا-ي一-龥ぁ-ん0-9 .?!。؟\"'“”«»「」()\n-]{1,600}",
        lang in prop::sample::select(&["en", "tr", "ar", "fr", "ru", "es", "ja", "fa", "bs", "sq", "id", "ku", "ckb", "mk", "de", "sw"][..]),
        rule in rules(),
    ) {
        prop_assume!(story::Body::from_plain(&body).is_ok());
        let story = story(lang, "The bridge closes", &body);
        let Some(summary) = summarise(&story, &rule) else { return Ok(()) };
        let of_story: usize = story.body().expect("a text").blocks().iter().map(|block| words(&block.plain())).sum();
        prop_assert!(count(&summary) <= rule.words && count(&summary) * 100 <= of_story * rule.share_percent);
        prop_assert!(summary.paragraphs.len() <= rule.paragraphs);
        prop_assert!(holds_in_order(&body, &summary), "{summary:?}");
    }
}
