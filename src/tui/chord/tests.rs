use proptest::prelude::*;

use super::*;

fn parse(text: &str) -> Result<Chord, String> {
    text.parse::<Chord>().map_err(|e| e.to_string())
}

#[test]
fn one_key_in_several_disguises_is_one_chord() {
    use KeyName::*;
    // (key, ctrl, alt, shift) as terminals report it, and what it means.
    for (reported, meant) in [
        ((Char('S'), false, false, false), Chord::char('S')),
        ((Char('S'), false, false, true), Chord::char('S')),
        ((Char('s'), false, false, true), Chord::char('S')),
        ((Char('é'), false, false, true), Chord::char('É')),
        ((Char('ß'), false, false, true), Chord::char('ß')),
        ((Char('?'), false, false, true), Chord::char('?')),
        ((Char(' '), false, false, true), Chord::SPACE),
        ((BackTab, false, false, false), Chord::BACK_TAB),
        ((BackTab, false, false, true), Chord::BACK_TAB),
        ((Tab, false, false, true), Chord::BACK_TAB),
        ((Char('h'), true, false, false), Chord::BACKSPACE),
        ((Char('I'), true, false, true), Chord::TAB),
        ((Char('j'), true, false, false), Chord::ENTER),
        ((Char('m'), true, false, false), Chord::ENTER),
        ((Char('['), true, false, false), Chord::ESC),
        ((Char('\r'), false, false, false), Chord::ENTER),
        ((Char('\t'), false, false, false), Chord::TAB),
        ((Char('O'), true, false, true), Chord::ctrl('o')),
        ((Char('o'), true, false, false), Chord::ctrl('O')),
        ((Char('b'), false, true, true), Chord::alt('B')),
        ((Enter, false, false, true), Chord::ENTER),
        ((Up, false, false, true), Chord::UP),
    ] {
        let (key, ctrl, alt, shift) = reported;
        assert_eq!(Chord::normal(key, ctrl, alt, shift), meant, "{reported:?}");
    }
}

#[test]
fn modifiers_are_part_of_the_chord() {
    assert_ne!(Chord::alt('x'), Chord::char('x'));
    assert_ne!(Chord::ctrl('x'), Chord::char('x'));
    assert_eq!(Chord::char('x').typed(), Some('x'));
    assert_eq!(Chord::alt('x').typed(), None);
    assert_eq!(Chord::ENTER.typed(), None);
}

#[test]
fn people_read_the_long_form_and_footers_show_the_short_one() {
    for (chord, long, drawn, ascii) in [
        (Chord::ctrl('o'), "Ctrl+O", "^O", "^O"),
        (Chord::BACK_TAB, "Shift+Tab", "shift+tab", "shift+tab"),
        (Chord::ENTER, "Enter", "⏎", "enter"),
        (Chord::SPACE, "space", "space", "space"),
        (Chord::PAGE_DOWN, "PgDn", "pgdn", "pgdn"),
        (Chord::char('?'), "?", "?", "?"),
        (Chord::char('G'), "G", "G", "G"),
        (Chord::char('+'), "+", "+", "+"),
        (Chord::key(KeyName::F(1)), "F1", "f1", "f1"),
        (Chord::alt('b'), "Alt+b", "alt+b", "alt+b"),
        (Chord { key: KeyName::Left, ctrl: true, alt: false }, "Ctrl+Left", "^←", "^left"),
        (Chord::char('\u{202e}'), "\\u{202e}", "\\u{202e}", "\\u{202e}"),
    ] {
        assert_eq!(
            (chord.to_string().as_str(), chord.glyph(false), chord.glyph(true)),
            (long, drawn.into(), ascii.into())
        );
    }
}

#[test]
fn other_spellings_are_understood() {
    for (text, chord) in [
        ("ctrl+o", Chord::ctrl('o')),
        ("Control+O", Chord::ctrl('o')),
        ("escape", Chord::ESC),
        ("PageDown", Chord::PAGE_DOWN),
        ("Shift+s", Chord::char('S')),
        ("shift+tab", Chord::BACK_TAB),
        ("BackTab", Chord::BACK_TAB),
        ("Alt++", Chord { key: KeyName::Char('+'), ctrl: false, alt: true }),
        (" f12 ", Chord::key(KeyName::F(12))),
        ("社", Chord::char('社')),
    ] {
        assert_eq!(parse(text), Ok(chord), "{text}");
    }
}

#[test]
fn refusals_say_what_to_do() {
    for (text, says) in [
        ("", "`` names no key."),
        ("Ctrl+", "`Ctrl+` names no key."),
        ("Entre", "`Entre` is not the name of a key. Did you mean `Enter`?"),
        ("Crtl+o", "`Crtl` is not the name of a key. Did you mean `Ctrl`?"),
        ("F13", "`F13` is not the name of a key."),
        ("Ctrl+I", "`Ctrl+I` cannot be told from Tab in most terminals; bind another key."),
        ("Ctrl+;", "`Ctrl+;` does not reach programs in most terminals; bind another key."),
        ("Ctrl+Shift+O", "`Ctrl+Shift+O` does not reach programs in most terminals; bind another key."),
        ("Shift+Up", "`Shift+Up` does not reach programs in most terminals; bind another key."),
        ("\u{202e}", "`\\u{202e}` is not the name of a key."),
    ] {
        assert_eq!(parse(text), Err(says.to_owned()), "{text}");
    }
}

/// Every chord that a file may name.
fn sendable() -> impl Strategy<Value = Chord> {
    let named = proptest::sample::select(write::NAMES.map(|(key, ..)| key).to_vec());
    let typed = any::<char>()
        .prop_filter("visible", |c| crate::model::hidden_character(*c).is_none() && !c.is_whitespace());
    let plain = prop_oneof![named, typed.prop_map(KeyName::Char), (1u8..=12).prop_map(KeyName::F)];
    prop_oneof![
        (plain, any::<bool>()).prop_map(|(key, alt)| Chord { key, ctrl: false, alt }),
        (proptest::char::range('a', 'z'), any::<bool>())
            .prop_filter("not disguised", |(c, _)| disguised(*c).is_none())
            .prop_map(|(c, alt)| Chord { key: KeyName::Char(c), ctrl: true, alt }),
    ]
}

proptest! {
    #[test]
    fn what_is_written_reads_back(chord in sendable()) {
        prop_assert_eq!(parse(&chord.to_string()), Ok(chord));
        prop_assert!(chord.glyph(true).is_ascii() || matches!(chord.key, KeyName::Char(_)));
    }

    #[test]
    fn any_text_is_read_or_refused_without_panic(text in ".{0,12}") {
        if let Ok(chord) = text.parse::<Chord>() {
            prop_assert_eq!(parse(&chord.to_string()), Ok(chord));
        }
    }
}
