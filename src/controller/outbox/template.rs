//! The texts of letters: plain text with names in braces, filled in one pass, so that what people typed is never taken for a
//! text itself.
//!
//! The first line is the subject. A code stands in the body only: subjects are shown by lists, and kept by logs of others.

use std::collections::BTreeMap;

use crate::controller::port::LetterTexts;
use crate::model::shown;

/// Columns of a line; longer ones are broken at spaces.
const COLUMNS: usize = 72;
/// Most characters of a value in a subject.
const IN_SUBJECT: usize = 60;

/// What a text is called, the text, what it may name and what it must.
struct BuiltIn {
    name: &'static str,
    text: &'static str,
    may: &'static [&'static str],
    must: &'static [&'static str],
}

/// Which letter.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Which {
    SignUpCode,
    PhoneCode,
    UserInvitation,
    AccessInvitation,
    AccountInvitation,
    Reminder,
    Security,
}

impl Which {
    const ALL: [Self; 7] = [
        Self::SignUpCode,
        Self::PhoneCode,
        Self::UserInvitation,
        Self::AccessInvitation,
        Self::AccountInvitation,
        Self::Reminder,
        Self::Security,
    ];

    const fn built_in(self) -> BuiltIn {
        match self {
            Self::SignUpCode => BuiltIn {
                name: "sign-up-code",
                text: include_str!("../../../assets/mail/sign-up-code.txt"),
                may: &["email", "account", "expires"],
                must: &["code"],
            },
            Self::PhoneCode => BuiltIn {
                name: "phone-code",
                text: include_str!("../../../assets/mail/phone-code.txt"),
                may: &["account"],
                must: &["code"],
            },
            Self::UserInvitation => BuiltIn {
                name: "invitation-user",
                text: include_str!("../../../assets/mail/invitation-user.txt"),
                may: &["email", "organization", "inviter", "offer", "expires"],
                must: &["code", "invitation"],
            },
            Self::AccessInvitation => BuiltIn {
                name: "invitation-access",
                text: include_str!("../../../assets/mail/invitation-access.txt"),
                may: &["email", "account", "inviter", "offer", "expires"],
                must: &["code", "invitation"],
            },
            Self::AccountInvitation => BuiltIn {
                name: "invitation-account",
                text: include_str!("../../../assets/mail/invitation-account.txt"),
                may: &["email", "organization", "account", "inviter", "expires"],
                must: &["code", "invitation"],
            },
            Self::Reminder => BuiltIn {
                name: "reminder",
                text: include_str!("../../../assets/mail/reminder.txt"),
                may: &["email", "organization", "inviter", "expires"],
                must: &["code", "invitation"],
            },
            Self::Security => BuiltIn {
                name: "security",
                text: include_str!("../../../assets/mail/security.txt"),
                may: &["email", "organization", "inviter"],
                must: &["request"],
            },
        }
    }
}

/// The names of the letters there are.
pub fn names() -> [&'static str; 7] {
    Which::ALL.map(|which| which.built_in().name)
}

/// What is wrong with a text that is to go before the built-in one of this name, as a clause.
pub fn check(name: &str, text: &str) -> Result<(), String> {
    let known = Which::ALL.into_iter().map(Which::built_in).find(|it| it.name == name);
    let Some(BuiltIn { may, must, .. }) = known else {
        return Err(format!("there is no letter of this name; there are {}", names().join(", ")));
    };
    let (subject, body) = parts(text).ok_or("the first line is \"Subject: …\", the second is empty")?;
    if let Some(c) = text.chars().find(|c| *c != '\n' && shown(&c.to_string()) != c.to_string()) {
        return Err(format!("it contains the hidden character {}", shown(&c.to_string())));
    }
    let named: Vec<&str> = pieces(text).filter_map(|piece| piece.name()).collect();
    if let Some(unknown) = named.iter().find(|it| !may.contains(it) && !must.contains(it)) {
        let all: Vec<&str> = may.iter().chain(must).copied().collect();
        return Err(format!("{{{unknown}}} means nothing here; there are {}", all.join(", ")));
    }
    if pieces(subject).any(|piece| piece.name() == Some("code")) {
        return Err("a subject is no place for a code".into());
    }
    let lacks = |wanted: &&&str| !pieces(body).any(|piece| piece.name() == Some(**wanted));
    match must.iter().find(lacks) {
        Some(wanted) => Err(format!("it lacks {{{wanted}}}")),
        None => Ok(()),
    }
}

/// Subject and body of a letter.
pub(super) fn fill(which: Which, texts: &LetterTexts, values: &[(&str, String)]) -> (String, String) {
    let built_in = which.built_in();
    let text = texts.0.get(built_in.name).map_or(built_in.text, String::as_str);
    let (subject, body) = parts(text).unwrap_or(("", text));
    // One line, nothing hidden: no value can begin a line of its own, let alone a header.
    let line = |value: &str| shown(&value.split_whitespace().collect::<Vec<_>>().join(" "));
    let long: BTreeMap<&str, String> = values.iter().map(|(name, value)| (*name, line(value))).collect();
    let short = long.iter().map(|(name, value)| (*name, cut(value))).collect();
    (filled(subject, &short), laid_out(&filled(body, &long)))
}

/// Paragraphs in lines of their own length: those of the text were broken where the values were not known. What begins
/// with spaces, and what is empty, is a line by itself.
fn laid_out(text: &str) -> String {
    let (mut out, mut paragraph) = (String::new(), String::new());
    for line in text.lines() {
        if line.is_empty() || line.starts_with(' ') {
            if !paragraph.is_empty() {
                wrap(&std::mem::take(&mut paragraph), &mut out);
            }
            wrap(line, &mut out);
        } else {
            if !paragraph.is_empty() {
                paragraph.push(' ');
            }
            paragraph.push_str(line);
        }
    }
    if !paragraph.is_empty() {
        wrap(&paragraph, &mut out);
    }
    out
}

fn cut(value: &str) -> String {
    match value.char_indices().nth(IN_SUBJECT) {
        Some((at, _)) => format!("{}…", value.get(..at).unwrap_or_default()),
        None => value.to_owned(),
    }
}

fn parts(text: &str) -> Option<(&str, &str)> {
    let (subject, rest) = text.strip_prefix("Subject: ")?.split_once('\n')?;
    Some((subject.trim(), rest.strip_prefix('\n')?))
}

/// A piece of a text: words, or a name in braces.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Piece<'a> {
    Words(&'a str),
    Name(&'a str),
}

impl<'a> Piece<'a> {
    const fn name(self) -> Option<&'a str> {
        match self {
            Self::Name(name) => Some(name),
            Self::Words(_) => None,
        }
    }
}

fn pieces(text: &str) -> impl Iterator<Item = Piece<'_>> {
    let mut rest = text;
    std::iter::from_fn(move || {
        if rest.is_empty() {
            return None;
        }
        let named = rest.strip_prefix('{').and_then(|inner| inner.split_once('}'));
        let (piece, left) = match named {
            Some((name, left)) if name.chars().all(|c| c.is_ascii_lowercase()) => (Piece::Name(name), left),
            _ => {
                let at =
                    rest.char_indices().skip(1).find(|(_, c)| *c == '{').map_or(rest.len(), |(at, _)| at);
                let (words, left) = rest.split_at(at);
                (Piece::Words(words), left)
            }
        };
        rest = left;
        Some(piece)
    })
}

fn filled(text: &str, values: &BTreeMap<&str, String>) -> String {
    let one = |piece| match piece {
        Piece::Words(words) => words.to_owned(),
        Piece::Name(name) => values.get(name).cloned().unwrap_or_default(),
    };
    pieces(text).map(one).collect()
}

/// Writes the line, broken at spaces where it is too long; what begins with spaces goes on with as many.
fn wrap(line: &str, out: &mut String) {
    let indent = line.len() - line.trim_start_matches(' ').len();
    let margin = " ".repeat(indent);
    let mut width = 0;
    for word in line.split(' ').filter(|word| !word.is_empty()) {
        let wide = word.chars().count();
        if width == 0 {
            out.push_str(&margin);
            width = indent;
        } else if width + 1 + wide > COLUMNS {
            out.push('\n');
            out.push_str(&margin);
            width = indent;
        } else {
            out.push(' ');
            width += 1;
        }
        out.push_str(word);
        width += wide;
    }
    out.push('\n');
}

#[cfg(test)]
mod tests {
    use super::*;

    fn values<'a>(pairs: &[(&'a str, &str)]) -> Vec<(&'a str, String)> {
        pairs.iter().map(|(name, value)| (*name, (*value).to_owned())).collect()
    }

    #[test]
    fn the_built_in_texts_are_what_others_must_be() {
        for which in Which::ALL {
            let BuiltIn { name, text, .. } = which.built_in();
            assert_eq!(check(name, text), Ok(()), "{name}");
            let short = text.lines().all(|line| line.chars().count() <= COLUMNS);
            assert!(short && text.is_ascii() && text.ends_with('\n') && !text.contains('\t'), "{name}");
        }
    }

    #[test]
    fn a_text_of_somebody_s_own_is_held_to_it() {
        let wrong = |text: &str| check("sign-up-code", text).expect_err(text);
        assert!(check("welcome", "Subject: Hi\n\n{code}\n").expect_err("unknown").contains("sign-up-code"));
        assert!(wrong("Hello {code}").contains("first line"));
        assert!(wrong("Subject: Hi\n{code}\n").contains("first line"));
        assert!(wrong("Subject: {code}\n\n{code}\n").contains("subject"));
        assert!(wrong("Subject: Hi\n\nNo code.\n").contains("lacks {code}"));
        assert!(wrong("Subject: Hi\n\n{code} {password}\n").contains("{password} means nothing"));
        assert!(wrong("Subject: Hi\n\n{code}\u{1b}[2J\n").contains("hidden"));
        assert_eq!(check("sign-up-code", "Subject: Hi\n\n{code} {Not a name} {\n"), Ok(()));
    }

    #[test]
    fn what_people_typed_is_never_taken_for_a_text() {
        let text = "Subject: {inviter} and {organization}\n\n{organization}: {code} {invitation}\n";
        let texts = LetterTexts([("invitation-user".to_owned(), text.to_owned())].into());
        let typed = values(&[
            ("organization", "{code}\r\nBcc: all@acme.example\u{202e}"),
            ("inviter", &"x".repeat(300)),
            ("code", "SECRET"),
            ("invitation", "NF"),
        ]);
        let (subject, body) = fill(Which::UserInvitation, &texts, &typed);
        assert!(!subject.contains("SECRET") && !subject.contains(['\r', '\n', '\u{202e}']), "{subject}");
        assert!(subject.chars().count() < 130, "{subject}");
        assert_eq!(body.matches("SECRET").count(), 1, "{body}");
        assert!(body.starts_with("{code} Bcc: all@acme.example\\u{202e}: SECRET"), "{body}");
    }

    #[test]
    fn paragraphs_are_laid_out_anew_around_their_values() {
        let text = "One line of words that is\nbroken here.\n\n    CODE-CODE\n\nThe end.\n";
        let laid = "One line of words that is broken here.\n\n    CODE-CODE\n\nThe end.\n";
        assert_eq!(laid_out(text), laid);
        assert_eq!(laid_out(laid), laid, "what is laid out stays");
    }

    #[test]
    fn long_lines_break_at_spaces_and_keep_their_margin() {
        let mut out = String::new();
        wrap(&format!("    {}", "word ".repeat(40)), &mut out);
        assert!(out.lines().all(|line| line.starts_with("    word") && line.len() <= COLUMNS), "{out}");
        assert_eq!(out.matches("word").count(), 40);
        out.clear();
        wrap("", &mut out);
        assert_eq!(out, "\n");
    }
}
