//! `/portal/contract`: what the organisation may have, in plain sentences.

use crate::{
    Portal,
    door::{Answer, OF_SCREENS, inside},
    granted::GivenFormat,
};
use account::{Contract, GraphicForm, PhotoSize, Quota, Terms, VideoSize};
use askama::Template;
use audience::Products;
use axum::{Router, extract::State, routing::get};
use jiff::Timestamp;
use story::{Agency, Kind};
use web::PersonAtScreen;

pub(super) fn routes() -> Router<Portal> {
    Router::new().route("/portal/contract", get(show))
}

/// Where a contract stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Standing {
    Holds,
    Ahead,
    Over,
}

impl Standing {
    fn of(terms: &Terms, now: Timestamp) -> Self {
        match () {
            () if terms.holds_at(now) => Self::Holds,
            () if now < terms.from => Self::Ahead,
            () => Self::Over,
        }
    }

    fn word(self) -> &'static str {
        match self {
            Self::Holds => "holds now",
            Self::Ahead => "has not begun",
            Self::Over => "is over",
        }
    }
}

/// A contract in sentences.
struct Told {
    title: String,
    standing: Standing,
    /// What each sentence is about, and the sentence.
    sentences: Vec<(&'static str, String)>,
    usage_terms: String,
}

#[derive(Template)]
#[template(path = "contract.html")]
struct Page {
    organisation: String,
    contracts: Vec<Told>,
}

/// `GET /portal/contract`
async fn show(State(portal): State<Portal>, PersonAtScreen(who, _): PersonAtScreen) -> Answer {
    let (accounts, now) = (&portal.accounts, portal.clock.now());
    let products = Products::load(&portal.db).await.map_err(inside)?;
    let mut contracts = Vec::new();
    for contract in accounts.contracts(&who.organisation).await? {
        let standing = Standing::of(&contract.terms, now);
        let quota = if standing == Standing::Holds { accounts.quota(&contract).await? } else { None };
        contracts.push(told(&contract, standing, quota.as_ref(), &products, &portal.agency));
    }
    contracts.sort_by_key(|contract| contract.standing);
    let sheet = portal.page(&who, "/portal/contract", "Contract");
    Ok(sheet.page(&Page { organisation: who.organisation_name, contracts }))
}

fn told(contract: &Contract, standing: Standing, quota: Option<&Quota>, products: &Products, agency: &Agency) -> Told {
    let terms = &contract.terms;
    let named = terms.products.iter().map(|id| match products.get(*id) {
        Some(product) => product.name(OF_SCREENS).to_owned(),
        None => format!("product {id}, which there is no more"),
    });
    let mut sentences = vec![
        ("Products", format!("You have {}.", listed(named))),
        ("Items", format!("{} of these products.", capital(&listed(terms.kinds.iter().map(|kind| plural(*kind)))))),
        ("Languages", languages(terms, agency)),
    ];
    sentences.extend(sizes(terms));
    sentences.push(("Archive", archive(terms)));
    sentences.push(("Formats", formats(terms)));
    sentences.push(("Downloads", downloads(terms, quota)));
    sentences.push(("Dates", dates(terms)));
    Told { title: terms.title(), standing, sentences, usage_terms: terms.usage_terms.clone() }
}

/// `a`, `a and b`, `a, b and c`.
fn listed(words: impl IntoIterator<Item = impl Into<String>>) -> String {
    let mut words: Vec<String> = words.into_iter().map(Into::into).collect();
    match words.pop() {
        None => "nothing".to_owned(),
        Some(last) if words.is_empty() => last,
        Some(last) => format!("{} and {last}", words.join(", ")),
    }
}

fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().into_iter().flat_map(char::to_uppercase).chain(letters).collect()
}

fn plural(kind: Kind) -> String {
    format!("{}s", kind.name())
}

fn languages(terms: &Terms, agency: &Agency) -> String {
    if terms.languages.is_empty() {
        return "In every language that the agency files in.".to_owned();
    }
    let named = terms.languages.iter().map(|lang| match agency.language(lang) {
        Some(known) => known.name(OF_SCREENS).to_owned(),
        None => lang.to_string(),
    });
    format!("In {}.", listed(named))
}

/// The sizes of those kinds that have some.
fn sizes(terms: &Terms) -> Vec<(&'static str, String)> {
    let photo = |size: &PhotoSize| match size {
        PhotoSize::Web => "for the web (1,280 pixels on the longer side)",
        PhotoSize::Print => "for print (as they were filed)",
    };
    let video = |size: &VideoSize| match size {
        VideoSize::Web => "for the web (or as they were filed)",
        VideoSize::Sd => "in standard definition",
    };
    let graphic = |form: &GraphicForm| match form {
        GraphicForm::Raster => "pictures",
        GraphicForm::Pdf => "PDF",
        GraphicForm::Eps => "EPS",
        GraphicForm::Ai => "files of the drawing program",
    };
    let all = [
        (Kind::Picture, "Pictures", terms.photo_sizes.iter().map(photo).collect::<Vec<_>>(), "Pictures"),
        (Kind::Video, "Videos", terms.video_sizes.iter().map(video).collect(), "Videos"),
        (Kind::Graphic, "Graphics", terms.graphic_forms.iter().map(graphic).collect(), "Graphics as"),
    ];
    let covered = all.into_iter().filter(|(kind, ..)| terms.kinds.contains(kind));
    let sentence = |(_, about, words, begin): (Kind, &'static str, Vec<&str>, &str)| match words[..] {
        [] => (about, "Previews with a watermark, and no other size.".to_owned()),
        _ => (about, format!("{begin} {}; previews as well.", listed(words))),
    };
    covered.map(sentence).collect()
}

fn archive(terms: &Terms) -> String {
    match terms.archive_days {
        0 => "The whole archive.".to_owned(),
        1 => "Items that were first released within the last day.".to_owned(),
        days => format!("Items that were first released within the last {} days.", web::thousands(u64::from(days))),
    }
}

fn formats(terms: &Terms) -> String {
    if terms.formats.is_empty() {
        return "Documents in every format that the agency writes.".to_owned();
    }
    let title = |name: &String| GivenFormat::named(name).map_or_else(|| name.clone(), |given| given.title.to_owned());
    format!("Documents in {}.", listed(terms.formats.iter().map(title)))
}

fn downloads(terms: &Terms, quota: Option<&Quota>) -> String {
    let number = |count: u32| web::thousands(u64::from(count));
    match (terms.download_limit, quota) {
        (0, _) => "As many as you like.".to_owned(),
        (limit, None) => format!("{} a month. A revision counts once, in whatever form it is taken.", number(limit)),
        (limit, Some(quota)) => format!(
            "{} a month, of which {} {} left until {}. A revision counts once, in whatever form it is taken.",
            number(limit),
            number(quota.left),
            if quota.left == 1 { "is" } else { "are" },
            day(quota.until),
        ),
    }
}

fn dates(terms: &Terms) -> String {
    match terms.until {
        Some(until) => format!("From {} until {}.", day(terms.from), day(until)),
        None => format!("From {}, without an end.", day(terms.from)),
    }
}

fn day(time: Timestamp) -> String {
    time.strftime("%-d %B %Y, %H:%M UTC").to_string()
}

#[cfg(test)]
mod tests {
    use super::*;
    use story::{Lang, ProductId};

    fn terms() -> Terms {
        Terms::all_of(vec![ProductId(1)], "2026-09-01T00:00:00Z".parse().unwrap())
    }

    #[test]
    fn terms_are_told_in_sentences() {
        let now: Timestamp = "2026-09-10T12:00:00Z".parse().unwrap();
        assert_eq!(dates(&terms()), "From 1 September 2026, 00:00 UTC, without an end.");
        assert_eq!(
            archive(&Terms { archive_days: 1_000, ..terms() }),
            "Items that were first released within the last 1\u{202f}000 days."
        );
        let limited = Terms { download_limit: 500, ..terms() };
        let left = downloads(&limited, Some(&Quota::at(500, 1, now)));
        assert!(left.starts_with("500 a month, of which 1 is left until 1 October 2026, 00:00 UTC."), "{left}");
        assert_eq!(downloads(&terms(), None), "As many as you like.");
        let nitf = Terms { formats: vec!["json".to_owned(), "nitf".to_owned()], ..terms() };
        assert_eq!(formats(&nitf), "Documents in The JSON of the API and NITF 3.6.");
        assert_eq!(listed(["a", "b", "c"]), "a, b and c");
    }

    #[test]
    fn only_kinds_that_are_covered_have_sizes() {
        let pictures = Terms { kinds: vec![Kind::Text, Kind::Picture], photo_sizes: vec![PhotoSize::Web], ..terms() };
        let told = sizes(&pictures);
        assert_eq!(told.len(), 1);
        assert_eq!(told[0].1, "Pictures for the web (1,280 pixels on the longer side); previews as well.");
        let none = Terms { photo_sizes: Vec::new(), ..pictures };
        assert_eq!(sizes(&none)[0].1, "Previews with a watermark, and no other size.");
    }

    #[test]
    fn a_contract_stands_somewhere() {
        let now = "2026-09-10T12:00:00Z".parse().unwrap();
        let until = |until: &str| Terms { until: Some(until.parse().unwrap()), ..terms() };
        assert_eq!(Standing::of(&terms(), now), Standing::Holds);
        assert_eq!(Standing::of(&until("2026-09-10T12:00:00Z"), now), Standing::Over);
        let ahead = Terms { from: "2026-10-01T00:00:00Z".parse().unwrap(), ..terms() };
        assert_eq!(Standing::of(&ahead, now), Standing::Ahead);
        let agency = Agency::new(story::AgencyCode::new("tel").unwrap(), "TEL", "Tellal");
        let turkish = Terms { languages: vec![Lang::new("tr").unwrap()], ..terms() };
        assert_eq!(languages(&turkish, &agency), "In Turkish.");
    }
}
