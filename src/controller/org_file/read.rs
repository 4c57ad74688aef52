//! A file from text: strict, with the line of everything that is wrong, and nothing taken from a file that is wrong
//! anywhere.

mod sections;
mod table;

use toml::de::DeTable;

use crate::controller::refusal::{Refusal, RefusalCode, RefusedRow};
use crate::model::shown;

use super::entries::OrgFile;
pub(super) use table::Notes;
use table::bounded;

/// Most bytes of a file: a hundred thousand people, or roles of half as many. Reading takes up to thirty times as much
/// memory; what is larger is refused before it is read to its end.
pub const MOST_BYTES: usize = 16 * 1024 * 1024;

impl OrgFile {
    /// Reads what stands in a file of this name.
    ///
    /// # Errors
    ///
    /// One refusal that lists everything wrong, each with its line; beyond a hundred, their number.
    pub fn read(file: &str, bytes: &[u8]) -> Result<Self, Refusal> {
        let refused = |notes: Notes| refusal(file, notes);
        if bytes.len() > MOST_BYTES {
            return Err(too_long(file));
        }
        let text = match std::str::from_utf8(bytes) {
            Ok(text) => text,
            Err(error) => {
                let mut notes = Notes::of(bytes);
                let at = error.valid_up_to();
                let byte = bytes.get(at).copied().unwrap_or_default();
                let sentence =
                    format!("The byte 0x{byte:02X} is no UTF-8 text; the file may be in another encoding.");
                notes.wrong_at(at, sentence, "Save it as UTF-8.");
                return Err(refused(notes));
            }
        };
        // What some editors put in front.
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        let mut notes = Notes::of(text.as_bytes());
        let table = match DeTable::parse(text) {
            Ok(table) => table,
            Err(error) => {
                let at = error.span().map_or(text.len(), |span| span.start);
                let said = error.message().lines().next().unwrap_or("this cannot be read");
                notes.wrong_at(at, format!("This is not TOML: {}.", bounded(said)), "Correct the line.");
                return Err(refused(notes));
            }
        };
        let read = sections::file(table.get_ref(), &mut notes);
        if notes.is_clean() { Ok(read) } else { Err(refused(notes)) }
    }
}

/// The refusal of a file beyond [`MOST_BYTES`].
pub(super) fn too_long(file: &str) -> Refusal {
    let most = MOST_BYTES >> 20;
    let sentence = format!("{} is longer than {most} MiB, the most of one file.", shown(file));
    let remedy = "Split it by section; rows of larger sections go through the verbs with --from, whole stores through a backup.";
    Refusal::new(RefusalCode::Invalid, sentence, remedy)
}

/// The refusal that lists what was noted, the first by its line in its sentence.
pub(super) fn refusal(file: &str, notes: Notes) -> Refusal {
    let (mut problems, more) = notes.into_problems();
    problems.sort_by_key(|problem| problem.line);
    let Some(first) = problems.first() else {
        return Refusal::new(RefusalCode::Invalid, "The file cannot be read.", "Correct it.");
    };
    let others = problems.len() - 1 + more;
    let others = match others {
        0 => String::new(),
        1 => " 1 more line is wrong.".to_owned(),
        n => format!(" {n} more lines are wrong."),
    };
    let sentence =
        format!("Line {} of {}: {}{others} Nothing was changed.", first.line, shown(file), first.sentence);
    let refusal = Refusal::new(RefusalCode::Invalid, sentence, first.remedy.clone());
    let row = |problem: &table::Problem| RefusedRow {
        row: problem.line,
        record: None,
        code: RefusalCode::Invalid,
        sentence: problem.sentence.clone(),
        remedy: problem.remedy.clone(),
    };
    Refusal { rows: problems.iter().map(row).collect(), ..refusal }
}

#[cfg(test)]
mod tests;
