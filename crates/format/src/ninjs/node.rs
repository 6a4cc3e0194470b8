//! A JSON document (RFC 8259) as a tree that borrows from it, with bounds for what may come from anywhere.

use crate::{DOCUMENT_BYTES_MAX, Refused, mend};
use serde::de::{self, DeserializeSeed, Deserializer, MapAccess, SeqAccess, Visitor};
use serde_json::error::Category;
use std::{borrow::Cow, cell::Cell, fmt};

/// Values that one document may have.
const NODES_MAX: usize = 400_000;
/// Keys that one object may have; no key may stand twice, and each is compared with those before it.
const KEYS_MAX: usize = 500;

/// A key and its value.
pub(super) type Entry<'a> = (Cow<'a, str>, Node<'a>);

/// A value.
#[derive(Debug, PartialEq)]
pub(super) enum Node<'a> {
    Null,
    Bool(bool),
    Number(f64),
    Text(Cow<'a, str>),
    List(Vec<Node<'a>>),
    Object(Vec<Entry<'a>>),
}

impl<'a> Node<'a> {
    /// Reads a document. Two values under one key leave open which of them counts, so they refuse it.
    pub fn parse(text: &'a str) -> Result<Self, Refused> {
        if text.len() > DOCUMENT_BYTES_MAX {
            return Err(Refused::whole(format!("has more than {DOCUMENT_BYTES_MAX} bytes")));
        }
        let text = text.strip_prefix('\u{FEFF}').unwrap_or(text);
        let mut reader = serde_json::Deserializer::from_str(text);
        let left = Cell::new(NODES_MAX);
        let node = Value(&left).deserialize(&mut reader);
        node.and_then(|node| reader.end().map(|()| node)).map_err(|error| {
            let told = error.to_string();
            // The line is told once.
            let why = told.split(" at line ").next().unwrap_or(&told);
            let refused = match error.classify() {
                Category::Data => Refused::whole(why),
                _ if why.contains("recursion limit") => Refused::whole("is nested too deeply"),
                _ => Refused::whole(format!("is not JSON: {why}, column {}", error.column())),
            };
            refused.at(error.line().max(1))
        })
    }

    /// The text, trimmed, when it is one and not empty.
    pub fn text(&self) -> Option<&str> {
        match self {
            Self::Text(text) => Some(text.trim()).filter(|text| !text.is_empty()),
            _ => None,
        }
    }

    /// The number, which may be written as a text.
    pub fn number(&self) -> Option<f64> {
        match self {
            Self::Number(number) => Some(*number),
            _ => self.text()?.parse().ok(),
        }
    }

    /// The members of a list; a single value that is no list stands for itself.
    pub fn members(&self) -> &[Self] {
        match self {
            Self::List(members) => members,
            Self::Null => &[],
            single => std::slice::from_ref(single),
        }
    }

    /// The entries of an object.
    pub fn entries(&self) -> &[Entry<'a>] {
        match self {
            Self::Object(entries) => entries,
            _ => &[],
        }
    }

    /// The value of a key, whatever its case.
    pub fn at(&self, key: &str) -> Option<&Self> {
        self.entries().iter().find(|(name, _)| name.eq_ignore_ascii_case(key)).map(|(_, value)| value)
    }

    /// The text under a key.
    pub fn text_at(&self, key: &str) -> Option<&str> {
        self.at(key)?.text()
    }

    /// The name of a person, a place or a subject, which may be the value itself.
    pub fn name(&self) -> Option<&str> {
        self.text().or_else(|| self.text_at("name"))
    }
}

/// Reads a value while so many are allowed.
#[derive(Clone, Copy)]
struct Value<'l>(&'l Cell<usize>);

impl<'a> DeserializeSeed<'a> for Value<'_> {
    type Value = Node<'a>;

    fn deserialize<D: Deserializer<'a>>(self, from: D) -> Result<Self::Value, D::Error> {
        from.deserialize_any(self)
    }
}

impl<'a> Visitor<'a> for Value<'_> {
    type Value = Node<'a>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value")
    }
    fn visit_unit<E: de::Error>(self) -> Result<Self::Value, E> {
        Ok(Node::Null)
    }
    fn visit_bool<E: de::Error>(self, value: bool) -> Result<Self::Value, E> {
        Ok(Node::Bool(value))
    }
    fn visit_f64<E: de::Error>(self, number: f64) -> Result<Self::Value, E> {
        Ok(Node::Number(number))
    }
    #[expect(clippy::cast_precision_loss, reason = "no number of a news item is beyond what a double holds")]
    fn visit_u64<E: de::Error>(self, number: u64) -> Result<Self::Value, E> {
        Ok(Node::Number(number as f64))
    }
    #[expect(clippy::cast_precision_loss, reason = "no number of a news item is beyond what a double holds")]
    fn visit_i64<E: de::Error>(self, number: i64) -> Result<Self::Value, E> {
        Ok(Node::Number(number as f64))
    }
    fn visit_borrowed_str<E: de::Error>(self, text: &'a str) -> Result<Self::Value, E> {
        Ok(Node::Text(Cow::Borrowed(text)))
    }
    fn visit_str<E: de::Error>(self, text: &str) -> Result<Self::Value, E> {
        Ok(Node::Text(Cow::Owned(text.to_owned())))
    }

    fn visit_seq<S: SeqAccess<'a>>(self, mut list: S) -> Result<Self::Value, S::Error> {
        let mut members = Vec::new();
        while let Some(member) = list.next_element_seed(self)? {
            self.count()?;
            members.push(member);
        }
        Ok(Node::List(members))
    }

    fn visit_map<M: MapAccess<'a>>(self, mut map: M) -> Result<Self::Value, M::Error> {
        let mut entries: Vec<Entry<'a>> = Vec::with_capacity(8);
        while let Some(key) = map.next_key_seed(Key)? {
            self.count()?;
            if entries.len() == KEYS_MAX {
                return Err(de::Error::custom(format_args!("has an object with more than {KEYS_MAX} keys")));
            }
            if entries.iter().any(|(known, _)| *known == key) {
                let shown = story::tidy_line(&mend::cut(&key, 40));
                return Err(de::Error::custom(format_args!("has the key `{shown}` twice in one object")));
            }
            entries.push((key, map.next_value_seed(self)?));
        }
        Ok(Node::Object(entries))
    }
}

impl Value<'_> {
    fn count<E: de::Error>(self) -> Result<(), E> {
        match self.0.get().checked_sub(1) {
            Some(left) => self.0.set(left),
            None => return Err(E::custom(format_args!("has more than {NODES_MAX} values"))),
        }
        Ok(())
    }
}

/// Reads a key.
struct Key;

impl<'a> DeserializeSeed<'a> for Key {
    type Value = Cow<'a, str>;

    fn deserialize<D: Deserializer<'a>>(self, from: D) -> Result<Self::Value, D::Error> {
        from.deserialize_str(self)
    }
}

impl<'a> Visitor<'a> for Key {
    type Value = Cow<'a, str>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a key")
    }
    fn visit_borrowed_str<E: de::Error>(self, text: &'a str) -> Result<Self::Value, E> {
        Ok(Cow::Borrowed(text))
    }
    fn visit_str<E: de::Error>(self, text: &str) -> Result<Self::Value, E> {
        Ok(Cow::Owned(text.to_owned()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn documents_are_bounded_and_strict() {
        let refusal = |text: &str| Node::parse(text).expect_err("refused").to_string();
        insta::assert_snapshot!(refusal("{\n\"a\": \n}"), @"line 3: is not JSON: expected value, column 1");
        insta::assert_snapshot!(refusal("{\"a\": 1,\n \"b\": 2, \"a\": 1}"), @"line 2: has the key `a` twice in one object");
        insta::assert_snapshot!(refusal("{} {}"), @"line 1: is not JSON: trailing characters, column 4");
        insta::assert_snapshot!(refusal(&"[".repeat(10_000)), @"line 1: is nested too deeply");
        insta::assert_snapshot!(refusal(&format!("[0{}]", ",0".repeat(NODES_MAX))), @"line 1: has more than 400000 values");
        insta::assert_snapshot!(refusal("\"\\ud800\""), @"line 1: is not JSON: unexpected end of hex escape, column 8");
        insta::assert_snapshot!(refusal("[NaN]"), @"line 1: is not JSON: expected value, column 2");
        let wide: Vec<String> = (0..=KEYS_MAX).map(|n| format!("\"k{n}\":0")).collect();
        insta::assert_snapshot!(refusal(&format!("{{{}}}", wide.join(","))), @"line 1: has an object with more than 500 keys");
    }

    #[test]
    fn text_without_escapes_is_borrowed() {
        let node =
            Node::parse("\u{FEFF}{\"Aa\": \" ı \", \"b\": \"\\u0131\", \"c\": [1, -2.5, null, true]}").expect("a tree");
        assert!(matches!(node.at("AA"), Some(Node::Text(Cow::Borrowed(" ı ")))));
        assert_eq!((node.text_at("aa"), node.text_at("B"), node.text_at("c")), (Some("ı"), Some("ı"), None));
        assert_eq!(node.at("c").map(|list| list.members()[1].number()), Some(Some(-2.5)));
    }
}
