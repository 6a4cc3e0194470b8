//! What every language's file must hold.

mod typography;

use super::*;
use fluent_syntax::{
    ast::{Entry, Expression, InlineExpression, Pattern, PatternElement, Variant, VariantKey},
    parser,
};
use icu_plurals::{PluralCategory, PluralRules};
use std::{
    collections::{BTreeMap, BTreeSet},
    path::PathBuf,
};
use story::{Agency, AgencyCode};

/// A message of a file.
#[derive(Debug, Default, PartialEq, Eq)]
struct Message {
    arguments: BTreeSet<String>,
    /// The plural forms of a count, where the message has one.
    plurals: BTreeSet<String>,
    /// What may be said: a text for each plural form, with `{argument}` for what is inserted.
    texts: Vec<String>,
}

fn folder() -> PathBuf {
    PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../locales/site"))
}

/// The messages of a language's file, by id.
fn messages(lang: &str) -> BTreeMap<String, Message> {
    let file = std::fs::read_to_string(folder().join(format!("{lang}.ftl"))).expect("a file for every language");
    read(&file)
}

fn read(file: &str) -> BTreeMap<String, Message> {
    let resource = parser::parse(file).unwrap_or_else(|(_, errors)| panic!("{errors:?}"));
    let mut found = BTreeMap::new();
    for entry in resource.body {
        let Entry::Message(message) = entry else { continue };
        let id = message.id.name;
        assert!(message.attributes.is_empty(), "{id}: attributes are not read");
        let read = read_pattern(id, &message.value.expect("a value"));
        assert!(found.insert(id.to_owned(), read).is_none(), "{id} is there twice");
    }
    found
}

fn read_pattern(id: &str, pattern: &Pattern<&str>) -> Message {
    let mut message = Message::default();
    if let [PatternElement::Placeable { expression: Expression::Select { selector, variants } }] = &*pattern.elements {
        assert_eq!(argument(id, selector), "count", "{id} chooses by something else than a count");
        message.arguments.insert("count".to_owned());
        for Variant { key, value, .. } in variants {
            let VariantKey::Identifier { name } = key else { panic!("{id}: plural forms have names") };
            message.plurals.insert((*name).to_owned());
            message.texts.push(flat(id, value, &mut message.arguments));
        }
    } else {
        message.texts.push(flat(id, pattern, &mut message.arguments));
    }
    message
}

/// One text as it is said. A plural form is a whole message: no language is told where in a sentence its count stands.
fn flat(id: &str, pattern: &Pattern<&str>, arguments: &mut BTreeSet<String>) -> String {
    let mut text = String::new();
    for element in &pattern.elements {
        match element {
            PatternElement::TextElement { value } => text.push_str(value),
            PatternElement::Placeable { expression: Expression::Inline(inserted) } => {
                let name = argument(id, inserted);
                text.extend(["{", &name, "}"]);
                arguments.insert(name);
            }
            PatternElement::Placeable { .. } => panic!("{id}: a choice inside of a sentence"),
        }
    }
    text
}

fn argument(id: &str, expression: &InlineExpression<&str>) -> String {
    let InlineExpression::VariableReference { id: name } = expression else { panic!("{id}: {expression:?}") };
    name.name.to_owned()
}

/// The messages that the code names, with their arguments.
fn named() -> BTreeMap<String, BTreeSet<String>> {
    let texts = [Texts::NAMES, Form::NAMES, Because::NAMES, Sections::NAMES]
        .concat()
        .into_iter()
        .map(|name| (name, &[] as &[&str]));
    let all: Vec<_> = texts.chain(Words::SENTENCES.iter().copied()).collect();
    let named: BTreeMap<_, _> = all
        .iter()
        .map(|(name, arguments)| (name.replace('_', "-"), arguments.iter().map(|&a| a.to_owned()).collect()))
        .collect();
    assert_eq!(named.len(), all.len(), "a message is named twice");
    named
}

fn languages() -> impl Iterator<Item = &'static str> {
    LANGUAGES.iter().map(|(lang, _)| *lang)
}

#[test]
fn every_file_is_read_and_no_other_is_there() {
    let files: BTreeSet<String> = std::fs::read_dir(folder())
        .expect("the folder")
        .map(|entry| entry.expect("an entry").file_name().into_string().expect("a name"))
        .collect();
    let read: BTreeSet<String> = languages().map(|lang| format!("{lang}.ftl")).collect();
    assert_eq!(files, read);
    assert_eq!(LANGUAGES[FALLBACK].0, "en");
    for (lang, words) in &LANGUAGES {
        assert_eq!((words.lang, Words::of(lang).lang), (*lang, *lang));
        assert_eq!(words.dir, if *lang == "ar" { "rtl" } else { "ltr" });
    }
    assert_eq!((Words::of("de").lang, Words::of("de").dir), ("en", "ltr"));
}

#[test]
fn every_language_has_every_message_and_none_that_nothing_says() {
    let wanted: BTreeSet<String> = named().into_keys().collect();
    for lang in languages() {
        let there: BTreeSet<String> = messages(lang).into_keys().collect();
        let missing: Vec<_> = wanted.difference(&there).collect();
        let unused: Vec<_> = there.difference(&wanted).collect();
        assert!(missing.is_empty() && unused.is_empty(), "{lang}: missing {missing:?}, not used {unused:?}");
    }
}

#[test]
fn arguments_are_the_same_in_every_language() {
    let (named, english) = (named(), messages("en"));
    for lang in languages() {
        for (id, message) in messages(lang) {
            let wanted = named.get(&id).unwrap_or(&english[&id].arguments);
            assert_eq!(&message.arguments, wanted, "{lang}: {id}");
        }
    }
}

#[test]
fn a_count_has_every_plural_form_of_the_language() {
    let english = messages("en");
    for lang in languages() {
        let rules = PluralRules::try_new_cardinal(dates_locale(lang)).expect("rules");
        let forms: BTreeSet<String> = rules.categories().map(|form| form_name(form).to_owned()).collect();
        for (id, message) in messages(lang) {
            let counts = !english[&id].plurals.is_empty();
            let wanted = if counts && forms.len() > 1 { forms.clone() } else { BTreeSet::new() };
            assert_eq!(message.plurals, wanted, "{lang}: {id}");
        }
    }
}

fn dates_locale(lang: &str) -> icu_plurals::PluralRulesPreferences {
    (&crate::dates::locale(lang).expect("a locale")).into()
}

fn form_name(form: PluralCategory) -> &'static str {
    match form {
        PluralCategory::Zero => "zero",
        PluralCategory::One => "one",
        PluralCategory::Two => "two",
        PluralCategory::Few => "few",
        PluralCategory::Many => "many",
        PluralCategory::Other => "other",
    }
}

#[test]
fn counts_are_said_as_people_say_them() {
    let said = |lang: &str, count: usize| Words::of(lang).catalogue.say("search_count", &[("count", count.into())]);
    for (lang, count, text) in [
        ("en", 0, "0 stories"),
        ("en", 1, "1 story"),
        ("en", 1_204, "1,204 stories"),
        ("tr", 1_204, "1.204 haber"),
        ("ar", 0, "لا أخبار"),
        ("ar", 1, "خبر واحد"),
        ("ar", 2, "خبران"),
        ("ar", 5, "5 أخبار"),
        ("ar", 11, "11 خبراً"),
        ("ar", 100, "100 خبر"),
        ("fr", 0, "0 article"),
        ("fr", 1_204, "1\u{202f}204 articles"),
        ("ru", 1, "1 материал"),
        ("ru", 3, "3 материала"),
        ("ru", 5, "5 материалов"),
        ("ru", 11, "11 материалов"),
        ("ru", 21, "21 материал"),
        ("es", 1, "1 noticia"),
        ("es", 12_040, "12.040 noticias"),
        ("ja", 1_204, "1,204件"),
    ] {
        assert_eq!(said(lang, count), text, "{lang}");
    }
}

#[test]
fn a_sentence_takes_its_arguments_as_they_are() {
    for lang in languages() {
        let words = Words::of(lang);
        let agency = "Tellal { $x } <b> وكالة";
        for said in [words.closing(agency), words.about_agency(agency), words.form_intro(agency)] {
            assert_eq!(said.matches(agency).count(), 1, "{lang}: {said}");
            assert!(!said.contains(['\u{2068}', '\u{2069}']), "{lang}: {said:?}");
        }
        assert_eq!(words.about_text(agency)[0], words.about_agency(agency));
    }
    for (lang, text) in [("en", "Update: 15:00"), ("fr", "Mise à jour\u{a0}: 15:00"), ("ja", "更新：15:00")] {
        assert_eq!(Words::of(lang).labelled(Words::of(lang).update, "15:00"), text);
    }
}

#[test]
fn every_section_of_a_new_agency_has_a_name_in_every_language() {
    let agency = Agency::new(AgencyCode::new("tel").expect("a code"), "TEL", "Tellal");
    for category in &agency.categories {
        let english = category.name("en");
        for lang in languages() {
            let name = section(english, lang).unwrap_or_else(|| panic!("{english} in {lang}"));
            if category.names.contains_key(lang) {
                assert_eq!(name, category.name(lang));
            }
        }
    }
    assert_eq!((section("General", "de"), section("Weather", "tr")), (None, None));
}

#[test]
fn a_file_that_cannot_be_spoken_is_refused_with_its_place() {
    let english = std::fs::read_to_string(folder().join("en.ftl")).expect("the file");
    assert!(Words::read("en", &english).is_ok());
    for (was, is, why) in [
        ("skip = Skip", "skip = { Skip", "Unreadable"),
        ("home = Front", "skip = Front", "Overriding"),
        ("home = Front", "hume = Front", "`home` is missing"),
        ("home = Front page", "home = Front page of { $agency }", "`home` is missing, or asks for an argument"),
        ("home = Front page", "home = { missing }", "`home` is missing, or asks for an argument"),
        ("form-name = Your", "form-nome = Your", "`form-name` is missing"),
    ] {
        assert!(english.contains(was), "{was}");
        let error = Words::read("en", &english.replace(was, is)).expect_err(why);
        assert!(format!("{error} {error:?}").contains(why), "{error}");
    }
    assert!(matches!(Words::read("no language", &english), Err(Fault::NoLanguage(_))));
}
