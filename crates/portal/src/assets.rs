//! The scripts and styles of the screens, as `ui/build.mjs` puts them into `ui/dist`.

use web::Asset;

/// The style of every screen.
pub(crate) static PORTAL_STYLE: Asset = Asset {
    name: "portal",
    extension: "css",
    media_type: "text/css; charset=utf-8",
    content: include_str!("../../../ui/dist/portal.css"),
};
/// The terminal, the saved searches and the alerts.
pub(crate) static PORTAL: Asset = Asset {
    name: "portal",
    extension: "js",
    media_type: "text/javascript; charset=utf-8",
    content: include_str!("../../../ui/dist/portal.js"),
};

/// All of them, to be served.
pub static ASSETS: &[&Asset] = &[&PORTAL_STYLE, &PORTAL];
