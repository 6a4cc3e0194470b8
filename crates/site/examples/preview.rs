//! Serves the site over the sample stories, to look at its pages: `cargo run -p site --example preview -- 127.0.0.1:8090`.

use darkroom::Darkroom;
use format::{Defaults, Drafted, markdown};
use kit::World;
use site::{Site, routes};
use std::{collections::HashMap, path::Path, sync::Arc};
use story::{CategoryId, ItemId, Lang, Media, MediaHash, MediaType, Priority, ProductId, Related, Relation};

const PUBLIC: ProductId = ProductId(1);
/// Width and height of every sample picture, in pixels.
const SIZE: (u32, u32) = (1_280, 853);
/// Pictures that are shown as one series.
const SERIES: usize = 4;

type Failure = Box<dyn std::error::Error>;

#[tokio::main]
async fn main() -> Result<(), Failure> {
    let listen = std::env::args().nth(1).unwrap_or_else(|| "127.0.0.1:8090".to_owned());
    let mut world = World::sqlite().await;
    let mut agency = (*world.agency).clone();
    for (lang, name) in [("tr", "Tellal Ajansı"), ("ar", "وكالة تلال للأنباء")] {
        agency.names.insert(lang.to_owned(), name.to_owned());
    }
    world.agency = Arc::new(agency);
    let samples = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../samples");
    let pictures = release_pictures(&world, &samples.join("pictures")).await?;
    for lang in ["en", "tr", "ar", "ja"] {
        release_stories(&world, &samples.join("stories").join(lang), &pictures).await?;
    }
    let listener = tokio::net::TcpListener::bind(&listen).await?;
    let base = format!("http://{}", listener.local_addr()?);
    let (db, reader, blobs) = (world.db.clone(), world.reader.clone(), world.blobs.clone());
    let room = Darkroom::new(db.clone(), blobs.clone(), reader.clone(), &world.agency, world.clock.clone());
    let site = Site::new(db, reader, blobs, room, world.agency.clone(), world.clock.clone(), base.clone());
    site.catch_up().await?;
    println!("{base}/en/");
    axum::serve(listener, routes(site)).await?;
    Ok(())
}

fn defaults() -> Result<Defaults, Failure> {
    Ok(Defaults { language: Lang::new("en")?, category: CategoryId(1), priority: Priority::Routine })
}

/// The documents of a folder with their own names for pictures taken out, which the wire does not know.
fn documents(folder: &Path) -> Result<Vec<(Option<String>, String)>, Failure> {
    let mut files: Vec<_> = std::fs::read_dir(folder)?.filter_map(Result::ok).map(|entry| entry.path()).collect();
    files.retain(|path| path.extension().is_some_and(|extension| extension == "md"));
    files.sort();
    let mut found = Vec::new();
    for file in files {
        let text = std::fs::read_to_string(file)?;
        let picture = text.lines().find_map(|line| line.strip_prefix("picture: ")).map(str::to_owned);
        let kept: Vec<&str> = text.lines().filter(|line| !line.starts_with("picture: ")).collect();
        found.push((picture, kept.join("\n")));
    }
    Ok(found)
}

async fn release_pictures(world: &World, folder: &Path) -> Result<HashMap<String, ItemId>, Failure> {
    let (mut released, mut series) = (HashMap::new(), HashMap::new());
    for (_, document) in documents(folder)? {
        let incoming = markdown::read(&document, &world.agency, &defaults()?)?;
        let Drafted::Media(draft) = incoming.story else { continue };
        let bytes = std::fs::read(folder.join(draft.path()))?;
        let size = bytes.len() as u64;
        let sha256 = MediaHash::new(&world.blobs.put(bytes.into()).await?)?;
        let (width, height) = (Some(SIZE.0), Some(SIZE.1));
        let media = Media { sha256, media_type: MediaType::Jpeg, bytes: size, width, height };
        let mut story = draft.finish(media, Vec::new());
        // The first pictures of each language are one series.
        let of_language = series.entry(story.language.clone()).or_insert(0);
        *of_language += 1;
        if *of_language <= SERIES {
            story.group = Some("tel:group:20260901:1".parse()?);
        }
        let sent = world.release(story, &[PUBLIC]).await;
        released.insert(incoming.external_id.unwrap_or_default(), sent.entry.item.clone());
    }
    Ok(released)
}

async fn release_stories(world: &World, folder: &Path, pictures: &HashMap<String, ItemId>) -> Result<(), Failure> {
    for (n, (picture, document)) in documents(folder)?.into_iter().enumerate() {
        let incoming = markdown::read(&document, &world.agency, &defaults()?)?;
        let Drafted::Text(mut story) = incoming.story else { continue };
        if let Some(item) = picture.and_then(|name| pictures.get(&name)) {
            story.related = vec![Related { item: item.clone(), title: story.headline.clone(), rel: Relation::Related }];
        }
        world.advance(23 * 60);
        let sent = world.release(story.clone(), &[PUBLIC]).await;
        world.advance(5 * 60);
        match n {
            3 => drop(world.kill(&sent).await),
            4 | 5 => {
                drop(world.correct(&sent, story, "The meeting is on Tuesday.", "The meeting is on Wednesday.").await);
            }
            6 => drop(world.update(&sent, story).await),
            _ => {}
        }
    }
    Ok(())
}
