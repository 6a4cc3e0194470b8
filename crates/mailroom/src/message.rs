//! A letter as mail: plain text, with headers that nobody outside can write into.

use crate::{Address as Correspondent, Letter, SendError};
use jiff::Timestamp;
use lettre::{
    Address,
    message::{
        Body, Mailbox, MessageBuilder,
        header::{ContentTransferEncoding, ContentType, Header, HeaderName, HeaderValue},
    },
};
use std::time::{Duration, SystemTime};

/// A message that can be sent.
pub struct Message(pub(crate) lettre::Message);

impl Message {
    /// Its bytes, as RFC 5322 writes them.
    pub fn bytes(&self) -> Vec<u8> {
        self.0.formatted()
    }
}

/// Tells other machines not to answer (RFC 3834 §5).
#[derive(Clone)]
struct AutoSubmitted;

impl Header for AutoSubmitted {
    fn name() -> HeaderName {
        HeaderName::new_from_ascii_str("Auto-Submitted")
    }

    fn parse(_: &str) -> Result<Self, Box<dyn std::error::Error + Send + Sync>> {
        Ok(Self)
    }

    fn display(&self) -> HeaderValue {
        HeaderValue::new(Self::name(), "auto-generated".to_owned())
    }
}

/// The message of a letter. Its name in the world is made of `id` and the sender's host, so that a letter that had to be
/// sent twice is known as one. An answer goes to `reply_to`, unless no mail can go there: the letter does not wait for that.
pub fn compose(
    letter: &Letter,
    reply_to: Option<&Correspondent>,
    id: &str,
    time: Timestamp,
    from: &Mailbox,
) -> Result<Message, SendError> {
    let refused = |e: &dyn std::fmt::Display| SendError::Never(e.to_string());
    let to: Address = letter.to.email.parse().map_err(|e| refused(&e))?;
    let named = |name: &str, address| {
        let name = story::tidy_line(name);
        Mailbox::new(Some(name).filter(|name| !name.is_empty()), address)
    };
    let to = named(&letter.to.name, to);
    let reply_to = reply_to.and_then(|who| Some(named(&who.name, who.email.parse().ok()?)));
    let text = letter.text.replace("\r\n", "\n").replace('\n', "\r\n");
    let body = Body::new_with_encoding(text, ContentTransferEncoding::QuotedPrintable)
        .map_err(|_| SendError::Never("the text cannot be encoded".to_owned()))?;
    let millis = u64::try_from(story::to_millis(time)).unwrap_or_default();
    let mut message = MessageBuilder::new()
        .date(SystemTime::UNIX_EPOCH + Duration::from_millis(millis))
        .from(from.clone())
        .to(to)
        .subject(story::tidy_line(&letter.subject))
        .message_id(Some(format!("<{id}@{}>", from.email.domain())))
        .header(AutoSubmitted)
        .header(ContentType::TEXT_PLAIN);
    if let Some(reply_to) = reply_to {
        message = message.reply_to(reply_to);
    }
    Ok(Message(message.body(body).map_err(|e| refused(&e))?))
}
