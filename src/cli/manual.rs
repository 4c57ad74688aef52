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
    let shell = match shell {
        ShellWord::Bash => clap_complete::Shell::Bash,
        ShellWord::Zsh => clap_complete::Shell::Zsh,
        ShellWord::Fish => clap_complete::Shell::Fish,
    };
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut Arguments::command(), "orgadm", &mut script);
    script
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
