//! `/admin/products`: what is sold, as filters over the wire.

use crate::{
    Office,
    door::{Answer, refused},
    trial::Tries,
};
use account::{ContractLine, Right};
use askama::Template;
use audience::{AudienceError, Filter, Hand, Product, ProductVersion, Products};
use axum::{
    Router,
    extract::State,
    http::StatusCode,
    response::Response,
    routing::{get, post},
};
use serde::Deserialize;
use std::collections::BTreeMap;
use story::ProductId;
use web::{
    Form, Path, Problem, Query, StaffAtScreen,
    members::{done, moment, said},
};

/// Where the products are.
const PRODUCTS: &str = "/admin/products";

pub(crate) fn routes() -> Router<Office> {
    Router::new()
        .route("/admin/products", get(list))
        .route("/admin/products/new", get(new).post(add))
        .route("/admin/products/{id}", get(show).post(change))
        .route("/admin/products/{id}/delete", post(delete))
}

/// What was just done.
#[derive(Deserialize)]
struct Done {
    #[serde(default)]
    done: String,
}

/// A product as a list shows it.
struct Line {
    id: ProductId,
    name: String,
    filter: String,
    public: Option<u32>,
    contracts: usize,
}

#[derive(Template)]
#[template(path = "products.html")]
struct List {
    lines: Vec<Line>,
    may_change: bool,
}

/// `GET /admin/products`
async fn list(State(office): State<Office>, staff: StaffAtScreen, Query(Done { done }): Query<Done>) -> Answer {
    staff.require(Right::SeeSubscribers)?;
    let contracts = office.accounts.every_contract().await?;
    let line = |product: &Product| Line {
        id: product.id,
        name: product.name("en").to_owned(),
        filter: product.filter.to_string(),
        public: product.public.then_some(product.holdback_minutes),
        contracts: contracts.iter().filter(|line| grants(line, product.id, &office)).count(),
    };
    let lines = Products::load(&office.db).await.map_err(refused)?.all().iter().map(line).collect();
    let mut sheet = office.sheet(&staff.0, PRODUCTS, "Products");
    sheet.said = said(&done);
    Ok(sheet.page(&List { lines, may_change: staff.0.role.may(Right::ManageProducts) }))
}

/// True for a contract that grants a product now or later.
fn grants(line: &ContractLine, product: ProductId, office: &Office) -> bool {
    let terms = &line.contract.terms;
    terms.products.contains(&product) && terms.until.is_none_or(|until| until > office.clock.now())
}

/// A version as the page of its product lists it.
struct VersionLine {
    version: u32,
    time: String,
    by: String,
    changes: String,
}

#[derive(Template)]
#[template(path = "product.html")]
struct One<'a> {
    form: &'a Form,
    /// None for one that is to be added.
    id: Option<ProductId>,
    categories: String,
    tries: Option<Tries>,
    versions: Vec<VersionLine>,
    contracts: Vec<ContractLine>,
    may_change: bool,
}

/// What a page of a product shows beside its form.
#[derive(Default)]
struct Around {
    tries: Option<Tries>,
    said: Option<String>,
    wrong: Option<String>,
    status: StatusCode,
}

/// `GET /admin/products/new`
async fn new(State(office): State<Office>, staff: StaffAtScreen) -> Answer {
    staff.require(Right::ManageProducts)?;
    let known = Products::load(&office.db).await.map_err(refused)?;
    let next = known.all().iter().map(|product| product.id.0).max().unwrap_or(0) + 1;
    let form = Form::default().with("id", next).with("filter", "everything").with("holdback_minutes", 0);
    page(&office, &staff, &form, None, Around::default()).await
}

/// `POST /admin/products/new`
async fn add(State(office): State<Office>, staff: StaffAtScreen, mut form: Form) -> Answer {
    staff.require(Right::ManageProducts)?;
    let id = form.parse::<u32>("id").map(ProductId);
    let Some(product) = read(&mut form, id) else { return wrong(&office, &staff, &form, None).await };
    save(&office, &staff, form, product, None).await
}

/// `GET /admin/products/{id}`
async fn show(
    State(office): State<Office>,
    staff: StaffAtScreen,
    Path(id): Path<u32>,
    Query(Done { done }): Query<Done>,
) -> Answer {
    staff.require(Right::SeeSubscribers)?;
    shown(&office, &staff, ProductId(id), Around { said: said(&done), ..Around::default() }).await
}

async fn shown(office: &Office, staff: &StaffAtScreen, id: ProductId, around: Around) -> Answer {
    let versions = Products::versions(&office.db, id).await.map_err(refused)?;
    let newest = versions.last().and_then(|newest| Some((newest.version, newest.product.as_ref()?)));
    let (version, product) = newest.ok_or_else(|| Problem::not_found(format_args!("There is no product {id}.")))?;
    page(office, staff, &filled(product, version), Some(id), around).await
}

/// `POST /admin/products/{id}`
async fn change(State(office): State<Office>, staff: StaffAtScreen, Path(id): Path<u32>, mut form: Form) -> Answer {
    staff.require(Right::ManageProducts)?;
    let id = ProductId(id);
    match read(&mut form, Some(id)) {
        Some(product) => save(&office, &staff, form, product, Some(id)).await,
        None => wrong(&office, &staff, &form, Some(id)).await,
    }
}

/// `POST /admin/products/{id}/delete`
async fn delete(State(office): State<Office>, staff: StaffAtScreen, Path(id): Path<u32>) -> Answer {
    staff.require(Right::ManageProducts)?;
    let id = ProductId(id);
    match Products::delete(&office.db, id, Hand::of(&staff.0.login), &office.clock).await {
        Ok(()) => Ok(done(PRODUCTS, "deleted")),
        Err(AudienceError::InUse { by, .. }) => {
            let wrong = format!("It is not deleted, because it is granted by {by}. End those or change them first.");
            shown(&office, &staff, id, Around { wrong: Some(wrong), status: StatusCode::CONFLICT, ..Around::default() })
                .await
        }
        Err(error) => Err(refused(error)),
    }
}

/// Saves a product, or only tries its filter when the form says so.
async fn save(
    office: &Office,
    staff: &StaffAtScreen,
    mut form: Form,
    product: Product,
    at: Option<ProductId>,
) -> Answer {
    if let Err(error) = product.check(&office.agency) {
        note(&mut form, error)?;
        return wrong(office, staff, &form, at).await;
    }
    let known = Products::load(&office.db).await.map_err(refused)?;
    if form.text("what") == "try" {
        let stored = at.and_then(|id| known.get(id)).map(|product| &product.filter);
        let tries = Tries::of(office, &product.filter, stored).await.map_err(refused)?;
        // What is shown is the text of what was understood.
        let form = form.with("filter", &product.filter);
        return page(office, staff, &form, at, Around { tries: Some(tries), ..Around::default() }).await;
    }
    if at.is_none() && known.get(product.id).is_some() {
        form.refuse("id", "is the number of another product");
        return wrong(office, staff, &form, at).await;
    }
    let over = if at.is_some() { form.parse::<u32>("version") } else { Some(0) };
    let hand = Hand { by: &staff.0.login, over };
    match Products::put(&office.db, &office.agency, &product, hand, &office.clock).await {
        Ok(_) => Ok(done(&format!("{PRODUCTS}/{}", product.id), if at.is_some() { "changed" } else { "added" })),
        Err(stale @ AudienceError::Stale(_)) => {
            let wrong = Some(format!("Nothing was saved: {stale}."));
            page(office, staff, &form, at, Around { wrong, status: StatusCode::CONFLICT, ..Around::default() }).await
        }
        Err(error) => {
            note(&mut form, error)?;
            wrong(office, staff, &form, at).await
        }
    }
}

async fn wrong(office: &Office, staff: &StaffAtScreen, form: &Form, at: Option<ProductId>) -> Answer {
    page(office, staff, form, at, Around { status: StatusCode::UNPROCESSABLE_ENTITY, ..Around::default() }).await
}

/// Notes a refusal at the field that it is about.
fn note(form: &mut Form, error: AudienceError) -> Result<(), Problem> {
    let AudienceError::Bad { field, why } = error else { return Err(refused(error)) };
    match field.as_str() {
        "filter" => form.refuse("filter", why),
        "names.en" => form.refuse("name", why),
        path if path.starts_with("filter.") => form.refuse("filter", format!("at `{path}`: {why}")),
        path if path.starts_with("names.") => form.refuse("names", format!("at `{path}`: {why}")),
        field => form.refuse(field, why),
    }
    Ok(())
}

/// The product of a form; what is wrong is noted at its field.
fn read(form: &mut Form, id: Option<ProductId>) -> Option<Product> {
    let mut names = BTreeMap::from([("en".to_owned(), form.text("name").to_owned())]);
    for line in form.text("names").to_owned().lines().filter(|line| !line.trim().is_empty()) {
        match line.split_once(':') {
            Some((tag, name)) => drop(names.insert(tag.trim().to_owned(), name.trim().to_owned())),
            None => form.refuse("names", format!("holds `{line}`, which is not a language, a colon and a name")),
        }
    }
    let filter = Filter::read(form.text("filter"));
    if let Err(fault) = &filter {
        let why = if fault.path == "filter" { fault.why.clone() } else { format!("at {fault}") };
        form.refuse("filter", why);
    }
    let at_once = form.filled("holdback_minutes").is_none();
    let holdback_minutes = if at_once { Some(0) } else { form.parse("holdback_minutes") };
    let public = form.ticked("public");
    let product = Product { id: id?, names, filter: filter.ok()?, public, holdback_minutes: holdback_minutes? };
    form.is_right().then_some(product)
}

/// The form of a product as it is.
fn filled(product: &Product, version: u32) -> Form {
    let others = product.names.iter().filter(|(tag, _)| *tag != "en");
    let others: Vec<String> = others.map(|(tag, name)| format!("{tag}: {name}")).collect();
    let form = Form::default()
        .with("version", version)
        .with("name", product.name("en"))
        .with("names", others.join("\n"))
        .with("filter", &product.filter)
        .with("holdback_minutes", product.holdback_minutes);
    if product.public { form.with("public", "yes") } else { form }
}

async fn page(
    office: &Office,
    staff: &StaffAtScreen,
    form: &Form,
    id: Option<ProductId>,
    around: Around,
) -> Result<Response, Problem> {
    let title = match id {
        Some(id) => format!("Product {id}: {}", form.text("name")),
        None => "Add a product".to_owned(),
    };
    let (mut versions, mut contracts) = (Vec::new(), Vec::new());
    if let Some(id) = id {
        versions = Products::versions(&office.db, id).await.map_err(refused)?;
        contracts = office.accounts.every_contract().await?;
        contracts.retain(|line| grants(line, id, office));
    }
    let categories: Vec<_> = office.agency.categories.iter().map(|c| format!("{} {}", c.id, c.name("en"))).collect();
    let mut sheet = office.sheet(&staff.0, PRODUCTS, title);
    (sheet.said, sheet.wrong) = (around.said, around.wrong);
    let one = One {
        form,
        id,
        categories: categories.join(", "),
        tries: around.tries,
        versions: told(&versions),
        contracts,
        may_change: staff.0.role.may(Right::ManageProducts),
    };
    Ok(sheet.page_as(around.status, &one))
}

/// The versions with what each changed, the newest first.
fn told(versions: &[ProductVersion]) -> Vec<VersionLine> {
    let before = std::iter::once(None).chain(versions.iter().map(|version| version.product.as_ref()));
    let told = versions.iter().zip(before).map(|(version, before)| VersionLine {
        version: version.version,
        time: moment(&version.time),
        by: version.by.clone(),
        changes: match (&version.product, before) {
            (Some(product), Some(before)) => product.changes(before).join("; "),
            (Some(product), None) => format!("added: {}", product.filter),
            (None, _) => "deleted".to_owned(),
        },
    });
    let mut told: Vec<_> = told.collect();
    told.reverse();
    told
}
