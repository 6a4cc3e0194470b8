//! Picture stories: series of pictures, and single ones, each on a page of its own.
//!
//! A series is what the newsroom filed as one group; its page has the number of its first picture, whatever becomes of
//! that picture. Nothing is shown of a picture that is not public now, and a series says nothing that no open picture of
//! it says.

use crate::{
    SiteError,
    address::{Path, Query},
    dates::Moment,
    edition::{Edition, Standing},
    json_ld,
    lists::{From, LIST},
    page::{PageState, Pictured, Place, read},
    shelf::Key,
    view::{Frame, Image, alone, encoded, media_path},
};
use askama::Template;
use axum::{
    http::{StatusCode, Uri},
    response::Response,
};
use jiff::Timestamp;
use store::{Row, args};
use story::{ItemId, Lang, from_millis, to_millis};

/// Pictures of one series that are looked at.
pub(crate) const SERIES_PICTURES_MAX: u32 = 60;

#[derive(Template)]
#[template(path = "pictures.html")]
struct Pictures {
    f: Frame,
    stories: Vec<Cover>,
    older: Option<String>,
}

/// A series in the list.
pub(crate) struct Cover {
    pub href: String,
    pub title: String,
    pub lang: String,
    pub image: Image,
    /// How many pictures it has, where there are several.
    pub count: Option<String>,
    pub time: Moment,
}

#[derive(Template)]
#[template(path = "picture.html")]
struct PicturePage {
    f: Frame,
    title: String,
    lang: String,
    dir: &'static str,
    count: Option<String>,
    published: Moment,
    updated: Option<Moment>,
    images: Vec<Image>,
    image_address: String,
}

/// A picture of a series in whatever state.
struct Shot {
    item: ItemId,
    state: PageState,
    show_at: Timestamp,
    released: Timestamp,
    updated: Option<Timestamp>,
    /// `None` when it must not appear.
    shown: Option<Pictured>,
}

impl Shot {
    fn read(row: &Row) -> Result<Self, SiteError> {
        let (item, state): (ItemId, PageState) = (row.parsed("item")?, row.parsed("state")?);
        let shown = match state {
            PageState::Shown => {
                let (lang, picture) = (row.parsed("language")?, read(&row.text("data")?)?);
                Some(Pictured { item: item.clone(), lang, picture })
            }
            _ => None,
        };
        Ok(Self {
            item,
            state,
            show_at: from_millis(row.int("show_at")?),
            released: from_millis(row.int("released")?),
            updated: row.int_or_null("updated")?.map(from_millis),
            shown,
        })
    }
}

/// What a series shows now.
pub(crate) struct Series {
    lang: Lang,
    number: u64,
    shots: Vec<Shot>,
}

impl Series {
    /// Its page, when it begins with this picture.
    fn path(&self, first: &Pictured) -> String {
        let address = format::name::address_part(&first.picture.title, &first.lang);
        format!("/{}/pictures/{}/{}", self.lang.as_str(), encoded(&address), self.number)
    }
}

/// The pictures of a series in the order in which they were filed.
const SHOTS: &str = "SELECT p.item, p.state, p.show_at, p.released, p.updated, p.language, p.data FROM page_series s \
    JOIN page p ON p.item = s.picture WHERE s.series = $1 AND s.language = $2 ORDER BY s.number LIMIT $3";
/// The pictures of the series of which something is shown, series by series. The number of a row is that of its picture.
const ALL_SHOTS: &str = "SELECT f.series, s.number, p.item, p.state, p.show_at, p.released, p.updated, p.language, p.data \
    FROM (SELECT n.series, MIN(n.number) AS first FROM page_series n JOIN page q ON q.item = n.picture \
    WHERE n.language = $2 AND q.state = 'shown' AND q.show_at <= $1 GROUP BY n.series ORDER BY MIN(n.number), n.series \
    LIMIT $3 OFFSET $4) f JOIN page_series s ON s.series = f.series AND s.language = $2 \
    JOIN page p ON p.item = s.picture ORDER BY f.first, f.series, s.number";
const FIRST: &str = "SELECT MIN(number) AS number FROM page_series WHERE series = $1 AND language = $2";
/// Which series a picture of this number, or this id, belongs to.
const NUMBERED: &str = "SELECT s.series, s.language FROM page p JOIN page_series s ON s.picture = p.item \
    WHERE p.number = $1 AND p.kind <> 'text' ORDER BY p.item LIMIT 1";
const NAMED: &str = "SELECT series, language FROM page_series WHERE picture = $1";
/// Series by their newest picture.
const NEWEST: &str = "SELECT s.series, s.released, s.number FROM page_series s JOIN page p ON p.item = s.picture \
    WHERE s.language = $2 AND p.state = 'shown' AND p.show_at <= $1 AND s.released <= $3 \
    AND (s.released < $3 OR s.number < $4) AND NOT EXISTS (SELECT 1 FROM page_series n JOIN page q ON q.item = n.picture \
    WHERE n.series = s.series AND n.language = $2 AND q.state = 'shown' AND q.show_at <= $1 AND n.released >= s.released \
    AND (n.released > s.released OR n.number > s.number)) ORDER BY s.released DESC, s.number DESC LIMIT $5";

/// A series as search engines are told of it.
pub(crate) struct Dated {
    pub path: String,
    /// When it last became another page.
    pub changed: Timestamp,
    /// The paths of its pictures.
    pub files: Vec<String>,
}

/// The series that are shown, the first first: so many of them, after so many.
pub(crate) async fn dated(edition: &Edition, (limit, offset): (u32, u32)) -> Result<Vec<Dated>, SiteError> {
    let (now, lang) = (to_millis(edition.now), edition.lang.as_str());
    edition.depends().keys.insert(Key::Pictures(edition.lang.clone()));
    let rows = edition.site.db.all(ALL_SHOTS, args![now, lang, limit, offset]).await?;
    let mut found: Vec<(String, Series)> = Vec::new();
    for row in &rows {
        let (id, shot) = (row.text("series")?, Shot::read(row)?);
        edition.depends().items.insert(shot.item.clone());
        match found.last_mut() {
            Some((last, series)) if *last == id => series.shots.push(shot),
            _ => {
                let (lang, number) = (edition.lang.clone(), row.count("number")?);
                found.push((id, Series { lang, number, shots: vec![shot] }));
            }
        }
    }
    let dated = |series: &Series| {
        let open = edition.open_shots(series);
        let (_, first) = *open.first()?;
        let changed = open.iter().map(|(shot, _)| shot.updated.unwrap_or(shot.released).max(shot.show_at)).max()?;
        let files = open.iter().map(|(_, shown)| media_path(&shown.item, &shown.picture)).collect();
        Some(Dated { path: series.path(first), changed, files })
    };
    Ok(found.iter().filter_map(|(_, series)| dated(series)).collect())
}

impl Edition {
    /// A series with every picture that it has.
    async fn series(&self, id: &str, lang: &Lang) -> Result<Series, SiteError> {
        let db = &self.site.db;
        let rows = db.all(SHOTS, args![id, lang.as_str(), SERIES_PICTURES_MAX]).await?;
        let shots = rows.iter().map(Shot::read).collect::<Result<Vec<_>, _>>()?;
        let first = db.one(FIRST, args![id, lang.as_str()]).await?;
        let number = first.map(|row| row.count("number")).transpose()?.unwrap_or_default();
        let mut depends = self.depends();
        depends.keys.insert(Key::Series(id.to_owned()));
        depends.items.extend(shots.iter().map(|shot| shot.item.clone()));
        Ok(Series { lang: lang.clone(), number, shots })
    }

    fn picture_standing(&self, shot: &Shot) -> Standing {
        self.standing(&shot.item, shot.state, shot.show_at)
    }

    /// The pictures of a series that are shown.
    fn open_shots<'s>(&self, series: &'s Series) -> Vec<(&'s Shot, &'s Pictured)> {
        let open = series.shots.iter().filter(|shot| self.picture_standing(shot) == Standing::Open);
        open.filter_map(|shot| Some((shot, shot.shown.as_ref()?))).collect()
    }

    fn picture_count(&self, pictures: usize) -> Option<String> {
        (pictures > 1).then(|| self.words.picture_count(pictures))
    }

    /// A series as lists show it; none where nothing of it is shown now.
    fn cover(&self, series: &Series) -> Option<Cover> {
        let open = self.open_shots(series);
        let (_, first) = *open.first()?;
        let newest = open.iter().map(|(shot, _)| shot.released).max()?;
        Some(Cover {
            href: series.path(first),
            title: first.picture.title.clone(),
            lang: first.lang.as_str().to_owned(),
            image: alone(first),
            count: self.picture_count(open.len()),
            time: self.moment(newest),
        })
    }

    /// The picture's series as lists show it, beginning with that very picture; none where it is not shown.
    pub async fn picture_card(&self, item: &ItemId) -> Result<Option<Cover>, SiteError> {
        let Some(row) = self.site.db.one(NAMED, args![item.as_str()]).await? else { return Ok(None) };
        let series = self.series(&row.text("series")?, &row.parsed("language")?).await?;
        let open = self.open_shots(&series);
        let Some((shot, shown)) = open.iter().find(|(shot, _)| shot.item == *item) else { return Ok(None) };
        let Some(cover) = self.cover(&series) else { return Ok(None) };
        let (title, image) = (shown.picture.title.clone(), alone(shown));
        Ok(Some(Cover { title, image, time: self.moment(shot.released), ..cover }))
    }
}

/// `GET /{lang}/pictures/`
pub(crate) async fn all(edition: Edition, Query(from): Query<From>) -> Response {
    let made = list(&edition, &from).await;
    edition.answer(made)
}

async fn list(edition: &Edition, from: &From) -> Result<Option<Response>, SiteError> {
    let Some(place) = from.place() else { return Ok(None) };
    let limit = u64::try_from(LIST + 1).unwrap_or(u64::MAX);
    let arguments = args![to_millis(edition.now), edition.lang.as_str(), place.released, place.number, limit];
    edition.depends().keys.insert(Key::Pictures(edition.lang.clone()));
    let mut rows = edition.site.db.all(NEWEST, arguments).await?;
    let more = rows.len() > LIST;
    rows.truncate(LIST);
    let mut stories = Vec::new();
    for row in &rows {
        let series = edition.series(&row.text("series")?, &edition.lang).await?;
        stories.extend(edition.cover(&series));
    }
    let end = rows.last().filter(|_| more);
    let end = end.map(|row| Ok::<_, SiteError>(Place { released: row.int("released")?, number: row.int("number")? }));
    let end = end.transpose()?;
    let path = edition.path("pictures/");
    let mut f = edition.frame(edition.words.pictures, edition.words.tagline, &path);
    if place != Place::TOP {
        f.canonical = edition.address(&format!("{path}?before={place}"));
        f.alternates.clear();
    }
    let older = end.map(|place| format!("{path}?before={place}"));
    edition.page(StatusCode::OK, &Pictures { f, stories, older }).map(Some)
}

/// `GET /{lang}/pictures/{address}/{id}`
pub(crate) async fn get(edition: Edition, uri: Uri, Path((_, _, id)): Path<(String, String, String)>) -> Response {
    let made = picture(&edition, &uri, &id).await;
    edition.answer(made)
}

async fn picture(edition: &Edition, uri: &Uri, id: &str) -> Result<Option<Response>, SiteError> {
    let db = &edition.site.db;
    let row = match (id.parse::<i64>(), id.parse::<ItemId>()) {
        (Ok(number), _) => db.one(NUMBERED, args![number]).await?,
        (_, Ok(item)) => db.one(NAMED, args![item.as_str()]).await?,
        _ => None,
    };
    let Some(row) = row else { return Ok(None) };
    let series = edition.series(&row.text("series")?, &row.parsed("language")?).await?;
    let open = edition.open_shots(&series);
    let Some((_, first)) = open.first() else { return closed(edition, &series).await };
    let path = series.path(first);
    if uri.path() != path {
        return Ok(Some(edition.moved(&path)));
    }
    let images: Vec<Image> = open.iter().map(|(_, shown)| alone(shown)).collect();
    let description = first.picture.caption.replace('\n', " ");
    let mut f = edition.frame(&first.picture.title, &description, &path);
    // No other edition has this page.
    f.alternates.clear();
    let published = open.iter().map(|(shot, _)| shot.released).min().unwrap_or(edition.now);
    let changed = open.iter().map(|(shot, _)| shot.updated.unwrap_or(shot.released)).max();
    let shown: Vec<_> = open.iter().map(|(_, shown)| *shown).zip(&images).collect();
    f.json_ld = Some(json_ld::series(edition, &path, &shown, (published, changed.unwrap_or(published))));
    let page = PicturePage {
        f,
        title: first.picture.title.clone(),
        lang: first.lang.as_str().to_owned(),
        dir: first.lang.dir(),
        count: edition.picture_count(images.len()),
        published: edition.moment(published),
        updated: changed.filter(|&time| time > published).map(|time| edition.moment(time)),
        image_address: images.first().map(|image| edition.address(&image.src)).unwrap_or_default(),
        images,
    };
    edition.page(StatusCode::OK, &page).map(Some)
}

/// What is said of a series of which nothing is shown: that it was taken back, or is being checked; of what the public
/// never saw, nothing.
async fn closed(edition: &Edition, series: &Series) -> Result<Option<Response>, SiteError> {
    let stands = |wanted| series.shots.iter().rev().find(move |shot| edition.picture_standing(shot) == wanted);
    if stands(Standing::Held).is_some() {
        return Ok(Some(edition.held()));
    }
    match stands(Standing::Killed) {
        Some(shot) => edition.gone(&shot.item).await.map(Some),
        None => Ok(None),
    }
}
