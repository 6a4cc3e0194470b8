//! Who may do what at the desk: every act as every role, against a table that is written from the rules of a newsroom and not
//! from the code. A reporter files and edits own drafts; an editor releases; a chief approves, holds and kills.

use crate::{desk::sent, on_each_engine};
use ::account::{Role, Staff};
use ::desk::{Because, Desk, DeskError, DeskName, Order, Proposal, Proposed, Sought};
use bytes::Bytes;
use jiff::SignedDuration;
use kit::World;
use std::sync::Arc;
use story::{Act, Agency, Correction, Guarded, ItemId, Manuscript, Note, Prose};

on_each_engine! {
    every_act_is_done_by_whom_it_is_for => super::every_act_is_done_by_whom_it_is_for;
}

/// Reporter, editor, chief, business, administrator, in the order of `Role::ALL`; `x` may.
#[rustfmt::skip]
const TABLE: [(&str, &str); 33] = [
    // Writing.
    ("write a draft",                   "xxx-x"),
    ("edit an own draft",               "xxx-x"),
    ("edit another's draft",            "-xx-x"),
    ("edit what is out",                "-xx-x"),
    ("bring a file",                    "xxx-x"),
    ("begin a series",                  "xxx-x"),
    ("take the lock",                   "-xx-x"),
    // Looking.
    ("see what hangs on an item",       "xxx-x"),
    ("search for a cause",              "xxx-x"),
    ("see the takes",                   "xxx-x"),
    ("see the causes",                  "xxx-x"),
    // Sending.
    ("release",                         "-xx-x"),
    ("schedule",                        "-xx-x"),
    ("take off the schedule",           "-xx-x"),
    ("note an update",                  "-xx-x"),
    ("update",                          "-xx-x"),
    ("correct",                         "-xx-x"),
    ("refile",                          "-xx-x"),
    ("advise",                          "-xx-x"),
    ("send a test",                     "-xx-x"),
    // Stopping.
    ("hold",                            "--x-x"),
    ("resume",                          "--x-x"),
    ("kill",                            "--x-x"),
    ("withdraw",                        "--x-x"),
    ("kill for one cause",              "--x-x"),
    // Two persons.
    ("ask for a kill",                  "-xx-x"),
    ("ask for a kill for one cause",    "-xx-x"),
    ("ask for a flash",                 "-xx-x"),
    ("take one's request back",         "-xx-x"),
    ("approve",                         "--x-x"),
    ("refuse",                          "--x-x"),
    // The house.
    ("add a desk",                      "--x-x"),
    ("break another's lock",            "--x-x"),
];

/// The desks of one house: one where one person is enough, and one where it takes two; and who prepares what is tried.
struct House {
    easy: Desk,
    strict: Desk,
    chief: Staff,
    other: Staff,
}

fn prose<const N: usize>(text: &str) -> Prose<N> {
    Prose::new(text).unwrap()
}

fn reason() -> Note {
    prose("It is wrong.")
}

impl House {
    async fn draft(&self, who: &Staff) -> ItemId {
        self.easy.create(who, kit::story("en", "Quake", "One hurt."), None).await.unwrap().id
    }

    async fn out(&self) -> ItemId {
        let id = self.draft(&self.chief).await;
        sent(self.easy.release(&self.chief, &id, 1, None).await.unwrap());
        id
    }

    /// An item that is out, with a newer working copy, and the number of its save.
    async fn newer(&self) -> (ItemId, u64) {
        let id = self.out().await;
        let edit = self.easy.item(&id).await.unwrap().edit;
        let saved = self.easy.edit(&self.chief, &id, edit, kit::story("en", "Quake", "Two hurt.")).await.unwrap();
        (id, saved.edit)
    }

    fn notice(item: ItemId) -> Proposal {
        Proposal::Notice { items: vec![item], act: Act::Kill, reason: reason(), hold: None }
    }

    fn order(items: Vec<ItemId>) -> Order {
        Order { items, act: Act::Kill, because: Because::Wrong, reason: reason(), hold: None }
    }

    /// A kill that somebody asked for: the request and the hash of its bytes.
    async fn asked(&self, who: &Staff) -> (String, String) {
        match self.strict.propose(who, Self::notice(self.out().await)).await.unwrap() {
            Proposed::Waits(id) => {
                let hash = self.strict.approval(&id).await.unwrap().hash;
                (id, hash)
            }
            other => panic!("{other:?}"),
        }
    }

    async fn write(&self, what: &str, who: &Staff) -> Result<(), DeskError> {
        let desk = &self.easy;
        let words = || kit::story("en", "Quake", "Three hurt.");
        match what {
            "write a draft" => desk.create(who, words(), None).await.map(drop),
            "edit an own draft" => {
                // Whoever may not write has none of their own.
                let id = self.draft(if who.role == Role::Business { &self.chief } else { who }).await;
                desk.edit(who, &id, 1, words()).await.map(drop)
            }
            "edit another's draft" => desk.edit(who, &self.draft(&self.other).await, 1, words()).await.map(drop),
            "edit what is out" => desk.edit(who, &self.out().await, 2, words()).await.map(drop),
            "bring a file" => match desk.add_media(who, Bytes::from_static(b"no picture")).await {
                Err(DeskError::Media(_)) => Ok(()),
                other => other.map(drop),
            },
            "begin a series" => desk.new_group(who).await.map(drop),
            "take the lock" => desk.lock(who, &self.draft(&self.chief).await, None).await.map(drop),
            _ => self.look(what, who).await,
        }
    }

    async fn look(&self, what: &str, who: &Staff) -> Result<(), DeskError> {
        let desk = &self.easy;
        match what {
            "see what hangs on an item" => desk.along(who, &[self.out().await]).await.map(drop),
            "search for a cause" => {
                desk.sought(who, &Sought { words: "quake".to_owned(), ..Sought::default() }).await.map(drop)
            }
            "see the takes" => desk.takes(who, &self.out().await).await.map(drop),
            "see the causes" => desk.causes(who, 1).await.map(drop),
            _ => self.send(what, who).await,
        }
    }

    async fn send(&self, what: &str, who: &Staff) -> Result<(), DeskError> {
        let (desk, later) = (&self.easy, "2030-01-01T00:00:00Z".parse().unwrap());
        match what {
            "release" => desk.release(who, &self.draft(&self.chief).await, 1, None).await.map(drop),
            "schedule" => desk.release(who, &self.draft(&self.chief).await, 1, Some(later)).await.map(drop),
            "take off the schedule" => {
                let id = self.draft(&self.chief).await;
                desk.release(&self.chief, &id, 1, Some(later)).await.unwrap();
                desk.unschedule(who, &id).await.map(drop)
            }
            "note an update" => {
                let (id, edit) = self.newer().await;
                desk.note_update(who, &id, edit, &prose("adds the toll")).await.map(drop)
            }
            "update" | "correct" | "refile" => {
                let (id, edit) = self.newer().await;
                match what {
                    "update" => desk.update(who, &id, edit).await.map(drop),
                    "refile" => desk.refile(who, &id, edit).await.map(drop),
                    _ => {
                        let what = Correction { was: prose("One hurt"), now: prose("Two hurt") };
                        desk.correct(who, &id, edit, what).await.map(drop)
                    }
                }
            }
            "advise" => desk.advise(who, kit::story("en", "Advisory", "To editors.")).await.map(drop),
            "send a test" => desk.send_test(who, kit::story("en", "Test", "A test.")).await.map(drop),
            _ => self.stop(what, who).await,
        }
    }

    async fn stop(&self, what: &str, who: &Staff) -> Result<(), DeskError> {
        let desk = &self.easy;
        match what {
            "hold" => desk.hold(who, &self.out().await, reason()).await.map(drop),
            "resume" => {
                let id = self.out().await;
                let edit = desk.hold(&self.chief, &id, reason()).await.unwrap().edit;
                desk.resume(who, &id, edit).await.map(drop)
            }
            "kill" => desk.kill(who, &self.out().await, reason()).await.map(drop),
            "withdraw" => desk.withdraw(who, &self.out().await, reason()).await.map(drop),
            "kill for one cause" => {
                desk.stop_all(who, Self::order(vec![self.out().await, self.out().await])).await.map(drop)
            }
            "add a desk" => {
                desk.add_desk(who, &DeskName::new(format!("Desk of {}", who.login)).unwrap()).await.map(drop)
            }
            "break another's lock" => {
                let id = self.draft(&self.other).await;
                desk.lock(&self.other, &id, None).await?;
                desk.unlock(who, &id).await.map(drop)
            }
            _ => self.ask(what, who).await,
        }
    }

    async fn ask(&self, what: &str, who: &Staff) -> Result<(), DeskError> {
        let desk = &self.strict;
        match what {
            "ask for a kill" => desk.propose(who, Self::notice(self.out().await)).await.map(drop),
            "ask for a kill for one cause" => {
                let stopped = desk.stop_all(who, Self::order(vec![self.out().await, self.out().await])).await?;
                assert!(stopped.waits.is_some() && stopped.sent.is_empty());
                Ok(())
            }
            "ask for a flash" => {
                let flash =
                    Manuscript::from(kit::story("en", "Quake", "One hurt.")).with("priority", 1.into()).unwrap();
                let item = desk.create(&self.chief, flash, None).await.unwrap().id;
                let proposal = Proposal::Release { item, edit: 1, at: None, undo: false, retraction: None };
                match desk.propose(who, proposal).await? {
                    Proposed::Waits(_) => Ok(()),
                    other => panic!("{other:?}"),
                }
            }
            "take one's request back" => {
                let may_ask = who.role.may(::account::Right::Release);
                let (id, _) = self.asked(if may_ask { who } else { &self.chief }).await;
                desk.take_request_back(who, &id).await.map(drop)
            }
            "approve" => {
                let (id, hash) = self.asked(&self.chief).await;
                desk.approve(who, &id, &hash).await.map(drop)
            }
            "refuse" => desk.refuse(who, &self.asked(&self.chief).await.0, reason()).await.map(drop),
            _ => panic!("no such act: {what}"),
        }
    }
}

async fn every_act_is_done_by_whom_it_is_for(world: World) {
    let open = |agency: Agency| {
        Desk::new(world.writer.clone(), world.db.clone(), world.blobs.clone(), world.clock.clone(), Arc::new(agency))
    };
    let mut strict = Agency::clone(&world.agency);
    strict.rules.second_person = Guarded::ALL.to_vec();
    let somebody = |login: &str, role| Staff { login: login.to_owned(), name: login.to_owned(), role };
    let house = House {
        easy: open(Agency::clone(&world.agency)),
        strict: open(strict),
        chief: somebody("prepares", Role::Chief),
        other: somebody("other", Role::Editor),
    };
    let mut wrong = Vec::new();
    for (what, marks) in TABLE {
        for (role, mark) in Role::ALL.into_iter().zip(marks.chars()) {
            let result = house.write(what, &somebody(role.name(), role)).await;
            let refused =
                matches!(result, Err(DeskError::Forbidden { .. } | DeskError::NotYours { .. } | DeskError::OutAlready));
            match (mark, result) {
                ('x', Ok(())) => {}
                ('-', _) if refused => {}
                (_, result) => wrong.push(format!("{what} as {}: {result:?}", role.name())),
            }
            world.clock.advance(SignedDuration::from_secs(1));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
