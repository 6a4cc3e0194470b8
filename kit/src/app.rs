//! An app for one-time codes.

use jiff::Timestamp;
use totp_rs::{Algorithm, Builder, Secret};

/// The six digits that an app with this secret (Base32) shows at a time.
pub fn totp(secret: &str, time: Timestamp) -> String {
    let secret = Secret::try_from_base32(secret).expect("Base32");
    let totp = Builder::new().with_algorithm(Algorithm::SHA1).with_digits(6).with_step_duration(30).with_secret(secret);
    let seconds = u64::try_from(time.as_second()).expect("a time after 1970");
    totp.build().expect("a secret of 160 bits").generate(seconds).to_string()
}
