//! Numbers as small pictures: a bar for a share, a sparkline for a history.
//!
//! They return text; where it goes and in which style is the page's business.

use crate::tui::theme::Glyphs;

/// A share of a whole as a bar of `width` columns; a share above nothing shows at least one full column.
pub fn bar(part: u64, whole: u64, width: u16, glyphs: &Glyphs) -> String {
    let width = u64::from(width);
    let filled = match whole {
        0 => 0,
        _ => (u128::from(part.min(whole)) * u128::from(width) / u128::from(whole)) as u64,
    };
    let filled = if part > 0 && whole > 0 { filled.max(1).min(width) } else { 0 };
    let times = |sign: &str, n: u64| sign.repeat(usize::try_from(n).unwrap_or_default());
    times(glyphs.full, filled) + &times(glyphs.empty, width - filled)
}

/// The newest values as heights, one column each, oldest first; at most `width` of them.
///
/// The greatest value has the full height. Nothing at all is a space, so that a quiet day differs from a slow one.
pub fn sparkline(values: &[u64], width: u16, glyphs: &Glyphs) -> String {
    let newest = values.len().saturating_sub(usize::from(width));
    let shown = values.get(newest..).unwrap_or_default();
    let most = u128::from(shown.iter().copied().max().unwrap_or_default()).max(1);
    let sign = |value: &u64| match u128::from(*value) {
        0 => " ",
        value => {
            let step = (value * glyphs.spark.len() as u128).div_ceil(most) - 1;
            usize::try_from(step).ok().and_then(|s| glyphs.spark.get(s)).copied().unwrap_or(" ")
        }
    };
    shown.iter().map(sign).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bar_shows_its_share() {
        let g = Glyphs::unicode();
        for (part, whole, expected) in [
            (0, 4, "░░░░░░░░"),
            (1, 4, "██░░░░░░"),
            (4, 4, "████████"),
            (1, 9999, "█░░░░░░░"),
            (9, 4, "████████"),
            (3, 0, "░░░░░░░░"),
        ] {
            assert_eq!(bar(part, whole, 8, &g), expected);
        }
        assert_eq!(bar(1, 2, 4, &Glyphs::ascii()), "##..");
        assert_eq!(bar(u64::MAX, u64::MAX, 3, &g), "███");
        assert_eq!(bar(1, 2, 0, &g), "");
    }

    #[test]
    fn a_sparkline_has_its_greatest_value_at_full_height() {
        let g = Glyphs::unicode();
        assert_eq!(sparkline(&[0, 1, 4, 8], 9, &g), " ▁▄█");
        assert_eq!(sparkline(&[9, 9, 1, 8], 2, &g), "▁█");
        assert_eq!(sparkline(&[0, 0], 9, &g), "  ");
        assert_eq!(sparkline(&[u64::MAX, 1], 9, &Glyphs::ascii()), "#_");
        assert_eq!(sparkline(&[], 9, &g), "");
    }
}
