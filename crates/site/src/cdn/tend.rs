//! What changes without a step of the site's follower: what is stopped, what becomes due, the day, the rule, and what the
//! pages are made by.

use super::{
    Cdn, STOPS_FOLLOWER,
    outbox::{count, is_known, note, note_everything},
    said::DAY,
};
use crate::{FOLLOWER, Site, SiteError, assets, changed, page, shelf::Key};
use jiff::Timestamp;
use std::{collections::BTreeSet, sync::atomic::Ordering, time::Duration};
use store::{Tx, args};
use story::{ContentHash, ItemId, Lang, canonical_json, to_millis};
use tokio_util::sync::CancellationToken;

/// How often it is looked whether something became due, in milliseconds.
const LOOK_MILLIS: u64 = 1_000;
/// Dispatches that are looked at together.
const BATCH: usize = 200;
/// Dispatches after which it is noted how far stops were looked for, where none was found.
const NOTED_EVERY: u64 = 200;
/// Items that become due together and are told one by one; beyond, everything counts as changed.
const DUE_MAX: u64 = 1_000;

impl Site {
    /// Follows the log for what is stopped, until `stop`.
    pub(super) async fn keep_stopping(&self, stop: &CancellationToken) {
        wire::follow(&self.reader, STOPS_FOLLOWER, stop, || self.note_stops()).await;
    }

    /// Notes what everything shows that was stopped since it was last looked. Each process does so for itself, when it hears
    /// of it: what it answered before that is taken away after it, whoever noted the same before.
    pub(super) async fn note_stops(&self) -> Result<u64, SiteError> {
        self.begin_cdn().await?;
        let noted = self.reader.cursor(STOPS_FOLLOWER).await?;
        let mut cursor = match self.telling.looked.load(Ordering::Acquire) {
            // Of what others noted beyond its head it has not heard yet.
            0 => noted.min(self.reader.head()),
            looked => looked,
        };
        loop {
            let batch = self.reader.after(cursor, BATCH).await?;
            let Some(last) = batch.last().map(|dispatch| dispatch.seq()) else {
                self.telling.looked.fetch_max(cursor, Ordering::AcqRel);
                return Ok(cursor);
            };
            let stopped = batch.iter().filter(|dispatch| dispatch.entry.act.stops());
            let stopped: Vec<ItemId> = stopped.map(|dispatch| dispatch.entry.item.clone()).collect();
            // Else each release would write twice.
            if !stopped.is_empty() || last.saturating_sub(noted) >= NOTED_EVERY {
                let now = self.clock.now();
                let mut tx = self.db.begin().await?;
                count(&mut tx).await?;
                for item in stopped {
                    let keys = changed::by_row(&mut tx, &item).await?;
                    if is_known(&mut tx, &item, &keys, now).await? {
                        for key in keys {
                            note(&mut tx, &key.to_string(), true, (now, now)).await?;
                        }
                    }
                }
                wire::advance(&mut tx, STOPS_FOLLOWER, last).await?;
                tx.commit().await?;
                self.telling.stopped.notify_one();
            }
            self.telling.looked.fetch_max(last, Ordering::AcqRel);
            cursor = last;
        }
    }

    /// Looks, until `stop`, for what becomes due, whether or not anybody asks for a page.
    pub(super) async fn keep_tending(&self, stop: &CancellationToken) {
        while !stop.is_cancelled() {
            if let Some(Err(error)) = stop.run_until_cancelled(self.tend()).await {
                tracing::error!("what becomes due is not told to the network, and is looked for again: {error}");
            }
            stop.run_until_cancelled(tokio::time::sleep(Duration::from_millis(LOOK_MILLIS))).await;
        }
    }

    /// Notes what became due, and what else changed by itself.
    pub(super) async fn tend(&self) -> Result<(), SiteError> {
        self.begin_cdn().await?;
        // What another process has written and told, this one answers a second later at the latest, though the notices of
        // the database were lost or its own follower is busy. The network is told again long after that.
        self.reader.refresh().await?;
        self.look_elsewhere().await?;
        // The shelf first: whoever asks again is to get what is new.
        self.ripen().await?;
        self.note_due().await?;
        self.note_others().await
    }

    /// Looks once, after the process began, whether the network may keep what this process would not answer.
    async fn begin_cdn(&self) -> Result<(), SiteError> {
        let Some(cdn) = &self.cdn else { return Ok(()) };
        let mut begun = self.telling.begun.lock().await;
        if *begun {
            return Ok(());
        }
        let (head, now, mark) = (self.reader.head(), self.clock.now(), self.mark(cdn));
        let mut tx = self.db.begin().await?;
        let state = tx.one("SELECT seq, mark FROM purge_state", args![]).await?;
        let cursor = tx.one("SELECT seq FROM cursor WHERE follower = $1", args![FOLLOWER]).await?;
        let cursor = cursor.map(|row| row.int("seq")).transpose()?.unwrap_or_default();
        let is_known = match state {
            Some(state) => state.int("seq")? == cursor && state.text("mark")? == mark,
            None => true,
        };
        if !is_known {
            note_everything(&mut tx, now).await?;
            tx.run("UPDATE purge_state SET seq = $1, mark = $2", args![cursor, mark]).await?;
            // What was stopped until here goes with everything.
            let sql = "INSERT INTO cursor (follower, seq) VALUES ($1, $2) \
                       ON CONFLICT (follower) DO UPDATE SET seq = excluded.seq";
            tx.run(sql, args![STOPS_FOLLOWER, head]).await?;
        }
        tx.commit().await?;
        *begun = true;
        Ok(())
    }

    /// What makes all pages others: the program, the look, the agency's record, the address; and which network it is.
    fn mark(&self, cdn: &Cdn) -> String {
        let of = [
            env!("CARGO_PKG_VERSION"),
            assets::css_path(),
            assets::icon_path(),
            &canonical_json(&*self.agency),
            &self.base,
            &cdn.purge_url.to_string(),
            cdn.keys_header.as_str(),
            cdn.separator.text(),
        ];
        ContentHash::of(&of.join("\n")).as_str().to_owned()
    }

    /// Notes what the items change whose time has come.
    async fn note_due(&self) -> Result<(), SiteError> {
        let now = self.clock.now();
        let millis = to_millis(now);
        let due = self.db.one("SELECT COUNT(*) AS n FROM purge_later WHERE show_at <= $1", args![millis]).await?;
        let due = due.map_or(Ok(0), |row| row.count("n"))?;
        if due == 0 {
            return Ok(());
        }
        let mut tx = self.db.begin().await?;
        if due <= DUE_MAX {
            // First: from here on the follower adds nothing to what is read and deleted.
            count(&mut tx).await?;
            for key in self.later_keys(millis).await? {
                note(&mut tx, &key.to_string(), false, (now, now)).await?;
            }
            tx.run("DELETE FROM purge_later WHERE show_at <= $1", args![millis]).await?;
        } else {
            note_everything(&mut tx, now).await?;
        }
        Ok(tx.commit().await?)
    }

    /// Notes the day, the rule and the languages that are shown, where they are others than before.
    async fn note_others(&self) -> Result<(), SiteError> {
        let Some(state) = self.db.one("SELECT rule, day, languages FROM purge_state", args![]).await? else {
            return Ok(());
        };
        let now = self.clock.now();
        let rule = self.db.one("SELECT edit FROM public_rule", args![]).await?;
        let rule = rule.map_or(Ok(0), |row| row.int("edit"))?;
        let day = self.zone.to_datetime(now).date().to_string();
        let languages = page::languages(&self.db, now).await?;
        let languages = languages.iter().map(Lang::as_str).collect::<Vec<_>>().join(" ");
        let mut others = BTreeSet::new();
        if rule != state.int("rule")? {
            self.heed_at_once().await;
            others.insert(Key::Rule.to_string());
        }
        if day != state.text("day")? {
            others.insert(DAY.to_owned());
        }
        if languages != state.text("languages")? {
            self.tell_languages().await?;
            others.insert(Key::Languages.to_string());
        }
        if others.is_empty() {
            return Ok(());
        }
        let mut tx = self.db.begin().await?;
        note_all(&mut tx, &others, now).await?;
        let sql = "UPDATE purge_state SET rule = $1, day = $2, languages = $3";
        tx.run(sql, args![rule, day, languages]).await?;
        Ok(tx.commit().await?)
    }
}

async fn note_all(tx: &mut Tx, keys: &BTreeSet<String>, now: Timestamp) -> Result<(), SiteError> {
    count(tx).await?;
    for key in keys {
        note(tx, key, false, (now, now)).await?;
    }
    Ok(())
}
