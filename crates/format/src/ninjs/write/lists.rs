//! The lists of an item: what it is about, its files, and what belongs beside it.

use super::{Item, type_of};
use crate::{
    File,
    formats::NAMESPACE,
    newscodes,
    ninjs::{
        CATEGORY, DERIVED_FROM, DIGITAL_SOURCE, GENRE, GROUP, KEYWORD, LOCATED, MEDIA_TOPIC, NEWSCODES, OWN, PICTURE,
        PRODUCT, PROVIDER, PUBLICITY, RELATED, SIGNAL, SUBJECT_CODE, SUMMARY_SOURCE, TRANSLATION_OF, Version,
        json::Json,
    },
};
use story::{Act, Block, ItemId, Kind, MediaType, Named, PlaceName, Publicity, Relation, Rendition};

/// A code of a vocabulary.
#[derive(Debug, Clone, Copy, Default)]
struct Concept<'a> {
    name: Option<&'a str>,
    /// What relates it to the item.
    rel: Option<&'a str>,
    /// The parts of its scheme.
    scheme: &'a [&'a str],
    code: &'a str,
    /// What stands before the code in its short form, as `medtop:`.
    alias: &'a str,
}

/// Writes an association with each member of a group.
pub(super) fn members(w: &mut Json, members: &[Item<'_>], version: Version) {
    let mut list = Associations::begin(version);
    list.write(w, |w, list| {
        for member in members {
            list.next(w, "item", "member", |w| member.write(w));
        }
    });
}

/// Writes an alternative id with a name of our own: the hash of the content, which names it alike in every format.
pub(super) fn own_id(w: &mut Json, version: Version, name: &str, id: &str) {
    let (ids, name) = (version.names().ids, [NAMESPACE, OWN, name]);
    if version == Version::One {
        return w.object_at(ids, |w| w.text(&name.concat(), id));
    }
    w.list_at(ids, |w| {
        w.object(|w| {
            w.joined("role", name);
            w.text("value", id);
        });
    });
}

impl Item<'_> {
    /// Topics with the codes that older systems know them by, then what is no topic but a code all the same.
    pub(super) fn subjects(&self, w: &mut Json) {
        w.list_at(self.names.subjects, |w| {
            self.topics(w);
            self.own_subjects(w);
            for keyword in &self.story.keywords {
                w.object(|w| {
                    w.text("name", keyword.as_str());
                    w.text("rel", KEYWORD);
                });
            }
        });
    }

    fn topics(&self, w: &mut Json) {
        let about = Concept { rel: Some("about"), ..Concept::default() };
        let mut old_codes: Vec<&str> = Vec::new();
        for id in &self.story.topics {
            let topic = newscodes::topic(id);
            let (name, scheme) = (topic.map(|topic| topic.name), &[NEWSCODES, MEDIA_TOPIC]);
            self.concept(w, Concept { name, scheme, code: id.code(), alias: "medtop:", ..about });
            old_codes.extend(topic.and_then(|topic| topic.subject).filter(|code| !old_codes.contains(code)));
        }
        for code in old_codes {
            let (name, scheme) = (newscodes::subject_name(code), &[NEWSCODES, SUBJECT_CODE]);
            self.concept(w, Concept { name, scheme, code, alias: "subj:", ..about });
        }
    }

    /// Category, products, what the version does, whether the public may read it, and how its summary came to be.
    fn own_subjects(&self, w: &mut Json) {
        let (edition, story) = (self.edition, self.story);
        let agency = edition.agency;
        let category = agency.category(story.category).map(|c| c.name(story.language.primary()));
        let scheme = &[NAMESPACE, OWN, CATEGORY, agency.code.as_str(), "/"];
        let code = story.category.to_string();
        self.concept(w, Concept { name: category, rel: Some("category"), scheme, code: &code, alias: "" });
        for (id, name) in edition.products {
            let scheme = &[NAMESPACE, OWN, PRODUCT, agency.code.as_str(), "/"];
            let code = id.to_string();
            self.concept(w, Concept { name: Some(name), rel: Some("product"), scheme, code: &code, alias: "" });
        }
        let signal = match edition.act {
            Act::Correct => Some(("correction", "Correction")),
            Act::Update => Some(("update", "Update")),
            _ => None,
        };
        if let Some((code, name)) = signal {
            let scheme = &[NEWSCODES, SIGNAL];
            self.concept(w, Concept { name: Some(name), rel: Some("signal"), scheme, code, alias: "sig:" });
        }
        let publicity = match story.public {
            Publicity::Rule => None,
            Publicity::Yes => Some("yes"),
            Publicity::No => Some("no"),
        };
        if let Some(code) = publicity {
            let scheme = &[NAMESPACE, OWN, PUBLICITY];
            self.concept(w, Concept { name: None, rel: Some("publicity"), scheme, code, alias: "" });
        }
        if let Some(source) = story.summary_source.as_ref().filter(|_| !self.is_stopped()) {
            let (rel, scheme) = (Some("summary_source"), &[NAMESPACE, OWN, SUMMARY_SOURCE]);
            self.concept(w, Concept { name: None, rel, scheme, code: source.as_str(), alias: "" });
        }
    }

    /// 1.x has a scheme and a code in it, later versions have one address and a short form.
    fn concept(&self, w: &mut Json, concept: Concept<'_>) {
        let scheme = || concept.scheme.iter().copied();
        w.object(|w| {
            w.text_if("name", concept.name);
            w.text_if("rel", concept.rel);
            if self.version == Version::One {
                w.joined("scheme", scheme());
                w.text("code", concept.code);
            } else {
                w.joined("uri", scheme().chain([concept.code]));
                w.joined("literal", [concept.alias, concept.code]);
            }
        });
    }

    /// People and organisations.
    pub(super) fn named(&self, w: &mut Json) {
        let mut list = |key: &str, names: &[Named]| {
            if names.is_empty() {
                return;
            }
            w.list_at(key, |w| {
                for name in names {
                    w.object(|w| {
                        w.text("name", name.as_str());
                        w.text("rel", "about");
                    });
                }
            });
        };
        list(self.names.people, &self.story.people);
        list(self.names.organisations, &self.story.organisations);
    }

    /// Places that the story is about, and where it was filed: `located` has no room for a country.
    pub(super) fn places(&self, w: &mut Json) {
        let story = self.story;
        let filed = story.dateline.as_ref().filter(|dateline| dateline.country.is_some());
        if story.places.is_empty() && filed.is_none() {
            return;
        }
        let place = |w: &mut Json, name: &PlaceName, rel: &str, country: Option<&str>| {
            w.object(|w| {
                w.text("name", name.as_str());
                w.text("rel", rel);
                if let Some(country) = country {
                    w.list_at(self.names.contact, |w| {
                        w.object(|w| w.object_at("address", |w| w.text("country", country)));
                    });
                }
            });
        };
        w.list_at(self.names.places, |w| {
            for one in &story.places {
                place(w, &one.name, "about", one.country.as_ref().map(story::Line::as_str));
            }
            if let Some(dateline) = filed {
                place(w, &dateline.city, LOCATED, dateline.country.as_ref().map(story::Line::as_str));
            }
        });
    }

    pub(super) fn genre(&self, w: &mut Json) {
        let Some(genre) = &self.story.genre else { return };
        w.list_at(self.names.genres, |w| {
            let (name, scheme) = (newscodes::genre_name(genre), &[NEWSCODES, GENRE]);
            let concept = Concept { name, rel: None, scheme, code: genre.as_str(), alias: "genre:" };
            self.concept(w, concept);
        });
    }

    /// Where the material came from, then who provides it: many readers take the first for both.
    pub(super) fn sources(&self, w: &mut Json) {
        let role = self.names.source_role;
        w.list_at(self.names.sources, |w| {
            if let Some(source) = &self.story.rights.source {
                w.object(|w| {
                    w.text("name", source.as_str());
                    w.text(role, "source");
                });
            }
            w.object(|w| {
                w.text("name", self.edition.agency_name());
                w.text(role, PROVIDER);
            });
        });
    }

    /// The digital source type, alike in all versions.
    pub(super) fn digital_source(&self, w: &mut Json) {
        if let Some(source) = &self.story.digital_source {
            w.object_at(self.names.digital_source, |w| {
                w.joined("uri", [NEWSCODES, DIGITAL_SOURCE, source.as_str()]);
                w.text("literal", source.as_str());
            });
        }
    }

    /// The files, the main one first. A file that is offered under two names is named once.
    pub(super) fn renditions(&self, w: &mut Json) {
        let Some(media) = self.story.media().filter(|_| !self.is_stopped()) else { return };
        let mut files = self.edition.files();
        let is_main = |file: &File<'_>| file.sha256 == Some(media.sha256.as_str());
        if let Some(main) = files.iter().rposition(is_main) {
            let main = files.remove(main);
            files.retain(|file| !(file.rendition == Rendition::Web && is_main(file)));
            files.insert(0, main);
        }
        let file = |w: &mut Json, file: &File<'_>| {
            w.text("href", &file.href);
            w.text(self.names.content_type, file.media_type.name());
            if let Some((width, height)) = file.size {
                w.number("width", width.into());
                w.number("height", height.into());
            }
            if let Some(bytes) = file.bytes {
                w.number(self.names.bytes, bytes);
            }
        };
        self.keyed(w, "renditions", files.iter().map(|file| (file.rendition.name(), file)), file);
    }

    /// Members with names: an object in 1.x, a list later.
    fn keyed<'n, T>(
        &self,
        w: &mut Json,
        key: &str,
        members: impl Iterator<Item = (&'n str, T)>,
        inside: impl Fn(&mut Json, T),
    ) {
        if self.version == Version::One {
            return w.object_at(key, |w| {
                members.for_each(|(name, member)| w.object_at(name, |w| inside(w, member)));
            });
        }
        w.list_at(key, |w| {
            for (name, member) in members {
                w.object(|w| {
                    w.text("name", name);
                    inside(w, member);
                });
            }
        });
    }

    /// The group, related items, and the pictures in the body that are not among them.
    pub(super) fn associations(&self, w: &mut Json) {
        let story = self.story;
        let shown = !self.is_stopped();
        let related = if shown { story.related.as_slice() } else { &[] };
        let pictures = self.body_pictures();
        if story.group.is_none() && related.is_empty() && pictures.is_empty() {
            return;
        }
        let mut list = Associations::begin(self.version);
        list.write(w, |w, list| {
            if let Some(group) = &story.group {
                list.one(w, GROUP, "partOf", |w| {
                    w.text("uri", group.as_str());
                    w.text("type", "composite");
                });
            }
            for one in related {
                let (word, rel) = match one.rel {
                    Relation::Related => (RELATED, "seeAlso"),
                    Relation::TranslationOf => (TRANSLATION_OF, TRANSLATION_OF),
                    Relation::DerivedFrom => (DERIVED_FROM, DERIVED_FROM),
                };
                list.next(w, word, rel, |w| self.associated(w, &one.item, Some(one.title.as_str())));
            }
            list.count = 0;
            for item in pictures {
                list.next(w, PICTURE, "embedded", |w| self.associated(w, item, None));
            }
        });
    }

    /// Pictures in the body, each once, that are not related items.
    fn body_pictures(&self) -> Vec<&ItemId> {
        let mut found: Vec<&ItemId> = Vec::new();
        for block in self.story.body().filter(|_| !self.is_stopped()).map_or(&[][..], |body| body.blocks()) {
            if let Block::Picture { item, .. } = block
                && !found.contains(&item)
                && !self.story.related.iter().any(|related| related.item == *item)
            {
                found.push(item);
            }
        }
        found
    }

    /// Another item as far as this one knows it.
    fn associated(&self, w: &mut Json, item: &ItemId, title: Option<&str>) {
        w.text("uri", item.as_str());
        w.text("type", type_of(item.kind(), None));
        w.text(self.names.representation, self.names.part);
        if let Some(title) = title {
            match self.version {
                Version::One => w.text("headline", title),
                _ => w.list_at("headlines", |w| w.object(|w| w.text("value", title))),
            }
        }
        let renditions: &[_] = match item.kind() {
            Kind::Picture => &[(Rendition::Web, MediaType::Jpeg), (Rendition::Thumbnail, MediaType::Jpeg)],
            Kind::Video => &[(Rendition::Web, MediaType::Mp4)],
            _ => return,
        };
        let file = |w: &mut Json, (rendition, media_type): (Rendition, MediaType)| {
            w.text("href", &self.edition.file_href(item, rendition));
            w.text(self.names.content_type, media_type.name());
        };
        self.keyed(w, "renditions", renditions.iter().map(|&file| (file.0.name(), file)), file);
    }
}

/// Associations while they are written: an object in 1.x, later a list whose members have a name.
struct Associations {
    version: Version,
    /// Members that were numbered.
    count: usize,
}

impl Associations {
    fn begin(version: Version) -> Self {
        Self { version, count: 0 }
    }

    fn write(&mut self, w: &mut Json, inside: impl FnOnce(&mut Json, &mut Self)) {
        match self.version {
            Version::One => w.object_at("associations", |w| inside(w, self)),
            _ => w.list_at("associations", |w| inside(w, self)),
        }
    }

    /// A member whose name is its number behind a word.
    fn next(&mut self, w: &mut Json, word: &str, rel: &str, inside: impl FnOnce(&mut Json)) {
        self.count += 1;
        self.one(w, &format!("{word}{}", self.count), rel, inside);
    }

    /// A member. Only 3.x can say what relates it.
    fn one(&self, w: &mut Json, name: &str, rel: &str, inside: impl FnOnce(&mut Json)) {
        if self.version == Version::One {
            return w.object_at(name, inside);
        }
        w.object(|w| {
            w.text("name", name);
            if self.version == Version::Three {
                w.text("rel", rel);
            }
            inside(w);
        });
    }
}
