//! The agency itself: its code, its names, and the vocabularies that its subscribers filter by.

use crate::{CategoryId, Lang, TextFault};
use serde::{Deserialize, Serialize};
use std::{collections::BTreeMap, fmt};

/// The agency's code in ids: 2 to 12 lower-case ASCII letters or digits, a letter first.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct AgencyCode(String);

impl AgencyCode {
    /// Parses a code.
    pub fn new(text: &str) -> Result<Self, TextFault> {
        let ok = (2..=12).contains(&text.len())
            && text.starts_with(|c: char| c.is_ascii_lowercase())
            && text.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit());
        if ok { Ok(Self(text.to_owned())) } else { Err(TextFault::Form("is not an agency code such as `tel`")) }
    }

    /// The code.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for AgencyCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl TryFrom<String> for AgencyCode {
    type Error = TextFault;
    fn try_from(text: String) -> Result<Self, TextFault> {
        Self::new(&text)
    }
}

impl From<AgencyCode> for String {
    fn from(code: AgencyCode) -> Self {
        code.0
    }
}

/// One of the agency's sections.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Category {
    /// Its number, as subscribers filter by it.
    pub id: CategoryId,
    /// Three letters, as `newsml29` writes it (`SPO`).
    pub code: String,
    /// The part of the site's addresses (`sport`).
    pub path: String,
    /// Its name by language tag; `en` is always there.
    pub names: BTreeMap<String, String>,
}

impl Category {
    /// The name in `lang`, else in English.
    pub fn name(&self, lang: &str) -> &str {
        name_in(&self.names, lang)
    }
}

/// A language that the agency files in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AgencyLanguage {
    /// Its number, as HAS clients filter by it.
    pub id: u32,
    /// Its tag.
    pub lang: Lang,
    /// Its name by language tag; `en` is always there.
    pub names: BTreeMap<String, String>,
}

impl AgencyLanguage {
    /// The name in `lang`, else in English.
    pub fn name(&self, lang: &str) -> &str {
        name_in(&self.names, lang)
    }
}

/// The agency, as its operator configures it. Stored once, read at start.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Agency {
    /// The code in ids (`tel`).
    pub code: AgencyCode,
    /// The short name in datelines (`TEL`).
    pub short_name: String,
    /// Its name by language tag; `en` is always there.
    pub names: BTreeMap<String, String>,
    /// The zone of its newsroom, an IANA name.
    pub time_zone: String,
    /// The language of its own messages.
    pub language: Lang,
    /// Its sections.
    pub categories: Vec<Category>,
    /// The languages that it files in.
    pub languages: Vec<AgencyLanguage>,
    /// What the public site says at the end of every page, by language tag, in the place of its own words.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub closing: BTreeMap<String, String>,
    /// How its newsroom works.
    #[serde(default)]
    pub rules: HouseRules,
}

/// What takes two persons: one who asks for it, and another one who approves the very bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Guarded {
    /// Releasing a flash.
    Flash,
    /// Killing or withdrawing an item.
    Kill,
    /// Sending an item before the embargo that it was scheduled with, or without it.
    Embargo,
    /// Killing several items for one cause.
    MassKill,
}

impl Guarded {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Flash, Self::Kill, Self::Embargo, Self::MassKill];

    /// The word for it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Flash => "flash",
            Self::Kill => "kill",
            Self::Embargo => "embargo",
            Self::MassKill => "mass_kill",
        }
    }
}

/// How the newsroom works.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct HouseRules {
    /// Seconds for which a release of routine news can be taken back before it goes out.
    pub undo_secs: u32,
    /// What takes a second person.
    pub second_person: Vec<Guarded>,
    /// Characters that the headline of a flash or an urgent item may have: screens cut longer ones.
    pub alert_chars_max: u32,
}

impl Default for HouseRules {
    fn default() -> Self {
        Self { undo_secs: UNDO_SECS, second_person: Guarded::ALL.to_vec(), alert_chars_max: ALERT_CHARS_MAX }
    }
}

/// Seconds in which a release is taken back, where the agency says nothing else.
pub const UNDO_SECS: u32 = 10;
/// Characters of an alert's headline, where the agency says nothing else.
pub const ALERT_CHARS_MAX: u32 = 100;

fn name_in<'a>(names: &'a BTreeMap<String, String>, lang: &str) -> &'a str {
    names.get(lang).or_else(|| names.get("en")).map_or("", String::as_str)
}

/// id, code, path, then the names in English, Turkish and Arabic.
type CategoryRow = (u32, &'static str, &'static str, &'static str, &'static str, &'static str);
const CATEGORIES: [CategoryRow; 7] = [
    (1, "GEN", "general", "General", "Genel", "عام"),
    (2, "SPO", "sport", "Sport", "Spor", "رياضة"),
    (3, "ECO", "economy", "Economy", "Ekonomi", "اقتصاد"),
    (4, "HEA", "health", "Health", "Sağlık", "صحة"),
    (5, "SCI", "science", "Science, Technology", "Bilim, Teknoloji", "علوم وتكنولوجيا"),
    (6, "POL", "politics", "Politics", "Politika", "سياسة"),
    (7, "CUL", "culture", "Culture, Arts, Life", "Kültür, Sanat, Yaşam", "ثقافة وفن وحياة"),
];

/// id, tag, then the names in English, Turkish and Arabic.
const LANGUAGES: [(u32, &str, &str, &str, &str); 14] = [
    (1, "tr", "Turkish", "Türkçe", "التركية"),
    (2, "en", "English", "İngilizce", "الإنجليزية"),
    (3, "bs", "BHSC", "BHSC", "البوسنية"),
    (4, "ru", "Russian", "Rusça", "الروسية"),
    (5, "fr", "French", "Fransızca", "الفرنسية"),
    (6, "ar", "Arabic", "Arapça", "العربية"),
    (7, "kmr", "Kurmanji", "Kurmançça", "الكرمانجية"),
    (8, "ckb", "Sorani", "Soranice", "السورانية"),
    (9, "sq", "Albanian", "Arnavutça", "الألبانية"),
    (10, "fa", "Persian", "Farsça", "الفارسية"),
    (11, "mk", "Macedonian", "Makedonca", "المقدونية"),
    (13, "id", "Indonesian", "Endonezce", "الإندونيسية"),
    (14, "es", "Spanish", "İspanyolca", "الإسبانية"),
    (15, "ja", "Japanese", "Japonca", "اليابانية"),
];

fn names(en: &str, tr: &str, ar: &str) -> BTreeMap<String, String> {
    [("en", en), ("tr", tr), ("ar", ar)].map(|(tag, name)| (tag.to_owned(), name.to_owned())).into()
}

impl Agency {
    /// An agency with the default vocabularies, in Istanbul and with Turkish for its own language until it says otherwise.
    ///
    /// # Panics
    /// Never: the vocabularies are constants that a test reads.
    pub fn new(code: AgencyCode, short_name: &str, name: &str) -> Self {
        Self {
            code,
            short_name: short_name.to_owned(),
            names: [("en".to_owned(), name.to_owned())].into(),
            time_zone: "Europe/Istanbul".to_owned(),
            language: Lang::new("tr").expect("a constant tag"),
            categories: CATEGORIES
                .map(|(id, code, path, en, tr, ar)| Category {
                    id: CategoryId(id),
                    code: code.to_owned(),
                    path: path.to_owned(),
                    names: names(en, tr, ar),
                })
                .into(),
            languages: LANGUAGES
                .map(|(id, tag, en, tr, ar)| AgencyLanguage {
                    id,
                    lang: Lang::new(tag).expect("a constant tag"),
                    names: names(en, tr, ar),
                })
                .into(),
            closing: BTreeMap::new(),
            rules: HouseRules::default(),
        }
    }

    /// The agency's name in `lang`, else in English.
    pub fn name(&self, lang: &str) -> &str {
        name_in(&self.names, lang)
    }

    /// The section numbered `id`.
    pub fn category(&self, id: CategoryId) -> Option<&Category> {
        self.categories.iter().find(|c| c.id == id)
    }

    /// The section with this part in its address.
    pub fn category_at(&self, path: &str) -> Option<&Category> {
        self.categories.iter().find(|c| c.path == path)
    }

    /// The entry of a language, by its whole tag or its primary part.
    pub fn language(&self, lang: &Lang) -> Option<&AgencyLanguage> {
        self.languages
            .iter()
            .find(|l| l.lang == *lang)
            .or_else(|| self.languages.iter().find(|l| l.lang.as_str() == lang.primary()))
    }
}
