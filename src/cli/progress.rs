//! A bar for work that takes long, drawn over itself on a terminal.

use std::io::Write;
use std::time::{Duration, Instant};

use crate::controller::port::StoreError;

use super::exit::Failure;
use super::io::Io;

/// Columns of the bar.
const WIDE: u64 = 30;

/// Between two pictures of a bar: nobody sees more, and a slow connection carries each of them.
const INTERVAL: Duration = Duration::from_millis(50);

/// The line, beginning with a return to the first column: `[######----]  430,000 of 1,100,000 records`.
pub fn bar(done: u64, all: u64, what: &str) -> String {
    let full = (done.min(all) * WIDE).checked_div(all).unwrap_or(WIDE);
    let (full, rest) = (usize::try_from(full).unwrap_or(0), usize::try_from(WIDE - full).unwrap_or(0));
    format!("\r[{}{}]  {} of {} {what}", "#".repeat(full), "-".repeat(rest), grouped(done), grouped(all))
}

/// A bar on the stream for messages, where somebody looks on; the line ends when this goes.
pub struct Bar<'a> {
    to: Option<&'a mut dyn Write>,
    what: &'static str,
    drawn: Option<Instant>,
    /// The line that is yet to be drawn.
    next: Option<String>,
}

impl std::fmt::Debug for Bar<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Bar").field("what", &self.what).field("next", &self.next).finish_non_exhaustive()
    }
}

impl<'a> Bar<'a> {
    /// For things of this kind, drawn if it `shows`.
    pub fn new(err: &'a mut dyn Write, shows: bool, what: &'static str) -> Self {
        Self { to: shows.then_some(err), what, drawn: None, next: None }
    }

    /// Goes on with things of this kind; others than before are on a line of their own.
    pub(super) fn step(&mut self, what: &'static str, done: u64, all: u64) {
        if what != self.what {
            self.end();
            self.what = what;
        }
        match all {
            0 => self.count(done),
            all => self.show(done, all),
        }
    }

    /// Draws how much is done, where nobody knows how much there is.
    pub fn count(&mut self, done: u64) {
        self.draw(|what| format!("\r{done} {what}"));
    }

    /// Draws how much is done, and how much there is.
    pub(super) fn show(&mut self, done: u64, all: u64) {
        self.draw(|what| bar(done, all, what));
    }

    fn draw(&mut self, line: impl FnOnce(&str) -> String) {
        if self.to.is_some() {
            self.next = Some(line(self.what));
            if self.drawn.is_none_or(|at| at.elapsed() >= INTERVAL) {
                self.put();
            }
        }
    }

    fn put(&mut self) {
        if let (Some(to), Some(line)) = (&mut self.to, self.next.take()) {
            // A stream for messages that is gone is nobody to tell.
            let _ = write!(to, "{line}").and_then(|()| to.flush());
            self.drawn = Some(Instant::now());
        }
    }

    fn end(&mut self) {
        // However fast it went, the last of it stays on the screen.
        self.put();
        if let Some(to) = self.to.as_mut().filter(|_| self.drawn.is_some()) {
            let _ = writeln!(to);
        }
        self.drawn = None;
    }
}

impl Drop for Bar<'_> {
    fn drop(&mut self) {
        self.end();
    }
}

/// Hears how much is done, and how much there is.
type Progress<'a> = &'a mut dyn FnMut(u64, u64);

/// Does long work on the store, with a bar where somebody looks on.
pub(super) fn shown<T>(
    io: &mut Io<'_>,
    work: &mut dyn FnMut(Progress<'_>) -> Result<T, StoreError>,
) -> Result<T, Failure> {
    let mut bar = Bar::new(&mut *io.err, io.interactive, "rows");
    Ok(work(&mut |done, all| bar.show(done, all))?)
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
    fn it_is_drawn_now_and_then_and_the_last_of_it_always() {
        let mut out = Vec::new();
        let mut shown = Bar::new(&mut out, true, "rows");
        (0..=1_000).for_each(|done| shown.step("rows", done, 1_000));
        shown.step("entries", 7, 0);
        drop(shown);
        let out = String::from_utf8(out).expect("text");
        let times = out.matches('\r').count();
        assert!(times < 500, "{times}");
        assert!(out.starts_with(&bar(0, 1_000, "rows")), "{out}");
        assert!(out.ends_with(&format!("{}\n\r7 entries\n", bar(1_000, 1_000, "rows"))), "{out}");
        let mut out = Vec::new();
        Bar::new(&mut out, false, "rows").show(1, 2);
        assert_eq!(out, b"", "nobody looks on");
    }

    #[test]
    fn the_bar_fills_and_never_overflows() {
        assert_eq!(bar(0, 4, "records"), format!("\r[{}]  0 of 4 records", "-".repeat(30)));
        assert!(bar(1_000_000, 1_100_005, "records").contains("###---]  1,000,000 of 1,100,005"));
        assert_eq!(bar(9, 4, "x"), format!("\r[{}]  9 of 4 x", "#".repeat(30)));
        assert!(bar(0, 0, "x").contains(&"#".repeat(30)));
    }
}
