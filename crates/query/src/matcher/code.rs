//! What is left of a query to be looked at, as a short program over leaves.
//!
//! A program is the bytes of parts that all have to hold, one after the other. A part begins with a number, in as many
//! bytes as it needs: it says what to do, or it is a leaf that has to be there. The parts of `all` and `any` follow them,
//! with their length in bytes, so that the rest can be passed over once the answer is known.

use super::{leaves::LeafNumber, plan::Part};
use crate::{Reading, Span};

/// The leaf that comes after the next byte stands in one of the parts of the story that this byte says.
const ZONED: u32 = 0;
/// Everything in the bytes that follow holds.
const ALL: u32 = 1;
/// One of the things in the bytes that follow holds.
const ANY: u32 = 2;
/// What follows does not hold.
const NOT: u32 = 3;
/// The length of the text lies between the two numbers of eight bytes each that follow.
const LENGTH: u32 = 4;
/// The time of the version does.
const DATE: u32 = 5;
/// Leaf 0 is there; the numbers after this one are those of the leaves after it.
const LEAF: u32 = 6;

/// Bits of a number that one of its bytes holds; the highest bit of the byte says that more follow.
const BITS: u32 = 7;
const MORE: u8 = 1 << BITS;

/// A number in a program, of eight bytes.
const LONG_BYTES: usize = size_of::<i64>();

/// The program of what is left of a query.
pub(super) fn program(rest: Option<&Part>) -> Vec<u8> {
    let mut code = Vec::new();
    match rest {
        Some(Part::All(parts)) => parts.iter().for_each(|part| write(part, &mut code)),
        part => part.into_iter().for_each(|part| write(part, &mut code)),
    }
    code
}

fn write(part: &Part, code: &mut Vec<u8>) {
    let mut span = |step, span: &Span| {
        write_number(step, code);
        code.extend(span.from.to_ne_bytes());
        code.extend(span.until.to_ne_bytes());
    };
    match part {
        Part::Leaf(leaf) => write_number(LEAF + leaf, code),
        Part::Zoned(zones, leaf) => {
            write_number(ZONED, code);
            code.push(*zones);
            write_number(*leaf, code);
        }
        Part::All(parts) => write_parts(ALL, parts, code),
        Part::Any(parts) => write_parts(ANY, parts, code),
        Part::Not(part) => {
            write_number(NOT, code);
            write(part, code);
        }
        Part::Length(length) => span(LENGTH, length),
        Part::Date(date) => span(DATE, date),
    }
}

fn write_parts(step: u32, parts: &[Part], code: &mut Vec<u8>) {
    let mut inner = Vec::new();
    for part in parts {
        write(part, &mut inner);
    }
    write_number(step, code);
    write_number(u32::try_from(inner.len()).unwrap_or(u32::MAX), code);
    code.append(&mut inner);
}

fn write_number(mut number: u32, code: &mut Vec<u8>) {
    loop {
        let [low, ..] = number.to_le_bytes();
        number >>= BITS;
        if number == 0 {
            return code.push(low);
        }
        code.push(low | MORE);
    }
}

/// A program whose first number was read.
pub(super) struct Program<'a> {
    code: &'a [u8],
    what: u32,
    at: usize,
}

impl<'a> Program<'a> {
    /// Reads its first number; `None` when there is nothing in it.
    pub(super) fn open(code: &'a [u8]) -> Option<Self> {
        let mut at = 0;
        (!code.is_empty()).then(|| Self { code, what: number(code, &mut at), at })
    }

    /// Whether it holds for a story, of which `found` says in which of its parts each leaf stands.
    pub(super) fn holds(self, found: &[u8], reading: &Reading) -> bool {
        let Self { code, what, mut at } = self;
        let mut holds = part(what, code, &mut at, found, reading);
        while holds && at < code.len() {
            holds = part(number(code, &mut at), code, &mut at, found, reading);
        }
        holds
    }
}

/// Most parts are leaves.
#[inline]
fn part(what: u32, code: &[u8], at: &mut usize, found: &[u8], reading: &Reading) -> bool {
    if what >= LEAF { found[(what - LEAF) as usize] != 0 } else { step(what, code, at, found, reading) }
}

fn step(what: u32, code: &[u8], at: &mut usize, found: &[u8], reading: &Reading) -> bool {
    match what {
        ZONED => {
            let zones = code[*at];
            *at += 1;
            found[number(code, at) as usize] & zones != 0
        }
        ALL | ANY => {
            let length = number(code, at) as usize;
            let end = *at + length;
            // The first part that differs from what all of them would have to be decides.
            let mut holds = what == ALL;
            while *at < end {
                if part(number(code, at), code, at, found, reading) != holds {
                    holds = !holds;
                    break;
                }
            }
            *at = end;
            holds
        }
        NOT => !part(number(code, at), code, at, found, reading),
        _ => {
            let span = Span { from: long(code, at), until: long(code, at) };
            span.holds(if what == LENGTH { reading.words } else { reading.created })
        }
    }
}

#[inline]
fn number(code: &[u8], at: &mut usize) -> u32 {
    let (mut number, mut bits) = (0, 0);
    loop {
        let byte = code[*at];
        *at += 1;
        number |= u32::from(byte & !MORE) << bits;
        if byte < MORE {
            return number;
        }
        bits += BITS;
    }
}

fn long(code: &[u8], at: &mut usize) -> i64 {
    let bytes = code[*at..].first_chunk::<LONG_BYTES>().copied().unwrap_or_default();
    *at += LONG_BYTES;
    i64::from_ne_bytes(bytes)
}

/// Every leaf of a program.
pub(super) fn each_leaf(code: &[u8], mut each: impl FnMut(LeafNumber)) {
    let mut at = 0;
    while at < code.len() {
        match number(code, &mut at) {
            ZONED => {
                at += 1;
                each(number(code, &mut at));
            }
            ALL | ANY => {
                number(code, &mut at);
            }
            NOT => {}
            LENGTH | DATE => at += 2 * LONG_BYTES,
            leaf => each(leaf - LEAF),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn leaves_of_any_number_are_read_as_they_were_written() {
        let leaves = [0, 1, 121, 122, 127, 128, 16_377, 16_378, 16_384, 2_097_152, u32::MAX - LEAF];
        let parts: Vec<Part> = leaves.map(Part::Leaf).into();
        let zoned = Part::Zoned(0x80, 300);
        let not = Part::Not(Box::new(Part::Any(vec![Part::All(parts.clone()), zoned])));
        let span = Span { from: i64::MIN, until: -1 };
        let code = program(Some(&Part::All([parts, vec![not, Part::Length(span), Part::Date(span)]].concat())));
        let mut read = Vec::new();
        each_leaf(&code, |leaf| read.push(leaf));
        assert_eq!(read, [&leaves[..], &leaves[..], &[300]].concat());
    }
}
