//! Reads NewsML-G2 of any version and sender: a `newsMessage`, a bare `newsItem` or a `packageItem`.
//!
//! Names are taken without namespaces and prefixes, because real documents bind both in every way. Codes are known by the
//! catalogs that stand in the item, by the usual aliases of the IPTC, and by their URIs; nothing outside the document is
//! read. The HAS dialect (`newsml29`) is told by the `priority` in its `itemMeta`.

mod codes;
mod content;
mod item;
mod management;
mod meta;
mod package;
mod words;

use crate::{Defaults, Incoming, Refused, tree::Element, tree::Tree};
use item::Context;
use std::collections::HashMap;
use story::Agency;

/// Items that one message may hold.
const ITEMS_MAX: usize = 1_000;
/// Items of which it is told one by one why they were left out.
const LEFT_OUT_MAX: usize = 20;

/// The stories of a document, at least one, in the order of its package where it has one.
///
/// An item of a message that cannot be taken is left out and told with the first that can; the document is refused when
/// nothing of it can be taken.
pub fn read(text: &str, agency: &Agency, defaults: &Defaults) -> Result<Vec<Incoming>, Refused> {
    let tree = Tree::read(text)?;
    let message = Message::of(tree.root())?;
    let mut context = Context {
        agency,
        defaults,
        message_priority: tree.root().text_at(&["header", "priority"]),
        groups: HashMap::new(),
    };
    let order = message.order(&mut context);
    let mut found: Vec<(usize, Incoming)> = Vec::new();
    let mut told: Vec<String> = tree.repairs.clone();
    let mut first_refusal = None;
    let mut left_out = 0;
    for element in message.stories() {
        match item::read(element, &context) {
            Ok(incoming) => {
                let place = element.attribute("guid").and_then(|guid| order.get(guid.trim()));
                found.push((place.copied().unwrap_or(usize::MAX), incoming));
            }
            Err(refused) => {
                left_out += 1;
                if left_out <= LEFT_OUT_MAX {
                    let id = words::shown(element.attribute("guid").unwrap_or_default());
                    told.push(format!("the item `{id}` was left out: {refused}"));
                }
                first_refusal.get_or_insert(refused);
            }
        }
    }
    if left_out > LEFT_OUT_MAX {
        told.push(format!("{left_out} items were left out"));
    }
    if message.others > 0 {
        told.push(format!("items that are no stories were left out: {}", message.others));
    }
    if !message.news.is_empty() && order.keys().any(|id| !message.holds(id)) {
        told.push("the package names items that are not in the document".to_owned());
    }
    found.sort_by_key(|(place, _)| *place);
    let mut stories: Vec<Incoming> = found.into_iter().map(|(_, incoming)| incoming).collect();
    let Some(first) = stories.first_mut() else {
        return Err(first_refusal.unwrap_or_else(|| Refused::whole("holds no item")));
    };
    first.repairs.splice(0..0, told);
    Ok(stories)
}

/// The items of a document.
#[derive(Debug, Default)]
struct Message<'t> {
    news: Vec<Element<'t>>,
    packages: Vec<Element<'t>>,
    /// How many items are of neither sort.
    others: usize,
}

impl<'t> Message<'t> {
    fn of(root: Element<'t>) -> Result<Self, Refused> {
        let mut message = Self::default();
        match root.name() {
            "newsItem" | "packageItem" => message.add(root),
            "newsMessage" => root.all("itemSet").flat_map(Element::children).for_each(|item| message.add(item)),
            // Some senders put an envelope of their own around everything.
            _ => root.descendants("newsItem").take(ITEMS_MAX + 1).for_each(|item| message.add(item)),
        }
        if message.news.len() + message.packages.len() > ITEMS_MAX {
            return Err(Refused::whole(format!("holds more than {ITEMS_MAX} items")));
        }
        if message.news.is_empty() && message.packages.is_empty() {
            return Err(Refused::whole(no_story(root)).at(root.line()));
        }
        Ok(message)
    }

    fn add(&mut self, item: Element<'t>) {
        match item.name() {
            "newsItem" => self.news.push(item),
            "packageItem" => self.packages.push(item),
            _ => self.others += 1,
        }
    }

    /// True when an item of this id is in the document.
    fn holds(&self, id: &str) -> bool {
        self.news.iter().any(|item| item.attribute("guid").is_some_and(|guid| guid.trim() == id))
    }

    /// The items that become stories: packages do only where nothing but packages is there.
    fn stories(&self) -> impl Iterator<Item = Element<'t>> {
        let packages = if self.news.is_empty() { &self.packages[..] } else { &[] };
        self.news.iter().chain(packages).copied()
    }

    /// The place of each item that a package names, and its group.
    fn order(&self, context: &mut Context<'t>) -> HashMap<&'t str, usize> {
        let mut order = HashMap::new();
        for package in &self.packages {
            let group = package::group(*package);
            for id in package::members(*package) {
                let place = order.len();
                order.entry(id).or_insert(place);
                if let Some(group) = &group {
                    context.groups.insert(id, group.clone());
                }
            }
        }
        order
    }
}

/// Why a document holds no story.
fn no_story(root: Element<'_>) -> String {
    match root.name() {
        "newsMessage" => "is a `newsMessage` without a `newsItem` or `packageItem`".to_owned(),
        name @ ("conceptItem" | "knowledgeItem" | "catalogItem") => {
            format!("is a `{name}`: it describes what news is about, and holds no story")
        }
        "planningItem" => "is a `planningItem`: it announces coverage, and holds no story".to_owned(),
        name @ ("groupSet" | "contentSet" | "contentMeta" | "itemMeta") => {
            format!("is a `{name}`: a part of an item, without the item")
        }
        name => format!("is not NewsML-G2: its outermost element is `{}`", words::shown(name)),
    }
}
