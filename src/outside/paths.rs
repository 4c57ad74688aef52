//! Where the user's files lie, by the XDG base directory specification.
//!
//! Written on top of a [`Lookup`]: the `etcetera` crate reads the process environment itself, which no test can share
//! and no second session can differ from.

use std::path::{Path, PathBuf};

use super::environment::{Lookup, is_damaged, set};

/// The configuration of the whole host.
const SYSTEM_CONFIG: &str = "/etc/orgadm/config.toml";

/// Places this program reads and writes; `None` where neither a variable nor a home directory says where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Paths {
    /// The home directory, for `~/` in the configuration.
    pub home: Option<PathBuf>,
    /// The user's configuration file.
    pub user_config: Option<PathBuf>,
    /// The configuration file of the host.
    pub system_config: PathBuf,
    /// The store used when nobody names another.
    pub default_store: Option<PathBuf>,
    /// Where the program keeps what it remembers between runs.
    pub state: Option<PathBuf>,
}

impl Paths {
    /// Finds them from `HOME`, `XDG_CONFIG_HOME`, `XDG_DATA_HOME` and `XDG_STATE_HOME`.
    ///
    /// Empty and relative values count as not set, and so do values that are not UTF-8. `os_home` is the home directory
    /// of the OS user database; it stands in for `HOME` where that is missing, as under cron.
    pub fn find(env: Lookup, os_home: Option<&Path>) -> Self {
        let directory = |name: &str| {
            set(env, name)
                .filter(|value| !is_damaged(value))
                .map(PathBuf::from)
                .filter(|path| path.is_absolute())
        };
        let home =
            directory("HOME").or_else(|| os_home.filter(|path| path.is_absolute()).map(Path::to_path_buf));
        let base = |name: &str, default: &str| {
            directory(name)
                .or_else(|| home.as_ref().map(|home| home.join(default)))
                .map(|base| base.join("orgadm"))
        };
        Self {
            user_config: base("XDG_CONFIG_HOME", ".config").map(|dir| dir.join("config.toml")),
            system_config: SYSTEM_CONFIG.into(),
            default_store: base("XDG_DATA_HOME", ".local/share").map(|dir| dir.join("store")),
            state: base("XDG_STATE_HOME", ".local/state"),
            home,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn find(variables: &[(&str, &str)], os_home: Option<&str>) -> Paths {
        let env = |name: &str| {
            variables.iter().find(|(known, _)| *known == name).map(|(_, value)| (*value).to_owned())
        };
        Paths::find(&env, os_home.map(Path::new))
    }

    fn shown(path: Option<PathBuf>) -> String {
        path.map_or("none".into(), |path| path.display().to_string())
    }

    #[test]
    fn defaults_lie_under_home() {
        let paths = find(&[("HOME", "/home/ada")], None);
        assert_eq!(shown(paths.user_config), "/home/ada/.config/orgadm/config.toml");
        assert_eq!(paths.system_config, Path::new("/etc/orgadm/config.toml"));
        assert_eq!(shown(paths.default_store), "/home/ada/.local/share/orgadm/store");
        assert_eq!(shown(paths.state), "/home/ada/.local/state/orgadm");
    }

    #[test]
    fn each_variable_moves_its_own_directory() {
        let paths = find(
            &[
                ("HOME", "/home/ada"),
                ("XDG_CONFIG_HOME", "/c"),
                ("XDG_DATA_HOME", "/d"),
                ("XDG_STATE_HOME", "/s"),
            ],
            None,
        );
        assert_eq!(shown(paths.user_config), "/c/orgadm/config.toml");
        assert_eq!(shown(paths.default_store), "/d/orgadm/store");
        assert_eq!(shown(paths.state), "/s/orgadm");
    }

    #[test]
    fn empty_relative_and_damaged_values_count_as_unset() {
        for value in ["", "relative/data", "/da\u{fffd}ta"] {
            let paths = find(&[("HOME", "/home/ada"), ("XDG_DATA_HOME", value)], None);
            assert_eq!(shown(paths.default_store), "/home/ada/.local/share/orgadm/store", "{value:?}");
        }
    }

    #[test]
    fn the_user_database_stands_in_for_a_missing_home() {
        assert_eq!(find(&[], Some("/var/lib/ada")).home, Some(PathBuf::from("/var/lib/ada")));
        assert_eq!(find(&[("HOME", "")], Some("/var/lib/ada")).home, Some(PathBuf::from("/var/lib/ada")));
        assert_eq!(
            find(&[("HOME", "/home/ada")], Some("/var/lib/ada")).home,
            Some(PathBuf::from("/home/ada"))
        );
    }

    #[test]
    fn without_any_home_only_what_a_variable_names_has_a_place() {
        let paths = find(&[("XDG_STATE_HOME", "/s")], None);
        assert_eq!(paths.user_config, None);
        assert_eq!(paths.default_store, None);
        assert_eq!(shown(paths.state), "/s/orgadm");
    }
}
