//! What is refused, as a browser and as a program meet it.

use super::stand::{Browser, Stand};
use axum::{
    body::Body,
    http::{Request, header},
};

/// What browsers send when somebody follows a link or sends a form.
const PAGES: &str = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8";

async fn look(browser: &Browser<'_>, method: &str, path: &str, site: &str) -> super::stand::Answer {
    let request = Request::builder().method(method).uri(path).header(header::ACCEPT, PAGES);
    let kind = "application/x-www-form-urlencoded";
    let request = request.header(header::CONTENT_TYPE, kind).header("sec-fetch-site", site);
    browser.send(request.body(Body::empty()).unwrap()).await
}

#[tokio::test]
async fn a_browser_reads_what_is_refused_on_a_sheet_and_a_program_as_a_problem() {
    let stand = Stand::new().await;
    let chief = stand.at("chief").await;
    for (method, path, site, status, why) in [
        ("GET", "/admin/staff", "none", 403, "may not change staff"),
        ("GET", "/admin/contracts/none", "none", 404, "There is no"),
        ("GET", "/admin/thaw", "none", 405, "<code>/admin/thaw</code> does not take GET."),
        ("POST", "/admin/freeze", "cross-site", 403, "sent from another site"),
    ] {
        let answer = look(&chief, method, path, site).await;
        assert_eq!(answer.status, status, "{method} {path}");
        assert_eq!(answer.headers[header::CONTENT_TYPE], "text/html; charset=utf-8", "{method} {path}");
        assert!(answer.text.contains(why) && answer.text.contains("To the office"), "{path}: {}", answer.text);
        assert_eq!(answer.text.contains("Nothing was changed."), method == "POST", "{path}");
        assert!(answer.headers[header::CONTENT_SECURITY_POLICY].to_str().unwrap().contains("form-action 'self'"));
    }
    let allowed = look(&chief, "GET", "/admin/thaw", "none").await;
    assert_eq!(allowed.headers[header::ALLOW], "POST");
    let program = chief.get("/admin/staff").await;
    assert_eq!((program.status, &program.headers[header::CONTENT_TYPE]), (403, &web::PROBLEM_JSON.parse().unwrap()));
}

#[tokio::test]
async fn what_was_asked_for_is_shown_without_being_believed() {
    let stand = Stand::new().await;
    let admin = stand.at("administrator").await;
    let answer = look(&admin, "GET", "/admin/organisations/%3Cscript%3E", "none").await;
    assert_eq!(answer.status, 404);
    assert!(!answer.text.contains("<script>"), "{}", answer.text);
}
