//! `/demo/mail`: the letters of the demo, which go into a folder, to be read in the browser. They hold links that let
//! somebody in, so they are shown to this machine only.

use crate::house::House;
use askama::Template;
use axum::{
    Router,
    extract::{ConnectInfo, State},
    response::{IntoResponse, Response},
    routing::get,
};
use mailroom::{PostOffice, Read};
use std::{net::SocketAddr, path::PathBuf, sync::Arc};
use web::{Path, Problem, Sheet};

/// Letters that are listed, the newest first.
const LISTED_MAX: usize = 200;

struct Letters {
    folder: PathBuf,
    agency: String,
}

/// A letter of the list.
struct Line {
    file: String,
    letter: Read,
}

#[derive(Template)]
#[template(path = "letters.html")]
struct List {
    lines: Vec<Line>,
}

#[derive(Template)]
#[template(path = "letter.html")]
struct One {
    letter: Read,
    /// The text, cut where links begin and end; every second part is a link.
    parts: Vec<String>,
}

/// The routes of the letters; none when they go out through a mail server.
pub fn routes(house: &House) -> Router {
    let PostOffice::Folder(folder) = house.config.mail.clone().within(&house.data) else { return Router::new() };
    let agency = house.agency.name(house.agency.language.as_str()).to_owned();
    Router::new()
        .route("/demo/mail", get(list))
        .route("/demo/mail/{file}", get(one))
        .with_state(Arc::new(Letters { folder, agency }))
}

async fn list(
    State(letters): State<Arc<Letters>>,
    ConnectInfo(peer): ConnectInfo<SocketAddr>,
) -> Result<Response, Problem> {
    here_only(peer)?;
    let mut files = Vec::new();
    // No letter yet, no folder.
    if let Ok(mut folder) = tokio::fs::read_dir(&letters.folder).await {
        while let Some(entry) = folder.next_entry().await.map_err(Problem::internal)? {
            files.extend(entry.file_name().to_str().filter(|name| is_letter(name)).map(str::to_owned));
        }
    }
    // Their names begin with the time.
    files.sort_unstable_by(|a, b| b.cmp(a));
    files.truncate(LISTED_MAX);
    let mut lines = Vec::with_capacity(files.len());
    for file in files {
        if let Some(letter) = letters.read(&file).await {
            lines.push(Line { file, letter });
        }
    }
    Ok(letters.sheet("Letters").page(&List { lines }))
}

async fn one(
    State(letters): State<Arc<Letters>>,
    ConnectInfo(peer): ConnectInfo<SocketAddr>,
    Path(file): Path<String>,
) -> Result<Response, Problem> {
    here_only(peer)?;
    let Some(letter) = letters.read(&file).await else { return Ok(web::no_route().await.into_response()) };
    let parts = links(&letter.text);
    Ok(letters.sheet(letter.header("Subject")).page(&One { letter, parts }))
}

fn is_letter(file: &str) -> bool {
    std::path::Path::new(file).extension().is_some_and(|extension| extension == "eml")
}

impl Letters {
    /// The letter of a file; `None` for what is no letter of this folder.
    async fn read(&self, file: &str) -> Option<Read> {
        let named = is_letter(file) && file.bytes().all(|b| b.is_ascii_alphanumeric() || b"-.".contains(&b));
        let bytes = tokio::fs::read(self.folder.join(Some(file).filter(|_| named)?)).await.ok()?;
        mailroom::read(&bytes)
    }

    fn sheet(&self, title: &str) -> Sheet {
        Sheet { title: title.to_owned(), agency: self.agency.clone(), ..Sheet::default() }
    }
}

fn here_only(peer: SocketAddr) -> Result<(), Problem> {
    let here = peer.ip().to_canonical().is_loopback();
    here.then_some(()).ok_or_else(|| Problem::not_found("There is nothing at this address."))
}

/// Cuts a text at its links: text, link, text, link … and text at the end.
fn links(text: &str) -> Vec<String> {
    let (mut parts, mut rest) = (Vec::new(), text);
    while let Some(at) = rest.find("http://").into_iter().chain(rest.find("https://")).min() {
        let (before, link) = rest.split_at(at);
        let (link, after) = link.split_at(link.find(char::is_whitespace).unwrap_or(link.len()));
        parts.extend([before.to_owned(), link.to_owned()]);
        rest = after;
    }
    parts.push(rest.to_owned());
    parts
}

#[cfg(test)]
mod tests {
    use super::links;

    #[test]
    fn a_text_is_cut_at_its_links() {
        assert_eq!(links("a https://x/?y=1\nb http://z"), ["a ", "https://x/?y=1", "\nb ", "http://z", ""]);
        assert_eq!(links("nothing"), ["nothing"]);
    }
}
