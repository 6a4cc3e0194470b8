//! The image resources of Photoshop, in which a JPEG carries its IIM (Photoshop File Formats, "Image Resource Blocks").

use md5::{Digest, Md5};

/// What begins the segment of a JPEG that holds image resources.
pub(super) const PREFIX: &[u8] = b"Photoshop 3.0\0";
/// What begins each resource.
const SIGNATURE: &[u8] = b"8BIM";
/// The resource that holds the IIM.
const IIM: u16 = 0x0404;
/// The resource that holds the MD5 of the IIM as it was when the XMP was last made equal to it.
const IIM_DIGEST: u16 = 0x0425;
/// Resources of one file that are looked at.
const RESOURCES_MAX: usize = 1_000;

/// The IIM of image resources, and whether it was changed after the XMP by a program that knows no XMP.
pub(super) fn read(resources: &[u8]) -> Option<(&[u8], bool)> {
    let (mut iim, mut digest) = (None, None);
    let mut rest = resources;
    for _ in 0..RESOURCES_MAX {
        let Some((number, content, after)) = next(rest) else { break };
        match number {
            IIM => iim = iim.or(Some(content)),
            IIM_DIGEST => digest = digest.or(Some(content)),
            _ => {}
        }
        rest = after;
    }
    let iim = iim?;
    let changed = digest.is_some_and(|digest| digest != Md5::digest(iim).as_slice());
    Some((iim, changed))
}

/// The first resource, and what follows it.
fn next(resources: &[u8]) -> Option<(u16, &[u8], &[u8])> {
    let rest = resources.strip_prefix(SIGNATURE)?;
    let (number, rest) = rest.split_first_chunk::<2>()?;
    // A name of Pascal: its length and its letters, together an even number of bytes.
    let name = usize::from(*rest.first()?) + 1;
    let rest = rest.get(name + name % 2..)?;
    let (length, rest) = rest.split_first_chunk::<4>()?;
    let length = usize::try_from(u32::from_be_bytes(*length)).ok()?;
    let (content, rest) = rest.split_at_checked(length)?;
    let rest = if length % 2 == 1 { rest.get(1..).unwrap_or_default() } else { rest };
    Some((u16::from_be_bytes(*number), content, rest))
}

/// The contents of a segment with the IIM and its digest, and nothing else.
pub(super) fn write(iim: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(PREFIX.len() + iim.len() + 64);
    out.extend_from_slice(PREFIX);
    for (number, content) in [(IIM, iim), (IIM_DIGEST, Md5::digest(iim).as_slice())] {
        let Ok(length) = u32::try_from(content.len()) else { continue };
        out.extend_from_slice(SIGNATURE);
        out.extend_from_slice(&number.to_be_bytes());
        out.extend_from_slice(&[0, 0]);
        out.extend_from_slice(&length.to_be_bytes());
        out.extend_from_slice(content);
        if content.len() % 2 == 1 {
            out.push(0);
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_digest_tells_who_changed_it_last() {
        let mut written = write(b"abc");
        assert_eq!(read(&written[PREFIX.len()..]), Some((b"abc".as_slice(), false)));
        let at = written.windows(3).position(|bytes| bytes == b"abc").expect("the IIM");
        written[at] = b'x';
        assert_eq!(read(&written[PREFIX.len()..]), Some((b"xbc".as_slice(), true)));
        for cut in 0..written.len() {
            read(written.get(PREFIX.len()..cut).unwrap_or_default());
        }
        let named = b"8BIM\x04\x04\x03abc\0\0\0\x01z\0";
        assert_eq!(read(named), Some((b"z".as_slice(), false)));
    }
}
