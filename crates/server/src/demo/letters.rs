//! `/demo/mail`: the letters of the demo, which go into a folder, to be read in the browser. They hold links that let
//! somebody in, so they are shown to this machine only, and under its own names: a page elsewhere can give its own name to this
//! machine, and would be let in by the address alone.

use crate::house::House;
use askama::Template;
use axum::{
    Router,
    extract::{ConnectInfo, State},
    http::{HeaderMap, header},
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
    router(Letters { folder, agency })
}

fn router(letters: Letters) -> Router {
    Router::new().route("/demo/mail", get(list)).route("/demo/mail/{file}", get(one)).with_state(Arc::new(letters))
}

async fn list(
    State(letters): State<Arc<Letters>>,
    ConnectInfo(peer): ConnectInfo<SocketAddr>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    here_only(peer, &headers)?;
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
    headers: HeaderMap,
    Path(file): Path<String>,
) -> Result<Response, Problem> {
    here_only(peer, &headers)?;
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

fn here_only(peer: SocketAddr, headers: &HeaderMap) -> Result<(), Problem> {
    let host = headers.get(header::HOST).and_then(|host| host.to_str().ok()).unwrap_or_default();
    let name = match host.rsplit_once(':') {
        Some((name, port)) if port.bytes().all(|b| b.is_ascii_digit()) => name,
        _ => host,
    };
    let named = ["localhost", "127.0.0.1", "[::1]"].iter().any(|own| own.eq_ignore_ascii_case(name));
    let here = named && peer.ip().to_canonical().is_loopback();
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
    use super::{Letters, links, router};
    use axum::{
        body::Body,
        extract::connect_info::MockConnectInfo,
        http::{Request, header},
    };
    use std::net::SocketAddr;
    use tower::ServiceExt;

    #[tokio::test]
    async fn letters_are_shown_to_this_machine_under_its_own_names() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("one.eml"), "Subject: Hello\r\n\r\nText.\r\n").unwrap();
        let status = async |peer: &str, host: Option<&str>, path: &str| {
            let letters = Letters { folder: folder.path().to_owned(), agency: "Tellal".to_owned() };
            let peer: SocketAddr = peer.parse().unwrap();
            let mut request = Request::get(path);
            if let Some(host) = host {
                request = request.header(header::HOST, host);
            }
            let request = request.body(Body::empty()).unwrap();
            router(letters).layer(MockConnectInfo(peer)).oneshot(request).await.unwrap().status().as_u16()
        };
        for host in ["localhost:8080", "127.0.0.1:8080", "[::1]:8080", "LOCALHOST", "[::1]"] {
            for path in ["/demo/mail", "/demo/mail/one.eml"] {
                assert_eq!(status("127.0.0.1:5000", Some(host), path).await, 200, "{host}");
                assert_eq!(status("192.0.2.1:5000", Some(host), path).await, 404, "{host} from elsewhere");
            }
        }
        for host in ["evil.example:8080", "127.0.0.1.evil.example", "evil.example:127.0.0.1", "localhost.", "::1", ""] {
            for path in ["/demo/mail", "/demo/mail/one.eml"] {
                assert_eq!(status("127.0.0.1:5000", Some(host), path).await, 404, "{host}");
            }
        }
        assert_eq!(status("127.0.0.1:5000", None, "/demo/mail").await, 404, "no name");
    }

    #[test]
    fn a_text_is_cut_at_its_links() {
        assert_eq!(links("a https://x/?y=1\nb http://z"), ["a ", "https://x/?y=1", "\nb ", "http://z", ""]);
        assert_eq!(links("nothing"), ["nothing"]);
    }
}
