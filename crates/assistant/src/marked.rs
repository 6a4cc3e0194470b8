//! A run of spans as one text with numbered marks, `The <1>dam</1> holds`: what is written between marks may move with its
//! words, and the look and the address behind a number never leave the house.

use story::{Run, Span, TextFault, is_clean};

/// The look of a span without its text.
fn look(span: &Span) -> Span {
    Span { text: span.text.clone(), em: span.em, strong: span.strong, link: span.link.clone() }
}

fn is_plain(span: &Span) -> bool {
    !span.em && !span.strong && span.link.is_none()
}

/// The run as a text.
pub(crate) fn written(spans: &[Span]) -> String {
    let mut text = String::new();
    for (n, span) in spans.iter().enumerate() {
        if is_plain(span) {
            escape(span.text.as_str(), &mut text);
        } else {
            let number = (n + 1).to_string();
            text.extend(["<", &number, ">"]);
            escape(span.text.as_str(), &mut text);
            text.extend(["</", &number, ">"]);
        }
    }
    text
}

fn escape(text: &str, out: &mut String) {
    for c in text.chars() {
        match c {
            '<' => out.push_str("&lt;"),
            '&' => out.push_str("&amp;"),
            c => out.push(c),
        }
    }
}

/// Text without escapes and with nothing in it that is no text.
pub(crate) fn plain(text: &str) -> String {
    let text = text.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"").replace("&amp;", "&");
    text.chars().filter_map(|c| if c.is_whitespace() { Some(' ') } else { is_clean(c).then_some(c) }).collect()
}

/// What was read of a text with marks.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Read {
    pub spans: Vec<Span>,
    /// Whether a mark of the source is not there any more.
    pub dropped: bool,
}

/// Reads the text that came back for a run. Only the marks of that run are marks, each once; whatever else looks like one
/// is text.
pub(crate) fn read(text: &str, source: &[Span]) -> Result<Read, TextFault> {
    let mut spans: Vec<Span> = Vec::new();
    let mut used = vec![false; source.len()];
    let mut rest = text;
    let mut before = String::new();
    while let Some(at) = rest.find('<') {
        let (ahead, tag) = rest.split_at(at);
        before.push_str(ahead);
        let is_known = |n: usize| source.get(n - 1).is_some_and(|span| !is_plain(span)) && !used[n - 1];
        if let Some((n, inside, after)) = opened(tag).filter(|(n, ..)| is_known(*n)) {
            push(&mut spans, &std::mem::take(&mut before), None)?;
            push(&mut spans, inside, Some(&source[n - 1]))?;
            used[n - 1] = true;
            rest = after;
        } else {
            before.push('<');
            rest = &tag[1..];
        }
    }
    before.push_str(rest);
    push(&mut spans, &before, None)?;
    trim(&mut spans)?;
    let dropped = source.iter().zip(&used).any(|(span, used)| !is_plain(span) && !used);
    Ok(Read { spans, dropped })
}

/// The number, the inside and what follows of a mark that begins here and is closed.
fn opened(tag: &str) -> Option<(usize, &str, &str)> {
    let (number, after) = tag.strip_prefix('<')?.split_once('>')?;
    let n: usize = number.parse().ok().filter(|n| *n > 0)?;
    let (inside, after) = after.split_once(&format!("</{n}>"))?;
    (!inside.is_empty()).then_some((n, inside, after))
}

fn push(spans: &mut Vec<Span>, text: &str, like: Option<&Span>) -> Result<(), TextFault> {
    // Marks inside a mark are no text that anybody wrote.
    let text = plain(text);
    if text.is_empty() {
        return Ok(());
    }
    let text = Run::new(text)?;
    spans.push(match like {
        Some(span) => Span { text, ..look(span) },
        None => Span { text, em: false, strong: false, link: None },
    });
    Ok(())
}

/// Takes white space off the ends of a run.
fn trim(spans: &mut Vec<Span>) -> Result<(), TextFault> {
    while let Some(first) = spans.first_mut() {
        let text = first.text.as_str().trim_start().to_owned();
        if text.is_empty() {
            spans.remove(0);
            continue;
        }
        first.text = Run::new(text)?;
        break;
    }
    while let Some(last) = spans.last_mut() {
        let text = last.text.as_str().trim_end().to_owned();
        if text.is_empty() {
            spans.pop();
            continue;
        }
        last.text = Run::new(text)?;
        break;
    }
    if spans.is_empty() { Err(TextFault::Empty) } else { Ok(()) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use serde_json::json;

    fn run(spans: serde_json::Value) -> Vec<Span> {
        serde_json::from_value(spans).expect("spans")
    }

    fn sample() -> Vec<Span> {
        run(json!([{"text": "The "}, {"text": "dam", "strong": true}, {"text": " & the "},
            {"text": "plan", "link": "https://example.org/plan"}, {"text": "."}]))
    }

    #[test]
    fn marks_move_with_their_words() {
        let written = written(&sample());
        assert_eq!(written, "The <2>dam</2> &amp; the <4>plan</4>.");
        let read = read("Der <4>Plan</4> &amp; der <2>Damm</2>.", &sample()).expect("a run");
        assert!(!read.dropped);
        assert_eq!(
            read.spans,
            run(json!([{"text": "Der "}, {"text": "Plan", "link": "https://example.org/plan"}, {"text": " & der "},
                {"text": "Damm", "strong": true}, {"text": "."}]))
        );
    }

    #[test]
    fn what_is_no_mark_of_the_source_is_text() {
        for text in [
            "<a href=\"https://evil.example\">Plan</a>",
            "<9>Plan</9>",
            "<2>Plan",
            "<1>Plan</1>",
            "a < b",
            "<script>alert(1)</script>",
        ] {
            let read = read(text, &sample()).expect("a run");
            assert!(read.dropped, "{text}");
            assert_eq!(read.spans, run(json!([{"text": text}])), "{text}");
        }
        // A mark that is used twice marks once.
        let twice = read("<2>a</2> <2>b</2>", &sample()).expect("a run");
        assert_eq!(twice.spans[1], Span::plain(" <2>b</2>").expect("a span"));
    }

    #[test]
    fn nothing_is_no_run() {
        assert!(read("  \u{1} ", &sample()).is_err());
        assert!(read("", &sample()).is_err());
    }

    proptest! {
        #[test]
        fn whatever_comes_back_is_text(text in any::<String>()) {
            if let Ok(read) = read(&text, &sample()) {
                let body = story::Body::new(vec![story::Block::Paragraph { spans: read.spans.clone() }]);
                prop_assert!(body.is_ok());
                for span in read.spans {
                    prop_assert!(span.link.is_none_or(|link| link.as_str() == "https://example.org/plan"));
                }
            }
        }

        #[test]
        fn a_run_comes_back_as_it_was(words in prop::collection::vec(("[a-zA-Z&<>;0-9/]{1,8}", 0..3_u8), 1..6)) {
            let spans: Vec<Span> = words.iter().enumerate().map(|(n, (word, look))| Span {
                text: Run::new(word.as_str()).expect("text"),
                em: *look == 1 || n % 2 == 1,
                strong: *look == 2,
                link: None,
            }).collect();
            let read = read(&written(&spans), &spans).expect("a run");
            let text = |spans: &[Span]| spans.iter().map(|s| s.text.as_str()).collect::<String>();
            prop_assert_eq!(text(&read.spans), text(&spans));
            prop_assert!(!read.dropped);
        }
    }
}
