//! What the answer of a push service means (RFC 8030 §5, RFC 8292 §4.2).

use errand::{ErrandError, Response, StatusCode, header};
use jiff::{SignedDuration, Timestamp, fmt::rfc2822};

/// Hours that a service may make us wait.
const WAIT_HOURS_MAX: i64 = 6;

/// What became of a message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Answer {
    /// The service took it.
    Taken,
    /// There is no such subscription any more.
    Gone,
    /// Not now, for this reason; perhaps not before so much time.
    Later(String, Option<SignedDuration>),
    /// Never, for this reason.
    Refused(String),
}

impl Answer {
    /// What an errand came back with.
    pub(crate) fn of(answer: Result<Response<Vec<u8>>, ErrandError>, now: Timestamp) -> Self {
        let answer = match answer {
            Ok(answer) => answer,
            // It may hold the address of the subscription, which is a secret.
            Err(ErrandError::NoAddress(_)) => return Self::Refused("its address is none".to_owned()),
            Err(error) => return Self::Later(format!("the push service cannot be reached: {error}"), None),
        };
        let status = answer.status();
        let why = |known: &str| format!("the push service answered {}: {known}", status.as_u16());
        match status {
            status if status.is_success() => Self::Taken,
            StatusCode::NOT_FOUND | StatusCode::GONE => Self::Gone,
            StatusCode::TOO_MANY_REQUESTS => Self::Later(why("it is asked too often"), wait(&answer, now)),
            status if status.is_server_error() => Self::Later(why("it is out of order"), wait(&answer, now)),
            StatusCode::REQUEST_TIMEOUT => Self::Later(why("it took too long"), wait(&answer, now)),
            StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN => Self::Refused(why(
                "this browser was set up with another key of the agency; turn notifications off there, and on again",
            )),
            StatusCode::PAYLOAD_TOO_LARGE => Self::Refused(why("the message is too large for it")),
            status if status.is_redirection() => {
                Self::Refused(why("the address of another machine, which is not asked"))
            }
            _ => Self::Refused(why("it does not take the message")),
        }
    }
}

/// `Retry-After`, in seconds or as a date (RFC 9110 §10.2.3).
fn wait(answer: &Response<Vec<u8>>, now: Timestamp) -> Option<SignedDuration> {
    let text = answer.headers().get(header::RETRY_AFTER)?.to_str().ok()?.trim();
    let wait = match text.parse::<u32>() {
        Ok(seconds) => SignedDuration::from_secs(i64::from(seconds)),
        Err(_) => rfc2822::parse(text).ok()?.timestamp().duration_since(now),
    };
    Some(wait.clamp(SignedDuration::ZERO, SignedDuration::from_hours(WAIT_HOURS_MAX)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answer(status: u16, retry_after: Option<&str>) -> Answer {
        let mut response = Response::builder().status(status);
        if let Some(retry_after) = retry_after {
            response = response.header(header::RETRY_AFTER, retry_after);
        }
        let now = "2026-09-01T12:00:00Z".parse().unwrap();
        Answer::of(Ok(response.body(Vec::new()).unwrap()), now)
    }

    #[test]
    fn every_status_has_its_meaning() {
        for status in [200, 201, 202, 204] {
            assert_eq!(answer(status, None), Answer::Taken, "{status}");
        }
        for status in [404, 410] {
            assert_eq!(answer(status, None), Answer::Gone, "{status}");
        }
        for status in [408, 429, 500, 502, 503] {
            assert!(matches!(answer(status, None), Answer::Later(_, None)), "{status}");
        }
        for status in [301, 302, 307, 400, 401, 403, 405, 413, 422] {
            let Answer::Refused(why) = answer(status, None) else { panic!("{status}") };
            assert!(why.contains(&status.to_string()), "{why}");
        }
    }

    #[test]
    fn a_service_says_how_long_to_wait() {
        let seconds = |text: &str| match answer(429, Some(text)) {
            Answer::Later(_, wait) => wait.map(|wait| wait.as_secs()),
            other => panic!("{other:?}"),
        };
        assert_eq!(seconds("120"), Some(120));
        assert_eq!(seconds("Tue, 01 Sep 2026 12:01:00 GMT"), Some(60));
        assert_eq!(seconds("Tue, 01 Sep 2026 11:00:00 GMT"), Some(0));
        assert_eq!(seconds("4000000000"), Some(6 * 3_600));
        assert_eq!(seconds("soon"), None);
    }

    #[test]
    fn the_secret_address_is_not_repeated() {
        let now = "2026-09-01T12:00:00Z".parse().unwrap();
        let refused = Answer::of(Err(ErrandError::NoAddress("https://push.example/secret".to_owned())), now);
        assert_eq!(refused, Answer::Refused("its address is none".to_owned()));
    }
}
