//! Completions and manual pages, made from the one declaration of the arguments; they can say nothing that the program
//! does not take.

use clap::{Command, CommandFactory};

use super::args::{Arguments, ShellWord};

/// One manual page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Page {
    /// The name of its file, such as `orgadm-user-invite.1`.
    pub file: String,
    /// Its text, in roff.
    pub text: Vec<u8>,
}

/// The completions of a shell, as a script for it.
pub fn completions(shell: ShellWord) -> Vec<u8> {
    let generator = match shell {
        ShellWord::Bash => clap_complete::Shell::Bash,
        ShellWord::Zsh => clap_complete::Shell::Zsh,
        ShellWord::Fish => clap_complete::Shell::Fish,
    };
    let mut script = Vec::new();
    clap_complete::generate(generator, &mut Arguments::command(), "orgadm", &mut script);
    if shell == ShellWord::Fish {
        script.extend(words_of(&Arguments::command(), &[]).into_bytes());
    }
    script
}

/// The words that stand on a line without a flag, for fish: the generator leaves those out.
fn words_of(command: &Command, path: &[&str]) -> String {
    let mut lines = String::new();
    let condition = match path.split_first() {
        None => String::new(),
        Some((noun, [])) => format!("__fish_orgadm_using_subcommand {noun}"),
        Some((noun, verbs)) => {
            let seen = verbs.iter().map(|verb| format!("; and __fish_seen_subcommand_from {verb}"));
            format!("__fish_orgadm_using_subcommand {noun}{}", seen.collect::<String>())
        }
    };
    for argument in command.get_positionals().filter(|_| !path.is_empty()) {
        let words: Vec<String> = argument
            .get_possible_values()
            .iter()
            .map(|value| {
                let help = value.get_help().map(ToString::to_string).unwrap_or_default();
                format!("{}\t'{}'", value.get_name(), help.replace('\\', "\\\\").replace('\'', "\\'"))
            })
            .collect();
        if !words.is_empty() {
            lines
                .push_str(&format!("complete -c orgadm -n \"{condition}\" -f -a \"{}\"\n", words.join("\n")));
        }
    }
    let beneath = command.get_subcommands();
    lines.extend(beneath.map(|inner| words_of(inner, &[path, &[inner.get_name()]].concat())));
    lines
}

/// The manual pages: of the program, then of each noun and verb.
pub fn pages() -> Vec<Page> {
    let mut program = Arguments::command();
    program.build();
    let mut pages = Vec::new();
    add(program, &mut pages);
    pages
}

fn add(command: Command, pages: &mut Vec<Page>) {
    let beneath: Vec<Command> = command.get_subcommands().cloned().collect();
    let examples = command.get_after_help().map(ToString::to_string).unwrap_or_default();
    let page = clap_mangen::Man::new(command.after_help(None::<&str>));
    let mut text = Vec::new();
    // Writing into memory does not fail.
    let _ = page.render(&mut text);
    text.extend(section(&examples).into_bytes());
    pages.push(Page { file: page.get_filename(), text });
    beneath.into_iter().for_each(|command| add(command, pages));
}

/// The examples as a section of their own, line by line, so that they can be copied.
fn section(examples: &str) -> String {
    let lines = examples.lines().skip(1).map(|line| {
        let plain = line.trim_start().replace('\\', "\\e");
        format!("{}\n", plain.replace('-', "\\-").replace('\'', "\\(aq"))
    });
    format!(".SH EXAMPLES\n.nf\n{}.fi\n", lines.collect::<String>())
}
