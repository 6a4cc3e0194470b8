//! The letters of the watch. None holds a text of an item.

use crate::{Watch, WatchError};
use account::{
    Alarm, Matter, OrganisationId, RECALL_LINK_DAYS, Recall, RecallLink, Seen, Via, add_recall_link, addressees,
    business_addresses,
};
use jiff::Timestamp;
use mailroom::{Address, Letter, post};
use store::Tx;
use story::Act;

/// Why a letter about a recall is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Occasion {
    /// The story was recalled now.
    Call,
    /// There is no receipt yet.
    Reminder,
}

impl Watch {
    /// Writes to an organisation about a recall, each of its addresses with a link of its own.
    pub(crate) async fn write(
        &self,
        tx: &mut Tx,
        recall: &Recall,
        organisation: &OrganisationId,
        occasion: Occasion,
        now: Timestamp,
    ) -> Result<(), WatchError> {
        for (name, email) in addressees(tx, organisation).await? {
            let link = RecallLink { seq: recall.seq, organisation: organisation.clone(), email: email.clone() };
            let secret = add_recall_link(tx, &link, now).await?;
            let link = format!("{}/receipt?link={secret}", self.base);
            let letter = Letter {
                kind: "kill",
                to: Address { name, email },
                subject: subject(recall, occasion),
                text: text(recall, occasion, &link, &self.agency),
            };
            post(tx, &letter, now).await?;
        }
        Ok(())
    }

    /// Writes to both sides that something is the matter.
    pub(crate) async fn warn(
        &self,
        tx: &mut Tx,
        seen: &Seen,
        matter: Matter,
        detail: &str,
        now: Timestamp,
    ) -> Result<(), WatchError> {
        let who = called(&seen.via);
        let subject = format!("{}: {who} {}", seen.organisation_name, matter.title());
        let text = format!(
            "{who} of {}: {detail}\n\nWhat to do: {}\n\nAnother letter comes when it is over.\n\n{}\n",
            seen.organisation_name,
            matter.advice(),
            self.agency
        );
        self.to_both_sides(tx, &seen.organisation, &subject, &text, now).await
    }

    /// Writes to both sides that it is over.
    pub(crate) async fn relieve(&self, tx: &mut Tx, alarm: &Alarm, now: Timestamp) -> Result<(), WatchError> {
        let (who, organisation) = (called(&alarm.via), &alarm.organisation_name);
        let subject = format!("Over: {organisation}: {who} {}", alarm.matter.title());
        let text = format!(
            "{who} of {organisation}: this is over since {}.\n\nIt began at {}: {}\n\n{}\n",
            minute(now),
            minute(alarm.began),
            alarm.detail,
            self.agency
        );
        self.to_both_sides(tx, &alarm.organisation, &subject, &text, now).await
    }

    async fn to_both_sides(
        &self,
        tx: &mut Tx,
        organisation: &OrganisationId,
        subject: &str,
        text: &str,
        now: Timestamp,
    ) -> Result<(), WatchError> {
        let mut to = addressees(tx, organisation).await?;
        to.extend(business_addresses(tx).await?);
        for (name, email) in to {
            let to = Address { name, email };
            let letter = Letter { kind: "monitor", to, subject: subject.to_owned(), text: text.to_owned() };
            post(tx, &letter, now).await?;
        }
        Ok(())
    }
}

/// A login or key, as a letter names it.
fn called(via: &Via) -> String {
    match via {
        Via::User(login) => format!("The API user {login}"),
        Via::Key(id) => format!("The key {id}"),
        Via::Person(id) => format!("The person {id}"),
    }
}

fn minute(time: Timestamp) -> String {
    time.strftime("%Y-%m-%d %H:%M UTC").to_string()
}

fn done(act: Act) -> &'static str {
    match act {
        Act::Kill => "killed",
        Act::Withdraw => "withdrawn",
        Act::Hold => "put on hold",
        _ => "corrected",
    }
}

fn demand(act: Act) -> &'static str {
    match act {
        Act::Kill | Act::Withdraw => "Do not use any version of it. If you have published it, take it down.",
        Act::Hold => "Do not use any version of it until it is resumed.",
        _ => "Use the newest version. If you have published an earlier one, correct it.",
    }
}

fn subject(recall: &Recall, occasion: Occasion) -> String {
    let begin = match occasion {
        Occasion::Call => "",
        Occasion::Reminder => "Reminder: ",
    };
    format!("{begin}{} {}", recall.act.name().to_uppercase(), recall.item)
}

fn text(recall: &Recall, occasion: Occasion, link: &str, agency: &str) -> String {
    let begin = match occasion {
        Occasion::Call => "",
        Occasion::Reminder => "We have no receipt from you yet.\n\n",
    };
    let reason = recall.reason.as_ref().map_or_else(String::new, |reason| format!("Reason: {reason}\n"));
    format!(
        "{begin}The item {} was {}. {}\n\nVersion {} of the wire, number {}, {}\n{reason}\nPlease confirm that you have seen \
         this and have acted on it:\n{link}\n\nThe link is yours, and works for {RECALL_LINK_DAYS} days. Programs confirm \
         with POST /api/v1/receipts.\n\n{agency}\n",
        recall.item,
        done(recall.act),
        demand(recall.act),
        recall.version,
        recall.seq,
        minute(recall.time),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_letter_says_what_to_do_and_where_to_confirm() {
        let mut recall = Recall {
            seq: 12,
            item: "tel:text:20260901:3".parse().unwrap(),
            version: 2,
            act: Act::Kill,
            time: "2026-09-01T12:00:00Z".parse().unwrap(),
            reason: Some("The report was wrong.".to_owned()),
            required: true,
        };
        assert_eq!(subject(&recall, Occasion::Reminder), "Reminder: KILL tel:text:20260901:3");
        let told = text(&recall, Occasion::Call, "https://wire.example/receipt?link=abc", "Tellal");
        for part in
            ["was killed. Do not use", "Reason: The report was wrong.", "/receipt?link=abc", "2026-09-01 12:00 UTC"]
        {
            assert!(told.contains(part), "{part}: {told}");
        }
        recall.act = Act::Hold;
        recall.reason = None;
        let told = text(&recall, Occasion::Reminder, "", "Tellal");
        assert!(told.starts_with("We have no receipt") && !told.contains("Reason"), "{told}");
    }
}
