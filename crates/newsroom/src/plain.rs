//! Bodies as plain text, for the forms of screens that work without a script: a paragraph after an empty line, and a
//! crosshead after `# `.

use story::{Block, Body};

/// The body as text; `None` when text would lose something of it: lists, tables, links, a word in bold.
pub(crate) fn as_text(blocks: &[Block]) -> Option<String> {
    let line = |block: &Block| match block {
        Block::Paragraph { spans } => {
            let text = spans.iter().map(|span| span.text.as_str()).collect::<String>();
            let is_bare = spans.iter().all(|span| !span.em && !span.strong && span.link.is_none());
            is_bare.then_some(text)
        }
        Block::Crosshead { text } => Some(format!("# {}", text.as_str())),
        _ => None,
    };
    Some(blocks.iter().map(line).collect::<Option<Vec<_>>>()?.join("\n\n"))
}

/// The blocks that a text is, as JSON: they may be unfinished.
pub(crate) fn blocks(text: &str) -> Vec<serde_json::Value> {
    let paragraphs = text.split("\n\n").map(|part| part.split_whitespace().collect::<Vec<_>>().join(" "));
    let block = |text: String| match text.strip_prefix("# ") {
        Some(head) => serde_json::json!({"block": "crosshead", "text": head}),
        None => serde_json::json!({"block": "paragraph", "spans": [{"text": text}]}),
    };
    paragraphs.filter(|text| !text.is_empty()).map(block).collect()
}

/// The body that a text is, or why it is none.
pub(crate) fn body(text: &str) -> Result<Body, String> {
    if blocks(text).is_empty() {
        return Err("is empty".to_owned());
    }
    serde_json::from_value(serde_json::Value::Array(blocks(text))).map_err(|error| error.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_comes_back_as_it_was_written() {
        let text = "One\nline.\n\n# Head\n\n\n\nTwo.";
        let read = body(text).expect("a body");
        assert_eq!(as_text(read.blocks()).as_deref(), Some("One line.\n\n# Head\n\nTwo."));
        assert!(body(" \n\n ").is_err());
        let rich: Body = serde_json::from_value(serde_json::json!([
            {"block": "paragraph", "spans": [{"text": "bold", "strong": true}]}
        ]))
        .expect("a body");
        assert_eq!(as_text(rich.blocks()), None);
    }
}
