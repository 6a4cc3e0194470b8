//! The page about the language of queries.

use super::stand::{By, Stand};
use axum::http::HeaderValue;
use query::Query;

#[tokio::test]
async fn the_page_is_served_and_every_example_in_it_is_understood() {
    let stand = Stand::new().await;
    let answer = stand.get(By::Nobody, "/api/v1/query").await;
    let kind = HeaderValue::from_static("text/markdown; charset=utf-8");
    assert_eq!((answer.status, &answer.headers["content-type"]), (200, &kind));
    let described: serde_json::Value = serde_json::from_slice(&crate::openapi()).unwrap();
    assert_eq!(described["externalDocs"]["url"], "/api/v1/query");
    let rows = answer.text.lines().filter_map(|line| line.strip_prefix("| `"));
    let mut examples = 0;
    for row in rows {
        let (written, _) = row.split_once(" | ").expect("a table");
        for example in format!("`{written}").split(", `").map(|example| example.trim_matches('`')) {
            Query::read(example).unwrap_or_else(|e| panic!("{example}: {e}"));
            examples += 1;
        }
    }
    assert!(examples > 25, "{examples}");
    for name in query::Condition::NAMES {
        assert!(answer.text.contains(&format!("| `{name}:")), "{name} is not told");
    }
    for field in query::Field::ALL {
        assert!(answer.text.contains(&format!("`{}`", field.name())), "{field:?}");
    }
    let limits = [query::TEXT_CHARS_MAX.to_string(), query::TERMS_MAX.to_string()];
    assert!(answer.text.contains(&limits[0].replace("4000", "4,000")) && answer.text.contains(&limits[1]));
}
