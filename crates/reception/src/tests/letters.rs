//! The pages behind the links of letters.

use super::window::Window;
use account::OPERATOR;
use kit::PASSWORD;

const NEW: &str = "another horse battery";
const MAIL: &str = "ayse@paper.example";

fn secret(link: &str) -> &str {
    link.split_once("?link=").unwrap().1
}

#[tokio::test]
async fn an_invitation_is_followed_once() {
    let window = Window::new().await;
    let paper = window.organisation("Paper").await;
    let id = window.person(&paper, MAIL).await;
    window.world.accounts.invite_person(&id, OPERATOR, super::window::BASE).await.unwrap();
    let link = window.link().await;
    // A mail server looks at the link first, and then the reader.
    for _ in 0..2 {
        let page = window.get(&link, "").await;
        assert_eq!(page.status, 200);
        assert!(page.text.contains(MAIL) && page.text.contains("Ayşe &#60;b&#62;"), "{}", page.text);
        assert_eq!(
            (&page.headers["cache-control"], &page.headers["referrer-policy"]),
            (&"no-store".parse().unwrap(), &"same-origin".parse().unwrap())
        );
    }
    let link = secret(&link);
    for (password, again, fault) in [("short", "short", "password-fault"), (NEW, "other", "again-fault")] {
        let fields = [("link", link), ("password", password), ("again", again)];
        let wrong = window.post("/invitation", &fields).await;
        assert!(wrong.status == 422 && wrong.text.contains(fault) && !wrong.text.contains(NEW), "{}", wrong.text);
    }
    let fields = [("link", link), ("password", NEW), ("again", NEW)];
    assert_eq!(window.post_from("cross-site", "/invitation", &fields).await.status, 403);
    assert_eq!(window.post("/reset/new", &fields).await.status, 404, "it is no reset");
    assert!(window.world.accounts.sign_in_person(MAIL, PASSWORD).await.is_ok(), "nothing was changed so far");
    let done = window.post("/invitation", &fields).await;
    assert_eq!((done.status, done.location()), (303, "/invitation/done"));
    assert!(window.get("/invitation/done", "").await.text.contains("href=\"/sign-in\""));
    assert!(window.world.accounts.sign_in_person(MAIL, NEW).await.is_ok());
    let over = window.post("/invitation", &fields).await;
    assert!(over.status == 404 && over.text.contains("used already"), "{}", over.text);
    assert_eq!(window.get(&format!("/invitation?link={link}"), "").await.status, 404);
    assert_eq!(window.get("/invitation", "").await.status, 404);
}

#[tokio::test]
async fn asking_for_a_password_answers_alike_whoever_asks() {
    let window = Window::new().await;
    let paper = window.organisation("Paper").await;
    window.person(&paper, MAIL).await;
    let mut answers = Vec::new();
    for email in [MAIL, "nobody@paper.example"] {
        let answer = window.post("/reset", &[("email", email)]).await;
        let head: Vec<_> = answer
            .headers
            .iter()
            .filter(|(name, _)| *name != "x-request-id")
            .map(|(n, v)| (n.clone(), v.clone()))
            .collect();
        answers.push((answer.status, answer.text.clone(), head));
    }
    assert_eq!(answers[0], answers[1]);
    assert_eq!(answers[0].0, 303);
    assert!(window.get("/reset/sent", "").await.text.contains("If there is an account"));
    let wrong = window.post("/reset", &[("email", "ayse")]).await;
    assert!(wrong.status == 422 && wrong.text.contains("email-fault"), "{}", wrong.text);
    let link = window.link().await;
    let fields = [("link", secret(&link)), ("password", NEW), ("again", NEW)];
    assert_eq!(window.get(&link, "").await.status, 200);
    assert_eq!(window.post("/reset/new", &fields).await.status, 303);
    assert!(window.world.accounts.sign_in_person(MAIL, NEW).await.is_ok());
    for _ in 0..18 {
        assert_eq!(window.post("/reset", &[("email", MAIL)]).await.status, 303);
    }
    let enough = window.post("/reset", &[("email", MAIL)]).await;
    assert_eq!(enough.status, 429);
    assert_eq!(window.post("/reset", &[("email", "nobody@paper.example")]).await.status, 429, "for everybody alike");
}
