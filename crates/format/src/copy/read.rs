//! Reads copy into blocks.

use super::is_unspaced;
use crate::inline::DASHES;
use std::borrow::Cow;
use story::{Block, Line as OneLine, Span, TextFault, tidy_line};

/// One line, with its indent taken off and measured.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Line<'a> {
    /// Columns before the text.
    pub indent: usize,
    /// The text, without white space at its ends; empty for a blank line.
    pub text: &'a str,
    /// Its number in the document, from 1.
    pub number: usize,
}

/// Columns that a tabulator stands for. More than any indent of spaces that a paragraph has.
const TAB_COLUMNS: usize = 8;
/// Columns that an ideographic space stands for: in Japanese one of them begins a paragraph.
const WIDE_COLUMNS: usize = 3;
/// Columns by which a quote or a speaker is indented deeper.
const DEEPER_COLUMNS: usize = 2;
/// Characters of a crosshead.
const CROSSHEAD_CHARS_MAX: usize = 300;

/// Why the lines of a document end where they end.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) enum Breaks {
    /// For any reason.
    #[default]
    Any,
    /// They were broken at a width, so that a short line between long paragraphs is a crosshead.
    AtWidth,
    /// Each is a paragraph.
    Hard,
}

/// How the lines of a document are to be read.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Layout {
    /// The indent with which paragraphs begin.
    pub base: usize,
    /// Why a line ends where it ends.
    pub breaks: Breaks,
}

/// The lines of a text whose first line has the number `first`.
pub(crate) fn lines(text: &str, first: usize) -> Vec<Line<'_>> {
    text.lines()
        .enumerate()
        .map(|(n, line)| {
            let text = line.trim_start_matches([' ', '\t', '\u{3000}']);
            let indent = line[..line.len() - text.len()].chars().map(|c| match c {
                '\t' => TAB_COLUMNS,
                '\u{3000}' => WIDE_COLUMNS,
                _ => 1,
            });
            Line { indent: indent.sum(), text: text.trim_end(), number: first + n }
        })
        .collect()
}

/// Stretches of lines without a blank line between them.
pub(crate) fn runs<'l, 'a>(lines: &'l [Line<'a>]) -> impl Iterator<Item = &'l [Line<'a>]> {
    lines.split(|line| line.text.is_empty()).filter(|run| !run.is_empty())
}

/// The lines of one paragraph as one line: with a space where a line ended, but not between signs of a script that is
/// written without spaces.
pub(crate) fn joined<'a>(lines: &[Line<'a>]) -> Cow<'a, str> {
    if let [line] = lines {
        return Cow::Borrowed(line.text);
    }
    let mut text = String::with_capacity(lines.iter().map(|line| line.text.len() + 1).sum());
    for line in lines {
        join(&mut text, line.text);
    }
    Cow::Owned(text)
}

/// Adds a further line to the text of a paragraph.
pub(crate) fn join(text: &mut String, line: &str) {
    let unspaced = text.ends_with(is_unspaced) && line.starts_with(is_unspaced);
    if !text.is_empty() && !unspaced {
        text.push(' ');
    }
    text.push_str(line);
}

/// A text of several lines, as [`super::Typist::prose`] types it.
pub(crate) fn prose(lines: &[Line<'_>], layout: Layout) -> String {
    let mut out = String::new();
    let mut rest = lines;
    while let [line, after @ ..] = rest {
        let begins = |line: &Line<'_>| {
            layout.breaks == Breaks::Hard || layout.base == 0 || line.indent > 0 || line.text.is_empty()
        };
        let end = if line.text.is_empty() { 0 } else { after.iter().position(begins).unwrap_or(after.len()) };
        out.push_str(&joined(&rest[..=end]));
        out.push('\n');
        rest = &rest[end + 1..];
    }
    story::tidy_prose(&out)
}

/// A paragraph of plain text.
pub(crate) fn paragraph(text: &str) -> Result<Block, TextFault> {
    Ok(Block::Paragraph { spans: vec![span(text)?] })
}

/// The text without control characters and with single spaces, as [`tidy_line`] gives it. Nearly all text is so already.
fn tidy(text: &str) -> Cow<'_, str> {
    if is_tidy(text.as_bytes()) { Cow::Borrowed(text) } else { Cow::Owned(tidy_line(text)) }
}

/// True for text that is tidy for certain: no control character, no space beside another or at an end, and no sign that
/// begins with the same byte as spaces, marks and non-characters, but for the punctuation of news.
fn is_tidy(text: &[u8]) -> bool {
    let mut before = b' ';
    let mut rest = text;
    while let [byte, after @ ..] = rest {
        rest = match (byte, after) {
            (b' ', _) if before == b' ' => return false,
            (b' '..=b'~' | 0x80..=0xC1 | 0xC3..=0xE0 | 0xE4..=0xEE, _)
            // U+00A1 to U+00BF; U+2010 to U+2027: dashes and quotation marks; kana, but not the ideographic space.
            | (0xC2, [0xA1..=0xBF, ..])
            | (0xE2, [0x80, 0x90..=0xA7, ..])
            | (0xE3, [0x80, 0x81..=0xBF, ..] | [0x81..=0xBF, ..]) => after,
            _ => return false,
        };
        before = *byte;
    }
    before != b' '
}

/// The blocks that stand in these lines.
pub(crate) fn blocks(lines: &[Line<'_>], layout: Layout) -> Result<Vec<Block>, TextFault> {
    let mut blocks = Vec::new();
    let mut runs = runs(lines).peekable();
    let mut after_paragraph = false;
    while let Some(run) = runs.next() {
        let paragraph = |run: &[Line<'_>]| run.len() > 1 && run.iter().all(|line| line.indent == 0);
        let between = after_paragraph && runs.peek().is_some_and(|next| paragraph(next));
        match short_crosshead(run).filter(|_| layout.breaks == Breaks::AtWidth && between) {
            Some(text) => blocks.push(Block::Crosshead { text }),
            None => take_run(run, layout, &mut blocks)?,
        }
        after_paragraph = paragraph(run);
    }
    Ok(blocks)
}

fn take_run(run: &[Line<'_>], layout: Layout, blocks: &mut Vec<Block>) -> Result<(), TextFault> {
    if run[0].text.starts_with('|') && (run.len() > 1 || run[0].text.len() > 1) {
        return barred_table(run, blocks);
    }
    if is_list(run, layout) {
        return lists(run, blocks);
    }
    if let Some(text) = crosshead(run, layout) {
        blocks.push(Block::Crosshead { text });
        return Ok(());
    }
    let deep = (layout.base + DEEPER_COLUMNS).max(DEEPER_COLUMNS + 1);
    if run.iter().all(|line| line.indent >= deep) {
        blocks.push(quote(run)?);
        return Ok(());
    }
    let mut rest = run;
    while !rest.is_empty() {
        let tabbed = rest.iter().take_while(|line| line.text.contains('\t')).count();
        if tabbed >= 2 {
            tabbed_table(&rest[..tabbed], blocks)?;
            rest = &rest[tabbed..];
            continue;
        }
        let begins = |line: &Line<'_>| layout.breaks == Breaks::Hard || line.indent > 0 || line.text.contains('\t');
        let end = 1 + rest[1..].iter().position(begins).unwrap_or(rest.len() - 1);
        let text = joined(&rest[..end]);
        let text = tidy(&text);
        if !text.is_empty() {
            blocks.push(Block::Paragraph { spans: vec![Span::plain(text)?] });
        }
        rest = &rest[end..];
    }
    Ok(())
}

fn span(text: &str) -> Result<Span, TextFault> {
    Span::plain(tidy(text))
}

fn spans(text: &str) -> Result<Vec<Span>, TextFault> {
    let text = tidy(text);
    if text.is_empty() { Ok(Vec::new()) } else { Ok(vec![Span::plain(text)?]) }
}

/// A line without an indent where paragraphs have one, or an underlined line.
fn crosshead(run: &[Line<'_>], layout: Layout) -> Option<OneLine<CROSSHEAD_CHARS_MAX>> {
    let head = match run {
        [head, rule] if layout.base == 0 && is_rule(rule.text) => std::slice::from_ref(head),
        _ if layout.base > 0 && run.iter().all(|line| line.indent == 0) => run,
        _ => return None,
    };
    let text = joined(head);
    // What ends like a sentence is more likely a paragraph that lost its indent.
    if head.len() == run.len() && text.ends_with('.') {
        return None;
    }
    OneLine::tidy(&text).ok()
}

/// Characters of a line that may be a crosshead by its length alone.
const SHORT_CHARS_MAX: usize = 60;

/// A line that is short and does not end like a sentence or what announces a list.
fn short_crosshead(run: &[Line<'_>]) -> Option<OneLine<CROSSHEAD_CHARS_MAX>> {
    let [line] = run else { return None };
    let short = line.indent == 0 && line.text.chars().count() <= SHORT_CHARS_MAX;
    let begins = line.text.starts_with(|c: char| c.is_uppercase() || matches!(c, '«' | '„' | '“' | '"' | '¿'));
    let ends = line.text.ends_with(['.', ':', ';', ',', ')']);
    if short && begins && !ends { OneLine::tidy(line.text).ok() } else { None }
}

fn is_rule(text: &str) -> bool {
    text.len() >= 3 && (text.bytes().all(|b| b == b'-') || text.bytes().all(|b| b == b'='))
}

fn quote(run: &[Line<'_>]) -> Result<Block, TextFault> {
    let deeper = |line: &Line<'_>| line.indent >= run[0].indent + DEEPER_COLUMNS;
    let named = run.iter().position(|line| deeper(line) && dashed(line.text).is_some()).filter(|&at| at > 0);
    let (words, speaker) = run.split_at(named.unwrap_or(run.len()));
    let name = joined(speaker);
    let speaker = dashed(&name).and_then(|name| OneLine::tidy(name).ok());
    Ok(Block::Quote { spans: vec![span(&joined(words))?], speaker })
}

/// What follows a dash.
fn dashed(text: &str) -> Option<&str> {
    DASHES.iter().find_map(|dash| text.strip_prefix(dash))
}

/// The marker of a list item: whether it is a number, and the text after it.
fn item(text: &str) -> Option<(Option<usize>, &str)> {
    if let Some(rest) = ["- ", "* ", "• "].iter().find_map(|marker| text.strip_prefix(marker)) {
        return Some((None, rest));
    }
    let digits = text.len() - text.trim_start_matches(|c: char| c.is_ascii_digit()).len();
    let rest = text[digits..].strip_prefix(". ").or_else(|| text[digits..].strip_prefix(") "))?;
    (1..=4).contains(&digits).then(|| (text[..digits].parse().ok(), rest))
}

/// True when the run is a list. Where paragraphs may begin with a dash or a number as well, it needs two items, and
/// numbers that count.
fn is_list(run: &[Line<'_>], layout: Layout) -> bool {
    let Some((first, _)) = item(run[0].text) else { return false };
    let base = if layout.base >= TAB_COLUMNS { TAB_COLUMNS } else { 0 };
    match run[0].indent.checked_sub(base) {
        Some(1 | 2) => true,
        Some(0) => match first {
            Some(first) => run[1..].iter().any(|line| {
                line.indent == run[0].indent && matches!(item(line.text), Some((Some(n), _)) if n == first + 1)
            }),
            None => {
                run[1..].iter().any(|line| line.indent == run[0].indent && matches!(item(line.text), Some((None, _))))
            }
        },
        _ => false,
    }
}

/// The marker of a line that begins an item of a list with this indent.
fn marked<'a>(line: &Line<'a>, indent: usize) -> Option<(Option<usize>, &'a str)> {
    if line.indent <= indent { item(line.text) } else { None }
}

/// The items of one run; where bullets and numbers change, another list begins.
fn lists(run: &[Line<'_>], blocks: &mut Vec<Block>) -> Result<(), TextFault> {
    let indent = run[0].indent;
    let mut rest = run;
    let mut list: Option<(bool, Vec<Vec<Span>>)> = None;
    while let [first, after @ ..] = rest {
        let end = 1 + after.iter().position(|line| marked(line, indent).is_some()).unwrap_or(after.len());
        let (number, text) = marked(first, indent).unwrap_or((None, first.text));
        let ordered = number.is_some();
        let head = [&[Line { text, ..*first }], &rest[1..end]].concat();
        let spans = spans(&joined(&head))?;
        if !spans.is_empty() {
            match &mut list {
                Some((was, items)) if *was == ordered => items.push(spans),
                _ => {
                    let before = list.replace((ordered, vec![spans]));
                    blocks.extend(before.map(|(ordered, items)| Block::List { ordered, items }));
                }
            }
        }
        rest = &rest[end..];
    }
    blocks.extend(list.map(|(ordered, items)| Block::List { ordered, items }));
    Ok(())
}

/// `| a | b |`. A line that is indented deeper goes on from the row before it, and so does one without a bar.
fn barred_table(run: &[Line<'_>], blocks: &mut Vec<Block>) -> Result<(), TextFault> {
    let mut rows = Vec::new();
    let mut header = false;
    let begins = |line: &Line<'_>| line.text.starts_with('|') && line.indent <= run[0].indent;
    let mut rest = run;
    while let [_, after @ ..] = rest {
        let end = 1 + after.iter().position(begins).unwrap_or(after.len());
        let row = joined(&rest[..end]);
        let inner = row.strip_prefix('|').unwrap_or(&row);
        let inner = inner.strip_suffix('|').unwrap_or(inner);
        rest = &rest[end..];
        if inner.len() >= 3 && inner.bytes().all(|b| matches!(b, b'-' | b'|')) {
            header |= rows.len() == 1;
            continue;
        }
        rows.push(inner.split('|').map(spans).collect::<Result<Vec<_>, _>>()?);
    }
    table(rows, header, blocks)
}

fn tabbed_table(run: &[Line<'_>], blocks: &mut Vec<Block>) -> Result<(), TextFault> {
    let row = |line: &Line<'_>| line.text.split('\t').map(spans).collect::<Result<Vec<_>, _>>();
    table(run.iter().map(row).collect::<Result<_, _>>()?, false, blocks)
}

/// A table whose rows are of one length; what has too many cells is kept as paragraphs.
fn table(mut rows: Vec<Vec<Vec<Span>>>, header: bool, blocks: &mut Vec<Block>) -> Result<(), TextFault> {
    let width = rows.iter().map(Vec::len).max().unwrap_or_default();
    if width == 0 {
        return Ok(());
    }
    if rows.len().saturating_mul(width) > story::CELLS_MAX {
        for row in rows {
            let text: Vec<&str> = row.iter().flatten().map(|span| span.text.as_str()).collect();
            if !text.is_empty() {
                blocks.push(paragraph(&text.join(" | "))?);
            }
        }
        return Ok(());
    }
    for row in &mut rows {
        row.resize(width, Vec::new());
    }
    blocks.push(Block::Table { rows, header });
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str, base: usize) -> String {
        let blocks = blocks(&lines(text, 1), Layout { base, ..Layout::default() }).expect("blocks");
        blocks.iter().map(|block| serde_json::to_string(block).expect("json") + "\n").collect()
    }

    #[test]
    fn indented_copy_has_crossheads_quotes_and_lists() {
        insta::assert_snapshot!(read(
            "   One two\n- three.\n   Four.\n\nThen\n\n      We will\n      build it.\n         — Ada Kaya\n\n  - a\n    b\n  - c\n\n\
             | City | Votes |\n|------|-------|\n| Bern |\n  7 |\n\nFlush but whole.\n",
            3,
        ), @r#"
        {"block":"paragraph","spans":[{"text":"One two - three."}]}
        {"block":"paragraph","spans":[{"text":"Four."}]}
        {"block":"crosshead","text":"Then"}
        {"block":"quote","spans":[{"text":"We will build it."}],"speaker":"Ada Kaya"}
        {"block":"list","ordered":false,"items":[[{"text":"a b"}],[{"text":"c"}]]}
        {"block":"table","rows":[[[{"text":"City"}],[{"text":"Votes"}]],[[{"text":"Bern"}],[{"text":"7"}]]],"header":true}
        {"block":"paragraph","spans":[{"text":"Flush but whole."}]}
        "#);
    }

    #[test]
    fn flush_copy_is_not_taken_for_lists_where_it_is_not() {
        insta::assert_snapshot!(read(
            "1. FC Köln wins.\n\n- Hello?\n\n1. one\n2. two\n\nBern\t7\nBasel\t8\tx\nEnd.\n\nHead\n----\n\n東京\n大阪\n",
            0,
        ), @r#"
        {"block":"paragraph","spans":[{"text":"1. FC Köln wins."}]}
        {"block":"paragraph","spans":[{"text":"- Hello?"}]}
        {"block":"list","ordered":true,"items":[[{"text":"one"}],[{"text":"two"}]]}
        {"block":"table","rows":[[[{"text":"Bern"}],[{"text":"7"}],[]],[[{"text":"Basel"}],[{"text":"8"}],[{"text":"x"}]]],"header":false}
        {"block":"paragraph","spans":[{"text":"End."}]}
        {"block":"crosshead","text":"Head"}
        {"block":"paragraph","spans":[{"text":"東京大阪"}]}
        "#);
    }

    proptest::proptest! {
        #[test]
        fn what_is_taken_for_tidy_is_tidy(text in "\\PC{0,9}| {0,2}[a-zéğ\u{7F}-\u{A2}\u{2000}-\u{2030}\u{3000}-\u{3005}あ東\u{FEFF}\u{FFFE}] {0,2}") {
            let tidied = tidy_line(&text);
            proptest::prop_assert_eq!(tidy(&text), tidied.as_str());
        }
    }

    #[test]
    fn prose_keeps_its_lines() {
        let layout = Layout { base: 3, ..Layout::default() };
        assert_eq!(prose(&lines("   one\ntwo\n   three\n\n   four\n", 1), layout), "one two\nthree\n\nfour");
        assert_eq!(prose(&lines("one\ntwo\n\nfour\n", 1), Layout::default()), "one\ntwo\n\nfour");
    }
}
