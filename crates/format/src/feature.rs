//! What a story can say, so that each format can tell what of it gets lost.

use story::{Block, Content, Publicity, Relation, Span, Story};

fn block_spans(story: &Story) -> impl Iterator<Item = &Span> {
    story.body().into_iter().flat_map(story::Body::blocks).flat_map(Block::runs).flatten()
}

/// Something that a story can say or have.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Feature {
    /// The language.
    Language,
    /// The newsroom's handle.
    Slug,
    /// The sentence or two under the headline.
    Standfirst,
    /// Who wrote it.
    Byline,
    /// The city of the dateline, in its usual case.
    City,
    /// The country of that city.
    CityCountry,
    /// How urgent it is.
    Priority,
    /// The agency's section.
    Category,
    /// Media Topics.
    Topics,
    /// Free keywords.
    Keywords,
    /// Places that it is about.
    Places,
    /// The countries of those places.
    PlaceCountries,
    /// People that it is about.
    People,
    /// Organisations that it is about.
    Organisations,
    /// The genre.
    Genre,
    /// When the content was made.
    Created,
    /// The digital source type of a picture.
    DigitalSource,
    /// The embargo.
    Embargo,
    /// The credit line.
    Credit,
    /// The copyright notice.
    Copyright,
    /// Terms of use.
    UsageTerms,
    /// Where the material came from.
    Source,
    /// The group that the item belongs to.
    Group,
    /// Related items.
    Related,
    /// What related items are to this one.
    Relations,
    /// The note to editors.
    EditorsNote,
    /// Whether the public site may show it.
    Publicity,
    /// The public summary.
    PublicSummary,
    /// The digital source type of the public summary.
    SummarySource,
    /// What a correction repairs.
    Correction,
    /// Emphasis and strong type.
    Emphasis,
    /// Links in the body.
    Links,
    /// Crossheads.
    Crossheads,
    /// Quotes that are set apart.
    Quotes,
    /// Who is quoted.
    Speakers,
    /// Lists.
    Lists,
    /// Tables.
    Tables,
    /// Pictures inside the body.
    BodyPictures,
    /// Letters beyond Latin-1.
    OtherScripts,
    /// Pictures, as items.
    Pictures,
    /// Videos, as items.
    Videos,
    /// Graphics, as items.
    Graphics,
    /// Other files, as items.
    Files,
    /// A video or a graphic in more than one form.
    Forms,
    /// The item's id.
    Id,
    /// The number of the version.
    Version,
    /// The hash of the content.
    ContentHash,
    /// A hold or a kill as such.
    Kills,
}

impl Feature {
    /// Every feature.
    pub const ALL: [Self; 48] = [
        Self::Language,
        Self::Slug,
        Self::Standfirst,
        Self::Byline,
        Self::City,
        Self::CityCountry,
        Self::Priority,
        Self::Category,
        Self::Topics,
        Self::Keywords,
        Self::Places,
        Self::PlaceCountries,
        Self::People,
        Self::Organisations,
        Self::Genre,
        Self::Created,
        Self::DigitalSource,
        Self::Embargo,
        Self::Credit,
        Self::Copyright,
        Self::UsageTerms,
        Self::Source,
        Self::Group,
        Self::Related,
        Self::Relations,
        Self::EditorsNote,
        Self::Publicity,
        Self::PublicSummary,
        Self::SummarySource,
        Self::Correction,
        Self::Emphasis,
        Self::Links,
        Self::Crossheads,
        Self::Quotes,
        Self::Speakers,
        Self::Lists,
        Self::Tables,
        Self::BodyPictures,
        Self::OtherScripts,
        Self::Pictures,
        Self::Videos,
        Self::Graphics,
        Self::Files,
        Self::Forms,
        Self::Id,
        Self::Version,
        Self::ContentHash,
        Self::Kills,
    ];

    /// Which of them a story has: what it would lose in a format that does not carry them.
    pub fn of(story: &Story) -> Vec<Self> {
        let has = |feature: &Self| feature.is_in(story);
        Self::ALL.into_iter().filter(has).collect()
    }

    fn is_in(self, story: &Story) -> bool {
        let rights = &story.rights;
        let block = |is: fn(&Block) -> bool| story.body().is_some_and(|body| body.blocks().iter().any(is));
        let span = |is: fn(&Span) -> bool| block_spans(story).any(is);
        match self {
            Self::Language | Self::Slug | Self::Priority | Self::Category => true,
            Self::Standfirst => story.standfirst.is_some(),
            Self::Byline => story.byline.is_some(),
            Self::City => story.dateline.is_some(),
            Self::CityCountry => story.dateline.as_ref().is_some_and(|dateline| dateline.country.is_some()),
            Self::Topics => !story.topics.is_empty(),
            Self::Keywords => !story.keywords.is_empty(),
            Self::Places => !story.places.is_empty(),
            Self::PlaceCountries => story.places.iter().any(|place| place.country.is_some()),
            Self::People => !story.people.is_empty(),
            Self::Organisations => !story.organisations.is_empty(),
            Self::Genre => story.genre.is_some(),
            Self::Created => story.created.is_some(),
            Self::DigitalSource => story.digital_source.is_some(),
            Self::Embargo => story.embargo.is_some(),
            Self::Credit => rights.credit.is_some(),
            Self::Copyright => rights.copyright.is_some(),
            Self::UsageTerms => rights.usage_terms.is_some(),
            Self::Source => rights.source.is_some(),
            Self::Group => story.group.is_some(),
            Self::Related => !story.related.is_empty(),
            Self::Relations => story.related.iter().any(|related| related.rel != Relation::Related),
            Self::EditorsNote => story.editors_note.is_some(),
            Self::Publicity => story.public != Publicity::Rule,
            Self::PublicSummary => story.public_summary.is_some(),
            Self::SummarySource => story.summary_source.is_some(),
            Self::Correction => story.correction.is_some(),
            Self::Emphasis => span(|span| span.em || span.strong),
            Self::Links => span(|span| span.link.is_some()),
            Self::Crossheads => block(|block| matches!(block, Block::Crosshead { .. })),
            Self::Quotes => block(|block| matches!(block, Block::Quote { .. })),
            Self::Speakers => block(|block| matches!(block, Block::Quote { speaker: Some(_), .. })),
            Self::Lists => block(|block| matches!(block, Block::List { .. })),
            Self::Tables => block(|block| matches!(block, Block::Table { .. })),
            Self::BodyPictures => block(|block| matches!(block, Block::Picture { .. })),
            Self::OtherScripts => {
                let latin = |text: &str| text.chars().all(|c| u32::from(c) < 0x100);
                !latin(story.headline.as_str()) || story.body().is_some_and(|body| !latin(&body.plain()))
            }
            Self::Pictures => matches!(story.content, Content::Picture { .. }),
            Self::Videos => matches!(story.content, Content::Video { .. }),
            Self::Graphics => matches!(story.content, Content::Graphic { .. }),
            Self::Files => matches!(story.content, Content::File { .. }),
            Self::Forms => !story.forms().is_empty(),
            Self::Kills => matches!(story.content, Content::Removed { .. }),
            Self::Id | Self::Version | Self::ContentHash => false,
        }
    }

    /// Its name in plain words.
    pub fn name(self) -> &'static str {
        match self {
            Self::Language => "language",
            Self::Slug => "slug",
            Self::Standfirst => "standfirst",
            Self::Byline => "byline",
            Self::City => "city of the dateline",
            Self::CityCountry => "country of that city",
            Self::Priority => "priority",
            Self::Category => "category",
            Self::Topics => "Media Topics",
            Self::Keywords => "keywords",
            Self::Places => "places",
            Self::PlaceCountries => "countries of places",
            Self::People => "people",
            Self::Organisations => "organisations",
            Self::Genre => "genre",
            Self::Created => "date of the content",
            Self::DigitalSource => "digital source type",
            Self::Embargo => "embargo",
            Self::Credit => "credit",
            Self::Copyright => "copyright",
            Self::UsageTerms => "usage terms",
            Self::Source => "source",
            Self::Group => "group",
            Self::Related => "related items",
            Self::Relations => "translation of, derived from",
            Self::EditorsNote => "note to editors",
            Self::Publicity => "public or not",
            Self::PublicSummary => "public summary",
            Self::SummarySource => "digital source type of the public summary",
            Self::Correction => "what was corrected",
            Self::Emphasis => "emphasis",
            Self::Links => "links",
            Self::Crossheads => "crossheads",
            Self::Quotes => "quotes",
            Self::Speakers => "speakers of quotes",
            Self::Lists => "lists",
            Self::Tables => "tables",
            Self::BodyPictures => "pictures in the body",
            Self::OtherScripts => "letters beyond Latin-1",
            Self::Pictures => "pictures",
            Self::Videos => "videos",
            Self::Graphics => "graphics",
            Self::Files => "files",
            Self::Forms => "several forms of one item",
            Self::Id => "id",
            Self::Version => "version",
            Self::ContentHash => "content hash",
            Self::Kills => "holds and kills",
        }
    }
}
