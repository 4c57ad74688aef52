//! What is made from the declaration: help with examples, completions, manual pages.

use clap::{Command, CommandFactory, Parser};
use orgadm::cli::{self, Arguments, ShellWord};

/// Every command with the words that lead to it, the program first.
pub fn commands() -> Vec<(Vec<String>, Command)> {
    let mut found = vec![(Vec::new(), Arguments::command())];
    let mut next = 0;
    while let Some((words, command)) = found.get(next).cloned() {
        for inner in command.get_subcommands() {
            let mut words = words.clone();
            words.push(inner.get_name().to_owned());
            found.push((words, inner.clone()));
        }
        next += 1;
    }
    found
}

/// The words of a line as a shell takes it apart; a character that a shell takes for more fails the test.
fn words(line: &str) -> Vec<String> {
    let (mut words, mut word, mut quoted) = (Vec::new(), String::new(), false);
    for c in line.chars() {
        match c {
            '\'' => quoted = !quoted,
            ' ' if !quoted => words.push(std::mem::take(&mut word)),
            '<' | '>' | '|' | '&' | ';' | '$' | '*' | '?' | '!' | '"' | '\\' if !quoted => {
                panic!("{line}: {c} wants quotes")
            }
            c => word.push(c),
        }
    }
    assert!(!quoted, "{line}: a quote is not closed");
    words.push(word);
    words
}

#[test]
fn every_verb_has_help_and_examples_that_the_program_takes() {
    for (path, command) in commands() {
        let name = path.join(" ");
        assert!(command.get_about().is_some(), "{name} says nothing about itself");
        let Some(help) = command.get_after_help().map(ToString::to_string) else {
            panic!("{name} has no example")
        };
        let lines: Vec<&str> = help.strip_prefix("Examples:\n").expect("a heading").lines().collect();
        assert!(!lines.is_empty(), "{name} has no example");
        for line in lines {
            assert!(line.starts_with("  orgadm") && line.len() <= 98, "{name}: {line}");
            let words = words(line.trim_start());
            if let Err(error) = Arguments::try_parse_from(&words) {
                panic!("{line}: {error}");
            }
            // Flags may stand before the verb; its words stand together.
            let shows = words.windows(path.len().max(1)).any(|some| path.is_empty() || some == path);
            assert!(shows, "{line} is no example of {name}");
            assert!(!words.iter().any(|word| word.starts_with("AC01") && word.len() != 34), "{line}");
        }
    }
}

#[test]
fn completions_know_every_verb_and_flag() {
    for shell in [ShellWord::Bash, ShellWord::Zsh, ShellWord::Fish] {
        let script = String::from_utf8(cli::completions(shell)).expect("text");
        for word in ["orgadm", "deactivate", "account-successor", "confirm-count", "independent"] {
            assert!(script.contains(word), "{shell:?}: {word}");
        }
    }
}

#[test]
fn fish_knows_the_words_that_stand_without_a_flag() {
    let script = String::from_utf8(cli::completions(ShellWord::Fish)).expect("text");
    for (condition, word) in [
        ("org; and __fish_seen_subcommand_from policy", "prevent"),
        ("user; and __fish_seen_subcommand_from role", "owner"),
        ("user; and __fish_seen_subcommand_from security", "require-2fa"),
        ("access; and __fish_seen_subcommand_from grant", "administrator"),
        ("completions", "bash"),
    ] {
        let line =
            format!("complete -c orgadm -n \"__fish_orgadm_using_subcommand {condition}\" -f -a \"{word}\t'");
        assert!(script.contains(&line), "{line}");
    }
}

#[test]
fn there_is_a_page_for_every_noun_and_verb() {
    let pages = cli::pages();
    let files: Vec<&str> = pages.iter().map(|page| page.file.as_str()).collect();
    let wanted: Vec<String> = commands()
        .into_iter()
        .map(|(path, _)| [vec!["orgadm".to_owned()], path].concat().join("-") + ".1")
        .collect();
    assert_eq!(files.first(), Some(&"orgadm.1"));
    for file in &wanted {
        assert!(files.contains(&file.as_str()), "{file} is missing");
    }
    assert_eq!(files.len(), wanted.len());
    let invite = pages.iter().find(|page| page.file == "orgadm-user-invite.1").expect("there");
    let text = String::from_utf8(invite.text.clone()).expect("text");
    assert!(text.contains(".SH OPTIONS\n") && !text.contains("EXTRA"), "{text}");
    let example = "\n.SH EXAMPLES\n.nf\norgadm user invite new@acme.example \\-\\-role administrator\n";
    assert!(text.contains(example), "{text}");
}
