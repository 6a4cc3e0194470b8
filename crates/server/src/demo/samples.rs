//! The sample stories and pictures, which are part of the program.

use anyhow::{Context, anyhow};
use bytes::Bytes;
use format::{Defaults, Drafted, Incoming, markdown};
use rust_embed::RustEmbed;
use serde::Deserialize;
use std::collections::HashMap;
use story::{Agency, CategoryId, Lang, Priority, Story};

#[derive(RustEmbed)]
#[folder = "../../samples/"]
#[include = "stories/*.md"]
#[include = "pictures/*"]
#[include = "updates/*.toml"]
struct Files;

/// A sample story, with the id of the picture that goes with it.
#[derive(Clone)]
pub struct Sample {
    pub id: String,
    pub picture: Option<String>,
    pub story: Story,
}

/// A sample picture with its file.
pub struct Picture {
    pub id: String,
    pub draft: format::MediaDraft,
    pub bytes: Bytes,
}

/// What may happen to the sample stories.
#[derive(Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Events {
    #[serde(default)]
    pub update: Vec<Update>,
    #[serde(default)]
    pub correct: Vec<Correct>,
    #[serde(default)]
    pub kill: Vec<Kill>,
}

/// A newer first paragraph and headline.
#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Update {
    pub id: String,
    pub headline: String,
    pub paragraph: String,
}

/// Words that were wrong, and what they should be.
#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Correct {
    pub id: String,
    pub was: String,
    pub now: String,
}

/// A story that is killed.
#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Kill {
    pub id: String,
    pub reason: String,
}

/// Everything that the demo files.
pub struct Samples {
    pub pictures: Vec<Picture>,
    pub stories: Vec<Sample>,
    pub events: Events,
}

/// Reads the samples, the most urgent story last, so that it stands on top when all are filed.
pub fn read(agency: &Agency) -> anyhow::Result<Samples> {
    let mut names: Vec<String> = Files::iter().map(Into::into).collect();
    names.sort();
    let mut samples = Samples { pictures: Vec::new(), stories: Vec::new(), events: Events::default() };
    for name in names {
        let bytes = Files::get(&name).with_context(|| format!("the sample {name} is not in the program"))?.data;
        let text = || std::str::from_utf8(&bytes).with_context(|| format!("the sample {name} is not text"));
        if name.starts_with("updates/") {
            let events: Events = toml::from_str(text()?).with_context(|| name.clone())?;
            samples.events.update.extend(events.update);
            samples.events.correct.extend(events.correct);
            samples.events.kill.extend(events.kill);
        } else if std::path::Path::new(&name).extension().is_some_and(|end| end == "md") {
            document(&mut samples, agency, &name, text()?).with_context(|| name.clone())?;
        }
    }
    // One language after the other would fill the list in blocks; turns are livelier.
    let mut turn: HashMap<Lang, usize> = HashMap::new();
    samples.stories.sort_by_cached_key(|s| (std::cmp::Reverse(s.story.priority), s.id.clone()));
    samples.stories.sort_by_cached_key(|s| {
        let turn = turn.entry(s.story.language.clone()).or_default();
        *turn += 1;
        *turn
    });
    Ok(samples)
}

fn document(samples: &mut Samples, agency: &Agency, name: &str, text: &str) -> anyhow::Result<()> {
    let (text, picture) = without_picture(text);
    let defaults = Defaults { language: Lang::new("en")?, category: CategoryId(1), priority: Priority::Routine };
    let Incoming { story, external_id, .. } = markdown::read(&text, agency, &defaults)?;
    let id = external_id.context("it has no id")?;
    match story {
        Drafted::Text(story) => samples.stories.push(Sample { id, picture, story }),
        Drafted::Media(draft) => {
            let folder = name.rsplit_once('/').map_or("", |(folder, _)| folder);
            let file = Files::get(&format!("{folder}/{}", draft.path()));
            let bytes = file.ok_or_else(|| anyhow!("its file {} is not in the program", draft.path()))?.data;
            samples.pictures.push(Picture { id, draft, bytes: Bytes::from(bytes.into_owned()) });
        }
    }
    Ok(())
}

/// Takes the line `picture: id` out of the front matter: it names a sample, which has no item's id before it is filed.
fn without_picture(text: &str) -> (String, Option<String>) {
    let mut picture = None;
    let kept: Vec<&str> = text
        .lines()
        .filter(|line| match line.strip_prefix("picture:") {
            Some(id) if picture.is_none() => {
                picture = Some(id.trim().to_owned());
                false
            }
            _ => true,
        })
        .collect();
    (kept.join("\n"), picture)
}

#[cfg(test)]
mod tests {
    use super::*;
    use story::AgencyCode;

    #[test]
    fn every_sample_can_be_filed_and_every_event_fits_its_story() {
        let agency = Agency::new(AgencyCode::new("tel").unwrap(), "TEL", "Tellal");
        let samples = read(&agency).unwrap();
        let stories: HashMap<_, _> = samples.stories.iter().map(|s| (s.id.as_str(), &s.story)).collect();
        let pictures: Vec<_> = samples.pictures.iter().map(|p| p.id.as_str()).collect();
        for lang in ["en", "tr", "ar"] {
            assert!(stories.values().filter(|s| s.language.as_str() == lang).count() >= 10, "{lang}");
        }
        for sample in &samples.stories {
            if let Err(faults) = sample.story.clone().ready() {
                panic!("{}: {faults:?}", sample.id);
            }
            assert!(sample.picture.as_ref().is_none_or(|p| pictures.contains(&p.as_str())), "{}", sample.id);
        }
        for correct in &samples.events.correct {
            let body = stories[correct.id.as_str()].body().unwrap().plain();
            assert!(body.contains(&correct.was), "{}: {}", correct.id, correct.was);
        }
        for id in samples.events.update.iter().map(|u| &u.id).chain(samples.events.kill.iter().map(|k| &k.id)) {
            assert!(stories.contains_key(id.as_str()), "{id}");
        }
        assert!(samples.events.kill.len() >= 3 && samples.events.update.len() >= 10);
    }
}
