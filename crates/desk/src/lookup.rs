//! Finding an item by a few letters of its slug, its headline or its id, for whoever links to it.

use crate::{Desk, DeskError, ItemLine, item::select_line};
use store::args;
use story::{Kind, State};

/// Items that one look answers.
const FOUND_MAX: u32 = 20;

impl Desk {
    /// The items, changed last first, whose slug or headline has these letters in it, or whose id ends with them; of one
    /// kind and of one publishing status, if they are named. No letters find the newest.
    pub async fn look_up(
        &self,
        typed: &str,
        kind: Option<Kind>,
        state: Option<State>,
    ) -> Result<Vec<ItemLine>, DeskError> {
        // SQLite folds the case of ASCII letters alone.
        let like = |text: &str| format!("%{}%", text.replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_"));
        let typed = typed.trim();
        let sql = select_line!(
            "WHERE ($1 = '' OR kind = $1) AND ($6 = '' OR state = $6) AND (LOWER(slug) LIKE $2 ESCAPE '\\' OR slug LIKE $3 ESCAPE '\\' OR slug LIKE $4 \
             ESCAPE '\\' OR LOWER(headline) LIKE $2 ESCAPE '\\' OR headline LIKE $3 ESCAPE '\\' OR id LIKE $3 ESCAPE '\\') \
             ORDER BY changed DESC, id DESC LIMIT $5"
        );
        let (lower, as_typed, upper) = (like(&typed.to_lowercase()), like(typed), like(&typed.to_uppercase()));
        let kind = kind.map_or("", Kind::name);
        let state = state.map_or("", State::name);
        let rows = self.db.all(sql, args![kind, lower, as_typed, upper, FOUND_MAX, state]).await?;
        self.told(&rows)
    }
}
