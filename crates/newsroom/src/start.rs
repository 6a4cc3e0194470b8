//! `/desk/new`: what is begun, and with what.

use crate::{Newsroom, choices, door::Answer, errors::refused};
use account::Right;
use askama::Template;
use axum::{
    Router,
    extract::State,
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
    routing::get,
};
use desk::{Beginning, Purpose};
use serde::Deserialize;
use story::{Kind, Lang};
use web::{Form, Problem, Query, StaffAtScreen};

pub(crate) fn routes() -> Router<Newsroom> {
    Router::new().route("/desk/new", get(choose).post(begin))
}

/// A template as the page offers it.
struct Offered {
    id: String,
    name: String,
    purpose: Purpose,
    lang: String,
    dir: &'static str,
    own: bool,
}

#[derive(Template)]
#[template(path = "new.html")]
struct Page<'a> {
    form: &'a Form,
    language: String,
    languages: choices::Options,
    desks: choices::Options,
    kinds: choices::Options,
    purposes: choices::Options,
    templates: Vec<Offered>,
    chosen: String,
}

/// For which language templates are offered, and what is filled in already.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Asked {
    #[serde(default)]
    lang: Option<Lang>,
    #[serde(default)]
    template: Option<String>,
    #[serde(default)]
    slug: Option<String>,
    #[serde(default)]
    desk: Option<String>,
    #[serde(default)]
    kind: Option<Kind>,
}

/// `GET /desk/new`
async fn choose(State(newsroom): State<Newsroom>, staff: StaffAtScreen, Query(asked): Query<Asked>) -> Answer {
    staff.require(Right::Write)?;
    let language = asked.lang.unwrap_or_else(|| newsroom.agency.language.clone());
    let form = Form::default()
        .with("language", &language)
        .with("template", asked.template.unwrap_or_default())
        .with("slug", asked.slug.unwrap_or_default())
        .with("desk", asked.desk.unwrap_or_default())
        .with("kind", asked.kind.unwrap_or(Kind::Text).name());
    page(&newsroom, &staff, &form, &language).await
}

async fn page(newsroom: &Newsroom, staff: &StaffAtScreen, form: &Form, language: &Lang) -> Result<Response, Problem> {
    let offered = newsroom.desk.templates(&staff.0, Some(language), None).await.map_err(refused)?;
    let may = |purpose| purpose == Purpose::News || staff.0.role.may(Right::Release);
    let templates = offered.into_iter().filter(|one| may(one.purpose)).map(|one| {
        let lang = one.manuscript.language();
        Offered {
            id: one.id,
            name: one.name.as_str().to_owned(),
            purpose: one.purpose,
            dir: if lang.is_rtl() { "rtl" } else { "ltr" },
            lang: lang.as_str().to_owned(),
            own: !one.built_in,
        }
    });
    let page = Page {
        form,
        language: language.as_str().to_owned(),
        languages: choices::languages(newsroom),
        desks: choices::or_none("None", choices::desks(newsroom).await?),
        kinds: choices::kinds(),
        purposes: choices::or_none("As the template says", choices::purposes(&staff.0)),
        templates: templates.collect(),
        chosen: form.text("template").to_owned(),
    };
    let status = if form.is_right() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    Ok(newsroom.sheet(&staff.0, "/desk", "New item").page_as(status, &page))
}

/// `POST /desk/new`: begins a draft, and leads to it. A form that chooses nothing begins nothing.
async fn begin(State(newsroom): State<Newsroom>, staff: StaffAtScreen, mut form: Form) -> Answer {
    staff.require(Right::Write)?;
    let language = form.filled("language").and_then(|tag| Lang::new(tag).ok());
    let shown = language.clone().unwrap_or_else(|| newsroom.agency.language.clone());
    let template = form.filled("template").map(str::to_owned);
    if template.is_none() && form.filled("kind").is_none() {
        form.refuse("kind", "is missing: choose what to begin, or a template");
    }
    let kind = form.filled("kind").is_some().then(|| form.parse::<Kind>("kind")).flatten();
    let purpose = form.filled("purpose").is_some().then(|| form.parse::<Purpose>("purpose")).flatten();
    if form.filled("language").is_some() && language.is_none() {
        form.refuse("language", "is no language");
    }
    if !form.is_right() {
        return page(&newsroom, &staff, &form, &shown).await;
    }
    let filled = |name: &str| form.filled(name).map(str::to_owned);
    let beginning = Beginning {
        template,
        kind,
        language,
        desk: filled("desk"),
        purpose,
        place: filled("place"),
        slug: filled("slug"),
    };
    match newsroom.desk.begin(&staff.0, beginning).await {
        Ok(item) => Ok(Redirect::to(&format!("/desk/items/{}", item.id)).into_response()),
        Err(error) => {
            choices::note(&mut form, error, &[("desk", "desk"), ("slug", "slug")], "kind")?;
            page(&newsroom, &staff, &form, &shown).await
        }
    }
}
