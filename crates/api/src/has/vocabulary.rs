//! The numbers by which HAS clients filter, and their names.

use super::tongue::Tongue;
use audience::Products;
use serde::{Serialize, Serializer};
use story::{Agency, Kind, Lang, ProductId};

/// The number of the one provider: the agency itself.
pub(super) const PROVIDER: u32 = 1;

/// id → name, in the order in which they are listed.
pub(super) struct Names(Vec<(u32, String)>);

impl Serialize for Names {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.0.iter().map(|(id, name)| (id, name)))
    }
}

impl<'a> FromIterator<(u32, &'a str)> for Names {
    fn from_iter<I: IntoIterator<Item = (u32, &'a str)>>(names: I) -> Self {
        Self(names.into_iter().map(|(id, name)| (id, name.to_owned())).collect())
    }
}

/// The agency as a provider.
pub(super) fn providers(agency: &Agency, tongue: Tongue) -> Names {
    [(PROVIDER, agency.name(tongue.tag()))].into_iter().collect()
}

/// The sections.
pub(super) fn categories(agency: &Agency, tongue: Tongue) -> Names {
    agency.categories.iter().map(|c| (c.id.0, c.name(tongue.tag()))).collect()
}

/// The priorities.
pub(super) fn priorities(tongue: Tongue) -> Names {
    (1..).zip(tongue.priorities()).collect()
}

/// Those of the products that are wanted.
pub(super) fn packages(products: &Products, tongue: Tongue, wanted: impl Fn(ProductId) -> bool) -> Names {
    let wanted = products.all().iter().filter(|p| wanted(p.id));
    wanted.map(|p| (p.id.0, p.name(tongue.tag()))).collect()
}

/// Those of the kinds that are wanted.
pub(super) fn kinds(tongue: Tongue, wanted: impl Fn(Kind) -> bool) -> Names {
    let all = (1..).zip(Kind::ALL).zip(tongue.kinds());
    all.filter(|((_, kind), _)| wanted(*kind)).map(|((id, _), name)| (id, name)).collect()
}

/// Those of the languages that are wanted.
pub(super) fn languages(agency: &Agency, tongue: Tongue, wanted: impl Fn(&Lang) -> bool) -> Names {
    let wanted = agency.languages.iter().filter(|l| wanted(&l.lang));
    wanted.map(|l| (l.id, l.name(tongue.tag()))).collect()
}

/// The kind of that number.
pub(super) fn kind(id: u32) -> Option<Kind> {
    Kind::ALL.get(usize::try_from(id).ok()?.checked_sub(1)?).copied()
}

/// The language of that number.
pub(super) fn language(agency: &Agency, id: u32) -> Option<&Lang> {
    agency.languages.iter().find(|l| l.id == id).map(|l| &l.lang)
}
