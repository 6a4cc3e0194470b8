//! Text that is safe to send: one line, or several, without control characters.

use serde::{Deserialize, Serialize};

/// Why a text was refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum TextFault {
    /// Nothing but white space.
    #[error("is empty")]
    Empty,
    /// More characters than the field may hold.
    #[error("has {chars} characters; at most {max} are allowed")]
    TooLong {
        /// Characters found (Unicode scalar values).
        chars: usize,
        /// Characters allowed.
        max: usize,
    },
    /// A control character, or one that XML 1.0 cannot carry.
    #[error("holds the character U+{0:04X}, which is not text")]
    NotText(u32),
    /// Another rule of the field.
    #[error("{0}")]
    Form(&'static str),
}

/// True for characters that may be part of news text: everything but control characters and non-characters
/// (XML 1.0 §2.2, tightened by the C1 controls).
#[inline]
pub fn is_clean(c: char) -> bool {
    !c.is_control() && (u32::from(c) & 0xFFFE) != 0xFFFE && !('\u{FDD0}'..='\u{FDEF}').contains(&c)
}

/// Makes one line out of foreign text: unsafe characters and runs of white space become one space, ends are trimmed.
pub fn tidy_line(text: &str) -> String {
    let mut line = String::with_capacity(text.len());
    for c in text.chars() {
        if c == '\u{FEFF}' {
            continue;
        }
        if c.is_whitespace() || !is_clean(c) {
            if !line.is_empty() && !line.ends_with(' ') {
                line.push(' ');
            }
        } else {
            line.push(c);
        }
    }
    line.truncate(line.trim_end().len());
    line
}

/// Makes lines out of foreign text: each line is tidied, empty lines at the ends go, several between become one.
pub fn tidy_prose(text: &str) -> String {
    let mut prose = String::with_capacity(text.len());
    for line in text.lines().map(tidy_line) {
        if line.is_empty() && (prose.is_empty() || prose.ends_with("\n\n")) {
            continue;
        }
        prose.push_str(&line);
        prose.push('\n');
    }
    prose.truncate(prose.trim_end().len());
    prose
}

fn check(text: &str, max: usize, line_feed: bool) -> Result<(), TextFault> {
    if text.trim().is_empty() {
        return Err(TextFault::Empty);
    }
    if let Some(bad) = text.chars().find(|&c| !(is_clean(c) || (line_feed && c == '\n'))) {
        return Err(TextFault::NotText(bad.into()));
    }
    let chars = text.chars().count();
    if chars > max {
        return Err(TextFault::TooLong { chars, max });
    }
    Ok(())
}

macro_rules! text_type {
    ($(#[$doc:meta])* $name:ident, $line_feed:literal, $tidy:path) => {
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(try_from = "String", into = "String")]
        pub struct $name<const CHARS_MAX: usize>(String);

        impl<const CHARS_MAX: usize> $name<CHARS_MAX> {
            /// Takes the text as it is, or says why it cannot be taken.
            pub fn new(text: impl Into<String>) -> Result<Self, TextFault> {
                let text = text.into();
                check(&text, CHARS_MAX, $line_feed)?;
                Ok(Self(text.trim().to_owned()))
            }

            /// Repairs foreign text first (control characters and white space), then takes it.
            pub fn tidy(text: &str) -> Result<Self, TextFault> {
                Self::new($tidy(text))
            }

            /// The text.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl<const CHARS_MAX: usize> TryFrom<String> for $name<CHARS_MAX> {
            type Error = TextFault;
            fn try_from(text: String) -> Result<Self, TextFault> {
                Self::new(text)
            }
        }

        impl<const CHARS_MAX: usize> From<$name<CHARS_MAX>> for String {
            fn from(text: $name<CHARS_MAX>) -> Self {
                text.0
            }
        }

        impl<const CHARS_MAX: usize> std::fmt::Display for $name<CHARS_MAX> {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(&self.0)
            }
        }
    };
}

text_type!(
    /// One line of text in any script: not empty, trimmed, at most `CHARS_MAX` characters, no control characters.
    Line,
    false,
    tidy_line
);
text_type!(
    /// Several lines of text; as [`Line`], with line feeds allowed.
    Prose,
    true,
    tidy_prose
);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn control_characters_are_refused_and_tidied() {
        assert_eq!(Line::<10>::new("a\u{0}b"), Err(TextFault::NotText(0)));
        assert_eq!(Line::<10>::new("a\u{FFFE}b"), Err(TextFault::NotText(0xFFFE)));
        assert_eq!(Line::<10>::tidy(" a\u{0}\r\n b ").expect("tidied").as_str(), "a b");
        assert_eq!(Line::<10>::new("  "), Err(TextFault::Empty));
        assert_eq!(Line::<3>::new("ığdır"), Err(TextFault::TooLong { chars: 5, max: 3 }));
    }

    #[test]
    fn prose_keeps_paragraphs() {
        let prose = Prose::<99>::tidy("\n\n one \r\n\r\n\r\n\r\n two\t three \n").expect("tidied");
        assert_eq!(prose.as_str(), "one\n\ntwo three");
    }
}
