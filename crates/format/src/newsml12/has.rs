//! What is particular to the dialect of HAS: the words of its services, and the physical names of files.

use crate::{Edition, File, nitf::media::listed};
use story::{Block, FormName, Kind, Rendition, Run};

/// The service of a kind (`NewsService`), as HAS names it in Turkish.
pub(super) fn service(kind: Kind) -> &'static str {
    match kind {
        Kind::Text => "Haber",
        Kind::Picture => "Foto",
        Kind::Video => "Video",
        Kind::Graphic => "Grafik",
        Kind::File => "Dosya",
    }
}

/// The number of a kind in the vocabulary of HAS.
fn type_number(kind: Kind) -> char {
    match kind {
        Kind::Text => '1',
        Kind::Picture => '2',
        Kind::Video => '3',
        Kind::File => '4',
        Kind::Graphic => '5',
    }
}

/// The word for a size, in the physical name of a file that has several.
fn size(rendition: Rendition) -> Option<&'static str> {
    match rendition {
        Rendition::Print | Rendition::File => Some("High"),
        Rendition::Web => Some("Web"),
        Rendition::Sd => Some("SD"),
        _ => None,
    }
}

/// The files of an item with their physical names: `20260901_2_50000100_90000001_High.jpg`, which is the day, the number
/// of the kind, the number of the item, and a number of the file, which changes with its bytes. Previews are no files here.
pub(super) fn files<'a>(edition: &Edition<'a>) -> Vec<(File<'a>, String)> {
    let files: Vec<_> = listed(edition)
        .into_iter()
        .filter(|file| !matches!(file.rendition, Rendition::Preview | Rendition::Thumbnail))
        .collect();
    let sized = files.len() > 1;
    let day = edition.item.as_str().split(':').nth(2).unwrap_or_default();
    let hash = edition.story.media().map_or("", |media| media.sha256.as_str());
    let file_number = hash.get(..8).and_then(|digits| u32::from_str_radix(digits, 16).ok()).unwrap_or_default();
    let (kind, item) = (type_number(edition.item.kind()), edition.item.number());
    let name = |file: File<'a>| {
        let size = size(file.rendition).filter(|_| sized).map_or(String::new(), |size| format!("_{size}"));
        let extension = match file.rendition {
            Rendition::Ai => FormName::Ai.name(),
            _ => file.media_type.extension(),
        };
        let name = format!("{day}_{kind}_{item}_{file_number}{size}.{extension}");
        (file, name)
    };
    files.into_iter().map(name).collect()
}

/// The form that a physical name tells of, for an item of a kind that has forms.
pub(super) fn form(kind: Kind, name: &str) -> Option<FormName> {
    let (stem, extension) = name.rsplit_once('.')?;
    let size = stem.rsplit('_').next().unwrap_or_default();
    match kind {
        Kind::Video if size == "Web" => Some(FormName::Web),
        Kind::Video if size == "SD" => Some(FormName::Sd),
        Kind::Graphic => {
            let forms = [FormName::Pdf, FormName::Eps, FormName::Ai];
            forms.into_iter().find(|form| extension.eq_ignore_ascii_case(form.name()))
        }
        _ => None,
    }
}

/// True for the physical name of the best size.
pub(super) fn is_best(name: &str) -> bool {
    name.contains("_High.")
}

/// Takes the dateline that the writer has added off the first paragraph.
pub(super) fn take_dateline_off(blocks: &mut Vec<Block>, dateline: &str) {
    let Some(at) = blocks.iter().position(|block| !matches!(block, Block::Picture { .. })) else { return };
    let Block::Paragraph { spans } = &mut blocks[at] else { return };
    let Some(first) = spans.first() else { return };
    if first.text.as_str() == dateline.trim_end() && spans.len() == 1 {
        // It had a paragraph of its own.
        blocks.remove(at);
        return;
    }
    let Some(rest) = first.text.as_str().strip_prefix(dateline) else { return };
    match Run::new(rest) {
        Ok(text) => spans[0].text = text,
        // Nothing but the dateline was in this look.
        Err(_) => drop(spans.remove(0)),
    }
}
