//! Reads plain text.

use crate::{
    DOCUMENT_BYTES_MAX, Defaults, Incoming, Refused,
    copy::{self, Line},
    manuscript::Manuscript,
    mend,
    notes::Notes,
};
use std::borrow::Cow;
use story::Agency;

/// Characters of a first paragraph that may be a headline.
const HEADLINE_CHARS_MAX: usize = 400;
/// Lines over which a headline may be broken.
const HEADLINE_LINES_MAX: usize = 3;

/// Reads a document: a headline, and after a blank line whatever follows. Where a dateline stands, what comes before it is
/// the standfirst and the byline.
pub fn read(document: &str, agency: &Agency, defaults: &Defaults) -> Result<Incoming, Refused> {
    if document.len() > DOCUMENT_BYTES_MAX {
        return Err(Refused::whole(format!("has more than {DOCUMENT_BYTES_MAX} bytes")));
    }
    let document = document.trim_start_matches('\u{FEFF}');
    let document = if document.contains('\r') && !document.contains('\n') {
        Cow::Owned(document.replace('\r', "\n"))
    } else {
        Cow::Borrowed(document)
    };
    let document = mend::windows_1252(&document);
    let mut lines = copy::lines(&document, 1);
    let own = Notes::split(&lines).1.are_own();
    let mut manuscript = Manuscript { line: 1, own, ..Manuscript::default() };
    let taken = head(&mut manuscript, &lines)?;
    manuscript.text = lines.split_off(taken);
    manuscript.finish(agency, &agency.short_name, defaults)
}

/// Takes banners and the headline; answers how many lines they are.
fn head(manuscript: &mut Manuscript<'_>, lines: &[Line<'_>]) -> Result<usize, Refused> {
    let mut at = 0;
    while let Some(line) = lines.get(at) {
        manuscript.line = line.number;
        let rest = if line.text.is_empty() { Some("") } else { manuscript.take_banner(line.text)? };
        match rest {
            Some("") => at += 1,
            Some(headline) => {
                headline.clone_into(&mut manuscript.headline);
                return Ok(at + 1);
            }
            None => break,
        }
    }
    let rest = &lines[at..];
    let run = rest.iter().position(|line| line.text.is_empty()).unwrap_or(rest.len());
    let more = rest[run..].iter().any(|line| !line.text.is_empty());
    // A document of one stretch of lines has its headline on the first of them.
    let headline = if more && run <= HEADLINE_LINES_MAX { run } else { run.min(1) };
    let text = copy::joined(&rest[..headline]);
    let alone = !more && run == 1 && manuscript.removed.is_none();
    if alone || text.chars().count() > HEADLINE_CHARS_MAX {
        return Ok(at);
    }
    manuscript.headline = text.into_owned();
    Ok(at + headline)
}
