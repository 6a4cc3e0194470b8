//! Where an event stands in the feed of somebody who holds everything up to one.

/// What to do with an event.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// It was taken before.
    Known,
    /// It is the next one.
    Next,
    /// The event before it is not held: something is missing.
    Gap,
}

impl Place {
    /// The place of the event `seq`, which names `prev` as the one before it, for a reader who holds `held`.
    ///
    /// An older `prev` than `held` is no gap: the contract was narrowed, and nothing lies between. A younger one is, also
    /// when the contract was widened and what is missing was never sent.
    pub fn of(held: u64, seq: u64, prev: u64) -> Self {
        if seq <= held {
            Self::Known
        } else if prev <= held {
            Self::Next
        } else {
            Self::Gap
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_event_is_known_the_next_or_after_a_gap() {
        assert_eq!(Place::of(0, 3, 0), Place::Next, "the first of a feed");
        assert_eq!(Place::of(3, 7, 3), Place::Next);
        assert_eq!(Place::of(7, 3, 0), Place::Known);
        assert_eq!(Place::of(7, 7, 3), Place::Known);
        assert_eq!(Place::of(3, 9, 7), Place::Gap);
        assert_eq!(Place::of(0, 9, 7), Place::Gap, "a folder that begins in the middle of nothing");
    }

    #[test]
    fn another_contract_is_told_from_a_loss() {
        assert_eq!(Place::of(7, 9, 3), Place::Next, "7 is not covered any more");
        assert_eq!(Place::of(7, 9, 8), Place::Gap, "8 is covered now");
    }
}
