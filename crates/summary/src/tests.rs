use super::*;
use kit::story;
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
    let summary = extract("en", "Bridge over the Tamar to close for eleven weeks", BRIDGE).expect("a summary");
    assert_eq!(summary.source, Source::Extract);
    assert!(summary.paragraphs[0].starts_with("The old bridge"), "{summary:?}");
    assert!(summary.paragraphs.len() > 1, "more than the first paragraph is covered: {summary:?}");
    assert!(count(&summary) * 100 <= words(BRIDGE) * SUMMARY_SHARE_PERCENT_MAX);
    let shown = summary.paragraphs.join(" ");
    for leaning in ["However", "It will cost"] {
        assert!(!shown.contains(leaning), "{shown}");
    }
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
    let two = extract("tr", "İzmir'de deprem", "İzmir'de 5,1 büyüklüğünde deprem oldu. Ölen yok.").expect("a summary");
    assert_eq!(two.paragraphs, ["İzmir'de 5,1 büyüklüğünde deprem oldu."]);
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
    let body = format!("PLYMOUTH (TEL) - {BRIDGE}");
    assert!(extract("en", "Bridge", &body).expect("a summary").paragraphs[0].starts_with("The old bridge"));
}

#[test]
fn turkish_arabic_and_japanese_are_cut_as_they_are_written() {
    let tr = "Kars'ın Sarıkamış ilçesinde kar kalınlığı 3. haftada 2 metreye ulaştı. Bu durum ulaşımı aksattı. Kaymakamlık, 14 köy \
              yolunun kapalı olduğunu ve ekiplerin çalıştığını açıkladı. Okullar perşembe gününe kadar tatil edildi. Kar yağışının \
              hafta sonuna kadar süreceği bildirildi. Vatandaşlardan zorunlu olmadıkça yola çıkmamaları istendi.";
    let summary = extract("tr", "Sarıkamış'ta kar 2 metre", tr).expect("a summary");
    assert!(
        summary.paragraphs[0].starts_with("Kars'ın Sarıkamış ilçesinde kar kalınlığı 3. haftada 2 metreye ulaştı.")
    );
    assert!(!summary.paragraphs[0].contains("Bu durum"));
    let ar = "افتتحت مكتبة البصرة المركزية أبوابها بعد عامين من أعمال الترميم. وأضاف أن العمل تم في موعده. وتضم المكتبة أكثر من مئة \
              ألف كتاب ومخطوط نادر. ويتوقع القائمون عليها استقبال ألف زائر يوميا. وبلغت كلفة الترميم أربعة ملايين دولار دفعتها وزارة الثقافة.";
    let summary = extract("ar", "مكتبة البصرة تفتح أبوابها", ar).expect("a summary");
    assert!(summary.paragraphs[0].starts_with("افتتحت مكتبة البصرة") && !summary.paragraphs[0].contains("وأضاف"));
    let ja = "宮城県沖で四日朝、マグニチュード六・一の地震があった。気象庁によると津波の心配はない。同庁は今後一週間、同程度の揺れに注意するよう呼びかけている。\
              仙台市では震度五弱を観測し、東北新幹線は一時運転を見合わせた。けが人の情報は入っていない。";
    let summary = extract("ja", "宮城県沖で地震", ja).expect("a summary");
    assert!(summary.paragraphs[0].starts_with("宮城県沖で四日朝") && !summary.paragraphs[0].contains("同庁"));
}
