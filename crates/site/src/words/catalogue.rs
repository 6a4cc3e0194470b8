//! One language's file of messages, read and ready to speak.

use fluent_bundle::{
    FluentArgs, FluentError, FluentResource, FluentValue, concurrent::FluentBundle, types::FluentNumber,
};
use icu_decimal::{DecimalFormatter, input::Decimal, options::DecimalFormatterOptions};
use icu_locale_core::Locale;
use intl_memoizer::{Memoizable, concurrent::IntlLangMemoizer};
use unic_langid::LanguageIdentifier;

/// What is wrong with a file of messages.
#[derive(Debug, thiserror::Error)]
pub(super) enum Fault {
    /// The language of the file is none.
    #[error("{0} is not a language")]
    NoLanguage(&'static str),
    /// The file cannot be read as Fluent.
    #[error("{lang}: {what}")]
    Unreadable {
        /// The language of the file.
        lang: &'static str,
        /// What the parser says, with the place.
        what: String,
    },
    /// A message is not there, or not a text without arguments.
    #[error("{lang}: the text `{id}` is missing, or asks for an argument")]
    NoText {
        /// The language of the file.
        lang: &'static str,
        /// The id of the message.
        id: String,
    },
}

/// The messages of one language.
pub(super) struct Catalogue {
    lang: &'static str,
    bundle: FluentBundle<FluentResource>,
}

impl std::fmt::Debug for Catalogue {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Catalogue").field("lang", &self.lang).finish_non_exhaustive()
    }
}

impl Catalogue {
    pub fn new(lang: &'static str, file: &str) -> Result<Self, Fault> {
        let id: LanguageIdentifier = lang.parse().map_err(|_| Fault::NoLanguage(lang))?;
        let unreadable = |what: String| Fault::Unreadable { lang, what };
        let resource =
            FluentResource::try_new(file.to_owned()).map_err(|(_, errors)| unreadable(format!("{errors:?}")))?;
        let mut bundle = FluentBundle::new_concurrent(vec![id]);
        // The marks of isolation (U+2068, U+2069) would get into titles, feeds and letters; what a page inserts in
        // another direction it isolates by markup.
        bundle.set_use_isolating(false);
        bundle.set_formatter(Some(figures));
        bundle.add_resource(resource).map_err(|errors| unreadable(format!("{errors:?}")))?;
        Ok(Self { lang, bundle })
    }

    /// The text of the message of this name, which takes no argument. It lives as long as the process: each is read once.
    pub fn text(&self, name: &str) -> Result<&'static str, Fault> {
        match self.format(name, None) {
            Some((text, errors)) if errors.is_empty() => Ok(text.leak()),
            _ => Err(Fault::NoText { lang: self.lang, id: id(name) }),
        }
    }

    /// The message of this name with its arguments.
    pub fn say(&self, name: &str, arguments: &[(&'static str, FluentValue)]) -> String {
        let arguments: FluentArgs = arguments.iter().cloned().collect();
        let said = self.format(name, Some(&arguments));
        // Unreachable: the tests find each of these messages in every file, with these arguments and no others.
        said.map(|(text, _)| text).unwrap_or_default()
    }

    fn format(&self, name: &str, arguments: Option<&FluentArgs>) -> Option<(String, Vec<FluentError>)> {
        let mut errors = Vec::new();
        let message = self.bundle.get_message(&id(name))?;
        let text = self.bundle.format_pattern(message.value()?, arguments, &mut errors).into_owned();
        Some((text, errors))
    }
}

/// The id of the message that code calls `name`.
fn id(name: &str) -> String {
    name.replace('_', "-")
}

/// A count as the language writes it: `1,204` in English, `1.204` in Turkish.
fn figures(value: &FluentValue, languages: &IntlLangMemoizer) -> Option<String> {
    let FluentValue::Number(FluentNumber { value, .. }) = value else { return None };
    let whole = format!("{value:.0}").parse::<Decimal>().ok()?;
    let written = languages.with_try_get::<Writing, _, _>((), |writing| {
        let formatter = DecimalFormatter::try_new((&writing.0).into(), DecimalFormatterOptions::default()).ok()?;
        Some(formatter.format(&whole).to_string())
    });
    written.ok().flatten()
}

/// The locale by which a language writes numbers.
struct Writing(Locale);

impl Memoizable for Writing {
    type Args = ();
    type Error = ();

    fn construct(lang: LanguageIdentifier, (): ()) -> Result<Self, ()> {
        crate::dates::locale(&lang.to_string()).map(Self).ok_or(())
    }
}
