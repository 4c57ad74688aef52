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

/// Marks rows of a list; `false` if the action marks nothing.
pub fn marking<Id: Copy + Ord>(list: &mut List<Id>, act: Act, page: usize) -> bool {
    match act {
        Act::Mark => {
            list.toggle_mark();
            list.step(1, page);
        }
        Act::MarkAll => list.toggle_all(),
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

/// A menu of what can be done to the marked rows, else to the row under the cursor; its title says how many are marked.
pub fn actions_menu(items: Vec<Item>, marked: usize, what: &str) -> Request {
    let title = match marked {
        0 => "Actions".to_owned(),
        1 => format!("Actions on 1 marked {what}"),
        n => format!("Actions on {} marked {what}s", text::grouped(u64::try_from(n).unwrap_or(u64::MAX))),
    };
    let at = items.iter().position(|item| item.disabled.is_none()).unwrap_or(0);
    Request::Menu(title, items, at)
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

/// Where a text of so many lines is scrolled to so that this part of it is seen, moved as little as possible; of a part
/// that is longer than the page its beginning.
pub fn into_view(offset: usize, part: &std::ops::Range<usize>, page: usize, lines: usize) -> usize {
    let least = part.end.saturating_sub(page).min(part.start);
    offset.clamp(least, part.start).min(lines.saturating_sub(page))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_part_comes_into_view_with_the_least_movement() {
        assert_eq!(into_view(0, &(10..12), 5, 30), 7);
        assert_eq!(into_view(20, &(10..12), 5, 30), 10);
        assert_eq!(into_view(9, &(10..12), 5, 30), 9);
        assert_eq!(into_view(0, &(10..19), 5, 30), 10);
        assert_eq!(into_view(9, &(2..4), 50, 30), 0);
    }
}
