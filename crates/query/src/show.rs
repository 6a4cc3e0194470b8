//! A query as text.

use crate::{Node, Query};
use std::fmt::{self, Display};

impl Display for Query {
    /// Writes text that [`Query::read`] reads as the same query. Every story is an empty text.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            Node::All(parts) => joined(f, parts, " "),
            node => node.show(f),
        }
    }
}

impl Node {
    fn show(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Word(word) => f.write_str(word),
            Self::Phrase(phrase) => write!(f, "\"{phrase}\""),
            Self::In(field, part) => {
                write!(f, "{}:", field.name())?;
                match **part {
                    Self::Not(_) => grouped(f, std::slice::from_ref(part), " "),
                    _ => part.show(f),
                }
            }
            Self::Is(condition) => {
                let values: Vec<String> = condition.values().iter().map(|value| quoted(value)).collect();
                match &values[..] {
                    [value] => write!(f, "{}:{value}", condition.name()),
                    values => write!(f, "{}:({})", condition.name(), values.join(", ")),
                }
            }
            Self::All(parts) => grouped(f, parts, " "),
            Self::Any(parts) => grouped(f, parts, " OR "),
            Self::Not(part) => {
                f.write_str("-")?;
                match **part {
                    Self::Not(_) => grouped(f, std::slice::from_ref(part), " "),
                    _ => part.show(f),
                }
            }
        }
    }
}

fn grouped(f: &mut fmt::Formatter<'_>, parts: &[Node], between: &str) -> fmt::Result {
    f.write_str("(")?;
    joined(f, parts, between)?;
    f.write_str(")")
}

fn joined(f: &mut fmt::Formatter<'_>, parts: &[Node], between: &str) -> fmt::Result {
    for (n, part) in parts.iter().enumerate() {
        if n > 0 {
            f.write_str(between)?;
        }
        part.show(f)?;
    }
    Ok(())
}

/// A value as it stands after a colon: between quotation marks unless it is one plain word.
fn quoted(value: &str) -> String {
    let plain = |c: char| c.is_alphanumeric() || matches!(c, '-' | '.' | '_' | ':');
    if value.chars().all(plain) && value != "OR" { value.to_owned() } else { format!("\"{value}\"") }
}
