//! Addresses for routes: what stands in the place of each parameter.

use super::{
    cast::{By, Visitor},
    newsroom::{Condition, GROUP, Piece},
    stage::Stage,
};

/// An id that nothing has.
const NOTHING: &str = "00000000000000000000000000000000";

/// Every address of a route about a piece. A parameter that is not known here fails the test: whoever adds a route says
/// what stands in its address.
pub(super) fn addresses(stage: &Stage, visitor: &Visitor, path: &str, piece: &Piece) -> Vec<String> {
    let mut all = vec![String::new()];
    for part in path.split_inclusive('/') {
        let (part, slash) = part.strip_suffix('/').map_or((part, ""), |part| (part, "/"));
        let values = match part.strip_prefix('{').and_then(|name| name.strip_suffix('}')) {
            Some(name) => values(stage, path, name, piece),
            None if part.contains('{') => panic!("{path}: say here what stands in `{part}`"),
            None => vec![part.to_owned()],
        };
        all = all.iter().flat_map(|head| values.iter().map(move |value| format!("{head}{value}{slash}"))).collect();
    }
    let queries = queries(stage, visitor, path, piece);
    all.iter().flat_map(|address| queries.iter().map(move |query| format!("{address}{query}"))).collect()
}

/// True when addresses differ from piece to piece.
pub(super) fn is_of_items(path: &str) -> bool {
    let named = path.contains("{id}") && !path.contains("/multitoken/");
    let of_items = !path.starts_with("/admin/") && !path.starts_with("/account/");
    path.ends_with("/why")
        || path.starts_with("/api/v1/zip")
        || (named && of_items)
        || path.contains("{item}")
        || path.starts_with("/media/")
}

fn values(stage: &Stage, path: &str, name: &str, piece: &Piece) -> Vec<String> {
    let one = |value: &str| vec![value.to_owned()];
    let with_none = |value: &str| vec![value.to_owned(), NOTHING.to_owned()];
    let (known, room) = (&stage.known, path.split('/').take(3).collect::<Vec<_>>().join("/"));
    match (room.as_str(), name) {
        ("/admin/organisations" | "/admin/usage", "id") | (_, "organisation") => {
            [known.organisation.as_str(), "1", NOTHING].map(str::to_owned).into()
        }
        ("/admin/contracts", "id") => with_none(&known.contract),
        (_, "person") => with_none(known.person.as_str()),
        (_, "key") => with_none(&known.key),
        (_, "user") => with_none(&known.user),
        ("/admin/products", "id") => vec!["1".to_owned(), "99".to_owned(), "x".to_owned()],
        (_, "seq") => known.recalls.iter().chain([&999]).map(u64::to_string).collect(),
        ("/admin/staff", "id") => with_none(&known.staff),
        ("/admin/mail", "id") => one(NOTHING),
        (_, "cause") => one("20260901-999"),
        ("/demo/mail", "file") => known.letters.clone(),
        (room, _) if room.starts_with("/admin") || room.starts_with("/account") => {
            panic!("{path}: say here what stands for `{name}`")
        }
        (_, "template") => vec![known.kept.template.clone(), "flash-en".to_owned(), NOTHING.to_owned()],
        (_, "snippet") => vec![known.kept.snippet.to_string(), "0".to_owned(), "x".to_owned()],
        (_, "assignment") => vec![known.kept.assignment.to_string(), "0".to_owned(), "x".to_owned()],
        ("/abone/multitoken", "id") => one(GROUP),
        (_, "id" | "item") => one(piece.item.as_str()),
        (_, "entry") => ["save-1", "version-1", "x"].map(str::to_owned).into(),
        (_, "version") => vec!["1".to_owned(), "2".to_owned()],
        (_, "rendition") => ["web", "print", "file", "preview", "thumbnail"].map(str::to_owned).into(),
        (_, "format") => ["newsml29", "newsml12", "web", "print", "file"].map(str::to_owned).into(),
        ("/abone/discover", "lang") => one("tr_TR"),
        (_, "lang") if piece.condition == Condition::Foreign => one("ru"),
        (_, "lang") => vec!["tr".to_owned(), "ru".to_owned()],
        (_, "approval") => with_none(&stage.asked().id),
        (_, "upload" | "desk") => one(NOTHING),
        (_, "browser") => with_none(&known.browser),
        (_, "search") => vec!["1".to_owned(), NOTHING.to_owned()],
        (_, "series") => one("tel:group:20260901:1"),
        (_, "section") => one("general"),
        (_, "address") => one("haber"),
        ("/{lang}/topics", "slug") => vec!["zqb".to_owned(), "zqh".to_owned(), NOTHING.to_owned()],
        ("/media/{file}", "file") => ["jpg", "mp4", "pdf"].map(|ending| format!("{}.{ending}", piece.item)).into(),
        ("/{lang}/sitemap", "file") => {
            ["pages.xml", "news.xml", "2026-09.xml", "2026-09-2.xml", "x"].map(str::to_owned).into()
        }
        (_, "file") => one("site.css"),
        (_, "case") => one("not-found"),
        (_, "secret" | "token" | "session") => one(&NOTHING.repeat(2)),
        (_, "*rest") => one("nothing/here"),
        (_, name) => panic!("{path}: say here what stands for `{name}`"),
    }
}

/// What is asked for beside the address.
fn queries(stage: &Stage, visitor: &Visitor, path: &str, piece: &Piece) -> Vec<String> {
    let fixed: &[&str] = match path {
        "/receipt" if visitor.by == By::Link => return vec![format!("?link={}", stage.known.receipt)],
        "/receipt" | "/invitation" | "/reset/new" => return vec![format!("?link={}", NOTHING.repeat(2))],
        "/api/v1/why" => return vec![format!("?item={}", piece.item)],
        "/api/v1/zip" | "/api/v1/zip/cost" => {
            let asked = ["", "&format=nitf&sizes=web,print,file,preview,thumbnail", "&partial=true"];
            return asked.map(|more| format!("?items={}{more}", piece.item)).into();
        }
        "/api/v1/topics" => return vec!["?ids=medtop:20000160".to_owned()],
        "/admin/why" => {
            return vec![format!("?item={}&organisation={}", piece.item, stage.known.organisation.as_str())];
        }
        "/desk/kill" | "/desk/api/kill" => {
            return vec![String::new(), format!("?items={}", piece.item), "?words=zqh".to_owned()];
        }
        "/desk/api/notice" => &["", "?act=kill&languages=tr,ar"],
        "/admin/audit" => &["", "?text=a"],
        "/desk/api/embargo" => &["?time=2027-01-15T06:00&zone=Europe/London"],
        "/desk/api/lookup" => &["", "?q=a"],
        "/desk/api/topics" => &["?q=a"],
        "/api/v1/stream" => &["?after=0", "?after=0&format=nitf", "?after=0&view=row", "?after=0&q=haber"],
        "/api/v1/feed" => &[
            "",
            "?format=newsml-g2",
            "?after=0&limit=500",
            "?view=row&limit=500",
            "?q=haber&limit=500",
            "?q=kind:text+-nothing&view=row&limit=500",
            "?saved=1",
        ],
        "/api/v1/latest" => &[
            "",
            "?limit=500",
            "?limit=500&view=row",
            "?q=haber&limit=500",
            "?seqs=1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19,20,21,22,23,24,25,26,27,28,29,30",
            "?seqs=1,5,9,25&view=row",
        ],
        "/{lang}/search/" => &["", "?q=zqh", "?q=haber", "?q=haber&page=2"],
        "/api/v1/suggest" => &["", "?q=zq", "?q=zqh", "?q=zqb", "?q=haber"],
        "/api/v1/items/{id}/like" => &["", "?limit=50"],
        "/api/v1/items/{id}" => {
            &["", "?format=json", "?format=ninjs3", "?format=newsml-g2", "?format=html", "?format=csv"]
        }
        "/api/v1/items/{id}/versions/{version}" => &["", "?format=nitf"],
        "/api/v1/items/{id}/diff" => &["", "?from=1&to=2"],
        "/desk/items/{id}/release" => &["", "?format=newsml-g2", "?time=2030-01-01T06:00&zone=Europe/London"],
        "/desk/new" => &["", "?lang=tr&template=flash-tr", "?lang=x"],
        "/desk/planning" => &["", "?day=2026-09-01&view=day&by=person", "?day=-9999-01-01", "?day=9999-12-31"],
        "/desk/api/templates" | "/desk/api/snippets" => &["", "?lang=tr"],
        "/desk/api/reasons" => &["", "?lang=tr&act=kill"],
        "/desk/api/plan" => &["", "?from=2026-08-30&to=2026-09-05", "?from=9999-12-30&to=9999-12-31"],
        "/desk/items/{id}/history" | "/desk/api/items/{id}/redline" => {
            &["", "?from=version-1", "?from=save-1&to=version-1"]
        }
        "/api/v1/search" => &[
            "",
            "?limit=100",
            "?q=haber&limit=100&marks=true&facets=true",
            "?q=zqbearlyzq+OR+zqbheldzq+OR+zqbopenzq&marks=true",
        ],
        "/desk" | "/desk/rows" | "/desk/api/lists" => &["", "?shelf=all", "?shelf=killed"],
        "/desk/search" | "/desk/api/search" => &["", "?q=haber"],
        "/desk/api/live" => &["?since=0"],
        _ => &[""],
    };
    fixed.iter().copied().map(str::to_owned).collect()
}
