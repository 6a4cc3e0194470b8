use crate::Portal;
use axum::Router;

pub(super) fn routes() -> Router<Portal> {
    Router::new()
}
