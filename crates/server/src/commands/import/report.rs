//! What became of every entry, for the operator.

use crate::print::{complain, tell};
use anyhow::Context;
use desk::FiledAs;
use std::{
    fs::File,
    io::{BufWriter, Write},
    path::Path,
    time::Duration,
};

/// Refused entries that are printed one by one; all of them stand in the file of `--report`.
const PRINTED_MAX: u64 = 20;

/// Counts, and the list of what was refused.
pub struct Report {
    file: Option<BufWriter<File>>,
    /// Repairs are told one by one.
    explain: bool,
    sent: u64,
    scheduled: u64,
    drafts: u64,
    known: u64,
    repaired: u64,
    /// Entries that were refused.
    pub refused: u64,
}

impl Report {
    /// Begins a report, in a file as well if one is named.
    pub fn new(file: Option<&Path>, explain: bool) -> anyhow::Result<Self> {
        let open = |path: &Path| {
            File::create(path).map(BufWriter::new).with_context(|| format!("{} cannot be written", path.display()))
        };
        let file = file.map(open).transpose()?;
        Ok(Self { file, explain, sent: 0, scheduled: 0, drafts: 0, known: 0, repaired: 0, refused: 0 })
    }

    /// An entry that was refused.
    pub fn refuse(&mut self, place: &str, why: &str) -> std::io::Result<()> {
        self.refused += 1;
        if self.refused <= PRINTED_MAX {
            complain!("refused  {place}: {why}");
        } else if self.refused == PRINTED_MAX + 1 && self.file.is_none() {
            complain!("refused  more; --report FILE lists them all");
        }
        self.write("refused", place, why)
    }

    /// Something that was repaired on the way in.
    pub fn repair(&mut self, place: &str, what: &str) -> std::io::Result<()> {
        self.repaired += 1;
        if self.explain {
            complain!("repaired {place}: {what}");
        }
        self.write("repaired", place, what)
    }

    /// What the desk did with an entry.
    pub fn count(&mut self, place: &str, outcome: &FiledAs) -> std::io::Result<()> {
        match outcome {
            FiledAs::Sent(..) => self.sent += 1,
            FiledAs::Scheduled(..) => self.scheduled += 1,
            FiledAs::Draft(_) => self.drafts += 1,
            FiledAs::Known => self.known += 1,
            FiledAs::Refused(faults) => {
                let faults: Vec<String> = faults.iter().map(ToString::to_string).collect();
                self.refuse(place, &faults.join("; "))?;
            }
        }
        Ok(())
    }

    /// The counts so far, for the progress bar.
    pub fn line(&self) -> String {
        format!("{} filed, {} known, {} refused", self.filed(), self.known, self.refused)
    }

    /// Writes the end of the report.
    pub fn finish(&mut self, took: Duration) -> std::io::Result<()> {
        if let Some(file) = &mut self.file {
            file.flush()?;
        }
        #[expect(clippy::cast_precision_loss, reason = "a rate for people to read")]
        let rate = self.filed() as f64 / took.as_secs_f64().max(0.001);
        tell!(
            "{} released, {} scheduled, {} drafts, {} known before, {} refused, {} repairs; {:.1} s, {rate:.0} stories/s",
            self.sent,
            self.scheduled,
            self.drafts,
            self.known,
            self.refused,
            self.repaired,
            took.as_secs_f64(),
        )?;
        Ok(())
    }

    fn filed(&self) -> u64 {
        self.sent + self.scheduled + self.drafts
    }

    fn write(&mut self, what: &str, place: &str, why: &str) -> std::io::Result<()> {
        self.file.as_mut().map_or(Ok(()), |file| writeln!(file, "{what}\t{place}\t{why}"))
    }
}
