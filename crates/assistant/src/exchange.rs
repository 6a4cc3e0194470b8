//! One request in the shape that `OpenAI` made common (`POST /chat/completions`), and what its answer must be.

use crate::{AssistantError, Settings};
use errand::{ErrandError, Limits, Request, Response, StatusCode, header};
use serde::Deserialize;
use serde_json::json;

/// Seconds that one answer may take where the house says nothing else.
pub const TIMEOUT_SECS: u64 = 60;
/// Bytes that one answer may have.
pub const ANSWER_BYTES_MAX: usize = 1024 * 1024;
/// Characters of a text that is given to a machine.
pub const TEXT_CHARS_MAX: usize = 60_000;
/// Characters of a refusal that are shown.
const REASON_CHARS_MAX: usize = 200;

#[derive(Deserialize)]
struct Completion {
    choices: Vec<Choice>,
}

#[derive(Deserialize)]
struct Choice {
    message: Message,
    #[serde(default)]
    finish_reason: Option<String>,
}

#[derive(Deserialize)]
struct Message {
    #[serde(default)]
    content: Option<String>,
}

/// What the machine makes of a message after it was told `instruction`, as `read` takes it; `read` says what is wrong with
/// it otherwise. The message is one JSON object, and so is the text that `read` gets.
pub(crate) async fn ask<T>(
    settings: &Settings,
    instruction: &str,
    message: &impl serde::Serialize,
    read: impl FnOnce(&str) -> Result<T, String>,
) -> Result<T, AssistantError> {
    let host = settings.url.host().unwrap_or_default().to_owned();
    let unreachable = |why: String| AssistantError::Unreachable { host: host.clone(), why };
    let request = request(settings, instruction, message).map_err(|error| unreachable(error.to_string()))?;
    let limits = Limits { time: settings.timeout, answer_bytes: ANSWER_BYTES_MAX };
    let answer = errand::run(request, limits).await.map_err(|error| match error {
        // It may hold the address with a key in it.
        ErrandError::NoAddress(_) => unreachable("its address is wrong".to_owned()),
        error => unreachable(error.to_string()),
    })?;
    if answer.status() != StatusCode::OK {
        return Err(AssistantError::Refused { host, why: refusal(&answer) });
    }
    let read = said(answer.body()).and_then(|text| read(unfenced(&text)));
    read.map_err(|why| AssistantError::Garbage { host, why })
}

fn request(
    settings: &Settings,
    instruction: &str,
    message: &impl serde::Serialize,
) -> Result<Request<Vec<u8>>, Box<dyn std::error::Error>> {
    let body = json!({
        "model": settings.model,
        "temperature": 0,
        "response_format": {"type": "json_object"},
        "messages": [
            {"role": "system", "content": instruction},
            {"role": "user", "content": serde_json::to_string(message)?},
        ],
    });
    let url = format!("{}/chat/completions", settings.url.to_string().trim_end_matches('/'));
    let mut request = Request::post(url)
        .header(header::CONTENT_TYPE, "application/json")
        .header(header::ACCEPT, "application/json")
        .header(header::USER_AGENT, "Tellal");
    if let Some(key) = &settings.key {
        request = request.header(header::AUTHORIZATION, format!("Bearer {key}"));
    }
    Ok(request.body(serde_json::to_vec(&body)?)?)
}

/// A refusal in words.
fn refusal(answer: &Response<Vec<u8>>) -> String {
    let known = match answer.status().as_u16() {
        401 | 403 => "it does not take our key",
        404 => "it has no such address or no such model",
        408 | 504 => "it took too long",
        413 => "the text is too long for it",
        429 => "it is asked too often at this moment, or its quota is used up",
        300..=399 => "it answered with the address of another machine, which is not asked",
        500.. => "it is out of order",
        _ => "it did not take the request",
    };
    // Such as `{"error": {"message": "…"}}`.
    let said = serde_json::from_slice::<serde_json::Value>(answer.body()).unwrap_or_default();
    let said = said["error"]["message"].as_str().or(said["error"].as_str()).unwrap_or_default();
    let said: String = said.chars().filter(|c| !c.is_control()).take(REASON_CHARS_MAX).collect();
    let status = answer.status().as_u16();
    if said.is_empty() { format!("{known} ({status})") } else { format!("{known} ({status}: “{said}”)") }
}

/// The text of an answer, or what is wrong with it.
fn said(answer: &[u8]) -> Result<String, String> {
    let completion: Completion =
        serde_json::from_slice(answer).map_err(|_| "it is not in the shape of a chat completion".to_owned())?;
    let choice = completion.choices.into_iter().next().ok_or("it is empty")?;
    if choice.finish_reason.as_deref() == Some("length") {
        return Err("it was cut off".to_owned());
    }
    Ok(choice.message.content.unwrap_or_default())
}

/// What stands inside a code fence, which some models put around JSON whatever they are told.
fn unfenced(text: &str) -> &str {
    let text = text.trim();
    let inside = text.strip_prefix("```").and_then(|rest| rest.strip_suffix("```"));
    inside.map_or(text, |rest| rest.strip_prefix("json").unwrap_or(rest).trim())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn json_is_found_inside_a_fence() {
        assert_eq!(unfenced("```json\n{}\n```"), "{}");
        assert_eq!(unfenced(" {} "), "{}");
    }
}
