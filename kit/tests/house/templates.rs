//! Templates and snippets.

use crate::{desk::desk, on_each_engine};
use ::account::{AuditQuery, Role};
use ::desk::{Beginning, DeskError, Holder, NewSnippet, NewTemplate, Purpose, Template};
use kit::World;
use story::{Body, Kind, Lang, Manuscript, Priority};

on_each_engine! {
    a_draft_begins_with_a_template => super::a_draft_begins_with_a_template;
    an_empty_sheet_is_what_was_asked_for => super::an_empty_sheet_is_what_was_asked_for;
    an_agency_has_templates_of_its_own => super::an_agency_has_templates_of_its_own;
    templates_are_kept_by_chiefs => super::templates_are_kept_by_chiefs;
    a_snippet_is_somebodys_a_desks_or_the_houses => super::a_snippet_is_somebodys_a_desks_or_the_houses;
    a_name_is_given_once => super::a_name_is_given_once;
}

fn lang(tag: &str) -> Lang {
    Lang::new(tag).unwrap()
}

fn named(name: &str, manuscript: Manuscript) -> NewTemplate {
    NewTemplate { name: name.parse_name(), purpose: Purpose::News, desk: None, manuscript }
}

trait Named {
    fn parse_name<T: TryFrom<String>>(&self) -> T
    where
        T::Error: std::fmt::Debug;
}

impl Named for str {
    fn parse_name<T: TryFrom<String>>(&self) -> T
    where
        T::Error: std::fmt::Debug,
    {
        self.to_owned().try_into().unwrap()
    }
}

async fn a_draft_begins_with_a_template(world: World) {
    let (desk, reporter) = (desk(&world), world.staff("reporter", Role::Reporter).await);
    let slug = Some("DEPREM-IZMIR".to_owned());
    let beginning = Beginning { template: Some("flash-tr".to_owned()), slug: slug.clone(), ..Beginning::default() };
    let flash = desk.begin(&reporter, beginning).await.unwrap();
    assert_eq!((flash.manuscript.priority(), flash.manuscript.slug()), (Priority::Flash, "DEPREM-IZMIR"));
    assert_eq!(
        (flash.manuscript.language(), flash.purpose, flash.author.as_str()),
        (lang("tr"), Purpose::News, "reporter")
    );

    let place = Some("İzmir".to_owned());
    let beginning = Beginning { template: Some("urgent-en".to_owned()), place, ..Beginning::default() };
    let urgent = desk.begin(&reporter, beginning).await.unwrap().manuscript;
    assert_eq!((urgent.slug(), urgent.field("dateline").unwrap()["city"].as_str()), ("XX", Some("İzmir")));
    let body = urgent.field("content").unwrap().to_string();
    assert!(body.contains("Tuesday, 1 September 2026") && body.contains("15:00"), "the newsroom's own clock: {body}");

    let beginning = Beginning { template: Some("kill-ar".to_owned()), slug, ..Beginning::default() };
    let refused = desk.begin(&reporter, beginning.clone()).await;
    assert!(matches!(refused, Err(DeskError::Forbidden { .. })), "a reporter writes to no editors: {refused:?}");
    let editor = world.staff("editor", Role::Editor).await;
    let kill = desk.begin(&editor, beginning).await.unwrap();
    assert_eq!((kill.purpose, kill.manuscript.slug()), (Purpose::Advisory, "إلغاء-DEPREM-IZMIR"));
    let unknown = Beginning { template: Some("poem-en".to_owned()), ..Beginning::default() };
    assert!(matches!(desk.begin(&editor, unknown).await, Err(DeskError::Missing { .. })));
}

async fn an_empty_sheet_is_what_was_asked_for(world: World) {
    let (desk, reporter) = (desk(&world), world.staff("reporter", Role::Reporter).await);
    let blank = desk.begin(&reporter, Beginning::default()).await.unwrap();
    assert_eq!((blank.manuscript.kind(), blank.manuscript.language()), (Kind::Text, world.agency.language.clone()));
    let beginning = Beginning { kind: Some(Kind::Picture), language: Some(lang("ar")), ..Beginning::default() };
    let picture = desk.begin(&reporter, beginning).await.unwrap();
    assert_eq!((picture.id.kind(), picture.manuscript.language()), (Kind::Picture, lang("ar")));
    let nowhere = Beginning { desk: Some("moon".to_owned()), ..Beginning::default() };
    let refused = desk.begin(&reporter, nowhere).await;
    assert!(matches!(&refused, Err(DeskError::NotReady(faults)) if faults[0].field == "desk"), "{refused:?}");
}

async fn an_agency_has_templates_of_its_own(world: World) {
    let (desk, chief) = (desk(&world), world.staff("chief", Role::Chief).await);
    let ids = |all: Vec<Template>| -> Vec<String> { all.into_iter().map(|one| one.id).collect() };
    let built_in = ids(desk.templates(&chief, Some(&lang("tr")), None).await.unwrap());
    assert_eq!(built_in.len(), 7, "{built_in:?}");

    let item = desk.create(&chief, kit::story("tr", "Borsa {{date}}", "Borsa {{place}}."), None).await.unwrap();
    let made = desk.template_of(&chief, &item.id, "Borsa".parse_name(), None).await.unwrap();
    assert_eq!((made.built_in, made.manuscript.headline()), (false, "Borsa {{date}}"));
    let listed = desk.templates(&chief, Some(&lang("tr")), None).await.unwrap();
    assert_eq!((listed[0].id.as_str(), listed.len()), (made.id.as_str(), 8), "the agency's own come first");
    assert_eq!(desk.templates(&chief, Some(&lang("en")), None).await.unwrap().len(), 7);

    let beginning = Beginning { template: Some(made.id.clone()), ..Beginning::default() };
    let begun = desk.begin(&chief, beginning.clone()).await.unwrap();
    assert_eq!(begun.manuscript.headline(), "Borsa 1 Eylül 2026");
    assert!(begun.manuscript.field("content").unwrap().to_string().contains("Borsa XX."));

    let changed =
        desk.change_template(&chief, &made.id, named("Piyasa", kit::story("tr", "Piyasa", "XX.").into())).await;
    assert_eq!(changed.unwrap().name.as_str(), "Piyasa");
    desk.remove_template(&chief, &made.id).await.unwrap();
    assert!(matches!(desk.begin(&chief, beginning).await, Err(DeskError::Missing { .. })));
    assert_eq!(desk.item(&begun.id).await.unwrap().manuscript.headline(), "Borsa 1 Eylül 2026", "drafts stay");
    for refused in [
        desk.remove_template(&chief, "flash-en").await,
        desk.change_template(&chief, "flash-en", named("Mine", kit::story("en", "A", "B.").into())).await.map(drop),
    ] {
        assert!(matches!(refused, Err(DeskError::Missing { .. })), "what is built in stays: {refused:?}");
    }
    let subject = format!("template {}", made.id);
    let query = AuditQuery { subject, ..AuditQuery::default() };
    let lines = world.accounts.audit_lines(&query, None, 10).await.unwrap();
    let acts: Vec<_> = lines.into_iter().map(|line| line.act).collect();
    assert_eq!(acts, ["remove", "change", "add"]);
}

async fn templates_are_kept_by_chiefs(world: World) {
    let (desk, editor) = (desk(&world), world.staff("editor", Role::Editor).await);
    let refused = desk.add_template(&editor, named("Mine", kit::story("en", "A", "B.").into())).await;
    assert!(matches!(refused, Err(DeskError::Forbidden { .. })), "{refused:?}");
    let business = world.staff("business", Role::Business).await;
    assert!(matches!(desk.templates(&business, None, None).await, Err(DeskError::Forbidden { .. })));
    assert!(matches!(desk.snippets(&business, None).await, Err(DeskError::Forbidden { .. })));
}

fn snippet(holder: &str, name: &str, language: Option<&str>) -> NewSnippet {
    let body = Body::from_plain("Tellal is a news agency.").unwrap();
    NewSnippet { holder: holder.parse().unwrap(), name: name.parse_name(), language: language.map(lang), body }
}

async fn a_snippet_is_somebodys_a_desks_or_the_houses(world: World) {
    let desk = desk(&world);
    let (ayse, ali) = (world.staff("ayse", Role::Reporter).await, world.staff("ali", Role::Editor).await);
    world.tamper("INSERT INTO desk (id, name, place, created) VALUES ('world', 'World', 1, 0)").await;
    let own = desk.put_snippet(&ayse, None, snippet("person:ayse", "sig", Some("tr"))).await.unwrap();
    desk.put_snippet(&ali, None, snippet("house", "about", None)).await.unwrap();
    desk.put_snippet(&ali, None, snippet("desk:world", "war", Some("en"))).await.unwrap();
    let names = async |who, language: Option<&str>| -> Vec<String> {
        let language = language.map(lang);
        desk.snippets(who, language.as_ref()).await.unwrap().into_iter().map(|s| s.name.as_str().to_owned()).collect()
    };
    assert_eq!(names(&ayse, None).await, ["sig", "war", "about"]);
    assert_eq!(names(&ali, None).await, ["war", "about"], "what is somebody's own is nobody else's");
    assert_eq!(names(&ayse, Some("tr")).await, ["sig", "about"]);
    assert!(matches!(desk.snippet(&ali, own.id).await, Err(DeskError::Missing { .. })));
    for (holder, field) in [("person:ali", "holder"), ("desk:moon", "desk")] {
        let who = if field == "desk" { &ali } else { &ayse };
        let refused = desk.put_snippet(who, None, snippet(holder, "x", None)).await;
        assert!(matches!(&refused, Err(DeskError::NotReady(faults)) if faults[0].field == field), "{refused:?}");
    }
    let refused = desk.put_snippet(&ayse, None, snippet("house", "x", None)).await;
    assert!(matches!(refused, Err(DeskError::Forbidden { .. })), "{refused:?}");
    desk.remove_snippet(&ayse, own.id).await.unwrap();
    assert_eq!(names(&ayse, Some("tr")).await, ["about"]);
    assert_eq!("house".parse::<Holder>(), Ok(Holder::House));
}

async fn a_name_is_given_once(world: World) {
    let (desk, editor) = (desk(&world), world.staff("editor", Role::Editor).await);
    let first = desk.put_snippet(&editor, None, snippet("house", "about", None)).await.unwrap();
    let again = desk.put_snippet(&editor, None, snippet("house", "about", None)).await;
    assert!(matches!(&again, Err(DeskError::NotReady(faults)) if faults[0].field == "name"), "{again:?}");
    let renamed = desk.put_snippet(&editor, Some(first.id), snippet("house", "us", None)).await.unwrap();
    assert_eq!((renamed.id, renamed.name.as_str()), (first.id, "us"));
    desk.put_snippet(&editor, Some(first.id), snippet("house", "us", Some("en"))).await.unwrap();
    desk.put_snippet(&editor, None, snippet("person:editor", "us", None)).await.unwrap();
}
