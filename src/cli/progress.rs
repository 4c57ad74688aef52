//! A bar for work that takes long, drawn over itself on a terminal.

use crate::controller::port::StoreError;

use super::exit::Failure;
use super::io::Io;

/// Columns of the bar.
const WIDE: u64 = 30;

/// The line, beginning with a return to the first column: `[######----]  430,000 of 1,100,000 records`.
pub fn bar(done: u64, all: u64, what: &str) -> String {
    let full = (done.min(all) * WIDE).checked_div(all).unwrap_or(WIDE);
    let (full, rest) = (usize::try_from(full).unwrap_or(0), usize::try_from(WIDE - full).unwrap_or(0));
    format!("\r[{}{}]  {} of {} {what}", "#".repeat(full), "-".repeat(rest), grouped(done), grouped(all))
}

/// Hears how much is done, and how much there is.
type Progress<'a> = &'a mut dyn FnMut(u64, u64);

/// Does long work on the store, with a bar where somebody looks on.
pub(super) fn shown<T>(
    io: &mut Io<'_>,
    work: &mut dyn FnMut(Progress<'_>) -> Result<T, StoreError>,
) -> Result<T, Failure> {
    let (shows, err) = (io.interactive, &mut *io.err);
    let mut drawn = false;
    let done = work(&mut |done, all| {
        if shows {
            // A stream for messages that is gone is nobody to tell.
            let _ = write!(err, "{}", bar(done, all, "rows")).and_then(|()| err.flush());
            drawn = true;
        }
    });
    if drawn {
        writeln!(io.err)?;
    }
    Ok(done?)
}

fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut out = String::new();
    for (n, digit) in digits.chars().enumerate() {
        if n > 0 && (digits.len() - n).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_bar_fills_and_never_overflows() {
        assert_eq!(bar(0, 4, "records"), format!("\r[{}]  0 of 4 records", "-".repeat(30)));
        assert!(bar(1_000_000, 1_100_005, "records").contains("###---]  1,000,000 of 1,100,005"));
        assert_eq!(bar(9, 4, "x"), format!("\r[{}]  9 of 4 x", "#".repeat(30)));
        assert!(bar(0, 0, "x").contains(&"#".repeat(30)));
    }
}
