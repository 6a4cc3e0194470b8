//! What can go wrong on the way, by what helps against it.

use std::{fmt::Display, time::Duration};

#[derive(Debug)]
pub enum Trouble {
    /// It may be better the next time; `wait` is what the server asked for.
    Passing { why: String, wait: Option<Duration> },
    /// Somebody has to look at it.
    Lasting(anyhow::Error),
}

impl Trouble {
    pub fn passing(why: impl Display) -> Self {
        Self::Passing { why: why.to_string(), wait: None }
    }
}

impl From<anyhow::Error> for Trouble {
    fn from(error: anyhow::Error) -> Self {
        Self::Lasting(error)
    }
}
