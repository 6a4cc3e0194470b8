//! What the address of a document names: an item or a group, and a format or a size.

use format::Format;
use story::{GroupId, ItemId, Kind, Rendition};

/// An item, or a group of items.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Named {
    Item(ItemId),
    Group(GroupId),
}

impl Named {
    pub(super) fn read(id: &str) -> Option<Self> {
        id.parse().map(Self::Item).ok().or_else(|| id.parse().map(Self::Group).ok())
    }
}

/// The item by itself that a search shows as a group of one: everything of it but its kind.
pub(super) fn alone(group: &GroupId) -> impl Iterator<Item = ItemId> {
    let kinds = Kind::ALL.into_iter().filter(|kind| *kind != Kind::Text);
    kinds.filter_map(|kind| group.as_str().replacen(":group:", &format!(":{}:", kind.name()), 1).parse().ok())
}

/// The group that a search names for an item that is in none.
pub(super) fn group_of_one(item: &ItemId) -> String {
    item.as_str().replacen(&format!(":{}:", item.kind().name()), ":group:", 1)
}

/// The form in which it is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Form {
    /// A document about it.
    Document(Format),
    /// One of its files.
    File(Rendition),
}

impl Form {
    pub(super) fn read(name: &str) -> Option<Self> {
        match name {
            "newsml29" => Some(Self::Document(Format::Newsml29)),
            "newsml12" => Some(Self::Document(Format::Newsml12Has)),
            // What there is to choose by is this agency's own; HAS does not know it.
            name => {
                name.parse().ok().filter(|r| !matches!(r, Rendition::Preview | Rendition::Thumbnail)).map(Self::File)
            }
        }
    }
}

/// The sizes that links are made for.
pub(super) fn linked(name: &str) -> Option<Rendition> {
    name.parse().ok().filter(|r| matches!(r, Rendition::Web | Rendition::Print | Rendition::Sd))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_group_of_one_leads_back_to_its_item() {
        let item: ItemId = "tel:picture:20260901:7".parse().expect("an id");
        let group = group_of_one(&item);
        assert_eq!(group, "tel:group:20260901:7");
        let Some(Named::Group(group)) = Named::read(&group) else { panic!("a group") };
        assert!(alone(&group).any(|one| one == item));
        assert!(alone(&group).all(|one| one.kind() != Kind::Text));
        assert_eq!(Named::read("nonsense"), None);
    }

    #[test]
    fn only_what_has_knows_is_a_form() {
        assert_eq!(Form::read("web"), Some(Form::File(Rendition::Web)));
        assert_eq!(Form::read("eps"), Some(Form::File(Rendition::Eps)));
        assert_eq!(Form::read("newsml29"), Some(Form::Document(Format::Newsml29)));
        assert_eq!((Form::read("thumbnail"), Form::read("nitf"), Form::read("")), (None, None, None));
        assert_eq!((linked("sd"), linked("raster"), linked("newsml29")), (Some(Rendition::Sd), None, None));
    }
}
