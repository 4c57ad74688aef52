//! Parity: the line that a preview shows, taken apart by a real shell, makes the same plan as the screen, and with its
//! safeguards it commits. A table over every kind of command, in a house whose names a shell would act on.

use std::collections::BTreeSet;
use std::process::{Command as Process, Stdio};

use orgadm::cli::{self, Exit};
use orgadm::controller::port::Store;
use orgadm::controller::{Command, Limit, Plan, Successors};
use orgadm::model::*;
use orgadm::rules::limits;
use serde_json::Value;

use crate::support::{House, domain, email, grant, invite, label, person, phone, roles, to_account};
use crate::{PIPE, Said, Streams, run};

const ADA: &str = "ada@acme.example";
const GRACE: &str = "o'brien$home@acme.example";
const HEIR: &str = "-dash&`id`@acme.example";
const OUT: &str = "out!{side}@side.example";
const NEW: &str = "new*one~|@free.example";
const ORG: &str = "-Acme & 'Sons' $HOME";
const FIRST: &str = "-x `id` \"First\" 'one'";

/// Commands that no line stands for: what the program does by itself, what is no command at all, and signing in, which
/// belongs to the screens (a verb says who it is for on its line). The line of an applied file needs the file, and is tried
/// with it (`org_file`).
const WITHOUT_A_LINE: &[CommandKind] = &[
    CommandKind::Apply,
    CommandKind::Import,
    // What a check finds is called by what it makes of the claim.
    CommandKind::ProveDomain,
    CommandKind::DoubtDomain,
    CommandKind::LoseDomain,
    CommandKind::RemoveLost,
    CommandKind::SignIn,
    CommandKind::Demo,
    CommandKind::CreateStore,
    CommandKind::Erase,
    CommandKind::Compact,
    CommandKind::EndSession,
    CommandKind::Disconnect,
    CommandKind::Connect,
    CommandKind::Release,
    CommandKind::DeliverMessage,
    CommandKind::DelayMessage,
    CommandKind::RemindInvitation,
    CommandKind::Backup,
    CommandKind::Restore,
    CommandKind::PruneAudit,
    CommandKind::Repair,
];

/// A house in which everything can be asked for.
struct It {
    house: House,
    org: OrgSid,
    ada: UserSid,
    grace: UserSid,
    heir: UserSid,
    idle: UserSid,
    out: UserSid,
    lone: UserSid,
    /// Ada's, full, with a subaccount; Grace and the heir have roles there, and so has somebody outside.
    main: AccountSid,
    /// Grace's and the heir's.
    first: AccountSid,
    second: AccountSid,
    /// Somebody's outside.
    outside: AccountSid,
    ours: DomainSid,
    claim: DomainSid,
    sign_up: SignUpSid,
    /// To an address without a user, twice, and to somebody who has one.
    invitations: [InvitationSid; 2],
    to_out: InvitationSid,
    requests: [InvitationSid; 2],
}

impl It {
    fn new() -> Self {
        let house = House::new();
        let (ada, org) = house.owner(ADA, ORG);
        let main = house.account_of(ada);
        house.done(Who::Operator, Command::UpgradeAccount { account: main });
        house.subaccount(ada, main, "Ward");
        let [grace, heir, idle] =
            [GRACE, HEIR, "idle@acme.example"].map(|to| house.member(ada, org, to, OrgRole::Standard));
        house.done(Who::User(ada), Command::DeactivateUser { org, user: idle });
        let (first, second) = (house.new_account(grace, FIRST), house.new_account(heir, "Second"));
        for user in [grace, heir] {
            house.done(Who::User(ada), grant(main, user, &[AccountRole::Support]));
        }
        let (out, outside) = house.outsider(OUT);
        let joins = house.invite_to(ada, main, OUT, &[AccountRole::Developer]);
        house.accept_as(out, joins);
        let lone = house.sign_up("lone@side.example", "Lone");
        house.verify_phone(lone);
        let ours = house.verified(ada, org, "shut.example");
        let claim = house.done(Who::User(ada), Command::ClaimDomain { org, name: domain("claim.example") });
        let Key::Domain(claim) = claim.plan.subjects[0] else { panic!("a domain") };
        house.done(Who::User(ada), Command::SetSignUpPolicy { org, policy: SignUpPolicy::Prevent });
        let sign_up = house.sign_up_begun(NEW, "Somebody");
        let invitations = ["inv'ited@side.example", "other@side.example"]
            .map(|to| house.invite(ada, org, to, OrgRole::Standard));
        let to_out = house.invite(ada, org, OUT, OrgRole::Standard);
        let requests = ["a$sks@shut.example", "b@shut.example"].map(|address| {
            let ask = Command::RequestInvitation { email: email(address), name: person("Asker O'Pauling") };
            match house.done(Who::Visitor, ask).plan.subjects[0] {
                Key::Invitation(sid) => sid,
                other => panic!("{other}"),
            }
        });
        house.advance(limits::COOL_DOWN);
        let it = Self {
            house,
            org,
            ada,
            grace,
            heir,
            idle,
            out,
            lone,
            main,
            first,
            second,
            outside,
            ours,
            claim,
            sign_up,
            invitations,
            to_out,
            requests,
        };
        it.house.done(Who::Operator, Command::RecordBaa { org });
        it
    }

    /// Everything that can be asked, by whom, and what is typed into the line's standard input.
    fn table(&self) -> Vec<(Who, Command, String)> {
        let Self { org, ada, grace, heir, idle, out, lone, main, first, second, outside, .. } = *self;
        let code = |code: Option<Code>| code.expect("waits").reveal();
        let house = &self.house;
        let typed = |text: &str| orgadm::controller::TypedCode::new(text);
        let sign_up_code = code(house.controller.sign_up_code(self.sign_up).expect("readable"));
        let invitation_code = code(house.controller.invitation_code(self.invitations[0]).expect("readable"));
        let both = [AccountRole::Developer, AccountRole::BillingManager];
        let offer = |account| OfferedRoles { account, roles: roles(&both) };
        let invited = |address: &str, access, replace| Command::InviteUser {
            org,
            email: email(address),
            role: OrgRole::Administrator,
            access,
            replace,
        };
        let remove =
            |user, all, each| Command::RemoveUser { org, user, successors: Successors { all, each } };
        let delete =
            |user, all, each| Command::DeleteUser { org, user, successors: Successors { all, each } };
        let role = |user, role| Command::SetRole { org, user, role };
        let name = |text: &str| label(text);
        let many = Command::Many;
        let message = self.message();
        let mut table = vec![
            (
                Who::Visitor,
                Command::SignUp {
                    email: email("-`x`@free.example"),
                    name: person("-Ann 'O'"),
                    account: name("$1"),
                },
            ),
            (Who::Visitor, Command::ResendSignUp { sign_up: self.sign_up }),
            (
                Who::Visitor,
                Command::RequestInvitation { email: email("c'c@shut.example"), name: person("-C O'C") },
            ),
            (Who::User(ada), Command::SetPhone { account: main, phone: phone("+14155550199") }),
            (Who::User(lone), Command::CreateOrganization { name: name("- New $(id)") }),
            (
                Who::User(ada),
                invited(
                    "x;y@side.example".replace(';', "'").as_str(),
                    vec![offer(main), offer(first)],
                    false,
                ),
            ),
            (Who::User(ada), invited("inv'ited@side.example", Vec::new(), true)),
            (Who::User(ada), Command::ResendInvitation { invitation: self.invitations[0] }),
            (Who::User(ada), Command::CancelInvitation { invitation: self.invitations[0] }),
            (Who::User(out), Command::AcceptInvitation { invitation: self.to_out, code: None, name: None }),
            (Who::User(out), Command::DeclineInvitation { invitation: self.to_out, code: None }),
            (Who::User(ada), role(grace, OrgRole::Administrator)),
            (Who::User(ada), role(heir, OrgRole::Administrator)),
            (Who::User(ada), Command::ChangeOwner { org, user: heir }),
            (Who::User(ada), Command::ClaimDomain { org, name: domain("bücher.example") }),
            (Who::User(ada), Command::DeleteDomain { domain: self.ours }),
            (Who::Operator, Command::VerifyDomain { domain: self.claim }),
            (Who::Operator, Command::UpgradeAccount { account: first }),
            (Who::Operator, Command::RecoverOwner { org, user: heir }),
            (Who::Operator, Command::SetLimit { org, limit: Limit::Accounts(Some(9)) }),
            (Who::Operator, Command::SetLimit { org, limit: Limit::Domains(3) }),
            (
                Who::User(ada),
                Command::CreateAccount { name: name("-n 'x'"), usage: Usage::Flex, owner: heir },
            ),
            (
                Who::User(ada),
                Command::CreateAccount { name: name("Plain"), usage: Usage::Twilio, owner: ada },
            ),
            (Who::User(ada), Command::RenameAccount { account: main, name: name("--yes") }),
            (Who::User(ada), Command::RenameAccount { account: main, name: name("a -- b") }),
            (Who::User(ada), grant(main, heir, &both)),
            (Who::User(ada), Command::RevokeAccess { account: main, user: heir }),
            (Who::User(ada), to_account(first, "p#q@side.example", &both)),
            (Who::User(ada), Command::RenameOrganization { org, name: name("-Corp \\ \"x\"") }),
            (Who::User(ada), Command::SetSignUpPolicy { org, policy: SignUpPolicy::KeepOut }),
            (Who::User(ada), Command::SetSignUpPolicy { org, policy: SignUpPolicy::AddAutomatically }),
            (Who::User(ada), Command::SetVerifiedDomainsOnly { org, on: true }),
            (Who::User(ada), Command::SetReasonRequired { org, on: true }),
            (Who::User(ada), Command::AddExistingAccount { org, account: outside, replace: false }),
            (
                Who::User(ada),
                Command::SetTwoFactorPolicy { account: main, policy: TwoFactorPolicy::OncePerComputer },
            ),
            (Who::User(ada), Command::ChangeAccountOwner { account: first, user: heir }),
            (Who::User(ada), Command::SuspendAccount { account: main }),
            (Who::User(ada), Command::CloseAccount { account: main }),
            (Who::User(ada), Command::ReleaseAccount { account: main, user: out }),
            (Who::User(heir), Command::RelinquishAccess { account: main }),
            (Who::User(ada), Command::CreateSubaccount { parent: main, name: name("-w 'ard'") }),
            (Who::User(ada), Command::SetHipaa { account: main, on: true }),
            (Who::User(ada), Command::RenameUser { user: heir, name: person("-Grace O'Hopper") }),
            (Who::User(ada), remove(grace, Some(heir), vec![(first, grace)])),
            (Who::User(ada), remove(heir, None, vec![(second, grace)])),
            (Who::User(ada), delete(heir, Some(ada), Vec::new())),
            (Who::User(ada), Command::DeactivateUser { org, user: heir }),
            (Who::User(ada), Command::ActivateUser { org, user: idle }),
            (
                Who::User(ada),
                Command::RequestSecurity { org, user: heir, action: SecurityAction::ResetTwoFactor },
            ),
            (
                Who::User(ada),
                Command::AnswerRequest { request: self.requests[0], role: Some(OrgRole::Standard) },
            ),
            (Who::User(ada), Command::AnswerRequest { request: self.requests[0], role: None }),
            (Who::User(ada), Command::RequestDeletion { org }),
            (Who::Operator, Command::LinkUid { user: heir, uid: 1_001 }),
            (Who::User(ada), Command::DropMessage { message }),
            (Who::Operator, Command::DropMessage { message }),
            // Several at once: one verb for all, or the rows of a file.
            (
                Who::User(ada),
                many(vec![role(grace, OrgRole::Administrator), role(heir, OrgRole::Administrator)]),
            ),
            (
                Who::User(ada),
                many(vec![role(grace, OrgRole::Administrator), role(idle, OrgRole::Administrator)]),
            ),
            (Who::User(ada), many([grace, heir].map(|user| Command::DeactivateUser { org, user }).to_vec())),
            (
                Who::User(ada),
                many(vec![remove(grace, Some(ada), Vec::new()), remove(heir, Some(heir), Vec::new())]),
            ),
            (
                Who::User(ada),
                many(vec![
                    remove(grace, Some(ada), vec![(first, ada)]),
                    remove(heir, Some(ada), vec![(second, heir)]),
                ]),
            ),
            (
                Who::User(ada),
                many(vec![delete(grace, Some(heir), Vec::new()), delete(heir, Some(ada), Vec::new())]),
            ),
            (
                Who::User(ada),
                many(vec![grant(first, ada, &both), grant(main, heir, &[AccountRole::Developer])]),
            ),
            (
                Who::User(ada),
                many([grace, heir].map(|user| Command::RevokeAccess { account: main, user }).to_vec()),
            ),
            (
                Who::User(ada),
                many(vec![
                    Command::RevokeAccess { account: main, user: grace },
                    Command::RevokeAccess { account: main, user: out },
                ]),
            ),
            (
                Who::User(ada),
                many(vec![
                    invite(org, "m'm@side.example", OrgRole::Standard),
                    invited("n@side.example", vec![offer(main)], false),
                ]),
            ),
            (
                Who::User(ada),
                many(vec![
                    to_account(first, "m'm@side.example", &both),
                    to_account(main, "n@side.example", &[AccountRole::Administrator]),
                ]),
            ),
            (
                Who::User(ada),
                many(vec![
                    Command::CreateAccount { name: name("=1+\"1\", 'x'"), usage: Usage::Flex, owner: grace },
                    Command::CreateAccount { name: name("'-y; z"), usage: Usage::Twilio, owner: heir },
                ]),
            ),
            (
                Who::User(ada),
                many(vec![
                    Command::RenameAccount { account: first, name: name("-one") },
                    Command::RenameAccount { account: second, name: name("@two, three") },
                ]),
            ),
            (
                Who::User(ada),
                many(vec![
                    Command::RenameUser { user: grace, name: person("=Grace") },
                    Command::RenameUser { user: heir, name: person("Heir, the") },
                ]),
            ),
            (
                Who::User(ada),
                many(vec![
                    Command::RequestSecurity { org, user: grace, action: SecurityAction::ResetPassword },
                    Command::RequestSecurity { org, user: heir, action: SecurityAction::RequireTwoFactor },
                ]),
            ),
            (
                Who::User(ada),
                many(vec![
                    Command::ChangeAccountOwner { account: first, user: heir },
                    Command::ChangeAccountOwner { account: second, user: grace },
                ]),
            ),
            (
                Who::User(ada),
                many(vec![
                    Command::SetTwoFactorPolicy { account: first, policy: TwoFactorPolicy::EveryLogin },
                    Command::SetTwoFactorPolicy { account: second, policy: TwoFactorPolicy::OncePerComputer },
                ]),
            ),
            (
                Who::User(ada),
                many([first, second].map(|account| Command::SetHipaa { account, on: true }).to_vec()),
            ),
            (Who::User(ada), many([first, second].map(|account| Command::CloseAccount { account }).to_vec())),
            (
                Who::User(ada),
                many(
                    ["-w", "'=v'"]
                        .map(|text| Command::CreateSubaccount { parent: main, name: name(text) })
                        .to_vec(),
                ),
            ),
            (
                Who::User(ada),
                many(self.invitations.map(|invitation| Command::CancelInvitation { invitation }).to_vec()),
            ),
            (
                Who::User(ada),
                many(self.requests.map(|request| Command::AnswerRequest { request, role: None }).to_vec()),
            ),
        ];
        let mut table: Vec<(Who, Command, String)> =
            table.drain(..).map(|(who, command)| (who, command, String::new())).collect();
        let confirm = Command::ConfirmSignUp { sign_up: self.sign_up, code: typed(&sign_up_code) };
        table.push((Who::Visitor, confirm, sign_up_code));
        let named = |name| Command::AcceptInvitation {
            invitation: self.invitations[0],
            code: Some(typed(&invitation_code)),
            name,
        };
        table.push((Who::Visitor, named(Some(person("-N 'ew'"))), invitation_code.clone()));
        let decline = Command::DeclineInvitation {
            invitation: self.invitations[0],
            code: Some(typed(&invitation_code)),
        };
        table.push((Who::Visitor, decline, invitation_code));
        table
    }

    /// The message of an invitation that waits.
    fn message(&self) -> MessageSid {
        let of_other = |message: &Message| match message.kind {
            MessageKind::Invitation { invitation, .. } => invitation == self.invitations[1],
            _ => false,
        };
        self.house.messages().into_iter().find(of_other).expect("it waits").sid
    }

    /// What can be asked only after something else was done, by itself in a house.
    fn later(&self, n: usize) -> Option<(Who, Command, String)> {
        let Self { org, ada, heir, main, .. } = *self;
        let house = &self.house;
        let by_ada = |command| house.done(Who::User(ada), command);
        let plain = |who, command| Some((who, command, String::new()));
        match n {
            0 => {
                by_ada(Command::SuspendAccount { account: main });
                plain(Who::User(ada), Command::ReactivateAccount { account: main })
            }
            1 => {
                by_ada(Command::SetPhone { account: main, phone: phone("+14155550199") });
                let code = house.controller.phone_code(main).expect("readable").expect("waits").reveal();
                let typed = orgadm::controller::TypedCode::new(&code);
                Some((Who::User(ada), Command::ConfirmPhone { account: main, code: typed }, code))
            }
            2 => {
                house.agreed(Who::User(ada), Command::RequestDeletion { org });
                plain(Who::User(ada), Command::WithdrawDeletion { org })
            }
            3 => {
                house.agreed(Who::User(ada), Command::RequestDeletion { org });
                plain(Who::Operator, Command::ConfirmDeletion { org })
            }
            4 => {
                let position =
                    by_ada(Command::RenameAccount { account: main, name: label("Other") }).position;
                plain(Who::User(ada), Command::Undo { org, position: position.expect("committed") })
            }
            5 => {
                house.advance(Span::days(8));
                plain(Who::System, Command::Expire)
            }
            6 => {
                house.done(Who::Operator, Command::LinkUid { user: heir, uid: 1_001 });
                plain(Who::Operator, Command::UnlinkUid { user: heir, uid: 1_001 })
            }
            7 => {
                by_ada(Command::SetReasonRequired { org, on: true });
                plain(Who::User(ada), Command::RenameOrganization { org, name: label("Corp") })
            }
            8 => {
                let (_, other) = house.owner("boss@other.example", "Other");
                plain(Who::Operator, Command::RecordBaa { org: other })
            }
            9 | 10 => {
                let message = self.message();
                by_ada(Command::DropMessage { message });
                let who = if n == 9 { Who::User(ada) } else { Who::Operator };
                plain(who, Command::RetryMessage { message })
            }
            11 => {
                let domain = house.proven(ada, org, "lost.example");
                house.lose(domain);
                plain(Who::User(ada), Command::ApproveRemoval { domain, successor: Some(heir) })
            }
            12 => {
                house.publish(self.claim);
                let (method, found) = (VerificationMethod::Dns, Looked::Proven);
                let look = Command::CheckDomain { domain: self.claim, method, last: None, found };
                plain(Who::User(ada), look)
            }
            _ => None,
        }
    }

    fn plan(&self, who: Who, command: &Command) -> Plan {
        let actor = match who {
            Who::System => Actor { who, evidence: Evidence::System, origin: Origin::Sweeper },
            who => self.house.actor(who),
        };
        self.house.controller.plan(&actor, command).unwrap_or_else(|error| panic!("{command:?}: {error}"))
    }

    /// Runs a line as somebody, with further words before it.
    fn run(&self, who: Who, line: &str, more: &[&str], input: &str) -> Said {
        let (words, piped) = by_a_shell(line);
        assert_eq!(words.first().map(String::as_str), Some("orgadm"), "{line}");
        let more = more.iter().map(ToString::to_string).collect::<Vec<_>>();
        let words = [&who_says(self, who), &more, &words[1..]].concat();
        let typed = format!("{piped}{input}").leak();
        run(&self.house.controller, &self.house, words, &Streams { input: typed, ..PIPE }, (None, &|| false))
    }

    /// The text with every identifier that no record has yet in the place of its first appearance.
    fn settled(&self, text: &str) -> String {
        let mut known = BTreeSet::new();
        for kind in Kind::ALL {
            for stored in self.house.store.scan(kind, None, 10_000).expect("readable") {
                let key = stored.record.key();
                known.extend([key.to_string(), key.short()]);
            }
        }
        let (mut seen, mut out, mut rest): (Vec<&str>, String, &str) = (Vec::new(), String::new(), text);
        while let Some(c) = rest.chars().next() {
            let (token, new) = token(rest);
            match token {
                Some(token) if new && !known.contains(token) => {
                    let at = seen.iter().position(|it| *it == token).unwrap_or_else(|| {
                        seen.push(token);
                        seen.len() - 1
                    });
                    out.push_str(&format!("NEW{at}"));
                    rest = &rest[token.len()..];
                }
                Some(token) => {
                    out.push_str(token);
                    rest = &rest[token.len()..];
                }
                None => {
                    out.push(c);
                    rest = &rest[c.len_utf8()..];
                }
            }
        }
        out
    }
}

/// The identifier or random value that the text begins with, and whether it is one; else its first word.
fn token(text: &str) -> (Option<&str>, bool) {
    let end = text.find(|c: char| !c.is_ascii_alphanumeric() && c != '…').unwrap_or(text.len());
    let word = &text[..end];
    let hexadecimal = |text: &str| text.chars().all(|c| matches!(c, '0'..='9' | 'a'..='f'));
    let identifier =
        word.len() == 34 && word[..2].chars().all(|c| c.is_ascii_uppercase()) && hexadecimal(&word[2..]);
    let short = word.contains('…');
    let value = word.len() == 32 && hexadecimal(word);
    (Some(word).filter(|word| !word.is_empty()), identifier || short || value)
}

/// The words that say who it is for.
fn who_says(it: &It, who: Who) -> Vec<String> {
    match who {
        Who::User(sid) => vec![format!("--as={}", it.house.user(sid).email)],
        Who::Visitor | Who::Operator | Who::System => Vec::new(),
    }
}

/// The words of `orgadm` in a line, and what is piped into it, as the shell of this system understands the line.
fn by_a_shell(line: &str) -> (Vec<String>, String) {
    let script =
        format!("orgadm() {{ printf '%s\\0' orgadm \"$@\"; printf '\\001'; cat; printf '\\002'; }}\n{line}");
    let output = Process::new("sh").arg("-c").arg(&script).stdin(Stdio::null()).output().expect("a shell");
    assert!(output.status.success() && output.stderr.is_empty(), "{line}: {output:?}");
    let text = String::from_utf8(output.stdout).expect("UTF-8");
    let ran: Vec<&str> = text.split_terminator('\u{2}').collect();
    assert_eq!(ran.len(), 1, "one line is one run: {line}");
    let (words, piped) = ran[0].split_once('\u{1}').expect("divided");
    (words.split_terminator('\0').map(str::to_owned).collect(), piped.to_owned())
}

/// The same house again and again, with one thing to ask for in each.
fn each(mut check: impl FnMut(&It, Who, &Command, &str)) {
    let all = It::new().table().len();
    for n in 0..all {
        let it = It::new();
        let (who, command, input) = it.table().swap_remove(n);
        check(&it, who, &command, &input);
    }
    for n in 0.. {
        let it = It::new();
        let Some((who, command, input)) = it.later(n) else { break };
        check(&it, who, &command, &input);
    }
}

#[test]
fn the_line_of_every_plan_makes_the_same_plan_and_with_its_safeguards_it_commits() {
    let mut kinds = BTreeSet::new();
    each(|it, who, command, input| {
        let plan = it.plan(who, command);
        kinds.insert(command.kind());
        if let Command::Many(commands) = command {
            assert!(!plan.line.contains("&&"), "{commands:?}: {}", plan.line);
        }
        let dry = it.run(who, &plan.line, &["--dry-run", "--json"], input);
        assert_eq!(dry.exit, Exit::Done, "{}: {dry:?}", plan.line);
        let mut wanted = cli::plan_json(&plan, &it.house.controller.names());
        let mut found = dry.json()["plan"].clone();
        if plan.line.contains("--from -") {
            // Rows are named by their SIDs, and the line that read them is that of the file.
            assert!(plan.line.starts_with("printf "), "{}", plan.line);
            let line = found["line"].take();
            let verb = plan.line_with_safeguards().split_once("| ").map(|(_, verb)| Value::from(verb));
            assert_eq!(Some(line), verb);
            wanted["line"].take();
        }
        assert_eq!(it.settled(&found.to_string()), it.settled(&wanted.to_string()), "{}", plan.line);
        let needs = !plan.acknowledgements.is_empty() || plan.confirmation.is_some() || plan.brake.is_some();
        let head = it.house.head();
        if needs {
            let yes = it.run(who, &plan.line, &["--yes"], input);
            assert_eq!((yes.exit, it.house.head()), (Exit::Refused, head), "{}: {yes:?}", plan.line);
        }
        if plan.reason_required {
            let without = it.run(who, &plan.line_with_safeguards(), &["--yes"], input);
            assert!(without.err.contains("--reason"), "{without:?}");
        }
        let reason: &[&str] = if plan.reason_required { &["--yes", "--reason=Because"] } else { &["--yes"] };
        let done = it.run(who, &plan.line_with_safeguards(), reason, input);
        assert_eq!(done.exit, Exit::Done, "{}: {done:?}", plan.line_with_safeguards());
        let entry = it.house.store.entry(Position(head.0 + 1)).expect("readable").expect("committed");
        assert_eq!(
            (entry.header.command, entry.changes.len()),
            (plan.kind, plan.changes.len()),
            "{}",
            plan.line
        );
    });
    let left = CommandKind::ALL.into_iter().filter(|kind| !kinds.contains(kind));
    let left: Vec<CommandKind> = left.filter(|kind| !WITHOUT_A_LINE.contains(kind)).collect();
    assert!(left.is_empty(), "no line of these was tried: {left:?}");
}
