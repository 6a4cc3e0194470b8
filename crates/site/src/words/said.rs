//! Every message of the site's files by the name that templates and handlers use for it.
//!
//! A field `more_in` is the message `more-in`; a method `closing` with the argument `agency` is the message `closing` with
//! `$agency`. What is named here must be in every file, and what nothing names must be in none.

use super::{
    Words,
    catalogue::{Catalogue, Fault},
};

/// Texts without arguments: `prefix` and the field's name make the id of the message.
macro_rules! texts {
    ($(#[$about:meta])* $name:ident, $prefix:literal: $($(#[$doc:meta])* $field:ident)*) => {
        $(#[$about])*
        #[derive(Debug)]
        pub(crate) struct $name { $($(#[$doc])* pub $field: &'static str,)* }

        impl $name {
            /// The names of the messages, with underscores.
            #[cfg(test)]
            pub const NAMES: &'static [&'static str] = &[$(concat!($prefix, stringify!($field))),*];

            pub(super) fn read(catalogue: &Catalogue) -> Result<Self, Fault> {
                Ok(Self { $($field: catalogue.text(concat!($prefix, stringify!($field)))?,)* })
            }
        }
    };
}

/// Sentences with arguments.
macro_rules! sentences {
    ($($(#[$doc:meta])* $name:ident($($argument:ident: $type:ty),*);)*) => {
        impl Words {
            /// The names of these messages, with underscores, and of their arguments.
            #[cfg(test)]
            pub const SENTENCES: &'static [(&'static str, &'static [&'static str])] =
                &[$((stringify!($name), &[$(stringify!($argument)),*])),*];

            $($(#[$doc])* pub fn $name(&self, $($argument: $type),*) -> String {
                self.catalogue.say(stringify!($name), &[$((stringify!($argument), $argument.into())),*])
            })*
        }
    };
}

texts! {
    /// What is said on the pages.
    Texts, "":

    skip
    home
    sections
    languages
    site
    latest
    corrections
    about
    subscribe
    feed
    feeds
    feeds_intro
    feed_rss
    feed_atom
    feed_json
    tagline
    closing_link
    machine_summary

    all
    older
    newer
    more_in
    none_yet
    topics
    topics_intro
    topics_busiest
    topics_listed
    pictures
    picture_story

    search
    search_label
    search_hint
    search_too_long
    search_too_often

    /// The label of a flash, and of an urgent story.
    flash
    urgent
    corrected
    update
    /// What stands before the date of a story that is older than its release.
    original
    /// What stands between a label and what it labels, before a space.
    colon
    tags

    correction
    /// A correction of what readers of the site had not read.
    was_corrected
    was
    now
    corrections_intro
    no_corrections

    about_site
    about_corrections
    about_privacy

    /// What stands before the language of the form that somebody filled in.
    letter_language
    letter_reply

    lost_title
    lost_text
    killed_title
    killed_text
    held_title
    held_text
    failed_title
    failed_text
}

texts! {
    /// The usual sentences for the causes for which something is taken back.
    Because, "killed_because_":

    wrong
    invented
    altered
    source
    harm
    rights
    mistake
}

impl Because {
    /// The sentence for a cause by its name; none for a cause that there is no sentence for.
    pub fn of(&self, cause: &str) -> Option<&'static str> {
        Some(match cause {
            "wrong" => self.wrong,
            "invented" => self.invented,
            "altered" => self.altered,
            "source" => self.source,
            "harm" => self.harm,
            "rights" => self.rights,
            "mistake" => self.mistake,
            _ => return None,
        })
    }
}

texts! {
    /// The words of the subscription form.
    Form, "form_":

    name
    organisation
    email
    country
    message
    optional
    leave_empty
    send
    faulty
    missing
    too_long
    not_text
    not_email
    too_large
    not_utf8
    wrong_type
    too_often
    busy
    thanks_title
    thanks_text
}

texts! {
    /// The names of the sections that a new agency has.
    Sections, "section_":

    general
    sport
    economy
    health
    science
    politics
    culture
}

impl Sections {
    /// The names in an order that is the same in every language.
    pub(super) fn all(&self) -> [&'static str; 7] {
        let Self { general, sport, economy, health, science, politics, culture } = self;
        [general, sport, economy, health, science, politics, culture]
    }
}

sentences! {
    /// What stands at the end of every page, where the agency has no notice of its own.
    closing(agency: &str);
    about_agency(agency: &str);
    /// What the subscription form is for.
    form_intro(agency: &str);
    /// The subject of the letter about a request to become a subscriber.
    letter_subject(organisation: &str);
    letter_intro(name: &str, organisation: &str, agency: &str);
    topic_intro(topic: &str);
    picture_count(count: usize);
    search_count(count: usize);
    search_none(query: &str);
    /// Why a story was taken back, with one of the usual sentences.
    killed_reason(reason: &str);
    killed_on(date: &str);
    /// What stands at the foot of a printed page.
    print_notice(agency: &str, address: &str);
    /// `label: text`, as the language writes it.
    labelled(label: &str, text: &str);
}
