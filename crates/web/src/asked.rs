//! What a type asks for, told in plain words and not in those of Rust.

use serde::{
    Deserializer,
    de::{DeserializeOwned, Error, Visitor},
    forward_to_deserialize_any,
};
use std::fmt;

/// Words of serde, each with the words of JSON for it. A space at the end says that the name of a Rust type follows.
const WORDS: [(&str, &str); 19] = [
    ("struct variant ", "an object"),
    ("unit struct ", "null"),
    ("tuple struct ", "a list"),
    ("newtype struct ", "a value"),
    ("internally tagged enum ", "an object"),
    ("struct ", "an object"),
    ("enum ", "one of its names"),
    ("a sequence", "a list"),
    ("a map", "an object"),
    ("u8", "a whole number"),
    ("u16", "a whole number"),
    ("u32", "a whole number"),
    ("u64", "a whole number"),
    ("usize", "a whole number"),
    ("i8", "a whole number"),
    ("i32", "a whole number"),
    ("i64", "a whole number"),
    ("f32", "a number"),
    ("f64", "a number"),
];
/// What serde calls the values that it found.
const FOUND: [(&str, &str); 3] = [("type: sequence", "a list"), ("type: map", "an object"), ("type: null", "null")];

/// What the standard library says of a text that is not a value, each with words for people.
const VALUES: [(&str, &str); 7] = [
    ("invalid digit found in string", "is not a whole number"),
    ("cannot parse integer from empty string", "is empty; it takes a whole number"),
    ("number too large to fit in target type", "is too large a number"),
    ("number too small to fit in target type", "is too small a number"),
    ("invalid float literal", "is not a number"),
    ("cannot parse float from empty string", "is empty; it takes a number"),
    ("provided string was not `true` or `false`", "is neither `true` nor `false`"),
];

/// The reason of the standard library why a text is not a number, in words that are read after the text; any other
/// reason as it is.
pub fn plain(why: &str) -> &str {
    VALUES.iter().find_map(|(std, plain)| (*std == why).then_some(*plain)).unwrap_or(why)
}

/// The names that serde lists after `expected`, told without its grammar.
pub(crate) fn known(expected: &str) -> String {
    let names = expected.strip_prefix("one of ").unwrap_or(expected).replace("` or `", "`, `");
    if names.contains("`, `") { format!("known are {names}") } else { format!("only {names} is") }
}

/// The reason of serde in plain words: ``invalid type: an object, expected a string``. What begins with `is` is read
/// after the name of the field.
pub(crate) fn in_words(why: &str) -> String {
    let plainly = plain(why);
    if plainly != why {
        return plainly.to_owned();
    }
    if let Some((name, names)) = why.strip_prefix("unknown variant `").and_then(|w| w.rsplit_once("`, expected ")) {
        return format!("is `{name}`, which is not known; {}", known(names));
    }
    let Some((found, expected)) = why.split_once(", expected ") else { return why.to_owned() };
    let found = FOUND
        .iter()
        .find_map(|(serde, json)| Some(format!("{}type: {json}", found.strip_suffix(serde)?)))
        .unwrap_or_else(|| found.to_owned());
    let words = WORDS.iter().find_map(|(serde, json)| {
        let rest = expected.strip_prefix(serde)?;
        let name = if serde.ends_with(' ') { rest.find(' ').unwrap_or(rest.len()) } else { 0 };
        let rest = &rest[name..];
        (rest.is_empty() || rest.starts_with(' ')).then(|| format!("{json}{rest}"))
    });
    format!("{found}, expected {}", words.as_deref().unwrap_or(expected))
}

/// True for a type that is written as an object. Serde would also take a list of its fields in their order, which no
/// client writes on purpose, and which means something else when a field is added.
pub(crate) fn wants_object<T: DeserializeOwned>() -> bool {
    matches!(T::deserialize(Probe), Err(Asked::Object))
}

/// Learns what a type asks for, and gives it nothing.
struct Probe;

/// What it asked for.
#[derive(Debug)]
enum Asked {
    Object,
    Other,
}

impl fmt::Display for Asked {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("nothing is read here")
    }
}

impl std::error::Error for Asked {}

impl Error for Asked {
    fn custom<T: fmt::Display>(_: T) -> Self {
        Self::Other
    }
}

impl<'de> Deserializer<'de> for Probe {
    type Error = Asked;

    fn deserialize_any<V: Visitor<'de>>(self, _: V) -> Result<V::Value, Asked> {
        Err(Asked::Other)
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        _: V,
    ) -> Result<V::Value, Asked> {
        Err(Asked::Object)
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf option unit unit_struct
        newtype_struct seq tuple tuple_struct map enum identifier ignored_any
    }
}
