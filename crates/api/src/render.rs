//! Documents in the formats that readers ask for: made once for each revision and shared by everybody who asks.

use crate::Api;
use bytes::Bytes;
use format::{Edition, Format};
use std::{
    collections::{HashMap, VecDeque},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};
use story::ProductId;
use tokio::sync::OnceCell;
use web::Problem;
use wire::Dispatch;

/// Bytes of rendered documents that are kept.
pub const RENDERINGS_BYTES_MAX: usize = 32 * 1024 * 1024;
/// Rendered documents that are kept.
const RENDERINGS_MAX: usize = 50_000;

/// What is made of a dispatch.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Shape {
    /// The document of a format, by itself.
    Document(Format),
    /// The end of an event that holds the document.
    Event(Format),
    /// The end of an event that holds what a list shows.
    Row,
}

type Key = (u64, Shape);

/// What was rendered lately. The oldest go first.
#[derive(Default)]
pub(crate) struct Renderings(Mutex<Kept>);

#[derive(Default)]
struct Kept {
    made: HashMap<Key, Arc<OnceCell<Bytes>>>,
    order: VecDeque<Key>,
    bytes: usize,
    /// How often something was rendered since the start.
    #[cfg(test)]
    renders: u64,
}

impl Renderings {
    /// The bytes of `key`, made by the first who asks; others who ask meanwhile wait for them.
    pub(crate) async fn get_or_make<F>(&self, key: Key, make: impl FnOnce() -> F) -> Result<Bytes, Problem>
    where
        F: Future<Output = Result<Bytes, Problem>>,
    {
        let cell = self.kept().cell(key);
        let mut made_here = false;
        let bytes = cell
            .get_or_try_init(async || {
                made_here = true;
                make().await
            })
            .await?
            .clone();
        if made_here {
            self.kept().weigh(bytes.len());
        }
        Ok(bytes)
    }

    /// How often something was rendered since the start.
    #[cfg(test)]
    pub(crate) fn renders(&self) -> u64 {
        self.kept().renders
    }

    fn kept(&self) -> MutexGuard<'_, Kept> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Kept {
    fn cell(&mut self, key: Key) -> Arc<OnceCell<Bytes>> {
        if let Some(cell) = self.made.get(&key) {
            return Arc::clone(cell);
        }
        let cell = Arc::default();
        self.made.insert(key, Arc::clone(&cell));
        self.order.push_back(key);
        cell
    }

    fn weigh(&mut self, more: usize) {
        #[cfg(test)]
        {
            self.renders += 1;
        }
        self.bytes += more;
        while self.bytes > RENDERINGS_BYTES_MAX || self.order.len() > RENDERINGS_MAX {
            let Some(oldest) = self.order.pop_front() else { break };
            let bytes = self.made.remove(&oldest).and_then(|cell| cell.get().map(Bytes::len));
            self.bytes = self.bytes.saturating_sub(bytes.unwrap_or_default());
        }
    }
}

impl Api {
    /// The dispatch as a document of this format.
    pub(crate) async fn document(&self, dispatch: &Dispatch, format: Format) -> Result<Bytes, Problem> {
        let key = (dispatch.seq(), Shape::Document(format));
        self.renderings().get_or_make(key, async || self.rendered(dispatch, format).await.map(Bytes::from)).await
    }

    /// The dispatch as a document of this format, made anew.
    pub(crate) async fn rendered(&self, dispatch: &Dispatch, format: Format) -> Result<Vec<u8>, Problem> {
        let products = self.products_of(dispatch).await?;
        Ok(format.write(&self.edition(dispatch, &products)))
    }

    /// Several dispatches as one document; `None` for formats that hold one story only.
    pub(crate) async fn rendered_group(
        &self,
        dispatches: &[Arc<Dispatch>],
        format: Format,
    ) -> Result<Option<Vec<u8>>, Problem> {
        let mut named = Vec::with_capacity(dispatches.len());
        for dispatch in dispatches {
            named.push(self.products_of(dispatch).await?);
        }
        let editions: Vec<_> =
            dispatches.iter().zip(&named).map(|(one, products)| self.edition(one, products)).collect();
        Ok(format.write_group(&editions))
    }

    /// What a writer is given of a dispatch.
    pub(crate) fn edition<'a>(&'a self, dispatch: &'a Dispatch, products: &'a [(ProductId, String)]) -> Edition<'a> {
        let entry = &dispatch.entry;
        Edition {
            agency: self.agency(),
            base: self.base(),
            item: &entry.item,
            version: entry.version,
            act: entry.act,
            state: entry.state,
            first_released: entry.first_released,
            version_created: entry.version_created,
            products,
            content: &entry.content,
            story: &dispatch.story,
        }
    }

    /// The products of a dispatch with their names in the agency's language.
    pub(crate) async fn products_of(&self, dispatch: &Dispatch) -> Result<Vec<(ProductId, String)>, Problem> {
        let known = self.products().await?;
        let lang = self.agency().language.as_str();
        let named = |id: &ProductId| known.get(*id).map(|product| (product.id, product.name(lang).to_owned()));
        Ok(dispatch.entry.products.iter().filter_map(named).collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn what_was_made_is_shared_and_the_oldest_goes_first() {
        let kept = Renderings::default();
        let large = RENDERINGS_BYTES_MAX / 2;
        let get = async |seq: u64| {
            let make = || async { Ok(Bytes::from(vec![b'x'; large])) };
            kept.get_or_make((seq, Shape::Document(Format::ALL[0])), make).await.expect("bytes").len()
        };
        for seq in [1, 1, 1, 2, 2] {
            assert_eq!(get(seq).await, large);
        }
        assert_eq!(kept.renders(), 2);
        get(3).await;
        get(2).await;
        assert_eq!(kept.renders(), 3, "the second is still there");
        get(1).await;
        assert_eq!(kept.renders(), 4, "the first has gone");
    }

    #[tokio::test]
    async fn a_failure_is_not_kept() {
        let kept = Renderings::default();
        let key = (1, Shape::Event(Format::ALL[0]));
        assert!(kept.get_or_make(key, || async { Err(Problem::unavailable("later")) }).await.is_err());
        assert_eq!(kept.get_or_make(key, || async { Ok(Bytes::from_static(b"x")) }).await.expect("bytes"), "x");
    }
}
