//! How many colours a terminal shows, and the nearest of them to a true colour.
//!
//! Pure arithmetic on colours; how the depth of a terminal is found out is `session`'s business.

use ratatui::style::{Color, Modifier, Style};

/// How many colours a terminal shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Depth {
    /// None: weight, underline and reverse only.
    Mono,
    /// The sixteen named colours, whose exact values the terminal's user has chosen.
    C16,
    /// The fixed palette of 256.
    C256,
    /// 24-bit colours.
    True,
}

/// The style with its colours replaced by the nearest the depth has; `ground` says that the theme sets its own background.
///
/// Nobody knows how the sixteen colours look on a terminal, so without an own ground a background becomes reverse, which is
/// sure to be legible, and black and bright white are not used: text in them vanishes on one kind of ground.
pub(super) fn mapped(style: Style, depth: Depth, ground: bool) -> Style {
    match depth {
        Depth::True => style,
        Depth::C256 => Style { fg: style.fg.map(to_256), bg: style.bg.map(to_256), ..style },
        Depth::C16 if ground => {
            Style { fg: style.fg.map(|c| to_16(c, true)), bg: style.bg.map(|c| to_16(c, true)), ..style }
        }
        Depth::C16 if style.bg.is_some() => {
            Style { fg: None, bg: None, ..style }.add_modifier(Modifier::REVERSED)
        }
        Depth::C16 => Style { fg: style.fg.map(|c| to_16(c, false)), ..style },
        Depth::Mono => Style { fg: None, bg: None, ..style },
    }
}

/// The nearest of the fixed palette: the 6×6×6 cube and the 24 greys, never the first sixteen, which users redefine.
fn to_256(colour: Color) -> Color {
    let Color::Rgb(r, g, b) = colour else { return colour };
    let cube = (0u8..216).map(|n| (16 + n, (level(n / 36), level(n / 6 % 6), level(n % 6))));
    let greys = (0u8..24).map(|n| (232 + n, (8 + 10 * n, 8 + 10 * n, 8 + 10 * n)));
    cube.chain(greys)
        .min_by_key(|(_, candidate)| distance((r, g, b), *candidate))
        .map_or(colour, |(index, _)| Color::Indexed(index))
}

/// The intensity of step `step` of the colour cube.
fn level(step: u8) -> u8 {
    if step == 0 { 0 } else { 55 + 40 * step }
}

/// The greys of the sixteen as xterm shows them, the two extremes last.
const GREYS: [(Color, u8); 4] =
    [(Color::DarkGray, 127), (Color::Gray, 229), (Color::Black, 0), (Color::White, 255)];

/// The hues of the sixteen: where each begins in degrees, its dark and its bright form.
const HUES: [(i32, Color, Color); 7] = [
    (330, Color::Red, Color::LightRed),
    (265, Color::Magenta, Color::LightMagenta),
    (195, Color::Blue, Color::LightBlue),
    (160, Color::Cyan, Color::LightCyan),
    (75, Color::Green, Color::LightGreen),
    (25, Color::Yellow, Color::LightYellow),
    (0, Color::Red, Color::LightRed),
];

/// The one of the sixteen with the same hue, or the nearest grey; `extremes` allows black and bright white.
///
/// By hue and not by distance: among so few colours the nearest one to a soft red is a yellow.
fn to_16(colour: Color, extremes: bool) -> Color {
    let Color::Rgb(r, g, b) = colour else { return colour };
    let [r, g, b] = [r, g, b].map(i32::from);
    let (most, least) = (r.max(g).max(b), r.min(g).min(b));
    let spread = most - least;
    if spread < 48 {
        let usable = GREYS.iter().take(if extremes { 4 } else { 2 });
        let nearest = usable.min_by_key(|(_, value)| (i32::from(*value) - (r + g + b) / 3).abs());
        return nearest.map_or(colour, |(named, _)| *named);
    }
    let hue = match most {
        _ if most == r => 60 * (g - b) / spread,
        _ if most == g => 120 + 60 * (b - r) / spread,
        _ => 240 + 60 * (r - g) / spread,
    };
    let bright = most + least > 256;
    let named = HUES.iter().find(|(begin, ..)| hue.rem_euclid(360) >= *begin);
    named.map_or(colour, |(_, dark, light)| if bright { *light } else { *dark })
}

/// The square of a distance between colours, weighted as the eye sees them ("redmean").
fn distance(a: (u8, u8, u8), b: (u8, u8, u8)) -> i32 {
    let [r, g, blue] = [(a.0, b.0), (a.1, b.1), (a.2, b.2)].map(|(x, y)| i32::from(x) - i32::from(y));
    let mean = (i32::from(a.0) + i32::from(b.0)) / 2;
    (((512 + mean) * r * r) >> 8) + 4 * g * g + (((767 - mean) * blue * blue) >> 8)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_palette_of_256_hits_its_own_colours() {
        assert_eq!(to_256(Color::Rgb(0, 0, 0)), Color::Indexed(16));
        assert_eq!(to_256(Color::Rgb(255, 255, 255)), Color::Indexed(231));
        assert_eq!(to_256(Color::Rgb(0x5f, 0xaf, 0xff)), Color::Indexed(75));
        assert_eq!(to_256(Color::Rgb(118, 118, 118)), Color::Indexed(243));
    }

    #[test]
    fn the_sixteen_keep_the_hue_and_vanish_on_no_ground() {
        for (rgb, named) in [
            ((0xc0, 0x20, 0x20), Color::Red),
            ((0xf0, 0x86, 0x8c), Color::LightRed),
            ((0x83, 0x55, 0x00), Color::Yellow),
            ((0x86, 0xc2, 0x87), Color::LightGreen),
            ((0x20, 0x90, 0x90), Color::Cyan),
            ((0x6c, 0xb6, 0xff), Color::LightBlue),
            ((0x90, 0x20, 0xc0), Color::Magenta),
            ((0x80, 0x80, 0x88), Color::DarkGray),
            ((0, 0, 0), Color::DarkGray),
            ((255, 255, 255), Color::Gray),
        ] {
            assert_eq!(to_16(Color::Rgb(rgb.0, rgb.1, rgb.2), false), named, "{rgb:?}");
        }
        assert_eq!(to_16(Color::Rgb(255, 255, 255), true), Color::White);
    }

    #[test]
    fn with_sixteen_colours_a_background_becomes_reverse_unless_the_theme_has_its_own_ground() {
        let style = Style::new().fg(Color::Rgb(9, 9, 9)).bg(Color::Rgb(250, 250, 250)).bold();
        assert_eq!(mapped(style, Depth::C16, false), Style::new().bold().reversed());
        assert_eq!(mapped(style, Depth::C16, true), Style::new().fg(Color::Black).bg(Color::White).bold());
    }
}
