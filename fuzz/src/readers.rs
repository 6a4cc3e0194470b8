//! One target for each reader.

use crate::samples::{Change, changed, samples};
use format::{Defaults, Format};
use story::{Agency, AgencyCode, CategoryId, Lang, Priority};

/// Tries of each target in one run of the tests.
const TRIES: usize = 1_500;

/// Bytes against one reader: changed samples, and bytes that nobody wrote.
fn read(name: &str, folders: &[&str]) {
    let format: Format = name.parse().expect("a format");
    let agency = Agency::new(AgencyCode::new("tel").expect("a code"), "TEL", "Tellal News Agency");
    let defaults = Defaults {
        language: Lang::new("en").expect("a language"),
        category: CategoryId(1),
        priority: Priority::Routine,
    };
    let samples = samples(folders);
    let try_one = |bytes: &[u8]| match format.read(bytes, &agency, &defaults) {
        Ok(stories) => assert!(!stories.is_empty(), "a document that is read holds a story"),
        Err(refused) => assert!(!refused.to_string().is_empty()),
    };
    samples.iter().for_each(|sample| try_one(sample));
    bolero::check!().with_iterations(TRIES).with_type::<(u16, Vec<Change>)>().for_each(|(n, changes)| {
        try_one(&changed(&samples[usize::from(*n) % samples.len()], changes));
    });
    bolero::check!().with_iterations(TRIES).for_each(try_one);
}

macro_rules! targets {
    ($($name:ident: $format:literal, $folders:expr;)*) => {$(
        #[test]
        fn $name() {
            read($format, &$folders);
        }
    )*};
}

targets! {
    markdown: "markdown", ["golden"];
}
