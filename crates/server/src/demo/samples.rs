//! The sample stories and pictures, which are part of the program.

use super::regular::Regulars;
use anyhow::{Context, anyhow, bail};
use bytes::Bytes;
use format::{Defaults, Drafted, Incoming, markdown};
use rust_embed::RustEmbed;
use serde::Deserialize;
use std::{
    cmp::Reverse,
    collections::{BTreeMap, HashMap},
    path::Path,
};
use story::{Agency, CategoryId, Lang, Priority, Story};

#[derive(RustEmbed)]
#[folder = "../../samples/"]
#[include = "stories/*.md"]
#[include = "pictures/*"]
#[include = "updates/*.toml"]
#[include = "regular/*"]
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

/// What may happen to stories.
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

/// A newer first paragraph, and what then has to stand above it.
#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Update {
    pub id: String,
    pub headline: String,
    pub standfirst: String,
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
    /// By language.
    pub regulars: BTreeMap<String, Regulars>,
}

/// Reads the samples, the most urgent story last, so that it stands on top when all are filed.
pub fn read(agency: &Agency) -> anyhow::Result<Samples> {
    let mut names: Vec<String> = Files::iter().map(Into::into).collect();
    names.sort();
    let mut samples =
        Samples { pictures: Vec::new(), stories: Vec::new(), events: Events::default(), regulars: BTreeMap::new() };
    for name in names {
        let bytes = Files::get(&name).with_context(|| format!("the sample {name} is not in the program"))?.data;
        let end = Path::new(&name).extension().and_then(|end| end.to_str()).unwrap_or_default();
        if matches!(end, "md" | "toml") {
            let text = std::str::from_utf8(&bytes).with_context(|| format!("the sample {name} is not text"))?;
            samples.take(agency, &name, text).with_context(|| name.clone())?;
        }
    }
    // One language after the other would fill the list in blocks; turns are livelier. They are counted from the top, so
    // that a language with few stories is not missing there.
    let mut turn: HashMap<Lang, usize> = HashMap::new();
    samples.stories.sort_by_cached_key(|s| (s.story.priority, s.id.clone()));
    samples.stories.sort_by_cached_key(|s| {
        let turn = turn.entry(s.story.language.clone()).or_default();
        *turn += 1;
        Reverse(*turn)
    });
    Ok(samples)
}

impl Samples {
    /// Takes in one file.
    fn take(&mut self, agency: &Agency, name: &str, text: &str) -> anyhow::Result<()> {
        let mut parts = name.split(['/', '.']);
        match (parts.next(), parts.next(), parts.next_back()) {
            (Some("updates"), ..) => {
                let Events { update, correct, kill } = toml::from_str(text)?;
                self.events.update.extend(update);
                self.events.correct.extend(correct);
                self.events.kill.extend(kill);
            }
            (Some("regular"), Some(lang), Some("toml")) => {
                self.regulars.entry(lang.to_owned()).or_default().know(toml::from_str(text)?);
            }
            (Some("regular"), Some(lang), _) => self.regulars.entry(lang.to_owned()).or_default().add(text)?,
            _ => self.document(agency, name, text)?,
        }
        Ok(())
    }

    fn document(&mut self, agency: &Agency, name: &str, text: &str) -> anyhow::Result<()> {
        // A sample names a picture by the sample's id, because it has no item's id before it is filed.
        let (text, picture) = without(text, "picture");
        let Incoming { story, external_id, .. } = markdown::read(&text, agency, &defaults()?)?;
        let id = external_id.context("it has no id")?;
        match story {
            Drafted::Text(story) => self.stories.push(Sample { id, picture, story }),
            Drafted::Media(draft) => {
                let folder = name.rsplit_once('/').map_or("", |(folder, _)| folder);
                let file = Files::get(&format!("{folder}/{}", draft.path()));
                let bytes = file.ok_or_else(|| anyhow!("its file {} is not in the program", draft.path()))?.data;
                self.pictures.push(Picture { id, draft, bytes: Bytes::from(bytes.into_owned()) });
            }
            Drafted::Notice(_) => bail!("it is no story"),
        }
        Ok(())
    }
}

/// Reads a written story.
pub fn story(text: &str, agency: &Agency) -> anyhow::Result<Story> {
    match markdown::read(text, agency, &defaults()?)?.story {
        Drafted::Text(story) => Ok(story),
        Drafted::Media(_) | Drafted::Notice(_) => bail!("it is no written story"),
    }
}

fn defaults() -> anyhow::Result<Defaults> {
    Ok(Defaults { language: Lang::new("en")?, category: CategoryId(1), priority: Priority::Routine })
}

/// Takes the first line `key: value` out of a document, for keys that are the demo's own.
pub fn without(text: &str, key: &str) -> (String, Option<String>) {
    let mut value = None;
    let kept: Vec<&str> = text
        .lines()
        .filter(|line| match line.strip_prefix(key).and_then(|rest| rest.strip_prefix(':')) {
            Some(found) if value.is_none() => {
                value = Some(found.trim().to_owned());
                false
            }
            _ => true,
        })
        .collect();
    (kept.join("\n"), value)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;
    use story::AgencyCode;

    /// Stories of one language between which no headline may come twice.
    const APART: u64 = 40;

    #[test]
    fn every_sample_can_be_filed_and_every_event_fits_its_story() {
        let agency = Agency::new(AgencyCode::new("tel").unwrap(), "TEL", "Tellal");
        let samples = read(&agency).unwrap();
        let stories: HashMap<_, _> = samples.stories.iter().map(|s| (s.id.as_str(), &s.story)).collect();
        let pictures: HashMap<_, _> = samples.pictures.iter().map(|p| (p.id.as_str(), p)).collect();
        for lang in ["en", "tr", "ar"] {
            assert!(stories.values().filter(|s| s.language.as_str() == lang).count() >= 10, "{lang}");
        }
        for sample in &samples.stories {
            if let Err(faults) = sample.story.clone().ready() {
                panic!("{}: {faults:?}", sample.id);
            }
            if let Some(picture) = &sample.picture {
                let draft = pictures[picture.as_str()].draft.clone();
                let language = draft.story().language.clone();
                assert_eq!(language, sample.story.language, "the caption below {}", sample.id);
            }
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

    #[test]
    fn every_language_has_its_most_urgent_story_on_top() {
        let agency = Agency::new(AgencyCode::new("tel").unwrap(), "TEL", "Tellal");
        let samples = read(&agency).unwrap();
        let top = &samples.stories[samples.stories.len() - samples.regulars.len()..];
        assert!(top.iter().all(|s| s.story.priority == Priority::Flash));
        let languages: HashSet<_> = top.iter().map(|s| s.story.language.as_str()).collect();
        assert_eq!(languages.len(), samples.regulars.len());
    }

    #[test]
    fn regular_stories_go_on_and_their_headlines_do_not_come_back_soon() {
        let agency = Agency::new(AgencyCode::new("tel").unwrap(), "TEL", "Tellal");
        let samples = read(&agency).unwrap();
        let pictures: HashSet<_> = samples.pictures.iter().map(|p| p.id.as_str()).collect();
        assert_eq!(samples.regulars.keys().collect::<Vec<_>>(), ["ar", "en", "ja", "tr"]);
        for (lang, regulars) in &samples.regulars {
            let (mut told, mut events) = (Vec::new(), [0; 3]);
            for n in 0..200 {
                let sample = regulars.story(n, &agency).unwrap();
                assert_eq!(sample.story.language.as_str(), lang);
                assert_eq!(Some(&sample.id), regulars.id(n).as_ref());
                assert!(sample.picture.as_ref().is_none_or(|p| pictures.contains(p.as_str())), "{}", sample.id);
                let body = sample.story.body().unwrap().plain();
                let headline = sample.story.headline.to_string();
                let mut headlines = vec![headline];
                let Events { update, correct, kill } = regulars.events(n).unwrap();
                for update in &update {
                    headlines.push(update.headline.clone());
                    assert!(!body.contains(&update.paragraph), "{}", update.id);
                }
                for correct in &correct {
                    assert!(body.contains(&correct.was) && !body.contains(&correct.now), "{}", correct.id);
                }
                for headline in headlines {
                    let before = told.iter().rev().find(|(_, told)| *told == headline);
                    assert!(before.is_none_or(|(m, _)| n - m > APART), "{headline}: {before:?} and {n}");
                    told.push((n, headline));
                }
                assert!(update.len() + correct.len() + kill.len() <= 1, "{}", sample.id);
                for (count, more) in events.iter_mut().zip([update.len(), correct.len(), kill.len()]) {
                    *count += more;
                }
                if let Err(faults) = sample.story.ready() {
                    panic!("{}: {faults:?}", sample.id);
                }
            }
            assert!(events.iter().all(|&count| count > 0), "{lang}: {events:?}");
        }
    }
}
