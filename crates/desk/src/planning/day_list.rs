//! The day's list: the coverage of a day as a message to editors, to be read over before it is sent.

use super::{Assignment, Coverage};
use crate::{Beginning, Desk, DeskError, Item, Purpose, drafts::one_fault, rights::require};
use account::{Right, Staff};
use jiff::{civil::Date, tz::TimeZone};
use serde_json::{Value, json};
use story::{Fault, Kind, Lang, Manuscript};

/// What the list says in one language.
struct Words {
    lang: &'static str,
    all_day: &'static str,
    text: &'static str,
    picture: &'static str,
    video: &'static str,
    graphic: &'static str,
    file: &'static str,
    comma: &'static str,
}

const WORDS: [Words; 3] = [
    Words {
        lang: "en",
        all_day: "All day",
        text: "text",
        picture: "pictures",
        video: "video",
        graphic: "graphics",
        file: "files",
        comma: ", ",
    },
    Words {
        lang: "tr",
        all_day: "Gün boyu",
        text: "metin",
        picture: "fotoğraf",
        video: "video",
        graphic: "grafik",
        file: "dosya",
        comma: ", ",
    },
    Words {
        lang: "ar",
        all_day: "طوال اليوم",
        text: "نص",
        picture: "صور",
        video: "فيديو",
        graphic: "رسوم",
        file: "ملفات",
        comma: "، ",
    },
];

impl Words {
    fn of(lang: &Lang) -> &'static Self {
        WORDS.iter().find(|words| words.lang == lang.primary()).unwrap_or(&WORDS[0])
    }

    fn kind(&self, kind: Kind) -> &'static str {
        match kind {
            Kind::Text => self.text,
            Kind::Picture => self.picture,
            Kind::Video => self.video,
            Kind::Graphic => self.graphic,
            Kind::File => self.file,
        }
    }
}

impl Desk {
    /// Composes the list of a day in a language, for one desk or all of them, as a draft that is meant to be an advisory.
    /// `template` names a template in the place of the one that is built in.
    pub async fn begin_day_list(
        &self,
        who: &Staff,
        day: Date,
        language: &Lang,
        desk: Option<String>,
        template: Option<String>,
    ) -> Result<Item, DeskError> {
        require(who, Right::Release)?;
        let of = Coverage { desk: desk.clone(), person: None, language: Some(language.clone()) };
        let mut planned = self.coverage(who, day, day, &of).await?;
        planned.retain(|one| one.state != super::Progress::Dropped);
        if planned.is_empty() {
            let why = format!("is {day}, for which nothing is planned in that language");
            return Err(one_fault(Fault { field: "day", why }));
        }
        planned.sort_by_key(|one| (!one.all_day, one.starts, one.id));
        let zone = self.zone();
        let built_in = super::super::templates::built_in(&self.agency);
        let has = |id: &String| built_in.iter().any(|template| template.id == *id);
        let own = format!("daily-{}", language.primary());
        let template = template.unwrap_or_else(|| if has(&own) { own } else { "daily-en".to_owned() });
        let beginning = Beginning { template: Some(template), ..Beginning::default() };
        let (sheet, _) = self.first_sheet_on(who, &beginning, None, Some(day)).await?;
        let sheet = listed(sheet, language, &planned, &zone).map_err(one_fault)?;
        self.file_begun(who, sheet, Purpose::Advisory, desk, None).await
    }
}

/// The sheet with a paragraph for each assignment after what the template says.
fn listed(sheet: Manuscript, lang: &Lang, planned: &[Assignment], zone: &TimeZone) -> Result<Manuscript, Fault> {
    let words = Words::of(lang);
    let mut content = sheet.field("content").cloned().unwrap_or_default();
    if let Some(body) = content.get_mut("body").and_then(Value::as_array_mut) {
        body.extend(planned.iter().map(|one| paragraph(one, words, zone)));
    }
    sheet.with("language", json!(lang))?.with("content", content)
}

fn paragraph(one: &Assignment, words: &Words, zone: &TimeZone) -> Value {
    let time = |at: jiff::Timestamp| at.to_zoned_datetime(zone.clone()).strftime("%H:%M").to_string();
    let when = match (one.all_day, one.ends == one.starts) {
        (true, _) => words.all_day.to_owned(),
        (false, true) => time(one.starts),
        (false, false) => format!("{}–{}", time(one.starts), time(one.ends)),
    };
    let place = if one.place.is_empty() { String::new() } else { format!("{} – ", one.place) };
    let mut text = format!(" {place}{}.", one.title.as_str().trim_end_matches('.'));
    if !one.what.is_empty() {
        text.push(' ');
        text += &one.what.split_whitespace().collect::<Vec<_>>().join(" ");
    }
    let kinds: Vec<_> = one.kinds.iter().map(|kind| words.kind(*kind)).collect();
    if !kinds.is_empty() {
        text.extend([" (", &kinds.join(words.comma), ")"]);
    }
    if !one.slug.is_empty() {
        text.extend([" [", one.slug.as_str(), "]"]);
    }
    json!({"block": "paragraph", "spans": [{"text": when, "strong": true}, {"text": text}]})
}
