//! Writing an archive, one file after the other, as fast as its reader takes it.

use super::{
    left_out::{Cause, LeftOut},
    manifest::{Line, Manifest, Written},
    plan::{Asked, Part, Plan},
    source::{Given, Source, give},
    spill::Spill,
};
use crate::{Api, charge::Form, lines::Counted, rights::Standing};
use account::Subscriber;
use audience::{Entitlement, Event};
use bytes::Bytes;
use futures_util::{Stream, stream};
use jiff::{Timestamp, tz::TimeZone};
use std::io::{self, Write};
use zip::{
    CompressionMethod, DateTime, ZipWriter,
    write::{SimpleFileOptions, StreamWriter},
};

/// Files of more bytes are written with lengths of 64 bits (APPNOTE 4.3.9.2), which old readers do not know.
const SHORT_BYTES_MAX: u64 = u32::MAX as u64;
/// The name of the last file.
const MANIFEST: &str = "manifest.json";

/// An archive that is being written.
pub(super) struct Packer {
    api: Api,
    subscriber: Subscriber,
    parts: std::vec::IntoIter<Part>,
    /// The item whose files are written.
    part: Option<Open>,
    /// The file that is written.
    file: Option<(Source, Written)>,
    manifest: Manifest,
    spill: Spill,
    /// There is none after the end.
    zip: Option<ZipWriter<StreamWriter<Spill>>>,
    _counted: Counted,
}

/// An item whose files are written.
struct Open {
    event: Event,
    may: Entitlement,
    stem: String,
    forms: std::vec::IntoIter<Form>,
    line: Line,
}

impl Packer {
    /// Begins an archive of what was taken.
    pub(super) fn new(api: Api, subscriber: Subscriber, asked: &Asked, plan: Plan, counted: Counted) -> Self {
        let manifest = Manifest::new(&api, &subscriber, asked, plan.left_out);
        let spill = Spill::default();
        let zip = Some(ZipWriter::new_stream(spill.clone()));
        let parts = plan.parts.into_iter();
        Self { api, subscriber, parts, part: None, file: None, manifest, spill, zip, _counted: counted }
    }

    /// The archive in pieces. One that cannot be written to its end breaks off, so that nobody takes it for whole.
    pub(super) fn pieces(self) -> impl Stream<Item = io::Result<Bytes>> {
        stream::unfold(Box::new(self), |mut packer| async move {
            let piece = packer.piece().await?;
            Some((piece, packer))
        })
    }

    async fn piece(&mut self) -> Option<io::Result<Bytes>> {
        loop {
            if let Some(piece) = self.spill.full() {
                return Some(Ok(piece));
            }
            if self.zip.is_none() {
                return self.spill.rest().map(Ok);
            }
            if let Err(error) = self.step().await {
                tracing::warn!("an archive is broken off: {error}");
                self.zip = None;
                self.spill.rest();
                return Some(Err(error));
            }
            // Compressing is work: others have their turn between two pieces.
            tokio::task::yield_now().await;
        }
    }

    /// Writes on: a piece of the file, or the beginning of the next one, or the end.
    async fn step(&mut self) -> io::Result<()> {
        if let Some((source, written)) = &mut self.file {
            match source.piece().await? {
                Some(piece) => {
                    written.more(&piece);
                    writer(&mut self.zip)?.write_all(&piece)?;
                }
                None => self.end_file(),
            }
            return Ok(());
        }
        let Some(part) = &mut self.part else {
            return match self.parts.next() {
                Some(part) => self.open(part).await,
                None => self.end(),
            };
        };
        if let Some(form) = part.forms.next() {
            return self.begin(form).await;
        }
        self.manifest.hold(self.part.take().expect("it is open").line);
        Ok(())
    }

    /// Opens an item as it stands now: taking what is before it may have lasted hours.
    async fn open(&mut self, part: Part) -> io::Result<()> {
        match self.looked_at(&part).await? {
            Ok((event, may)) => {
                let line = Line::of(&part, &event.dispatch);
                self.part = Some(Open { event, may, stem: part.stem, forms: part.forms.into_iter(), line });
            }
            Err(cause) => self.manifest.leave_out(LeftOut::all_of(&part.item, cause)),
        }
        Ok(())
    }

    /// What the subscriber may have now, and the version that was taken.
    async fn looked_at(&mut self, part: &Part) -> io::Result<Result<(Event, Entitlement), Cause>> {
        if self.api.stop().is_cancelled() {
            return Err(io::Error::other("the server is stopping"));
        }
        let standing = self.api.standing_now(&self.subscriber).await;
        let lets_in = match standing.map_err(|_| io::Error::other("nobody can tell who is let in"))? {
            Standing::Same => true,
            Standing::Changed(subscriber) => {
                self.subscriber = *subscriber;
                true
            }
            Standing::Out => false,
        };
        let may = self.api.entitlement(&self.subscriber).filter(|_| lets_in);
        let Some(may) = may else { return Ok(Err(Cause::NotCovered)) };
        let found = self.api.gate().version(&may, &part.item, part.version, self.api.now()).await;
        Ok(match found.map_err(io::Error::other)? {
            None => Err(Cause::Unknown),
            Some(Err(denial)) => Err(denial.into()),
            Some(Ok(event)) => Ok((event, may)),
        })
    }

    /// Begins a file, unless its item was stopped since.
    async fn begin(&mut self, form: Form) -> io::Result<()> {
        let Some(open) = &mut self.part else { return Ok(()) };
        open.event = self.api.gate().again(open.event.clone(), self.api.now());
        let given = match Cause::stopping(&open.event) {
            Some(cause) => Err(cause),
            None => give(&self.api, (&self.subscriber, &open.may), &open.event, form).await,
        };
        let item = &open.event.dispatch.entry.item;
        let Given { source, bytes, media_type, extension } = match given {
            Ok(given) => given,
            Err(cause) => {
                self.manifest.leave_out(LeftOut::form(item, form.name(), cause));
                return Ok(());
            }
        };
        let name = match form {
            Form::File(size) => format!("{}_{}.{extension}", open.stem, size.name()),
            Form::Json | Form::Document(_) => format!("{}.{extension}", open.stem),
        };
        let how = match form {
            // Pictures and films are dense already.
            Form::File(_) => CompressionMethod::Stored,
            Form::Json | Form::Document(_) => CompressionMethod::Deflated,
        };
        let options = options(open.event.dispatch.entry.version_created, how).large_file(bytes > SHORT_BYTES_MAX);
        writer(&mut self.zip)?.start_file(&name, options)?;
        self.file = Some((source, Written::new(name, form.name(), media_type)));
        Ok(())
    }

    fn end_file(&mut self) {
        if let (Some((_, written)), Some(open)) = (self.file.take(), &mut self.part) {
            open.line.wrote(written);
        }
    }

    /// Writes the manifest and the directory.
    fn end(&mut self) -> io::Result<()> {
        let mut zip = self.zip.take().ok_or_else(over)?;
        zip.start_file(MANIFEST, options(self.api.now(), CompressionMethod::Deflated))?;
        zip.write_all(&self.manifest.json())?;
        zip.finish()?;
        Ok(())
    }
}

fn over() -> io::Error {
    io::Error::other("the archive is over")
}

fn writer<W>(zip: &mut Option<ZipWriter<W>>) -> io::Result<&mut ZipWriter<W>>
where
    W: Write + io::Seek,
{
    zip.as_mut().ok_or_else(over)
}

/// How a file is written. An archive has times of the clock without a zone; these are UTC.
fn options(time: Timestamp, how: CompressionMethod) -> SimpleFileOptions {
    let at = TimeZone::UTC.to_datetime(time);
    let part = |n: i8| u8::try_from(n).unwrap_or_default();
    let year = u16::try_from(at.year()).unwrap_or_default();
    let time = DateTime::from_date_and_time(
        year,
        part(at.month()),
        part(at.day()),
        part(at.hour()),
        part(at.minute()),
        part(at.second()),
    );
    SimpleFileOptions::default()
        .compression_method(how)
        .last_modified_time(time.unwrap_or_default())
        .unix_permissions(0o644)
}
