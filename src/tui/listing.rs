//! The keys that every list, and every page of text, shares.

use super::dialog::{Choice, Item};
use super::keymap::Act;
use super::list::{Column, List, Sorted};
use super::request::Request;
use super::text;

/// Moves the cursor of a list; `false` if the action is no movement.
pub fn movement<Id: Copy + Ord>(list: &mut List<Id>, act: Act, page: usize) -> bool {
    let step = isize::try_from(page).unwrap_or(isize::MAX);
    match act {
        Act::Up => list.step(-1, page),
        Act::Down => list.step(1, page),
        Act::PageUp => list.step(-step, page),
        Act::PageDown => list.step(step, page),
        Act::Home => list.go(0, page),
        Act::End => list.go(usize::MAX, page),
        _ => return false,
    }
    true
}

/// "3 of 1,204 · 2 marked", or "1,204" when nothing narrows the list.
pub fn status(shown: usize, all: usize, marked: usize) -> String {
    let grouped = |n: usize| text::grouped(u64::try_from(n).unwrap_or(u64::MAX));
    let mut status = match shown == all {
        true => grouped(all),
        false => format!("{} of {}", grouped(shown), grouped(all)),
    };
    if marked > 0 {
        status.push_str(&format!(" · {} marked", grouped(marked)));
    }
    status
}

/// The order after a column was chosen: again turns it around.
pub const fn turned(now: Sorted, column: usize) -> Sorted {
    Sorted { column, descending: now.column == column && !now.descending }
}

/// A menu of the columns: a list can be ordered by any of them.
pub fn order_menu(columns: &[Column], now: Sorted) -> Request {
    let items: Vec<Item> = columns
        .iter()
        .enumerate()
        .map(|(at, column)| {
            let detail = if now.column == at { "the order now; choosing it turns it around" } else { "" };
            Item::new(column.title, detail, Choice::Order(at))
        })
        .collect();
    let at = items.iter().position(|item| item.choice == Choice::Order(now.column)).unwrap_or(0);
    Request::Menu("Order by".into(), items, at)
}

/// Where a text of so many lines is scrolled to after an action; the last line never leaves the page.
pub fn reading(offset: usize, act: Act, page: usize, lines: usize) -> usize {
    let wanted = match act {
        Act::Up => offset.saturating_sub(1),
        Act::Down => offset.saturating_add(1),
        Act::PageUp => offset.saturating_sub(page),
        Act::PageDown => offset.saturating_add(page),
        Act::Home => 0,
        Act::End => lines,
        _ => offset,
    };
    wanted.min(lines.saturating_sub(page.saturating_sub(1)))
}
