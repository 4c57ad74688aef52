//! The cursor follows its record, columns give way, and only what is visible is asked for.

use std::cell::Cell as Count;

use super::*;
use crate::tui::testkit::{every_small_size, picture};

const COLUMNS: &[Column] = &[
    Column { title: "NAME", least: 8, share: 2, drop: 0, right: false },
    Column { title: "EMAIL", least: 10, share: 3, drop: 1, right: false },
    Column { title: "N", least: 4, share: 0, drop: 2, right: true },
];

fn list(rows: std::ops::Range<u32>) -> List<u32> {
    let mut list = List::default();
    list.set_rows(rows.collect());
    list
}

fn view<'a>(list: &'a List<u32>, theme: &'a Theme, cell: &'a dyn Fn(u32, usize) -> Cell) -> View<'a, u32> {
    View { list, columns: COLUMNS, sorted: None, empty: "Nobody here.", theme, cell }
}

#[test]
fn the_cursor_stays_on_its_record_when_rows_change() {
    let mut list = list(0..10);
    list.go(5, 4);
    list.set_rows(vec![9, 8, 7, 6, 5, 4]);
    assert_eq!(list.selected(), Some(5));
    list.set_rows(vec![1, 2, 3]);
    assert_eq!(list.selected(), Some(3));
    list.set_rows(vec![]);
    assert_eq!(list.selected(), None);
    list.step(5, 4);
    assert_eq!(list.selected(), None);
}

#[test]
fn marks_on_rows_that_are_gone_are_dropped() {
    let mut list = list(0..4);
    list.toggle_all();
    list.set_rows(vec![1, 2, 7]);
    assert_eq!(list.chosen(), [1, 2]);
    list.clear_marks();
    assert_eq!(list.chosen(), [1], "the cursor stayed at its place");
}

#[test]
fn a_million_rows_cost_a_screen() {
    let mut list = list(0..1_000_000);
    list.go(777_777, 9);
    let asked = Count::new(0);
    let cell = |id: u32, column: usize| {
        asked.set(asked.get() + 1);
        (format!("{id}/{column}"), Role::Text)
    };
    let theme = Theme::mono();
    let lines = picture(40, 10, |area, buf| view(&list, &theme, &cell).draw(area, buf));
    assert!(asked.get() <= 9 * COLUMNS.len(), "{} cells were asked for", asked.get());
    assert!(lines.iter().any(|line| line.starts_with("▌ 777777/0")), "{lines:#?}");
}

#[test]
fn columns_give_way_from_the_last() {
    let titles = |width| fit(COLUMNS, width).iter().map(|(at, ..)| COLUMNS[*at].title).collect::<Vec<_>>();
    assert_eq!(titles(26), ["NAME", "EMAIL", "N"]);
    assert_eq!(titles(25), ["NAME", "EMAIL"]);
    assert_eq!(titles(19), ["NAME"]);
    assert_eq!(titles(1), ["NAME"]);
}

#[test]
fn drawn_with_bar_mark_arrow_and_right_aligned_numbers() {
    let mut list = list(0..3);
    list.step(1, 9);
    list.toggle_mark();
    let theme = Theme::mono();
    let cell = |id: u32, column: usize| match column {
        0 => (format!("名前{id}"), Role::Text),
        1 => (format!("u{id}@acme.example"), Role::Text),
        _ => (id.to_string(), Role::Text),
    };
    let sorted = Some(Sorted { column: 0, descending: false });
    let lines = picture(44, 5, |area, buf| View { sorted, ..view(&list, &theme, &cell) }.draw(area, buf));
    assert_eq!(
        lines,
        [
            "  NAME ▲          EMAIL                   N",
            "  名前0           u0@acme.example         0",
            "▌✓名前1           u1@acme.example         1",
            "  名前2           u2@acme.example         2",
            "",
        ]
    );
}

#[test]
fn no_size_is_too_small() {
    let list = list(0..50);
    let cell = |id: u32, _| (format!("社{id}"), Role::Text);
    every_small_size(|area, buf, theme| view(&list, theme, &cell).draw(area, buf));
}
