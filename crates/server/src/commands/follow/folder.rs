//! The folder of a subscriber: a file for each dispatch, and the cursor.
//!
//! Whatever moment it is stopped at: a file is there whole or not at all, and the cursor says no more than what is there.
//! What was done beyond the cursor is done again, with the same result.

use super::{
    event::{Event, File, read_name, safe},
    keyring::Held,
};
use anyhow::{Context, bail, ensure};
use serde::{Deserialize, Serialize};
use std::{
    fs,
    io::{ErrorKind, Write},
    path::{Path, PathBuf},
};

const CURSOR: &str = "cursor.json";
const LOCK: &str = ".lock";
const STOPPED: &str = "stopped";
/// The ending of a file that is not whole yet; its name begins with a dot.
const PART: &str = ".part";

/// How far the folder has come.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Cursor {
    /// The wire that it is of: the name of its oldest key. None before the first look at it.
    pub wire: Option<String>,
    /// What of the wire is followed, as the query of an address.
    pub feed: String,
    /// The event that is held last.
    pub seq: u64,
    /// The hash of that event; none when the folder begins after an event that it never held.
    pub hash: Option<String>,
    /// The feed was looked at up to here; nothing of it lies between `seq` and this.
    pub next: u64,
}

impl Cursor {
    /// From where to ask on.
    pub fn position(&self) -> u64 {
        self.seq.max(self.next)
    }

    /// The event that is held last.
    pub fn held(&self) -> Option<Held<'_>> {
        self.hash.as_deref().map(|hash| Held { seq: self.seq, hash })
    }
}

pub struct Folder {
    dir: PathBuf,
    cursor: Cursor,
    /// Keeps a second follower out; the system lets go of it however this one ends.
    _lock: fs::File,
}

impl Folder {
    /// Opens the folder, or makes it with a cursor at `after`.
    pub fn open(dir: &Path, feed: &str, after: Option<u64>) -> anyhow::Result<Self> {
        let cannot = || format!("{} cannot be used", dir.display());
        fs::create_dir_all(dir.join(STOPPED)).with_context(cannot)?;
        let lock = fs::File::options().create(true).truncate(false).write(true).open(dir.join(LOCK));
        let lock = lock.with_context(cannot)?;
        ensure!(lock.try_lock().is_ok(), "another `tellal follow` writes to {}", dir.display());
        let new = Cursor { wire: None, feed: feed.to_owned(), seq: after.unwrap_or(0), hash: None, next: 0 };
        let cursor = match fs::read(dir.join(CURSOR)) {
            Ok(json) => known(dir, &json, feed, after)?,
            Err(e) if e.kind() == ErrorKind::NotFound => new,
            Err(e) => return Err(e).with_context(cannot),
        };
        let folder = Self { dir: dir.to_owned(), cursor, _lock: lock };
        folder.sweep().with_context(cannot)?;
        Ok(folder)
    }

    pub fn cursor(&self) -> &Cursor {
        &self.cursor
    }

    /// Binds the folder to a wire, the first time.
    pub fn bind(&mut self, wire: &str) {
        self.cursor.wire.get_or_insert_with(|| wire.to_owned());
    }

    /// Writes an event, and moves the cursor to it. A hold or kill first puts away what it forbids.
    pub fn keep(&mut self, event: &Event, file: &File) -> anyhow::Result<()> {
        if event.act.stops() {
            self.stop_before(event)?;
        }
        self.write(&file.name, &file.bytes)?;
        self.move_to(Cursor { seq: event.seq, hash: Some(event.hash.clone()), ..self.cursor.clone() })
    }

    /// Notes that the feed was looked at up to `next`.
    pub fn looked(&mut self, next: u64) -> anyhow::Result<()> {
        if next <= self.cursor.position() {
            return Ok(());
        }
        self.move_to(Cursor { next, ..self.cursor.clone() })
    }

    fn move_to(&mut self, cursor: Cursor) -> anyhow::Result<()> {
        let json = serde_json::to_string(&cursor).context("a cursor has a JSON form")? + "\n";
        self.write(CURSOR, json.as_bytes())?;
        self.cursor = cursor;
        Ok(())
    }

    /// Writes a file whole or not at all, and so that it stands after a power loss.
    fn write(&self, name: &str, bytes: &[u8]) -> anyhow::Result<()> {
        let whole = self.dir.join(name);
        let part = self.dir.join(format!(".{name}{PART}"));
        let written = || -> std::io::Result<()> {
            let mut file = fs::File::create(&part)?;
            file.write_all(bytes)?;
            file.sync_all()?;
            fs::rename(&part, &whole)?;
            sync(&self.dir)
        };
        written().with_context(|| format!("{} cannot be written", whole.display()))
    }

    /// Puts away the files of all versions of the item that came before this event.
    pub fn stop_before(&self, event: &Event) -> anyhow::Result<()> {
        let stopped = self.put_away(event);
        stopped.with_context(|| format!("{} stops {}, which could not be put away", event.seq, event.item))
    }

    fn put_away(&self, event: &Event) -> std::io::Result<()> {
        let item = safe(&event.item);
        let mut moved = false;
        for entry in fs::read_dir(&self.dir)? {
            let entry = entry?;
            let name = entry.file_name();
            let earlier = name.to_str().and_then(read_name).is_some_and(|(seq, of)| of == item && seq < event.seq);
            if earlier {
                fs::rename(entry.path(), self.dir.join(STOPPED).join(&name))?;
                moved = true;
            }
        }
        if moved {
            sync(&self.dir.join(STOPPED))?;
            sync(&self.dir)?;
        }
        Ok(())
    }

    /// Takes away what an earlier run began to write.
    fn sweep(&self) -> std::io::Result<()> {
        for entry in fs::read_dir(&self.dir)? {
            let entry = entry?;
            let begun = entry.file_name().to_str().is_some_and(|name| name.starts_with('.') && name.ends_with(PART));
            if begun {
                fs::remove_file(entry.path())?;
            }
        }
        Ok(())
    }
}

/// The cursor of a folder that was begun before.
fn known(dir: &Path, json: &[u8], feed: &str, after: Option<u64>) -> anyhow::Result<Cursor> {
    let place = dir.join(CURSOR);
    let cursor: Cursor =
        serde_json::from_slice(json).with_context(|| format!("{} is not a cursor", place.display()))?;
    let said = |feed: &str| if feed.is_empty() { "everything as json".to_owned() } else { format!("`{feed}`") };
    if cursor.feed != feed {
        bail!("{} holds {}, not {}: take another folder", dir.display(), said(&cursor.feed), said(feed));
    }
    if after.is_some() {
        bail!("{} is at {} already: `--after` is for a new folder", dir.display(), cursor.seq);
    }
    Ok(cursor)
}

/// Makes the names in a folder stand after a power loss.
fn sync(dir: &Path) -> std::io::Result<()> {
    fs::File::open(dir)?.sync_all()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{cli::Form, commands::follow::keyring::tests::event};
    use serde_json::json;
    use tempfile::TempDir;

    fn one(seq: u64, act: &str, item: u32, version: u32) -> Event {
        let mut whole = event(seq, seq - 1);
        whole["act"] = json!(act);
        whole["item"] = json!(format!("tel:text:20260901:{item}"));
        whole["version"] = json!(version);
        Event::of(whole).unwrap()
    }

    fn keep(folder: &mut Folder, event: &Event) {
        folder.keep(event, &event.file(Form::Json).unwrap()).unwrap();
    }

    fn names(dir: &Path) -> Vec<String> {
        let mut names: Vec<String> =
            fs::read_dir(dir).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
        names.sort();
        names
    }

    fn open(dir: &TempDir) -> Folder {
        Folder::open(dir.path(), "", None).unwrap()
    }

    #[test]
    fn the_cursor_outlives_the_follower() {
        let dir = tempfile::tempdir().unwrap();
        let mut folder = open(&dir);
        assert_eq!((folder.cursor().seq, folder.cursor().held()), (0, None));
        folder.bind("a1");
        let first = one(3, "release", 1, 1);
        keep(&mut folder, &first);
        folder.looked(9).unwrap();
        folder.looked(5).unwrap();
        let cursor = folder.cursor().clone();
        assert_eq!((cursor.position(), cursor.held()), (9, Some(Held { seq: 3, hash: &first.hash })));
        assert!(Folder::open(dir.path(), "", None).is_err(), "one follower at a time");
        drop(folder);
        assert_eq!(open(&dir).cursor(), &cursor);
        let other = Folder::open(dir.path(), "format=text", None).err().unwrap().to_string();
        assert!(other.contains("everything as json, not `format=text`"), "{other}");
        let again = Folder::open(dir.path(), "", Some(3)).err().unwrap().to_string();
        assert!(again.contains("--after"), "{again}");
    }

    #[test]
    fn what_is_stopped_is_put_away_with_all_its_versions_and_nothing_else() {
        let dir = tempfile::tempdir().unwrap();
        let mut folder = open(&dir);
        fs::write(dir.path().join("notes.txt"), "mine").unwrap();
        for event in [one(1, "release", 1, 1), one(2, "release", 11, 1), one(3, "update", 1, 2)] {
            keep(&mut folder, &event);
        }
        let kill = one(4, "kill", 1, 3);
        keep(&mut folder, &kill);
        let left = [
            ".lock",
            "0000000002-release-tel-text-20260901-11-v1.json",
            "0000000004-kill-tel-text-20260901-1-v3.json",
            "cursor.json",
            "notes.txt",
            "stopped",
        ];
        let stopped =
            ["0000000001-release-tel-text-20260901-1-v1.json", "0000000003-update-tel-text-20260901-1-v2.json"];
        assert_eq!(
            (names(dir.path()), names(&dir.path().join("stopped"))),
            (left.map(String::from).into(), stopped.map(String::from).into())
        );
        // Killed before the cursor was written: it is done again.
        keep(&mut folder, &kill);
        assert_eq!(
            (names(dir.path()), names(&dir.path().join("stopped"))),
            (left.map(String::from).into(), stopped.map(String::from).into())
        );
    }

    #[test]
    fn what_an_earlier_run_began_is_swept_and_a_broken_cursor_is_not_guessed_at() {
        let dir = tempfile::tempdir().unwrap();
        drop(open(&dir));
        fs::write(dir.path().join(".0000000001-release-x-v1.json.part"), "{").unwrap();
        fs::write(dir.path().join(".of-mine"), "stays").unwrap();
        drop(open(&dir));
        assert_eq!(names(dir.path()), [".lock", ".of-mine", "stopped"]);
        fs::write(dir.path().join("cursor.json"), "{\"seq\":").unwrap();
        assert!(Folder::open(dir.path(), "", None).is_err());
    }
}
