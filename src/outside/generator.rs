//! Work done by a child process of the same program, which says on its standard output how far it is.
//!
//! The memory of the work goes with the child; what it has to say goes to the standard error that both share.

use std::ffi::OsString;
use std::io::{self, BufRead, BufReader};
use std::process::{Command, ExitStatus, Stdio};

/// Runs this program with these arguments; `progress` hears each line of the form `DONE ALL`. Ends when the child has.
///
/// Ctrl+C reaches both, for they share the terminal; a child whose listener is gone fails at its next line.
pub fn run_self(arguments: &[OsString], progress: &mut dyn FnMut(u64, u64)) -> io::Result<ExitStatus> {
    let mut child = Command::new(std::env::current_exe()?)
        .args(arguments)
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .spawn()?;
    if let Some(out) = child.stdout.take() {
        for line in BufReader::new(out).lines() {
            if let Some((done, all)) = numbers(&line?) {
                progress(done, all);
            }
        }
    }
    child.wait()
}

fn numbers(line: &str) -> Option<(u64, u64)> {
    let (done, all) = line.split_once(' ')?;
    Some((done.parse().ok()?, all.parse().ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_lines_of_two_numbers_are_progress() {
        assert_eq!(numbers("2000 11005"), Some((2_000, 11_005)));
        for line in ["", "2000", "a b", "1 2 3", "-1 2"] {
            assert_eq!(numbers(line), None, "{line}");
        }
    }
}
