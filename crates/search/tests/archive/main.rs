//! The archive as those who search it see it.

mod finding;
mod reverse;

use audience::{Entitlement, Grant};
use jiff::{SignedDuration, Timestamp};
use kit::World;
use proptest::{prelude::*, test_runner::TestRunner};
use query::{Condition, Query, analysis::ANALYSIS_VERSION};
use search::{Archive, Request, SearchError, WINDOW_HITS_MAX};
use story::{Keyword, Kind, Lang, Line, Place, Priority, ProductId, Slug, Story};
use tantivy::{
    Index, IndexWriter,
    schema::{Schema, TEXT},
};
use tempfile::TempDir;
use tokio_util::{sync::CancellationToken, task::TaskTracker};

const GENERAL: ProductId = ProductId(1);
const SPORT: ProductId = ProductId(2);

/// A world with an archive that follows it.
struct Library {
    world: World,
    folder: TempDir,
    archive: Archive,
    stop: CancellationToken,
    tasks: TaskTracker,
}

impl Library {
    async fn new() -> Self {
        let world = World::sqlite().await;
        Self::of(world, tempfile::tempdir().expect("a folder"))
    }

    fn of(world: World, folder: TempDir) -> Self {
        let archive = Archive::open(folder.path(), world.reader.clone()).expect("the archive");
        let (stop, tasks) = (CancellationToken::new(), TaskTracker::new());
        tasks.spawn(archive.clone().follow(stop.clone()));
        Self { world, folder, archive, stop, tasks }
    }

    /// Stops following, as at the end of a process.
    async fn close(self) -> (World, TempDir) {
        self.stop.cancel();
        self.tasks.close();
        self.tasks.wait().await;
        (self.world, self.folder)
    }

    /// Releases stories of product 1, a minute apart.
    async fn release(&self, stories: &[(&str, &str, &str)]) {
        for (lang, headline, body) in stories {
            self.world.advance(60);
            self.world.release(kit::story(lang, headline, body), &[GENERAL]).await;
        }
    }

    /// Waits until everything on the wire can be found.
    async fn settle(&self) {
        self.archive.reached(self.world.reader.head()).await;
    }

    async fn ask(&self, asked: Request, may: &Entitlement) -> search::Hits {
        self.settle().await;
        self.archive.search(&asked, may, self.world.now()).await.expect("an answer")
    }

    /// The headlines that a query finds, newest first.
    async fn headlines(&self, asked: Request, may: &Entitlement) -> Vec<String> {
        let hits = self.ask(asked, may).await;
        assert_eq!(hits.total, hits.hits.len(), "the count is that of the hits");
        hits.hits.into_iter().map(|hit| hit.headline).collect()
    }

    async fn find(&self, text: &str) -> Vec<String> {
        self.headlines(asked(text), &everything()).await
    }
}

fn asked(text: &str) -> Request {
    Request { query: Query::read(text).expect("a query"), ..all() }
}

fn all() -> Request {
    Request::newest(Query::everything(), 100)
}

fn grant(products: &[ProductId]) -> Grant {
    let products = products.iter().copied().collect();
    Grant { contract: "c1".into(), products, kinds: Kind::ALL.to_vec(), ..Grant::default() }
}

fn everything() -> Entitlement {
    Entitlement { grants: vec![grant(&[GENERAL, SPORT])] }
}

fn lang(tag: &str) -> Lang {
    Lang::new(tag).expect("a language")
}

const NONE: [&str; 0] = [];

#[tokio::test]
async fn turkish_letters_are_told_apart() {
    let library = Library::new().await;
    library
        .release(&[
            ("tr", "Iğdır'da kar yağdı", "Kentte ışık yok."),
            ("tr", "İSTANBUL BOĞAZI KAPANDI", "Depremler sürüyor."),
            ("tr", "Isik Üniversitesi", "isik"),
            ("en", "ISTANBUL STRAIT CLOSED", "Fog. İzmir is next."),
        ])
        .await;
    assert_eq!(library.find("IĞDIR").await, ["Iğdır'da kar yağdı"]);
    assert_eq!(library.find("ığdır'ın").await, ["Iğdır'da kar yağdı"]);
    assert_eq!(library.find("istanbul").await, ["ISTANBUL STRAIT CLOSED", "İSTANBUL BOĞAZI KAPANDI"]);
    assert_eq!(library.find("İstanbul'da").await, ["İSTANBUL BOĞAZI KAPANDI",]);
    assert_eq!(library.find("IŞIK").await, ["Iğdır'da kar yağdı"]);
    assert_eq!(library.find("isik").await, ["Isik Üniversitesi"]);
    assert_eq!(library.find("deprem").await, ["İSTANBUL BOĞAZI KAPANDI"]);
    assert_eq!(library.find("izmir").await, ["ISTANBUL STRAIT CLOSED"]);
}

#[tokio::test]
async fn arabic_is_found_however_it_is_spelled() {
    let library = Library::new().await;
    library
        .release(&[("ar", "افتتاح المدرسة الجديدة", "قال الوزير إن الافتتاح في إيران."), ("ar", "خبر آخر", "الْمَدْرَسَةُ")])
        .await;
    for spelled in ["المدرسة", "المدرسه", "الْمَدْرَسَةُ", "المـــدرسة", "مدرسة"]
    {
        assert_eq!(library.find(spelled).await, ["خبر آخر", "افتتاح المدرسة الجديدة"], "{spelled}");
    }
    assert_eq!(library.find("ايران").await, ["افتتاح المدرسة الجديدة"]);
}

#[tokio::test]
async fn japanese_words_are_found_inside_a_sentence() {
    let library = Library::new().await;
    library
        .release(&[("ja", "東京で地震が発生した", "気象庁は緊急地震速報を発表した。"), ("ja", "首相が訪米", "会談。")])
        .await;
    assert_eq!(library.find("地震").await, ["東京で地震が発生した"]);
    assert_eq!(library.find("地震速報").await, ["東京で地震が発生した"]);
    assert_eq!(library.find("津波").await, NONE);
}

#[tokio::test]
async fn english_endings_do_not_matter_but_phrases_keep_them() {
    let library = Library::new().await;
    library
        .release(&[("en", "White House releases report", "Body."), ("en", "The house was white", "Released today.")])
        .await;
    assert_eq!(library.find("released").await, ["The house was white", "White House releases report"]);
    assert_eq!(library.find("\"white house\"").await, ["White House releases report"]);
    assert_eq!(library.find("\"releases\"").await, ["White House releases report"]);
    assert_eq!(library.find("\"report body\"").await, NONE, "a phrase ends with its paragraph");
}

#[tokio::test]
async fn words_are_required_excluded_and_chosen() {
    let library = Library::new().await;
    library
        .release(&[("en", "Flood in Izmir", "b"), ("en", "Flood in Ankara", "b"), ("en", "Fire in Izmir", "b")])
        .await;
    assert_eq!(library.find("flood izmir").await, ["Flood in Izmir"]);
    assert_eq!(library.find("flood -izmir").await, ["Flood in Ankara"]);
    assert_eq!(library.find("-flood").await, ["Fire in Izmir"]);
    assert_eq!(library.find("fire OR ankara").await, ["Fire in Izmir", "Flood in Ankara"]);
    assert_eq!(library.find("flood (fire OR ankara)").await, ["Flood in Ankara"]);
    let list = Request { query: Query::any_of("fire,ankara").expect("a list"), ..all() };
    assert_eq!(library.headlines(list, &everything()).await, ["Fire in Izmir", "Flood in Ankara"]);
}

#[tokio::test]
async fn every_text_of_a_story_is_searched() {
    let library = Library::new().await;
    let full = Story {
        slug: Slug::new("SLUGWORD-2").expect("a slug"),
        standfirst: Some("standfirstword".to_owned().try_into().expect("a standfirst")),
        byline: Some(Line::new("Ayşe Bylineword").expect("a line")),
        keywords: vec![Keyword::new("keyword phrase").expect("a keyword")],
        places: vec![Place { name: Line::new("Placeword").expect("a line"), country: None }],
        ..kit::story("en", "Headlineword", "Bodyword one.\n\nSecondparagraph.")
    };
    library.world.release(full, &[GENERAL]).await;
    library.world.release(kit::picture("en", "A picture", "Captionword."), &[GENERAL]).await;
    for word in ["headlineword", "slugword", "standfirstword", "bylineword", "\"keyword phrase\"", "placeword"] {
        assert_eq!(library.find(word).await, ["Headlineword"], "{word}");
    }
    assert_eq!(library.find("secondparagraph bodyword").await, ["Headlineword"]);
    assert_eq!(library.find("captionword").await, ["A picture"]);
}

#[tokio::test]
async fn filters_narrow_and_pages_follow_each_other() {
    let library = Library::new().await;
    let start = library.world.now();
    library.release(&[("en", "One", "b"), ("tr", "Two", "b"), ("sr-Latn", "Three", "b"), ("en", "Four", "b")]).await;
    let urgent = Story { priority: Priority::Urgent, ..kit::story("en", "Five", "b") };
    library.world.release(urgent, &[SPORT]).await;
    let series: story::GroupId = "tel:group:20260901:7".parse().expect("a group");
    let picture = Story { group: Some(series.clone()), ..kit::picture("en", "Six", "b") };
    library.world.release(picture, &[GENERAL]).await;
    let minutes = |n: i64| Some(start + SignedDuration::from_mins(n));
    let dated = |from, until| Request { query: Query::everything().dated(minutes(from), minutes(until)), ..all() };
    for (wanted, expected) in [
        (all(), &["Six", "Five", "Four", "Three", "Two", "One"][..]),
        (asked("language:(sr, tr)"), &["Three", "Two"]),
        (asked("kind:picture"), &["Six"]),
        (asked("priority:urgent"), &["Five"]),
        (asked("product:2"), &["Five"]),
        (Request { query: Query::everything().narrowed(vec![series], Condition::Group), ..all() }, &["Six"]),
        (asked("group:tel:group:20260901:8"), &[]),
        (asked("category:9"), &[]),
        (dated(2, 3), &["Three", "Two"]),
        (dated(3, 2), &[]),
        (asked("four language:en"), &["Four"]),
        (asked("four language:tr"), &[]),
        (asked("-kind:text"), &["Six"]),
        (asked("priority:1-2 OR kind:picture"), &["Six", "Five"]),
        (asked("words:2.."), &[]),
        (asked("headline:six"), &["Six"]),
        (asked("headline:b"), &[]),
    ] {
        assert_eq!(library.headlines(wanted.clone(), &everything()).await, expected, "{wanted:?}");
    }
    let page = library.ask(Request { offset: 2, limit: 2, ..all() }, &everything()).await;
    assert_eq!(page.total, 6);
    assert_eq!(page.hits.iter().map(|h| h.headline.as_str()).collect::<Vec<_>>(), ["Four", "Three"]);
    let beyond = library.ask(Request { offset: 6, limit: 2, ..all() }, &everything()).await;
    assert_eq!((beyond.total, beyond.hits.len(), beyond.indexed), (6, 0, 6));
    let counted = library.ask(Request { limit: 0, ..all() }, &everything()).await;
    assert_eq!((counted.total, counted.hits.len()), (6, 0));
    let far = Request { offset: WINDOW_HITS_MAX, limit: 1, ..all() };
    let refused = library.archive.search(&far, &everything(), library.world.now()).await;
    assert!(matches!(refused, Err(SearchError::TooFar)));
}

#[tokio::test]
async fn a_hit_tells_what_the_story_is() {
    let library = Library::new().await;
    let sent = library.world.release(kit::story("tr", "İzmir'de deprem", "Gövde."), &[GENERAL]).await;
    let hits = library.ask(all(), &everything()).await;
    let hit = &hits.hits[0];
    assert_eq!((hit.seq, &hit.item, hit.version, hit.kind), (1, &sent.entry.item, 1, Kind::Text));
    assert_eq!((hit.language.as_str(), hit.priority, hit.category.0), ("tr", Priority::Routine, 1));
    assert_eq!((hit.headline.as_str(), hit.slug.as_str()), ("İzmir'de deprem", sent.story.slug.as_str()));
    assert_eq!((hit.released, hit.version_created), (sent.entry.first_released, sent.entry.version_created));
}

#[tokio::test]
async fn only_what_a_contract_covers_is_found_or_counted() {
    let library = Library::new().await;
    library.world.release(kit::story("en", "Old general", "b"), &[GENERAL]).await;
    library.world.advance(3_600);
    let late: Timestamp = library.world.now();
    library.world.release(kit::story("en", "General", "b"), &[GENERAL]).await;
    library.world.release(kit::story("sr-Latn", "Serbian", "b"), &[GENERAL]).await;
    library.world.release(kit::story("en", "Sport", "b"), &[SPORT]).await;
    library.world.release(kit::story("en", "Both", "b"), &[GENERAL, SPORT]).await;
    library.world.release(kit::picture("en", "Sport picture", "b"), &[SPORT]).await;
    library.world.release(kit::story("en", "Of no product", "b"), &[]).await;
    let general = grant(&[GENERAL]);
    let sport = Grant { kinds: vec![Kind::Picture], ..grant(&[SPORT]) };
    for (grants, expected) in [
        (vec![], &[][..]),
        (vec![general.clone()], &["Both", "Serbian", "General", "Old general"]),
        (vec![grant(&[ProductId(3)])], &[]),
        (vec![grant(&[])], &[]),
        (vec![Grant { kinds: vec![], ..general.clone() }], &[]),
        (vec![sport.clone()], &["Sport picture"]),
        (vec![Grant { since: Some(late), ..general.clone() }], &["Both", "Serbian", "General"]),
        (vec![Grant { languages: vec![lang("sr")], ..general.clone() }], &["Serbian"]),
        (vec![Grant { languages: vec![lang("sr-Cyrl")], ..general.clone() }], &[]),
        (vec![Grant { languages: vec![lang("sr-Latn")], ..general.clone() }, sport], &["Sport picture", "Serbian"]),
    ] {
        let may = Entitlement { grants };
        assert_eq!(library.headlines(all(), &may).await, expected, "{may:?}");
    }
}

#[tokio::test]
async fn what_must_not_be_used_is_not_found() {
    let library = Library::new().await;
    let story = || kit::story("en", "Minister resigns", "The minister resigned.");
    let sent = library.world.release(story(), &[GENERAL]).await;
    library.release(&[("en", "Minister denies", "b")]).await;
    assert_eq!(library.find("minister").await.len(), 2);
    let held = library.world.hold(&sent).await;
    assert_eq!(library.find("minister").await, ["Minister denies"]);
    let resumed = library.world.resume(&held, story()).await;
    assert_eq!(library.find("minister").await.len(), 2);
    library.world.kill(&resumed).await;
    assert_eq!(library.find("minister").await, ["Minister denies"]);
}

#[tokio::test]
async fn a_kill_counts_before_it_is_indexed() {
    let library = Library::new().await;
    let sent = library.world.release(kit::story("en", "Minister resigns", "b"), &[GENERAL]).await;
    library.settle().await;
    let archive = library.archive.clone();
    let (world, _folder) = library.close().await;
    world.kill(&sent).await;
    let hits = archive.search(&all(), &everything(), world.now()).await.expect("an answer");
    assert_eq!((hits.total, hits.hits.len(), hits.indexed), (0, 0, 1));
}

#[tokio::test]
async fn a_correction_replaces_the_story() {
    let library = Library::new().await;
    let sent = library.world.release(kit::story("en", "Five hurt in Izmir", "b"), &[GENERAL]).await;
    assert_eq!(library.find("five").await, ["Five hurt in Izmir"]);
    let corrected = kit::story("en", "Three hurt in Izmir", "b");
    library.world.correct(&sent, corrected, "five hurt", "three hurt").await;
    assert_eq!(library.find("five").await, NONE);
    let hits = library.ask(asked("izmir"), &everything()).await;
    assert_eq!((hits.total, hits.hits[0].version, hits.hits[0].seq), (1, 2, 2));
}

#[tokio::test]
async fn an_embargo_hides_a_story_until_its_minute() {
    let library = Library::new().await;
    let until = library.world.now() + SignedDuration::from_mins(10);
    let story = Story { embargo: Some(until), ..kit::story("en", "Budget speech", "b") };
    library.world.release(story, &[GENERAL]).await;
    assert_eq!(library.find("budget").await, NONE);
    library.world.advance(599);
    assert_eq!(library.find("budget").await, NONE);
    library.world.advance(1);
    assert_eq!(library.find("budget").await, ["Budget speech"]);
}

#[tokio::test]
async fn following_goes_on_where_it_ended() {
    let library = Library::new().await;
    library.release(&[("en", "One", "b"), ("en", "Two", "b")]).await;
    library.settle().await;
    let (world, folder) = library.close().await;
    let reopened = Archive::open(folder.path(), world.reader.clone()).expect("the archive");
    assert_eq!(reopened.indexed(), 2, "the last commit tells how far it came");
    drop(reopened);
    world.release(kit::story("en", "Three", "b"), &[GENERAL]).await;
    let library = Library::of(world, folder);
    assert_eq!(library.headlines(all(), &everything()).await, ["Three", "Two", "One"]);
    let (_world, folder) = library.close().await;
    let searcher = Index::open_in_dir(folder.path()).and_then(|index| index.reader()).expect("the index").searcher();
    let written: u32 = searcher.segment_readers().iter().map(tantivy::SegmentReader::max_doc).sum();
    assert_eq!(written, 3, "nothing was indexed twice");
}

#[tokio::test]
async fn an_index_of_another_version_is_built_anew() {
    let library = Library::new().await;
    library.release(&[("en", "One", "b"), ("tr", "İki", "b")]).await;
    let before = library.ask(all(), &everything()).await;
    let (world, folder) = library.close().await;

    let index = Index::open_in_dir(folder.path()).expect("the index");
    let mut writer: IndexWriter = index.writer_with_num_threads(1, 15_000_000).expect("a writer");
    writer.delete_all_documents().expect("deleted");
    let mut commit = writer.prepare_commit().expect("a commit");
    commit.set_payload(&format!("{} 2 {}", ANALYSIS_VERSION + 1, wire::EMPTY_HASH));
    commit.commit().expect("committed");
    drop(writer);
    let library = Library::of(world, folder);
    assert_eq!(library.ask(all(), &everything()).await, before);
    let (world, folder) = library.close().await;

    Archive::clear(folder.path()).expect("cleared");
    let mut other = Schema::builder();
    other.add_text_field("headline", TEXT);
    Index::create_in_dir(folder.path(), other.build()).expect("an index with other fields");
    let library = Library::of(world, folder);
    assert_eq!(library.ask(all(), &everything()).await, before);
}

#[tokio::test]
async fn a_deleted_or_damaged_index_is_built_anew() {
    let library = Library::new().await;
    library.release(&[("en", "One", "b"), ("tr", "İki", "b")]).await;
    let killed = library.world.release(kit::story("en", "Three", "b"), &[GENERAL]).await;
    library.world.kill(&killed).await;
    let before = library.ask(all(), &everything()).await;
    let (world, folder) = library.close().await;

    std::fs::write(folder.path().join("notes.txt"), "mine").expect("a file");
    Archive::clear(folder.path()).expect("cleared");
    let left: Vec<_> = std::fs::read_dir(folder.path()).expect("the folder").collect();
    assert_eq!(left.len(), 1, "only the other file is left: {left:?}");
    let library = Library::of(world, folder);
    assert_eq!(library.ask(all(), &everything()).await, before);
    let (world, folder) = library.close().await;

    std::fs::write(folder.path().join("meta.json"), "{").expect("damage");
    let library = Library::of(world, folder);
    assert_eq!(library.ask(all(), &everything()).await, before);
}

#[tokio::test]
async fn an_index_of_another_wire_is_built_anew() {
    let library = Library::new().await;
    library.release(&[("en", "Another wire", "b"), ("en", "Another", "b"), ("en", "Third", "b")]).await;
    library.settle().await;
    let (_world, folder) = library.close().await;
    let shorter = World::sqlite().await;
    shorter.release(kit::story("en", "This wire", "b"), &[GENERAL]).await;
    let library = Library::of(shorter, folder);
    assert_eq!(library.headlines(all(), &everything()).await, ["This wire"]);
    let (_world, folder) = library.close().await;
    let longer = World::sqlite().await;
    for headline in ["One", "Two"] {
        longer.release(kit::story("en", headline, "b"), &[GENERAL]).await;
    }
    let library = Library::of(longer, folder);
    assert_eq!(library.headlines(all(), &everything()).await, ["Two", "One"]);
}

#[tokio::test]
async fn one_process_writes_the_index() {
    let library = Library::new().await;
    library.release(&[("en", "One", "b")]).await;
    library.settle().await;
    let second = Archive::open(library.folder.path(), library.world.reader.clone());
    let error = second.err().expect("a second writer is refused");
    assert!(matches!(error, SearchError::Locked(_)), "{error}");
    assert!(error.to_string().contains("in use by another process"), "{error}");
    assert!(matches!(Archive::clear(library.folder.path()), Err(SearchError::Locked(_))));
    assert_eq!(library.find("one").await, ["One"], "nothing was deleted");
}

#[test]
fn any_text_that_can_be_read_can_be_searched() {
    let runtime = tokio::runtime::Runtime::new().expect("a runtime");
    let library = runtime.block_on(async {
        let library = Library::new().await;
        library.release(&[("tr", "Iğdır'da a b", "-a OR \"b"), ("ja", "地震", "a b")]).await;
        library.settle().await;
        library
    });
    let texts = prop_oneof!["\\PC{0,60}", r#"[abI İı'’"()\-地震ـ.م]{0,30}( OR )?[ab"() \-]{0,20}"#];
    TestRunner::default()
        .run(&texts, |text| {
            if let Ok(query) = Query::read(&text) {
                let asked = Request { query, ..all() };
                let found = runtime.block_on(library.archive.search(&asked, &everything(), library.world.now()));
                prop_assert!(found.is_ok_and(|hits| hits.total <= 2));
            }
            Ok(())
        })
        .expect("every text");
}
