//! What can never be right about the terms of a contract, said before it is made or changed.

use crate::{JSON, Products};
use account::{AccountError, Terms};
use format::Format;
use story::Agency;

/// The names of the formats that a contract can grant: those of the wire, and the API's own JSON.
pub fn format_names() -> impl Iterator<Item = &'static str> {
    std::iter::once(JSON).chain(Format::ALL.iter().map(|format| format.name()))
}

/// Refuses what the terms alone tell to be wrong, products and formats that there are not, and languages in which the
/// agency does not file.
pub fn check_terms(terms: &Terms, products: &Products, agency: &Agency) -> Result<(), AccountError> {
    let bad = |field, why: String| Err(AccountError::Bad { field, why });
    if let Some(unknown) = terms.products.iter().find(|id| products.get(**id).is_none()) {
        let known: Vec<_> = products.all().iter().map(|product| product.id.to_string()).collect();
        return bad("products", format!("names {unknown}, and there is no such product: {}", known.join(", ")));
    }
    if let Some(unknown) = terms.formats.iter().find(|name| !format_names().any(|known| known == name.as_str())) {
        let known: Vec<_> = format_names().collect();
        return bad("formats", format!("names `{unknown}`, and there is no such format: {}", known.join(", ")));
    }
    if let Some(unknown) = terms.languages.iter().find(|lang| agency.language(lang).is_none()) {
        let known: Vec<_> = agency.languages.iter().map(|language| language.lang.as_str()).collect();
        return bad("languages", format!("names {unknown}; the agency files in {}", known.join(", ")));
    }
    terms.check()
}
