//! A story as plain text, and the two things that plain text and markup share: capitals and the dateline.

use crate::Feature;
use story::{Agency, Block, Content, Lang, Slug, Span, Story};

/// What does not come back: it is not read.
pub(crate) const LOST: &[Feature] = &Feature::ALL;

/// True for languages in which `i` and `ı` are two letters.
pub(crate) fn has_dotless_i(lang: &Lang) -> bool {
    matches!(lang.primary(), "tr" | "az")
}

/// Capitals as the language of each word writes them: `İZMİR` in a Turkish story, and in an English one as well, because
/// no other language spells the word so; `WASHINGTON` in both.
pub fn capitals(text: &str, lang: &Lang) -> String {
    let word = |word: &str| {
        if is_dotted(word, lang) {
            word.chars().flat_map(|c| if c == 'i' { 'İ' } else { c }.to_uppercase()).collect()
        } else {
            word.to_uppercase()
        }
    };
    text.split_inclusive(|c: char| !c.is_alphanumeric()).map(word).collect()
}

/// True when the capital of `i` is `İ` in this word. Its letters may tell its language, whatever the story's is: Turkish
/// has no `w`, and `İ`, `ı` and `ğ` are Turkish; so is `ş` in languages that do not use it themselves.
fn is_dotted(word: &str, lang: &Lang) -> bool {
    if has_dotless_i(lang) {
        return !word.contains(['w', 'W']);
    }
    word.contains(['İ', 'ı', 'ğ', 'Ğ']) || word.contains(['ş', 'Ş']) && !matches!(lang.primary(), "kmr" | "ku" | "ro")
}

/// The slug that a headline gives, in capitals of its language. A headline may well say "hold", but in a slug that word
/// keeps a story from being released, so it is left out.
pub(crate) fn slug_of(headline: &str, lang: &Lang) -> Slug {
    let capitals = capitals(headline, lang);
    if !capitals.contains("HOLD") {
        return Slug::from_headline(&capitals);
    }
    let words: Vec<&str> = capitals.split(|c: char| !c.is_alphanumeric()).filter(|word| *word != "HOLD").collect();
    Slug::from_headline(&words.join(" "))
}

/// What the first paragraph begins with: `İZMİR (TEL) - `, or `(TEL) - ` when the story has no dateline.
pub fn dateline(story: &Story, agency: &Agency) -> String {
    let short = &agency.short_name;
    match &story.dateline {
        Some(dateline) => format!("{} ({short}) - ", capitals(dateline.city.as_str(), &story.language)),
        None => format!("({short}) - "),
    }
}

/// The dateline, unless the story's first words are the dateline already, as in material that was on a wire before.
pub fn missing_dateline(story: &Story, agency: &Agency) -> String {
    let dateline = dateline(story, agency);
    let first = story.body().and_then(|body| body.blocks().iter().find(|b| !matches!(b, Block::Picture { .. })));
    match first {
        Some(block @ Block::Paragraph { .. }) if block.plain().starts_with(dateline.trim_end()) => String::new(),
        _ => dateline,
    }
}

/// The story as plain text: headline, standfirst, byline, then the body after its dateline, a blank line between them.
/// With `width`, lines are broken at spaces to at most so many characters; a longer word keeps a line of its own.
///
/// Links lose their addresses and emphasis its look. A story that was taken away gives its headline and the note.
pub fn story(story: &Story, agency: &Agency, width: Option<usize>) -> String {
    let mut parts: Vec<String> = vec![story.headline.to_string()];
    parts.extend(story.standfirst.as_ref().map(ToString::to_string));
    parts.extend(story.byline.as_ref().map(ToString::to_string));
    match &story.content {
        Content::Text { body } => {
            let mut lead = missing_dateline(story, agency);
            for block in body.blocks() {
                let text = write_block(block);
                if text.is_empty() {
                    continue;
                }
                match block {
                    Block::Picture { .. } => {}
                    Block::Paragraph { .. } => {
                        parts.push(std::mem::take(&mut lead) + &text);
                        continue;
                    }
                    _ if lead.is_empty() => {}
                    _ => parts.push(std::mem::take(&mut lead).trim_end().to_owned()),
                }
                parts.push(text);
            }
        }
        Content::Removed { .. } => parts.extend(story.editors_note.as_ref().map(ToString::to_string)),
        _ => parts.extend(story.caption().map(ToString::to_string)),
    }
    let mut out = String::new();
    for part in parts {
        if !out.is_empty() {
            out.push('\n');
        }
        for line in part.lines() {
            match width {
                Some(width) => wrap(&mut out, line, width),
                None => out.push_str(line),
            }
            out.push('\n');
        }
    }
    out
}

fn write_block(block: &Block) -> String {
    match block {
        Block::Quote { spans, speaker: Some(speaker) } => format!("{}\n— {speaker}", run(spans)),
        Block::List { ordered, items } => {
            let line = |(n, item): (usize, &Vec<Span>)| {
                if *ordered { format!("{}. {}", n + 1, run(item)) } else { format!("- {}", run(item)) }
            };
            items.iter().enumerate().map(line).collect::<Vec<_>>().join("\n")
        }
        Block::Table { rows, .. } => {
            let line = |row: &Vec<Vec<Span>>| row.iter().map(|cell| run(cell)).collect::<Vec<_>>().join(" | ");
            rows.iter().map(line).collect::<Vec<_>>().join("\n")
        }
        Block::Picture { caption: Some(caption), .. } => format!("[{caption}]"),
        _ => block.plain(),
    }
}

fn run(spans: &[Span]) -> String {
    spans.iter().map(|span| span.text.as_str()).collect()
}

fn wrap(out: &mut String, line: &str, width: usize) {
    let mut used = 0;
    for word in line.split(' ').filter(|word| !word.is_empty()) {
        let chars = word.chars().count();
        if used > 0 {
            let breaks = used + 1 + chars > width;
            out.push(if breaks { '\n' } else { ' ' });
            used = if breaks { 0 } else { used + 1 };
        }
        out.push_str(word);
        used += chars;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn capitals_follow_the_language() {
        let lang = |tag| Lang::new(tag).expect("tag");
        assert_eq!(capitals("İzmir Iğdır ı", &lang("tr")), "İZMİR IĞDIR I");
        assert_eq!(capitals("Isparta Washington", &lang("tr")), "ISPARTA WASHINGTON");
        assert_eq!(capitals("Diyarbakir", &lang("en")), "DIYARBAKIR");
        assert_eq!(capitals("İzmir and Isparta, Eskişehir", &lang("en")), "İZMİR AND ISPARTA, ESKİŞEHİR");
        assert_eq!(capitals("Balıkesir-Paris", &lang("fr")), "BALIKESİR-PARIS");
        assert_eq!(capitals("Şirnex û Şingal", &lang("kmr")), "ŞIRNEX Û ŞINGAL");
        assert_eq!(capitals("القاهرة", &lang("ar")), "القاهرة");
    }

    #[test]
    fn a_slug_of_a_headline_never_holds_the_story() {
        let lang = |tag| Lang::new(tag).expect("tag");
        assert_eq!(slug_of("Workers hold strike", &lang("en")).as_str(), "WORKERS-STRIKE");
        assert_eq!(slug_of("Shareholders meet", &lang("en")).as_str(), "SHAREHOLDERS-MEET");
        assert_eq!(slug_of("Hold!", &lang("en")).as_str(), "STORY");
        assert_eq!(slug_of("İzmir ve Iğdır", &lang("tr")).as_str(), "İZMİR-VE-IĞDIR");
    }

    #[test]
    fn lines_are_wrapped_at_spaces() {
        let mut out = String::new();
        wrap(&mut out, "bir iki üçüncükelime dört", 8);
        assert_eq!(out, "bir iki\nüçüncükelime\ndört");
    }
}
