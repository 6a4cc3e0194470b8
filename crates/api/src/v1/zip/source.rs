//! Where the bytes of one file of an archive come from, once they were charged.

use super::{left_out::Cause, spill::PIECE_BYTES};
use crate::{
    Api,
    charge::{Charged, Form},
    files::Ready,
    v1::event,
};
use account::{Subscriber, Way};
use audience::{Entitlement, Event};
use bytes::Bytes;
use futures_util::{StreamExt, stream::BoxStream};
use std::io;
use store::StoreError;
use story::Rendition;
use web::Problem;

/// The bytes of a file, piece by piece.
pub(super) enum Source {
    Memory(Bytes),
    Stored(BoxStream<'static, Result<Bytes, StoreError>>),
}

impl Source {
    /// The next piece; `None` at the end.
    pub(super) async fn piece(&mut self) -> io::Result<Option<Bytes>> {
        match self {
            Self::Memory(rest) if rest.is_empty() => Ok(None),
            Self::Memory(rest) => Ok(Some(rest.split_to(PIECE_BYTES.min(rest.len())))),
            Self::Stored(pieces) => pieces.next().await.transpose().map_err(io::Error::other),
        }
    }
}

/// A file that was charged and counted.
pub(super) struct Given {
    pub(super) source: Source,
    /// How long it is, or a little more.
    pub(super) bytes: u64,
    pub(super) media_type: &'static str,
    pub(super) extension: &'static str,
}

/// Charges a revision and gives it in one form.
pub(super) async fn give(
    api: &Api,
    (subscriber, may): (&Subscriber, &Entitlement),
    event: &Event,
    form: Form,
) -> Result<Given, Cause> {
    let charged = api.charge(subscriber, may, event, form, Way::Zip).await.map_err(|e| Cause::from(&e))?;
    let text = |bytes: Bytes, media_type, extension| Given {
        bytes: bytes.len() as u64,
        source: Source::Memory(bytes),
        media_type,
        extension,
    };
    let given = match form {
        Form::Json => event::alone(&charged).await.map(|bytes| text(bytes, "application/json", "json")),
        Form::Document(format) => {
            charged.document(format).await.map(|bytes| text(bytes, format.media_type(), format.extension()))
        }
        Form::File(size) => file(&charged, size).await,
    };
    // What failed inside was logged there.
    given.map_err(|problem| if problem.status() == 404 { Cause::NoSuchForm } else { Cause::Failed })
}

async fn file(charged: &Charged<'_>, size: Rendition) -> Result<Given, Problem> {
    let (ready, media_type) = charged.ready(size).await?;
    let (source, bytes) = match ready {
        Ready::Made(made) => {
            let bytes = made.len() as u64;
            (Source::Memory(made), bytes)
        }
        Ready::Stored { bytes: 0, .. } => (Source::Memory(Bytes::new()), 0),
        Ready::Stored { sha256, bytes } => {
            let part = charged.api().blobs().part(&sha256, 0..bytes).await?;
            let gone = || Problem::internal(format_args!("the file {sha256} is gone"));
            (Source::Stored(part.ok_or_else(gone)?), bytes)
        }
    };
    charged.given_part(1, bytes);
    Ok(Given { source, bytes, media_type: media_type.name(), extension: media_type.extension() })
}
