//! Organisations and what they have, as the business side looks after them.

use super::stand::{Answer, Browser, Stand};
use account::{AccountError, Role, Whose};
use kit::{PASSWORD, World};

/// An address, what is sent to it, and the field that is wrong.
type Wrong<'a> = (&'a str, &'a [(&'a str, &'a str)], &'a str);

/// What stands on a page that shows a secret once.
fn secret(answer: &Answer) -> String {
    assert_eq!(answer.status, 200, "{}", answer.text);
    assert_eq!(answer.headers["cache-control"], "no-store");
    let (_, rest) = answer.text.split_once("aria-label=\"The secret\">").expect("a secret");
    rest.split_once("</pre>").expect("its end").0.to_owned()
}

/// Adds an organisation; answers its address.
async fn paper(office: &Browser<'_>) -> String {
    let added =
        office.post("/admin/organisations/new", &[("name", "Paper & Söhne"), ("email", "desk@paper.example")]).await;
    let at = added.location().strip_suffix("?done=added").expect("what was done").to_owned();
    let page = office.get(added.location()).await;
    assert!(page.text.contains("It was added.") && page.text.contains("Paper &#38; Söhne"), "{}", page.text);
    at
}

/// The address of the only row of a kind on the page of an organisation.
async fn row(office: &Browser<'_>, at: &str, kind: &str) -> String {
    let page = office.get(at).await.text;
    let begin = format!("<a href=\"{at}/{kind}/");
    let (_, rest) = page.split_once(&begin).unwrap_or_else(|| panic!("no {kind}: {page}"));
    format!("{at}/{kind}/{}", rest.split_once('"').unwrap().0)
}

#[tokio::test]
async fn an_organisation_gets_a_person_an_api_user_and_a_key() {
    for world in World::each().await {
        let stand = Stand::on(world);
        let office = stand.at("business").await;
        let at = paper(&office).await;
        let fields = [("name", "Ayşe"), ("email", "Ayse@Paper.example"), ("master", "yes")];
        let added = office.post(&format!("{at}/people/new"), &fields).await;
        assert_eq!(added.location(), format!("{at}?done=person-added"));
        let waiting = stand.world.db.all("SELECT to_mail FROM mail WHERE kind = 'invitation'", store::args![]).await;
        assert_eq!(waiting.unwrap()[0].text("to_mail").unwrap(), "ayse@paper.example", "a letter lets her in");
        let password = secret(&office.post(&format!("{at}/users/new"), &[("login", "paper-api")]).await);
        assert!(stand.world.accounts.sign_in_api_user("paper-api", &password).await.is_ok());
        let fields = [
            ("label", "website"),
            ("scopes", "feed"),
            ("scopes", "items"),
            ("expires", "2026-12-31"),
            ("addresses", "192.0.2.0/24"),
        ];
        let key = secret(&office.post(&format!("{at}/keys/new"), &fields).await);
        assert!(stand.world.accounts.sign_in_key(&key).await.is_ok());
        let page = office.get(&at).await.text;
        for shown in [
            "ayse@paper.example",
            "master",
            "invited",
            "paper-api",
            "website",
            "feed, items",
            "192.0.2.0/24",
            "2027-01-01 00:00 UTC",
        ] {
            assert!(page.contains(shown), "{shown}: {page}");
        }
        assert!(!page.contains(&key) && !page.contains(&password), "a secret is shown once");
        let list = office.get("/admin/organisations?find=s%C3%B6hne").await.text;
        assert!(list.contains(&format!("<a href=\"{at}\">")) && list.contains("1 in all"), "{list}");
        assert!(office.get("/admin/organisations?find=nobody").await.text.contains("no organisation"));
    }
}

#[tokio::test]
async fn what_is_wrong_is_said_at_its_field_and_changes_nothing() {
    let stand = Stand::new().await;
    let office = stand.at("business").await;
    let at = paper(&office).await;
    office.post(&format!("{at}/people/new"), &[("name", "Ayşe"), ("email", "ayse@paper.example")]).await;
    let person = row(&office, &at, "people").await;
    let (people, users, keys, change) =
        (format!("{at}/people/new"), format!("{at}/users/new"), format!("{at}/keys/new"), format!("{at}/change"));
    let wrong: [Wrong<'_>; 14] = [
        ("/admin/organisations/new", &[], "name"),
        ("/admin/organisations/new", &[("name", "Paper & Söhne")], "name"),
        ("/admin/organisations/new", &[("name", "Other"), ("email", "nonsense")], "email"),
        (&change, &[("name", "")], "name"),
        (&people, &[("email", "can@paper.example")], "name"),
        (&people, &[("name", "Can"), ("email", "can")], "email"),
        (&people, &[("name", "Can"), ("email", "ayse@paper.example")], "email"),
        (&person, &[("name", "Ayşe"), ("email", "")], "email"),
        (&users, &[("login", "a b")], "login"),
        (&keys, &[], "label"),
        (&keys, &[("label", "x"), ("scopes", "poems")], "scopes"),
        (&keys, &[("label", "x"), ("expires", "tomorrow")], "expires"),
        (&keys, &[("label", "x"), ("expires", "2020-01-01")], "expires"),
        (&keys, &[("label", "x"), ("addresses", "192.0.2.0/40")], "addresses"),
    ];
    let before = office.get(&at).await.text;
    for (path, fields, field) in wrong {
        let answer = office.post(path, fields).await;
        assert_eq!(answer.status, 422, "{path} {fields:?}: {}", answer.text);
        assert!(!answer.fault(field).is_empty(), "{path} {fields:?}: {}", answer.text);
        for (name, value) in fields.iter().filter(|(name, _)| *name != "scopes") {
            let kept = answer.text.contains(&format!("value=\"{}\"", value.replace('&', "&#38;")));
            assert!(
                kept || answer.text.contains(&format!(">\n{value}</textarea>")),
                "{name} is shown again: {}",
                answer.text
            );
        }
    }
    assert_eq!(office.get(&at).await.text, before);
    assert_eq!(office.post(&format!("{at}/freeze"), &[("frozen", "perhaps")]).await.status, 422);
    for gone in ["/admin/organisations/nobody", "/admin/organisations/nobody/people/new"] {
        assert_eq!(office.get(gone).await.status, 404, "{gone}");
    }
    assert_eq!(office.post_from("cross-site", "/admin/organisations/new", &[("name", "Forged")]).await.status, 403);
    assert!(!office.get("/admin/organisations").await.text.contains("Forged"));
}

#[tokio::test]
async fn a_third_key_of_a_label_is_refused_until_one_is_revoked() {
    let stand = Stand::new().await;
    let office = stand.at("business").await;
    let at = paper(&office).await;
    let make = async || office.post(&format!("{at}/keys/new"), &[("label", "website")]).await;
    let (first, _) = (secret(&make().await), secret(&make().await));
    let refused = make().await;
    assert_eq!(refused.status, 422);
    assert!(refused.fault("label").contains("2 active keys: revoke one of them first"), "{}", refused.text);
    let key = row(&office, &at, "keys").await;
    let revoked = office.post(&format!("{key}/revoke"), &[]).await;
    assert_eq!(revoked.location(), format!("{at}?done=key-revoked"));
    secret(&make().await);
    assert_eq!(office.post(&format!("{key}/revoke"), &[]).await.status, 404, "a key is revoked once");
    assert!(first.starts_with("tellal_"));
}

#[tokio::test]
async fn the_chief_freezes_but_does_not_change() {
    let stand = Stand::new().await;
    let office = stand.at("business").await;
    let at = paper(&office).await;
    office
        .post(&format!("{at}/people/new"), &[("name", "Ayşe"), ("email", "ayse@paper.example"), ("master", "yes")])
        .await;
    let password = secret(&office.post(&format!("{at}/users/new"), &[("login", "paper-api")]).await);
    let (person, user) = (row(&office, &at, "people").await, row(&office, &at, "users").await);
    let chief = stand.at("chief").await;
    let page = chief.get(&at).await;
    assert!(page.text.contains("Freeze the organisation") && !page.text.contains("/people/new"), "{}", page.text);
    for path in ["/admin/organisations/new", &format!("{at}/change"), &format!("{at}/people/new"), &person, &user] {
        assert_eq!(chief.get(path).await.status, 403, "{path}");
    }
    for path in [
        "/admin/organisations/new",
        &format!("{at}/change"),
        &format!("{at}/delete"),
        &format!("{at}/people/new"),
        &format!("{at}/users/new"),
        &format!("{at}/keys/new"),
        &person,
        &format!("{person}/delete"),
        &format!("{person}/invite"),
        &format!("{user}/password"),
        &format!("{user}/delete"),
    ] {
        assert_eq!(
            chief.post(path, &[("name", "x"), ("email", "x@y.example"), ("login", "xx")]).await.status,
            403,
            "{path}"
        );
    }
    for (path, word) in [
        (format!("{at}/freeze"), "frozen"),
        (format!("{person}/freeze"), "person-frozen"),
        (format!("{user}/freeze"), "user-frozen"),
    ] {
        assert_eq!(chief.post(&path, &[("frozen", "yes")]).await.location(), format!("{at}?done={word}"));
    }
    let refused = stand.world.accounts.sign_in_api_user("paper-api", &password).await;
    assert!(matches!(refused, Err(AccountError::SignIn)));
    assert!(chief.get(&at).await.text.contains("Thaw the organisation"));
    for role in ["reporter", "editor"] {
        let browser = stand.at(role).await;
        assert_eq!(browser.get("/admin/organisations").await.status, 403, "{role}");
        assert_eq!(browser.post(&format!("{at}/freeze"), &[("frozen", "no")]).await.status, 403, "{role}");
        assert!(!browser.get("/admin").await.text.contains("/admin/organisations"), "{role}");
    }
}

#[tokio::test]
async fn what_is_in_use_says_what_uses_it() {
    let stand = Stand::new().await;
    let office = stand.at("business").await;
    let at = paper(&office).await;
    let fields = [("name", "Ayşe"), ("email", "ayse@paper.example"), ("master", "yes")];
    office.post(&format!("{at}/people/new"), &fields).await;
    let refused = office.post(&format!("{at}/delete"), &[]).await;
    assert_eq!(refused.status, 409);
    assert!(refused.text.contains("because it has 1 person."), "{}", refused.text);
    // The last master user goes only when that is said.
    let person = row(&office, &at, "people").await;
    let kept = office.post(&format!("{person}/delete"), &[]).await;
    assert!(kept.status == 422 && kept.fault("master").contains("last master user"), "{}", kept.text);
    let kept = office.post(&person, &[("name", "Ayşe"), ("email", "ayse@paper.example")]).await;
    assert!(kept.status == 422 && kept.fault("master").contains("last master user"), "{}", kept.text);
    assert_eq!(office.post(&format!("{person}/delete"), &[("last", "yes")]).await.status, 303);
    assert_eq!(office.post(&format!("{at}/delete"), &[]).await.location(), "/admin/organisations?done=deleted");
    assert_eq!(office.get(&at).await.status, 404);
}

#[tokio::test]
async fn ids_of_another_organisation_are_not_found() {
    let stand = Stand::new().await;
    let office = stand.at("business").await;
    let at = paper(&office).await;
    office.post(&format!("{at}/people/new"), &[("name", "Ayşe"), ("email", "ayse@paper.example")]).await;
    office.post(&format!("{at}/users/new"), &[("login", "paper-api")]).await;
    office.post(&format!("{at}/keys/new"), &[("label", "website")]).await;
    let added = office.post("/admin/organisations/new", &[("name", "Other")]).await;
    let other = added.location().strip_suffix("?done=added").unwrap().to_owned();
    for kind in ["people", "users", "keys"] {
        let path = row(&office, &at, kind).await.replace(&at, &other);
        assert_eq!(office.get(&path).await.status, 404, "{path}");
        for act in ["freeze", "delete", "password", "revoke", "invite"] {
            let answer = office.post(&format!("{path}/{act}"), &[("frozen", "yes")]).await;
            assert!([404, 405].contains(&answer.status), "{path}/{act}: {}", answer.status);
        }
    }
    assert!(office.get(&at).await.text.contains("paper-api"));
}

#[tokio::test]
async fn staff_are_added_changed_and_frozen() {
    let stand = Stand::new().await;
    let boss = stand.at("administrator").await;
    let fields = [("login", "ayse"), ("name", "Ayşe Kaya"), ("role", "business")];
    let password = secret(&boss.post("/admin/staff/new", &fields).await);
    assert_eq!(stand.world.accounts.sign_in_staff("ayse", &password).await.unwrap().role, Role::Business);
    let again = boss.post("/admin/staff/new", &fields).await;
    assert!(again.status == 422 && again.fault("login").contains("in use"), "{}", again.text);
    for (fields, field) in [
        ([("login", "a@b"), ("name", "A"), ("role", "chief")], "login"),
        ([("login", "cem"), ("name", ""), ("role", "chief")], "name"),
        ([("login", "cem"), ("name", "Cem"), ("role", "king")], "role"),
    ] {
        let answer = boss.post("/admin/staff/new", &fields).await;
        assert!(answer.status == 422 && !answer.fault(field).is_empty(), "{field}: {}", answer.text);
    }
    let lines = stand.world.accounts.staff().await.unwrap();
    let at = |login: &str| format!("/admin/staff/{}", lines.iter().find(|line| line.staff.login == login).unwrap().id);
    let hers = stand.browser(&Whose::Staff("ayse".to_owned())).await;
    assert_eq!(hers.get("/admin/staff").await.status, 403, "the business side does not engage anybody");
    let other = secret(&boss.post(&format!("{}/password", at("ayse")), &[]).await);
    assert!(stand.world.accounts.sign_in_staff("ayse", &password).await.is_err());
    assert!(stand.world.accounts.sign_in_staff("ayse", &other).await.is_ok());
    assert_eq!(hers.get("/admin").await.status, 303, "she was signed out");
    let nowhere = boss.post(&format!("{}/invite", at("ayse")), &[]).await;
    assert!(nowhere.status == 422 && nowhere.fault("email").contains("is needed"), "{}", nowhere.text);
    let fields = [("name", "Ayşe"), ("role", "chief"), ("email", "ayse@tellal.example")];
    assert_eq!(boss.post(&at("ayse"), &fields).await.location(), "/admin/staff?done=changed");
    let list = boss.get("/admin/staff?done=changed").await.text;
    assert!(list.contains("ayse@tellal.example") && list.contains("It was changed."), "{list}");
    assert_eq!(boss.post(&format!("{}/invite", at("ayse")), &[]).await.location(), "/admin/staff?done=person-invited");
    let sql = "SELECT COUNT(*) AS n FROM mail WHERE kind = 'invitation' AND to_mail = 'ayse@tellal.example'";
    assert_eq!(stand.world.db.one(sql, Vec::new()).await.unwrap().unwrap().count("n").unwrap(), 1);
    assert_eq!(boss.post(&format!("{}/freeze", at("ayse")), &[("frozen", "yes")]).await.status, 303);
    // The last administrator stays.
    let own = at("administrator");
    let kept = boss.post(&own, &[("name", "Boss"), ("role", "chief")]).await;
    assert!(kept.status == 422 && kept.fault("role").contains("last administrator"), "{}", kept.text);
    let kept = boss.post(&format!("{own}/freeze"), &[("frozen", "yes")]).await;
    assert!(kept.status == 422 && kept.fault("role").contains("last administrator"), "{}", kept.text);
    assert!(stand.world.accounts.sign_in_staff("administrator", PASSWORD).await.is_ok());
    assert_eq!(boss.get("/admin/staff/nobody").await.status, 404);
}
