//! `tellal site`: the rule of what goes public, and pages that are made again while the server runs.

use crate::agency::{Agency, Server, done, refused};
use std::time::Duration;

/// Tries to see a page change, 20 milliseconds apart.
const PAGE_TRIES: u32 = 1_500;

#[tokio::test(flavor = "multi_thread")]
async fn sqlite() {
    pages_are_made_again(&Agency::sqlite()).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn postgres() {
    pages_are_made_again(&Agency::on(&kit::postgres_address().await)).await;
}

async fn pages_are_made_again(agency: &Agency) {
    let data = agency.data();
    let rule = done(&data, &["site", "rule"]);
    for line in
        ["kinds                 text, picture, graphic", "stories a day         all", "mining                reserved"]
    {
        assert!(rule.contains(line), "{line}: {rule}");
    }
    assert!(done(&data, &["site", "rebuild", "--help"]).contains("stories may come in and drop out"));
    assert_eq!(done(&data, &["site", "hub"]), "nobody subscribes to a feed\n");
    assert!(done(&data, &["site", "hub", "--help"]).contains("hub_callbacks"));
    let told = done(&data, &["site", "cdn"]);
    assert!(
        told.contains("none (cdn_purge_url in tellal.toml)") && told.contains("waiting               0 keys"),
        "{told}"
    );
    assert!(refused(&data, &["site", "demolish"]).contains("demolish"));
    done(&data, &["product", "put", "1", "General", "--public"]);
    let server = agency.serve().await;
    let (id, _) = server.release("A bridge closes", "Text. It opens again in May.").await.unwrap();
    shows(&server, true).await;
    a_page_is_the_same_however_it_is_answered(&server).await;
    // What is on the site stays as it was decided, until the pages are made again.
    done(&data, &["product", "put", "1", "General"]);
    assert_eq!(done(&data, &["site", "rebuild"]).lines().next(), Some(FORGOTTEN));
    shows(&server, false).await;
    done(&data, &["product", "put", "1", "General", "--public"]);
    assert!(done(&data, &["site", "rebuild"]).starts_with("0 pages are forgotten"));
    shows(&server, true).await;
    let audit = done(&data, &["audit"]);
    assert!(audit.contains("rebuild") && audit.contains("1 pages are made again"), "{audit}");
    assert!(server.get(&format!("/api/v1/items/{id}")).send().await.unwrap().status().is_success());
    server.stop();
}

/// What the router made is sent again without it, with all that the layers around the router said of it.
async fn a_page_is_the_same_however_it_is_answered(server: &Server) {
    let ask = async || {
        let answer = server.client.get(format!("{}/en/about/", server.base)).send().await.unwrap();
        let mut headers = answer.headers().clone();
        headers.remove("date");
        (headers.remove("x-request-id").is_some(), answer.status(), headers, answer.text().await.unwrap())
    };
    let (first, again) = (ask().await, ask().await);
    assert!(first.0 && !again.0, "the second did not come from the router");
    assert_eq!((first.1, first.2, first.3), (again.1, again.2, again.3));
}

const FORGOTTEN: &str = "1 page is forgotten; `tellal serve` makes them again from the log, by the rule of now";

/// Waits until the front page has the story, or has it no more.
async fn shows(server: &Server, shown: bool) {
    for _ in 0..PAGE_TRIES {
        let (_, text) = server.page("/en/latest/").await;
        if text.contains("A bridge closes") == shown {
            return;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    panic!("the site does not change: shown is to be {shown}");
}
