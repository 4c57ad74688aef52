//! Texts of letters that somebody wrote for themselves: a file a letter, in a directory of the configuration.

use std::collections::BTreeMap;
use std::path::Path;

use crate::controller::port::LetterTexts;
use crate::outside::files;

/// Most bytes of one text.
const MOST: u64 = 16 * 1024;

/// Reads those that are there of `NAME.txt`; each is held to `check`.
///
/// # Errors
///
/// A file that cannot be read, or whose text is not what it must be, as a sentence.
pub fn texts(
    directory: Option<&Path>,
    names: &[&str],
    check: &dyn Fn(&str, &str) -> Result<(), String>,
) -> Result<LetterTexts, String> {
    let mut found = BTreeMap::new();
    for name in names.iter().filter(|_| directory.is_some()) {
        let file = directory.unwrap_or(Path::new("/")).join(format!("{name}.txt"));
        let wrong = |why: String| format!("The letter {}: {why}.", file.display());
        let Some(text) = files::read(&file, MOST).map_err(|error| wrong(error.to_string()))? else {
            continue;
        };
        let text = text.replace("\r\n", "\n");
        check(name, &text).map_err(wrong)?;
        found.insert((*name).to_owned(), text);
    }
    Ok(LetterTexts(found))
}
