//! One table, four readers: they cannot disagree.

use super::*;
use crate::tui::chord::Chord;

#[test]
fn no_chord_stands_twice_in_a_layer() {
    for (at, row) in TABLE.iter().enumerate() {
        assert!(!row.keys.is_empty(), "{:?} has no key", row.act);
        for other in &TABLE[at + 1..] {
            if row.layer == other.layer {
                let twice = row.keys.iter().find(|key| other.keys.contains(key));
                assert_eq!(twice, None, "{:?} and {:?} share a key in {:?}", row.act, other.act, row.layer);
            }
        }
    }
}

#[test]
fn every_row_listed_resolves_to_itself() {
    let map = Keymap::default();
    let stack = [Layer::Managed, Layer::Users, Layer::Table, Layer::Place, Layer::Global];
    for (row, keys) in map.rows(&stack) {
        for key in keys {
            assert_eq!(map.resolve(&stack, key), Some(row.act), "{key}");
        }
    }
}

#[test]
fn an_inner_layer_takes_the_key() {
    let map = Keymap::default();
    assert_eq!(map.resolve(&[Layer::Managed, Layer::Users], Chord::char('r')), Some(Act::Role));
    assert_eq!(map.resolve(&[Layer::Pending, Layer::Users], Chord::char('r')), Some(Act::Resend));
    assert_eq!(map.resolve(&[Layer::Users], Chord::char('r')), None);
}

#[test]
fn own_keys_replace_letters_and_keep_arrows() {
    let own = |action: &str, key: &str| OwnKeys {
        action: action.into(),
        chords: vec![key.into()],
        place: "config.toml, line 7".into(),
    };
    let map = Keymap::with(&[own("down", "n")]).expect("free");
    assert_eq!(map.resolve(&[Layer::Table], Chord::char('n')), Some(Act::Down));
    assert_eq!(map.resolve(&[Layer::Table], Chord::char('j')), None);
    assert_eq!(map.resolve(&[Layer::Table], Chord::DOWN), Some(Act::Down));

    let unknown = Keymap::with(&[own("donw", "n")]).expect_err("unknown").to_string();
    assert_eq!(unknown, "config.toml, line 7: there is no action “donw”; did you mean “down”?");
    let taken = Keymap::with(&[own("invite", "x")]).expect_err("taken").to_string();
    assert_eq!(taken, "config.toml, line 7: x already means “actions” in the same place");
    assert!(Keymap::with(&[own("invite", "Ctrl+Shift+Nonsense")]).is_err());
}

#[test]
fn names_are_kebab_case() {
    assert_eq!(Act::CancelInvitation.name(), "cancel-invitation");
    assert_eq!(Act::Tab(2).name(), "tab-2");
}
