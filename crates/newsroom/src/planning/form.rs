//! The form of an assignment.

use desk::{Assignment, CoverageTitle, NewAssignment, Progress};
use story::{Kind, Lang, PlaceName, Priority, Prose, Slug};
use web::Form;

/// Under which names the form has the fields that the desk finds wrong.
pub(super) const NAMES: [(&str, &str); 8] = [
    ("title", "title"),
    ("starts", "from"),
    ("ends", "until"),
    ("zone", "zone"),
    ("people", "people"),
    ("desk", "desk"),
    ("state", "state"),
    ("kinds", "kinds"),
];

/// The form of an assignment as it stands.
pub(super) fn as_it_stands(one: &Assignment) -> Form {
    let (starts, ends) = (one.starts_there(), one.ends_there());
    let mut form = Form::default()
        .with("title", one.title.as_str())
        .with("slug", &one.slug)
        .with("what", &one.what)
        .with("day", starts.date())
        .with("last_day", if ends.date() == starts.date() { String::new() } else { ends.date().to_string() })
        .with("zone", &one.zone)
        .with("place", &one.place)
        .with("desk", one.desk.as_deref().unwrap_or_default())
        .with_all("people", &one.people)
        .with_all("kinds", one.kinds.iter().map(|kind| kind.name()))
        .with("priority", one.priority.urgency())
        .with("state", one.state.name())
        .with("notes", &one.notes)
        .with("language", &one.language)
        .with("edit", one.edit);
    if one.all_day {
        return form.with("all_day", "yes");
    }
    form = form.with("from", starts.strftime("%H:%M"));
    if one.ends == one.starts { form } else { form.with("until", ends.strftime("%H:%M")) }
}

/// What the form says. What is wrong with it is noted.
pub(super) fn read(form: &mut Form) -> Option<NewAssignment> {
    let title = form.text("title").to_owned();
    let title = CoverageTitle::new(&title).map_err(|why| form.refuse("title", why.to_string())).ok();
    let slug = checked(form, "slug", Slug::new);
    let what = checked(form, "what", |text| Prose::new(text));
    let place = checked(form, "place", |text| PlaceName::new(text));
    let notes = checked(form, "notes", |text| Prose::new(text));
    let language = checked(form, "language", Lang::new);
    let (day, all_day) = (form.text("day").to_owned(), form.ticked("all_day"));
    if day.is_empty() {
        form.refuse("day", "is missing");
    }
    let last = form.filled("last_day").unwrap_or(&day).to_owned();
    let (from, until) = (form.text("from").to_owned(), form.filled("until").map(str::to_owned));
    if !all_day && from.is_empty() {
        form.refuse("from", "is missing; or tick that it lasts all day");
    }
    let (starts, ends) = if all_day {
        (day, Some(last))
    } else {
        (format!("{day}T{from}"), until.map(|until| format!("{last}T{until}")))
    };
    let priority = form.parse::<u8>("priority").and_then(|number| {
        let priority = Priority::try_from(number);
        priority.map_err(|why| form.refuse("priority", why.to_string())).ok()
    });
    let state = form.parse::<Progress>("state");
    let kinds: Result<Vec<Kind>, _> = form.all("kinds").iter().map(|kind| kind.parse::<Kind>()).collect();
    let kinds = kinds.map_err(|why| form.refuse("kinds", why.to_string())).ok();
    Some(NewAssignment {
        title: title?,
        slug,
        what,
        starts,
        ends,
        zone: form.filled("zone").map(str::to_owned),
        all_day,
        place,
        desk: form.filled("desk").map(str::to_owned),
        people: form.all("people").to_vec(),
        kinds: kinds?,
        priority: Some(priority?),
        state: state?,
        notes,
        language,
    })
}

/// A field that may be empty, as one of the domain's types.
fn checked<T, E: std::fmt::Display>(form: &mut Form, name: &str, parse: impl Fn(&str) -> Result<T, E>) -> Option<T> {
    let text = form.filled(name)?.to_owned();
    parse(&text).map_err(|why| form.refuse(name, why.to_string())).ok()
}
