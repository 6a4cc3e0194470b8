//! Cutting pictures: what matters most in one, and the pictures that were cut out of it.

use crate::{
    Desk, DeskError, Item, Purpose,
    drafts::{file_new, note, one_fault},
    filing::undeveloped,
    frames::media,
    rights::require,
};
use account::{Right, Staff};
use darkroom::{Area, Darkroom};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};
use std::sync::Arc;
use store::args;
use story::{Fault, ItemId, Kind, Manuscript, Media, Relation, State, to_millis};
use wire::Log;

/// The whole of a side, in the measure of [`Focus`].
pub const WHOLE: u32 = 10_000;
/// Pixels that the shorter side of a cut picture has at least.
pub const CROP_PIXELS_MIN: u32 = 16;
/// The proportions that are proposed: what wide screens, papers, squares and telephones take.
pub const SHAPES: [(&str, u32, u32); 4] = [("16:9", 16, 9), ("4:3", 4, 3), ("1:1", 1, 1), ("3:4", 3, 4)];

/// What matters most in a picture, in ten-thousandths of its width and height from the upper left corner.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Focus {
    /// From the left.
    pub across: u32,
    /// From above.
    pub down: u32,
}

impl Focus {
    /// The middle, until somebody says otherwise.
    pub const MIDDLE: Self = Self { across: WHOLE / 2, down: WHOLE / 2 };
}

/// A part of proportions that is proposed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct ProposedCrop {
    /// Its name, as `16:9`.
    pub shape: &'static str,
    /// Which part.
    pub area: Area,
}

/// A picture that was cut out of another.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Crop {
    /// The picture that was cut.
    pub item: ItemId,
    /// Which part of the original it is.
    pub area: Area,
}

/// Everything about cutting one picture.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Cutting {
    /// Its width in pixels, as it stands upright.
    pub width: u32,
    /// Its height.
    pub height: u32,
    /// What matters most in it.
    pub focus: Focus,
    /// The parts that are proposed.
    pub proposed: Vec<ProposedCrop>,
    /// The pictures that were cut out of it, the oldest first.
    pub made: Vec<Crop>,
    /// The item that it was cut out of.
    pub original: Option<ItemId>,
}

/// The largest part of a picture with these proportions, with the focus as near to its middle as the edges allow.
pub fn proposed((width, height): (u32, u32), focus: Focus, (across, down): (u32, u32)) -> Area {
    let scaled = |side: u32, by: u32, of: u32| {
        let scaled = u64::from(side) * u64::from(by) / u64::from(of);
        u32::try_from(scaled).unwrap_or(u32::MAX)
    };
    let high = scaled(width, down, across);
    let (w, h) = if high <= height { (width, high.max(1)) } else { (scaled(height, across, down).max(1), height) };
    let begins =
        |side: u32, part: u32, at: u32| scaled(side, at, WHOLE).saturating_sub(part / 2).min(side.saturating_sub(part));
    Area { x: begins(width, w, focus.across), y: begins(height, h, focus.down), width: w, height: h }
}

/// The file of an item that can be cut, with its width and height.
fn cuttable(item: &Item) -> Result<(Media, (u32, u32)), DeskError> {
    let fault = |why: &str| one_fault(Fault { field: "item", why: why.to_owned() });
    if !matches!(item.id.kind(), Kind::Picture | Kind::Graphic) {
        return Err(fault("is no picture, and cannot be cut"));
    }
    let media = media(&item.manuscript).ok_or_else(|| fault("has no file yet"))?;
    let size = media.width.zip(media.height).filter(|_| media.media_type.is_image());
    let size = size.ok_or_else(|| fault("has a file that cannot be cut"))?;
    Ok((media, size))
}

impl Desk {
    /// What there is to know before a picture is cut.
    pub async fn cutting(&self, who: &Staff, id: &ItemId) -> Result<Cutting, DeskError> {
        require(who, Right::Write)?;
        let item = self.item(id).await?;
        let (_, (width, height)) = cuttable(&item)?;
        let small = |row: &store::Row, column| {
            let number = row.count(column)?;
            u32::try_from(number).map_err(|e| store::StoreError::Corrupt { column, why: e.to_string() })
        };
        let focus = match self.db.one("SELECT across, down FROM focus WHERE item = $1", args![id.as_str()]).await? {
            Some(row) => Focus { across: small(&row, "across")?, down: small(&row, "down")? },
            None => Focus::MIDDLE,
        };
        let rows = self
            .db
            .all("SELECT item, x, y, width, height FROM crop WHERE original = $1 ORDER BY item", args![id.as_str()])
            .await?;
        let crop = |row: &store::Row| {
            let (x, y) = (small(row, "x")?, small(row, "y")?);
            let area = Area { x, y, width: small(row, "width")?, height: small(row, "height")? };
            Ok(Crop { item: row.parsed("item")?, area })
        };
        let made = rows.iter().map(crop).collect::<Result<_, store::StoreError>>()?;
        let original = self.db.one("SELECT original FROM crop WHERE item = $1", args![id.as_str()]).await?;
        let original = original.map(|row| row.parsed("original")).transpose()?;
        let propose = |(shape, w, h)| ProposedCrop { shape, area: proposed((width, height), focus, (w, h)) };
        Ok(Cutting { width, height, focus, proposed: SHAPES.map(propose).into(), made, original })
    }

    /// Says what matters most in a picture.
    pub async fn set_focus(&self, who: &Staff, id: &ItemId, focus: Focus) -> Result<(), DeskError> {
        require(who, Right::Write)?;
        for (field, value) in [("across", focus.across), ("down", focus.down)] {
            if value > WHOLE {
                return Err(one_fault(Fault { field, why: format!("is {value}; the whole side is {WHOLE}") }));
            }
        }
        cuttable(&self.item(id).await?)?;
        let now = self.clock.now();
        let mut tx = self.db.begin().await?;
        tx.run(
            "INSERT INTO focus (item, across, down, changed, changed_by) VALUES ($1, $2, $3, $4, $5) \
             ON CONFLICT (item) DO UPDATE SET across = excluded.across, down = excluded.down, \
             changed = excluded.changed, changed_by = excluded.changed_by",
            args![id.as_str(), focus.across, focus.down, to_millis(now), who.login.as_str()],
        )
        .await?;
        note(&mut tx, now, who, "focus", id, "").await?;
        Ok(tx.commit().await?)
    }

    /// Cuts a part out of a picture, as a new draft that names the original and says of itself what the original says.
    pub async fn make_crop(
        &self,
        who: &Staff,
        id: &ItemId,
        area: Area,
        darkroom: &Darkroom,
    ) -> Result<Item, DeskError> {
        require(who, Right::Write)?;
        let original = self.item(id).await?;
        if original.state == Some(State::Canceled) {
            return Err(DeskError::Killed);
        }
        let (media, size) = cuttable(&original)?;
        lies_within(area, size)?;
        let cut = darkroom.cut(&media, area).await.map_err(undeveloped)?;
        let cut = cut.map_err(DeskError::Media)?;
        let manuscript = derived(&original, &cut).map_err(one_fault)?;
        let (who, id, agency) = (who.clone(), id.clone(), Arc::clone(&self.agency));
        self.writer
            .commit(move |log: &mut Log| {
                Box::pin(async move {
                    if Item::load(log.tx(), &id).await?.state == Some(State::Canceled) {
                        return Err(DeskError::Killed);
                    }
                    let item = file_new(log, &agency, &who, &manuscript, Purpose::News, None).await?;
                    let tx = log.tx();
                    tx.run(
                        "INSERT INTO crop (item, original, x, y, width, height) VALUES ($1, $2, $3, $4, $5, $6)",
                        args![item.as_str(), id.as_str(), area.x, area.y, area.width, area.height],
                    )
                    .await?;
                    Item::load(tx, &item).await
                })
            })
            .await
    }
}

fn lies_within(area: Area, (width, height): (u32, u32)) -> Result<(), DeskError> {
    let fault = |field, why: String| Err(one_fault(Fault { field, why }));
    for (field, begins, part, side) in [("width", area.x, area.width, width), ("height", area.y, area.height, height)] {
        if part < CROP_PIXELS_MIN.min(side) {
            return fault(field, format!("is {part}; a cut picture has at least {CROP_PIXELS_MIN} pixels on a side"));
        }
        if begins.checked_add(part).is_none_or(|end| end > side) {
            return fault(
                field,
                format!("reaches to pixel {}; the picture ends at {side}", u64::from(begins) + u64::from(part)),
            );
        }
    }
    if (area.width, area.height) == (width, height) {
        return fault("width", "takes the whole picture: there is nothing to cut".to_owned());
    }
    Ok(())
}

/// The working copy of a cut picture: what the original says, with another file and the way back. An embargo holds for
/// every part of what it holds for.
fn derived(original: &Item, cut: &Media) -> Result<Manuscript, Fault> {
    let mut fields = Map::from(original.manuscript.clone());
    let caption = fields.get("content").and_then(|content| content.get("caption")).cloned();
    let content = json!({"kind": Kind::Picture, "media": cut, "caption": caption.unwrap_or_else(|| "".into())});
    fields.insert("content".to_owned(), content);
    for own in ["correction", "group"] {
        fields.remove(own);
    }
    let title = [original.manuscript.headline(), original.manuscript.slug(), original.id.as_str()];
    let title = title.into_iter().find(|title| !title.trim().is_empty()).unwrap_or_default();
    let link = json!({"item": original.id, "title": title, "rel": Relation::DerivedFrom});
    match fields.get_mut("related") {
        Some(Value::Array(related)) => related.insert(0, link),
        _ => drop(fields.insert("related".to_owned(), json!([link]))),
    }
    Manuscript::new(fields)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn area(size: (u32, u32), (across, down): (u32, u32), shape: (u32, u32)) -> (u32, u32, u32, u32) {
        let Area { x, y, width, height } = proposed(size, Focus { across, down }, shape);
        (x, y, width, height)
    }

    #[test]
    fn a_part_is_as_large_as_can_be_around_the_focus() {
        assert_eq!(area((6_000, 4_000), (5_000, 5_000), (16, 9)), (0, 313, 6_000, 3_375));
        assert_eq!(area((6_000, 4_000), (5_000, 5_000), (1, 1)), (1_000, 0, 4_000, 4_000));
        assert_eq!(area((4_000, 6_000), (5_000, 0), (1, 1)), (0, 0, 4_000, 4_000), "the edge stops it");
        assert_eq!(area((6_000, 4_000), (10_000, 10_000), (3, 4)), (3_000, 0, 3_000, 4_000));
        assert_eq!(area((1, 1), (5_000, 5_000), (16, 9)), (0, 0, 1, 1));
        assert_eq!(area((0, 0), (10_000, 10_000), (16, 9)), (0, 0, 0, 1), "a side that is no side");
    }

    #[test]
    fn a_part_lies_within_the_picture_and_is_smaller() {
        let part = |x, y, width, height| lies_within(Area { x, y, width, height }, (100, 50)).is_ok();
        assert!(part(0, 0, 50, 50) && part(50, 0, 50, 50));
        for (x, y, width, height) in [(51, 0, 50, 50), (0, 0, 100, 50), (0, 0, 15, 50), (u32::MAX, 0, 50, 50)] {
            assert!(!part(x, y, width, height), "{x} {y} {width} {height}");
        }
    }
}
