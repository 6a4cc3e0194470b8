//! What the site itself says, in each language that it speaks. `{agency}` stands for the agency's name.

mod ar;
mod en;
mod ja;
mod sections;
mod tr;

pub(crate) use sections::section;

/// The site's words in one language.
#[derive(Debug)]
pub(crate) struct Words {
    /// The language of these words.
    pub lang: &'static str,
    /// Its writing direction.
    pub dir: &'static str,
    pub skip: &'static str,
    pub home: &'static str,
    pub sections: &'static str,
    pub languages: &'static str,
    pub site: &'static str,
    pub latest: &'static str,
    pub corrections: &'static str,
    pub about: &'static str,
    pub subscribe: &'static str,
    pub feed: &'static str,
    pub all: &'static str,
    pub older: &'static str,
    pub more_in: &'static str,
    pub none_yet: &'static str,
    pub tagline: &'static str,
    /// The label of a flash, and of an urgent story.
    pub flash: &'static str,
    pub urgent: &'static str,
    pub corrected: &'static str,
    pub update: &'static str,
    /// What stands before the date of a story that is older than its release.
    pub original: &'static str,
    pub correction: &'static str,
    /// A correction of what readers of the site had not read.
    pub was_corrected: &'static str,
    pub was: &'static str,
    pub now: &'static str,
    pub tags: &'static str,
    pub closing: &'static str,
    pub closing_link: &'static str,
    pub corrections_intro: &'static str,
    pub no_corrections: &'static str,
    pub about_text: &'static [&'static str],
    pub lost_title: &'static str,
    pub lost_text: &'static str,
    pub killed_title: &'static str,
    pub killed_text: &'static str,
    pub held_title: &'static str,
    pub held_text: &'static str,
    pub failed_title: &'static str,
    pub failed_text: &'static str,
    pub form: Form,
}

/// The words of the subscription form.
#[derive(Debug)]
pub(crate) struct Form {
    pub intro: &'static str,
    pub name: &'static str,
    pub organisation: &'static str,
    pub email: &'static str,
    pub country: &'static str,
    pub message: &'static str,
    pub optional: &'static str,
    pub leave_empty: &'static str,
    pub send: &'static str,
    pub faulty: &'static str,
    pub missing: &'static str,
    pub too_long: &'static str,
    pub not_text: &'static str,
    pub not_email: &'static str,
    pub too_large: &'static str,
    pub not_utf8: &'static str,
    pub wrong_type: &'static str,
    pub too_often: &'static str,
    pub busy: &'static str,
    pub thanks_title: &'static str,
    pub thanks_text: &'static str,
}

impl Words {
    /// `label: text`, as the language writes it.
    pub fn labelled(&self, label: &str, text: &str) -> String {
        let colon = if self.lang == "ja" { "：" } else { ": " };
        format!("{label}{colon}{text}")
    }

    /// The words in `lang` (a primary language), else in English.
    pub fn of(lang: &str) -> &'static Self {
        match lang {
            "tr" => &tr::WORDS,
            "ar" => &ar::WORDS,
            "ja" => &ja::WORDS,
            _ => &en::WORDS,
        }
    }
}
