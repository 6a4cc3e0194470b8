//! The subscription form.

use super::*;
use axum::extract::ConnectInfo;
use site::{REQUESTS_PER_ADDRESS_MAX, REQUESTS_PER_HOUR_MAX, subscription_requests};
use std::net::SocketAddr;

const GOOD: &str = "name=Ay%C5%9Fe+Kaya&organisation=Yeni+Gazete&email=ayse%40gazete.example&country=T%C3%BCrkiye&message=The+wire\
%0D%0Aplease&website=";

#[tokio::test]
async fn a_request_is_stored_and_thanked_for() {
    for public in Public::each().await {
        let form = public.get("/tr/subscribe/").await;
        assert!(form.text.contains("<form") && form.text.contains("type=\"submit\""));
        let sent = public.post("/tr/subscribe/", GOOD).await;
        assert_eq!((sent.status, sent.header(header::LOCATION)), (StatusCode::SEE_OTHER, "/tr/subscribe/thanks/"));
        assert!(public.get("/tr/subscribe/thanks/").await.text.contains("Başvurunuz bize ulaştı"));
        public.post("/tr/subscribe/", GOOD).await;
        let stored = subscription_requests(&public.world.db, 10).await.expect("the requests");
        assert_eq!(stored.len(), 1, "the same request twice is one");
        let (time, request) = &stored[0];
        assert_eq!((*time, request.name.as_str()), (public.world.now(), "Ayşe Kaya"));
        assert_eq!(request.message.as_ref().map(story::Prose::as_str), Some("The wire\nplease"));
        assert_eq!(request.language.as_str(), "tr");
    }
}

#[tokio::test]
async fn each_wrong_field_says_what_is_wrong_with_it() {
    let public = Public::on(World::sqlite().await);
    let long = "x".repeat(300);
    for (form, fault, field) in [
        ("", "Please fill in this field.", "name-fault"),
        ("name=A&organisation=B&country=C&email=nobody", "Please give an e-mail address", "email-fault"),
        ("name=A&organisation=B&country=C&email=a%40b", "Please give an e-mail address", "email-fault"),
        ("name=A&organisation=B&country=C&email=a+b%40c.example", "Please give an e-mail address", "email-fault"),
        ("name=A%00&organisation=B&country=C&email=a%40b.example", "characters that are not text", "name-fault"),
        (&format!("name={long}&organisation=B&country=C&email=a%40b.example"), "This is too long.", "name-fault"),
        (
            &format!("name=A&organisation=B&country=C&email=a%40b.example&message={}", "m".repeat(4_001)),
            "too long",
            "message-fault",
        ),
    ] {
        let answer = public.post("/en/subscribe/", form).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{field}");
        assert!(answer.text.contains(fault) && answer.text.contains(&format!("id=\"{field}\"")), "{}", answer.text);
    }
    let kept = public.post("/en/subscribe/", "name=%3Cscript%3E&email=x").await.text;
    assert!(kept.contains("value=\"&#60;script&#62;\""), "what was typed stands there again, as text");
    let twice = public.post("/en/subscribe/", "name=A&name=B").await;
    assert_eq!(twice.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(subscription_requests(&public.world.db, 10).await.expect("the requests").is_empty());
}

#[tokio::test]
async fn a_program_that_fills_in_every_field_is_thanked_and_forgotten() {
    let public = Public::on(World::sqlite().await);
    let sent = public.post("/en/subscribe/", &format!("{GOOD}http%3A%2F%2Fspam.example")).await;
    assert_eq!(sent.status, StatusCode::SEE_OTHER);
    assert!(subscription_requests(&public.world.db, 10).await.expect("the requests").is_empty());
}

#[tokio::test]
async fn what_is_not_a_form_is_refused_with_a_reason() {
    let public = Public::on(World::sqlite().await);
    let form = "application/x-www-form-urlencoded";
    let huge = format!("message={}", "m".repeat(5 * 1024 * 1024));
    for (media_type, body, status, said) in [
        (form, huge.as_bytes(), StatusCode::PAYLOAD_TOO_LARGE, "larger than this page can send"),
        (form, b"name=%FF%FE&organisation=B".as_slice(), StatusCode::BAD_REQUEST, "not UTF-8 text"),
        (form, b"name=A\xFF", StatusCode::BAD_REQUEST, "not UTF-8 text"),
        (form, b"name=%C3&organisation=%A9", StatusCode::BAD_REQUEST, "not UTF-8 text"),
        ("application/json", b"{}", StatusCode::UNSUPPORTED_MEDIA_TYPE, "takes only what the form"),
        ("", b"name=A", StatusCode::UNSUPPORTED_MEDIA_TYPE, "takes only what the form"),
    ] {
        let request = Request::post("/en/subscribe/").header(header::CONTENT_TYPE, media_type);
        let answer = public.send(request.body(Body::from(body.to_vec())).expect("a request")).await;
        assert_eq!(answer.status, status, "{said}");
        assert!(answer.text.contains(said) && answer.text.contains("<form"), "{}", answer.text);
    }
    let named = Request::post("/en/subscribe/").header(header::CONTENT_TYPE, format!("{form}; charset=UTF-8"));
    let answer = public.send(named.body(Body::from(GOOD)).expect("a request")).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER);
}

#[tokio::test]
async fn one_address_is_asked_to_wait_and_others_are_not() {
    let public = Public::on(World::sqlite().await);
    let post = async |address: &str, n: usize| {
        let form = format!("name=A&organisation=B{n}&country=C&email=a%40b.example");
        let request = Request::post("/en/subscribe/").header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
        let peer: SocketAddr = format!("{address}:4000").parse().expect("an address");
        public.send(request.extension(ConnectInfo(peer)).body(Body::from(form)).expect("a request")).await
    };
    for n in 0..REQUESTS_PER_ADDRESS_MAX {
        assert_eq!(post("192.0.2.1", n).await.status, StatusCode::SEE_OTHER);
    }
    public.world.advance(600);
    let late = post("192.0.2.1", 90).await;
    assert_eq!((late.status, late.header(header::RETRY_AFTER)), (StatusCode::TOO_MANY_REQUESTS, "3000"));
    assert!(late.text.contains("from your address") && late.text.contains("value=\"B90\""), "{}", late.text);
    assert_eq!(post("192.0.2.2", 91).await.status, StatusCode::SEE_OTHER);
    public.world.advance(3_000);
    assert_eq!(post("192.0.2.1", 90).await.status, StatusCode::SEE_OTHER);
    let stored = subscription_requests(&public.world.db, 10).await.expect("the requests");
    assert_eq!(stored.len(), REQUESTS_PER_ADDRESS_MAX + 2);
}

#[tokio::test]
async fn nobody_can_fill_the_disk() {
    let public = Public::on(World::sqlite().await);
    let form = |n: u64| format!("name=A&organisation=B{n}&country=C&email=a%40b.example");
    for n in 0..REQUESTS_PER_HOUR_MAX {
        assert_eq!(public.post("/en/subscribe/", &form(n)).await.status, StatusCode::SEE_OTHER);
    }
    let late = public.post("/en/subscribe/", &form(REQUESTS_PER_HOUR_MAX)).await;
    assert_eq!(late.status, StatusCode::TOO_MANY_REQUESTS);
    assert!(late.text.contains("Too many requests"));
    assert_eq!(late.header(header::RETRY_AFTER), "3600");
    public.world.advance(3_600);
    assert_eq!(public.post("/en/subscribe/", &form(REQUESTS_PER_HOUR_MAX)).await.status, StatusCode::SEE_OTHER);
}

/// What was posted, as it goes out.
async fn posted(public: &Public) -> Vec<mailroom::Read> {
    let folder = public.world.dir.path().join("mail");
    let office = mailroom::PostOffice::Folder(folder.clone());
    let from = mailroom::sender("Tellal <news@agency.example>").expect("a sender");
    let room = mailroom::Mailroom::new(public.world.db.clone(), public.world.clock.clone(), office, from);
    room.round().await.expect("a round");
    let files = std::fs::read_dir(folder).map(|files| files.map(|file| file.expect("a file").path()).collect());
    let mut files: Vec<_> = files.unwrap_or_default();
    files.sort();
    let read = |path| mailroom::read(&std::fs::read(path).expect("a letter")).expect("a message");
    files.into_iter().map(read).collect()
}

fn business() -> mailroom::Address {
    mailroom::Address { name: "Subscriptions".to_owned(), email: "sales@agency.example".to_owned() }
}

impl Public {
    /// The same site, whose requests somebody answers.
    fn answered(mut self) -> Self {
        self.site = self.site.answered_by(business());
        self.router = site::routes(self.site.clone());
        self
    }
}

#[tokio::test]
async fn the_business_side_hears_of_a_request_once_and_can_answer_it() {
    for public in Public::each().await {
        let public = public.answered();
        for _ in 0..2 {
            assert_eq!(public.post("/en/subscribe/", GOOD).await.status, StatusCode::SEE_OTHER);
        }
        let letters = posted(&public).await;
        assert_eq!(letters.len(), 1, "the same request twice is one letter");
        let letter = &letters[0];
        assert_eq!(letter.header("To"), "Subscriptions <sales@agency.example>");
        assert_eq!(letter.header("Reply-To"), "Ayşe Kaya <ayse@gazete.example>");
        // The agency's own language is Turkish, whatever the form's.
        assert_eq!(letter.header("Subject"), "Abonelik başvurusu: Yeni Gazete");
        for part in [
            "Yeni Gazete adına Ayşe Kaya, ",
            ": ayse@gazete.example\n",
            ": Türkiye\n",
            "Formun dili: English\n",
            "\n> The wire\n> please\n",
        ] {
            assert!(letter.text.contains(part), "{part:?}: {}", letter.text);
        }
        let row = public.world.db.one("SELECT text, reply_mail FROM mail", store::args![]).await.expect("a read");
        let row = row.expect("a row");
        assert_eq!(
            (row.text("text").expect("text"), row.text("reply_mail").expect("text")),
            (String::new(), String::new())
        );
    }
}

#[tokio::test]
async fn there_is_no_letter_about_a_program_nor_where_nobody_answers_nor_about_what_is_wrong() {
    for public in Public::each().await {
        public.post("/en/subscribe/", GOOD).await;
        assert!(posted(&public).await.is_empty());
        let public = public.answered();
        public.post("/en/subscribe/", &format!("{GOOD}http%3A%2F%2Fspam.example")).await;
        public.post("/en/subscribe/", "name=A&organisation=B&country=C&email=nobody").await;
        let twisted = "name=A%0D%0ABcc:+x%40y.example&organisation=B&country=C&email=a%40b.example";
        assert_eq!(public.post("/en/subscribe/", twisted).await.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(posted(&public).await.is_empty());
    }
}

#[tokio::test]
async fn nobody_writes_into_the_letter_but_as_themselves() {
    let public = Public::on(World::sqlite().await).answered();
    let form = "name=%22A%22+%3Cx%40y.example%3E%2C+%3Cz&organisation=B&country=C&email=a%2Bb%40c.example\
                &message=--%0D%0A%0D%0ATo%3A+x%40y.example";
    assert_eq!(public.post("/en/subscribe/", form).await.status, StatusCode::SEE_OTHER);
    let letter = posted(&public).await.remove(0);
    assert_eq!(letter.headers.iter().filter(|(name, _)| name == "To").count(), 1);
    assert!(letter.header("Reply-To").ends_with("<a+b@c.example>"), "{}", letter.header("Reply-To"));
    assert!(letter.text.contains("> --\n> \n> To: x@y.example\n"), "{}", letter.text);
}
