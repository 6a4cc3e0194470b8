//! The same page in other languages.

use crate::{
    SiteError,
    edition::{Edition, Standing},
    page::{self, Page},
    shelf::Key,
};
use std::collections::HashSet;
use story::Lang;

/// Pages that every edition has, beside its front page and its sections.
const EVERYWHERE: [&str; 7] = ["latest/", "topics/", "pictures/", "corrections/", "about/", "subscribe/", "feeds/"];
/// What stands for whoever reads none of the languages.
const NONE_OF_THESE: &str = "x-default";

/// A page in a language, as `hreflang` names it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Alternate {
    pub lang: String,
    /// The whole address.
    pub href: String,
}

impl Edition {
    /// The pages that every edition has, each as what follows the language in its address.
    pub fn everywhere(&self) -> Vec<String> {
        let sections = self.site.agency.categories.iter().map(|category| format!("{}/", category.path));
        std::iter::once(String::new()).chain(EVERYWHERE.map(str::to_owned)).chain(sections).collect()
    }

    /// The page at `here` in every language that has something to show; none where the page is in one language only, or
    /// the site is.
    pub fn alternates(&self, here: &str) -> Vec<Alternate> {
        let Some(rest) = here.strip_prefix(&self.path("")).filter(|rest| self.is_everywhere(rest)) else {
            return Vec::new();
        };
        let listed = self.site.agency.languages.iter().map(|listed| &listed.lang);
        let shown: Vec<&Lang> = listed.filter(|lang| **lang == self.lang || self.shows(lang)).collect();
        if shown.len() < 2 {
            return Vec::new();
        }
        let at = |lang: &Lang| self.address(&format!("/{}/{rest}", lang.as_str()));
        let named = |lang: &&Lang| Alternate { lang: lang.as_str().to_owned(), href: at(lang) };
        let own = &self.site.agency.language;
        // The way in chooses by what the reader prefers; other pages are there in the agency's own language, if anywhere.
        let else_at = match rest {
            "" => Some(self.address("/")),
            _ => shown.contains(&own).then(|| at(own)),
        };
        let otherwise = else_at.map(|href| Alternate { lang: NONE_OF_THESE.to_owned(), href });
        shown.iter().map(named).chain(otherwise).collect()
    }

    fn is_everywhere(&self, rest: &str) -> bool {
        self.everywhere().iter().any(|page| page == rest)
    }

    /// The page's story and its translations that are shown, each without what was stopped since.
    pub async fn translations(&self, page: &Page) -> Result<Vec<Page>, SiteError> {
        let rows = page::translations(&self.site.db, self.now, &page.original).await?;
        let mut depends = self.depends();
        depends.keys.insert(Key::Translations(page.original.clone()));
        depends.items.extend(rows.iter().map(|other| other.item.clone()));
        drop(depends);
        Ok(rows.into_iter().filter(|other| self.is_open(other)).collect())
    }

    /// The story in the languages of `others`; none where it is in one language only. Of two in one language, the page
    /// itself goes first, else the older one.
    pub fn story_alternates<'p>(&self, page: &'p Page, others: impl IntoIterator<Item = &'p Page>) -> Vec<Alternate> {
        let mut seen = HashSet::new();
        let stories: Vec<&Page> = std::iter::once(page)
            .chain(others)
            .filter(|other| other.article.is_some() && seen.insert(other.language.as_str()))
            .collect();
        if stories.len() < 2 {
            return Vec::new();
        }
        let at = |page: &Page| self.address(&self.story_path(page));
        let named = |page: &&Page| Alternate { lang: page.language.as_str().to_owned(), href: at(page) };
        let original = stories.iter().find(|other| other.item == page.original);
        let otherwise = original.map(|page| Alternate { lang: NONE_OF_THESE.to_owned(), href: at(page) });
        let mut alternates: Vec<Alternate> = stories.iter().map(named).collect();
        alternates.sort_by(|a, b| a.lang.cmp(&b.lang));
        alternates.into_iter().chain(otherwise).collect()
    }

    /// True when the public may see the page at this moment.
    pub fn is_open(&self, page: &Page) -> bool {
        self.standing(&page.item, page.state, page.show_at) == Standing::Open
    }
}
