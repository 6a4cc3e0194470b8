//! Which condition of a filter a story met, and which it did not.

use super::{Facts, Filter};
use format::newscodes;

/// A condition and how it came out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Explained {
    /// The condition as text; of those that hold others, what joins them.
    pub text: String,
    /// The names of the topics that it asks for.
    pub names: Vec<&'static str>,
    /// The story meets it.
    pub met: bool,
    /// The conditions inside it.
    pub parts: Vec<Explained>,
}

impl Filter {
    /// How each condition comes out for a story.
    pub fn explain(&self, facts: &Facts<'_>) -> Explained {
        let (text, parts) = match self {
            Self::All(parts) => ("all of".to_owned(), parts.iter().map(|part| part.explain(facts)).collect()),
            Self::Any(parts) => ("one of".to_owned(), parts.iter().map(|part| part.explain(facts)).collect()),
            Self::Not(part) => ("not".to_owned(), vec![part.explain(facts)]),
            one => (one.to_string(), Vec::new()),
        };
        let topics: &[_] = if let Self::Topic(topics) = self { topics } else { &[] };
        let names = topics.iter().filter_map(newscodes::topic).map(|topic| topic.name).collect();
        Explained { text, names, met: self.meets(facts), parts }
    }
}
