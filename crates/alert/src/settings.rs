//! When and how somebody wants their letters: digest hours, quiet hours, and the zone of both.

use crate::{AlertError, Alerts, ByMail, push::reschedule, settle};
use account::PersonId;
use jiff::{
    Timestamp, ToSpan,
    civil::{Date, Time},
    tz::TimeZone,
};
use serde::{Deserialize, Serialize};
use store::{StoreError, args};
use story::Priority;

/// The hour of the digest of somebody who set none.
const DIGEST_HOUR: i8 = 8;
/// Days within which a set hour comes, also when the clocks change.
const DAYS_AHEAD: i32 = 2;

/// When and how somebody wants their letters.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Settings {
    /// The zone in which the hours are meant, an IANA name.
    pub zone: String,
    /// The hours at which a digest is written, 0 to 23.
    pub digest_hours: Vec<i8>,
    /// When no letter is written and no push is sent; what was found then is told in one letter at the end.
    #[serde(default)]
    pub quiet: Option<Quiet>,
    /// A flash is told in quiet hours too.
    #[serde(default)]
    pub flash_passes: bool,
}

/// From one time of the clock to another, `22:00` to `07:00`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Quiet {
    /// When it begins.
    pub from: String,
    /// When it ends.
    pub until: String,
}

impl Quiet {
    fn times(&self) -> Option<(Time, Time)> {
        let time = |text: &str| Time::strptime("%H:%M", text).ok();
        Some((time(&self.from)?, time(&self.until)?)).filter(|(from, until)| from != until)
    }
}

impl Settings {
    /// Those of somebody who set nothing.
    fn usual(zone: String) -> Self {
        Self { zone, digest_hours: vec![DIGEST_HOUR], quiet: None, flash_passes: true }
    }

    fn checked(mut self) -> Result<Self, AlertError> {
        let bad = |field, why: String| Err(AlertError::Bad { field, why });
        if TimeZone::get(&self.zone).is_err() {
            return bad("zone", format!("is `{}`, which is no time zone", self.zone));
        }
        self.digest_hours.sort_unstable();
        self.digest_hours.dedup();
        if self.digest_hours.is_empty() || self.digest_hours.iter().any(|hour| !(0..=23).contains(hour)) {
            return bad("digest_hours", "is a list of hours, 0 to 23, with at least one".to_owned());
        }
        if self.quiet.as_ref().is_some_and(|quiet| quiet.times().is_none()) {
            return bad("quiet", "is two different times such as 22:00 and 07:00".to_owned());
        }
        Ok(self)
    }

    fn zone(&self) -> TimeZone {
        TimeZone::get(&self.zone).unwrap_or(TimeZone::UTC)
    }

    /// When a letter about something found at `now` is written; `None` when none is.
    pub(crate) fn due(&self, mail: ByMail, priority: Priority, now: Timestamp) -> Option<Timestamp> {
        match mail {
            ByMail::Off => None,
            ByMail::AtOnce if priority == Priority::Flash && self.flash_passes => Some(now),
            ByMail::AtOnce => Some(self.quiet_until(now).unwrap_or(now)),
            ByMail::Digest => Some(self.next_digest(now)),
        }
    }

    /// Whether something found at `now` makes no sound.
    pub(crate) fn hushes(&self, priority: Priority, now: Timestamp) -> bool {
        self.quiet_until(now).is_some() && !(priority == Priority::Flash && self.flash_passes)
    }

    /// When the quiet hours end; `None` when it is none of them.
    pub(crate) fn quiet_until(&self, now: Timestamp) -> Option<Timestamp> {
        let (from, until) = self.quiet.as_ref()?.times()?;
        let zone = self.zone();
        let local = zone.to_datetime(now);
        let time = local.time();
        let quiet = if from < until { (from..until).contains(&time) } else { time >= from || time < until };
        let day = if time < until { Some(local.date()) } else { local.date().tomorrow().ok() };
        day.filter(|_| quiet).and_then(|day| at(&zone, day, until))
    }

    fn next_digest(&self, now: Timestamp) -> Timestamp {
        let zone = self.zone();
        let today = zone.to_datetime(now).date();
        let days = (0..=DAYS_AHEAD).filter_map(|n| today.checked_add(n.days()).ok());
        let times = days.flat_map(|day| self.digest_hours.iter().map(move |hour| (day, *hour)));
        let mut times = times.filter_map(|(day, hour)| at(&zone, day, Time::new(hour, 0, 0, 0).ok()?));
        times.find(|time| *time > now).unwrap_or(now)
    }
}

/// A time of the clock; where the clocks pass over it, the moment after.
fn at(zone: &TimeZone, day: Date, time: Time) -> Option<Timestamp> {
    zone.to_ambiguous_timestamp(day.to_datetime(time)).compatible().ok()
}

impl Alerts {
    /// When and how somebody wants their letters.
    pub async fn settings(&self, who: &PersonId) -> Result<Settings, AlertError> {
        let row = self.db.one("SELECT data FROM alert_settings WHERE person = $1", args![who.as_str()]).await?;
        if let Some(row) = row {
            let corrupt = |e: serde_json::Error| StoreError::Corrupt { column: "data", why: e.to_string() };
            return Ok(serde_json::from_str(&row.text("data")?).map_err(corrupt)?);
        }
        let zone = self.accounts.agency().await?.map_or_else(|| "UTC".to_owned(), |agency| agency.time_zone);
        Ok(Settings::usual(zone))
    }

    /// The same; `None`, which is told, where what is kept cannot be read. One row of one reader stops nobody else's
    /// alerts: theirs come without letter and sound.
    pub(crate) async fn readable_settings(&self, who: &PersonId) -> Result<Option<Settings>, AlertError> {
        match self.settings(who).await {
            Ok(settings) => Ok(Some(settings)),
            Err(AlertError::Store(error @ StoreError::Corrupt { .. })) => {
                tracing::error!(person = who.as_str(), "nobody can tell when letters are wanted: {error}");
                Ok(None)
            }
            Err(error) => Err(error),
        }
    }

    /// Changes it, also for what waits already, letters and pushes.
    pub async fn set_settings(&self, who: &PersonId, settings: Settings) -> Result<(), AlertError> {
        let settings = settings.checked()?;
        let now = self.now();
        let mut tx = self.db.begin().await?;
        let changed = async {
            tx.run(
                "INSERT INTO alert_settings (person, data) VALUES ($1, $2) \
                 ON CONFLICT (person) DO UPDATE SET data = excluded.data",
                args![who.as_str(), story::canonical_json(&settings)],
            )
            .await?;
            let sql = "SELECT id, email, priority FROM alert WHERE person = $1 AND due IS NOT NULL AND email <> 'off' \
                       ORDER BY id";
            for row in tx.all(sql, args![who.as_str()]).await? {
                let due = settings.due(row.parsed("email")?, priority(row.int("priority")?)?, now);
                let args = args![due.map(story::to_millis), row.count("id")?];
                tx.run("UPDATE alert SET due = $1 WHERE id = $2 AND due IS NOT NULL", args).await?;
            }
            reschedule(&mut tx, who, &settings, now).await
        }
        .await;
        settle(tx, changed).await
    }
}

/// A priority as its number is stored.
pub(crate) fn priority(stored: i64) -> Result<Priority, StoreError> {
    let corrupt = || StoreError::Corrupt { column: "priority", why: format!("{stored} is not a priority") };
    u8::try_from(stored).ok().and_then(|n| Priority::try_from(n).ok()).ok_or_else(corrupt)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn time(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    fn nights() -> Settings {
        let quiet = Quiet { from: "22:00".to_owned(), until: "07:00".to_owned() };
        let zone = "Europe/Istanbul".to_owned();
        Settings { zone, digest_hours: vec![17, 8, 8], quiet: Some(quiet), flash_passes: true }.checked().unwrap()
    }

    #[test]
    fn letters_wait_for_the_end_of_the_night_and_a_flash_does_not() {
        let nights = nights();
        let due = |priority, now| nights.due(ByMail::AtOnce, priority, time(now)).unwrap();
        // Istanbul is three hours ahead of UTC.
        assert_eq!(due(Priority::Routine, "2026-09-01T18:59:59Z"), time("2026-09-01T18:59:59Z"));
        assert_eq!(due(Priority::Routine, "2026-09-01T19:00:00Z"), time("2026-09-02T04:00:00Z"));
        assert_eq!(due(Priority::Routine, "2026-09-02T03:59:00Z"), time("2026-09-02T04:00:00Z"));
        assert_eq!(due(Priority::Routine, "2026-09-02T04:00:00Z"), time("2026-09-02T04:00:00Z"));
        assert_eq!(due(Priority::Flash, "2026-09-01T23:00:00Z"), time("2026-09-01T23:00:00Z"));
        assert_eq!(nights.due(ByMail::Off, Priority::Flash, time("2026-09-01T23:00:00Z")), None);
    }

    #[test]
    fn quiet_hours_within_a_day_end_on_it() {
        let mut noon = nights();
        noon.quiet = Some(Quiet { from: "12:00".to_owned(), until: "14:00".to_owned() });
        assert_eq!(noon.quiet_until(time("2026-09-01T09:30:00Z")), Some(time("2026-09-01T11:00:00Z")));
        assert_eq!(noon.quiet_until(time("2026-09-01T11:00:00Z")), None);
    }

    #[test]
    fn the_next_digest_is_later_than_now() {
        let next = |now| nights().due(ByMail::Digest, Priority::Flash, time(now)).unwrap();
        assert_eq!(next("2026-09-01T04:59:59Z"), time("2026-09-01T05:00:00Z"));
        assert_eq!(next("2026-09-01T05:00:00Z"), time("2026-09-01T14:00:00Z"));
        assert_eq!(next("2026-09-01T14:00:00Z"), time("2026-09-02T05:00:00Z"));
    }

    #[test]
    fn hours_that_the_clocks_pass_over_come_later() {
        let night = Settings { digest_hours: vec![2], ..Settings::usual("Europe/Berlin".to_owned()) };
        assert_eq!(night.next_digest(time("2026-03-28T23:30:00Z")), time("2026-03-29T01:00:00Z"));
    }

    #[test]
    fn what_is_no_setting_is_refused() {
        let refused = |change: fn(&mut Settings)| {
            let mut settings = nights();
            change(&mut settings);
            match settings.checked() {
                Err(AlertError::Bad { field, .. }) => field,
                other => panic!("{other:?}"),
            }
        };
        assert_eq!(refused(|s| s.zone = "Europe/Nowhere".to_owned()), "zone");
        assert_eq!(refused(|s| s.digest_hours = vec![24]), "digest_hours");
        assert_eq!(refused(|s| s.digest_hours.clear()), "digest_hours");
        assert_eq!(refused(|s| s.quiet = Some(Quiet { from: "7".to_owned(), until: "9:00".to_owned() })), "quiet");
        assert_eq!(refused(|s| s.quiet = Some(Quiet { from: "07:00".to_owned(), until: "07:00".to_owned() })), "quiet");
    }
}
