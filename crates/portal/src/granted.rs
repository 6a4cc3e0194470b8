//! What the contracts of an organisation give together, in the words of the screens.

use crate::door::OF_SCREENS;
use account::{Accounts, Contract, Quota};
use audience::{JSON, Products, format_names};
use format::Format;
use serde::Serialize;
use story::{Kind, ProductId};
use web::Problem;

/// A form in which stories are given.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub(crate) struct GivenFormat {
    pub(crate) name: &'static str,
    pub(crate) title: &'static str,
    pub(crate) extension: &'static str,
    /// None for the API's own JSON.
    #[serde(skip)]
    pub(crate) format: Option<Format>,
}

impl GivenFormat {
    /// The one of this name, if there is one.
    pub(crate) fn named(name: &str) -> Option<Self> {
        if name == JSON {
            return Some(Self { name: JSON, title: "The JSON of the API", extension: "json", format: None });
        }
        let format: Format = name.parse().ok()?;
        let (name, title, extension) = (format.name(), format.title(), format.extension());
        Some(Self { name, title, extension, format: Some(format) })
    }
}

/// A product by its name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(crate) struct NamedProduct {
    pub(crate) id: ProductId,
    pub(crate) name: String,
}

/// The formats that at least one of the contracts gives, in the order in which they are listed everywhere.
pub(crate) fn formats(contracts: &[Contract]) -> Vec<GivenFormat> {
    let gives = |contract: &Contract, name: &str| {
        contract.terms.formats.is_empty() || contract.terms.formats.iter().any(|given| given == name)
    };
    let given = format_names().filter(|name| contracts.iter().any(|contract| gives(contract, name)));
    given.filter_map(GivenFormat::named).collect()
}

/// The kinds that at least one of the contracts covers.
pub(crate) fn kinds(contracts: &[Contract]) -> Vec<&'static str> {
    let covered = |kind: &Kind| contracts.iter().any(|contract| contract.terms.kinds.contains(kind));
    Kind::ALL.iter().filter(|kind| covered(kind)).map(|kind| kind.name()).collect()
}

/// The products that at least one of the contracts covers, by their numbers.
pub(crate) fn products(contracts: &[Contract], products: &Products) -> Vec<NamedProduct> {
    let covered = |id: &ProductId| contracts.iter().any(|contract| contract.terms.products.contains(id));
    let named = products.all().iter().filter(|product| covered(&product.id));
    named.map(|product| NamedProduct { id: product.id, name: product.name(OF_SCREENS).to_owned() }).collect()
}

/// What is left of the downloads of those contracts that count them; `None` when none does.
pub(crate) async fn quota(contracts: &[Contract], accounts: &Accounts) -> Result<Option<Quota>, Problem> {
    let mut together: Option<Quota> = None;
    for contract in contracts {
        let Some(quota) = accounts.quota(contract).await? else { continue };
        together = Some(match together {
            Some(sum) => {
                Quota { limit: sum.limit.saturating_add(quota.limit), left: sum.left.saturating_add(quota.left), ..sum }
            }
            None => quota,
        });
    }
    Ok(together)
}

#[cfg(test)]
mod tests {
    use super::*;
    use account::Terms;
    use jiff::Timestamp;

    fn contract(change: impl FnOnce(&mut Terms)) -> Contract {
        let mut terms = Terms::all_of(vec![ProductId(1)], Timestamp::UNIX_EPOCH);
        change(&mut terms);
        Contract { id: "00".to_owned(), terms }
    }

    #[test]
    fn contracts_give_together_what_one_of_them_gives() {
        let written = contract(|terms| {
            terms.formats = vec!["json".to_owned(), "nitf".to_owned()];
            terms.kinds = vec![Kind::Text];
        });
        let names = |contracts: &[Contract]| formats(contracts).iter().map(|format| format.name).collect::<Vec<_>>();
        assert_eq!(names(std::slice::from_ref(&written)), ["json", "nitf"]);
        assert_eq!(kinds(std::slice::from_ref(&written)), ["text"]);
        let everything = contract(|_| {});
        assert_eq!(names(&[written, everything]).len(), Format::ALL.len() + 1);
        assert!(names(&[]).is_empty() && kinds(&[]).is_empty());
    }
}
