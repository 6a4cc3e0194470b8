//! What an item is about: subjects, places, people, and the other codes of vocabularies.

use super::{Item, SUBJECTS_MAX, line_of, told};
use crate::{
    Defaults, NAMED_MAX, newscodes,
    ninjs::{
        CATEGORY, DIGITAL_SOURCE, GENRE, LOCATED, MEDIA_TOPIC, PROVIDER, PUBLICITY, SIGNAL, SUBJECT_CODE,
        SUMMARY_SOURCE, node::Node, own,
    },
};
use story::{Agency, CategoryId, DigitalSource, Genre, Keyword, Line, Named, Place, Publicity, TopicId};

/// What the subjects of an item tell.
#[derive(Debug, Default)]
pub(super) struct About {
    pub topics: Vec<TopicId>,
    pub keywords: Vec<Keyword>,
    pub public: Publicity,
    pub summary_source: Option<DigitalSource>,
}

/// A subject in the words of any version: 1.x parts an address into scheme and code.
#[derive(Debug, Clone, Copy)]
struct Subject<'n> {
    node: &'n Node<'n>,
    scheme: &'n str,
    code: &'n str,
    uri: &'n str,
}

impl<'n> Subject<'n> {
    fn of(node: &'n Node<'n>) -> Self {
        let text = |key: &str| node.text_at(key).unwrap_or_default();
        let code = ["code", "literal", "qcode"].iter().find_map(|key| node.text_at(key)).unwrap_or_default();
        Self { node, scheme: text("scheme"), code, uri: text("uri") }
    }

    /// The code in a scheme whose address ends so.
    fn within(&self, scheme: &str) -> Option<&'n str> {
        let name = scheme.trim_end_matches('/');
        if let Some((_, code)) = self.uri.split_once(scheme) {
            return Some(code.trim_end_matches('/')).filter(|code| !code.is_empty());
        }
        let known = self.scheme.trim_end_matches('/').ends_with(name);
        Some(self.code).filter(|code| known && !code.is_empty())
    }

    /// The code in a scheme of our own.
    fn ours(&self) -> Option<(&'n str, &'n str)> {
        match own(self.uri) {
            Some(path) => path.rfind('/').map(|slash| path.split_at(slash + 1)),
            None => own(self.scheme).map(|scheme| (scheme, self.code)),
        }
    }

    /// The Media Topic that it is. Eight digits alone are one only where no older scheme has the same form.
    fn topic(&self) -> Option<TopicId> {
        let code = self.within(MEDIA_TOPIC).or_else(|| {
            let scheme = self.scheme.to_ascii_lowercase();
            let written = [self.code, self.uri].into_iter().find(|text| text.starts_with("medtop:"));
            let sure = scheme.contains("medtop") || (self.is_bare() && self.code.starts_with("200"));
            written.or(Some(self.code).filter(|_| sure))
        });
        TopicId::new(code?).ok()
    }

    /// The old subject code that it is.
    fn subject_code(&self) -> Option<&'n str> {
        let written = [self.code, self.uri].into_iter().find_map(|text| text.strip_prefix("subj:"));
        let code = self.within(SUBJECT_CODE).or(written).or(Some(self.code).filter(|_| self.is_bare()))?;
        Some(code).filter(|code| newscodes::subject_name(code).is_some())
    }

    fn is_bare(&self) -> bool {
        self.scheme.is_empty() && self.uri.is_empty()
    }
}

impl<'n> Item<'n> {
    /// Media Topics, and as keywords the names of all other subjects; the category among them that is ours.
    pub fn subjects(&mut self, agency: &Agency, defaults: &Defaults) -> (About, CategoryId) {
        let mut about = About::default();
        let mut category = None;
        let mut others = Vec::new();
        for node in self.subjects.iter().take(SUBJECTS_MAX) {
            let subject = Subject::of(node);
            if let Some((scheme, code)) = subject.ours() {
                match scheme.strip_prefix(CATEGORY) {
                    Some(code_of) => category = Some((code_of.trim_end_matches('/'), code)),
                    None if scheme == PUBLICITY && code == "yes" => about.public = Publicity::Yes,
                    None if scheme == PUBLICITY && code == "no" => about.public = Publicity::No,
                    None if scheme == SUMMARY_SOURCE => {
                        about.summary_source = self.kept("summary_source", DigitalSource::new(code));
                    }
                    None => {}
                }
            } else if let Some(topic) = subject.topic() {
                about.topic(topic);
            } else if subject.within(SIGNAL).is_none() {
                others.push(subject);
            }
        }
        for subject in others {
            about.other(subject);
        }
        self.keywords(&mut about);
        let ours = category.filter(|(of, _)| *of == agency.code.as_str());
        let known = ours.and_then(|(_, code)| Some(CategoryId(code.parse().ok()?)));
        if let (Some((of, _)), None) = (category, known) {
            let repair = format!("the category is one of `{}`; the usual one was taken", super::shown(of));
            told(&mut self.repairs, repair);
        }
        (about, known.unwrap_or(defaults.category))
    }

    /// Keywords as some agencies add them: a list, or one text with commas.
    fn keywords(&self, about: &mut About) {
        match self.keywords {
            Some(Node::Text(text)) => text.split(',').for_each(|word| about.keyword(word)),
            Some(list) => list.members().iter().filter_map(Node::name).for_each(|word| about.keyword(word)),
            None => {}
        }
    }

    pub fn places(&self) -> Vec<Place> {
        let ours = self.is_ours();
        let about = self.places.iter().filter(|place| !self.is_located(place));
        let place =
            |node: &Node<'_>| Some(Place { name: line_of(node.name()?, ours).ok()?, country: country_of(node) });
        about.filter_map(place).take(NAMED_MAX).collect()
    }

    /// True for the place that only says more of where the item was filed.
    fn is_located(&self, place: &Node<'_>) -> bool {
        self.is_ours() && place.text_at("rel") == Some(LOCATED)
    }

    /// The country of where the item was filed.
    pub fn located_country(&self) -> Option<Line<2>> {
        self.places.iter().find(|place| self.is_located(place)).and_then(country_of)
    }

    pub fn names(&self, list: &[Node<'_>]) -> Vec<Named> {
        list.iter().filter_map(|node| line_of(node.name()?, self.is_ours()).ok()).take(NAMED_MAX).collect()
    }

    /// The first genre that the IPTC knows.
    pub fn genre(&self) -> Option<Genre> {
        let genre = |node| {
            let subject = Subject::of(node);
            let code = subject.within(GENRE).or(subject.code.strip_prefix("genre:"));
            let coded = code.and_then(|code| Genre::new(code).ok());
            let known = || Genre::new(subject.code).ok().filter(|genre| newscodes::genre_name(genre).is_some());
            coded.or_else(known).or_else(|| newscodes::genre_named(node.name()?))
        };
        self.genres.iter().find_map(genre)
    }

    pub fn digital_source(&mut self) -> Option<DigitalSource> {
        let node = self.digital_source?;
        let subject = Subject::of(node);
        let code = Some(subject.code).filter(|code| !code.is_empty()).or(node.text());
        let code = subject.within(DIGITAL_SOURCE).or(code)?;
        self.kept("digitalsourcetype", DigitalSource::new(code))
    }

    /// Where the material came from. Who provides it is the agency itself in what is ours.
    pub fn source(&self) -> Option<&'n str> {
        let is_provider = |node: &&Node<'_>| {
            let role = node.text_at("role").or(node.text_at("rel")).unwrap_or_default();
            role.rsplit(['/', ':']).next() == Some(PROVIDER)
        };
        let source = self.sources.iter().find(|node| !is_provider(node)).and_then(Node::name);
        let provider = || self.sources.iter().find_map(Node::name).filter(|_| !self.is_ours());
        source.or(self.source).or_else(provider)
    }
}

impl About {
    fn topic(&mut self, topic: TopicId) {
        if self.topics.len() < NAMED_MAX && !self.topics.contains(&topic) {
            self.topics.push(topic);
        }
    }

    fn keyword(&mut self, word: &str) {
        if let Ok(word) = Keyword::tidy(word)
            && self.keywords.len() < NAMED_MAX
            && !self.keywords.contains(&word)
        {
            self.keywords.push(word);
        }
    }

    /// A subject code is a topic of the same meaning, if no topic says it already; anything else is a keyword.
    fn other(&mut self, subject: Subject<'_>) {
        let code = subject.subject_code();
        let said = |code| self.topics.iter().any(|id| newscodes::topic(id).is_some_and(|t| t.subject == Some(code)));
        match code {
            Some(code) if said(code) => {}
            Some(code) if let Some(topic) = newscodes::topic_of_subject(code) => self.topic(topic),
            _ => subject.node.name().into_iter().for_each(|name| self.keyword(name)),
        }
    }
}

/// A country by its ISO 3166-1 alpha-2 code.
pub(super) fn country(text: &str) -> Option<Line<2>> {
    let code = text.len() == 2 && text.bytes().all(|b| b.is_ascii_uppercase());
    code.then(|| Line::new(text).ok()).flatten()
}

/// The country of a place: in its address, or the place itself.
fn country_of(place: &Node<'_>) -> Option<Line<2>> {
    let contacts = place.at("contactinfo").map_or(&[][..], Node::members);
    let addressed = contacts.iter().find_map(|contact| country(contact.at("address")?.text_at("country")?));
    let subject = || Subject::of(place).within("iso3166-1a2/").map(str::to_ascii_uppercase);
    addressed.or_else(|| country(&subject()?))
}
