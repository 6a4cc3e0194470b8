//! Which scope of a key opens which route: the one place where this is decided.

use account::Scope;

/// The scope that opens a route, by the route's pattern; `None` for one that no scope names, which a limited key does
/// not open.
pub fn scope_of(route: &str) -> Option<Scope> {
    let rest = route.strip_prefix("/api/v1/")?;
    Some(match rest.split('/').next()? {
        "feed" | "latest" => Scope::Feed,
        "stream" => Scope::Stream,
        "items" if rest.contains("/files/") => Scope::Files,
        // An archive that holds files asks for their scope as well.
        "items" | "why" | "zip" => Scope::Items,
        "search" | "suggest" => Scope::Search,
        "account" => Scope::Account,
        "receipts" => Scope::Receipts,
        _ => return None,
    })
}
