//! Harm done on purpose to what arrives: a subscriber tries with it what comes after, and we try the follower.
//!
//! The harm is what a network and a server can do: an event twice, an event after the one that follows it, a line that
//! breaks in the middle of an event, an answer that fails. Bytes are never changed: no network does that behind TLS.

use super::dice::Dice;
use bytes::Bytes;

/// One event in so many breaks the line.
const CUT_ONE_IN: u64 = 20;
/// One event in so many comes twice.
const TWICE_ONE_IN: u64 = 6;
/// One event in so many comes after the next one.
const LATE_ONE_IN: u64 = 6;
/// One answer in so many is a failure.
const FAILURE_ONE_IN: u64 = 5;
/// One page of the feed in so many breaks off.
const PAGE_CUT_ONE_IN: u64 = 5;

/// What is left of a piece of the stream.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Harmed {
    pub bytes: Vec<u8>,
    /// The line broke after these bytes.
    pub cut: bool,
}

pub struct Chaos {
    dice: Dice,
    /// The event that is not whole yet.
    begun: Vec<u8>,
    /// The event that waits for the next one.
    late: Option<Vec<u8>>,
}

impl Chaos {
    pub fn new(seed: u64) -> Self {
        Self { dice: Dice::new(seed), begun: Vec::new(), late: None }
    }

    /// True when the server is to have answered with a failure.
    pub fn fails(&mut self) -> bool {
        self.dice.once_in(FAILURE_ONE_IN)
    }

    /// A new stream begins: what was on the old line is lost with it.
    pub fn begin(&mut self) {
        self.begun.clear();
        self.late = None;
    }

    /// Lets a piece of the stream through, or what it makes of it. Only whole events come out, or the cut one.
    pub fn pass(&mut self, piece: &[u8]) -> Harmed {
        let mut harmed = Harmed::default();
        self.begun.extend_from_slice(piece);
        while let Some(end) = self.begun.windows(2).position(|two| two == b"\n\n") {
            let event: Vec<u8> = self.begun.drain(..end + 2).collect();
            if self.dice.once_in(CUT_ONE_IN) {
                let length = self.dice.below(event.len() as u64);
                harmed.bytes.extend_from_slice(&event[..usize::try_from(length).unwrap_or_default()]);
                harmed.cut = true;
                return harmed;
            }
            if self.late.is_none() && self.dice.once_in(LATE_ONE_IN) {
                self.late = Some(event);
                continue;
            }
            harmed.bytes.extend_from_slice(&event);
            if self.dice.once_in(TWICE_ONE_IN) {
                harmed.bytes.extend_from_slice(&event);
            }
            harmed.bytes.extend(self.late.take().unwrap_or_default());
        }
        harmed
    }

    /// Lets a page of the feed through, or the first part of it.
    pub fn page(&mut self, page: Bytes) -> Bytes {
        if !self.dice.once_in(PAGE_CUT_ONE_IN) {
            return page;
        }
        let length = self.dice.below(page.len() as u64);
        page.slice(..usize::try_from(length).unwrap_or_default())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    /// Events that each test sends.
    const EVENTS: u64 = 400;

    fn event(n: u64) -> String {
        format!("id: {n}\ndata: {{\"seq\":{n}}}\n\n")
    }

    /// The events of one line after the other, until all were sent; each line begins after the last event that is whole.
    fn lines(seed: u64) -> Vec<(Vec<u64>, Harmed)> {
        let mut chaos = Chaos::new(seed);
        let mut lines = Vec::new();
        let mut next = 1;
        while next <= EVENTS {
            chaos.begin();
            let mut line = Harmed::default();
            while next <= EVENTS && !line.cut {
                let harmed = chaos.pass(event(next).as_bytes());
                line.bytes.extend(harmed.bytes);
                line.cut = harmed.cut;
                next += 1;
            }
            let text = String::from_utf8(line.bytes.clone()).unwrap();
            let whole = text.split_inclusive("\n\n").filter(|event| event.ends_with("\n\n"));
            lines.push((whole.map(|e| e[4..e.find('\n').unwrap()].parse().unwrap()).collect(), line));
        }
        lines
    }

    #[test]
    fn every_harm_is_done() {
        let lines = lines(1);
        let pairs = || lines.iter().flat_map(|(seqs, _)| seqs.windows(2));
        assert!(pairs().any(|two| two[0] == two[1]), "twice");
        assert!(pairs().any(|two| two[0] == two[1] + 1), "late");
        assert!(lines.iter().any(|(_, line)| line.cut && !line.bytes.ends_with(b"\n\n")), "cut in an event");
        let mut chaos = Chaos::new(1);
        let failures = (0..EVENTS).filter(|_| chaos.fails()).count();
        assert!((1..EVENTS).contains(&(failures as u64)), "{failures}");
        let page = Bytes::from_static(b"{\"events\":[]}");
        let cut = (0..EVENTS).filter(|_| chaos.page(page.clone()) != page).count();
        assert!((1..EVENTS).contains(&(cut as u64)), "{cut}");
    }

    #[test]
    fn nothing_but_what_a_cut_takes_is_lost_and_nothing_is_made_up() {
        let lines = lines(2);
        let seen: BTreeSet<u64> = lines.iter().flat_map(|(seqs, _)| seqs.iter().copied()).collect();
        let lost = (1..=EVENTS).filter(|n| !seen.contains(n)).count();
        // The event that was cut, the one that waited behind it, and one that waited at the end.
        assert!(lost <= 2 * lines.len(), "{lost} lost on {} lines", lines.len());
        assert!(seen.iter().all(|n| (1..=EVENTS).contains(n)));
        for (seqs, line) in &lines {
            let sent: String = seqs.iter().map(|n| event(*n)).collect();
            assert!(line.bytes.starts_with(sent.as_bytes()), "whole events stay as they are");
        }
    }

    #[test]
    fn a_seed_repeats_its_harm() {
        let bytes = |seed| lines(seed).into_iter().map(|(_, line)| line).collect::<Vec<_>>();
        assert_eq!(bytes(3), bytes(3));
        assert_ne!(bytes(3), bytes(4));
    }

    #[test]
    fn an_event_that_comes_in_pieces_is_harmed_as_a_whole() {
        let whole: String = (1..=EVENTS).map(event).collect();
        let through = |size: usize| {
            let mut chaos = Chaos::new(5);
            let mut bytes = Vec::new();
            for piece in whole.as_bytes().chunks(size) {
                let harmed = chaos.pass(piece);
                bytes.extend(harmed.bytes);
                if harmed.cut {
                    return bytes;
                }
            }
            bytes
        };
        assert_eq!(through(1), through(7));
        assert_eq!(through(7), through(whole.len()));
    }
}
