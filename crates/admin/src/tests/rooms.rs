//! The agency's record, the audit, and what can be frozen.

use super::stand::Stand;
use account::{Halt, OPERATOR};

#[tokio::test]
async fn the_record_is_changed_whole_or_not_at_all() {
    let stand = Stand::new().await;
    let (chief, admin) = (stand.at("chief").await, stand.at("administrator").await);
    assert_eq!(chief.get("/admin/agency").await.status, 403);
    let page = admin.get("/admin/agency").await.text;
    assert!(page.contains("2 | SPO | sport | ar: رياضة; en: Sport; tr: Spor"), "{page}");
    let sections = "1 | GEN | general | en: General\n2 | SPO | sport | en: Games; tr: Oyun\n3 | ECO | economy | en: Economy\n\
                    4 | HEA | health | en: Health\n5 | SCI | science | en: Science\n6 | POL | politics | en: Politics\n\
                    7 | CUL | culture | en: Culture\n8 | WEA | weather | en: Weather";
    let languages: Vec<String> = stand.world.agency.languages.iter().map(account::write_language).collect();
    let languages = languages.join("\n");
    let fields = |zone: &'static str, closing: &'static str, sections: String| {
        let languages = languages.clone();
        vec![
            ("names", "en: Tellal\ntr: Tellal Ajansı".to_owned()),
            ("short_name", "TLL".to_owned()),
            ("language", "tr".to_owned()),
            ("time_zone", zone.to_owned()),
            ("closing", closing.to_owned()),
            ("sections", sections),
            ("languages", languages),
            ("undo_secs", "15".to_owned()),
            ("alert_chars_max", "100".to_owned()),
            ("second_person", "kill".to_owned()),
        ]
    };
    let send = async |fields: Vec<(&'static str, String)>| {
        let pairs: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
        admin.post("/admin/agency", &pairs).await
    };
    let fewer = sections.lines().take(6).collect::<Vec<_>>().join("\n");
    for (fields, field, why) in [
        (fields("Istanbul", "", sections.to_owned()), "time_zone", "Europe/Istanbul"),
        (fields("Europe/Istanbul", "tr", sections.to_owned()), "closing", "tr: …"),
        (fields("Europe/Istanbul", "", fewer), "sections", "leaves out 7"),
        (fields("Europe/Istanbul", "", format!("{sections}\n9 | SPO | x | en: X")), "sections", "`SPO` twice"),
    ] {
        let answer = send(fields).await;
        assert_eq!(answer.status, 422, "{field}");
        assert!(answer.fault(field).contains(why), "{field}: {}", answer.fault(field));
    }
    assert_eq!(stand.world.accounts.agency().await.unwrap().unwrap(), *stand.world.agency);
    let answer = send(fields("Europe/London", "en: Ask {agency} for more.", sections.to_owned())).await;
    assert_eq!((answer.status, answer.location()), (303, "/admin/agency?done=changed"));
    let kept = stand.world.accounts.agency().await.unwrap().unwrap();
    assert_eq!((kept.time_zone.as_str(), kept.categories.len(), kept.short_name.as_str()), ("Europe/London", 8, "TLL"));
    let audit = chief.get("/admin/audit?act=agency").await.text;
    assert!(audit.contains("short name, names, time zone, sections, closing notice"), "{audit}");
    assert!(audit.contains("undo from 10 to 15 s, two persons from nothing to kill"), "{audit}");
    assert_eq!((kept.rules.undo_secs, &kept.rules.second_person[..]), (15, &[story::Guarded::Kill][..]));
}

#[tokio::test]
async fn the_audit_is_searched_turned_over_and_taken_away() {
    let stand = Stand::new().await;
    for n in 0..60 {
        stand.world.accounts.freeze(&[Halt::Releases], &format!("Drill {n}, \"loud\""), "ayşe").await.unwrap();
        stand.world.advance(60);
        stand.world.accounts.thaw(&[Halt::Releases], "It is over", OPERATOR).await.unwrap();
        stand.world.advance(60);
    }
    let (editor, chief) = (stand.at("editor").await, stand.at("chief").await);
    assert_eq!(editor.get("/admin/audit").await.status, 403);
    assert_eq!(editor.get("/admin/audit.csv").await.status, 403);
    let first = chief.get("/admin/audit").await.text;
    assert!(first.contains("Drill 59") && !first.contains("Drill 3,"), "the newest hundred");
    let (_, older) = first.split_once("<a href=\"/admin/audit?before=").expect("older lines");
    let older = chief.get(&format!("/admin/audit?before={}", older.split_once('"').unwrap().0)).await.text;
    assert!(older.contains("Drill 3,") && !older.contains("Drill 59"), "{older}");
    let found = chief.get("/admin/audit?actor=ay%C5%9Fe&text=DRILL+7&from=2026-09-01&until=2026-09-01").await.text;
    assert!(found.contains("Drill 7,") && found.matches("<tr>").count() == 2, "{found}");
    let wrong = chief.get("/admin/audit?from=yesterday").await;
    assert!(wrong.status == 422 && wrong.fault("from").contains("is not a day"), "{}", wrong.text);
    let csv = chief.get("/admin/audit.csv?actor=operator&act=thaw").await;
    assert_eq!(csv.headers["content-disposition"], "attachment; filename=\"audit.csv\"");
    assert!(
        csv.text.starts_with(
            "time,actor,act,subject,detail\r\n\"2026-09-01T13:59:00Z\",\"operator\",\"thaw\",\"releases\","
        )
    );
    assert_eq!(csv.text.lines().count(), 61);
}

#[tokio::test]
async fn everything_stands_still_until_somebody_thaws_it() {
    let stand = Stand::new().await;
    let (editor, business) = (stand.at("editor").await, stand.at("business").await);
    let (chief, admin) = (stand.at("chief").await, stand.at("administrator").await);
    let all = [("what", "releases"), ("what", "staff"), ("what", "subscribers"), ("reason", "Somebody got in.")];
    assert_eq!(editor.post("/admin/freeze", &all).await.status, 403);
    assert_eq!(business.post("/admin/freeze", &all).await.status, 403, "whoever sells does not stop the news");
    assert_eq!(stand.world.accounts.standstills().await.unwrap(), []);
    let nothing = chief.post("/admin/freeze", &[("reason", "Somebody got in.")]).await;
    assert!(nothing.status == 422 && nothing.fault("what").contains("choose"), "{}", nothing.text);
    let silent = chief.post("/admin/freeze", &[("what", "staff"), ("reason", " ")]).await;
    assert!(silent.status == 422 && silent.fault("reason").contains("say why"), "{}", silent.text);
    assert_eq!(chief.post("/admin/freeze", &all).await.location(), "/admin/freeze?done=frozen");
    // The chief has shut the door behind themselves.
    assert_eq!(chief.get("/admin/freeze").await.status, 303);
    let page = admin.get("/admin").await.text;
    assert!(page.contains("Somebody got in.") && page.contains("<bdi>chief</bdi>"), "{page}");
    let thaw = [("goes", "staff"), ("goes", "releases"), ("goes", "subscribers"), ("why", "It was a drill.")];
    assert_eq!(admin.post("/admin/thaw", &thaw).await.location(), "/admin/freeze?done=thawed");
    assert_eq!(chief.get("/admin/freeze").await.status, 200);
}
