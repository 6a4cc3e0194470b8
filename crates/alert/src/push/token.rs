//! Tokens by which a push service knows who sends (VAPID, RFC 8292 §2): made for one service, and used for hours.

use super::Push;
use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use jiff::{SignedDuration, Timestamp};
use serde_json::json;
use std::{
    collections::HashMap,
    sync::{Mutex, PoisonError},
};

/// Hours for which a token is made. No service takes one of more than 24 (RFC 8292 §2).
const TOKEN_HOURS: i64 = 12;
/// Hours before its end from which a token is not used any more: the clocks of services differ.
const TOKEN_SPARE_HOURS: i64 = 1;
/// Services whose tokens are kept.
const TOKENS_MAX: usize = 100;

/// The tokens that were made, by the origin of their service, with their end.
#[derive(Default)]
pub(crate) struct Tokens(Mutex<HashMap<String, (String, Timestamp)>>);

impl Tokens {
    /// What stands in `Authorization` for a service (RFC 8292 §3).
    pub(crate) fn authorization(&self, push: &Push, origin: &str, now: Timestamp) -> String {
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let spare = SignedDuration::from_hours(TOKEN_SPARE_HOURS);
        // One whose end is too far away is of a time that a clock was set back from.
        let fresh = |end: Timestamp| end - now > spare && end - now <= SignedDuration::from_hours(TOKEN_HOURS);
        let token = match known.get(origin) {
            Some((token, end)) if fresh(*end) => token.clone(),
            _ => {
                if known.len() >= TOKENS_MAX {
                    known.clear();
                }
                let end = now + SignedDuration::from_hours(TOKEN_HOURS);
                let token = signed(push, origin, end);
                known.insert(origin.to_owned(), (token.clone(), end));
                token
            }
        };
        format!("vapid t={token}, k={}", push.key.public())
    }
}

/// A JSON web token (RFC 7515 §3.1).
fn signed(push: &Push, origin: &str, end: Timestamp) -> String {
    let mut claims = json!({"aud": origin, "exp": end.as_second()});
    if let Some(contact) = &push.contact {
        claims["sub"] = contact.as_str().into();
    }
    let part = |text: &str| BASE64_URL_SAFE_NO_PAD.encode(text);
    let head = part(&json!({"typ": "JWT", "alg": "ES256"}).to_string());
    let text = format!("{head}.{}", part(&claims.to_string()));
    let signature = BASE64_URL_SAFE_NO_PAD.encode(push.key.sign(text.as_bytes()));
    format!("{text}.{signature}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::push::{PushKey, PushServices};
    use p256::{
        PublicKey,
        ecdsa::{Signature, VerifyingKey, signature::Verifier},
    };
    use serde_json::Value;

    fn push() -> Push {
        let key = PushKey::from_scalar(&[7; 32]).unwrap();
        Push { key, services: PushServices::default(), contact: Some("mailto:news@agency.example".to_owned()) }
    }

    #[test]
    fn a_token_is_signed_names_its_service_and_ends() {
        let (push, now) = (push(), "2026-09-01T12:00:00Z".parse().unwrap());
        let said = Tokens::default().authorization(&push, "https://push.example", now);
        let (token, key) = said.strip_prefix("vapid t=").unwrap().split_once(", k=").unwrap();
        let bytes = |text: &str| BASE64_URL_SAFE_NO_PAD.decode(text).unwrap();
        let [head, claims, signature] = token.split('.').collect::<Vec<_>>().try_into().unwrap();
        let verifying = VerifyingKey::from(PublicKey::from_sec1_bytes(&bytes(key)).unwrap());
        let signature = Signature::from_slice(&bytes(signature)).unwrap();
        verifying.verify(format!("{head}.{claims}").as_bytes(), &signature).unwrap();
        let head: Value = serde_json::from_slice(&bytes(head)).unwrap();
        let claims: Value = serde_json::from_slice(&bytes(claims)).unwrap();
        assert_eq!(head, json!({"typ": "JWT", "alg": "ES256"}));
        let end = now.as_second() + 12 * 3_600;
        let wanted = json!({"aud": "https://push.example", "exp": end, "sub": "mailto:news@agency.example"});
        assert_eq!(claims, wanted);
    }

    #[test]
    fn a_token_is_used_until_it_ends_soon() {
        let (tokens, push, now) = (Tokens::default(), push(), "2026-09-01T12:00:00Z".parse::<Timestamp>().unwrap());
        let at =
            |origin: &str, hours: i64| tokens.authorization(&push, origin, now + SignedDuration::from_hours(hours));
        let first = at("https://push.example", 0);
        assert_eq!(at("https://push.example", 10), first);
        assert_ne!(at("https://other.example", 10), first);
        let second = at("https://push.example", 11);
        assert_ne!(second, first);
        assert_ne!(at("https://push.example", -48), second, "the clock was set back");
    }
}
