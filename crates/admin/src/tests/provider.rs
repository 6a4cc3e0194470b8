//! An organisation's own sign-in, as the office sets it.

use super::stand::Stand;
use account::OPERATOR;

#[tokio::test]
async fn a_provider_is_set_changed_and_taken_away() {
    let stand = Stand::new().await;
    let accounts = &stand.world.accounts;
    let paper = accounts.add_organisation("Paper", OPERATOR).await.unwrap();
    let radio = accounts.add_organisation("Radio", OPERATOR).await.unwrap();
    let at = |id: &account::OrganisationId| format!("/admin/organisations/{}/provider", id.as_str());
    let office = stand.at("business").await;
    let fields = |issuer: &'static str, secret: &'static str, domains: &'static str| {
        [
            ("issuer", issuer),
            ("client_id", "tellal"),
            ("client_secret", secret),
            ("domains", domains),
            ("forced", "yes"),
        ]
    };
    assert!(office.get(&at(&paper.id)).await.text.contains("https://wire.example/sign-in/provider/back"));
    for (issuer, secret, domains, field) in [
        ("http://login.paper.example", "s", "paper.example", "issuer"),
        ("https://login.paper.example", "", "paper.example", "client_secret"),
        ("https://login.paper.example", "s", "", "domains"),
        ("https://login.paper.example", "s", "paper", "domains"),
    ] {
        let wrong = office.post(&at(&paper.id), &fields(issuer, secret, domains)).await;
        assert_eq!(wrong.status, 422, "{field}");
        assert!(!wrong.fault(field).is_empty(), "{field}: {}", wrong.text);
    }
    assert_eq!(accounts.provider(&paper.id).await.unwrap().map(|p| p.issuer), None, "nothing was changed");
    let right = fields("https://login.paper.example", "a secret", " @Paper.example, news.paper.example");
    assert_eq!(office.post(&at(&paper.id), &right).await.status, 303);
    let shown = office.get(&at(&paper.id)).await.text;
    assert!(shown.contains("news.paper.example paper.example") && !shown.contains("a secret"), "{shown}");
    // The same domain cannot be vouched for twice, and an empty secret stays.
    let taken = office.post(&at(&radio.id), &fields("https://login.radio.example", "s", "paper.example")).await;
    assert!(taken.status == 422 && taken.fault("domains").contains("in use"), "{}", taken.text);
    assert!(accounts.provider(&radio.id).await.unwrap().is_none());
    office.post(&at(&paper.id), &fields("https://other.paper.example", "", "paper.example")).await;
    let provider = accounts.provider(&paper.id).await.unwrap().unwrap();
    assert_eq!(
        (provider.issuer.as_str(), provider.client_secret.as_str()),
        ("https://other.paper.example", "a secret")
    );
    assert!(provider.forced && !provider.adds);
    let chief = stand.at("chief").await;
    let seen = chief.get(&at(&paper.id)).await;
    assert!(seen.status == 200 && seen.text.contains("other.paper.example") && !seen.text.contains("<button>Save"));
    let remove = format!("{}/remove", at(&paper.id));
    assert_eq!(chief.post(&remove, &[]).await.status, 403);
    assert_eq!(office.post(&remove, &[]).await.status, 303);
    assert!(accounts.provider(&paper.id).await.unwrap().is_none());
    assert_eq!(office.post(&remove, &[]).await.status, 404);
    assert_eq!(office.get("/admin/organisations/none/provider").await.status, 404);
}
