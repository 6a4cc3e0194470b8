use super::stand::{By, Stand};
use serde_json::Value;

fn description() -> Value {
    serde_json::from_slice(&crate::openapi()).expect("JSON")
}

/// Every address that the description points to inside itself.
fn references(value: &Value, found: &mut Vec<String>) {
    match value {
        Value::Object(map) => {
            found.extend(map.get("$ref").and_then(Value::as_str).map(str::to_owned));
            map.values().for_each(|v| references(v, found));
        }
        Value::Array(list) => list.iter().for_each(|v| references(v, found)),
        _ => {}
    }
}

#[tokio::test]
async fn the_description_is_served_whole() {
    let stand = Stand::new().await;
    let answer = stand.get(By::Nobody, "/api/v1/openapi.json").await;
    assert_eq!((answer.status, answer.json()), (200, description()));
    let described = description();
    assert_eq!(described["openapi"], "3.1.0");
    let mut found = Vec::new();
    references(&described, &mut found);
    assert!(found.len() > 30, "{found:?}");
    for reference in found {
        let pointer = reference.strip_prefix('#').expect("inside");
        assert!(described.pointer(pointer).is_some(), "{reference} leads nowhere");
    }
    for scheme in ["login", "key"] {
        assert_eq!(described["components"]["securitySchemes"][scheme]["type"], "http");
    }
}

#[test]
fn every_operation_says_who_may_call_it_and_how_it_refuses() {
    let described = description();
    let paths = described["paths"].as_object().expect("paths");
    assert_eq!(paths.len(), 8, "{:?}", paths.keys());
    for (path, operations) in paths {
        for (method, operation) in operations.as_object().expect("operations") {
            assert!(operation["summary"].as_str().is_some_and(|s| !s.is_empty()), "{method} {path} has no summary");
            let open = operation["security"].as_array().is_some_and(|s| s.iter().any(|s| s == &serde_json::json!({})));
            let refuses = operation["responses"].get("401");
            assert_eq!(open, refuses.is_none(), "{method} {path}");
            for (status, response) in operation["responses"].as_object().expect("responses") {
                if status.starts_with(['4', '5']) {
                    let schema = &response["content"]["application/problem+json"]["schema"]["$ref"];
                    assert_eq!(schema, "#/components/schemas/Problem", "{method} {path} {status}");
                }
            }
        }
    }
}
