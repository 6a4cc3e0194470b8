//! Texts of descriptions, with what they quote told apart.

/// Paragraphs, each of parts with whether they are quoted.
pub(crate) type Prose = Vec<Vec<(String, bool)>>;

/// Reads a description: empty lines part its paragraphs, and what stands in backticks is quoted. The asterisks of words
/// that are stressed are left out.
pub(crate) fn prose(text: &str) -> Prose {
    let paragraphs = text.split("\n\n").map(str::trim).filter(|paragraph| !paragraph.is_empty());
    let parts = |paragraph: &str| {
        let parts = paragraph.split('`').enumerate().map(|(at, part)| (part.replace('\n', " "), at % 2 == 1));
        let parts = parts.map(|(part, quoted)| (if quoted { part } else { part.replace('*', "") }, quoted));
        parts.filter(|(part, _)| !part.is_empty()).collect()
    };
    paragraphs.map(parts).collect()
}
