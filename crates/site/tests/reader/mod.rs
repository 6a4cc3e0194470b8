mod addresses;
mod card;
mod cdn;
mod corrections;
mod elsewhere;
mod feeds;
mod form;
mod hub;
mod machines;
mod media;
mod pages;
mod pictures;
mod rows;
mod rule;
mod search;
mod shelf;
mod sitemaps;
mod taken_back;
mod topics;
mod withheld;
mod words;

use axum::{
    Router,
    body::{Body, to_bytes},
    http::{HeaderMap, HeaderValue, Method, Request, StatusCode, header},
};
use bytes::Bytes;
use darkroom::Darkroom;
use kit::World;
use site::Site;
use std::sync::Arc;
use story::{Dateline, Note, PlaceName, ProductId, Related, Relation, Standfirst, Story};
use tower::ServiceExt;
use wire::Dispatch;

/// The public product of the test world.
const PUBLIC: ProductId = ProductId(1);
const BASE: &str = "https://news.example";
const LISTS: [&str; 10] = [
    "/en/",
    "/en/latest/",
    "/en/general/",
    "/en/rss.xml",
    "/en/atom.xml",
    "/en/feed.json",
    "/en/general/rss.xml",
    "/en/general/atom.xml",
    "/en/general/feed.json",
    "/en/corrections/",
];
const ANSWER_BYTES_MAX: usize = 1024 * 1024;

/// Seven sentences; those that no extract may hold, because they lean on others or are too many, are marked by a word
/// that stands nowhere else.
const BODY: &str = "The old bridge at Gunnislake will close for eleven weeks from Monday, the county council said. Zeppelin \
drivers must use the crossing at Tavistock.\n\n\
However, the quagmire council promised a footpath. It will cost two million xylophones.\n\n\
Engineers found cracks in three of the seven arches in March. The bridge was built in 1520 by the jackdaw monks. Shops \
fear for the trade of the whole summer vortex.";

/// A reader of the site.
struct Public {
    world: World,
    site: Site,
    router: Router,
}

struct Answer {
    status: StatusCode,
    headers: HeaderMap,
    bytes: Bytes,
    text: String,
}

impl Answer {
    fn header(&self, name: header::HeaderName) -> &str {
        self.headers.get(name).expect("the header").to_str().expect("text")
    }
}

impl Public {
    fn on(world: World) -> Self {
        let (db, reader, blobs) = (world.db.clone(), world.reader.clone(), world.blobs.clone());
        let room = Darkroom::new(db.clone(), blobs.clone(), reader.clone(), &world.agency, world.clock.clone());
        let site =
            Site::new(db, reader, blobs, room, Arc::clone(&world.agency), world.clock.clone(), format!("{BASE}/"));
        let router = site::routes(site.clone());
        Self { world, site, router }
    }

    async fn each() -> [Self; 2] {
        World::each().await.map(Self::on)
    }

    async fn caught_up(&self) {
        let last = self.site.catch_up().await.expect("the site follows");
        assert_eq!(last, self.world.reader.head());
    }

    async fn send(&self, request: Request<Body>) -> Answer {
        let response = self.router.clone().oneshot(request).await.expect("an answer");
        let (parts, body) = response.into_parts();
        let bytes = to_bytes(body, ANSWER_BYTES_MAX).await.expect("the body");
        let text = String::from_utf8_lossy(&bytes).into_owned();
        Answer { status: parts.status, headers: parts.headers, bytes, text }
    }

    async fn get(&self, path: &str) -> Answer {
        self.send(Request::get(path).body(Body::empty()).expect("a request")).await
    }

    async fn get_with(&self, path: &str, name: header::HeaderName, value: &str) -> Answer {
        self.send(Request::get(path).header(name, value).body(Body::empty()).expect("a request")).await
    }

    async fn post(&self, path: &str, form: &str) -> Answer {
        let request = Request::post(path).header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
        self.send(request.body(Body::from(form.to_owned())).expect("a request")).await
    }

    /// The lists that a story of category 1 in English may stand in.
    async fn lists(&self) -> String {
        let mut all = String::new();
        for path in LISTS {
            let answer = self.get(path).await;
            assert_eq!(answer.status, StatusCode::OK, "{path}");
            all.push_str(&answer.text);
        }
        // A map without stories is not there.
        for path in ["/en/sitemap/news.xml", "/en/sitemap/2026-09.xml"] {
            let answer = self.get(path).await;
            assert!(matches!(answer.status, StatusCode::OK | StatusCode::NOT_FOUND), "{path}");
            all.push_str(&answer.text);
        }
        all
    }
}

/// The address of a released story about the bridge.
fn page_of(dispatch: &Dispatch) -> String {
    let address = format::name::address_part(dispatch.story.headline.as_str(), &dispatch.story.language);
    format!("/{}/general/{address}/{}", dispatch.entry.language.as_str(), dispatch.entry.item.number())
}

fn bridge() -> Story {
    let mut story = kit::story("en", "Bridge at Gunnislake to close", BODY);
    story.standfirst = Some(Standfirst::new("A footpath stays open.").expect("a standfirst"));
    story.dateline = Some(Dateline { city: PlaceName::new("Plymouth").expect("a city"), country: None });
    story.editors_note = Some(Note::new("Not before the embargoed mayor speaks.").expect("a note"));
    story
}

fn beside(mut story: Story, picture: &Dispatch) -> Story {
    story.related.push(Related {
        item: picture.entry.item.clone(),
        title: picture.story.headline.clone(),
        rel: Relation::Related,
    });
    story
}
