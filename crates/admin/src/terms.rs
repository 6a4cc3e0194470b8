//! The terms of a contract as a form.

use crate::{Office, dates};
use account::{GraphicForm, PhotoSize, Terms, VideoSize};
use askama::Template;
use audience::{Products, format_names};
use serde::{Serialize, de::DeserializeOwned};
use story::{Kind, Lang, ProductId};
use web::Form;

/// A value of a choice, with its name.
type Choice = (String, String);

/// The fields of a contract.
#[derive(Template)]
#[template(path = "terms.html")]
pub(crate) struct Fields<'a> {
    form: &'a Form,
    products: Vec<Choice>,
    kinds: Vec<Choice>,
    languages: Vec<Choice>,
    photo_sizes: Vec<Choice>,
    video_sizes: Vec<Choice>,
    graphic_forms: Vec<Choice>,
    formats: Vec<Choice>,
    zone: &'a str,
}

fn choices<const N: usize>(all: [(&str, &str); N]) -> Vec<Choice> {
    all.map(|(value, name)| (value.to_owned(), name.to_owned())).into()
}

impl<'a> Fields<'a> {
    /// The fields with what there is to choose from.
    pub(crate) fn new(office: &'a Office, products: &Products, form: &'a Form) -> Self {
        let agency = &office.agency;
        let product =
            |product: &audience::Product| (product.id.to_string(), format!("{} {}", product.id, product.name("en")));
        let named = |name: &str| (name.to_owned(), name.to_owned());
        let language = |one: &story::AgencyLanguage| (one.lang.to_string(), one.name("en").to_owned());
        Self {
            form,
            products: products.all().iter().map(product).collect(),
            kinds: Kind::ALL.iter().map(|kind| named(kind.name())).collect(),
            languages: agency.languages.iter().map(language).collect(),
            photo_sizes: choices([("web", "for the web"), ("print", "as filed, for print")]),
            video_sizes: choices([("web", "for the web"), ("sd", "standard definition")]),
            graphic_forms: choices([("raster", "picture"), ("pdf", "PDF"), ("eps", "EPS"), ("ai", "drawing program")]),
            formats: format_names().map(named).collect(),
            zone: &agency.time_zone,
        }
    }
}

/// The form of these terms.
pub(crate) fn filled(office: &Office, terms: &Terms) -> Form {
    let zone = dates::zone(office);
    Form::default()
        .with("name", &terms.name)
        .with_all("products", &terms.products)
        .with_all("kinds", terms.kinds.iter().map(|kind| kind.name()))
        .with_all("languages", &terms.languages)
        .with_all("photo_sizes", words(&terms.photo_sizes))
        .with_all("video_sizes", words(&terms.video_sizes))
        .with_all("graphic_forms", words(&terms.graphic_forms))
        .with("archive_days", terms.archive_days)
        .with("download_limit", terms.download_limit)
        .with_all("formats", &terms.formats)
        .with("usage_terms", &terms.usage_terms)
        .with("from", dates::written(terms.from, &zone))
        .with("until", terms.until.map(|until| dates::written(until, &zone)).unwrap_or_default())
}

/// The words that the JSON of terms has for sizes and forms.
fn words<T: Serialize>(values: &[T]) -> Vec<String> {
    let word = |value: &T| serde_json::to_value(value).ok().and_then(|word| word.as_str().map(str::to_owned));
    values.iter().filter_map(word).collect()
}

/// The terms of a form; what is wrong is noted at its field.
pub(crate) fn read(office: &Office, form: &mut Form) -> Option<Terms> {
    let zone = dates::zone(office);
    let products = each(form, "products", |text| text.parse().ok().map(ProductId));
    let kinds = each(form, "kinds", |text| text.parse::<Kind>().ok());
    let languages = each(form, "languages", |text| text.parse::<Lang>().ok());
    let photo_sizes = each(form, "photo_sizes", word::<PhotoSize>);
    let video_sizes = each(form, "video_sizes", word::<VideoSize>);
    let graphic_forms = each(form, "graphic_forms", word::<GraphicForm>);
    let formats = each(form, "formats", |text| Some(text.to_owned()));
    let archive_days = number(form, "archive_days");
    let download_limit = number(form, "download_limit");
    let from = if form.filled("from").is_some() { dates::read(form, "from", &zone) } else { Some(office.clock.now()) };
    let until = dates::read(form, "until", &zone);
    let (name, usage_terms) = (form.text("name").to_owned(), form.text("usage_terms").to_owned());
    let terms = Terms {
        name,
        kinds,
        languages,
        photo_sizes,
        video_sizes,
        graphic_forms,
        archive_days: archive_days?,
        download_limit: download_limit?,
        formats,
        usage_terms,
        until,
        ..Terms::all_of(products, from?)
    };
    form.is_right().then_some(terms)
}

/// The boxes that were ticked. A browser sends what the page offered; others are told.
fn each<T>(form: &mut Form, field: &str, read: impl Fn(&str) -> Option<T>) -> Vec<T> {
    let (mut known, mut unknown) = (Vec::new(), None);
    for text in form.all(field) {
        match read(text) {
            Some(value) => known.push(value),
            None => unknown = Some(text.clone()),
        }
    }
    if let Some(text) = unknown {
        form.refuse(field, format!("holds `{text}`, which is not one of them"));
    }
    known
}

fn word<T: DeserializeOwned>(text: &str) -> Option<T> {
    serde_json::from_value(text.into()).ok()
}

fn number(form: &mut Form, field: &str) -> Option<u32> {
    if form.filled(field).is_none() { Some(0) } else { form.parse(field) }
}
