//! Picture stories: series and single pictures.

use super::*;
use story::{GroupId, Line, Publicity};

fn shot(title: &str, group: Option<u64>) -> Story {
    let mut story = kit::picture("en", title, &format!("{title}, seen from the east."));
    story.rights.credit = Some(Line::new("A. Kaya/TEL").expect("a credit"));
    story.group = group.map(|n| format!("tel:group:20260901:{n}").parse::<GroupId>().expect("a group"));
    story
}

/// The page of the series that begins with this picture.
fn page(first: &Dispatch) -> String {
    let address = format::name::address_part(first.story.headline.as_str(), &first.story.language);
    format!("/en/pictures/{address}/{}", first.entry.item.number())
}

#[tokio::test]
async fn a_series_shows_its_pictures_in_order_with_captions_and_credits() {
    for public in Public::each().await {
        let first = public.world.release(shot("The viaduct", Some(7)), &[PUBLIC]).await;
        let second = public.world.release(shot("The river", Some(7)), &[PUBLIC]).await;
        let single = public.world.release(shot("The harbour", None), &[PUBLIC]).await;
        public.caught_up().await;
        let answer = public.get(&page(&first)).await;
        assert_eq!(answer.status, StatusCode::OK);
        let text = &answer.text;
        let place = |what: &str| text.find(what).unwrap_or_else(|| panic!("{what}: {text}"));
        assert!(place("The viaduct, seen from the east.") < place("The river, seen from the east."));
        assert_eq!(text.matches("(A. Kaya/TEL)").count(), 2);
        assert!(text.contains("<span>2 pictures</span>") && text.contains("<h1>The viaduct</h1>"));
        assert_eq!(text.matches("What you read here is only a portion").count(), 1);
        assert!(!text.contains("The harbour"));
        // Another picture of the series, and other words, lead to it.
        for path in [
            page(&second),
            page(&first).replace("the-viaduct", "x"),
            page(&first).replace("the-viaduct", "The-Viaduct"),
        ] {
            let redirected = public.get(&path).await;
            assert_eq!(redirected.status, StatusCode::PERMANENT_REDIRECT, "{path}");
            assert_eq!(redirected.header(header::LOCATION), page(&first));
        }
        let grid = public.get("/en/pictures/").await.text;
        for shown in [&first, &single] {
            assert_eq!(grid.matches(&format!("href=\"{}\"", page(shown))).count(), 1, "{grid}");
        }
        assert_eq!(public.get("/tr/pictures/").await.text.matches("class=\"story\"").count(), 0);
    }
}

#[tokio::test]
async fn a_killed_picture_leaves_its_series_and_the_last_one_takes_it_along() {
    for public in Public::each().await {
        let first = public.world.release(shot("The viaduct", Some(7)), &[PUBLIC]).await;
        let second = public.world.release(shot("The river", Some(7)), &[PUBLIC]).await;
        public.caught_up().await;
        let grid = public.get("/en/pictures/").await.text;
        assert!(grid.contains("2 pictures"), "{grid}");
        public.world.kill(&first).await;
        let rest = format!("/en/pictures/the-river/{}", first.entry.item.number());
        for caught_up in [false, true] {
            if caught_up {
                public.caught_up().await;
            }
            let moved = public.get(&page(&first)).await;
            assert_eq!(moved.header(header::LOCATION), rest, "its address keeps its number");
            let text = public.get(&rest).await.text + &public.get("/en/pictures/").await.text;
            assert!(text.contains("The river") && !text.contains("viaduct") && !text.contains("2 pictures"), "{text}");
        }
        public.world.kill(&second).await;
        for caught_up in [false, true] {
            if caught_up {
                public.caught_up().await;
            }
            for path in [&rest, &page(&first), &page(&second)] {
                let gone = public.get(path).await;
                assert_eq!(gone.status, StatusCode::GONE, "{path}");
                assert!(!gone.text.contains("viaduct") && !gone.text.contains("The river"));
            }
            assert_eq!(public.get("/en/pictures/").await.text.matches("class=\"story\"").count(), 0);
        }
    }
}

#[tokio::test]
async fn what_is_not_public_now_is_named_nowhere() {
    for public in Public::each().await {
        let until = public.world.now() + jiff::SignedDuration::from_hours(1);
        let hidden = Story { public: Publicity::No, ..shot("The secret viaduct", Some(7)) };
        let hidden = public.world.release(hidden, &[PUBLIC]).await;
        let waits = public
            .world
            .release(Story { embargo: Some(until), ..shot("The coming viaduct", Some(7)) }, &[PUBLIC])
            .await;
        public.world.release(shot("The sold viaduct", Some(7)), &[]).await;
        public.caught_up().await;
        for path in [page(&hidden), page(&waits)] {
            let answer = public.get(&path).await;
            assert!(answer.status == StatusCode::NOT_FOUND && !answer.text.contains("viaduct"), "{}", answer.text);
        }
        let open = public.world.release(shot("The open viaduct", Some(7)), &[PUBLIC]).await;
        public.caught_up().await;
        let text = public.get(&page(&waits)).await;
        assert_eq!(text.status, StatusCode::PERMANENT_REDIRECT);
        let path = text.header(header::LOCATION).to_owned();
        assert!(path.contains("the-open-viaduct"), "{path}");
        let text = public.get(&path).await.text + &public.get("/en/pictures/").await.text;
        for named in ["secret", "coming", "sold"] {
            assert!(!text.contains(named), "{named}: {text}");
        }
        public.world.advance(3_600);
        let later = public.get(&path).await;
        let later = public.get(later.header(header::LOCATION)).await.text;
        assert!(later.contains("The coming viaduct") && later.contains("The open viaduct"), "{later}");
        let held = public.world.hold(&waits).await;
        public.world.hold(&open).await;
        let path = page(&waits);
        assert_eq!(public.get(&path).await.status, StatusCode::NOT_FOUND);
        assert!(public.get(&path).await.text.contains("This story is being checked"));
        public.world.resume(&held, shot("The coming viaduct", Some(7))).await;
        public.caught_up().await;
        assert_eq!(public.get(&path).await.status, StatusCode::OK);
    }
}

#[tokio::test]
async fn odd_addresses_of_pictures_lead_nowhere() {
    let public = Public::on(World::sqlite().await);
    let sent = public.world.release(bridge(), &[PUBLIC]).await;
    public.caught_up().await;
    let number = sent.entry.item.number();
    for path in [
        format!("/en/pictures/x/{number}"),
        "/en/pictures/x/0".to_owned(),
        "/en/pictures/x/-1".to_owned(),
        "/en/pictures/x/99999999999999999999".to_owned(),
        "/en/pictures/x/%ff".to_owned(),
        "/en/pictures/?before=x".to_owned(),
    ] {
        assert_eq!(public.get(&path).await.status, StatusCode::NOT_FOUND, "{path}");
    }
}
