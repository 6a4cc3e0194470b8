//! What a person types into a search box, taken apart.

use crate::analysis::ANALYSES;

/// Characters that a text query may have.
pub const TEXT_CHARS_MAX: usize = 2_000;
/// Words and phrases that a text query may have.
pub const TERMS_MAX: usize = 64;
/// Parentheses inside one another at most.
const DEPTH_MAX: usize = 16;

/// A text query: all words are required; `"a phrase"`, `-word` for a word that must not be there, `OR` between two
/// words, and parentheses. `a OR b c` is `(a OR b) c`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Words(pub(crate) Node);

/// A part of a text query.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Node {
    /// A word with all its endings.
    Word(String),
    /// Words in this order and form.
    Phrase(String),
    /// Every part holds.
    All(Vec<Node>),
    /// One of the parts holds.
    Any(Vec<Node>),
    /// The part does not hold.
    Not(Box<Node>),
}

/// Why a text query cannot be understood.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("at character {position}: {why}")]
pub struct WordsError {
    /// The character at which the fault is, the first being 1.
    pub position: usize,
    /// What is wrong.
    pub why: &'static str,
}

fn fault<T>(position: usize, why: &'static str) -> Result<T, WordsError> {
    Err(WordsError { position, why })
}

const TOO_LONG: &str = "the query is too long; it may have 2,000 characters";
const TOO_MANY: &str = "the query has too many words; it may have 64";
const _: () = assert!(TEXT_CHARS_MAX == 2_000 && TERMS_MAX == 64, "the texts above name these numbers");
const NOTHING: &str = "the query has no word to look for";

impl Words {
    /// Reads the query language.
    pub fn parse(text: &str) -> Result<Self, WordsError> {
        if text.chars().nth(TEXT_CHARS_MAX).is_some() {
            return fault(TEXT_CHARS_MAX + 1, TOO_LONG);
        }
        let tokens = tokens(text)?;
        let mut parser = Parser { tokens: &tokens, at: 0, depth: 0 };
        let node = parser.all()?;
        match (parser.next(), node) {
            (Some((position, _)), _) => fault(*position, "this parenthesis closes nothing"),
            (None, Some(node)) => Ok(Self(node)),
            (None, None) => fault(1, NOTHING),
        }
    }

    /// Reads a list of terms with commas between them, as HAS clients send it: a story with one of them is found. A term
    /// of several words asks for all of them.
    pub fn any_of(list: &str) -> Result<Self, WordsError> {
        if list.chars().nth(TEXT_CHARS_MAX).is_some() {
            return fault(TEXT_CHARS_MAX + 1, TOO_LONG);
        }
        let mut terms = 0;
        let alternatives = list.split([',', '،', '，']).filter_map(|term| {
            let words = term.split_whitespace().filter(|w| says_something(w));
            let words: Vec<Node> = words.map(|w| Node::Word(w.to_owned())).collect();
            terms += words.len();
            one_or(words, Node::All)
        });
        let node = one_or(alternatives.collect(), Node::Any);
        match node {
            Some(_) if terms > TERMS_MAX => fault(1, TOO_MANY),
            Some(node) => Ok(Self(node)),
            None => fault(1, NOTHING),
        }
    }
}

/// The only node, or `join` of them all; `None` when there is none.
fn one_or(mut nodes: Vec<Node>, join: impl FnOnce(Vec<Node>) -> Node) -> Option<Node> {
    if nodes.len() > 1 { Some(join(nodes)) } else { nodes.pop() }
}

/// False for punctuation and signs, which the index does not hold; they are passed over.
fn says_something(text: &str) -> bool {
    let [.., other] = &ANALYSES;
    !other.units(text).is_empty()
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Token {
    Open,
    Close,
    Or,
    Minus,
    Term(Node),
    /// Something that the index does not hold.
    Sign,
}

fn is_quote(c: char) -> bool {
    matches!(c, '"' | '“' | '”' | '„' | '«' | '»')
}

fn ends_word(c: char) -> bool {
    c.is_whitespace() || is_quote(c) || matches!(c, '(' | ')')
}

/// Cuts a query into tokens, each with the number of its first character.
fn tokens(text: &str) -> Result<Vec<(usize, Token)>, WordsError> {
    let chars: Vec<char> = text.chars().collect();
    let mut tokens = Vec::new();
    let mut terms = 0;
    let mut at = 0;
    while let Some(&c) = chars.get(at) {
        let position = at + 1;
        at += 1;
        let token = match c {
            '(' => Token::Open,
            ')' => Token::Close,
            '-' if chars.get(at).is_some_and(|&next| !next.is_whitespace() && next != '-') => Token::Minus,
            c if c.is_whitespace() => continue,
            c if is_quote(c) => {
                let Some(length) = chars[at..].iter().position(|&c| is_quote(c)) else {
                    return fault(position, "this quotation mark is not closed");
                };
                let phrase = chars[at..at + length].iter().collect();
                at += length + 1;
                term(phrase, Node::Phrase)
            }
            _ => {
                let rest = &chars[position - 1..];
                let length = rest.iter().position(|&c| ends_word(c)).unwrap_or(rest.len());
                at = position - 1 + length;
                let word: String = rest[..length].iter().collect();
                if word == "OR" { Token::Or } else { term(word, Node::Word) }
            }
        };
        terms += usize::from(matches!(token, Token::Term(_)));
        if terms > TERMS_MAX {
            return fault(position, TOO_MANY);
        }
        tokens.push((position, token));
    }
    Ok(tokens)
}

fn term(text: String, node: impl FnOnce(String) -> Node) -> Token {
    if says_something(&text) { Token::Term(node(text)) } else { Token::Sign }
}

struct Parser<'a> {
    tokens: &'a [(usize, Token)],
    at: usize,
    depth: usize,
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
    fn all(&mut self) -> Result<Option<Node>, WordsError> {
        let mut parts = Vec::new();
        while self.peek().is_some_and(|(_, token)| *token != Token::Close) {
            parts.extend(self.any()?);
        }
        Ok(one_or(parts, Node::All))
    }

    fn any(&mut self) -> Result<Option<Node>, WordsError> {
        let mut parts = Vec::from_iter(self.part()?);
        while let Some((position, Token::Or)) = self.peek() {
            self.at += 1;
            if !matches!(self.peek(), Some((_, Token::Term(_) | Token::Open | Token::Minus | Token::Sign))) {
                return fault(*position, "OR needs a word after it");
            }
            parts.extend(self.part()?);
        }
        Ok(one_or(parts, Node::Any))
    }

    fn part(&mut self) -> Result<Option<Node>, WordsError> {
        match self.next() {
            Some((_, Token::Term(node))) => Ok(Some(node.clone())),
            Some((position, Token::Open)) => {
                self.depth += 1;
                if self.depth > DEPTH_MAX {
                    return fault(*position, "parentheses are nested too deep");
                }
                let inner = self.all()?;
                self.depth -= 1;
                match self.next() {
                    Some(_) => Ok(inner),
                    None => fault(*position, "this parenthesis is not closed"),
                }
            }
            Some((position, Token::Minus)) => match self.peek() {
                Some((_, Token::Term(_) | Token::Open | Token::Sign)) => {
                    Ok(self.part()?.map(|node| Node::Not(Box::new(node))))
                }
                _ => fault(*position, "the minus sign needs a word after it"),
            },
            Some((position, Token::Or)) => fault(*position, "OR needs a word before it"),
            Some((_, Token::Sign | Token::Close)) | None => Ok(None),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn show(node: &Node) -> String {
        let list = |nodes: &[Node], sign: &str| nodes.iter().map(show).collect::<Vec<_>>().join(sign);
        match node {
            Node::Word(word) => word.clone(),
            Node::Phrase(phrase) => format!("\"{phrase}\""),
            Node::All(parts) => format!("({})", list(parts, " ")),
            Node::Any(parts) => format!("({})", list(parts, "|")),
            Node::Not(part) => format!("-{}", show(part)),
        }
    }

    #[track_caller]
    fn check(text: &str, expected: &str) {
        assert_eq!(
            Words::parse(text).map(|w| show(&w.0)).map_err(|e| e.to_string()),
            Ok(expected.to_owned()),
            "{text}"
        );
    }

    #[track_caller]
    fn refused(text: &str, position: usize, why: &str) {
        let error = Words::parse(text).expect_err(text);
        assert_eq!(error.position, position, "{text}: {error}");
        assert!(error.why.contains(why), "{text}: {error}");
    }

    #[test]
    fn words_are_all_required_unless_or_is_between_them() {
        check("deprem", "deprem");
        check(" deprem  izmir ", "(deprem izmir)");
        check("a OR b c", "((a|b) c)");
        check("a or b", "(a or b)");
        check("a OR (b c)", "(a|(b c))");
        check("Kaya (27)", "(Kaya 27)");
    }

    #[test]
    fn phrases_and_exclusions() {
        check("\"white house\" -trump", "(\"white house\" -trump)");
        check("“white house” «beyaz saray»", "(\"white house\" \"beyaz saray\")");
        check("-\"white house\" -(a OR b)", "(-\"white house\" -(a|b))");
        check("covid-19", "covid-19");
        check("-covid", "-covid");
    }

    #[test]
    fn signs_are_passed_over() {
        check("a - b", "(a b)");
        check("a & b OR !", "(a b)");
        check("a -& b ()", "(a b)");
    }

    #[test]
    fn faults_are_named_with_their_place() {
        refused("", 1, "no word");
        refused(" … !", 1, "no word");
        refused("ığdır \"beyaz", 7, "quotation mark is not closed");
        refused("OR a", 1, "before it");
        refused("a OR", 3, "after it");
        refused("a OR OR b", 3, "after it");
        refused("(a OR b", 1, "not closed");
        refused("a) b", 2, "closes nothing");
        refused("a (-) b", 4, "minus");
        refused(&format!("{}a", "(".repeat(17)), 17, "too deep");
        refused(&"a ".repeat(65), 129, "too many");
        refused(&"a".repeat(2_001), 2_001, "too long");
    }

    #[test]
    fn a_comma_list_asks_for_any_of_its_terms() {
        let shown = |list: &str| Words::any_of(list).map(|w| show(&w.0)).map_err(|e| e.to_string());
        assert_eq!(shown("deprem"), Ok("deprem".to_owned()));
        assert_eq!(shown("deprem, sel,,"), Ok("(deprem|sel)".to_owned()));
        assert_eq!(shown("Beyaz Saray، -x OR"), Ok("((Beyaz Saray)|(-x OR))".to_owned()));
        assert!(shown(" , ").is_err());
        assert!(Words::any_of(&"a,".repeat(65)).is_err());
    }

    proptest! {
        #[test]
        fn any_text_is_read_or_refused(text in "\\PC*") {
            if let Err(error) = Words::parse(&text) {
                prop_assert!((1..=text.chars().count().max(1)).contains(&error.position));
            }
            let _ = Words::any_of(&text);
        }

        #[test]
        fn any_mixture_of_signs_is_read_or_refused(text in r#"[ab"“()\- ,]{0,40}( OR )?[ab"()\- ]{0,40}"#) {
            let _ = Words::parse(&text);
        }
    }
}
