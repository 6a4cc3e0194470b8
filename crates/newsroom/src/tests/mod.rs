//! The newsroom as programs and browsers use it.

mod lists;
mod live;
mod room;
mod second;
mod uploads;
