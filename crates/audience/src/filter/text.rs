//! Filters as people write them: `category:2 and (language:tr or language:en) and not kind:video`.
//!
//! A condition is a field and its values: `kind:text`, `language:(tr, en)`, `place:"New York"`; `priority:1-3` is
//! everything from 1 to 3. Conditions are joined by `and`, `or` and `not`, with parentheses; `and` binds closer than
//! `or`. `everything` is every story; `tests`, which stands alone, is every test of the line and no story.

use super::{
    Filter, Word,
    check::{FilterFault, ROOT},
};
use std::{
    fmt::{self, Display, Write},
    iter::Peekable,
    str::{CharIndices, FromStr},
};
use story::{CategoryId, Genre, Kind, Lang, Priority, TopicId};

/// Bytes that the text of a filter may have.
pub const FILTER_BYTES_MAX: usize = 32 * 1024;
/// Parentheses and `not` inside one another at most; the filter itself is checked when it is read.
const NESTED_MAX: usize = 64;
/// The fields of conditions.
const FIELDS: &str = "category, kind, language, priority, topic, keyword, place, source, genre";

impl Filter {
    /// Reads a filter as text or as JSON. Says what is wrong, and where.
    pub fn read(text: &str) -> Result<Self, FilterFault> {
        if text.len() > FILTER_BYTES_MAX {
            return Err(FilterFault::new(ROOT, format!("is longer than {FILTER_BYTES_MAX} bytes")));
        }
        if text.trim_start().starts_with(['{', '"']) {
            return Self::from_json(text);
        }
        let wrong = |Wrong { at, why }| {
            let before = text.get(..at).unwrap_or(text).chars().count();
            FilterFault::new(ROOT, format!("cannot be understood at character {}: {why}", before + 1))
        };
        let mut parser = Parser { tokens: tokens(text).map_err(wrong)?, next: 0, end: text.len(), nested: 0 };
        let filter = parser.either().map_err(wrong)?;
        match parser.peek() {
            None => Ok(filter),
            Some(_) => Err(wrong(parser.wrong("`and`, `or` or the end is missing here"))),
        }
    }
}

/// What is wrong at a byte of the text.
struct Wrong {
    at: usize,
    why: String,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Token {
    Open,
    Close,
    Comma,
    /// Up to the next white space, bracket, comma or quotation mark.
    Bare(String),
    /// Between quotation marks.
    Quoted(String),
}

/// True for what ends a bare word.
fn ends(c: char) -> bool {
    c.is_whitespace() || matches!(c, '(' | ')' | ',' | '"')
}

fn tokens(text: &str) -> Result<Vec<(usize, Token)>, Wrong> {
    let mut chars = text.char_indices().peekable();
    let mut tokens = Vec::new();
    while let Some(&(at, c)) = chars.peek() {
        let token = match c {
            _ if c.is_whitespace() => {
                chars.next();
                continue;
            }
            '(' | ')' | ',' => {
                chars.next();
                if c == '(' {
                    Token::Open
                } else if c == ')' {
                    Token::Close
                } else {
                    Token::Comma
                }
            }
            '"' => Token::Quoted(quoted(&mut chars)?),
            _ => {
                let mut word = String::new();
                while let Some((_, c)) = chars.next_if(|&(_, c)| !ends(c)) {
                    word.push(c);
                }
                Token::Bare(word)
            }
        };
        tokens.push((at, token));
    }
    Ok(tokens)
}

fn quoted(chars: &mut Peekable<CharIndices<'_>>) -> Result<String, Wrong> {
    let mut text = String::new();
    let begin = chars.next().map_or(0, |(at, _)| at);
    while let Some((at, c)) = chars.next() {
        match c {
            '"' => return Ok(text),
            '\\' => match chars.next() {
                Some((_, c @ ('"' | '\\'))) => text.push(c),
                _ => return Err(Wrong { at, why: "after `\\` stands `\"` or `\\`".to_owned() }),
            },
            c => text.push(c),
        }
    }
    Err(Wrong { at: begin, why: "the quotation mark is not closed".to_owned() })
}

struct Parser {
    tokens: Vec<(usize, Token)>,
    next: usize,
    end: usize,
    nested: usize,
}

impl Parser {
    fn peek(&self) -> Option<&Token> {
        self.tokens.get(self.next).map(|(_, token)| token)
    }

    fn wrong(&self, why: impl Into<String>) -> Wrong {
        Wrong { at: self.tokens.get(self.next).map_or(self.end, |(at, _)| *at), why: why.into() }
    }

    /// Takes the token if it is this word, in any case of letters.
    fn takes(&mut self, word: &str) -> bool {
        let found = matches!(self.peek(), Some(Token::Bare(bare)) if bare.eq_ignore_ascii_case(word));
        self.next += usize::from(found);
        found
    }

    fn either(&mut self) -> Result<Filter, Wrong> {
        let mut parts = vec![self.both()?];
        while self.takes("or") {
            parts.push(self.both()?);
        }
        Ok(alone(parts).unwrap_or_else(Filter::Any))
    }

    fn both(&mut self) -> Result<Filter, Wrong> {
        let mut parts = vec![self.one()?];
        while self.takes("and") {
            parts.push(self.one()?);
        }
        Ok(alone(parts).unwrap_or_else(Filter::All))
    }

    fn one(&mut self) -> Result<Filter, Wrong> {
        self.nested += 1;
        if self.nested > NESTED_MAX {
            return Err(self.wrong(format!("more than {NESTED_MAX} conditions stand inside one another")));
        }
        let found = if self.takes("not") {
            Filter::Not(Box::new(self.one()?))
        } else if self.takes("everything") {
            Filter::Everything
        } else if self.takes("tests") {
            Filter::Tests
        } else if self.peek() == Some(&Token::Open) {
            self.next += 1;
            let inside = self.either()?;
            if self.peek() != Some(&Token::Close) {
                return Err(self.wrong("`)` is missing here"));
            }
            self.next += 1;
            inside
        } else {
            self.condition()?
        };
        self.nested -= 1;
        Ok(found)
    }

    fn condition(&mut self) -> Result<Filter, Wrong> {
        let missing = || format!("a condition such as `category:2` is missing here; its fields are {FIELDS}");
        let Some((at, Token::Bare(word))) = self.tokens.get(self.next).cloned() else {
            return Err(self.wrong(missing()));
        };
        let Some((field, value)) = word.split_once(':') else { return Err(self.wrong(missing())) };
        let known = FIELDS.split(", ").any(|one| field.eq_ignore_ascii_case(one));
        if !known {
            return Err(self.wrong(format!("`{field}` is not a field: {FIELDS}")));
        }
        self.next += 1;
        let values = if value.is_empty() { self.values()? } else { vec![(at + field.len() + 1, value.to_owned())] };
        let values = &values[..];
        Ok(match field.to_ascii_lowercase().as_str() {
            "category" => Filter::Category(all(values, |text| {
                text.parse().map(CategoryId).map_err(|_| "is not the number of a category".to_owned())
            })?),
            "kind" => Filter::Kind(all(values, parsed::<Kind>)?),
            "language" => Filter::Language(all(values, parsed::<Lang>)?),
            "priority" => priority(values)?,
            "topic" => Filter::Topic(all(values, parsed::<TopicId>)?),
            "keyword" => Filter::Keyword(words(values)),
            "place" => Filter::Place(words(values)),
            "source" => Filter::Source(words(values)),
            _ => Filter::Genre(all(values, |text| Genre::new(text).map_err(|e| e.to_string()))?),
        })
    }

    /// One value, or several in parentheses, with where each stands.
    fn values(&mut self) -> Result<Vec<(usize, String)>, Wrong> {
        if self.peek() != Some(&Token::Open) {
            return Ok(vec![self.value()?]);
        }
        self.next += 1;
        let mut values = vec![self.value()?];
        loop {
            match self.peek() {
                Some(Token::Comma) => {
                    self.next += 1;
                    values.push(self.value()?);
                }
                Some(Token::Close) => {
                    self.next += 1;
                    return Ok(values);
                }
                _ => return Err(self.wrong("`,` or `)` is missing here")),
            }
        }
    }

    fn value(&mut self) -> Result<(usize, String), Wrong> {
        match self.tokens.get(self.next) {
            Some((at, Token::Bare(text) | Token::Quoted(text))) => {
                self.next += 1;
                Ok((*at, text.clone()))
            }
            _ => Err(self.wrong("a value is missing here")),
        }
    }
}

/// The only one; or all of them, to be joined.
fn alone(mut parts: Vec<Filter>) -> Result<Filter, Vec<Filter>> {
    if parts.len() > 1 { Err(parts) } else { parts.pop().ok_or(parts) }
}

fn all<T>(values: &[(usize, String)], read: impl Fn(&str) -> Result<T, String>) -> Result<Vec<T>, Wrong> {
    let one =
        |(at, text): &(usize, String)| read(text).map_err(|why| Wrong { at: *at, why: format!("`{text}` {why}") });
    values.iter().map(one).collect()
}

fn parsed<T>(text: &str) -> Result<T, String>
where
    T: FromStr,
    T::Err: Display,
{
    text.parse().map_err(|e: T::Err| e.to_string())
}

fn words(values: &[(usize, String)]) -> Vec<Word> {
    values.iter().map(|(_, text)| text.as_str().into()).collect()
}

/// `priority:1-3` is that one or more urgent; `priority:2-3` and `priority:(2, 3)` are those.
fn priority(values: &[(usize, String)]) -> Result<Filter, Wrong> {
    if let [(at, text)] = values
        && let Some((from, to)) = text.split_once('-')
    {
        let read =
            |text: &str| parsed::<Priority>(text).map_err(|why| Wrong { at: *at, why: format!("`{text}` {why}") });
        let (from, to) = (read(from)?, read(to)?);
        if from > to {
            return Err(Wrong { at: *at, why: format!("`{text}` runs from the less urgent to the more urgent") });
        }
        if from == Priority::Flash {
            return Ok(Filter::PriorityAtLeast(to));
        }
        return Ok(Filter::Priority(Priority::ALL.into_iter().filter(|p| (from..=to).contains(p)).collect()));
    }
    all(values, parsed::<Priority>).map(Filter::Priority)
}

impl Display for Filter {
    /// Writes the text that [`Filter::read`] reads.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Everything => f.write_str("everything"),
            Self::Tests => f.write_str("tests"),
            Self::All(parts) if parts.is_empty() => f.write_str("everything"),
            Self::Any(parts) if parts.is_empty() => f.write_str("not everything"),
            Self::All(parts) => joined(f, parts, " and "),
            Self::Any(parts) => joined(f, parts, " or "),
            Self::Not(part) => {
                f.write_str("not ")?;
                part.within(f)
            }
            Self::Category(ids) => listed(f, "category", ids.iter()),
            Self::Kind(kinds) => listed(f, "kind", kinds.iter().map(|kind| kind.name())),
            Self::Language(langs) => listed(f, "language", langs.iter()),
            Self::PriorityAtLeast(least) => write!(f, "priority:1-{}", *least as u8),
            Self::Priority(priorities) => listed(f, "priority", priorities.iter().map(|p| *p as u8)),
            Self::Topic(topics) => listed(f, "topic", topics.iter()),
            Self::Keyword(words) => listed(f, "keyword", words.iter()),
            Self::Place(words) => listed(f, "place", words.iter()),
            Self::Source(words) => listed(f, "source", words.iter()),
            Self::Genre(genres) => listed(f, "genre", genres.iter().map(Genre::as_str)),
        }
    }
}

impl Filter {
    /// As a part of another condition: in parentheses when it joins several.
    fn within(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::All(parts) | Self::Any(parts) => match &parts[..] {
                [part] => part.within(f),
                [] => write!(f, "{self}"),
                _ => write!(f, "({self})"),
            },
            _ => write!(f, "{self}"),
        }
    }
}

fn joined(f: &mut fmt::Formatter<'_>, parts: &[Filter], with: &str) -> fmt::Result {
    if let [part] = parts {
        return write!(f, "{part}");
    }
    for (n, part) in parts.iter().enumerate() {
        if n > 0 {
            f.write_str(with)?;
        }
        part.within(f)?;
    }
    Ok(())
}

fn listed(f: &mut fmt::Formatter<'_>, field: &str, values: impl ExactSizeIterator<Item = impl Display>) -> fmt::Result {
    let alone = values.len() == 1;
    write!(f, "{field}:{}", if alone { "" } else { "(" })?;
    for (n, value) in values.enumerate() {
        f.write_str(if n > 0 { ", " } else { "" })?;
        let value = value.to_string();
        if value.is_empty() || value.contains(ends) {
            f.write_char('"')?;
            for c in value.chars() {
                if matches!(c, '"' | '\\') {
                    f.write_char('\\')?;
                }
                f.write_char(c)?;
            }
            f.write_char('"')?;
        } else {
            f.write_str(&value)?;
        }
    }
    f.write_str(if alone { "" } else { ")" })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn what_people_write_is_read_and_written_back_in_one_form() {
        let check = |text: &str, json: serde_json::Value, written: &str| {
            let filter = Filter::read(text).unwrap_or_else(|e| panic!("{text}: {e}"));
            assert_eq!(serde_json::to_value(&filter).expect("JSON"), json, "{text}");
            assert_eq!(filter.to_string(), written);
        };
        check("everything", serde_json::json!("everything"), "everything");
        check("Tests", serde_json::json!("tests"), "tests");
        check(
            "category:2 and (language:tr or language:en) and not kind:video",
            serde_json::json!({"all": [{"category": [2]}, {"any": [{"language": ["tr"]}, {"language": ["en"]}]},
                {"not": {"kind": ["video"]}}]}),
            "category:2 and (language:tr or language:en) and not kind:video",
        );
        check(
            " Place:( \"New York\",izmir )OR topic:20000153 And PRIORITY:1-3 ",
            serde_json::json!({"any": [{"place": ["New York", "izmir"]},
                {"all": [{"topic": ["medtop:20000153"]}, {"priority_at_least": 3}]}]}),
            "place:(\"New York\", izmir) or (topic:medtop:20000153 and priority:1-3)",
        );
        check("priority:urgent-3", serde_json::json!({"priority": [2, 3]}), "priority:(2, 3)");
        check("priority:flash", serde_json::json!({"priority": [1]}), "priority:1");
        check("keyword:\"\\\"a\\\" \\\\\"", serde_json::json!({"keyword": ["\"a\" \\"]}), "keyword:\"\\\"a\\\" \\\\\"");
        check(
            "((not not genre:Current))",
            serde_json::json!({"not": {"not": {"genre": ["Current"]}}}),
            "not not genre:Current",
        );
        check("{\"kind\":[\"text\"]}", serde_json::json!({"kind": ["text"]}), "kind:text");
    }

    #[test]
    fn what_cannot_be_understood_is_named_where_it_stands() {
        let fault = |text: &str| Filter::read(text).expect_err(text).why;
        let at = |n: usize| format!("cannot be understood at character {n}: ");
        assert!(fault("").starts_with(&(at(1) + "a condition such as")));
        assert_eq!(fault("şehir:izmir"), at(1) + "`şehir` is not a field: " + FIELDS);
        assert!(fault("category:2 and").starts_with(&(at(15) + "a condition")));
        assert_eq!(fault("category:2 kind:text"), at(12) + "`and`, `or` or the end is missing here");
        assert_eq!(fault("place:şişli and category:spor"), at(26) + "`spor` is not the number of a category");
        assert_eq!(fault("(kind:text"), at(11) + "`)` is missing here");
        assert_eq!(fault("kind:(text video)"), at(12) + "`,` or `)` is missing here");
        assert_eq!(fault("kind:"), at(6) + "a value is missing here");
        assert_eq!(fault("keyword:\"a"), at(9) + "the quotation mark is not closed");
        assert_eq!(fault("priority:3-1"), at(10) + "`3-1` runs from the less urgent to the more urgent");
        assert!(fault("topic:medtop:999").contains("`medtop:999` is not a Media Topic"));
        assert!(fault(&format!("{}kind:text{}", "(".repeat(100), ")".repeat(100))).contains("more than 64 conditions"));
        assert!(fault(&"x".repeat(FILTER_BYTES_MAX + 1)).contains("is longer than"));
    }

    fn filters() -> impl Strategy<Value = Filter> {
        let word = || proptest::collection::vec("[ -~a-zşİ]{1,8}".prop_map(Word::from), 1..3);
        let leaf = prop_oneof![
            Just(Filter::Everything),
            Just(Filter::Tests),
            proptest::collection::vec((1..9_u32).prop_map(CategoryId), 1..3).prop_map(Filter::Category),
            proptest::sample::subsequence(Kind::ALL.to_vec(), 1..3).prop_map(Filter::Kind),
            proptest::sample::subsequence(Priority::ALL.to_vec(), 1..4).prop_map(Filter::Priority),
            proptest::sample::select(&Priority::ALL[..]).prop_map(Filter::PriorityAtLeast),
            word().prop_map(Filter::Keyword),
            word().prop_map(Filter::Place),
            word().prop_map(Filter::Source),
            Just(Filter::Topic(vec![TopicId::new("20000153").expect("a topic")])),
            Just(Filter::Language(vec![Lang::new("sr-Latn").expect("a tag"), Lang::new("tr").expect("a tag")])),
            Just(Filter::Genre(vec![Genre::new("Fact_Check").expect("a genre")])),
        ];
        leaf.prop_recursive(4, 24, 3, |inner| {
            let parts = || proptest::collection::vec(inner.clone(), 2..4);
            prop_oneof![
                parts().prop_map(Filter::All),
                parts().prop_map(Filter::Any),
                inner.clone().prop_map(|part| Filter::Not(Box::new(part))),
            ]
        })
    }

    proptest! {
        #[test]
        fn the_text_of_a_filter_is_the_filter(filter in filters()) {
            let text = filter.to_string();
            prop_assert_eq!(Filter::read(&text).map_err(|e| e.to_string()), Ok(filter), "{}", text);
        }

        #[test]
        fn no_text_breaks_the_reader(text in "(\\PC| (and|or|not|\\(|\\)|,|\"|kind:|priority:1-) ){0,40}") {
            if let Ok(filter) = Filter::read(&text) {
                prop_assert_eq!(Filter::read(&filter.to_string()).map(|f| f.to_string()), Ok(filter.to_string()));
            }
        }
    }
}
