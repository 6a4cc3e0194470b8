//! The scripts and styles of the screens, as `ui/build.mjs` puts them into `ui/dist`.

use web::Asset;

macro_rules! built {
    ($name:literal, $extension:literal, $media_type:literal) => {
        Asset {
            name: $name,
            extension: $extension,
            media_type: concat!($media_type, "; charset=utf-8"),
            content: include_str!(concat!("../../../ui/dist/", $name, ".", $extension)),
        }
    };
}

/// The style of every screen.
pub(crate) static DESK_STYLE: Asset = built!("desk", "css", "text/css");
/// The lists.
pub(crate) static DESK: Asset = built!("desk", "js", "text/javascript");
/// The editor.
pub(crate) static EDITOR: Asset = built!("editor", "js", "text/javascript");
/// The planning.
pub(crate) static PLANNING: Asset = built!("planning", "js", "text/javascript");
/// What follows a release, and kills.
pub(crate) static AFTER: Asset = built!("after", "js", "text/javascript");
/// Pictures and files.
pub(crate) static PICTURES: Asset = built!("pictures", "js", "text/javascript");
/// The release panel and the requests.
pub(crate) static RELEASE: Asset = built!("release", "js", "text/javascript");
/// A source beside its translation.
pub(crate) static TRANSLATION: Asset = built!("translation", "js", "text/javascript");

/// All of them, to be served.
pub static ASSETS: &[&Asset] = &[&DESK_STYLE, &DESK, &EDITOR, &PLANNING, &AFTER, &PICTURES, &RELEASE, &TRANSLATION];
