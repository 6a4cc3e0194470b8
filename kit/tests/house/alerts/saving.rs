//! Searches are saved, shared, changed and given up.

use super::{BY_MAIL, IN_PORTAL, alerts, colleague, heard, parts, reader, releases, saves, search};
use crate::{on_each_engine, receipts::letters};
use ::alert::{
    AlertError, Alerts, Delivery, NewSearch, ORGANISATION_SEARCHES_MAX, Owner, PERSON_SEARCHES_MAX, SavedSearch,
    SearchChange,
};
use account::{AuditQuery, LastMaster, OPERATOR, OrganisationId, Person};
use kit::World;
use store::{Db, args};

on_each_engine! {
    what_cannot_be_saved_is_refused => super::what_cannot_be_saved_is_refused;
    there_are_so_many_and_no_more => super::there_are_so_many_and_no_more;
    everybody_has_their_own_and_shares_the_organisations => super::everybody_has_their_own_and_shares_the_organisations;
    changes_are_in_the_audit => super::changes_are_in_the_audit;
    changes_are_in_force_at_once => super::changes_are_in_force_at_once;
    shared_searches_tell_those_who_asked => super::shared_searches_tell_those_who_asked;
    a_secret_address_leads_to_a_feed => super::a_secret_address_leads_to_a_feed;
    whoever_goes_takes_it_all_along => super::whoever_goes_takes_it_all_along;
}

async fn what_cannot_be_saved_is_refused(world: World) {
    let (alerts, ayse) = (alerts(&world), reader(&world, "Ayse").await);
    let refused = async |new: NewSearch| alerts.save_search(&ayse, new).await.unwrap_err();
    let query = refused(search("Quakes", "quake AND (town", IN_PORTAL)).await;
    assert!(matches!(&query, AlertError::Query(fault) if fault.position == 11), "{query}");
    for (new, wrong) in [
        (search(" ", "quake", IN_PORTAL), "name"),
        (search(&"n".repeat(201), "quake", IN_PORTAL), "name"),
        (NewSearch { folder: "f".repeat(101), ..search("Quakes", "quake", IN_PORTAL) }, "folder"),
        (search("Quakes", "quake\0", IN_PORTAL), "query"),
    ] {
        let error = refused(new).await;
        assert!(matches!(&error, AlertError::Bad { field, .. } if *field == wrong), "{error}");
    }
    assert!(alerts.searches(&ayse).await.unwrap().is_empty());
    let saved = saves(&alerts, &ayse, "quake", IN_PORTAL).await;
    let change =
        SearchChange { query: Some("\"quake".to_owned()), name: Some("X".to_owned()), ..SearchChange::default() };
    assert!(matches!(alerts.change_search(&ayse, saved.id, change).await, Err(AlertError::Query(_))));
    assert_eq!(alerts.search(&ayse, saved.id).await.unwrap(), saved);
}

async fn there_are_so_many_and_no_more(world: World) {
    let (alerts, ayse) = (alerts(&world), reader(&world, "Ayse").await);
    let first = saves(&alerts, &ayse, "quake", IN_PORTAL).await;
    let fill = async |person: &str, from: u64, until: u64| {
        let sql = format!(
            "WITH RECURSIVE n (i) AS (SELECT {from} UNION ALL SELECT i + 1 FROM n WHERE i + 1 < {until}) \
             INSERT INTO saved_search SELECT i + 100000, '{}', {person}, 'n', '', 'q', 'b', 0, 0, 0, FALSE, 0 FROM n",
            ayse.organisation.as_str()
        );
        world.tamper(&sql).await
    };
    fill(&format!("'{}'", ayse.id.as_str()), 1, PERSON_SEARCHES_MAX).await;
    let full = alerts.save_search(&ayse, search("More", "flood", IN_PORTAL)).await.unwrap_err();
    assert!(matches!(full, AlertError::Full { most: PERSON_SEARCHES_MAX }), "{full}");
    alerts.delete_search(&ayse, first.id).await.unwrap();
    saves(&alerts, &ayse, "flood", IN_PORTAL).await;
    let shared = || NewSearch { owner: Owner::Organisation, ..search("Ours", "flood", IN_PORTAL) };
    fill("NULL", 1_000, 1_000 + ORGANISATION_SEARCHES_MAX - 1).await;
    alerts.save_search(&ayse, shared()).await.unwrap();
    let full = alerts.save_search(&ayse, shared()).await.unwrap_err();
    assert!(matches!(full, AlertError::Full { most: ORGANISATION_SEARCHES_MAX }), "{full}");
}

async fn everybody_has_their_own_and_shares_the_organisations(world: World) {
    let (alerts, ayse) = (alerts(&world), reader(&world, "Ayse").await);
    let can = colleague(&world, &ayse.organisation, "Can", false).await;
    let other = reader(&world, "Other").await;
    let own = saves(&alerts, &ayse, "quake", IN_PORTAL).await;
    let new = NewSearch { owner: Owner::Organisation, folder: "Desk".to_owned(), ..search("Ours", "flood", IN_PORTAL) };
    assert!(matches!(alerts.save_search(&can, new.clone()).await, Err(AlertError::NotMaster)));
    let ours = alerts.save_search(&ayse, new).await.unwrap();
    let seen = |searches: Vec<SavedSearch>| searches.into_iter().map(|s| (s.id, s.alert.portal)).collect::<Vec<_>>();
    assert_eq!(seen(alerts.searches(&ayse).await.unwrap()), [(own.id, true), (ours.id, true)]);
    assert_eq!(seen(alerts.searches(&can).await.unwrap()), [(ours.id, false)], "whoever shares it hears of it alone");
    assert!(alerts.searches(&other).await.unwrap().is_empty());

    let rename = || SearchChange { name: Some("Floods".to_owned()), ..SearchChange::default() };
    assert!(matches!(alerts.change_search(&can, ours.id, rename()).await, Err(AlertError::NotMaster)));
    assert!(matches!(alerts.delete_search(&can, ours.id).await, Err(AlertError::NotMaster)));
    for stranger in [&can, &other] {
        assert!(matches!(alerts.change_search(stranger, own.id, rename()).await, Err(AlertError::Unknown(_))));
        assert!(matches!(alerts.delete_search(stranger, own.id).await, Err(AlertError::Unknown(_))));
    }
    assert_eq!(alerts.change_search(&ayse, ours.id, rename()).await.unwrap().name, "Floods");

    let usable = async |organisation: &OrganisationId, who: Option<&Person>, id| {
        let query = alerts.query_for(organisation, who.map(|who| &who.id), id).await.unwrap();
        query.map(|query| query.to_string())
    };
    let quake = Some("quake".to_owned());
    assert_eq!(usable(&ayse.organisation, Some(&ayse), own.id).await, quake);
    assert_eq!(usable(&ayse.organisation, Some(&can), own.id).await, None);
    assert_eq!(usable(&ayse.organisation, None, own.id).await, None, "a program has no searches of its own");
    assert_eq!(usable(&ayse.organisation, None, ours.id).await, Some("flood".to_owned()));
    assert_eq!(usable(&other.organisation, Some(&other), ours.id).await, None);
    alerts.delete_search(&ayse, ours.id).await.unwrap();
    assert_eq!(usable(&ayse.organisation, None, ours.id).await, None);
}

async fn changes_are_in_the_audit(world: World) {
    let (alerts, ayse) = (alerts(&world), reader(&world, "Ayse").await);
    let id = saves(&alerts, &ayse, "quake", IN_PORTAL).await.id;
    let query = SearchChange { query: Some("flood".to_owned()), ..SearchChange::default() };
    alerts.change_search(&ayse, id, query.clone()).await.unwrap();
    alerts.change_search(&ayse, id, query).await.unwrap();
    let mail = SearchChange { alert: Some(BY_MAIL), ..SearchChange::default() };
    alerts.change_search(&ayse, id, mail).await.unwrap();
    alerts.delete_search(&ayse, id).await.unwrap();
    let asked = AuditQuery { subject: format!("search {id}"), ..AuditQuery::default() };
    let lines = world.accounts.audit_lines(&asked, None, 50).await.unwrap();
    let acts: Vec<_> = lines.iter().rev().map(|line| (line.act.as_str(), line.detail.as_str())).collect();
    assert_eq!(
        acts,
        [
            ("save", "own search quake: quake"),
            ("change", "own search quake: flood"),
            ("change", "alerts: portal true, sound false, mail at_once, push false"),
            ("delete", "own search quake: flood"),
        ],
        "what changes nothing is not told"
    );
    assert!(lines.iter().all(|line| line.actor == ayse.id.as_str()));
}

async fn changes_are_in_force_at_once(world: World) {
    let (here, ayse) = (alerts(&world), reader(&world, "Ayse").await);
    here.catch_up().await.unwrap();
    // Another process changes searches on a connection of its own.
    let there = Alerts::new(parts(&world, Db::open(&world.location).await.unwrap()));
    let id = saves(&there, &ayse, "quake", IN_PORTAL).await.id;
    releases(&world, "Quake in town").await;
    here.catch_up().await.unwrap();
    assert_eq!(heard(&here, &ayse).await.len(), 1);
    let query = SearchChange { query: Some("flood".to_owned()), ..SearchChange::default() };
    there.change_search(&ayse, id, query).await.unwrap();
    releases(&world, "Quake at sea").await;
    releases(&world, "Flood in town").await;
    here.catch_up().await.unwrap();
    assert_eq!(heard(&here, &ayse).await.len(), 2);
    let off = SearchChange { alert: Some(Delivery::default()), ..SearchChange::default() };
    there.change_search(&ayse, id, off).await.unwrap();
    releases(&world, "Flood at sea").await;
    here.catch_up().await.unwrap();
    let on = SearchChange { alert: Some(IN_PORTAL), ..SearchChange::default() };
    there.change_search(&ayse, id, on).await.unwrap();
    there.delete_search(&ayse, id).await.unwrap();
    releases(&world, "Flood inland").await;
    here.catch_up().await.unwrap();
    assert_eq!(heard(&here, &ayse).await.len(), 2);
}

async fn shared_searches_tell_those_who_asked(world: World) {
    let (alerts, ayse) = (alerts(&world), reader(&world, "Ayse").await);
    let can = colleague(&world, &ayse.organisation, "Can", false).await;
    let ece = colleague(&world, &ayse.organisation, "Ece", false).await;
    let new = NewSearch { owner: Owner::Organisation, ..search("Ours", "quake", Delivery::default()) };
    let ours = alerts.save_search(&ayse, new).await.unwrap();
    let wish = SearchChange { alert: Some(BY_MAIL), ..SearchChange::default() };
    alerts.change_search(&can, ours.id, wish).await.unwrap();
    releases(&world, "Quake in town").await;
    alerts.catch_up().await.unwrap();
    for (who, told) in [(&ayse, 0), (&can, 1), (&ece, 0)] {
        assert_eq!(heard(&alerts, who).await.len(), told, "{}", who.name);
    }
    let to: Vec<_> = letters(&world).await.into_iter().map(|(to, ..)| to).collect();
    assert_eq!(to, ["can@paper.example"]);
}

async fn a_secret_address_leads_to_a_feed(world: World) {
    let (alerts, ayse) = (alerts(&world), reader(&world, "Ayse").await);
    let other = reader(&world, "Other").await;
    let id = saves(&alerts, &ayse, "quake", IN_PORTAL).await.id;
    assert!(matches!(alerts.open_address(&other, id).await, Err(AlertError::Unknown(_))));
    let old = alerts.open_address(&ayse, id).await.unwrap();
    let secret = alerts.open_address(&ayse, id).await.unwrap();
    assert_eq!(alerts.feed(&old).await.unwrap(), None, "a new one takes the place of the old one");
    let feed = alerts.feed(&secret).await.unwrap().unwrap();
    assert_eq!((feed.person, feed.query.to_string()), (ayse.id.clone(), "quake".to_owned()));
    assert!(alerts.search(&ayse, id).await.unwrap().rss && secret.len() == 64);
    let kept = world.db.all("SELECT secret_hash FROM search_address", args![]).await.unwrap();
    assert!(kept.len() == 1 && kept[0].text("secret_hash").unwrap() != secret, "the secret is not kept");
    alerts.close_address(&ayse, id).await.unwrap();
    assert_eq!(alerts.feed(&secret).await.unwrap(), None);
    let secret = alerts.open_address(&ayse, id).await.unwrap();
    alerts.delete_search(&ayse, id).await.unwrap();
    assert_eq!(alerts.feed(&secret).await.unwrap(), None);
}

async fn whoever_goes_takes_it_all_along(world: World) {
    let (alerts, ayse) = (alerts(&world), reader(&world, "Ayse").await);
    let id = saves(&alerts, &ayse, "quake", BY_MAIL).await.id;
    alerts.open_address(&ayse, id).await.unwrap();
    releases(&world, "Quake in town").await;
    alerts.catch_up().await.unwrap();
    let newest = alerts.newest_alert(&ayse.id).await.unwrap();
    alerts.read_alerts(&ayse.id, newest).await.unwrap();
    world.accounts.delete_person(&ayse.id, LastMaster::MayGo, OPERATOR).await.unwrap();
    let rows = kit::rows(&world.location).await;
    for table in ["saved_search", "search_delivery", "search_address", "alert", "alert_read"] {
        assert!(rows.get(table).is_none_or(std::collections::BTreeSet::is_empty), "{table}");
    }
    releases(&world, "Quake at sea").await;
    alerts.catch_up().await.unwrap();
    assert_eq!((newest, alerts.newest_alert(&ayse.id).await.unwrap()), (1, 0));
}
