//! Which versions of the crates that decide everything are in the tree.

/// Crates that must be there exactly once, some of them in exactly one version.
const PINNED: [(&str, Option<&str>, &str); 4] = [
    ("crossterm", None, "two crossterms have two raw-mode flags and two event readers (P1)"),
    ("ratatui", None, "two ratatuis have types that do not match (P1)"),
    ("sled", Some("0.34.7"), "it is the only sled with transactions over several trees"),
    ("bincode", Some("2.0.1"), "1.x has no decode limit and 3.0.0 does not compile on purpose"),
];

/// What is wrong with this `Cargo.lock`.
pub fn wrong_versions(lock: &str) -> Vec<String> {
    let Ok(lock) = lock.parse::<toml::Table>() else {
        return vec!["Cargo.lock is not TOML. Let cargo write it.".into()];
    };
    let packages = lock.get("package").and_then(toml::Value::as_array).map_or(&[][..], Vec::as_slice);
    let mut found = Vec::new();
    for (name, pinned, why) in PINNED {
        let versions: Vec<&str> = packages
            .iter()
            .filter(|package| package.get("name").and_then(toml::Value::as_str) == Some(name))
            .filter_map(|package| package.get("version").and_then(toml::Value::as_str))
            .collect();
        let right = match (versions.as_slice(), pinned) {
            ([one], Some(pinned)) => *one == pinned,
            ([_], None) => true,
            _ => false,
        };
        if !right {
            found.push(format!(
                "Cargo.lock has {name} {versions:?}; there must be exactly one{}: {why}. Ask `cargo tree -i {name}` who \
                 brings it.",
                pinned.map(|version| format!(", {version}")).unwrap_or_default()
            ));
        }
    }
    found
}

mod tests {
    use super::*;

    fn lock(packages: &[(&str, &str)]) -> String {
        packages
            .iter()
            .map(|(name, version)| format!("[[package]]\nname = \"{name}\"\nversion = \"{version}\"\n"))
            .collect()
    }

    const GOOD: [(&str, &str); 4] =
        [("crossterm", "0.29.0"), ("ratatui", "0.30.2"), ("sled", "0.34.7"), ("bincode", "2.0.1")];

    #[test]
    fn one_of_each_passes() {
        assert_eq!(wrong_versions(&lock(&GOOD)), Vec::<String>::new());
    }

    #[test]
    fn a_second_a_missing_and_another_version_fail() {
        for extra in
            [("crossterm", "0.28.1"), ("ratatui", "0.29.0"), ("sled", "1.0.0-alpha"), ("bincode", "1.3.3")]
        {
            let found = wrong_versions(&(lock(&GOOD) + &lock(&[extra])));
            assert!(matches!(found.as_slice(), [one] if one.contains(extra.0)), "{found:?}");
        }
        assert_eq!(wrong_versions(&lock(&GOOD[1..])).len(), 1);
        assert_eq!(wrong_versions(&(lock(&GOOD[..3]) + &lock(&[("bincode", "3.0.0")]))).len(), 1);
        assert_eq!(wrong_versions("[[").len(), 1);
    }
}
