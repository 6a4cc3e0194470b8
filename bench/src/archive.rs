//! An agency with 20,000 stories, made once in a run.

use crate::{
    agency::{Place, head},
    child::{Memory, Running},
    generated::{CORPUS_STORIES, write_corpus},
};
use anyhow::{Result, ensure};
use std::{path::PathBuf, time::Duration};

/// An agency with [`CORPUS_STORIES`] stories on its wire, indexed and on its site.
pub struct Archive {
    /// Its data folder.
    pub data: PathBuf,
    /// How long its first start took, with everything still to be indexed.
    pub first_ready: Duration,
    /// How long after its first start everything was indexed.
    pub settled: Duration,
    /// What it held in memory when it had become quiet after that.
    pub memory: Memory,
}

impl Archive {
    /// Imports generated stories, serves them once until everything is indexed, and stops.
    pub fn prepare(place: &Place) -> Result<Self> {
        Self::of(place, "archive", CORPUS_STORIES)
    }

    /// The same in a folder of this name, with so many stories.
    pub fn of(place: &Place, name: &str, stories: u64) -> Result<Self> {
        let corpus = place.dir().join(format!("{name}.jsonl.gz"));
        write_corpus(&corpus, stories)?;
        let data = place.empty_agency(name)?;
        let mut import = place.command()?;
        import.arg("--data").arg(&data).arg("import").arg(&corpus).arg("--release");
        Running::start(import, &place.log())?.measure(&[0])?;
        let found = head(&data)?;
        ensure!(found == stories, "{found} of {stories} generated stories are on the wire");
        let server = place.serve(&data)?;
        let (settled, memory) = server.settle()?;
        let first_ready = server.ready;
        server.stop()?;
        Ok(Self { data, first_ready, settled, memory })
    }
}
