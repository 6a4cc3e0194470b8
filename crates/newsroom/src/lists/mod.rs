//! `/desk`: what is being worked on, shelf by shelf; its search, its desks, and moving an item.

pub(crate) mod clock;
mod desks;
mod place;
mod row;
pub(crate) mod search;

use crate::{Newsroom, assets::DESK, door::Answer, errors::refused, planning};
use account::{Right, Role, Staff};
use askama::Template;
use axum::{
    Router,
    extract::State,
    http::{HeaderValue, header},
    response::{Html, IntoResponse},
    routing::get,
};
use clock::Hours;
use desk::{Counts, ItemLine, ListQuery, Mark, NewsDesk, Shelf};
use row::{Row, Rows};
use serde::Deserialize;
use story::ItemId;
use web::{Problem, Query, Sheet, StaffAtScreen};

/// Lines of a page.
const LINES: u32 = 100;
/// Items whose lines are asked for at once.
const ROWS_MAX: usize = desk::RUNG_ITEMS_MAX as usize;

/// The screens of the lists.
pub(crate) fn routes() -> Router<Newsroom> {
    Router::new()
        .route("/desk", get(show))
        .route("/desk/rows", get(rows))
        .merge(search::routes())
        .merge(desks::routes())
        .merge(place::routes())
}

/// What an address of a list asks for. What is empty is not asked for: forms send every field.
#[derive(Deserialize, Clone, Default)]
#[serde(deny_unknown_fields)]
pub(crate) struct Asked {
    #[serde(default)]
    pub(crate) shelf: String,
    #[serde(default)]
    pub(crate) desk: String,
    #[serde(default)]
    pub(crate) after: String,
    /// Items with commas between them: only their lines are wanted.
    #[serde(default)]
    pub(crate) item: String,
}

/// The same, understood.
#[derive(Clone)]
pub(crate) struct Wanted {
    pub(crate) shelf: Shelf,
    pub(crate) desk: Option<String>,
    pub(crate) after: Option<Mark>,
}

impl Asked {
    pub(crate) fn wanted(&self, who: &Staff) -> Result<Wanted, Problem> {
        let usual = if who.role == Role::Reporter { Shelf::Mine } else { Shelf::Drafts };
        let shelf = if self.shelf.is_empty() { Ok(usual) } else { self.shelf.parse() };
        let after = Some(&self.after).filter(|after| !after.is_empty()).map(|after| after.parse()).transpose();
        Ok(Wanted {
            shelf: shelf.map_err(|why| Problem::bad_field("shelf", format_args!("cannot be shown: {why}")))?,
            desk: Some(self.desk.clone()).filter(|desk| !desk.is_empty()),
            after: after.map_err(|why: String| Problem::bad_field("after", format_args!("cannot be used: {why}")))?,
        })
    }

    pub(crate) fn items(&self) -> Result<Vec<ItemId>, Problem> {
        let items = self.item.split(',').filter(|item| !item.is_empty()).map(str::parse);
        let items = items.collect::<Result<Vec<ItemId>, _>>();
        let items = items.map_err(|error| Problem::bad_field("item", format_args!("cannot be used: {error}")))?;
        if items.len() > ROWS_MAX {
            return Err(Problem::bad_field("item", format_args!("names more than {ROWS_MAX} items")));
        }
        Ok(items)
    }
}

impl Wanted {
    /// The query of this list, for addresses; of another shelf or desk, if it is given.
    fn query(shelf: Shelf, desk: Option<&str>) -> String {
        desk.map_or_else(|| format!("shelf={}", shelf.name()), |desk| format!("shelf={}&desk={desk}", shelf.name()))
    }

    fn own_query(&self) -> String {
        Self::query(self.shelf, self.desk.as_deref())
    }
}

/// The name of a shelf for people.
pub(crate) fn title(shelf: Shelf) -> &'static str {
    match shelf {
        Shelf::Inbox => "Inbox",
        Shelf::Drafts => "Drafts",
        Shelf::Review => "In review",
        Shelf::Waiting => "Waiting",
        Shelf::Spiked => "Spiked",
        Shelf::Scheduled => "Scheduled",
        Shelf::Released => "Released",
        Shelf::Held => "On hold",
        Shelf::Killed => "Killed",
        Shelf::Mine => "My items",
        Shelf::All => "Everything",
    }
}

/// The letter that leads to a shelf after `g`.
fn key(shelf: Shelf) -> &'static str {
    match shelf {
        Shelf::Inbox => "i",
        Shelf::Drafts => "d",
        Shelf::Review => "v",
        Shelf::Waiting => "w",
        Shelf::Spiked => "x",
        Shelf::Scheduled => "s",
        Shelf::Released => "r",
        Shelf::Held => "h",
        Shelf::Killed => "k",
        Shelf::Mine => "m",
        Shelf::All => "a",
    }
}

/// A way to a shelf.
struct Way {
    name: &'static str,
    title: &'static str,
    key: &'static str,
    href: String,
    count: Option<u64>,
    here: bool,
}

/// The lines of a list.
#[derive(Template)]
#[template(path = "lists_rows.html")]
struct Lines<'a> {
    rows: Vec<Row>,
    /// Where the buttons of a line lead back to.
    back: &'a str,
}

/// The same alone, with the counts: what the script puts into the page.
#[derive(Template)]
#[template(path = "lists_some.html")]
struct Changed {
    lines: String,
    ways: Vec<Way>,
}

#[derive(Template)]
#[template(path = "lists.html")]
struct Page<'a> {
    lines: String,
    ways: Vec<Way>,
    title: &'static str,
    shelf: &'static str,
    desks: &'a [NewsDesk],
    desk: &'a str,
    /// The query of the list, for the script.
    query: String,
    next: Option<String>,
    is_first: bool,
    is_empty: bool,
    /// How often the bell had rung before the list was read.
    rung: u64,
    may_stop: bool,
    zone: &'a str,
    /// What is planned for whoever looks at what is their own.
    mine: String,
}

/// What one list is shown from.
struct Read {
    desks: Vec<NewsDesk>,
    counts: Counts,
    lines: Vec<ItemLine>,
    next: Option<Mark>,
}

async fn read(newsroom: &Newsroom, who: &Staff, wanted: &Wanted, items: &[ItemId]) -> Result<Read, Problem> {
    let desks = newsroom.desk.desks().await.map_err(refused)?;
    if let Some(id) = wanted.desk.as_ref().filter(|id| !desks.iter().any(|desk| desk.id == **id)) {
        return Err(Problem::not_found(format_args!("There is no desk `{id}`.")));
    }
    let counts = newsroom.desk.counts(wanted.desk.as_deref()).await.map_err(refused)?;
    let (lines, next) = if items.is_empty() {
        let query =
            ListQuery { shelf: wanted.shelf, desk: wanted.desk.clone(), after: wanted.after.clone(), limit: LINES };
        let page = newsroom.desk.list(who, &query).await.map_err(refused)?;
        (page.lines, page.next)
    } else {
        let some = newsroom.desk.list_some(who, wanted.shelf, wanted.desk.as_deref(), items).await;
        (some.map_err(refused)?, None)
    };
    Ok(Read { desks, counts, lines, next })
}

fn ways(wanted: &Wanted, counts: &Counts) -> Vec<Way> {
    let way = |shelf| Way {
        name: Shelf::name(shelf),
        title: title(shelf),
        key: key(shelf),
        href: format!("/desk?{}", Wanted::query(shelf, wanted.desk.as_deref())),
        count: counts.of(shelf),
        here: shelf == wanted.shelf,
    };
    Shelf::ALL.into_iter().map(way).collect()
}

/// The lines as they stand in a table.
async fn written(
    newsroom: &Newsroom,
    who: &Staff,
    desks: &[NewsDesk],
    lines: Vec<ItemLine>,
    to: &Back,
) -> Result<String, Problem> {
    let hours = Hours::new(&newsroom.agency, newsroom.clock.now());
    let staff = if lines.is_empty() { Vec::new() } else { newsroom.accounts.staff().await? };
    let names = staff.into_iter().map(|line| (line.staff.login, line.staff.name)).collect();
    let rows = Rows { who, desks, names: &names, hours: &hours, due_first: to.due_first };
    let lines = Lines { rows: lines.into_iter().map(|line| rows.row(line)).collect(), back: &to.address };
    lines.render().map_err(Problem::internal)
}

/// The list that lines stand in.
struct Back {
    address: String,
    due_first: bool,
}

impl Wanted {
    fn back(&self) -> Back {
        Back { address: format!("/desk?{}", self.own_query()), due_first: self.shelf == Shelf::Scheduled }
    }
}

/// `GET /desk`
async fn show(State(newsroom): State<Newsroom>, staff: StaffAtScreen, Query(asked): Query<Asked>) -> Answer {
    staff.require(Right::Write)?;
    let wanted = asked.wanted(&staff.0)?;
    // Read first: what changes while the list is read is told once more.
    let rung = newsroom.desk.rung().await.map_err(refused)?;
    let mut read = read(&newsroom, &staff.0, &wanted, &[]).await?;
    let is_empty = read.lines.is_empty();
    let lines = written(&newsroom, &staff.0, &read.desks, std::mem::take(&mut read.lines), &wanted.back()).await?;
    let hours = Hours::new(&newsroom.agency, newsroom.clock.now());
    let mine = match wanted.shelf {
        Shelf::Mine => planning::mine(&newsroom, &staff.0).await?,
        _ => String::new(),
    };
    let page = Page {
        lines,
        ways: ways(&wanted, &read.counts),
        title: title(wanted.shelf),
        shelf: wanted.shelf.name(),
        desks: &read.desks,
        desk: wanted.desk.as_deref().unwrap_or_default(),
        query: wanted.own_query(),
        next: read.next.as_ref().map(|next| format!("/desk?{}&after={next}", wanted.own_query())),
        is_first: wanted.after.is_none(),
        is_empty,
        rung,
        may_stop: staff.0.role.may(Right::Stop),
        zone: hours.zone(),
        mine,
    };
    Ok(sheet(&newsroom, &staff.0, title(wanted.shelf)).page(&page))
}

/// A sheet of the lists, with their script.
fn sheet(newsroom: &Newsroom, who: &Staff, title: impl Into<String>) -> Sheet {
    let mut sheet = newsroom.sheet(who, "/desk", title);
    sheet.scripts = vec![web::asset_path(&DESK)];
    sheet
}

/// `GET /desk/rows`: the lines of the first page, or of those of some items that lie on the list.
async fn rows(State(newsroom): State<Newsroom>, staff: StaffAtScreen, Query(asked): Query<Asked>) -> Answer {
    staff.require(Right::Write)?;
    let (wanted, items) = (asked.wanted(&staff.0)?, asked.items()?);
    let read = read(&newsroom, &staff.0, &wanted, &items).await?;
    let lines = written(&newsroom, &staff.0, &read.desks, read.lines, &wanted.back()).await?;
    let changed = Changed { lines, ways: ways(&wanted, &read.counts) };
    let html = changed.render().map_err(Problem::internal)?;
    let no_store = [(header::CACHE_CONTROL, HeaderValue::from_static("no-store"))];
    Ok((no_store, Html(html)).into_response())
}
