//! How long to wait before the server is asked again.

use super::dice::Dice;
use std::time::Duration;

/// The first wait, in milliseconds; each one after it is twice as long.
const FIRST_MILLIS: u64 = 500;
/// The longest wait that the server did not ask for, in milliseconds.
const LONGEST_MILLIS: u64 = 30_000;

/// Waits that grow, and differ from client to client: a server that comes back is not overrun by all of them at once.
pub struct Patience {
    dice: Dice,
    step_millis: u64,
}

impl Patience {
    pub fn new(dice: Dice) -> Self {
        Self { dice, step_millis: FIRST_MILLIS }
    }

    /// The next wait: between half a step and a step, after what the server asked for.
    pub fn wait(&mut self, told: Option<Duration>) -> Duration {
        let half = self.step_millis / 2;
        self.step_millis = (self.step_millis * 2).min(LONGEST_MILLIS);
        told.unwrap_or_default() + Duration::from_millis(half + self.dice.below(half + 1))
    }

    /// Something new has come: the next wait is a short one again.
    pub fn regain(&mut self) {
        self.step_millis = FIRST_MILLIS;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_grow_up_to_half_a_minute_and_begin_anew() {
        let mut patience = Patience::new(Dice::new(7));
        let mut step = FIRST_MILLIS;
        for _ in 0..12 {
            let wait = u64::try_from(patience.wait(None).as_millis()).unwrap();
            assert!((step / 2..=step).contains(&wait), "{wait} of {step}");
            step = (step * 2).min(30_000);
        }
        patience.regain();
        assert!(patience.wait(None) <= Duration::from_millis(500));
    }

    #[test]
    fn what_the_server_asks_for_is_kept() {
        let mut patience = Patience::new(Dice::new(7));
        let told = Duration::from_secs(90);
        assert!(patience.wait(Some(told)) > told);
    }
}
