//! Letters that the agency sends: posted in the transaction of what they tell of, sent later.
//!
//! Invariants:
//! - A letter is a row before it is sent; what was posted survives a restart and goes out once it can.
//! - A letter holds no text of an item, but the headline and the slug where a reader asked to be told of stories. Such a
//!   letter is posted so that it can be taken back ([`withdraw`]).
//! - A letter that was sent leaves no text behind, because the text may hold a link that lets somebody in.
//! - Letters about what was found ([`FOUND`]) are sent after all others that are due.
//! - Nothing of a name, an address or a subject can add a header or another recipient.
//! - A password for the mail server goes over TLS, or to this machine, and is never shown.

mod ledger;
mod letter;
mod message;
mod office;
mod reading;
mod round;
mod withdrawn;

pub use ledger::{MailLine, MailState, again, lines};
pub use letter::{Address, FOUND, Letter, post, post_for, post_revocably};
pub use lettre::message::Mailbox;
pub use message::{Message, compose};
pub use office::{BadAddress, OFFICE_RULE, PostOffice, SendError, sender};
pub use reading::{Read, read};
pub use round::{LEASE_SECS, LOOK_SECS, MAIL_DAYS, Mailroom, WAITS_SECS};
pub use withdrawn::{Withdrawn, withdraw};
