//! What is the matter with a taker, told from what was noted of it. Pure: no clock, no store.

use account::{Matter, Tally};
use jiff::{SignedDuration, Timestamp};
use std::collections::BTreeSet;

/// Minutes of notes that are judged together.
pub const WINDOW_MINUTES: usize = 10;
/// Polls without waiting that found nothing, in that time, from which on it is bad: one each six seconds.
pub const IDLE_POLLS_MIN: u32 = 100;
/// Readings of the feed from the very beginning, in that time.
pub const FROM_START_MIN: u32 = 5;
/// Requests that were refused as too fast, in that time.
pub const TOO_FAST_MIN: u32 = 20;
/// Requests that failed, in that time; they are bad when they are also a fifth of all.
pub const ERRORS_MIN: u32 = 50;
/// One in so many requests may fail.
const ERRORS_SHARE: u32 = 5;
/// An alarm is over when less than a part in so many of what raised it is left.
const CALM_PART: u32 = 4;
/// Hours in which a taker must have asked before it has a habit.
pub const HABIT_HOURS_MIN: usize = 6;
/// Silences as long as its longest so far are usual; more than so many times as long is worth a look.
const SILENCE_TIMES: i64 = 2;

/// What is bad about these notes of [`WINDOW_MINUTES`], with what was seen, in a sentence.
pub fn bad(notes: &Tally) -> Vec<(Matter, String)> {
    let mut found = Vec::new();
    let within = format!("in {WINDOW_MINUTES} minutes");
    if notes.idle >= IDLE_POLLS_MIN {
        let said = format!("it polled the feed {} times {within} without waiting, and nothing was new.", notes.idle);
        found.push((Matter::IdlePolls, said));
    }
    if notes.from_start >= FROM_START_MIN {
        let said = format!("it read the feed from the very beginning {} times {within}.", notes.from_start);
        found.push((Matter::FromStart, said));
    }
    if notes.too_fast >= TOO_FAST_MIN {
        let said =
            format!("{} of its {} requests {within} came too fast and were refused.", notes.too_fast, notes.asked);
        found.push((Matter::TooFast, said));
    }
    if notes.failed >= ERRORS_MIN && notes.failed >= notes.asked / ERRORS_SHARE {
        let said = format!("{} of its {} requests {within} were refused or failed.", notes.failed, notes.asked);
        found.push((Matter::Errors, said));
    }
    found
}

/// True when so little is left of a matter that it is over.
pub fn is_calm(matter: Matter, notes: &Tally) -> bool {
    match matter {
        Matter::Silent => true,
        Matter::IdlePolls => notes.idle < IDLE_POLLS_MIN / CALM_PART,
        Matter::FromStart => notes.from_start < FROM_START_MIN / CALM_PART,
        Matter::TooFast => notes.too_fast < TOO_FAST_MIN / CALM_PART,
        Matter::Errors => notes.failed < ERRORS_MIN / CALM_PART,
    }
}

/// The longest time between two hours in which a taker asked, in hours; `None` for one that has no habit yet: it asked in
/// too few hours, or for less than a day, or less than twice as long as that time.
pub fn usual_gap_hours(hours: &BTreeSet<i64>) -> Option<i64> {
    let (first, last) = hours.first().zip(hours.last())?;
    let gap = hours.iter().zip(hours.iter().skip(1)).map(|(one, next)| next - one).max()?;
    let span = last - first;
    (hours.len() >= HABIT_HOURS_MIN && span >= 24 && span >= 2 * gap).then_some(gap)
}

/// What to say of a taker that asked in these hours, last at `last`, when it is silent for longer than its habit
/// explains; `None` when it is not.
pub fn silent(hours: &BTreeSet<i64>, last: Timestamp, now: Timestamp) -> Option<String> {
    let gap = usual_gap_hours(hours)?;
    let quiet = now.duration_since(last);
    if quiet < SignedDuration::from_hours(SILENCE_TIMES * gap) {
        return None;
    }
    let asked = last.strftime("%Y-%m-%d %H:%M UTC");
    let usual = if gap == 1 { "every hour".to_owned() } else { format!("every {gap} hours or more often") };
    Some(format!("it asked last at {asked}. It used to ask {usual}, and is silent for {} hours now.", quiet.as_hours()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(hour: i64) -> Timestamp {
        Timestamp::from_second(hour * 3_600).unwrap()
    }

    #[test]
    fn who_asks_well_is_left_alone() {
        assert_eq!(bad(&Tally { asked: 100_000, ..Tally::default() }), []);
        let few =
            Tally { asked: 400, idle: IDLE_POLLS_MIN - 1, from_start: 4, too_fast: 19, failed: 49, ..Tally::default() };
        assert_eq!(bad(&few), []);
        let busy = Tally { asked: 10_000, failed: 60, ..Tally::default() };
        assert_eq!(bad(&busy), [], "few of many");
    }

    #[test]
    fn who_asks_badly_is_told_what_was_seen() {
        let notes = Tally { asked: 300, idle: 120, from_start: 5, too_fast: 20, failed: 60, last: None };
        let found = bad(&notes);
        let matters: Vec<_> = found.iter().map(|(matter, _)| *matter).collect();
        assert_eq!(matters, [Matter::IdlePolls, Matter::FromStart, Matter::TooFast, Matter::Errors]);
        assert_eq!(found[0].1, "it polled the feed 120 times in 10 minutes without waiting, and nothing was new.");
        for matter in matters {
            assert!(!is_calm(matter, &notes), "{matter:?}");
            assert!(is_calm(matter, &Tally::default()), "{matter:?}");
        }
    }

    #[test]
    fn a_matter_that_only_just_falls_below_its_threshold_is_not_over_yet() {
        let less = Tally { asked: 90, idle: 90, ..Tally::default() };
        assert!(bad(&less).is_empty() && !is_calm(Matter::IdlePolls, &less));
    }

    #[test]
    fn silence_is_judged_by_the_habit() {
        let every = |hours: std::ops::Range<i64>, step| hours.step_by(step).collect::<BTreeSet<i64>>();
        // One that asks every hour is missed after two; one that asks once a day after two days.
        let (hourly, daily) = (every(0..48, 1), every(0..24 * 7, 24));
        assert_eq!((usual_gap_hours(&hourly), usual_gap_hours(&daily)), (Some(1), Some(24)));
        assert_eq!(silent(&hourly, at(47), at(48)), None);
        assert!(silent(&hourly, at(47), at(49)).is_some_and(|said| said.contains("every hour")));
        assert_eq!(silent(&daily, at(144), at(144 + 47)), None);
        assert!(silent(&daily, at(144), at(144 + 48)).is_some_and(|said| said.contains("every 24 hours")));
    }

    #[test]
    fn who_has_no_habit_is_never_silent() {
        let once: BTreeSet<i64> = (0..5).collect();
        let for_a_day: BTreeSet<i64> = (0..20).collect();
        // Asked hard for a while, then came back once: the gap is longer than what is known beside it.
        let twice: BTreeSet<i64> = (0..10).chain([160]).collect();
        for hours in [BTreeSet::new(), once, for_a_day, twice] {
            assert_eq!(silent(&hours, at(160), at(10_000)), None, "{hours:?}");
        }
    }
}
