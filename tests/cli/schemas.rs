//! What `--json` prints is what `assets/schema` says: every verb is run, and its output checked.

use std::collections::BTreeSet;

use orgadm::cli::Exit;
use orgadm::controller::Doing;
use orgadm::model::*;
use orgadm::rules::limits;
use serde_json::Value;

use crate::help::commands;
use crate::support::schema::Schemas;
use crate::support::{House, domain, email};
use crate::{PIPE, Streams, acme, say};

/// What is no verb of a store that is there.
const APART: [&str; 6] = ["demo", "serve", "attach", "restore", "completions", "man"];

/// Every verb, by its words.
pub fn verbs() -> BTreeSet<String> {
    let all = commands().into_iter().filter(|(path, command)| {
        let takes = command.get_positionals().next().is_some();
        !path.is_empty() && !APART.contains(&path[0].as_str()) && (!command.has_subcommands() || takes)
    });
    all.map(|(path, _)| path.join(" ")).collect()
}

/// The definition of a verb: in the file of its noun, under its other words.
fn reference(verb: &str) -> String {
    let (noun, rest) = verb.split_once(' ').unwrap_or((verb, verb));
    format!("{noun}.json#/$defs/{}", rest.replace(' ', "-"))
}

/// Runs lines and remembers which verbs they were.
struct Checker {
    house: House,
    schemas: Schemas,
    verbs: BTreeSet<String>,
    seen: BTreeSet<String>,
}

impl Checker {
    fn new(house: House) -> Self {
        Self { house, schemas: Schemas::load(), verbs: verbs(), seen: BTreeSet::new() }
    }

    #[track_caller]
    fn said(&self, line: &str, input: &str, reference: &str) -> Value {
        let by = if line.contains("--as") { "" } else { " --as ada@acme.example" };
        let input = input.to_owned().leak();
        let said = say(&self.house, &format!("{line}{by} --json"), &Streams { input, ..PIPE });
        assert_eq!(said.exit, Exit::Done, "{line}: {said:?}");
        let value = said.json();
        self.schemas.check(reference, &value).unwrap_or_else(|error| panic!("{line}: {error}"));
        value
    }

    /// The output of a line, checked; of one that changes something, its dry run too.
    #[track_caller]
    fn reads(&mut self, line: &str, input: &str) -> Value {
        let fits = |verb: &&String| line == **verb || line.starts_with(&format!("{verb} "));
        let verb = self.verbs.iter().filter(fits).max_by_key(|verb| verb.len());
        let verb = verb.unwrap_or_else(|| panic!("{line} is no verb")).clone();
        let reference = reference(&verb);
        let (_, schema) = self.schemas.find("", &reference).unwrap_or_else(|| panic!("{reference}"));
        let changes = schema["$ref"].as_str().is_some_and(|to| to.ends_with("/receipt"));
        let mut line = line.to_owned();
        if changes && input.is_empty() {
            let plan = self.said(&format!("{line} --dry-run"), "", "common.json#/$defs/plan");
            line.push_str(&consent(&plan["plan"]));
        }
        self.seen.insert(verb);
        self.said(&line, input, &reference)
    }

    #[track_caller]
    fn run(&mut self, line: &str) -> Value {
        self.reads(line, "")
    }

    /// The identifier that a change gave.
    #[track_caller]
    fn made<T: std::str::FromStr>(&mut self, line: &str, what: &str) -> T {
        let value = self.run(line);
        let sid = value["result"][what].as_str().and_then(|sid| sid.parse().ok());
        sid.unwrap_or_else(|| panic!("{line}: {value}"))
    }
}

/// The flags that agree to everything a plan asks for.
fn consent(plan: &Value) -> String {
    let boxes = plan["acknowledge"].as_array().expect("a list").iter();
    let boxes: Vec<&str> = boxes.map(|needed| needed["code"].as_str().expect("a code")).collect();
    let mut flags = String::new();
    if !boxes.is_empty() {
        flags.push_str(&format!(" --acknowledge {}", boxes.join(",")));
    }
    if let Some(name) = plan["confirm"].as_str() {
        flags.push_str(&format!(" --confirm {}", name.replace(' ', "_")));
    }
    flags
}

#[test]
fn every_verb_prints_what_its_schema_says() {
    let (house, ada, org) = acme();
    let screen = Doing::Screen("xterm".into());
    let id = house.controller.enter(house.actor(Who::User(ada)), screen, Box::new(|_| {}));
    house.controller.signed_in(id, Some(ada), Some(house.head()));
    let mut it = Checker::new(house);
    signing_up(&mut it);
    outbox(&mut it);
    accounts(&mut it, ada);
    users(&mut it, org);
    settings(&mut it);
    domains_and_requests(&mut it);
    the_organization_as_a_file(&mut it);
    the_rest(&mut it);
    let left: Vec<&String> = it.verbs.difference(&it.seen).collect();
    assert!(left.is_empty(), "never run: {left:?}");
}

fn signing_up(it: &mut Checker) {
    let sign_up: SignUpSid = it.made("signup dora@side.example --name Dora --account Doras", "sign_up");
    it.run("support show-code dora@side.example");
    it.house.advance(limits::COOL_DOWN);
    it.run("signup resend dora@side.example");
    let code = it.house.controller.sign_up_code(sign_up).expect("readable").expect("open").reveal();
    let user = it.reads("signup confirm dora@side.example", &format!("{code}\n"));
    let account: AccountSid =
        user["result"]["account"].as_str().and_then(|sid| sid.parse().ok()).expect("a SID");
    it.run("account verify-phone --phone +14155550101 --as dora@side.example");
    let code = it.house.controller.phone_code(account).expect("readable").expect("waiting").reveal();
    it.reads("account verify-phone --code --as dora@side.example", &format!("{code}\n"));
    it.run("org create Side --as dora@side.example");
}

fn outbox(it: &mut Checker) {
    it.run("user invite outbox@side.example");
    it.run("outbox list");
    it.run("outbox list --all --operator");
    let to = |message: &&Message| message.to.to_string() == "outbox@side.example";
    let message = it.house.messages().iter().find(to).expect("one").sid;
    it.run(&format!("outbox show {message}"));
    it.run(&format!("outbox drop {message}"));
    it.run(&format!("outbox retry {message} --operator"));
}

fn accounts(it: &mut Checker, ada: UserSid) {
    it.run("support record-baa Acme");
    let care: AccountSid = it.made("account create Care", "account");
    it.run(&format!("support upgrade-account {care}"));
    it.run("account subaccount create Care Left");
    it.run("account rename Care Nurse");
    it.run("account hipaa Nurse on");
    it.run("account two-factor Nurse every-login");
    it.run("account suspend Nurse");
    it.run("account reactivate Nurse");
    let (bob, outside) = it.house.outsider("bob@out.example");
    let asked: InvitationSid = it.made(&format!("account add {outside}"), "invitation");
    it.run("access grant grace@acme.example Nurse developer,support");
    let invited: InvitationSid = it.made("access invite bob@out.example Nurse developer", "invitation");
    for line in ["account list", "account list --mine", "account list --list pending", "account show Nurse"] {
        it.run(line);
    }
    // Ada's first account has a phone number.
    let first = it.house.account_of(ada);
    it.run(&format!("account show {first}"));
    for line in ["account users Nurse", "account subaccounts Nurse", "account coverage", "access list"] {
        it.run(line);
    }
    it.run("invitation list --mine --as bob@out.example");
    it.run(&format!("invitation decline {asked} --as bob@out.example"));
    it.house.accept_as(bob, invited);
    it.run("user list --list independent");
    it.run("access revoke grace@acme.example Nurse");
    it.run("account release Nurse bob@out.example");
    it.run("account create Second");
    it.run("account owner Second grace@acme.example");
    it.run("access relinquish Second");
    it.run("account create Third");
    it.run("account close Third");
}

fn users(it: &mut Checker, org: OrgSid) {
    let new: InvitationSid = it.made("user invite new@acme.example --access Main=support", "invitation");
    it.run("user invite a@side.example b@side.example");
    for line in ["user list", "user list --list pending", "invitation list", "user show grace@acme.example"] {
        it.run(line);
    }
    it.house.advance(limits::COOL_DOWN);
    it.run(&format!("invitation resend {new}"));
    let code = it.house.controller.invitation_code(new).expect("readable").expect("pending").reveal();
    it.reads(&format!("invitation accept {new} --name New --as new@acme.example"), &format!("{code}\n"));
    let ada = it.house.directory().user_with(&email("ada@acme.example")).expect("there").sid;
    let open = it.house.invite(ada, org, "c@side.example", OrgRole::Standard);
    it.run(&format!("invitation cancel {open}"));
    it.run("user role grace@acme.example administrator");
    it.run("user rename grace@acme.example Hopper");
    it.run("user security grace@acme.example require-2fa");
    it.run("user deactivate new@acme.example");
    it.run("user activate new@acme.example");
    it.run("user link grace@acme.example --uid 1001");
    it.run("user unlink grace@acme.example --uid 1001");
    it.run("user remove new@acme.example");
    it.house.member(ada, org, "gone@acme.example", OrgRole::Standard);
    it.run("user delete gone@acme.example");
}

fn settings(it: &mut Checker) {
    for line in [
        "org show",
        "org settings",
        "org what-if new@acme.example",
        "org what-if grace@acme.example",
        "org rename Corp",
        "org policy add-automatically",
        "org reason required",
        "org reason optional --reason Enough",
        "support set-limit Corp --accounts 50",
        "support set-limit Corp --domains 9",
        "org settings",
    ] {
        it.run(line);
    }
}

fn domains_and_requests(it: &mut Checker) {
    it.run("domain claim shut.example");
    it.run("domain claim other.example");
    it.run("support verify-domain shut.example");
    it.run("domain list");
    it.run("domain show other.example");
    it.run("domain email-text other.example");
    let other = it.house.directory().claims_of(&domain("other.example"))[0];
    it.house.publish(other);
    it.run("domain check other.example");
    it.house.lose(other);
    it.run("domain show other.example");
    it.run("domain remove-users other.example");
    it.run("org invitable verified-only");
    it.run("org invitable any");
    it.run("domain delete other.example");
    it.run("org policy prevent");
    let asked: InvitationSid = it.made("invitation request a@shut.example --name Asker", "request");
    it.run("invitation list");
    it.run(&format!("invitation answer {asked} --decline"));
}

fn the_organization_as_a_file(it: &mut Checker) {
    let directory = it.house.directory();
    let ada = directory.user_with(&email("ada@acme.example")).expect("there");
    let (ada, (org, _)) = (ada.sid, ada.membership.expect("a member"));
    it.house.invite(ada, org, "way@side.example", OrgRole::Standard);
    it.said("export org.toml", "", "export.json#/$defs/export");
    it.seen.insert("export".into());
    let text = it.house.controller.org_file(org).expect("readable").0.text();
    it.reads("plan -f org.toml", &text);
    let text = text.replace("users = [\n", "users = [\n  { email = \"way@side.example\" },\n");
    it.reads("plan -f org.toml", &text);
    it.said("apply -f org.toml --dry-run", &text, "plan.json#/$defs/nothing");
    it.reads("apply -f org.toml", &text);
    let text = text.replace("sign-up = \"prevent\"", "sign-up = \"add-automatically\"");
    it.said("apply -f org.toml --dry-run", &text, "common.json#/$defs/plan");
    it.reads("apply -f org.toml", &text);
    let mut empty = Checker::new(House::new());
    let text = "organization = { name = \"Acme\" }\npolicy = { }\ndomains = []\naccounts = []\naccess = []\n\
                users = [{ email = \"ada@acme.example\", name = \"Ada\", role = \"owner\" }]\n";
    empty.said("import org.toml --dry-run", text, "import.json#/$defs/import");
    empty.reads("import org.toml", text);
    it.seen.extend(empty.seen);
}

fn the_rest(it: &mut Checker) {
    it.run("org policy keep-out");
    let position = it.house.head();
    it.run("audit list");
    it.run("audit list --record grace@acme.example");
    it.run(&format!("audit show {position}"));
    it.run(&format!("audit undo {position}"));
    it.run("audit head");
    it.run("audit verify");
    it.run("session list");
    it.run("session end 1");
    it.run("org transfer grace@acme.example");
    it.run("support recover-owner Corp ada@acme.example");
    it.run("org request-deletion --as dora@side.example");
    it.run("org withdraw-deletion --as dora@side.example");
    it.run("org request-deletion --as dora@side.example");
    it.run("support confirm-deletion Side");
    it.run("sweep");
    it.said("sweep --dry-run", "", "sweep.json#/$defs/due");
    it.said("compact --dry-run", "", "compact.json#/$defs/compact");
    it.run("compact");
    it.run("backup it.orgadm-backup");
    it.said("backup it.orgadm-backup --dry-run", "", "backup.json#/$defs/backup");
    it.run("backup list");
    it.run("doctor");
    it.house.advance(Span::days(2));
    it.said("audit prune --before 1d --dry-run", "", "audit.json#/$defs/prune");
    it.run("audit prune --before 1d");
    it.run("audit prune --before 1d");
    it.run("audit list");
}

#[test]
fn every_noun_has_its_file_and_every_verb_its_definition() {
    let schemas = Schemas::load();
    let verbs = verbs();
    for verb in &verbs {
        assert!(schemas.find("", &reference(verb)).is_some(), "{} is missing", reference(verb));
    }
    let wanted: BTreeSet<String> = verbs.iter().map(|verb| reference(verb)).collect();
    for (file, schema) in schemas.files() {
        assert_eq!(schema["$schema"], "https://json-schema.org/draft/2020-12/schema", "{file}");
        assert_eq!(schema["$id"], file, "{file}");
        let listed = schema["anyOf"].as_array().cloned().unwrap_or_default();
        let listed = listed.iter().filter_map(|one| one["$ref"].as_str()).map(|to| format!("{file}{to}"));
        let listed: BTreeSet<String> = listed.filter(|_| file != "error.json").collect();
        let of_file = wanted.iter().filter(|to| to.starts_with(&format!("{file}#"))).cloned().collect();
        assert_eq!(listed, of_file, "{file}");
    }
}

#[test]
fn the_check_itself_is_strict() {
    let schemas = Schemas::load();
    let good = serde_json::json!({
        "sessions": [{
            "number": 1, "user": null, "evidence": "system", "doing": "x", "since": "2026-11-24T03:06:40Z", "began": 2
        }]
    });
    let check = |at: &str, value: Value| {
        let mut changed = good.clone();
        let (object, name) = at.rsplit_once('/').expect("a place");
        let object = changed.pointer_mut(object).and_then(Value::as_object_mut).expect("there");
        object.insert(name.to_owned(), value);
        schemas.check("session.json#/$defs/list", &changed)
    };
    assert_eq!(check("/sessions/0/number", 7.into()), Ok(()));
    for (at, value, says) in [
        ("/more", 1.into(), "no schema names more"),
        ("/sessions/0/more", 1.into(), "no schema names more"),
        ("/sessions/0/number", "1".into(), "is not of type"),
        ("/sessions/0/began", (-1).into(), "is below"),
        ("/sessions/0/since", "yesterday".into(), "is no time"),
        ("/sessions", serde_json::json!([{ "number": 1 }]), "has no"),
    ] {
        let said = check(at, value).expect_err(says);
        assert!(said.contains(says), "{says}: {said}");
    }
}

#[test]
fn refusals_fit_the_schema_of_errors() {
    let (house, ..) = acme();
    let schemas = Schemas::load();
    for line in [
        "user invite grace@acme.example --as ada@acme.example",
        "user remove ada@acme.example ada@acme.example grace@acme.example --as ada@acme.example",
        "user list --as grace@acme.example",
        "user list role:king --as ada@acme.example",
        "user list --at soon --as ada@acme.example",
        "user list",
        "invitation accept NF12 --as ada@acme.example",
        "audit verify --against nonsense",
        "org transfer grace@acme.example --as ada@acme.example",
        "support record-baa Nobody",
        "session end 99 --as ada@acme.example",
    ] {
        let said = say(&house, &format!("{line} --json"), &PIPE);
        assert!(said.exit != Exit::Done && said.out.is_empty(), "{line}: {said:?}");
        let value: Value = serde_json::from_str(&said.err).unwrap_or_else(|error| panic!("{line}: {error}"));
        schemas.check("error.json#/$defs/error", &value).unwrap_or_else(|error| panic!("{line}: {error}"));
        for part in ["rule", "remedy"] {
            assert!(
                value["error"][part]
                    .as_str()
                    .is_some_and(|text| text.ends_with('.') || text.contains("orgadm")),
                "{line}: {value}"
            );
        }
    }
}
