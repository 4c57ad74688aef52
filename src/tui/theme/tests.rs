use ratatui::style::{Color, Modifier};

use super::*;

const MINIMAL: &str = "base = \"dark\"\naccent = { fg = \"#102030\", underline = true, bold = false }\n";

fn refusal(text: &str) -> String {
    Theme::load(text).expect_err("refused").to_string()
}

#[test]
fn every_theme_of_the_program_loads() {
    for name in Theme::NAMES {
        let theme = Theme::named(name).expect(name);
        for depth in [Depth::True, Depth::C256, Depth::C16, Depth::Mono] {
            assert_eq!(theme.clone().at_depth(depth).depth(), depth);
        }
    }
}

#[test]
fn the_mono_file_is_the_theme_that_needs_no_file() {
    let file = Theme::named("mono").expect("mono");
    assert_eq!(file.at_depth(Depth::Mono), Theme::mono());
    let file = Theme::named("mono").expect("mono");
    assert_eq!(file.styles, Theme::mono().styles);
}

#[test]
fn without_colours_no_theme_has_any() {
    for name in Theme::NAMES {
        let theme = Theme::named(name).expect(name).at_depth(Depth::Mono);
        for role in Role::ALL {
            let style = theme.style(role);
            assert_eq!((style.fg, style.bg), (None, None), "{name} {role:?}");
        }
        assert!(theme.selection().add_modifier.contains(Modifier::REVERSED), "{name}");
    }
}

#[test]
fn the_selected_row_shows_at_every_depth() {
    for name in Theme::NAMES {
        for depth in [Depth::True, Depth::C256, Depth::C16, Depth::Mono] {
            let theme = Theme::named(name).expect(name).at_depth(depth);
            let plain = theme.text();
            let row = plain.patch(theme.selection());
            let differs = row.bg != plain.bg || row.add_modifier.contains(Modifier::REVERSED);
            assert!(differs, "{name} {depth:?}");
        }
    }
}

#[test]
fn a_theme_of_the_user_starts_from_another_one() {
    let theme = Theme::load(MINIMAL).expect("loads");
    assert_eq!(theme.accent(), Style::new().fg(Color::Rgb(0x10, 0x20, 0x30)).underlined());
    assert_eq!(theme.muted(), Theme::named("dark").expect("dark").muted());
}

#[test]
fn refusals_name_the_line_the_key_and_the_nearest_known_one() {
    for (text, says) in [
        (
            "base = \"dark\"\n\naccnt = {}\n",
            "Line 3: `accnt` is not a role of a theme. Did you mean `accent`?",
        ),
        ("text = { fgg = \"#000000\" }", "Line 1: `fgg` is not a property of a theme. Did you mean `fg`?"),
        ("text = { fg = \"blue\" }", "Line 1: `fg` wants a colour written as \"#rrggbb\"."),
        ("text = { fg = \"#12345é\" }", "Line 1: `fg` wants a colour written as \"#rrggbb\"."),
        ("text = { bold = 1 }", "Line 1: `bold` wants true or false."),
        (
            "\ntext = \"#ffffff\"",
            "Line 2: `text` wants an inline table such as { fg = \"#6cb6ff\", bold = true }.",
        ),
        ("base = \"drak\"", "There is no theme `drak`. Did you mean `dark`?"),
        ("base = 3", "Line 1: `base` wants the name of a theme that comes with the program."),
        (
            "text = {}",
            "The role `muted` is missing; describe it, or start from another theme with base = \"dark\".",
        ),
    ] {
        assert_eq!(refusal(text), says);
    }
    assert!(refusal("text = {}\nmuted {").starts_with("Line 2: "), "{}", refusal("text = {}\nmuted {"));
}

#[test]
fn any_text_is_read_or_refused() {
    for text in
        ["", "=", "[", "base = [", "\u{1b}[2J = 1", "[text]\nfg = \"#000000\"", "text.fg = \"#000000\""]
    {
        let refused = refusal(text);
        assert!(!refused.contains('\u{1b}') && refused.ends_with('.'), "{refused:?}");
    }
}

/// The contrast ratio of WCAG 2.1: 1 (none) to 21 (black and white).
fn contrast(a: Color, b: Color) -> f64 {
    let luminance = |colour| {
        let Color::Rgb(r, g, b) = colour else { panic!("{colour:?} is no true colour") };
        let [r, g, b] = [r, g, b].map(|c| match f64::from(c) / 255.0 {
            c if c <= 0.03928 => c / 12.92,
            c => ((c + 0.055) / 1.055).powf(2.4),
        });
        0.2126 * r + 0.7152 * g + 0.0722 * b
    };
    let (a, b) = (luminance(a), luminance(b));
    (a.max(b) + 0.05) / (a.min(b) + 0.05)
}

#[test]
fn texts_are_legible_on_the_grounds_the_theme_is_for() {
    use Role::*;
    let rgb = |value: u32| {
        let [_, r, g, b] = value.to_be_bytes();
        Color::Rgb(r, g, b)
    };
    let texts = [Muted, Accent, Ok, Warn, Danger, Focus, Header, Mark];
    for (name, grounds, least) in [
        ("dark", vec![0x00_00_00, 0x1e_1e_1e, 0x28_2c_34], 4.5),
        ("light", vec![0xff_ff_ff, 0xf5_f5_f0], 4.5),
        ("high-contrast", vec![0x00_00_00], 7.0),
    ] {
        let theme = Theme::named(name).expect(name);
        for ground in grounds.into_iter().map(rgb) {
            let on_ground = |role| contrast(theme.style(role).fg.expect("a colour"), ground);
            for role in texts {
                assert!(on_ground(role) >= least, "{name} {role:?} on {ground:?}: {:.2}", on_ground(role));
            }
            assert!(on_ground(Disabled) >= 3.0, "{name} disabled on {ground:?}: {:.2}", on_ground(Disabled));
            assert!(on_ground(Border) >= 2.0, "{name} border on {ground:?}: {:.2}", on_ground(Border));
        }
        let selection = theme.selection();
        let (fg, bg) = (selection.fg.expect("fg"), selection.bg.expect("bg"));
        assert!(contrast(fg, bg) >= least, "{name} selection: {:.2}", contrast(fg, bg));
    }
}

#[test]
fn coloured_text_stays_legible_in_the_selected_row() {
    for name in ["dark", "light"] {
        let theme = Theme::named(name).expect(name);
        let bg = theme.selection().bg.expect("bg");
        for role in [Role::Muted, Role::Accent, Role::Ok, Role::Warn, Role::Danger, Role::Mark] {
            let ratio = contrast(theme.style(role).fg.expect("fg"), bg);
            assert!(ratio >= 3.0, "{name} {role:?}: {ratio:.2}");
        }
    }
}

#[test]
fn with_sixteen_colours_the_meanings_keep_their_hues() {
    use Color::*;
    for (name, expected) in [
        ("dark", [LightBlue, LightGreen, LightYellow, LightRed, DarkGray]),
        ("light", [Blue, Green, Yellow, Red, DarkGray]),
    ] {
        let theme = Theme::named(name).expect(name).at_depth(Depth::C16);
        let found = [theme.accent(), theme.ok(), theme.warn(), theme.danger(), theme.muted()];
        assert_eq!(found.map(|style| style.fg), expected.map(Some), "{name}");
    }
}

#[test]
fn the_plain_signs_are_ascii_and_both_sets_have_the_same_widths_where_they_must() {
    use unicode_width::UnicodeWidthStr;
    let ascii = Glyphs::ascii();
    assert!(format!("{ascii:?}").is_ascii());
    for glyphs in [Glyphs::unicode(), ascii] {
        assert_eq!(glyphs.radio_on.width(), glyphs.radio_off.width());
        assert_eq!(glyphs.check_on.width(), glyphs.check_off.width());
        for one in [glyphs.bar, glyphs.mark, glyphs.on, glyphs.off, glyphs.mask, glyphs.full, glyphs.thumb] {
            assert_eq!(one.width(), 1, "{one}");
        }
        assert!(glyphs.spark.iter().chain(glyphs.spinner).all(|sign| sign.width() == 1));
    }
}
