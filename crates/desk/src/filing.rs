//! Making items of files that came whole.

use crate::{
    Desk, DeskError, Item, Purpose,
    drafts::{file_new, has_section, one_fault},
    kinds,
    rights::require,
    uploads,
};
use account::{Right, Staff};
use darkroom::Darkroom;
use format::{Drafted, Refused, photo};
use serde::Deserialize;
use serde_json::Value;
use std::sync::Arc;
use store::args;
use story::{
    Byline, CategoryId, Content, Fault, Form, FormName, Headline, ItemId, Keyword, Kind, Lang, Line, Manuscript, Media,
    MediaType, Prose, Story,
};
use wire::Log;

/// What is the same in many files that are filed together. What a file says of itself counts more, unless it is to be
/// overwritten; keywords are added to its own.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Common {
    /// The language of what is written about it.
    #[serde(default)]
    pub language: Option<Lang>,
    /// The agency's section.
    #[serde(default)]
    pub category: Option<CategoryId>,
    /// Who made it.
    #[serde(default)]
    pub byline: Option<Byline>,
    /// The credit line.
    #[serde(default)]
    pub credit: Option<Line<300>>,
    /// The copyright notice.
    #[serde(default)]
    pub copyright: Option<Line<300>>,
    /// Terms in words.
    #[serde(default)]
    pub usage_terms: Option<Prose<2_000>>,
    /// Where it came from.
    #[serde(default)]
    pub source: Option<Line<200>>,
    /// Free keywords.
    #[serde(default)]
    pub keywords: Vec<Keyword>,
}

/// How a file becomes an item.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Filing {
    /// As what; the likeliest of what such a file can be, if nothing is said.
    #[serde(default)]
    pub kind: Option<Kind>,
    /// What is the same in many files.
    #[serde(default)]
    pub common: Common,
    /// Whether `common` counts more than what the file says of itself.
    #[serde(default)]
    pub overwrite: bool,
    /// Whether it is filed although an item has the same file.
    #[serde(default)]
    pub again: bool,
}

impl Desk {
    /// Makes a draft of a file that was sent. Answers the draft, and what of the file's metadata was not as it should be.
    /// Asking again answers the same draft.
    ///
    /// # Errors
    /// [`DeskError::Held`] when an item has the same file, unless it is to be filed again; and for a picture that cannot be
    /// developed, which is let go.
    pub async fn file_upload(
        &self,
        who: &Staff,
        id: &str,
        filing: &Filing,
        darkroom: &Darkroom,
    ) -> Result<(Item, Vec<String>), DeskError> {
        require(who, Right::Write)?;
        let upload = self.upload(who, id).await?;
        if let Some(item) = &upload.item {
            return Ok((self.item(item).await?, Vec::new()));
        }
        let media = self.whole_upload(who, id).await?;
        if !filing.again
            && let Some(item) = self.items_with_file(who, media.sha256.as_str()).await?.into_iter().next()
        {
            return Err(DeskError::Held { item });
        }
        if let Some(flaw) = darkroom.proof(&media).await.map_err(undeveloped)? {
            self.drop_upload(id).await?;
            return Err(DeskError::Media(flaw));
        }
        let (manuscript, repairs) = self.drafted(&upload.name, media, filing).await?;
        has_section(&self.agency, manuscript.category()).map_err(one_fault)?;
        Ok((self.keep_filed(who, id, manuscript).await?, repairs))
    }

    /// Writes the draft and what the upload became.
    async fn keep_filed(&self, who: &Staff, id: &str, manuscript: Manuscript) -> Result<Item, DeskError> {
        let (who, id, agency) = (who.clone(), id.to_owned(), Arc::clone(&self.agency));
        self.writer
            .commit(move |log: &mut Log| {
                Box::pin(async move {
                    // Asked twice at the same time, it is filed once.
                    if let Some(item) = uploads::load(log.tx(), &who, &id).await?.item {
                        return Item::load(log.tx(), &item).await;
                    }
                    let item = file_new(log, &agency, &who, &manuscript, Purpose::News, None).await?;
                    let tx = log.tx();
                    tx.run("UPDATE upload SET item = $1 WHERE id = $2", args![item.as_str(), id.as_str()]).await?;
                    Item::load(tx, &item).await
                })
            })
            .await
    }

    /// The draft that a file becomes, and what was not as it should be.
    async fn drafted(&self, name: &str, media: Media, filing: &Filing) -> Result<(Manuscript, Vec<String>), DeskError> {
        let unreadable = |refused: Refused| DeskError::Media(refused.to_string());
        let kind = sensible(filing.kind, media.media_type)?;
        let mut facts = photo::PhotoFacts::default();
        if media.media_type.is_image() {
            let bytes = self.blobs.get(media.sha256.as_str()).await?;
            facts = photo::read(&bytes.unwrap_or_default()).map_err(unreadable)?;
        }
        self.share(&mut facts, filing);
        let is_silent = facts.headline.is_none() && facts.title.is_none() && facts.caption.is_none();
        if is_silent {
            let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
            facts.title = Headline::new(stem).or_else(|_| Headline::new("Untitled")).ok();
        }
        let incoming = photo::draft(&facts, "", &self.agency, &self.defaults()).map_err(unreadable)?;
        let Drafted::Media(draft) = incoming.story else {
            return Err(DeskError::Media("it is no picture".to_owned()));
        };
        let mut repairs = incoming.repairs;
        let caption = draft.caption().clone();
        let content = match kind {
            Kind::Graphic => Content::Graphic { media, caption, forms: Vec::new() },
            Kind::Video => Content::Video { media, caption, forms: Vec::new() },
            Kind::Picture => Content::Picture { media, caption },
            _ => Content::File { media, caption },
        };
        let mut manuscript = Manuscript::from(Story { content, ..draft.story().clone() });
        if is_silent {
            // A name of a file is a handle. It is neither a headline nor a caption.
            manuscript = silent(manuscript).map_err(one_fault)?;
            repairs
                .push("the file does not say what it shows; headline and caption are still to be written".to_owned());
        }
        Ok((manuscript, repairs))
    }

    /// Fills in what the file does not say, or all of it.
    fn share(&self, facts: &mut photo::PhotoFacts, filing: &Filing) {
        fn fill<T: Clone>(own: &mut Option<T>, shared: Option<&T>, overwrite: bool) {
            if overwrite || own.is_none() {
                *own = shared.cloned().or(own.take());
            }
        }
        let (common, over) = (&filing.common, filing.overwrite);
        fill(&mut facts.language, common.language.as_ref(), over);
        fill(&mut facts.byline, common.byline.as_ref(), over);
        fill(&mut facts.rights.credit, common.credit.as_ref(), over);
        fill(&mut facts.rights.copyright, common.copyright.as_ref(), over);
        fill(&mut facts.rights.usage_terms, common.usage_terms.as_ref(), over);
        fill(&mut facts.rights.source, common.source.as_ref(), over);
        let section = common.category.and_then(|id| self.agency.category(id)).map(|category| &category.code);
        let section = section.and_then(|code| Line::new(code.as_str()).ok());
        fill(&mut facts.category, section.as_ref(), over);
        for keyword in &common.keywords {
            if !facts.keywords.contains(keyword) {
                facts.keywords.push(keyword.clone());
            }
        }
    }

    /// Adds a file that was sent to an item as another form of it, in the place of one that it has.
    pub async fn attach_form(
        &self,
        who: &Staff,
        item: &ItemId,
        edit: u64,
        upload: &str,
        form: FormName,
    ) -> Result<Item, DeskError> {
        require(who, Right::Write)?;
        let stands = self.item(item).await?;
        stands.based_on(edit)?;
        let media = self.whole_upload(who, upload).await?;
        is_form_of(item.kind(), form, media.media_type)?;
        let mut content = stands.manuscript.field("content").cloned().unwrap_or_default();
        let mut forms: Vec<Form> =
            content.get("forms").and_then(|f| serde_json::from_value(f.clone()).ok()).unwrap_or_default();
        forms.retain(|one| one.form != form);
        forms.push(Form { form, media });
        let forms = serde_json::to_value(forms).unwrap_or_default();
        if let Some(fields) = content.as_object_mut() {
            fields.insert("forms".to_owned(), forms);
        }
        let changed = stands.manuscript.with("content", content).map_err(one_fault)?;
        let saved = self.edit(who, item, edit, changed).await?;
        self.drop_upload(upload).await?;
        Ok(saved)
    }
}

fn silent(manuscript: Manuscript) -> Result<Manuscript, Fault> {
    let mut content = manuscript.field("content").cloned().unwrap_or_default();
    if let Some(fields) = content.as_object_mut() {
        fields.insert("caption".to_owned(), Value::from(""));
    }
    manuscript.with("content", content)?.with("headline", Value::from(""))
}

/// What an item with such a file is to be; refuses what such a file cannot be.
fn sensible(kind: Option<Kind>, media_type: MediaType) -> Result<Kind, DeskError> {
    let possible = kinds(media_type);
    match kind {
        None => Ok(possible[0]),
        Some(kind) if possible.contains(&kind) => Ok(kind),
        Some(kind) => {
            let names: Vec<&str> = possible.iter().map(|kind| kind.name()).collect();
            let why = format!("is `{}`; {} can be: {}", kind.name(), media_type.name(), names.join(" or "));
            Err(one_fault(Fault { field: "kind", why }))
        }
    }
}

fn is_form_of(kind: Kind, form: FormName, media_type: MediaType) -> Result<(), DeskError> {
    let fault = |why: String| Err(one_fault(Fault { field: "form", why }));
    let (of, types): (Kind, &[MediaType]) = match form {
        FormName::Web | FormName::Sd => (Kind::Video, &[MediaType::Mp4]),
        FormName::Pdf => (Kind::Graphic, &[MediaType::Pdf]),
        FormName::Eps => (Kind::Graphic, &[MediaType::Eps]),
        // What drawing programs write is a PDF inside, and was PostScript before.
        FormName::Ai => (Kind::Graphic, &[MediaType::Pdf, MediaType::Eps]),
    };
    if kind != of {
        return fault(format!("is `{}`, which belongs to a {}; this is a {}", form.name(), of.name(), kind.name()));
    }
    if !types.contains(&media_type) {
        return fault(format!("is `{}`, and the file is {}", form.name(), media_type.name()));
    }
    Ok(())
}

/// What the darkroom could not do, as the desk tells it.
pub(crate) fn undeveloped(error: darkroom::DarkroomError) -> DeskError {
    match error {
        darkroom::DarkroomError::Store(error) => DeskError::Store(error),
        darkroom::DarkroomError::Wire(error) => DeskError::Wire(error),
        darkroom::DarkroomError::Closed => DeskError::Wire(wire::WireError::Closed),
    }
}
