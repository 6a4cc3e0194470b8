//! The names of the usual sections, for languages in which the agency's record has none.

/// The languages of `NAMES` after the English name, in their order.
const LANGUAGES: [&str; 6] = ["tr", "ar", "ja", "fr", "ru", "es"];
const NAMES: [(&str, [&str; LANGUAGES.len()]); 7] = [
    ("General", ["Genel", "عام", "総合", "Actualités", "Общие новости", "General"]),
    ("Sport", ["Spor", "رياضة", "スポーツ", "Sport", "Спорт", "Deportes"]),
    ("Economy", ["Ekonomi", "اقتصاد", "経済", "Économie", "Экономика", "Economía"]),
    ("Health", ["Sağlık", "صحة", "健康", "Santé", "Здоровье", "Salud"]),
    (
        "Science, Technology",
        [
            "Bilim, Teknoloji",
            "علوم وتكنولوجيا",
            "科学・技術",
            "Sciences et technologies",
            "Наука и технологии",
            "Ciencia y tecnología",
        ],
    ),
    ("Politics", ["Politika", "سياسة", "政治", "Politique", "Политика", "Política"]),
    (
        "Culture, Arts, Life",
        [
            "Kültür, Sanat, Yaşam",
            "ثقافة وفن وحياة",
            "文化・くらし",
            "Culture et société",
            "Культура и жизнь",
            "Cultura y sociedad",
        ],
    ),
];

/// The name in `lang` (a primary language) of the section that is called `english` in English.
pub(crate) fn section(english: &str, lang: &str) -> Option<&'static str> {
    let place = LANGUAGES.iter().position(|known| *known == lang)?;
    NAMES.iter().find(|(name, _)| *name == english).map(|(_, names)| names[place])
}

#[cfg(test)]
mod tests {
    use super::*;
    use story::{Agency, AgencyCode};

    #[test]
    fn every_section_of_a_new_agency_has_a_name_in_every_language_of_the_table() {
        let agency = Agency::new(AgencyCode::new("tel").expect("a code"), "TEL", "Tellal");
        for category in &agency.categories {
            let english = category.name("en");
            for lang in LANGUAGES {
                let name = section(english, lang).unwrap_or_else(|| panic!("{english} in {lang}"));
                if category.names.contains_key(lang) {
                    assert_eq!(name, category.name(lang));
                }
            }
        }
        assert_eq!(section("General", "de"), None);
        assert_eq!(section("Weather", "tr"), None);
    }
}
