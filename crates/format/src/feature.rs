//! What a story can say, so that each format can tell what of it gets lost.

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
    /// The note to editors.
    EditorsNote,
    /// Whether the public site may show it.
    Publicity,
    /// The public summary.
    PublicSummary,
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
    pub const ALL: [Self; 46] = [
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
        Self::EditorsNote,
        Self::Publicity,
        Self::PublicSummary,
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
            Self::EditorsNote => "note to editors",
            Self::Publicity => "public or not",
            Self::PublicSummary => "public summary",
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
