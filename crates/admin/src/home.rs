//! `/admin`: what the office holds, and what needs somebody.

use crate::{Office, door::Answer, freeze::FREEZE};
use account::{Right, Standstill};
use askama::Template;
use axum::extract::State;
use store::args;
use web::StaffAtScreen;

/// How many of something there are.
struct Count {
    what: &'static str,
    n: u64,
    href: Option<&'static str>,
    /// Somebody should look.
    urgent: bool,
}

#[derive(Template)]
#[template(path = "home.html")]
struct Home<'a> {
    name: &'a str,
    role: &'a str,
    /// A password alone keeps an account that can do much.
    urge: bool,
    counts: Vec<Count>,
    still: Vec<Standstill>,
    freeze: &'static str,
    may_freeze: bool,
}

/// `GET /admin`
pub(crate) async fn show(State(office): State<Office>, staff: StaffAtScreen) -> Answer {
    let who = &staff.0;
    let wants = who.role.wants_second_step();
    let urge = wants && !office.accounts.second_steps(&staff.1.visitor.whose()).await?.any();
    let sheet = office.sheet(who, "/admin", "Office");
    let counts = counts(&office, &staff).await?;
    let (still, may_freeze) = (office.accounts.standstills().await?, who.role.may(Right::Freeze));
    Ok(sheet.page(&Home { name: &who.name, role: who.role.name(), counts, still, freeze: FREEZE, may_freeze, urge }))
}

/// What is counted: the statement, its words, the right that it takes, where one sees more, and whether any are too many.
type Counted = (&'static str, &'static str, Right, Option<&'static str>, bool);
const COUNTED: [Counted; 11] = [
    (
        "SELECT COUNT(*) AS n FROM recall_receiver WHERE confirmed IS NULL",
        "Receipts open",
        Right::FollowReceipts,
        Some("/admin/receipts"),
        true,
    ),
    (
        "SELECT COUNT(*) AS n FROM alarm WHERE ended IS NULL",
        "Monitors that warn",
        Right::SeeSubscribers,
        Some("/admin/monitors"),
        true,
    ),
    (
        "SELECT COUNT(*) AS n FROM mail WHERE sent IS NULL AND tries > 0",
        "Letters not sent",
        Right::SeeAudit,
        Some("/admin/mail?show=unsent"),
        true,
    ),
    (
        "SELECT COUNT(*) AS n FROM organisation WHERE frozen = TRUE",
        "Organisations frozen",
        Right::SeeSubscribers,
        Some("/admin/organisations"),
        true,
    ),
    (
        "SELECT COUNT(*) AS n FROM staff WHERE frozen = TRUE",
        "Members of staff frozen",
        Right::ManageStaff,
        Some("/admin/staff"),
        true,
    ),
    (
        "SELECT COUNT(*) AS n FROM organisation",
        "Organisations",
        Right::SeeSubscribers,
        Some("/admin/organisations"),
        false,
    ),
    ("SELECT COUNT(*) AS n FROM contract", "Contracts", Right::SeeSubscribers, Some("/admin/contracts"), false),
    ("SELECT COUNT(*) AS n FROM product", "Products", Right::SeeSubscribers, Some("/admin/products"), false),
    ("SELECT COUNT(*) AS n FROM staff", "Members of staff", Right::ManageStaff, Some("/admin/staff"), false),
    (
        "SELECT COUNT(*) AS n FROM page_first",
        "Stories shown to the public",
        Right::ManageProducts,
        Some("/admin/site"),
        false,
    ),
    ("SELECT COUNT(*) AS n FROM subscription_request", "Requests from the site", Right::SeeSubscribers, None, false),
];

async fn counts(office: &Office, staff: &StaffAtScreen) -> Result<Vec<Count>, web::Problem> {
    let mut counts = Vec::new();
    for (sql, what, right, href, alarming) in COUNTED {
        if staff.0.role.may(right) {
            let row = office.db.one(sql, args![]).await?;
            let n = row.map_or(Ok(0), |row| row.count("n"))?;
            counts.push(Count { what, n, href, urgent: alarming && n > 0 });
        }
    }
    Ok(counts)
}
