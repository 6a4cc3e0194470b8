//! Foreign bytes as text: the encodings that documents declare, and those that they have without saying so.

use crate::{DOCUMENT_BYTES_MAX, Refused};
use encoding_rs::{Encoding, UTF_8, WINDOWS_1252};
use std::borrow::Cow;

/// Bytes of a document in which its encoding is looked for.
const DECLARATION_BYTES_MAX: usize = 200;

/// The text of a document, and what was repaired to get it. XML may declare its encoding; a byte order mark counts more;
/// what is neither declared nor UTF-8 is read as Windows-1252, the superset of Latin-1.
pub(crate) fn decode(bytes: &[u8]) -> Result<(Cow<'_, str>, Vec<String>), Refused> {
    if bytes.len() > DOCUMENT_BYTES_MAX {
        return Err(Refused::whole(format!("has more than {DOCUMENT_BYTES_MAX} bytes")));
    }
    if let Some((encoding, mark)) = Encoding::for_bom(bytes) {
        return Ok(read_as(encoding, &bytes[mark..]));
    }
    let declared = declared(bytes);
    if let Some(encoding) = declared.filter(|&encoding| encoding != UTF_8) {
        // UTF-16 would show in the declaration itself: it was read as single bytes.
        let single = if encoding.is_ascii_compatible() { encoding } else { UTF_8 };
        // Text in single bytes is UTF-8 by chance only where it is ASCII: who declares it so has forgotten to change it.
        if encoding.is_single_byte()
            && let Ok(text) = std::str::from_utf8(bytes)
            && !text.is_ascii()
        {
            let repair = format!("the text is declared as {}, but is UTF-8, and was read so", encoding.name());
            return Ok((Cow::Borrowed(text), vec![repair]));
        }
        return Ok(read_as(single, bytes));
    }
    match std::str::from_utf8(bytes) {
        Ok(text) => Ok((Cow::Borrowed(text), Vec::new())),
        Err(_) if declared.is_some() => Ok(read_as(UTF_8, bytes)),
        Err(_) => {
            let (text, _) = WINDOWS_1252.decode_without_bom_handling(bytes);
            Ok((text, vec!["the text was not UTF-8, and was read as Windows-1252".to_owned()]))
        }
    }
}

/// The text of a document of a profile that is Latin-1 by name; a byte order mark still counts more. It is read as
/// Windows-1252, the superset that many senders mean by that name.
pub(crate) fn decode_latin1(bytes: &[u8]) -> Result<(Cow<'_, str>, Vec<String>), Refused> {
    if bytes.len() > DOCUMENT_BYTES_MAX || Encoding::for_bom(bytes).is_some() {
        return decode(bytes);
    }
    Ok((WINDOWS_1252.decode_without_bom_handling(bytes).0, Vec::new()))
}

fn read_as<'b>(encoding: &'static Encoding, bytes: &'b [u8]) -> (Cow<'b, str>, Vec<String>) {
    let (text, broken) = encoding.decode_without_bom_handling(bytes);
    let repairs =
        if broken { vec![format!("some bytes are not {}, and became U+FFFD", encoding.name())] } else { Vec::new() };
    (text, repairs)
}

/// The encoding that an XML declaration names (XML 1.0 §4.3.3), or an HTML `meta charset`.
fn declared(bytes: &[u8]) -> Option<&'static Encoding> {
    let head = &bytes[..bytes.len().min(DECLARATION_BYTES_MAX)];
    let text: String = head.iter().map(|&b| char::from(b).to_ascii_lowercase()).collect();
    let text = text.trim_start();
    let label = if text.starts_with("<?xml") {
        text.split_once("?>")?.0.split_once("encoding")?.1.trim_start().strip_prefix('=')?
    } else {
        text.split_once("charset=")?.1
    };
    let label = label.trim_start_matches(['"', '\'', ' ']).split(['"', '\'', ' ', '>', ';']).next()?;
    Encoding::for_label(label.as_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_encoding_that_is_met_is_read() {
        let read = |bytes: &[u8]| {
            let (text, repairs) = decode(bytes).expect("text");
            (text.into_owned(), repairs.len())
        };
        assert_eq!(read("ışık".as_bytes()), ("ışık".into(), 0));
        assert_eq!(read(b"\xEF\xBB\xBFa"), ("a".into(), 0));
        assert_eq!(read(b"\xFF\xFEa\0\x31\x01"), ("aı".into(), 0));
        assert_eq!(read(b"<?xml version='1.0' encoding='iso-8859-9'?>\xFD").0.chars().last(), Some('ı'));
        assert_eq!(read("<?xml version='1.0' encoding='iso-8859-1'?>ü".as_bytes()).0.chars().last(), Some('ü'));
        assert_eq!(read(b"caf\xE9 \x93x\x94"), ("café “x”".into(), 1));
        assert_eq!(read(b"<?xml version=\"1.0\" encoding=\"utf-8\"?>\xE9").1, 1);
        assert!(decode(&vec![b' '; DOCUMENT_BYTES_MAX + 1]).is_err());
        assert!(decode_latin1(&vec![b' '; DOCUMENT_BYTES_MAX + 1]).is_err());
        assert_eq!(decode_latin1(b"AMANH\xC3\xBB").expect("text"), ("AMANHÃ»".into(), Vec::new()));
        assert_eq!(decode_latin1(b"\xEF\xBB\xBF\xC3\xA9").expect("text").0, "é");
    }
}
