//! `/account/receipts`, where the people of an organisation confirm what they are called for, and `/receipt?link=…`,
//! where the link of a letter leads. Neither shows a text of an item.

use crate::{
    Reception,
    invitation::{Link, private},
};
use account::{AccountError, Recall, Receiver, Through, Visitor};
use askama::Template;
use axum::{
    Router,
    extract::State,
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
    routing::{get, post},
};
use serde::Deserialize;
use story::Act;
use web::{Form, Path, PersonAtScreen, Problem, Query, members::moment};

/// Calls that are listed, at most.
const CALLS_MAX: u32 = 200;
const HERE: &str = "/account/receipts";
/// Where the link of a letter leads. The secret is in the query, because paths are logged and queries are not.
const LETTER: &str = "/receipt";

pub(crate) fn routes() -> Router<Reception> {
    Router::new()
        .route("/account/receipts", get(show))
        .route("/account/receipts/{seq}", post(confirm))
        .route(LETTER, get(show_link).post(confirm_link))
}

/// What was just confirmed.
#[derive(Deserialize)]
struct Done {
    #[serde(default)]
    done: Option<u64>,
}

#[derive(Template)]
#[template(path = "receipts.html")]
struct Receipts {
    open: Vec<Call>,
    confirmed: Vec<Call>,
    /// What is wrong with the note that was sent, and for which call.
    fault: Option<(u64, String)>,
}

#[derive(Template)]
#[template(path = "receipt.html")]
struct Letter {
    call: Call,
    organisation: String,
    form: Form,
}

/// A call as it is shown.
struct Call {
    seq: u64,
    item: String,
    version: u32,
    act: &'static str,
    demand: &'static str,
    time: String,
    reason: Option<String>,
    held: String,
    receipt: Option<String>,
}

impl Call {
    fn of(recall: Recall, receiver: &Receiver) -> Self {
        let held = &receiver.held;
        let ways = [("delivered", held.delivered), ("opened", held.opened), ("downloaded", held.downloaded)];
        let seen: Vec<_> = ways.iter().filter_map(|(way, at)| at.map(|at| format!("{way} {}", moment(&at)))).collect();
        let held = if seen.is_empty() { "perhaps: your contract covered it".to_owned() } else { seen.join(", ") };
        let receipt = receiver.receipt.as_ref().map(|receipt| {
            let note = receipt.note.as_ref().map_or_else(String::new, |note| format!(": {note}"));
            format!("{} by {}, through {}{note}", moment(&receipt.time), receipt.by, receipt.through.name())
        });
        Self {
            seq: recall.seq,
            item: recall.item.to_string(),
            version: recall.version,
            act: done(recall.act),
            demand: demand(recall.act),
            time: moment(&recall.time),
            reason: recall.reason,
            held,
            receipt,
        }
    }
}

fn done(act: Act) -> &'static str {
    match act {
        Act::Kill => "Killed",
        Act::Withdraw => "Withdrawn",
        Act::Hold => "On hold",
        _ => "Corrected",
    }
}

fn demand(act: Act) -> &'static str {
    match act {
        Act::Kill | Act::Withdraw => "Do not use any version of it. If you have published it, take it down.",
        Act::Hold => "Do not use any version of it until it is resumed.",
        _ => "Use the newest version. If you have published an earlier one, correct it.",
    }
}

/// `GET /account/receipts`
async fn show(
    State(reception): State<Reception>,
    PersonAtScreen(person, session): PersonAtScreen,
    Query(Done { done }): Query<Done>,
) -> Result<Response, Problem> {
    let receiver = match done {
        Some(seq) => reception.accounts.receiver(seq, &person.organisation).await?,
        None => None,
    };
    let confirmed = receiver.is_some_and(|receiver| receiver.receipt.is_some());
    let said = confirmed.then(|| "Your receipt was noted. Thank you.".to_owned());
    list(&reception, &session.visitor, &person.organisation, said, None).await
}

async fn list(
    reception: &Reception,
    visitor: &Visitor,
    organisation: &account::OrganisationId,
    said: Option<String>,
    fault: Option<(u64, String)>,
) -> Result<Response, Problem> {
    let calls = reception.accounts.recalls_to(organisation, false, CALLS_MAX).await?;
    let (open, confirmed): (Vec<_>, Vec<_>) = calls
        .into_iter()
        .map(|(recall, receiver)| Call::of(recall, &receiver))
        .partition(|call| call.receipt.is_none());
    let mut sheet = reception.sheet_for(visitor, HERE, "Receipts");
    sheet.said = said;
    let status = if fault.is_some() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    Ok(sheet.page_as(status, &Receipts { open, confirmed, fault }))
}

/// `POST /account/receipts/{seq}`
async fn confirm(
    State(reception): State<Reception>,
    PersonAtScreen(person, session): PersonAtScreen,
    Path(seq): Path<u64>,
    form: Form,
) -> Result<Response, Problem> {
    let (organisation, note) = (&person.organisation, form.filled("note"));
    match reception.accounts.confirm(seq, organisation, Through::Portal, &person.email, note).await {
        Ok(_) => Ok(Redirect::to(&format!("{HERE}?done={seq}")).into_response()),
        Err(AccountError::Bad { why, .. }) => {
            list(&reception, &session.visitor, organisation, None, Some((seq, why))).await
        }
        Err(error) => Err(error.into()),
    }
}

/// `GET /receipt?link=…`: shows the notice, and confirms nothing, because programs that look for harm open every link of a
/// letter.
async fn show_link(State(reception): State<Reception>, Query(link): Query<Link>) -> Result<Response, Problem> {
    letter(&reception, Form::default().with("link", link.link), StatusCode::OK).await
}

/// `POST /receipt`
async fn confirm_link(State(reception): State<Reception>, mut form: Form) -> Result<Response, Problem> {
    let accounts = &reception.accounts;
    let secret = form.text("link").to_owned();
    if let Some(link) = accounts.recall_link(&secret).await? {
        let (organisation, note) = (&link.organisation, form.filled("note"));
        match accounts.confirm(link.seq, organisation, Through::Link, &link.email, note).await {
            Ok(_) => return Ok(Redirect::to(&format!("{LETTER}?link={secret}")).into_response()),
            Err(AccountError::Bad { field, why }) => form.refuse(field, why),
            Err(error) => return Err(error.into()),
        }
    }
    letter(&reception, form, StatusCode::UNPROCESSABLE_ENTITY).await
}

async fn letter(reception: &Reception, form: Form, status: StatusCode) -> Result<Response, Problem> {
    let accounts = &reception.accounts;
    let link = accounts.recall_link(form.text("link")).await?;
    let receiver = match &link {
        Some(link) => accounts.receiver(link.seq, &link.organisation).await?,
        None => None,
    };
    let Some((link, receiver)) = link.zip(receiver) else {
        let mut sheet = reception.sheet("Receipt");
        sheet.wrong = Some("This link is not known, or its time is over. Sign in to confirm.".to_owned());
        return Ok(private(sheet.page_as(StatusCode::NOT_FOUND, &Nothing)));
    };
    let call = Call::of(accounts.recall(link.seq).await?, &receiver);
    let mut sheet = reception.sheet(&format!("{}: {}", call.act, call.item));
    sheet.said = call.receipt.as_ref().map(|_| "Your receipt was noted. Thank you.".to_owned());
    Ok(private(sheet.page_as(status, &Letter { call, organisation: receiver.name, form })))
}

#[derive(Template)]
#[template(source = "<p><a href=\"/account/receipts\">Sign in</a></p>", ext = "html")]
struct Nothing;

#[cfg(test)]
mod tests {

    use crate::{Reception, routes};
    use account::{Held, OPERATOR, Recall, RecallLink, Whose, add_recall_link, put_recall, put_receiver};
    use axum::{
        Router,
        body::{Body, to_bytes},
        extract::connect_info::MockConnectInfo,
        http::{Request, header},
    };
    use kit::World;
    use std::{net::SocketAddr, sync::Arc};
    use story::{Act, ProductId};
    use tower::ServiceExt;

    struct Stand {
        world: World,
        app: Router,
        cookie: String,
        seq: u64,
        /// The secret of a letter's link.
        secret: String,
    }

    impl Stand {
        /// A person of an organisation that is called for a kill.
        async fn new() -> Self {
            let world = World::sqlite().await;
            let organisation = world.covered_subscriber("Gazete").await.subscriber.organisation;
            let accounts = &world.accounts;
            let person = accounts.add_person(&organisation, "ayse@gazete.example", "Ayşe", true, None, OPERATOR).await;
            let story = world.release(kit::story("tr", "Manşet", "Metin."), &[ProductId(1)]).await;
            let entry = world.kill(&story).await.entry.clone();
            let recall = Recall {
                seq: entry.seq,
                item: entry.item,
                version: entry.version,
                act: Act::Kill,
                time: entry.time,
                reason: Some("<b>Wrong.</b>".to_owned()),
                required: true,
            };
            let link = RecallLink {
                seq: entry.seq,
                organisation: organisation.clone(),
                email: "desk@gazete.example".to_owned(),
            };
            let mut tx = world.db.begin().await.unwrap();
            put_recall(&mut tx, &recall).await.unwrap();
            put_receiver(&mut tx, &recall, &organisation, Held::default(), world.now()).await.unwrap();
            let secret = add_recall_link(&mut tx, &link, world.now()).await.unwrap();
            tx.commit().await.unwrap();
            let here = SocketAddr::from(([192, 0, 2, 1], 5_000));
            let session =
                accounts.open_session(&Whose::Person(person.unwrap()), true, here.ip(), "a test").await.unwrap();
            let app = web::layers(routes(Reception::new(accounts.clone(), Arc::clone(&world.agency))));
            let app = app.layer(MockConnectInfo(here));
            Self { cookie: format!("__Host-tellal={}", session.secret), seq: entry.seq, secret, world, app }
        }

        async fn ask(&self, method: &str, path: &str, form: &str, site: &str) -> (u16, String) {
            let request = Request::builder()
                .method(method)
                .uri(path)
                .header(header::COOKIE, &self.cookie)
                .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
                .header("sec-fetch-site", site);
            let request = request.body(Body::from(form.to_owned())).unwrap();
            let (head, body) = self.app.clone().oneshot(request).await.unwrap().into_parts();
            if head.status != 303 && path.starts_with(super::LETTER) {
                assert_eq!(head.headers[header::REFERRER_POLICY], "same-origin", "the address is a secret");
                assert_eq!(head.headers[header::CACHE_CONTROL], "no-store", "and so is the page");
            }
            let text = String::from_utf8(to_bytes(body, usize::MAX).await.unwrap().into()).unwrap();
            assert!(!text.contains("Manşet") && !text.contains("Metin"), "no text of the item: {text}");
            (head.status.as_u16(), text)
        }

        async fn get(&self, path: &str) -> (u16, String) {
            self.ask("GET", path, "", "none").await
        }

        async fn post(&self, path: &str, form: &str) -> u16 {
            self.ask("POST", path, form, "same-origin").await.0
        }

        /// How the organisation's receipt came, and by whom.
        async fn receipt(&self) -> Option<(&'static str, String)> {
            let receivers = self.world.accounts.receivers(self.seq).await.unwrap();
            receivers[0].receipt.clone().map(|receipt| (receipt.through.name(), receipt.by))
        }
    }

    #[tokio::test]
    async fn a_person_confirms_what_the_organisation_is_called_for() {
        let stand = Stand::new().await;
        let (status, page) = stand.get("/account/receipts").await;
        assert_eq!(status, 200);
        for part in ["Killed", "&#60;b&#62;Wrong.", "your contract covered it", "Confirm <span"] {
            assert!(page.contains(part), "{part}: {page}");
        }
        let confirm = format!("/account/receipts/{}", stand.seq);
        let long = format!("note={}", "n".repeat(501));
        let (status, page) = stand.ask("POST", &confirm, &long, "same-origin").await;
        assert!(status == 422 && page.contains("id=\"note-fault\""), "{status} {page}");
        assert_eq!(stand.ask("POST", &confirm, "", "cross-site").await.0, 403);
        assert_eq!(stand.post("/account/receipts/999", "").await, 404);
        assert_eq!(stand.receipt().await, None, "nothing was changed");
        assert_eq!(stand.post(&confirm, "note=Silindi.").await, 303);
        assert_eq!(stand.receipt().await, Some(("portal", "ayse@gazete.example".to_owned())));
        let (_, page) = stand.get(&format!("/account/receipts?done={}", stand.seq)).await;
        assert!(page.contains("Your receipt was noted") && page.contains("Nothing waits"), "{page}");
    }

    #[tokio::test]
    async fn a_link_that_is_opened_confirms_nothing_until_its_button_is_pressed() {
        let stand = Stand::new().await;
        let link = format!("/receipt?link={}", stand.secret);
        let form = format!("link={}", stand.secret);
        let (status, page) = stand.get(&link).await;
        assert!(status == 200 && page.contains("Confirm for Gazete"), "{page}");
        assert_eq!(stand.ask("HEAD", &link, "", "none").await.0, 200);
        assert_eq!(stand.receipt().await, None, "programs that look for harm open links");
        for wrong in ["", "link=nonsense"] {
            assert_eq!(stand.post("/receipt", wrong).await, 404, "{wrong}");
            assert_eq!(stand.get(&format!("/receipt?{wrong}")).await.0, 404, "{wrong}");
        }
        assert_eq!(stand.post(&link, "").await, 404, "the form says which link, and not the address");
        let (status, page) =
            stand.ask("POST", "/receipt", &format!("{form}&note={}", "n".repeat(501)), "same-origin").await;
        assert!(status == 422 && page.contains(&format!("value=\"{}\"", stand.secret)), "it can be sent again: {page}");
        assert_eq!(stand.receipt().await, None);
        assert_eq!(stand.post("/receipt", &form).await, 303);
        assert_eq!(stand.receipt().await, Some(("link", "desk@gazete.example".to_owned())));
        assert!(stand.get(&link).await.1.contains("Your receipt was noted"));
    }
}
