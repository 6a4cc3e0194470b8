//! What the site itself says, in each language that it speaks.
//!
//! The words stand in `locales/site/{lang}.ftl` ([Fluent](https://projectfluent.org/fluent/guide/)), which are built
//! into the binary. Whatever takes no argument is read once, when a language is first asked for, so that a template
//! writes `f.words.latest` and nothing is looked up while a page is made. Invariants, held by the tests beside this file:
//! every language has the same messages with the same arguments, and each message is named here exactly once.

mod autonyms;
mod catalogue;
mod said;
#[cfg(test)]
mod tests;

pub(crate) use autonyms::autonym;
pub(crate) use said::{Because, Form, Texts};

use catalogue::{Catalogue, Fault};
use said::Sections;
use std::{ops::Deref, sync::LazyLock};
use story::Lang;

/// The language whose words stand in for those of a language that has none.
const FALLBACK: usize = 0;

/// The files with their languages.
macro_rules! speaks {
    ($($lang:literal)*) => { [$((
        $lang,
        LazyLock::new(|| {
            Words::read($lang, include_str!(concat!("../../../locales/site/", $lang, ".ftl")))
                .expect("the tests read every one of these files")
        }),
    )),*] };
}

static LANGUAGES: [(&str, LazyLock<Words>); 7] = speaks!("en" "ar" "es" "fr" "ja" "ru" "tr");

/// The site's words in one language.
#[derive(Debug)]
pub(crate) struct Words {
    /// The language of these words.
    pub lang: &'static str,
    /// Its writing direction.
    pub dir: &'static str,
    /// The words of the subscription form.
    pub form: Form,
    /// Why something was taken back.
    pub because: Because,
    texts: Texts,
    sections: Sections,
    catalogue: Catalogue,
}

/// So that a page says `words.latest`.
impl Deref for Words {
    type Target = Texts;

    fn deref(&self) -> &Texts {
        &self.texts
    }
}

impl Words {
    fn read(lang: &'static str, file: &str) -> Result<Self, Fault> {
        let catalogue = Catalogue::new(lang, file)?;
        Ok(Self {
            lang,
            dir: Lang::new(lang).map_err(|_| Fault::NoLanguage(lang))?.dir(),
            form: Form::read(&catalogue)?,
            because: Because::read(&catalogue)?,
            texts: Texts::read(&catalogue)?,
            sections: Sections::read(&catalogue)?,
            catalogue,
        })
    }

    /// The words in `lang` (a primary language), else in English.
    pub fn of(lang: &str) -> &'static Self {
        LANGUAGES.iter().find(|(own, _)| *own == lang).map_or(&LANGUAGES[FALLBACK].1, |(_, words)| words)
    }

    /// What the site says of itself, a text for each paragraph.
    pub fn about_text(&self, agency: &str) -> [String; 4] {
        let texts = [self.about_site, self.about_corrections, self.about_privacy].map(str::to_owned);
        let [site, corrections, privacy] = texts;
        [self.about_agency(agency), site, corrections, privacy]
    }
}

/// The name in `lang` (a primary language) of a usual section that is called `english` in English, for agencies whose
/// record has none.
pub(crate) fn section(english: &str, lang: &str) -> Option<&'static str> {
    let (_, words) = LANGUAGES.iter().find(|(own, _)| *own == lang)?;
    let place = LANGUAGES[FALLBACK].1.sections.all().iter().position(|name| *name == english)?;
    words.sections.all().get(place).copied()
}
