//! The demo's desks, and what lies on them that is not out yet.

use super::{Newsroom, editor};
use account::{Role, Staff};
use desk::{DeskName, Filed, Move, Stage};
use jiff::SignedDuration;
use store::Clock;
use story::{CategoryId, Manuscript, Story};

/// The desks, in the order of the lists.
const DESKS: [&str; 5] = [WORLD, "Economy", "Sport", "Türkçe", "العربية"];
const WORLD: &str = "World";
/// How long the story waits that the demo schedules.
const LATER: SignedDuration = SignedDuration::from_hours(3);

/// What becomes of a story that the demo does not send.
const NOT_OUT: [Piece; 9] = [
    Piece::Inbox,
    Piece::Draft,
    Piece::Review,
    Piece::Inbox,
    Piece::Draft,
    Piece::Review,
    Piece::Scheduled,
    Piece::Draft,
    Piece::Review,
];

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Piece {
    /// It came from outside.
    Inbox,
    /// The reporter writes it.
    Draft,
    /// The reporter has written it.
    Review,
    /// The editor has released it for later.
    Scheduled,
}

/// The desk that a story belongs to, by its name.
fn desk_of(story: &Story) -> &'static str {
    match (story.language.primary(), story.category) {
        ("tr", _) => "Türkçe",
        ("ar", _) => "العربية",
        (_, CategoryId(2)) => "Sport",
        (_, CategoryId(3)) => "Economy",
        _ => WORLD,
    }
}

fn reporter() -> Staff {
    Staff { login: "reporter".to_owned(), name: "سلمى حداد".to_owned(), role: Role::Reporter }
}

impl Newsroom {
    /// Makes the desks and what lies on them, once.
    pub async fn furnish(&self, chief: &Staff, clock: &dyn Clock) -> anyhow::Result<()> {
        if !self.desk.desks().await?.is_empty() {
            return Ok(());
        }
        for name in DESKS {
            self.desk.add_desk(chief, &DeskName::new(name)?).await?;
        }
        // The stories that the demo would send last.
        for (piece, sample) in NOT_OUT.into_iter().zip(&self.samples.stories) {
            let Filed { external_id, story } = self.filed(sample, sample.id.clone());
            if piece == Piece::Inbox {
                self.desk.file(&editor(), vec![Filed { external_id, story }], false).await?;
            } else {
                let who = if piece == Piece::Scheduled { editor() } else { reporter() };
                let item = self.desk.create(&who, Manuscript::from(&story), external_id).await?;
                match piece {
                    Piece::Review => {
                        let to = Move { desk: None, stage: Some(Stage::Review) };
                        self.desk.place(&who, &item.id, to).await?;
                    }
                    Piece::Scheduled => {
                        self.desk.release(&who, &item.id, item.edit, Some(clock.now() + LATER)).await?;
                    }
                    Piece::Inbox | Piece::Draft => {}
                }
            }
        }
        for sample in &self.samples.stories {
            self.to_its_desk(&sample.id, &sample.story).await?;
        }
        Ok(())
    }

    /// Puts a story that was filed under this id onto its desk. A newsroom without that desk keeps it on none.
    pub(super) async fn to_its_desk(&self, external_id: &str, story: &Story) -> anyhow::Result<()> {
        let name = desk_of(story);
        let desk = self.desk.desks().await?.into_iter().find(|desk| desk.name == name);
        if let Some((desk, item)) = desk.zip(self.desk.item_from_outside(external_id).await?) {
            self.desk.place(&editor(), &item, Move { desk: Some(desk.id), stage: None }).await?;
        }
        Ok(())
    }
}
