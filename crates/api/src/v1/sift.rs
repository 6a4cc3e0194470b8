//! The query by which a reader asks for a part of the feed.

use super::search::asked;
use crate::{Api, refuse};
use account::{PersonId, Subscriber, Via};
use alert::{AlertError, SearchId};
use audience::Sieve;
use web::Problem;

/// Reads `q=` and `saved=`; `None` where all of the feed is asked for. A saved search that is changed later leaves the
/// streams that are open as they are.
pub(super) async fn sieve(
    api: &Api,
    subscriber: &Subscriber,
    q: &str,
    saved: Option<&str>,
) -> Result<Option<Sieve>, Problem> {
    let mut query = asked(q)?;
    if let Some(id) = saved {
        query = query.and([saved_query(api, subscriber, id).await?]);
    }
    Ok((!query.is_everything()).then(|| Sieve::new(&query)))
}

async fn saved_query(api: &Api, subscriber: &Subscriber, id: &str) -> Result<query::Query, Problem> {
    let id: SearchId = id.parse().map_err(|why: String| Problem::bad_field("saved", why))?;
    let person = match &subscriber.via {
        Via::Person(id) => Some(PersonId::from(id.clone())),
        Via::User(_) | Via::Key(_) => None,
    };
    let found = api.alerts().query_for(&subscriber.organisation, person.as_ref(), id).await;
    let found = found.map_err(|error| match error {
        AlertError::Store(error) => Problem::from(&error),
        AlertError::Account(error) => error.into(),
        AlertError::Wire(error) => refuse::inside(&error.into()),
        error => Problem::internal(error),
    })?;
    found.ok_or_else(|| Problem::bad_field("saved", format_args!("is {id}, which is no search that you may use")))
}
