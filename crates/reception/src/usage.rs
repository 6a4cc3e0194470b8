//! `/account/usage`: what an organisation took, and what is left to it.

use crate::Reception;
use account::{AccountError, Contract, Month, Person, Quota, Report};
use askama::Template;
use axum::{Router, extract::State, http::StatusCode, response::Response, routing::get};
use serde::Deserialize;
use web::{Form, PersonAtScreen, Problem, Query};

/// The routes of this room.
pub(crate) fn routes() -> Router<Reception> {
    Router::new().route("/account/usage", get(show)).route("/account/usage.csv", get(csv))
}

/// Which month.
#[derive(Default, Deserialize)]
#[serde(default)]
struct In {
    month: String,
}

/// A contract that holds, and what is left of it.
struct Line {
    contract: Contract,
    quota: Option<Quota>,
}

#[derive(Template)]
#[template(path = "usage.html")]
struct Usage {
    form: Form,
    month: Month,
    lines: Vec<Line>,
    shown: String,
}

/// `GET /account/usage`
async fn show(
    State(reception): State<Reception>,
    PersonAtScreen(person, session): PersonAtScreen,
    Query(In { month: asked }): Query<In>,
) -> Result<Response, Problem> {
    let accounts = &reception.accounts;
    let mut form = Form::default().with("month", &asked);
    let month = match web::month(&asked, accounts.now()) {
        Ok(month) => {
            form = form.with("month", month);
            month
        }
        Err(why) => {
            form.refuse("month", why);
            Month::of(accounts.now())
        }
    };
    let mut lines = Vec::new();
    for contract in accounts.contracts(&person.organisation).await? {
        if contract.terms.holds_at(accounts.now()) {
            lines.push(Line { quota: accounts.quota(&contract).await?, contract });
        }
    }
    let status = if form.is_right() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let shown = web::usage(&report(&reception, month, &person).await?, "");
    let sheet = reception.sheet_for(&session.visitor, "/account/usage", "Usage");
    Ok(sheet.page_as(status, &Usage { form, month, lines, shown }))
}

/// `GET /account/usage.csv`
async fn csv(
    State(reception): State<Reception>,
    PersonAtScreen(person, _): PersonAtScreen,
    Query(In { month }): Query<In>,
) -> Result<Response, Problem> {
    let month = web::month(&month, reception.accounts.now()).map_err(|why| Problem::bad_field("month", why))?;
    Ok(web::usage_csv(&report(&reception, month, &person).await?, "own"))
}

async fn report(reception: &Reception, month: Month, person: &Person) -> Result<Report, AccountError> {
    let lang = reception.agency.language.as_str();
    reception.accounts.report(month, Some(&person.organisation), lang).await
}

#[cfg(test)]
mod tests {
    use super::*;
    use account::{OPERATOR, OrganisationId, Take, Terms, Way, Whose};
    use axum::{
        body::{Body, to_bytes},
        http::{Request, header},
    };
    use kit::World;
    use std::sync::Arc;
    use story::{ProductId, RevisionId};
    use tower::ServiceExt;

    /// The page, as somebody of the organisation sees it.
    async fn page(world: &World, organisation: &OrganisationId, email: &str, path: &str) -> (u16, String) {
        let accounts = world.accounts.clone();
        let person = accounts.add_person(organisation, email, "Selin", true, None, OPERATOR).await.unwrap();
        let whose = Whose::Person(person);
        let session = accounts.open_session(&whose, true, "192.0.2.1".parse().unwrap(), "a test").await.unwrap();
        let app = crate::routes(Reception::new(accounts, Arc::clone(&world.agency)));
        let cookie = format!("__Host-tellal={}", session.secret);
        let request = Request::get(path).header(header::COOKIE, cookie).body(Body::empty()).unwrap();
        let (head, body) = app.oneshot(request).await.unwrap().into_parts();
        let text = String::from_utf8(to_bytes(body, usize::MAX).await.unwrap().into()).unwrap();
        (head.status.as_u16(), text)
    }

    #[tokio::test]
    async fn people_see_what_is_left_and_what_their_own_organisation_took() {
        let world = World::sqlite().await;
        let terms = Terms { download_limit: 2, ..Terms::all_of(vec![ProductId(1)], jiff::Timestamp::UNIX_EPOCH) };
        let own = world.subscriber("Gazete", Some(terms)).await.subscriber;
        let other = world.covered_subscriber("Söz").await.subscriber;
        for n in 1..=2 {
            let revision = RevisionId { item: format!("tel:text:20260901:{n}").parse().unwrap(), version: 1 };
            let contract = own.contracts[0].id.as_str();
            let take = Take { contract, limit: 2, by: &own, revision: &revision, way: Way::Item, format: "json" };
            world.accounts.take(&take).await.unwrap();
        }
        let (status, text) = page(&world, &own.organisation, "selin@gazete.example", "/account/usage").await;
        assert_eq!(status, 200);
        assert!(text.contains("<td class=\"number bad\">0</td>") && text.contains(">2026-10-01</time>"), "{text}");
        assert!(text.contains("In 2026-09 0 documents"), "{text}");
        let (_, text) = page(&world, &other.organisation, "selin@soz.example", "/account/usage").await;
        assert!(text.contains("<td>no limit</td>") && !text.contains(&own.contracts[0].id), "{text}");
        let (status, text) = page(&world, &own.organisation, "s@gazete.example", "/account/usage?month=x").await;
        assert!(status == 422 && text.contains("is not a month such as 2026-09"), "{text}");
        let (status, text) = page(&world, &own.organisation, "t@gazete.example", "/account/usage.csv").await;
        assert!(status == 200 && text.starts_with("month,by,key,name,given,bytes\r\n"), "{text}");
    }
}
