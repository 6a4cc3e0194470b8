//! `/desk/items/{id}/place`: sends an item to review, takes it back, passes it to another desk.

use super::sheet;
use crate::{Newsroom, door::Answer, errors::refused};
use account::{Right, Staff};
use askama::Template;
use axum::{
    Router,
    extract::State,
    http::StatusCode,
    response::{IntoResponse, Redirect},
    routing::get,
};
use desk::{DeskError, Item, Move, NewsDesk, Stage};
use story::ItemId;
use web::{Form, Path, StaffAtScreen};

pub(super) fn routes() -> Router<Newsroom> {
    Router::new().route("/desk/items/{id}/place", get(show).post(place))
}

#[derive(Template)]
#[template(path = "lists_place.html")]
struct Page<'a> {
    item: &'a Item,
    form: &'a Form,
    desks: Vec<(String, String)>,
    /// None once the item was released.
    stages: Vec<(String, String)>,
}

/// `GET /desk/items/{id}/place`
async fn show(State(newsroom): State<Newsroom>, staff: StaffAtScreen, Path(id): Path<ItemId>) -> Answer {
    staff.require(Right::Write)?;
    let item = newsroom.desk.item(&id).await.map_err(refused)?;
    let form = Form::default().with("desk", item.desk.clone().unwrap_or_default()).with("stage", item.stage.name());
    page(&newsroom, &staff.0, &item, &form).await
}

async fn page(newsroom: &Newsroom, who: &Staff, item: &Item, form: &Form) -> Answer {
    let desks = newsroom.desk.desks().await.map_err(refused)?;
    let named = |desk: NewsDesk| (desk.id, desk.name);
    let none = (String::new(), "No desk".to_owned());
    let stage = |stage: Stage| {
        let name = match stage {
            Stage::Inbox => "Inbox: nobody has taken it",
            Stage::Draft => "Draft: it is being written",
            Stage::Review => "Review: it waits for an editor",
            Stage::Spiked => "Spiked: it was thrown away, and can be taken back",
        };
        (stage.name().to_owned(), name.to_owned())
    };
    let stages = if item.version == 0 { Stage::ALL.map(stage).into() } else { Vec::new() };
    let desks = std::iter::once(none).chain(desks.into_iter().map(named)).collect();
    let slug = item.manuscript.slug();
    let title = format!("Move {}", if slug.is_empty() { "an untitled item" } else { slug });
    let status = if form.is_right() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    Ok(sheet(newsroom, who, title).page_as(status, &Page { item, form, desks, stages }))
}

/// `POST /desk/items/{id}/place`
async fn place(
    State(newsroom): State<Newsroom>,
    staff: StaffAtScreen,
    Path(id): Path<ItemId>,
    mut form: Form,
) -> Answer {
    staff.require(Right::Write)?;
    let stage = form.filled("stage").is_some().then(|| form.parse::<Stage>("stage")).flatten();
    let desk = form.ticked("desk").then(|| form.text("desk").to_owned());
    if form.is_right() {
        match newsroom.desk.place(&staff.0, &id, Move { desk, stage }).await {
            Ok(_) => return Ok(Redirect::to(back(&form)).into_response()),
            Err(DeskError::NotReady(faults)) => {
                for fault in faults {
                    form.refuse(fault.field, fault.why);
                }
            }
            Err(other) => return Err(refused(other)),
        }
    }
    let item = newsroom.desk.item(&id).await.map_err(refused)?;
    page(&newsroom, &staff.0, &item, &form).await
}

/// The list that the form was sent from, and nothing else.
fn back(form: &Form) -> &str {
    let own = |address: &&str| {
        let list = address.strip_prefix("/desk");
        list.is_some_and(|rest| rest.is_empty() || rest.starts_with(['?', '/']))
            && address.bytes().all(|b| b.is_ascii_graphic())
    };
    Some(form.text("back")).filter(own).unwrap_or("/desk")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_form_leads_back_to_the_desk_alone() {
        let back_of = |address: &str| back(&Form::default().with("back", address)).to_owned();
        assert_eq!(back_of("/desk?shelf=mine&desk=d1"), "/desk?shelf=mine&desk=d1");
        for strange in ["", "https://a.example/", "//a.example/desk", "/desk@a.example", "/desk?\r\nx", "/admin"] {
            assert_eq!(back_of(strange), "/desk", "{strange}");
        }
    }
}
