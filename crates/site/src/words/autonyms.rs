//! The names that languages have in themselves.

/// By tag, in the order of the tags. ICU has names of languages in a crate that may change with every release
/// (`icu_experimental`), and with data for hundreds of languages in hundreds of others; a switch of editions needs one
/// name for each. They are those of CLDR 48, with a capital letter where the script has one; `bs` is called by the
/// name under which agencies file one service for four countries.
const AUTONYMS: [(&str, &str); 79] = [
    ("af", "Afrikaans"),
    ("am", "አማርኛ"),
    ("ar", "العربية"),
    ("az", "Azərbaycan dili"),
    ("be", "Беларуская"),
    ("bg", "Български"),
    ("bn", "বাংলা"),
    ("bs", "BHSC"),
    ("ca", "Català"),
    ("ckb", "سۆرانی"),
    ("cs", "Čeština"),
    ("cy", "Cymraeg"),
    ("da", "Dansk"),
    ("de", "Deutsch"),
    ("el", "Ελληνικά"),
    ("en", "English"),
    ("es", "Español"),
    ("et", "Eesti"),
    ("eu", "Euskara"),
    ("fa", "فارسی"),
    ("fi", "Suomi"),
    ("fil", "Filipino"),
    ("fr", "Français"),
    ("ga", "Gaeilge"),
    ("gl", "Galego"),
    ("gu", "ગુજરાતી"),
    ("ha", "Hausa"),
    ("he", "עברית"),
    ("hi", "हिन्दी"),
    ("hr", "Hrvatski"),
    ("hu", "Magyar"),
    ("hy", "Հայերեն"),
    ("id", "Bahasa Indonesia"),
    ("is", "Íslenska"),
    ("it", "Italiano"),
    ("ja", "日本語"),
    ("ka", "ქართული"),
    ("kk", "Қазақ тілі"),
    ("km", "ខ្មែរ"),
    ("kmr", "Kurmancî"),
    ("ko", "한국어"),
    ("ku", "Kurdî"),
    ("ky", "Кыргызча"),
    ("lo", "ລາວ"),
    ("lt", "Lietuvių"),
    ("lv", "Latviešu"),
    ("mk", "Македонски"),
    ("mn", "Монгол"),
    ("ms", "Bahasa Melayu"),
    ("mt", "Malti"),
    ("my", "မြန်မာ"),
    ("nb", "Norsk bokmål"),
    ("ne", "नेपाली"),
    ("nl", "Nederlands"),
    ("no", "Norsk"),
    ("pa", "ਪੰਜਾਬੀ"),
    ("pl", "Polski"),
    ("ps", "پښتو"),
    ("pt", "Português"),
    ("ro", "Română"),
    ("ru", "Русский"),
    ("sk", "Slovenčina"),
    ("sl", "Slovenščina"),
    ("so", "Soomaali"),
    ("sq", "Shqip"),
    ("sr", "Српски"),
    ("sr-Latn", "Srpski"),
    ("sv", "Svenska"),
    ("sw", "Kiswahili"),
    ("ta", "தமிழ்"),
    ("th", "ไทย"),
    ("tr", "Türkçe"),
    ("uk", "Українська"),
    ("ur", "اردو"),
    ("uz", "Oʻzbekcha"),
    ("vi", "Tiếng Việt"),
    ("zh", "中文"),
    ("zh-Hans", "简体中文"),
    ("zh-Hant", "繁體中文"),
];

/// The name in itself of the language with this tag.
pub(crate) fn autonym(tag: &str) -> Option<&'static str> {
    AUTONYMS.binary_search_by_key(&tag, |(own, _)| own).ok().map(|at| AUTONYMS[at].1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use story::{Agency, AgencyCode, Lang};

    #[test]
    fn every_language_of_a_new_agency_has_its_own_name() {
        let agency = Agency::new(AgencyCode::new("tel").expect("a code"), "TEL", "Tellal");
        for language in &agency.languages {
            assert!(autonym(language.lang.as_str()).is_some(), "{}", language.lang.as_str());
        }
        assert_eq!((autonym("sr-Latn"), autonym("tlh")), (Some("Srpski"), None));
    }

    #[test]
    fn each_stands_in_its_place_once() {
        assert!(AUTONYMS.is_sorted_by(|a, b| a.0 < b.0));
        for (tag, name) in AUTONYMS {
            assert!(Lang::new(tag).is_ok() && !name.is_empty() && name.trim() == name, "{tag}");
        }
    }
}
