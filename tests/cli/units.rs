//! The units of `assets/systemd`: lines that the program takes, and what systemd itself says of them where it is there.

use std::path::{Path, PathBuf};
use std::process::Command;

use clap::Parser;
use orgadm::cli::Arguments;

const FOLDER: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/assets/systemd");
/// Where the units say that the program lies.
const INSTALLED: &str = "/usr/local/bin/orgadm";

fn units() -> Vec<(String, String)> {
    let files =
        std::fs::read_dir(FOLDER).expect("the units are there").map(|file| file.expect("readable").path());
    let name = |path: &PathBuf| path.file_name().and_then(|name| name.to_str()).expect("plain").to_owned();
    let mut units: Vec<(String, String)> =
        files.map(|path| (name(&path), std::fs::read_to_string(&path).expect("readable"))).collect();
    units.sort();
    units
}

/// The values of a key.
fn values<'a>(text: &'a str, key: &'a str) -> impl Iterator<Item = &'a str> {
    text.lines().filter_map(move |line| line.strip_prefix(key)?.strip_prefix('='))
}

#[test]
fn each_starts_a_line_that_the_program_takes_and_each_timer_a_unit_that_is_there() {
    let units = units();
    let names: Vec<&str> = units.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(names, ["orgadm-sweep.service", "orgadm-sweep.timer", "orgadm.service"]);
    for (name, text) in &units {
        let sections: Vec<&str> = text.lines().filter(|line| line.starts_with('[')).collect();
        assert_eq!(sections[0], "[Unit]", "{name}");
        match name.strip_suffix(".timer") {
            Some(of) => assert!(names.contains(&format!("{of}.service").as_str()), "{name}"),
            None => {
                let [line] = values(text, "ExecStart").collect::<Vec<_>>().try_into().expect("one line");
                let words = line.strip_prefix(INSTALLED).expect(INSTALLED);
                let words = std::iter::once("orgadm").chain(words.split_whitespace());
                Arguments::try_parse_from(words).unwrap_or_else(|error| panic!("{name}: {error}"));
                // A mail server and a name server can be reached, and so can the host of the store.
                let families = values(text, "RestrictAddressFamilies").next();
                assert_eq!(families, Some("AF_UNIX AF_INET AF_INET6"), "{name}");
            }
        }
    }
}

#[test]
fn systemd_has_nothing_to_say_against_them() {
    let dir = tempfile::tempdir().expect("dir");
    let mut paths = Vec::new();
    for (name, text) in units() {
        // The program that was built stands for the one that is installed.
        let path = dir.path().join(name);
        std::fs::write(&path, text.replace(INSTALLED, env!("CARGO_BIN_EXE_orgadm"))).expect("written");
        paths.push(path);
    }
    if let Some(said) = verified(&paths) {
        let ours = said.lines().filter(|line| line.contains(dir.path().to_str().expect("UTF-8")));
        assert_eq!(ours.collect::<Vec<_>>(), [""; 0]);
    }
}

/// What `systemd-analyze verify` says; `None` where there is none.
fn verified(paths: &[impl AsRef<Path>]) -> Option<String> {
    let paths = paths.iter().map(AsRef::as_ref);
    let said = Command::new("systemd-analyze").args(["verify", "--man=no"]).args(paths).output().ok()?;
    Some(String::from_utf8_lossy(&said.stderr).into_owned())
}
