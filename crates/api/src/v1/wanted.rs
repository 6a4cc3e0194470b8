//! In which form a reader wants a story: as this API's own JSON, or as a document of a news format.

use audience::JSON;
use axum::http::{HeaderMap, header};
use format::Format;
use web::Problem;

/// Reads `format=`; `None` for this API's own JSON.
pub(super) fn named(name: Option<&str>) -> Result<Option<Format>, Problem> {
    match name {
        None | Some("" | JSON) => Ok(None),
        Some(name) => name.parse().map(Some).map_err(|_| {
            let known: Vec<_> = Format::ALL.iter().map(|format| format.name()).collect();
            Problem::bad_field("format", format_args!("is not a format: {JSON}, {}", known.join(", ")))
        }),
    }
}

/// Reads `format=`, or without it `Accept` (RFC 9110 §12.5.1): the first of the formats that the reader likes best.
pub(super) fn wanted(name: Option<&str>, headers: &HeaderMap) -> Result<Option<Format>, Problem> {
    if name.is_some() {
        return named(name);
    }
    let mut liked: Vec<(f32, String)> = headers.get_all(header::ACCEPT).iter().flat_map(ranges).collect();
    if liked.is_empty() {
        return Ok(None);
    }
    // A stable sort: of two that are liked alike, the first that was named wins.
    liked.sort_by(|(a, _), (b, _)| b.total_cmp(a));
    for (_, range) in &liked {
        match range.as_str() {
            "*/*" | "application/*" | "application/json" => return Ok(None),
            range => {
                if let Some(format) = Format::ALL.iter().copied().find(|format| essence(format.media_type()) == range) {
                    return Ok(Some(format));
                }
                if let Some(kind) = range.strip_suffix("/*")
                    && let Some(format) =
                        Format::ALL.iter().copied().find(|format| format.media_type().starts_with(kind))
                {
                    return Ok(Some(format));
                }
            }
        }
    }
    Err(Problem::new(
        web::Case::NotAcceptable,
        "None of the types that `Accept` names can be given: see /api/v1/formats.",
    ))
}

/// A media type without its parameters.
fn essence(media_type: &str) -> &str {
    media_type.split(';').next().unwrap_or(media_type).trim()
}

/// The ranges of one header with their weights, without those that are refused.
pub(super) fn ranges(value: &axum::http::HeaderValue) -> Vec<(f32, String)> {
    let text = value.to_str().unwrap_or_default();
    let range = |part: &str| {
        let mut parameters = part.split(';').map(str::trim);
        let name = parameters.next().filter(|name| !name.is_empty())?.to_ascii_lowercase();
        let weight = parameters.find_map(|p| p.strip_prefix("q=").or_else(|| p.strip_prefix("Q=")));
        let weight = weight.map_or(Some(1.0), |q| q.parse::<f32>().ok())?;
        (weight > 0.0).then_some((weight, name))
    };
    text.split(',').filter_map(range).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::http::HeaderValue;

    fn accept(text: &'static str) -> Result<Option<Format>, u16> {
        let headers = HeaderMap::from_iter([(header::ACCEPT, HeaderValue::from_static(text))]);
        wanted(None, &headers).map_err(|problem| problem.status())
    }

    #[test]
    fn the_best_liked_form_is_given() {
        assert_eq!(accept("*/*"), Ok(None));
        assert_eq!(accept("application/json"), Ok(None));
        assert_eq!(accept("text/markdown"), Ok(Some(Format::Markdown)));
        assert_eq!(accept("application/json;q=0.1, text/plain; q=0.9"), Ok(Some(Format::Text)));
        assert_eq!(accept("text/plain;q=0, */*;q=0.1"), Ok(None));
        assert_eq!(accept("image/png"), Err(406));
        assert_eq!(wanted(None, &HeaderMap::new()).map_err(|p| p.status()), Ok(None));
    }

    #[test]
    fn a_name_overrules_the_header() {
        let headers = HeaderMap::from_iter([(header::ACCEPT, HeaderValue::from_static("image/png"))]);
        assert_eq!(wanted(Some("text"), &headers).map_err(|p| p.status()), Ok(Some(Format::Text)));
        assert_eq!(wanted(Some(JSON), &headers).map_err(|p| p.status()), Ok(None));
        assert_eq!(wanted(Some("poem"), &headers).map_err(|p| p.status()), Err(400));
    }
}
