//! What every verb says: its help, and a transcript a noun in which it succeeds and is refused.
//!
//! After a change of words: `INSTA_UPDATE=always cargo test --test cli said`, then look at the difference. Identifiers stand
//! as their prefix with the number of their appearance, so that a transcript changes only where what is said does.

use std::collections::BTreeSet;

use clap::CommandFactory;
use orgadm::cli::Arguments;
use orgadm::controller::port::Store;
use orgadm::controller::{Command, quoted};
use orgadm::model::*;

use crate::help::commands;
use crate::schemas::verbs;
use crate::support::{House, domain, email};
use crate::{PIPE, Streams, acme, say};

#[test]
fn the_help_of_every_noun_and_verb() {
    let mut root = Arguments::command().term_width(100);
    root.build();
    let mut nouns: Vec<(String, String)> = Vec::new();
    for (path, _) in commands() {
        let found =
            path.iter().try_fold(&mut root, |inner, name| inner.find_subcommand_mut(name)).expect("there");
        // The flags every verb knows stand once, in the help of the program.
        let mut command = found.clone();
        if !path.is_empty() {
            command = command.mut_args(|arg| if arg.is_global_set() { arg.hide(true) } else { arg });
        }
        let help = command.render_long_help().to_string();
        let noun = path.first().cloned().unwrap_or_else(|| "orgadm".into());
        let name =
            ["orgadm"].into_iter().chain(path.iter().map(String::as_str)).collect::<Vec<_>>().join(" ");
        let text = format!("$ {name} --help\n{}\n", help.trim_end());
        match nouns.iter_mut().find(|(known, _)| *known == noun) {
            Some((_, all)) => all.push_str(&format!("\n{text}")),
            None => nouns.push((noun, text)),
        }
    }
    for (noun, text) in nouns {
        insta::assert_snapshot!(format!("help_{noun}"), text);
    }
}

/// Lines by Ada, the Owner; others say `EMAIL: ` first, and `-: ` is nobody. What stands behind ` < ` is typed; `{…}` is
/// looked up: the code for an address, the invitation or message to one, an account by its name, the last position.
const TABLE: &[(&str, &[&str])] = &[
    (
        "signup",
        &[
            "-: signup dora@side.example --name Dora",
            "-: signup dora@side.example --name D --json",
            "-: signup ada@acme.example --name Ada",
            "-: signup nonsense --name Ada",
            "-: signup ben@side.example --name bell\u{7}",
            "-: signup resend dora@side.example",
            "-: signup resend nobody@side.example",
            "wait 5",
            "-: signup resend dora@side.example",
            "-: signup confirm dora@side.example < nonsense",
            "-: signup confirm nobody@side.example < x",
            "-: signup confirm dora@side.example < {code dora@side.example}",
            "-: signup confirm dora@side.example < x",
        ],
    ),
    (
        "org",
        &[
            "org show",
            "org show --json",
            "grace@acme.example: org show",
            "org settings",
            "grace@acme.example: org settings",
            "org create Second",
            "grace@acme.example: org create Second",
            "part@side.example: account verify-phone Outside --phone +14155550188",
            "part@side.example: account verify-phone Outside --code < {code +14155550188}",
            "part@side.example: org create Side",
            "org rename Acme_Corp",
            "org rename Acme_Corp",
            "grace@acme.example: org rename Other",
            "org policy prevent",
            "org policy prevent",
            "org invitable verified-only",
            "domain claim shut.example",
            "support verify-domain shut.example",
            "org invitable verified-only",
            "org invitable any",
            "org invitable any",
            "org reason required",
            "org reason optional",
            "org reason optional --reason Enough",
            "org what-if new@side.example",
            "org what-if nonsense",
            "org transfer grace@acme.example",
            "org transfer nobody@acme.example",
            "org transfer ada@acme.example",
            "grace@acme.example: org transfer grace@acme.example",
            "org request-deletion",
            "org withdraw-deletion",
            "org request-deletion --confirm Acme_Corp",
            "user invite late@side.example",
            "org withdraw-deletion",
            "org transfer grace@acme.example --confirm Acme_Corp",
            "org request-deletion --confirm Acme_Corp",
        ],
    ),
    (
        "account",
        &[
            "account list",
            "account list --list pending",
            "account list status:king",
            "account show Main",
            "account show Nowhere",
            "grace@acme.example: account show {account Main}",
            "account users Main",
            "grace@acme.example: account users {account Main}",
            "account create Care --usage flex --owner grace@acme.example",
            "account create Care --owner nobody@acme.example",
            "grace@acme.example: account create Own --owner ada@acme.example",
            "account create nonsense\u{202e}",
            "account rename Care Nurse",
            "account rename Nurse Nurse",
            "account verify-phone Main --phone +14155550199",
            "account verify-phone Main --phone 12",
            "account verify-phone Main --code < 000000",
            "account two-factor Main every-login",
            "account two-factor Main every-login",
            "account hipaa Main on",
            "support record-baa Acme",
            "account hipaa Main on",
            "account hipaa Main on",
            "account subaccount create Main Ward",
            "account subaccount create Main Second",
            "account subaccount create Nowhere Ward",
            "account subaccounts Main",
            "account subaccounts Nowhere",
            "account coverage",
            "account coverage gap:king",
            "account suspend Main Nurse",
            "account suspend Main Nurse",
            "account reactivate Main",
            "account reactivate Main",
            "account owner Nurse ada@acme.example",
            "account owner Nurse ada@acme.example",
            "account release Nurse grace@acme.example",
            "account add {account Outside}",
            "account add {account Outside}",
            "account add nonsense",
            "account release Nurse part@side.example",
            "part@side.example: invitation decline {invitation part@side.example}",
            "access invite part@side.example Nurse administrator",
            "part@side.example: invitation accept {invitation part@side.example}",
            "account release Nurse part@side.example",
            "account release Nurse part@side.example --acknowledge leaves-organization",
            "account close Main",
            "account close Main --yes",
            "account close Main --acknowledge irreversible,subaccounts-close,users-lose-access,data-purged",
            "account close Main",
        ],
    ),
    (
        "access",
        &[
            "access list",
            "access list role:king",
            "access list --csv",
            "grace@acme.example: access list",
            "access grant grace@acme.example Main developer,support",
            "access grant grace@acme.example Main developer,support",
            "grace@acme.example: access relinquish {account Main}",
            "grace@acme.example: access relinquish {account Main}",
            "access grant grace@acme.example Main administrator,support",
            "access grant grace@acme.example Main support",
            "access grant ada@acme.example Main support",
            "access grant part@side.example Main support",
            "access grant nobody@acme.example Main support",
            "access grant grace@acme.example Nowhere support",
            "grace@acme.example: access grant ada@acme.example {account Main} support",
            "access invite part@side.example Main billing-manager",
            "access invite part@side.example Main billing-manager",
            "access invite grace@acme.example Main support",
            "access revoke grace@acme.example Main",
            "access revoke grace@acme.example Main",
            "access relinquish Main",
        ],
    ),
    (
        "user",
        &[
            "user list",
            "user list --json",
            "user list role:king",
            "-: user list",
            "grace@acme.example: user list",
            "user list --at soon",
            "user show grace@acme.example",
            "user show part@side.example",
            "user invite new@acme.example --role administrator",
            "user invite new@acme.example",
            "user invite a@side.example b@side.example --access Main=support",
            "user invite grace@acme.example",
            "user invite nonsense",
            "user invite x@side.example --role owner",
            "user invite x@side.example --access Main=king",
            "grace@acme.example: user invite x@side.example",
            "user list --list pending",
            "user role grace@acme.example administrator",
            "user role grace@acme.example administrator",
            "user role ada@acme.example standard",
            "user role grace@acme.example ada@acme.example nobody@acme.example standard",
            "user rename grace@acme.example Grace_Hopper",
            "user rename grace@acme.example Grace_Hopper",
            "grace@acme.example: user rename ada@acme.example Other_Name",
            "user security grace@acme.example require-2fa",
            "grace@acme.example: user security ada@acme.example reset-password",
            "user deactivate grace@acme.example --dry-run",
            "user deactivate grace@acme.example --dry-run --json",
            "user deactivate grace@acme.example",
            "user deactivate grace@acme.example",
            "user deactivate ada@acme.example",
            "grace@acme.example: user deactivate ada@acme.example",
            "user activate grace@acme.example",
            "user activate grace@acme.example",
            "user link grace@acme.example --uid 1001",
            "user link ada@acme.example --uid 1001",
            "user unlink grace@acme.example --uid 1001",
            "user unlink grace@acme.example --uid 1001",
            "user remove grace@acme.example",
            "user remove grace@acme.example --yes --acknowledge lose-membership",
            "user remove grace@acme.example --acknowledge lose-membership,invitations-blocked,no-way-back",
            "user remove grace@acme.example",
            "user remove ada@acme.example",
            "user delete linus@acme.example",
            "user delete linus@acme.example --acknowledge record-destroyed,invitations-end,history-erased",
            "user delete linus@acme.example",
            "user role --from - < user,role|margaret@acme.example,administrator",
            "user role --from - < user,role|margaret@acme.example,administrator|nobody@acme.example,king",
            "user role --from - < user,rule|a,b",
            "user role --from - --keep-going < user,role|margaret@acme.example,administrator|ada@acme.example,standard",
            "user role --from - --keep-going --json < user,role|margaret@acme.example,standard",
            "user role --keep-going margaret@acme.example standard",
        ],
    ),
    (
        "domain",
        &[
            "domain claim acme.example",
            "domain claim acme.example",
            "domain claim gmail.com",
            "domain claim nonsense",
            "grace@acme.example: domain claim other.example",
            "domain list",
            "grace@acme.example: domain list",
            "domain show acme.example",
            "domain show other.example",
            "domain check acme.example",
            "domain check acme.example --method https --json",
            "grace@acme.example: domain check acme.example",
            "publish acme.example",
            "domain check acme.example --method dns",
            "domain check acme.example --json",
            "domain show acme.example --json",
            "domain email-text acme.example",
            "domain email-text other.example",
            "domain remove-users acme.example",
            "lose acme.example",
            "domain list --json",
            "domain show acme.example",
            "domain remove-users acme.example",
            "domain remove-users acme.example --acknowledge lose-membership,lose-account-roles,invitations-blocked,no-way-back,accounts-handed-over",
            "domain delete acme.example",
            "domain delete acme.example",
        ],
    ),
    (
        "invitation",
        &[
            "user invite new@side.example gone@side.example part@side.example",
            "invitation list",
            "grace@acme.example: invitation list",
            "part@side.example: invitation list --mine",
            "invitation resend {invitation new@side.example}",
            "wait 5",
            "invitation resend {invitation new@side.example}",
            "invitation cancel {invitation gone@side.example}",
            "invitation cancel {invitation gone@side.example}",
            "invitation cancel nonsense",
            "-: invitation accept {invitation new@side.example} --name New < nonsense",
            "-: invitation accept {invitation new@side.example} < {code new@side.example}",
            "-: invitation accept {invitation new@side.example} --name New < {code new@side.example}",
            "-: invitation accept {invitation new@side.example} --name New < x",
            "grace@acme.example: invitation accept {invitation part@side.example}",
            "part@side.example: invitation decline {invitation part@side.example}",
            "part@side.example: invitation decline {invitation part@side.example}",
            "domain claim shut.example",
            "support verify-domain shut.example",
            "org policy prevent",
            "-: signup a@shut.example --name Asker",
            "-: invitation request a@shut.example --name Asker",
            "-: invitation request a@shut.example --name Asker",
            "-: invitation request b@side.example --name Asker",
            "grace@acme.example: invitation answer {invitation a@shut.example} --decline",
            "invitation answer {invitation a@shut.example} --role standard",
            "invitation answer {invitation a@shut.example} --decline",
        ],
    ),
    (
        "audit",
        &[
            "org rename Corp",
            "audit list --limit 3",
            "audit list --json --limit 1",
            "audit list time:king",
            "grace@acme.example: audit list",
            "audit show {head}",
            "audit show 99999",
            "audit undo {head}",
            "audit undo 1",
            "grace@acme.example: audit undo {head}",
            "audit head",
            "audit verify",
            "audit verify --against nonsense",
            "audit verify --against 3:0000000000000000000000000000000000000000000000000000000000000000",
            "audit prune --before 57",
            "audit prune --before soon",
            "audit prune --before 1y",
            "wait 5",
            "audit prune --before 2m --dry-run",
            "audit prune --before 2m",
            "audit prune --before 2m --json",
            "audit list --json",
            "audit show 2",
            "audit undo 2",
            "user list --at 2",
            "audit verify",
        ],
    ),
    (
        "session",
        &[
            "session list",
            "grace@acme.example: session end 1",
            "session end 1",
            "session end 99",
            "session end 1",
        ],
    ),
    (
        "outbox",
        &[
            "user invite new@side.example",
            "outbox list",
            "grace@acme.example: outbox list",
            "outbox show {message new@side.example}",
            "outbox show nonsense",
            "outbox retry {message new@side.example}",
            "outbox drop {message new@side.example}",
            "outbox retry {message new@side.example}",
            "grace@acme.example: outbox drop {message new@side.example}",
        ],
    ),
    (
        "support",
        &[
            "support record-baa Acme",
            "support record-baa Nobody",
            "support record-baa Acme",
            "support upgrade-account {account Main}",
            "support upgrade-account {account Main}",
            "support upgrade-account nonsense",
            "support set-limit Acme --accounts 5",
            "support set-limit Acme --domains 3",
            "support set-limit Nobody --domains 3",
            "domain claim acme.example",
            "support verify-domain acme.example",
            "support verify-domain acme.example",
            "support verify-domain nobody.example",
            "user invite new@side.example",
            "support show-code nobody@side.example",
            "support recover-owner Acme grace@acme.example",
            "support recover-owner Acme nobody@acme.example",
            "support recover-owner Acme grace@acme.example --confirm Acme",
            "support confirm-deletion Acme --confirm Acme",
            "grace@acme.example: org request-deletion --confirm Acme",
            "support confirm-deletion Acme",
            "support confirm-deletion Acme --confirm Acme",
        ],
    ),
    ("sweep", &["-: sweep --dry-run", "-: sweep", "-: sweep --dry-run", "-: sweep --json"]),
    ("compact", &["-: compact --dry-run", "-: compact"]),
    ("backup", &["-: backup store.backup", "-: backup list"]),
    ("doctor", &["-: doctor", "-: doctor --json", "-: doctor --repair"]),
    (
        "export",
        &[
            "export -",
            "export org.toml",
            "export org.toml --json",
            "export - --json",
            "grace@acme.example: export -",
            "export - --at tomorrow",
        ],
    ),
    (
        "plan",
        &[
            "plan -f org.toml < [policy]|reason = \"optional\"",
            "plan -f org.toml < [policy]|sign-up = \"prevent\"|[organization]|name = \"Acme Inc\"",
            "plan -f org.toml --json < [policy]|sign-up = \"prevent\"",
            "plan -f org.toml < [policy]|sing-up = \"prevent\"",
            "plan -f org.toml < usres = []|[[domains]]|name = \"acme\"",
            "grace@acme.example: plan -f org.toml < [policy]|sign-up = \"prevent\"",
        ],
    ),
    (
        "apply",
        &[
            "apply -f org.toml --dry-run < [organization]|name = \"Acme Inc\"",
            "apply -f org.toml < [organization]|name = \"Acme Inc\"|[[domains]]|name = \"acme.example\"",
            "apply -f org.toml < [organization]|name = \"Acme Inc\"|[[domains]]|name = \"acme.example\"",
            "apply -f - --json < [policy]|sign-up = \"prevent\"",
            "apply -f org.toml < [[users]]|email = \"grace@acme.example\"|role = \"administrator\"",
            "apply -f org.toml < domains = []|[[access]]|user = \"x@acme.example\"|account = \"Nowhere\"|roles = [\"support\"]",
            "apply -f org.toml --json < [[domains]]|name = \"gmail.com\"|[[domains]]|name = \"www.acme.example\"",
            "apply -f org.toml < [[domains]]|name = \"acme.example\"|state = \"verified\"",
            "grace@acme.example: apply -f org.toml < [policy]|sign-up = \"keep-out\"",
        ],
    ),
    (
        "import",
        &[
            "-: import org.toml < [organization]|name = \"Acme\"",
            "-: import org.toml < [organisation]|name = \"Acme\"",
        ],
    ),
];

/// Verbs that no rule refuses.
const NEVER_REFUSED: &[&str] = &[
    "audit head",
    "doctor",
    "backup",
    "backup list",
    "compact",
    "session list",
    "sweep",
    "support show-code",
    "invitation list",
];

/// Acme with Grace, Linus and Margaret, somebody with an account outside, and Ada at her screens.
fn house() -> House {
    let (house, ada, org) = acme();
    for name in ["linus", "margaret"] {
        house.member(ada, org, &format!("{name}@acme.example"), OrgRole::Standard);
    }
    let (user, account) = house.outsider("part@side.example");
    house.done(Who::User(user), Command::RenameAccount { account, name: crate::support::label("Outside") });
    let screen = orgadm::controller::Doing::Screen("xterm".into());
    let id = house.controller.enter(house.actor(Who::User(ada)), screen, Box::new(|_| {}));
    house.controller.signed_in(id, Some(ada), Some(house.head()));
    house
}

/// What stands for something that is looked up.
fn looked_up(house: &House, what: &str) -> String {
    let (what, of) = what.split_once(' ').unwrap_or((what, ""));
    let mut records =
        Kind::ALL.into_iter().flat_map(|kind| house.store.scan(kind, None, 10_000).expect("readable"));
    match what {
        "head" => house.head().to_string(),
        "code" => {
            let said = say(house, &format!("support show-code {of} --json"), &PIPE);
            said.json()["codes"][0]["code"].as_str().expect("a code").to_owned()
        }
        "account" => {
            let named = records
                .find(|stored| matches!(&stored.record, Record::Account(it) if it.name.as_str() == of));
            named.unwrap_or_else(|| panic!("no account {of}")).record.key().to_string()
        }
        // One that waits, if there are several.
        "invitation" | "message" => {
            let to = |stored: &Stored| match &stored.record {
                Record::Invitation(it) => what == "invitation" && it.email == email(of),
                Record::Message(it) => what == "message" && it.to == Recipient::Email(email(of)),
                _ => false,
            };
            let mut found: Vec<Record> = records.filter(to).map(|stored| stored.record).collect();
            found.sort_by_key(
                |record| matches!(record, Record::Invitation(it) if it.state == InvitationState::Pending),
            );
            found.last().unwrap_or_else(|| panic!("no {what} to {of}")).key().to_string()
        }
        other => panic!("{other}"),
    }
}

/// One line of the table, run: its verb, whether it was done, what it looked like.
fn run(house: &House, line: &str) -> (String, bool, String) {
    let (by, line) =
        line.split_once(": ").filter(|(by, _)| !by.contains(' ')).unwrap_or(("ada@acme.example", line));
    let (line, typed) = line.split_once(" < ").unwrap_or((line, ""));
    let fill = |text: &str| {
        let mut text = text.to_owned();
        while let Some((before, rest)) = text.clone().split_once('{') {
            let (what, after) = rest.split_once('}').expect("closed");
            text = format!("{before}{}{after}", looked_up(house, what));
        }
        text
    };
    let typed_out = fill(typed).replace('|', "\n");
    let line = fill(line);
    let who = if by == "-" { String::new() } else { format!(" --as {by}") };
    let input = format!("{typed_out}\n").leak();
    let said = say(house, &format!("{line}{who}"), &Streams { input, ..PIPE });
    let words: Vec<String> = line.split(' ').map(|word| quoted(&shown(&word.replace('_', " ")))).collect();
    let mut text = format!("{}$ orgadm {}", if by == "-" { "" } else { by }, words.join(" "));
    if !typed.is_empty() {
        text.push_str(&format!("   < {typed}"));
    }
    let lines = |mark: &str, said: &str| {
        said.replace('\r', "").lines().map(|line| format!("\n{mark}{line}")).collect::<String>()
    };
    text.push_str(&lines("  ", &said.out));
    text.push_str(&lines("! ", &said.err));
    text.push_str(&format!("\n= {}\n", said.exit.code()));
    let fits = |verb: &&String| line == **verb || line.starts_with(&format!("{verb} "));
    let verb = verbs().iter().filter(fits).max_by_key(|verb| verb.len()).cloned();
    (verb.unwrap_or_else(|| panic!("{line} is no verb")), said.exit.code() == 0, text)
}

/// Identifiers by their prefix and the number of their appearance; hashes and codes by a word.
fn steady(text: &str) -> String {
    let mut seen: Vec<String> = Vec::new();
    let (mut out, mut rest) = (String::new(), text);
    while let Some(c) = rest.chars().next() {
        let end = rest.find(|c: char| !c.is_ascii_alphanumeric() && c != '…').unwrap_or(rest.len());
        let word = &rest[..end];
        if word.is_empty() {
            out.push(c);
            rest = &rest[c.len_utf8()..];
            continue;
        }
        rest = &rest[end..];
        let hexadecimal = |text: &str| text.chars().all(|c| matches!(c, '0'..='9' | 'a'..='f'));
        let prefix = word.get(..2).filter(|two| two.chars().all(|c| c.is_ascii_uppercase()));
        let identifier = prefix.filter(|_| word.len() == 34 && hexadecimal(&word[2..]) || word.contains('…'));
        match identifier {
            Some(prefix) => {
                let ends = |known: &String| {
                    known[..6] == *word.get(..6).unwrap_or("") && known.ends_with(&word[word.len() - 4..])
                };
                let at = seen.iter().position(ends).unwrap_or_else(|| {
                    seen.push(word.to_owned());
                    seen.len() - 1
                });
                out.push_str(&format!("{prefix}#{}", at + 1));
            }
            // How large the store is says nothing about a verb.
            None if [" B", " KiB", " MiB"].iter().any(|unit| rest.starts_with(unit)) => out.push_str("SIZE"),
            None if word.len() == 64 && hexadecimal(word) => out.push_str("HASH"),
            None if word.len() == 32 && hexadecimal(word) => out.push_str("VALUE"),
            None => out.push_str(word),
        }
    }
    out
}

#[test]
fn every_verb_succeeds_and_is_refused_in_these_words() {
    let (mut done, mut refused) = (BTreeSet::new(), BTreeSet::new());
    for (noun, lines) in TABLE {
        let house = house();
        let mut transcript = Vec::new();
        for line in *lines {
            if let Some(name) = line.strip_prefix("publish ") {
                house.publish(house.directory().claims_of(&domain(name))[0]);
                transcript.push(format!("(the record of {name} is published)\n"));
                continue;
            }
            if let Some(name) = line.strip_prefix("lose ") {
                house.lose(house.directory().claims_of(&domain(name))[0]);
                transcript.push(format!("(the record of {name} goes, and a month goes by)\n"));
                continue;
            }
            if let Some(minutes) = line.strip_prefix("wait ").and_then(|text| text.parse().ok()) {
                house.advance(Span::minutes(minutes));
                transcript.push(format!("({minutes} minutes later)\n"));
                continue;
            }
            let (verb, well, text) = run(&house, line);
            if well {
                done.insert(verb)
            } else {
                refused.insert(verb)
            };
            transcript.push(text);
        }
        insta::assert_snapshot!(format!("said_{noun}"), steady(&transcript.join("\n")));
    }
    // Shows a code, which is another every time its key changes.
    done.insert("support show-code".into());
    // Wants an empty store: `org_file`.
    done.insert("import".into());
    let verbs = verbs();
    let missing = |of: &BTreeSet<String>| verbs.difference(of).cloned().collect::<Vec<_>>();
    assert_eq!(missing(&done), [""; 0], "verbs that never succeeded here");
    let never: Vec<String> =
        missing(&refused).into_iter().filter(|verb| !NEVER_REFUSED.contains(&verb.as_str())).collect();
    assert_eq!(never, [""; 0], "verbs that were never refused here");
}
