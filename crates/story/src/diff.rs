//! What changed between two versions of a story: fields as a whole, the body block by block.

use crate::{
    Block, Story,
    align::{Step, align},
};
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// What has to be done to one version to get another.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Diff {
    /// The fields that differ, in the order of their names. The body is not among them.
    pub fields: Vec<FieldChange>,
    /// The steps from one body to the other, in reading order; empty when the bodies are the same.
    pub body: Vec<BodyStep>,
}

/// A field that differs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FieldChange {
    /// Its name, as in the JSON of a story.
    pub field: String,
    /// What it was; null when it was not there.
    pub was: Value,
    /// What it is now; null when it is not there any more.
    pub now: Value,
}

/// One step from a body to another.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "op", rename_all = "lowercase")]
pub enum BodyStep {
    /// So many blocks stay as they are.
    Keep {
        /// How many.
        blocks: usize,
    },
    /// A block goes.
    Delete {
        /// The block.
        was: Block,
    },
    /// A block comes.
    Insert {
        /// The block.
        now: Block,
    },
    /// A block becomes another one of the same sort.
    Change {
        /// What it was.
        was: Block,
        /// What it is now.
        now: Block,
    },
}

impl Diff {
    /// What has to be done to `was` to get `now`.
    pub fn between(was: &Story, now: &Story) -> Self {
        let fields = |story: &Story| match serde_json::to_value(story) {
            Ok(Value::Object(mut fields)) => {
                if let Some(Value::Object(content)) = fields.get_mut("content") {
                    content.remove("body");
                }
                fields
            }
            _ => serde_json::Map::new(),
        };
        let (mut was_fields, mut now_fields) = (fields(was), fields(now));
        let mut names: Vec<String> = was_fields.keys().chain(now_fields.keys()).cloned().collect();
        names.sort_unstable();
        names.dedup();
        let changes = names.into_iter().filter_map(|field| {
            let was = was_fields.remove(&field).unwrap_or_default();
            let now = now_fields.remove(&field).unwrap_or_default();
            (was != now).then_some(FieldChange { field, was, now })
        });
        let blocks = |story: &Story| story.body().map(|body| body.blocks().to_vec()).unwrap_or_default();
        Self { fields: changes.collect(), body: steps(&blocks(was), &blocks(now)) }
    }

    /// The blocks that the steps lead to from `was`; `None` when they do not begin there.
    pub fn applied(&self, was: &[Block]) -> Option<Vec<Block>> {
        if self.body.is_empty() {
            return Some(was.to_vec());
        }
        let mut left = was;
        let mut now = Vec::new();
        for step in &self.body {
            match step {
                BodyStep::Keep { blocks } => {
                    let (kept, rest) = left.split_at_checked(*blocks)?;
                    now.extend_from_slice(kept);
                    left = rest;
                }
                BodyStep::Insert { now: block } => now.push(block.clone()),
                BodyStep::Delete { was } => left = left.split_first().filter(|(first, _)| *first == was)?.1,
                BodyStep::Change { was, now: block } => {
                    left = left.split_first().filter(|(first, _)| *first == was)?.1;
                    now.push(block.clone());
                }
            }
        }
        left.is_empty().then_some(now)
    }
}

fn steps(was: &[Block], now: &[Block]) -> Vec<BodyStep> {
    if was == now {
        return Vec::new();
    }
    let named = |block: &Block| serde_json::to_string(block).unwrap_or_default();
    let (a, b): (Vec<_>, Vec<_>) = (was.iter().map(named).collect(), now.iter().map(named).collect());
    let mut steps = Vec::new();
    let (mut gone, mut come) = (Vec::new(), Vec::new());
    for step in align(&a, &b) {
        match step {
            Step::Both(..) => {
                exchange(&mut steps, &mut gone, &mut come);
                keep(&mut steps, 1);
            }
            Step::Gone(i) => gone.push(was[i].clone()),
            Step::Come(j) => come.push(now[j].clone()),
        }
    }
    exchange(&mut steps, &mut gone, &mut come);
    steps
}

fn keep(steps: &mut Vec<BodyStep>, more: usize) {
    match steps.last_mut() {
        Some(BodyStep::Keep { blocks }) => *blocks += more,
        _ => steps.push(BodyStep::Keep { blocks: more }),
    }
}

/// Blocks that went and blocks that came at the same place: each that went becomes the next of its sort that came.
fn exchange(steps: &mut Vec<BodyStep>, gone: &mut Vec<Block>, come: &mut Vec<Block>) {
    let mut come = std::collections::VecDeque::from(std::mem::take(come));
    for was in gone.drain(..) {
        let same = |now: &Block| std::mem::discriminant(now) == std::mem::discriminant(&was);
        let Some(at) = come.iter().position(same) else {
            steps.push(BodyStep::Delete { was });
            continue;
        };
        steps.extend(come.drain(..at).map(|now| BodyStep::Insert { now }));
        steps.extend(come.pop_front().map(|now| BodyStep::Change { was, now }));
    }
    steps.extend(come.into_iter().map(|now| BodyStep::Insert { now }));
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn story(paragraphs: &[&str]) -> Story {
        let blocks: Vec<_> = paragraphs
            .iter()
            .map(|text| match text.strip_prefix('#') {
                Some(text) => serde_json::json!({"block": "crosshead", "text": text}),
                None => serde_json::json!({"block": "paragraph", "spans": [{"text": text}]}),
            })
            .collect();
        serde_json::from_value(serde_json::json!({
            "language": "tr", "slug": "DEPREM", "headline": "Deprem", "priority": 4, "category": 1,
            "content": {"kind": "text", "body": blocks},
        }))
        .expect("story")
    }

    #[test]
    fn a_correction_is_one_changed_paragraph() {
        let was = story(&["bir", "iki", "üç", "dört"]);
        let mut now = story(&["bir", "#ara", "iki buçuk", "üç", "dört", "beş"]);
        now.headline = crate::Headline::new("Şiddetli deprem").expect("headline");
        let diff = Diff::between(&was, &now);
        let said = serde_json::to_value(&diff).expect("json");
        assert_eq!(
            said["fields"],
            serde_json::json!([{"field": "headline", "was": "Deprem", "now": "Şiddetli deprem"}])
        );
        let ops: Vec<_> =
            said["body"].as_array().expect("steps").iter().map(|s| s["op"].as_str().expect("op")).collect();
        assert_eq!(ops, ["keep", "insert", "change", "keep", "insert"]);
        assert_eq!(
            diff.applied(was.body().expect("body").blocks()).expect("applied"),
            now.body().expect("body").blocks()
        );
        assert_eq!(Diff::between(&was, &was), Diff { fields: Vec::new(), body: Vec::new() });
        let changed = Diff::between(&was, &story(&["bir", "iki buçuk", "üç", "dört"]));
        assert!(matches!(
            changed.body[..],
            [BodyStep::Keep { blocks: 1 }, BodyStep::Change { .. }, BodyStep::Keep { blocks: 2 }]
        ));
        assert_eq!(changed.applied(&[]), None);
    }

    #[test]
    fn a_killed_story_loses_its_body() {
        let was = story(&["bir"]);
        let note = crate::Note::new("Yanlış.").expect("note");
        let diff = Diff::between(&was, was.notice(&note).story());
        assert!(matches!(diff.body[..], [BodyStep::Delete { .. }]));
        assert!(diff.fields.iter().any(|change| change.field == "content"));
    }

    proptest! {
        #[test]
        fn the_steps_lead_from_one_body_to_the_other(
            was in proptest::collection::vec("#?[a-c]", 1..12), now in proptest::collection::vec("#?[a-c]", 1..12),
        ) {
            let full = |texts: &[String]| {
                let texts: Vec<_> = texts.iter().map(|t| if t == "#" { "#x" } else { t.as_str() }).collect();
                story(&texts)
            };
            let (was, now) = (full(&was), full(&now));
            let diff = Diff::between(&was, &now);
            let applied = diff.applied(was.body().expect("body").blocks()).expect("applied");
            prop_assert_eq!(applied.as_slice(), now.body().expect("body").blocks());
        }
    }
}
