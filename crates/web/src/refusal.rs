//! A problem as a page: whoever sits at a browser reads a sheet, and not what is written for programs.

use crate::{Case, Problem, RequestId, Sheet, problem::Told, session_secret};
use account::{Accounts, Right, Visitor};
use askama::Template;
use axum::{
    extract::{FromRef, Request, State},
    http::{
        HeaderMap, HeaderName, Method, StatusCode,
        header::{ACCEPT, ALLOW, CONTENT_TYPE, RETRY_AFTER, SET_COOKIE},
    },
    middleware::Next,
    response::Response,
};

/// What the head of a refusal says besides its body.
const KEPT: [HeaderName; 3] = [RETRY_AFTER, ALLOW, SET_COOKIE];

/// Whoever writes the sheets of a surface.
pub trait Sheets: Clone + Send + Sync + 'static {
    /// A sheet with this title, for whoever is wholly signed in, or for nobody in particular.
    fn titled(&self, visitor: Option<&Visitor>, title: &str) -> Sheet;
}

#[derive(Template)]
#[template(path = "refusal.html")]
struct Refusal<'a> {
    /// What is wrong; every second part is quoted.
    parts: Vec<&'a str>,
    /// A form was sent: nothing came of it.
    sent: bool,
    /// The name of the request, where the log says more.
    named: Option<&'a str>,
    /// Where one can go on.
    on: (&'static str, &'static str),
}

/// A layer for surfaces that are read in browsers: a problem becomes a page where the request takes one.
pub async fn refusals<S>(State(sheets): State<S>, request: Request, next: Next) -> Response
where
    S: Sheets,
    Accounts: FromRef<S>,
{
    if !takes_pages(request.headers()) {
        return next.run(request).await;
    }
    let sent = request.method() == Method::POST;
    let path = request.uri().path();
    let at_desk = path == "/desk" || path.starts_with("/desk/");
    let secret = session_secret(request.headers());
    let id = request.extensions().get::<RequestId>().map(|id| id.0.clone());
    let response = next.run(request).await;
    let Some(problem) = refused(&response) else { return response };
    let session = match secret {
        // Where even this fails, the page is that of somebody who is not signed in.
        Some(secret) => Accounts::from_ref(&sheets).session(&secret).await.ok().flatten(),
        None => None,
    };
    let visitor = session.filter(|session| session.whole).map(|session| session.visitor);
    let why = sentence(problem.detail());
    let page = Refusal {
        parts: why.split('`').collect(),
        sent,
        named: id.as_deref().filter(|_| problem.kind() == Case::Internal.address()),
        on: match &visitor {
            Some(Visitor::Staff(who)) if at_desk && who.role.may(Right::Write) => ("/desk", "To the desk"),
            Some(Visitor::Staff(_)) => ("/admin", "To the office"),
            Some(Visitor::Person(_)) => ("/account", "To your account"),
            None => (crate::SIGN_IN, "To the sign-in"),
        },
    };
    let mut answer = sheets.titled(visitor.as_ref(), problem.title()).page_as(response.status(), &page);
    for name in KEPT {
        for value in response.headers().get_all(&name) {
            answer.headers_mut().append(name.clone(), value.clone());
        }
    }
    answer
}

/// What is wrong, as a sentence: some are written to stand after the name of something.
fn sentence(why: &str) -> String {
    let mut letters = why.chars();
    let first = letters.next().into_iter().flat_map(char::to_uppercase);
    let stop = if why.ends_with(['.', '?', '!', '…']) { "" } else { "." };
    first.chain(letters).collect::<String>() + stop
}

/// Browsers name pages when somebody follows a link or sends a form; scripts and programs do not.
fn takes_pages(headers: &HeaderMap) -> bool {
    let accepted = headers.get_all(ACCEPT);
    accepted.iter().filter_map(|value| value.to_str().ok()).any(|value| value.contains("text/html"))
}

/// The problem that an answer is; `None` when it is something else.
fn refused(response: &Response) -> Option<Problem> {
    if let Some(Told(problem)) = response.extensions().get::<Told>() {
        return Some(problem.as_ref().clone());
    }
    // What is refused before any handler, because another site made the browser send it, is no page either.
    let page = response.headers().get(CONTENT_TYPE).is_some_and(|kind| kind.as_bytes().starts_with(b"text/html"));
    let foreign = response.status() == StatusCode::FORBIDDEN && !page;
    foreign.then(|| Problem::forbidden("This was sent from another site. Open the page here, and send it again."))
}
