//! Typing, pasting, errors under fields, and every size.

use super::*;
use crate::model::Email;
use crate::tui::chord::Chord;
use crate::tui::testkit::{every_small_size, picture};
use crate::tui::theme::Theme;

fn email(text: &str) -> Result<(), String> {
    Email::parse(text).map(|_| ()).map_err(|error| format!("{error}."))
}

fn form() -> Form {
    let options = ["Administrator", "Standard"]
        .map(|label| Option_ { label: label.into(), detail: "what it means".into() })
        .to_vec();
    Form::new(vec![
        Field::text("E-mail address", email).hint("Where the invitation goes."),
        Field::choice("Role", options, 1),
        Field::tick("I know what I do"),
    ])
}

fn type_in(form: &mut Form, text: &str) {
    text.chars().for_each(|c| {
        form.handle(Chord::char(c));
    });
}

#[test]
fn an_error_keeps_text_and_cursor() {
    let mut form = form();
    type_in(&mut form, "adaacme.example");
    for _ in 0..12 {
        form.handle(Chord::LEFT);
    }
    assert!(!form.check());
    assert_eq!((form.value(0), form.focus()), ("adaacme.example", 0));
    form.handle(Chord::char('@'));
    assert_eq!(form.value(0), "ada@acme.example");
    assert!(form.check());
}

#[test]
fn pasted_text_is_one_line_of_characters_and_never_keys() {
    let mut form = form();
    form.paste("\u{1b}[31mada@acme.example\u{3}\nq\n");
    assert_eq!(form.value(0), "[31mada@acme.example");
    form.handle(Chord::ctrl('u'));
    form.paste(&"x".repeat(2_000_000));
    assert_eq!(form.value(0).len(), 600);
}

#[test]
fn dirty_means_different_from_the_start() {
    let mut form = form();
    assert!(!form.is_dirty());
    type_in(&mut form, "a");
    assert!(form.is_dirty());
    form.handle(Chord::BACKSPACE);
    assert!(!form.is_dirty());
    form.step(true);
    form.handle(Chord::UP);
    assert_eq!((form.chosen(1), form.is_dirty()), (0, true));
}

#[test]
fn wide_characters_are_deleted_whole() {
    let mut form = form();
    type_in(&mut form, "社👩‍💻");
    form.handle(Chord::BACKSPACE);
    assert_eq!(form.value(0), "社");
}

#[test]
fn drawn_with_the_error_under_its_field() {
    let mut form = form();
    type_in(&mut form, "ada");
    form.check();
    let theme = Theme::mono();
    let lines = picture(44, 12, |area, buf| {
        draw(&form, area, &theme, buf);
    });
    assert_eq!(
        lines[..9],
        [
            "E-mail address",
            "▌ ada",
            "An e-mail address needs an @ between name",
            "and domain; an address looks like",
            "ada@acme.example.",
            "",
            "Role",
            " ○ Administrator",
            " ● Standard",
        ]
    );
}

#[test]
fn the_focused_field_is_seen_in_a_low_area() {
    let mut form = form();
    form.step(false);
    let theme = Theme::mono();
    let lines = picture(30, 2, |area, buf| {
        draw(&form, area, &theme, buf);
    });
    assert!(lines.iter().any(|line| line.contains("I know what I do")), "{lines:?}");
    every_small_size(|area, buf, theme| {
        draw(&form, area, theme, buf);
    });
}
