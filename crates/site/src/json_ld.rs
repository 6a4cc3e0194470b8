//! Pages for machines: what a page is, as JSON-LD in the terms of schema.org.

use crate::{
    assets,
    edition::Edition,
    page::{Article, Page, Pictured},
    view::Image,
};
use jiff::Timestamp;
use serde_json::{Value, json};
use story::{Priority, TopicId};

const CONTEXT: &str = "https://schema.org";
/// Where the IPTC publishes its Media Topics.
const MEDIA_TOPIC: &str = "http://cv.iptc.org/newscodes/mediatopic/";

/// The front page: the site, who publishes it, and how it is searched.
pub(crate) fn website(edition: &Edition) -> String {
    let search = edition.address(&edition.path("search/"));
    written(&json!({
        "@context": CONTEXT,
        "@type": "WebSite",
        "name": edition.agency(),
        "url": edition.address(&edition.path("")),
        "inLanguage": edition.lang.as_str(),
        "publisher": agency(edition),
        "potentialAction": {
            "@type": "SearchAction",
            "target": {"@type": "EntryPoint", "urlTemplate": format!("{search}?q={{search_term_string}}")},
            "query-input": "required name=search_term_string",
        },
    }))
}

/// A story's page (`NewsArticle`), and its place on the site.
///
/// What the page shows is free to read: it is the summary that is described, not the story that subscribers receive. That
/// story is named as what the summary was made of, and is not free. (The markup that search engines document for texts
/// behind a wall is for a text that is on the page and hidden; nothing is hidden here.)
pub(crate) fn article(edition: &Edition, page: &Page, story: &Article, image: Option<&Image>) -> String {
    let address = edition.address(&edition.story_path(page));
    let agency = agency(edition);
    let mut article = json!({
        "@type": "NewsArticle",
        "mainEntityOfPage": address,
        "url": address,
        "identifier": page.item.as_str(),
        "headline": story.headline,
        "inLanguage": story.lang.as_str(),
        "datePublished": page.released.to_string(),
        "dateModified": page.updated.unwrap_or(page.released).to_string(),
        "isAccessibleForFree": true,
        "publisher": agency,
        "author": match &story.byline {
            Some(name) => json!({"@type": "Person", "name": name}),
            None => agency.clone(),
        },
    });
    let mut set = |name: &str, value: Option<Value>| {
        if let Some(value) = value {
            article[name] = value;
        }
    };
    let text = |text: &String| Value::from(text.as_str());
    set("dateCreated", story.created.as_ref().map(|created| created.as_str().into()));
    let section = edition.site.agency.category(page.category);
    set("articleSection", section.map(|section| edition.section_name(section).into()));
    set("description", story.standfirst.as_ref().map(text));
    // Without the mark that the page has beside it, a machine's summary is not told.
    set("abstract", some(!story.summary.is_empty() && !story.is_by_machine, || story.summary.join("\n\n").into()));
    set("dateline", story.city.as_ref().map(text));
    set("keywords", some(!story.tags.is_empty(), || story.tags.clone().into()));
    set("about", some(!story.topics.is_empty(), || story.topics.iter().map(topic).collect()));
    set("copyrightNotice", story.copyright.as_ref().map(text));
    set("image", page.picture.as_ref().zip(image).map(|(shown, image)| json!([picture(edition, shown, image)])));
    set("correction", some(!story.corrections.is_empty(), || corrections(edition, story)));
    // A flash is short, and told whole.
    set("isBasedOn", some(page.priority != Priority::Flash, || whole(edition, page, &agency)));
    written(&json!({"@context": CONTEXT, "@graph": [article, breadcrumbs(edition, page, story, &address)]}))
}

fn some(is: bool, value: impl FnOnce() -> Value) -> Option<Value> {
    is.then(value)
}

/// Who publishes the site.
fn agency(edition: &Edition) -> Value {
    json!({
        "@type": "NewsMediaOrganization",
        "name": edition.agency(),
        "url": edition.address(&edition.path("")),
        "logo": {
            "@type": "ImageObject",
            "url": edition.address(assets::icon_path()),
            "encodingFormat": "image/svg+xml",
        },
        "correctionsPolicy": edition.address(&edition.path("corrections/")),
    })
}

/// The story that subscribers receive.
fn whole(edition: &Edition, page: &Page, agency: &Value) -> Value {
    json!({
        "@type": "CreativeWork",
        "identifier": page.item.as_str(),
        "isAccessibleForFree": false,
        "acquireLicensePage": edition.address(&edition.path("subscribe/")),
        "publisher": {"@type": "NewsMediaOrganization", "name": agency["name"], "url": agency["url"]},
    })
}

fn picture(edition: &Edition, shown: &Pictured, image: &Image) -> Value {
    let mut object = json!({
        "@type": "ImageObject",
        "url": edition.address(&image.src),
        "width": image.width,
        "height": image.height,
    });
    if !image.caption.is_empty() {
        object["caption"] = image.caption.as_str().into();
    }
    let known = [
        ("creditText", &shown.picture.credit),
        ("copyrightNotice", &shown.picture.copyright),
        ("license", &shown.picture.license),
    ];
    for (name, text) in known {
        if let Some(text) = text {
            object[name] = text.as_str().into();
        }
    }
    object
}

fn corrections(edition: &Edition, story: &Article) -> Value {
    let note = |repair: &crate::page::Repair| {
        let text = repair.words.as_ref().map_or(edition.words.was_corrected, |words| words.now.as_str());
        json!({"@type": "CorrectionComment", "text": text, "datePublished": repair.time.to_string()})
    };
    story.corrections.iter().map(note).collect()
}

fn topic(id: &TopicId) -> Value {
    let mut thing = json!({"@type": "Thing", "@id": format!("{MEDIA_TOPIC}{}", id.code())});
    if let Some(topic) = format::newscodes::topic(id) {
        thing["name"] = topic.name.into();
    }
    thing
}

/// The way to the story: the edition, its section, the story.
fn breadcrumbs(edition: &Edition, page: &Page, story: &Article, address: &str) -> Value {
    let section = edition.section_link(page).map(|section| (section.name, edition.address(&section.href)));
    way(edition, section, &story.headline, address)
}

/// The way to a page: the edition, what it stands below, the page.
fn way(edition: &Edition, below: Option<(String, String)>, name: &str, address: &str) -> Value {
    let mut steps = vec![(edition.agency().to_owned(), edition.address(&edition.path("")))];
    steps.extend(below);
    steps.push((name.to_owned(), address.to_owned()));
    let steps = (1_u32..)
        .zip(steps)
        .map(|(position, (name, item))| json!({"@type": "ListItem", "position": position, "name": name, "item": item}));
    json!({"@type": "BreadcrumbList", "itemListElement": steps.collect::<Vec<_>>()})
}

/// A picture story (`ImageGallery`), with whatever is known of the rights to each picture, and its place on the site.
pub(crate) fn series(
    edition: &Edition,
    path: &str,
    pictures: &[(&Pictured, &Image)],
    (published, changed): (Timestamp, Timestamp),
) -> String {
    let address = edition.address(path);
    let (title, caption, lang) = pictures.first().map_or(("", "", edition.lang.as_str()), |(first, _)| {
        (first.picture.title.as_str(), first.picture.caption.as_str(), first.lang.as_str())
    });
    let mut gallery = json!({
        "@type": "ImageGallery",
        "mainEntityOfPage": address,
        "url": address,
        "name": title,
        "inLanguage": lang,
        "datePublished": published.to_string(),
        "dateModified": changed.to_string(),
        "isAccessibleForFree": true,
        "publisher": agency(edition),
        "image": pictures.iter().map(|(shown, image)| offered(edition, shown, image)).collect::<Vec<_>>(),
    });
    if !caption.is_empty() {
        gallery["description"] = caption.into();
    }
    let list = (edition.words.pictures.to_owned(), edition.address(&edition.path("pictures/")));
    written(&json!({"@context": CONTEXT, "@graph": [gallery, way(edition, Some(list), title, &address)]}))
}

/// A picture of a picture story, and where it is had in full.
fn offered(edition: &Edition, shown: &Pictured, image: &Image) -> Value {
    let mut object = picture(edition, shown, image);
    object["contentUrl"] = object["url"].clone();
    object["identifier"] = shown.item.as_str().into();
    object["name"] = shown.picture.title.as_str().into();
    object["acquireLicensePage"] = edition.address(&edition.path("subscribe/")).into();
    object
}

/// The text for the inside of a script element, which only `<` could end.
fn written(value: &Value) -> String {
    value.to_string().replace('<', "\\u003c")
}
