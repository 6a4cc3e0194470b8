//! The sum of a piece that a client tells beforehand: the extension `checksum` of tus 1.0.

use axum::{
    http::{HeaderMap, StatusCode},
    response::{IntoResponse, Response},
};
use base64::{Engine, prelude::BASE64_STANDARD};
use serde_json::Value;
use sha1::{Digest, Sha1};
use sha2::Sha256;
use web::{PROBLEM_JSON, Problem};

/// The algorithms, as `Tus-Checksum-Algorithm` names them.
pub(super) const ALGORITHMS: &str = "sha1,sha256";
/// The header of a piece.
const SHOWN: &str = "Upload-Checksum";
/// The status for a piece whose bytes are not those that were summed up: the protocol's own.
const MISMATCH: u16 = 460;

/// What was told, and what has come so far.
pub(super) struct Checksum {
    told: Vec<u8>,
    sum: Sum,
}

enum Sum {
    Sha1(Sha1),
    Sha256(Sha256),
}

impl Checksum {
    /// What the head of a piece tells: an algorithm, and the sum in Base64.
    pub(super) fn told(headers: &HeaderMap) -> Result<Option<Self>, Problem> {
        let Some(value) = headers.get("upload-checksum") else { return Ok(None) };
        let wrong = |why: &str| Problem::bad_field(SHOWN, why);
        let text = value.to_str().map_err(|_| wrong("is not ASCII"))?;
        let (name, told) =
            text.trim().split_once(' ').ok_or_else(|| wrong("is not an algorithm and a sum in Base64"))?;
        let told = BASE64_STANDARD.decode(told.trim()).map_err(|_| wrong("has a sum that is not Base64"))?;
        let sum = match name {
            "sha1" => Sum::Sha1(Sha1::new()),
            "sha256" => Sum::Sha256(Sha256::new()),
            _ => return Err(wrong("names an algorithm that is not known here: sha1 and sha256 are")),
        };
        Ok(Some(Self { told, sum }))
    }

    /// Adds what came next.
    pub(super) fn add(&mut self, bytes: &[u8]) {
        match &mut self.sum {
            Sum::Sha1(sum) => sum.update(bytes),
            Sum::Sha256(sum) => sum.update(bytes),
        }
    }

    /// Whether what came is what was summed up.
    pub(super) fn is_right(&self) -> bool {
        match &self.sum {
            Sum::Sha1(sum) => sum.clone().finalize()[..] == self.told[..],
            Sum::Sha256(sum) => sum.clone().finalize()[..] == self.told[..],
        }
    }
}

/// Nothing of the piece counts. The protocol has a status of its own for it, which HTTP does not know.
pub(super) fn mismatch() -> Response {
    let problem =
        Problem::bad_field(SHOWN, "is not the sum of the bytes that came; nothing of them was kept, send them again");
    let mut told = serde_json::to_value(problem).unwrap_or_default();
    told["status"] = Value::from(MISMATCH);
    let status = StatusCode::from_u16(MISMATCH).expect("a number from 100 to 999");
    (status, [("content-type", PROBLEM_JSON)], told.to_string()).into_response()
}
