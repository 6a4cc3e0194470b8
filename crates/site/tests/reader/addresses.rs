//! Addresses stay: by number, in one hop, and with an answer when the story is gone.

use super::*;

async fn method(public: &Public, method: &str, path: &str) -> Answer {
    public.send(Request::builder().method(method).uri(path).body(Body::empty()).expect("a request")).await
}

#[tokio::test]
async fn every_old_address_leads_to_the_new_one_in_one_hop() {
    for public in Public::each().await {
        let sent = public.world.release(bridge(), &[PUBLIC]).await;
        public.caught_up().await;
        let mut story = bridge();
        story.headline = story::Headline::new("Köprü: a bridge stays open").expect("a headline");
        story.category = public.world.agency.categories[1].id;
        let updated = public.world.update(&sent, story).await;
        public.caught_up().await;
        let section = &public.world.agency.categories[1].path;
        let number = sent.entry.item.number();
        let now = page_of(&updated).replace("general", section);
        assert_eq!(public.get(&now).await.status, StatusCode::OK);
        let old = [
            page_of(&sent),
            format!("/en/sport-of-old/x/{number}"),
            format!("/tr/general/x/{number}"),
            format!("/en/general/bridge/{}", sent.entry.item),
            now.to_uppercase().replace("/EN/", "/en/").replace("KOPRU", "%6bopru"),
        ];
        for path in old {
            for verb in ["GET", "HEAD"] {
                let answer = method(&public, verb, &path).await;
                assert_eq!(answer.status, StatusCode::PERMANENT_REDIRECT, "{verb} {path}");
                assert_eq!(answer.header(header::LOCATION), now, "{verb} {path}");
            }
        }
    }
}

#[tokio::test]
async fn a_page_that_is_gone_says_when_and_by_which_cause_but_not_what_subscribers_were_told() {
    for public in Public::each().await {
        let sent = public.world.release(bridge(), &[PUBLIC]).await;
        let other = public.world.release(kit::story("en", "Other", BODY), &[PUBLIC]).await;
        public.caught_up().await;
        public.world.advance(3_600);
        let killed = public.world.kill(&sent).await;
        public.world.kill(&other).await;
        // As the desk writes it down when it takes items back for one cause.
        public.world.tamper("INSERT INTO cause (id, time, login, act, because, reason) VALUES ('c', 1, 'ada', 'kill', 'source', 'Secret words.')").await;
        let (item, seq) = (&killed.entry.item, killed.seq());
        let named = format!(
            "INSERT INTO cause_item (cause, item, place, unscheduled, seq) VALUES ('c', '{item}', 0, FALSE, {seq})"
        );
        public.world.tamper(&named).await;
        for caught_up in [false, true] {
            if caught_up {
                public.caught_up().await;
            }
            for verb in ["GET", "HEAD"] {
                assert_eq!(method(&public, verb, &page_of(&sent)).await.status, StatusCode::GONE, "{verb}");
            }
            let text = public.get(&page_of(&sent)).await.text;
            assert!(text.contains("The reason given: The source took back what it had said."), "{text}");
            assert!(text.contains("Withdrawn on 1 September 2026, 16:00"), "{text}");
            assert!(!text.contains("Secret words") && !text.contains("The report was wrong"), "{text}");
            let other = public.get(&page_of(&other)).await.text;
            assert!(other.contains("Withdrawn on") && !other.contains("The reason given"), "{other}");
        }
    }
}
