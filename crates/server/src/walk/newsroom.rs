//! The items of the walk, one in every condition, and how each comes into it.

use crate::house::House;
use account::{Role, Staff};
use desk::{NewAssignment, NewSnippet, NewTemplate, Outcome, Proposal, Proposed, Purpose};
use jiff::SignedDuration;
use store::FixedClock;
use story::{
    Act, Caption, Content, Correction, GroupId, Headline, ItemId, Media, Note, Priority, ProductId, Prose, Publicity,
    Related, Relation, State, Story,
};
use wire::{NewDispatch, Signal, Signer, WireError};

/// Days before now on which the old item was released.
pub(super) const OLD_DAYS: i64 = 60;
/// Hours until what waits may go out.
const LATE_HOURS: i64 = 48;
/// The group of the film.
pub(super) const GROUP: &str = "tel:group:20260901:900";
/// A file that has a name for its own.
const JPEG: &[u8] = include_bytes!("../../../../samples/pictures/olives.jpg");

/// The condition that an item is in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Condition {
    /// Released.
    Open,
    /// Released, and not for the public.
    Internal,
    /// It was under embargo, and went out when that was over.
    Lifted,
    /// Released, updated, corrected.
    Corrected,
    /// A video; its mark stands in the file.
    Film,
    /// A picture; its mark stands in the file as it was filed.
    Picture,
    /// A file of a kind that the limited contract has not.
    Unsold,
    /// In a language that the limited contract has not.
    Foreign,
    /// Released before the archive days of the limited contract.
    Old,
    /// Never released.
    Draft,
    /// Released by the desk, and waiting for its embargo.
    Embargoed,
    /// Waiting for its time.
    Scheduled,
    /// On the wire already, before its embargo is over.
    Early,
    /// It was on the wire before its embargo was over; now that is over.
    Due,
    /// Released, then held.
    Held,
    /// Released, held, and let go on.
    Resumed,
    /// Released, then killed.
    Killed,
    /// Released, then withdrawn.
    Withdrawn,
    /// A message to editors.
    Advisory,
    /// A test of the line.
    Test,
}

impl Condition {
    pub(super) const ALL: [Self; 20] = [
        Self::Open,
        Self::Internal,
        Self::Lifted,
        Self::Corrected,
        Self::Film,
        Self::Picture,
        Self::Unsold,
        Self::Foreign,
        Self::Old,
        Self::Draft,
        Self::Embargoed,
        Self::Scheduled,
        Self::Early,
        Self::Due,
        Self::Held,
        Self::Resumed,
        Self::Killed,
        Self::Withdrawn,
        Self::Advisory,
        Self::Test,
    ];

    fn word(self) -> String {
        format!("{self:?}").to_lowercase()
    }

    /// Stands in the headline and nowhere else.
    pub(super) fn head_mark(self) -> String {
        format!("zqh{}zq", self.word())
    }

    /// Stands in the body, or in the bytes of the file, and nowhere else.
    pub(super) fn body_mark(self) -> String {
        format!("zqb{}zq", self.word())
    }

    fn language(self) -> &'static str {
        if self == Self::Foreign { "ru" } else { "tr" }
    }
}

/// An item on the stage.
pub(super) struct Piece {
    pub(super) condition: Condition,
    pub(super) item: ItemId,
}

/// Brings an item into every condition, through the desk where the desk can.
pub(super) async fn work(house: &House, clock: &FixedClock) -> Vec<Piece> {
    let mut pieces = vec![Piece { condition: Condition::Old, item: release(house, Condition::Old).await }];
    clock.advance(SignedDuration::from_hours(24 * OLD_DAYS - 1));
    for condition in Condition::ALL.into_iter().filter(|condition| *condition != Condition::Old) {
        let item = match condition {
            Condition::Draft => draft(house, story(house, condition).await).await,
            Condition::Early | Condition::Due => append(house, condition).await,
            _ => release(house, condition).await,
        };
        pieces.push(Piece { condition, item });
    }
    clock.advance(SignedDuration::from_hours(1));
    let round = house.desk.release_due().await.expect("the schedule");
    assert_eq!((round.sent.len(), round.failed), (1, 0), "one embargo is over");
    // The picture stands on the page of a story.
    let picture = pieces.iter().find(|piece| piece.condition == Condition::Picture).expect("the picture").item.clone();
    let open = pieces.iter().find(|piece| piece.condition == Condition::Open).expect("the story").item.clone();
    let mut beside = story(house, Condition::Open).await;
    beside.related.push(Related {
        item: picture,
        title: Headline::new("Resim").expect("a title"),
        rel: Relation::Related,
    });
    save(house, &open, beside).await;
    let edit = edit_of(house, &open).await;
    house.desk.update(&operator(), &open, edit).await.expect("an update");
    pieces
}

/// A request for the second person.
#[derive(Debug, Clone)]
pub(super) struct Asked {
    pub(super) id: String,
    /// Of the very bytes that it asks for.
    pub(super) hash: String,
}

/// Asks for a flash of its own, which has the marks of the draft: nobody outside reads what waits.
pub(super) async fn ask(house: &House) -> Asked {
    let draft_of = Condition::Draft;
    // A flash is one short sentence.
    let sentence = format!("Toplantı bitti, sır {}.", draft_of.body_mark());
    let headline = format!("Haber {}", draft_of.head_mark());
    let flash = Story { priority: Priority::Flash, ..kit::story(draft_of.language(), &headline, &sentence) };
    let item = draft(house, flash).await;
    let edit = edit_of(house, &item).await;
    asked(house, Proposal::Release { item, edit, at: None, undo: false, retraction: None }).await
}

/// The operator asks for what takes two persons.
async fn asked(house: &House, proposal: Proposal) -> Asked {
    let act = proposal.act();
    let Proposed::Waits(id) = house.desk.propose(&operator(), proposal).await.expect("a request") else {
        panic!("{act:?} takes two persons")
    };
    let hash = house.desk.approval(&id).await.expect("the request").hash;
    Asked { id, hash }
}

/// The operator asks, and somebody else approves.
async fn stop(house: &House, act: Act, item: &ItemId, reason: Note) {
    let proposal = Proposal::Notice { items: vec![item.clone()], act, reason, hold: Some(false) };
    let Asked { id, hash } = asked(house, proposal).await;
    let second = Staff { login: "second".to_owned(), name: "Second".to_owned(), role: Role::Chief };
    house.desk.approve(&second, &id, &hash).await.expect("an approval");
}

async fn release(house: &House, condition: Condition) -> ItemId {
    let (desk, who) = (&house.desk, operator());
    let first = story(house, condition).await;
    let late = first.embargo.unwrap_or_else(|| house.clock.now() + SignedDuration::from_hours(LATE_HOURS));
    let item = draft(house, first).await;
    let at = (condition == Condition::Scheduled).then_some(late);
    let purpose = match condition {
        Condition::Advisory => Purpose::Advisory,
        Condition::Test => Purpose::Test,
        _ => Purpose::News,
    };
    let edit = desk.mean(&who, &item, 1, purpose).await.expect("what it is").edit;
    let outcome = desk.release(&who, &item, edit, at).await.expect("a release");
    let waits = matches!(condition, Condition::Lifted | Condition::Embargoed | Condition::Scheduled);
    assert_eq!(matches!(outcome, Outcome::Scheduled(_)), waits, "{condition:?}");
    let reason = || Note::new("Denetleniyor.").expect("a reason");
    match condition {
        Condition::Corrected => {
            let first = serde_json::to_string(&story(house, condition).await).expect("a story");
            let second = serde_json::from_str(&first.replace("akşam saatlerinde", "gece yarısı")).expect("a story");
            save(house, &item, second).await;
            let prose = |text: &str| Prose::new(text).expect("a text");
            let what = Correction { was: prose("akşam saatlerinde"), now: prose("gece yarısı") };
            let edit = edit_of(house, &item).await;
            desk.correct(&who, &item, edit, what).await.expect("a correction");
        }
        Condition::Held => drop(desk.hold(&who, &item, reason()).await.expect("a hold")),
        Condition::Resumed => {
            desk.hold(&who, &item, reason()).await.expect("a hold");
            let edit = edit_of(house, &item).await;
            desk.resume(&who, &item, edit).await.expect("it goes on");
        }
        Condition::Killed => stop(house, Act::Kill, &item, reason()).await,
        Condition::Withdrawn => stop(house, Act::Withdraw, &item, reason()).await,
        _ => {}
    }
    item
}

/// What the newsroom keeps beside its items.
#[derive(Default)]
pub(super) struct Kept {
    pub(super) template: String,
    pub(super) snippet: u32,
    pub(super) assignment: u32,
}

/// A template, a snippet and an assignment, each with the marks of the draft: nobody outside reads of a plan.
pub(super) async fn keep(house: &House) -> Kept {
    let (head, body) = (Condition::Draft.head_mark(), Condition::Draft.body_mark());
    let read = |value: serde_json::Value| serde_json::from_value::<NewAssignment>(value).expect("an assignment");
    let planned = serde_json::json!({"title": head, "what": body, "notes": body, "starts": "2026-09-01T16:00"});
    let planned = house.desk.plan(&operator(), None, read(planned)).await.expect("a plan");
    let snippet: NewSnippet = serde_json::from_value(serde_json::json!({"holder": "house", "name": "zq",
        "body": [{"block": "paragraph", "spans": [{"text": body}]}]}))
    .expect("a snippet");
    let snippet = house.desk.put_snippet(&operator(), None, snippet).await.expect("a snippet");
    let template: NewTemplate =
        serde_json::from_value(serde_json::json!({"name": head, "story": story(house, Condition::Draft).await}))
            .expect("a template");
    let template = house.desk.add_template(&operator(), template).await.expect("a template");
    Kept { template: template.id, snippet: snippet.id, assignment: planned.id }
}

/// Puts a story on the wire that the desk would not let out yet, as another program that writes to the wire could.
async fn append(house: &House, condition: Condition) -> ItemId {
    let story = story(house, condition).await;
    let number = if condition == Condition::Early { 901 } else { 902 };
    let item = ItemId::new(&house.agency.code, story.kind(), jiff::civil::date(2026, 9, 1), number);
    let (signer, time) = (Signer::open(&house.data.join("wire.key")).expect("its key"), house.clock.clone());
    let (db, stop) = (house.db.clone(), house.stop.child_token());
    let (writer, _) = wire::open(db, signer, time, Signal::None, &house.tasks, stop).await.expect("the wire");
    let story = story.ready().expect("a story that can be released");
    let products = vec![ProductId(1)];
    let new = NewDispatch { act: Act::Release, item: item.clone(), version: 1, state: State::Usable, products, story };
    let sent: Result<_, WireError> = writer.commit(move |log| Box::pin(log.append(new))).await;
    sent.expect("it is on the wire");
    item
}

async fn draft(house: &House, story: Story) -> ItemId {
    house.desk.create(&operator(), story, None).await.expect("a draft").id
}

async fn edit_of(house: &House, item: &ItemId) -> u64 {
    house.desk.item(item).await.expect("the item").edit
}

async fn save(house: &House, item: &ItemId, story: Story) {
    let edit = edit_of(house, item).await;
    house.desk.edit(&operator(), item, edit, story).await.expect("a save");
}

fn operator() -> Staff {
    Staff::operator()
}

/// A story of which the public site may show the first sentences, and never the last.
async fn story(house: &House, condition: Condition) -> Story {
    let headline = format!("Haber {}", condition.head_mark());
    let mark = condition.body_mark();
    let body = format!(
        "Bu haber bugün Ankara'da yapılan uzun bir toplantının sonucunu anlatıyor ve burada başlıyor. \
         İkinci cümle toplantıya katılanların akşam saatlerinde neler söylediğini uzun uzun anlatıyor. \
         Üçüncü cümle ise toplantının bir sonraki hafta aynı yerde süreceğini okura bildiriyor. Sır {mark}."
    );
    let mut story = kit::story(condition.language(), &headline, &body);
    let (soon, late) = (SignedDuration::from_mins(30), SignedDuration::from_hours(LATE_HOURS));
    story.embargo = match condition {
        Condition::Lifted | Condition::Due => Some(house.clock.now() + soon),
        Condition::Embargoed | Condition::Early => Some(house.clock.now() + late),
        _ => None,
    };
    let caption = Caption::new("Görüntü.").expect("a caption");
    match condition {
        Condition::Internal => story.public = Publicity::No,
        Condition::Film => {
            let media = media(house, [b"\0\0\0\x18ftypmp42\0\0\0\0mp42isom", mark.as_bytes()].concat()).await;
            story.group = GROUP.parse::<GroupId>().ok();
            story.content = Content::Video { media, caption, forms: Vec::new() };
        }
        Condition::Unsold => {
            let media = media(house, [b"%PDF-1.7\n% ", mark.as_bytes(), b"\n%%EOF\n"].concat()).await;
            story.content = Content::File { media, caption };
        }
        Condition::Picture => {
            // Within the picture's own data, after its last row: no smaller size repeats it.
            let (rows, end) = JPEG.split_at(JPEG.len() - 2);
            let bytes = [rows, mark.as_bytes(), end].concat();
            let media = media(house, bytes).await;
            story.content = Content::Picture { media, caption };
        }
        _ => {}
    }
    story
}

async fn media(house: &House, bytes: Vec<u8>) -> Media {
    house.desk.add_media(&operator(), bytes.into()).await.expect("a file")
}
