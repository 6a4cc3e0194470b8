//! The language of queries.
//!
//! Words stand beside one another and are all required; `AND` between them says the same. `"a phrase"` keeps its order
//! and its endings; `-word` or `NOT word` must not be there; `a OR b` is one of the two; parentheses group, and `a OR b c`
//! is `(a OR b) c`. `headline:quake`, `slug:"QUAKE-IZMIR"`, `person:(kaya OR demir)` look in one part of the story;
//! `kind:picture`, `language:(tr, en)`, `priority:1-2`, `words:300..800`, `date:2026-11-01..` ask what it is.
//! `AND`, `OR` and `NOT` are capitals: small ones are words like others.

use crate::{Condition, Field, Node, Query, analysis::ANALYSES};

/// Characters that a query may have.
pub const TEXT_CHARS_MAX: usize = 4_000;
/// Words and values that a query may have; a phrase counts as the words in it.
pub const TERMS_MAX: usize = 256;
/// Parentheses and minus signs inside one another at most.
const DEPTH_MAX: usize = 16;

/// Why a query cannot be understood.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("at character {position}: {why}")]
pub struct QueryError {
    /// The character at which the fault is, the first being 1.
    pub position: usize,
    /// What is wrong.
    pub why: String,
}

fn fault<T>(position: usize, why: impl Into<String>) -> Result<T, QueryError> {
    Err(QueryError { position, why: why.into() })
}

const NOTHING: &str = "the query has no word to look for";

fn too_long<T>() -> Result<T, QueryError> {
    fault(TEXT_CHARS_MAX + 1, format!("the query is too long; it may have {TEXT_CHARS_MAX} characters"))
}

fn too_many<T>(position: usize) -> Result<T, QueryError> {
    fault(position, format!("the query has too many words; it may have {TERMS_MAX}"))
}

impl Query {
    /// Reads the language of queries.
    ///
    /// # Errors
    /// What is wrong, and at which character. A query that asks for nothing is an error too.
    pub fn read(text: &str) -> Result<Self, QueryError> {
        if text.chars().nth(TEXT_CHARS_MAX).is_some() {
            return too_long();
        }
        let mut scanner = Scanner { chars: text.chars().collect(), at: 0, terms: 0 };
        let tokens = scanner.tokens()?;
        let mut parser = Parser { tokens: &tokens, at: 0, depth: 0, field: None };
        let node = parser.all()?;
        match (parser.next(), node) {
            (Some((position, _)), _) => fault(*position, "this parenthesis closes nothing"),
            (None, Some(node)) => Ok(Self(node)),
            (None, None) => fault(1, NOTHING),
        }
    }

    /// Reads a list of terms with commas between them, as HAS clients send it: a story with one of them is found. A term
    /// of several words asks for all of them.
    ///
    /// # Errors
    /// As [`Query::read`].
    pub fn any_of(list: &str) -> Result<Self, QueryError> {
        if list.chars().nth(TEXT_CHARS_MAX).is_some() {
            return too_long();
        }
        let (mut alternatives, mut terms, mut position) = (Vec::new(), 0, 1);
        for term in list.split([',', '،', '，']) {
            let mut words = Vec::new();
            // One character stands behind each word: a space, or the comma.
            for word in term.split(char::is_whitespace) {
                let count = words_in(word);
                terms += count;
                if terms > TERMS_MAX {
                    return too_many(position);
                }
                words.extend((count > 0).then(|| Node::Word(word.to_owned())));
                position += word.chars().count() + 1;
            }
            alternatives.extend(one_or(words, Node::All));
        }
        one_or(alternatives, Node::Any).map_or_else(|| fault(1, NOTHING), |node| Ok(Self(node)))
    }
}

/// The only node, or `join` of them all; `None` when there is none.
fn one_or(mut nodes: Vec<Node>, join: impl FnOnce(Vec<Node>) -> Node) -> Option<Node> {
    if nodes.len() > 1 { Some(join(nodes)) } else { nodes.pop() }
}

/// How many words a text is read as. Punctuation and signs are none: stories are not searched for them, and they are
/// passed over.
fn words_in(text: &str) -> usize {
    // No other analysis finds more.
    let [.., other] = &ANALYSES;
    other.units(text).len()
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Token {
    Open,
    Close,
    And,
    Or,
    Not,
    /// What follows stands in this part of the story.
    Field(Field),
    Term(Node),
    /// Something that stories are not searched for.
    Sign,
}

fn is_quote(c: char) -> bool {
    matches!(c, '"' | '“' | '”' | '„' | '«' | '»')
}

fn ends_word(c: char) -> bool {
    c.is_whitespace() || is_quote(c) || matches!(c, '(' | ')')
}

/// Cuts a query into tokens, each with the number of its first character.
struct Scanner {
    chars: Vec<char>,
    at: usize,
    terms: usize,
}

impl Scanner {
    fn peek(&self) -> Option<char> {
        self.chars.get(self.at).copied()
    }

    fn tokens(&mut self) -> Result<Vec<(usize, Token)>, QueryError> {
        let mut tokens = Vec::new();
        while let Some(c) = self.peek() {
            let position = self.at + 1;
            if c.is_whitespace() {
                self.at += 1;
                continue;
            }
            let token = self.token(c)?;
            self.terms += match &token {
                Token::Term(Node::Is(condition)) => condition.values().len(),
                Token::Term(Node::Word(text) | Node::Phrase(text)) => words_in(text),
                _ => 0,
            };
            if self.terms > TERMS_MAX {
                return too_many(position);
            }
            tokens.push((position, token));
        }
        Ok(tokens)
    }

    fn token(&mut self, c: char) -> Result<Token, QueryError> {
        let after = self.chars.get(self.at + 1).copied();
        match c {
            '(' | ')' => {
                self.at += 1;
                Ok(if c == '(' { Token::Open } else { Token::Close })
            }
            '-' if after.is_some_and(|next| !next.is_whitespace() && next != '-') => {
                self.at += 1;
                Ok(Token::Not)
            }
            c if is_quote(c) => Ok(term(self.quoted()?, Node::Phrase)),
            _ => match self.name() {
                Some((begin, name)) => self.field(begin, &name),
                None => Ok(self.word()),
            },
        }
    }

    fn word(&mut self) -> Token {
        let text = self.bare(ends_word);
        match text.as_str() {
            "AND" => Token::And,
            "OR" => Token::Or,
            "NOT" => Token::Not,
            _ => term(text, Node::Word),
        }
    }

    /// Everything up to the character that ends it.
    fn bare(&mut self, ends: impl Fn(char) -> bool) -> String {
        let begin = self.at;
        while self.peek().is_some_and(|c| !ends(c)) {
            self.at += 1;
        }
        self.chars[begin..self.at].iter().collect()
    }

    /// What stands between the quotation mark here and the next.
    fn quoted(&mut self) -> Result<String, QueryError> {
        let begin = self.at + 1;
        let Some(length) = self.chars[begin..].iter().position(|&c| is_quote(c)) else {
            return fault(begin, "this quotation mark is not closed");
        };
        self.at = begin + length + 1;
        Ok(self.chars[begin..begin + length].iter().collect())
    }

    /// The name before a colon that a value follows at once. An address and a time of day have none.
    fn name(&mut self) -> Option<(usize, String)> {
        let letters = self.chars[self.at..].iter().take_while(|c| c.is_alphabetic()).count();
        let colon = self.at + letters;
        let value = self.chars.get(colon + 1).copied().filter(|c| !c.is_whitespace() && !matches!(c, ')' | '/'))?;
        (letters > 0 && self.chars[colon] == ':' && value != ':').then(|| {
            let begin = self.at;
            self.at = colon + 1;
            (begin, self.chars[begin..colon].iter().collect::<String>().to_lowercase())
        })
    }

    fn field(&mut self, begin: usize, name: &str) -> Result<Token, QueryError> {
        if let Some(field) = Field::ALL.into_iter().find(|field| field.name() == name) {
            return Ok(Token::Field(field));
        }
        if !Condition::NAMES.contains(&name) {
            let fields = Field::ALL.into_iter().map(Field::name).chain(Condition::NAMES);
            let fields = fields.collect::<Vec<_>>().join(", ");
            let why = format!("`{name}` is not a field: {fields}. Put quotation marks around words with a colon");
            return fault(begin + 1, why);
        }
        let (places, values): (Vec<usize>, Vec<String>) = self.values()?.into_iter().unzip();
        let condition = Condition::read(name, &values);
        condition.map(|condition| Token::Term(Node::Is(condition))).or_else(|(n, why)| fault(places[n], why))
    }

    /// One value, or several in parentheses with commas between them, each with the number of its first character.
    fn values(&mut self) -> Result<Vec<(usize, String)>, QueryError> {
        if self.peek() != Some('(') {
            return Ok(vec![self.value()?]);
        }
        let open = self.at + 1;
        self.at += 1;
        let mut values = Vec::new();
        loop {
            while self.peek().is_some_and(|c| c.is_whitespace() || c == ',') {
                self.at += 1;
            }
            match self.peek() {
                None => return fault(open, "this parenthesis is not closed"),
                Some(')') if values.is_empty() => return fault(open, "a value is missing here"),
                Some(')') => {
                    self.at += 1;
                    return Ok(values);
                }
                Some('(') => return fault(self.at + 1, "values stand in one pair of parentheses"),
                Some(_) => values.extend(Some(self.value()?).filter(|(_, value)| value != "OR")),
            }
        }
    }

    fn value(&mut self) -> Result<(usize, String), QueryError> {
        let position = self.at + 1;
        let value = match self.peek() {
            Some(c) if is_quote(c) => self.quoted()?,
            _ => self.bare(|c| ends_word(c) || c == ','),
        };
        if value.trim().is_empty() { fault(position, "a value is missing here") } else { Ok((position, value)) }
    }
}

fn term(text: String, node: impl FnOnce(String) -> Node) -> Token {
    if words_in(&text) > 0 { Token::Term(node(text)) } else { Token::Sign }
}

struct Parser<'a> {
    tokens: &'a [(usize, Token)],
    at: usize,
    depth: usize,
    /// The part of the story in which words stand here.
    field: Option<Field>,
}

impl<'a> Parser<'a> {
    fn peek(&self) -> Option<&'a (usize, Token)> {
        self.tokens.get(self.at)
    }

    fn next(&mut self) -> Option<&'a (usize, Token)> {
        let next = self.peek();
        self.at += 1;
        next
    }

    /// Everything up to the end, or to the parenthesis that closes.
    fn all(&mut self) -> Result<Option<Node>, QueryError> {
        let mut parts = Vec::new();
        while let Some((position, token)) = self.peek() {
            match token {
                Token::Close => break,
                Token::And => {
                    if parts.is_empty() {
                        return fault(*position, "AND needs a word before it");
                    }
                    self.at += 1;
                    self.expect_after(*position, "AND")?;
                }
                _ => parts.extend(self.any()?),
            }
        }
        Ok(one_or(parts, Node::All))
    }

    fn any(&mut self) -> Result<Option<Node>, QueryError> {
        let mut parts = Vec::from_iter(self.part()?);
        while let Some((position, Token::Or)) = self.peek() {
            self.at += 1;
            self.expect_after(*position, "OR")?;
            parts.extend(self.part()?);
        }
        Ok(one_or(parts, Node::Any))
    }

    fn expect_after(&self, position: usize, what: &str) -> Result<(), QueryError> {
        match self.peek() {
            Some((_, Token::Term(_) | Token::Open | Token::Not | Token::Sign | Token::Field(_))) => Ok(()),
            _ => fault(position, format!("{what} needs a word after it")),
        }
    }

    fn part(&mut self) -> Result<Option<Node>, QueryError> {
        let Some((position, token)) = self.next() else { return Ok(None) };
        match token {
            Token::Term(Node::Is(_)) if self.field.is_some() => {
                fault(*position, "only words and phrases stand inside a part of the story")
            }
            Token::Term(node) => Ok(Some(node.clone())),
            Token::Open => self.inside(*position),
            Token::Not => match self.peek() {
                Some((_, Token::Term(_) | Token::Open | Token::Sign | Token::Field(_))) => {
                    Ok(self.part()?.map(|node| Node::Not(Box::new(node))))
                }
                _ => fault(*position, "the minus sign needs a word after it"),
            },
            Token::Field(_) if self.field.is_some() => fault(*position, "one part of the story stands inside another"),
            Token::Field(field) => match self.peek() {
                Some((_, Token::Term(_) | Token::Open | Token::Sign)) => {
                    self.field = Some(*field);
                    let inner = self.part();
                    self.field = None;
                    Ok(inner?.map(|node| Node::In(*field, Box::new(node))))
                }
                _ => fault(*position, format!("`{}:` needs a word after it", field.name())),
            },
            Token::Or => fault(*position, "OR needs a word before it"),
            Token::And => fault(*position, "AND needs a word before it"),
            Token::Sign | Token::Close => Ok(None),
        }
    }

    fn inside(&mut self, position: usize) -> Result<Option<Node>, QueryError> {
        self.depth += 1;
        if self.depth > DEPTH_MAX {
            return fault(position, "parentheses are nested too deep");
        }
        let inner = self.all()?;
        self.depth -= 1;
        match self.next() {
            Some(_) => Ok(inner),
            None => fault(position, "this parenthesis is not closed"),
        }
    }
}

#[cfg(test)]
mod tests;
