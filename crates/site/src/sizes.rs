//! How wide pictures stand on the pages, so that browsers choose a file before they know the style sheet (`sizes` of HTML
//! §4.8.4.2). The numbers are those of `assets/site.css`; a wrong one costs bytes or sharpness, and nothing else.

/// A width for each place that pictures stand in.
pub(crate) struct Sizes {
    /// The lead of the front page.
    pub lead: &'static str,
    /// The story below it that has its width.
    pub wide: &'static str,
    /// The others on top of the front page.
    pub top: &'static str,
    /// The first of a section's block.
    pub block: &'static str,
    /// The first of a list.
    pub head: &'static str,
    /// The others.
    pub item: &'static str,
    /// On a story's own page, and in a series.
    pub figure: &'static str,
    /// Below a story.
    pub further: &'static str,
    /// Among picture stories.
    pub gallery: &'static str,
    /// Beside what was found.
    pub thumb: &'static str,
}

pub(crate) static SIZES: Sizes = Sizes {
    lead: "(min-width: 87em) 632px, (min-width: 68em) 46vw, 94vw",
    wide: "(min-width: 87em) 632px, (min-width: 68em) 46vw, (min-width: 44em) 93vw, 110px",
    top: "(min-width: 87em) 310px, (min-width: 68em) 23vw, (min-width: 44em) 46vw, 110px",
    block: "(min-width: 87em) 320px, (min-width: 68em) 25vw, (min-width: 44em) 46vw, 94vw",
    head: "(min-width: 87em) 760px, (min-width: 44em) 55vw, 110px",
    item: "(min-width: 87em) 320px, (min-width: 68em) 25vw, (min-width: 44em) 46vw, 110px",
    figure: "(min-width: 60em) 901px, (min-width: 47em) 697px, 94vw",
    further: "(min-width: 87em) 412px, (min-width: 44em) 30vw, 110px",
    gallery: "(min-width: 87em) 310px, (min-width: 60em) 31vw, (min-width: 40em) 46vw, 94vw",
    thumb: "170px",
};
