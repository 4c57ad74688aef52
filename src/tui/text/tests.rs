use proptest::prelude::*;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::{Style, Stylize};

use super::*;

#[test]
fn cutting_shows_that_something_is_missing() {
    for (text, limit, expected) in [
        ("Grace Hopper", 12, "Grace Hopper"),
        ("Grace Hopper", 11, "Grace Hopp…"),
        ("Grace Hopper", 7, "Grace…"),
        ("Grace Hopper", 1, "G"),
        ("Grace Hopper", 0, ""),
        ("株式会社", 8, "株式会社"),
        ("株式会社", 7, "株式会…"),
        ("株式会社", 6, "株式…"),
        ("株式会社", 1, ""),
        ("a👩‍💻b", 99, "a👩\\u{200d}💻b"),
        ("e\u{301}e\u{301}e\u{301}", 2, "e\u{301}…"),
        ("", 3, ""),
    ] {
        assert_eq!(cut(text, limit, "…"), expected, "{text} in {limit}");
    }
    assert_eq!(cut("Grace Hopper", 8, ".."), "Grace..");
}

#[test]
fn the_middle_is_left_out_where_both_ends_count() {
    assert_eq!(middle("US4f00000000000000000000000000009c2e", 11, "…"), "US4f0…09c2e");
    assert_eq!(middle("grace@acme.example", 10, "…"), "grace…mple");
    assert_eq!(middle("株式会社", 7, "…"), "株…会社");
    assert_eq!(middle("abc", 3, "…"), "abc");
    assert_eq!(middle("abcd", 2, "…"), "ab");
}

#[test]
fn padding_counts_columns() {
    assert_eq!(pad("社", 4, Alignment::Left), "社  ");
    assert_eq!(pad("7", 3, Alignment::Right), "  7");
    assert_eq!(pad("ab", 5, Alignment::Center), " ab  ");
    assert_eq!(fit("株式会社", 4, Alignment::Right, "…"), " 株…");
}

#[test]
fn sentences_break_at_spaces_and_long_words_anywhere() {
    assert_eq!(wrap("A user of a closed account.", 10), ["A user of", "a closed", "account."]);
    assert_eq!(wrap("verylongword ok", 5), ["veryl", "ongwo", "rd ok"]);
    assert_eq!(wrap("株式会社", 3), ["株", "式", "会", "社"]);
    assert_eq!(wrap("one\n\ntwo\r\n", 9), ["one", "", "two", ""]);
    assert_eq!(wrap("社a", 1), ["a"]);
    assert_eq!(wrap("any", 0), Vec::<String>::new());
}

#[test]
fn a_line_of_several_styles_is_cut_as_one() {
    let line = Line::from(vec!["role ".into(), "Administrator".bold()]);
    assert_eq!(cut_line(&line, 18, "…"), line);
    assert_eq!(cut_line(&line, 9, "…"), Line::from(vec!["role ".into(), "Adm…".bold()]));
    assert_eq!(cut_line(&line, 5, "…"), Line::from("role…".to_owned()));
    assert_eq!(cut_line(&line, 0, "…").width(), 0);
}

#[test]
fn styles_survive_wrapping() {
    let line = Line::from(vec!["Verify ".into(), "acme.example".bold(), " first".into()]);
    let lines = wrap_line(&line, 12);
    assert_eq!(lines, [Line::from("Verify"), Line::from("acme.example".bold()), Line::from("first")]);
    assert_eq!(wrap_line(&line, 99), [line]);
}

#[test]
fn hostile_text_becomes_visible() {
    assert_eq!(cut("a\u{1b}[2Jb\u{202e}", 99, "…"), "a\\u{1b}[2Jb\\u{202e}");
    assert_eq!(wrap("x\u{7}\ty", 99), ["x\\u{7}\\u{9}y"]);
    assert_eq!(ClipText::new("a\nrm -rf\u{1b}]52").as_str(), "a\\u{a}rm -rf\\u{1b}]52");
}

#[test]
fn numbers_are_grouped_by_three() {
    for (number, text) in [(0, "0"), (999, "999"), (1_000, "1,000"), (1_234_567, "1,234,567")] {
        assert_eq!(grouped(number), text);
    }
}

/// Text with what breaks widths: wide, combining, joined, flags, hidden.
fn any_text() -> impl Strategy<Value = String> {
    let parts = [
        "a",
        " ",
        "社",
        "é",
        "e\u{301}",
        "👩‍💻",
        "🇩🇪",
        "ｶﾞ",
        "\u{202e}",
        "\u{1b}",
        "☎\u{fe0f}",
        "ﷺ",
        "\u{301}",
        "🚀",
    ];
    prop_oneof![
        proptest::collection::vec(proptest::sample::select(parts.to_vec()), 0..24).prop_map(|p| p.concat()),
        ".{0,24}",
    ]
}

/// The columns that ratatui really uses for a text.
fn drawn(text: &str) -> usize {
    let mut buffer = Buffer::empty(Rect::new(0, 0, 400, 1));
    usize::from(buffer.set_stringn(0, 0, text, 400, Style::new()).0)
}

/// Whether `part` is made of whole graphemes of `whole`, in order.
fn whole_graphemes(part: &str, whole: &str) -> bool {
    let mut graphemes = whole.graphemes(true);
    part.graphemes(true).all(|g| graphemes.any(|other| other == g))
}

proptest! {
    #[test]
    fn nothing_is_wider_than_allowed_nor_halved(text in any_text(), limit in 0usize..30) {
        let clean = clean(&text).into_owned();
        for result in [cut(&text, limit, "…"), middle(&text, limit, "…"), cut_line(&Line::from(text.as_str()), limit, "…").to_string()] {
            prop_assert!(drawn(&result) <= limit, "{result:?}");
            for piece in result.split('…') {
                prop_assert!(whole_graphemes(piece, &clean), "{piece:?} of {clean:?}");
            }
        }
        for line in wrap(&text, limit) {
            prop_assert!(drawn(&line) <= limit, "{line:?}");
        }
        prop_assert_eq!(drawn(&fit(&text, limit, Alignment::Center, "…")), limit);
    }

    #[test]
    fn width_is_what_ratatui_draws(text in any_text()) {
        prop_assert_eq!(width(&text), drawn(&clean(&text)));
    }

    #[test]
    fn wrapping_loses_no_word(words in proptest::collection::vec("[a-z社]{1,9}", 0..9), limit in 2usize..12) {
        let joined: String = wrap(&words.join(" "), limit).concat().replace(' ', "");
        prop_assert_eq!(joined, words.concat());
    }
}
