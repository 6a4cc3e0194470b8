//! Countries: the codes of ISO 3166-1 of two and of three letters, and English names.

use story::Line;

/// A country, or a territory with a code of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Country {
    /// Two letters, as stories name it (`TR`).
    pub two: &'static str,
    /// Three letters (`TUR`).
    pub three: &'static str,
    /// Its name in English.
    pub name: &'static str,
}

impl Country {
    /// The code as a story holds it.
    ///
    /// # Panics
    /// Never: a test reads every row.
    pub fn code(self) -> Line<2> {
        Line::new(self.two).expect("two letters are a line")
    }
}

fn all() -> impl Iterator<Item = Country> {
    let rows = include_str!("../data/countries.tsv").lines().filter(|line| !line.starts_with('#'));
    rows.filter_map(|row| {
        let mut cells = row.split('\t');
        Some(Country { two: cells.next()?, three: cells.next()?, name: cells.next()? })
    })
}

/// Every country, as its code of two letters and its English name.
pub fn countries() -> impl Iterator<Item = (&'static str, &'static str)> {
    all().map(|country| (country.two, country.name))
}

/// The country of a code of two or three letters, in any case.
pub(crate) fn coded(code: &str) -> Option<Country> {
    let code = code.trim();
    all().find(|country| country.two.eq_ignore_ascii_case(code) || country.three.eq_ignore_ascii_case(code))
}

/// The country of this English name.
pub(crate) fn named(name: &str) -> Option<Country> {
    let name = name.trim();
    all().find(|country| country.name.eq_ignore_ascii_case(name))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_row_is_read() {
        assert_eq!(all().count(), 250);
        for country in all() {
            assert_eq!((country.two.len(), country.three.len()), (2, 3), "{country:?}");
            assert_eq!(coded(country.code().as_str()), Some(country));
        }
        assert_eq!(coded("tur").map(|country| country.two), Some("TR"));
        assert_eq!(named("japan").map(|country| country.three), Some("JPN"));
        assert_eq!(coded("R17"), None);
    }
}
