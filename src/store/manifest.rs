//! The small file beside the data that says what store this is and what it held when it was last closed.
//!
//! With it a store whose data went missing is told from a first run, and a data file that nobody touched since it was
//! closed from one that a crash, a copy or a failing disk changed. Plain text, so that a person can read it.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::io;
use std::os::unix::fs::MetadataExt;
use std::path::Path;

use serde::Deserialize;

use super::files::{DATA, JOURNAL, MANIFEST, MANIFEST_NEW, replace_file};
use crate::controller::port::StoreInfo;
use crate::model::{Kind, Position, Timestamp, shown};

/// What the file says.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub(super) struct Manifest {
    /// The store's identifier, 32 hexadecimal digits.
    pub(super) store: String,
    /// The schema of the store.
    pub(super) schema: u32,
    /// When the store was created.
    pub(super) created: Timestamp,
    /// Whether the creation came to its end. Until then nothing in the store has been promised to anybody.
    pub(super) complete: bool,
    /// The last audit entry when the store was created or last closed.
    pub(super) head: Position,
    /// The records of each kind at that moment, by the kind's word.
    pub(super) records: BTreeMap<String, u64>,
    /// The directory of the data: a compaction goes on with another.
    #[serde(default = "first_data")]
    pub(super) data: String,
    /// The journal in use; absent in a store from before there was one.
    #[serde(default)]
    pub(super) journal: Option<String>,
    /// The data file as it was left; absent while the store is new.
    #[serde(default)]
    pub(super) closed: Option<Stamp>,
    /// The journal as it was left.
    #[serde(default)]
    pub(super) ended: Option<Ended>,
}

/// The name of a store's first directory of data.
pub(super) fn first_data() -> String {
    DATA.to_owned()
}

/// The name of a store's first journal.
pub(super) fn first_journal() -> String {
    JOURNAL.to_owned()
}

/// Whether a store may keep its data under this name: `data`, `data-2`, `data-3` and so on.
pub(super) fn is_data(name: &str) -> bool {
    is_numbered(DATA, name)
}

/// Whether a store may keep its journal under this name: `journal`, `journal-2`, `journal-3` and so on.
pub(super) fn is_journal(name: &str) -> bool {
    is_numbered(JOURNAL, name)
}

fn is_numbered(first: &str, name: &str) -> bool {
    match name.strip_prefix(first) {
        Some("") => true,
        Some(rest) => rest
            .strip_prefix('-')
            .is_some_and(|n| !n.is_empty() && n.len() <= 9 && n.bytes().all(|digit| digit.is_ascii_digit())),
        None => false,
    }
}

/// The name of the directory that a compaction goes on with.
pub(super) fn next_data(name: &str) -> String {
    next(DATA, name)
}

/// The name of the journal after this one.
pub(super) fn next_journal(name: &str) -> String {
    next(JOURNAL, name)
}

fn next(first: &str, name: &str) -> String {
    let number = name.rsplit_once('-').and_then(|(_, n)| n.parse::<u32>().ok()).unwrap_or(1);
    let next = if number >= 999_999_999 { 2 } else { number + 1 };
    format!("{first}-{next}")
}

/// How a journal was left.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
pub(super) struct Ended {
    /// Where its last frame ends, in bytes.
    pub(super) offset: u64,
    /// The check that the next frame continues.
    pub(super) check: u32,
    /// The last entry in it.
    pub(super) last: Position,
    /// Its file.
    #[serde(flatten)]
    pub(super) stamp: Stamp,
}

/// How to recognize a data file that nobody touched.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
pub(super) struct Stamp {
    /// Its length in bytes.
    pub(super) length: u64,
    /// When it was last written to: seconds since 1970.
    pub(super) seconds: i64,
    /// And the nanoseconds of that.
    pub(super) nanoseconds: i64,
}

impl Stamp {
    /// The stamp of a file as it is.
    pub(super) fn of(path: &Path) -> io::Result<Self> {
        let data = fs::metadata(path)?;
        Ok(Self { length: data.len(), seconds: data.mtime(), nanoseconds: data.mtime_nsec() })
    }
}

impl Manifest {
    /// What to say about a store that stands so.
    pub(super) fn of(
        info: &StoreInfo,
        schema: u32,
        complete: bool,
        closed: Option<Stamp>,
        data: &str,
    ) -> Self {
        let records = Kind::ALL.iter().zip(info.counts).map(|(kind, n)| (kind.word().to_owned(), n));
        Self {
            store: info.id.clone(),
            schema,
            created: info.created,
            complete,
            head: info.head,
            records: records.collect(),
            data: data.to_owned(),
            journal: None,
            closed,
            ended: None,
        }
    }

    /// The same with this journal.
    pub(super) fn naming(self, journal: &str) -> Self {
        Self { journal: Some(journal.to_owned()), ..self }
    }

    /// The same with a journal that was left so.
    pub(super) fn ending(self, ended: Option<Ended>) -> Self {
        Self { ended, ..self }
    }

    /// Reads the file of a store; `None` if there is none that can be read.
    pub(super) fn read(directory: &Path) -> Option<Self> {
        fs::read_to_string(directory.join(MANIFEST)).ok().and_then(|text| Self::parse(&text).ok())
    }

    /// Reads the file; the error of a text that is none of ours says why.
    pub(super) fn parse(text: &str) -> Result<Self, String> {
        #[derive(Deserialize)]
        struct SchemaOnly {
            schema: u32,
        }
        match toml::from_str::<Self>(text) {
            Ok(manifest) if manifest.journal.as_deref().is_some_and(|name| !is_journal(name)) => {
                Err("it names no journal that a store may have".to_owned())
            }
            Ok(manifest) if is_data(&manifest.data) => Ok(manifest),
            Ok(manifest) => Err(format!("“{}” is no name of a directory of data", shown(&manifest.data))),
            // A newer program may say more, or say it differently; its schema is what matters then.
            Err(error) => match toml::from_str::<SchemaOnly>(text) {
                Ok(SchemaOnly { schema }) if schema > super::reader::SCHEMA => Ok(Self::unreadable(schema)),
                _ => Err(error.message().trim_end_matches('.').to_owned()),
            },
        }
    }

    fn unreadable(schema: u32) -> Self {
        Self {
            store: String::new(),
            schema,
            created: Timestamp::default(),
            complete: true,
            head: Position::NONE,
            records: BTreeMap::new(),
            data: first_data(),
            journal: None,
            closed: None,
            ended: None,
        }
    }

    /// Writes the file, durably.
    pub(super) fn write(&self, directory: &Path) -> io::Result<()> {
        replace_file(directory, MANIFEST, MANIFEST_NEW, self.text().as_bytes())
    }

    fn text(&self) -> String {
        let Self { store, schema, created, complete, head, records, data, journal, closed, ended } = self;
        let mut text = format!(
            "# Written by orgadm beside its data; by this a damaged store is told from a new one. Do not edit.\n\
             schema = {schema}\nstore = \"{store}\"\ncreated = {}\ncomplete = {complete}\nhead = {head}\ndata = \"{data}\"\n",
            created.0
        );
        if let Some(journal) = journal {
            let _infallible = writeln!(text, "journal = \"{journal}\"");
        }
        text.push_str("\n[records]\n");
        for (kind, n) in records {
            let _infallible = writeln!(text, "\"{kind}\" = {n}");
        }
        if let Some(Stamp { length, seconds, nanoseconds }) = closed {
            let _infallible = write!(
                text,
                "\n[closed]\nlength = {length}\nseconds = {seconds}\nnanoseconds = {nanoseconds}\n"
            );
        }
        if let Some(Ended { offset, check, last, stamp: Stamp { length, seconds, nanoseconds } }) = ended {
            let _infallible = write!(
                text,
                "\n[ended]\noffset = {offset}\ncheck = {check}\nlast = {last}\n\
                 length = {length}\nseconds = {seconds}\nnanoseconds = {nanoseconds}\n"
            );
        }
        text
    }

    /// How many records there were.
    pub(super) fn record_count(&self) -> u64 {
        self.records.values().sum()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn manifest() -> Manifest {
        Manifest {
            store: "00112233445566778899aabbccddeeff".into(),
            schema: 1,
            created: Timestamp(1_795_489_783_123),
            complete: true,
            head: Position(17),
            records: [("user".to_owned(), 3), ("organization name".to_owned(), 1)].into(),
            data: "data-2".into(),
            journal: Some("journal-4".into()),
            closed: Some(Stamp { length: 524_288, seconds: 1_795_489_784, nanoseconds: 5 }),
            ended: Some(Ended {
                offset: 4_711,
                check: u32::MAX,
                last: Position(17),
                stamp: Stamp { length: 65_600, seconds: 1_795_489_784, nanoseconds: 4 },
            }),
        }
    }

    #[test]
    fn what_is_written_is_read() {
        for closed in [manifest().closed, None] {
            let written = Manifest { closed, ..manifest() };
            assert_eq!(Manifest::parse(&written.text()), Ok(written));
        }
        let before = Manifest { journal: None, ended: None, ..manifest() };
        assert_eq!(Manifest::parse(&before.text()), Ok(before), "from before there was a journal");
        let dir = tempfile::tempdir().expect("dir");
        manifest().write(dir.path()).expect("written");
        let text = fs::read_to_string(dir.path().join(MANIFEST)).expect("there");
        assert_eq!(Manifest::parse(&text), Ok(manifest()));
    }

    #[test]
    fn a_newer_manifest_tells_its_schema_and_nonsense_is_refused() {
        assert_eq!(Manifest::parse("schema = 9\nshards = 4\n").map(|m| m.schema), Ok(9));
        assert!(Manifest::parse("schema = 1\n").is_err());
        assert!(Manifest::parse("").is_err());
        assert!(Manifest::parse("\u{0}\u{1}").is_err());
    }

    #[test]
    fn a_manifest_names_its_directory_and_none_outside() {
        let text = manifest().text();
        let without = text.replace("data = \"data-2\"\n", "");
        assert_ne!(without, text);
        assert_eq!(
            Manifest::parse(&without).map(|m| m.data),
            Ok("data".to_owned()),
            "from before there was one"
        );
        for wrong in ["", "data-", "data-x", "../data", "data-2/..", "rehearsal", "data-0000000001"] {
            let text = text.replace("data-2", wrong);
            assert!(Manifest::parse(&text).is_err(), "{wrong}");
        }
        for wrong in ["", "journal-", "../journal", "data", "journal.new"] {
            let text = manifest().text().replace("journal-4", wrong);
            assert!(Manifest::parse(&text).is_err(), "{wrong}");
        }
        assert_eq!(next_journal(&first_journal()), "journal-2");
        let mut name = "data".to_owned();
        for wanted in ["data-2", "data-3"] {
            name = next_data(&name);
            assert_eq!(name, wanted);
        }
        assert_eq!(next_data("data-999999999"), "data-2");
    }

    #[test]
    fn a_stamp_notices_a_cut() {
        let dir = tempfile::tempdir().expect("dir");
        let path = dir.path().join("db");
        fs::write(&path, [0; 100]).expect("written");
        let before = Stamp::of(&path).expect("there");
        assert_eq!(Stamp::of(&path).expect("there"), before);
        fs::OpenOptions::new().write(true).open(&path).and_then(|f| f.set_len(50)).expect("cut");
        assert_ne!(Stamp::of(&path).expect("there"), before);
    }
}
