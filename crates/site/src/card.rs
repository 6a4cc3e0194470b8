//! The card of a story: what other sites and messengers show where somebody shares its address.
//!
//! The address of a card holds a hash of everything that stands on it. Only the card that a page names now is there: with
//! another headline it is another one, and none is left of a story that is not shown.

use crate::{
    Site, SiteError,
    edition::{ASK_AGAIN, Edition, Standing},
    media,
    page::{self, Article, Page},
    shelf::{Depends, Key},
    view::Image,
};
use axum::{
    http::{
        HeaderMap, StatusCode,
        header::{CACHE_CONTROL, RETRY_AFTER},
    },
    response::{IntoResponse, Response},
};
use bytes::Bytes;
use darkroom::{CARD_SIZE, Card, Drawn};
use moka::sync::Cache;
use story::{ContentHash, ItemId, MediaType};
use web::ETag;

/// Bytes of cards that are kept in memory; one has some 70,000.
pub const CARDS_BYTES_MAX: u64 = 16 * 1024 * 1024;
/// What a card costs beside its file, in bytes, roughly.
const CARD_BYTES: u64 = 256;
/// Characters of the hash in an address.
const HASH_CHARS: usize = 16;
/// When to ask again where too many ask, in seconds.
const LATER_SECS: &str = "5";
/// How cards are drawn. With another number, every card has another address, and is fetched anew.
const DESIGN: u32 = 1;
const PREFIX: &str = "card-";

/// The cards that were drawn and are kept: of each story the last.
pub(crate) struct Cards(Cache<ItemId, (String, Bytes)>);

impl Default for Cards {
    fn default() -> Self {
        let weight = |_: &ItemId, (hash, file): &(String, Bytes)| {
            let bytes = file.len() as u64 + hash.len() as u64 + CARD_BYTES;
            u32::try_from(bytes).unwrap_or(u32::MAX)
        };
        Self(Cache::builder().weigher(weight).max_capacity(CARDS_BYTES_MAX).build())
    }
}

impl Cards {
    /// Leaves nothing of a story in memory.
    pub fn forget(&self, item: &ItemId) {
        self.0.invalidate(item);
    }
}

/// The picture that stands for a page elsewhere (Open Graph).
pub(crate) struct Shared {
    pub address: String,
    pub media_type: &'static str,
    pub alt: String,
    pub width: u32,
    pub height: u32,
}

impl Edition {
    /// What stands for a story elsewhere: its picture, where that is as wide as a card, else its card. A picture that is
    /// smaller stands for it where no card can be written in its language.
    pub fn shared(&self, page: &Page, article: &Article, image: Option<&Image>) -> Option<Shared> {
        let picture = image.map(|image| Shared {
            address: self.address(&image.src),
            media_type: image.media_type,
            alt: image.alt.clone(),
            width: image.width,
            height: image.height,
        });
        let is_wide = |picture: &Shared| picture.width >= CARD_SIZE.0.into();
        if picture.as_ref().is_some_and(is_wide) {
            return picture;
        }
        let card = self.story_card(page, article);
        if !card.is_writable() {
            return picture;
        }
        Some(Shared {
            address: self.address(&path(&page.item, &hash(&card))),
            media_type: MediaType::Png.name(),
            alt: card.headline,
            width: CARD_SIZE.0.into(),
            height: CARD_SIZE.1.into(),
        })
    }

    fn story_card(&self, page: &Page, article: &Article) -> Card {
        let date = self.site.zone.to_datetime(page.released).date();
        let section = self.site.agency.category(page.category).map(|category| self.section_name(category).to_owned());
        Card {
            lang: article.lang.clone(),
            agency: self.agency().to_owned(),
            section: section.unwrap_or_default(),
            headline: article.headline.clone(),
            date: self.dates.day(date).words,
        }
    }
}

fn hash(card: &Card) -> String {
    let Card { lang, agency, section, headline, date } = card;
    let whole = serde_json::json!([DESIGN, lang, agency, section, headline, date]);
    ContentHash::of(&whole.to_string()).as_str()[..HASH_CHARS].to_owned()
}

fn path(item: &ItemId, hash: &str) -> String {
    format!("/media/{PREFIX}{item}-{hash}.png")
}

/// The story and the hash that the name of a card holds.
pub(crate) fn named(file: &str) -> Option<(ItemId, &str)> {
    let (item, hash) = file.strip_prefix(PREFIX)?.strip_suffix(".png")?.rsplit_once('-')?;
    Some((item.parse().ok()?, hash))
}

/// `GET /media/card-{item}-{hash}.png`: only while the story is shown, and as its page shows it.
pub(crate) async fn get(
    site: &Site,
    headers: &HeaderMap,
    item: &ItemId,
    wanted: &str,
) -> Result<Option<Response>, SiteError> {
    let (card, hash) = match named_now(site, item).await? {
        Ok(named) => named,
        Err(refused) => return Ok(refused),
    };
    if hash != wanted || !card.is_writable() {
        return Ok(None);
    }
    let kept = site.cards.0.get(item).filter(|(of, _)| *of == hash);
    let file = match kept {
        Some((_, file)) => file,
        None => match site.darkroom.card(card).await? {
            Drawn::Card(file) => {
                site.cards.0.insert(item.clone(), (hash.clone(), file.clone()));
                // While it waited for its turn, the story may have been taken back, or may say something else.
                match named_now(site, item).await? {
                    Ok((_, now)) if now == hash => file,
                    other => {
                        site.cards.forget(item);
                        return Ok(other.map_or_else(|refused| refused, |_| None));
                    }
                }
            }
            Drawn::Never => return Ok(None),
            Drawn::Later => {
                return Ok(Some((StatusCode::SERVICE_UNAVAILABLE, [(RETRY_AFTER, LATER_SECS)]).into_response()));
            }
        },
    };
    let mut response = media::given(headers, &ETag::named(&hash), MediaType::Png, file);
    let keys = [Key::Item(item.clone())].into();
    site.say_to_cdn(response.headers_mut(), &Depends { keys, ..Depends::default() }, false);
    Ok(Some(response))
}

/// The card that the story's page names at this moment, with its hash; or what is answered where there is none.
async fn named_now(site: &Site, item: &ItemId) -> Result<Result<(Card, String), Option<Response>>, SiteError> {
    let Some(page) = page::find(&site.db, site.clock.now(), item.as_str()).await? else { return Ok(Err(None)) };
    let edition = Edition::of(site.clone(), page.language.clone(), HeaderMap::new()).await;
    match edition.standing(&page.item, page.state, page.show_at) {
        Standing::Open => {}
        Standing::Killed => return Ok(Err(Some((StatusCode::GONE, [(CACHE_CONTROL, ASK_AGAIN)]).into_response()))),
        Standing::Held | Standing::Unknown => return Ok(Err(None)),
    }
    let Some(article) = &page.article else { return Ok(Err(None)) };
    let card = edition.story_card(&page, article);
    let hash = hash(&card);
    Ok(Ok((card, hash)))
}
