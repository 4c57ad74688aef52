//! Each section and each entry of a file, from its table.

use std::collections::BTreeMap;
use std::str::FromStr;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use crate::model::{
    AccountKind, AccountRole, AccountRoles, AccountState, DomainName, DomainState, Email, Label, OrgRole,
    PersonName, Phone, SecurityAction, SignUpPolicy, TextError, Timestamp, TwoFactor, TwoFactorPolicy, Usage,
    UserState, VerificationMethod,
};

use super::table::{Notes, Table, bounded, one_of};
use crate::controller::org_file::entries::{
    AccessEntry, AccountEntry, AccountRef, Belongs, DomainEntry, OrgFile, OrganizationEntry, PolicyEntry,
    Section, SubaccountEntry, UserEntry,
};
use crate::controller::org_file::write;

type Value<'t> = Spanned<DeValue<'t>>;

/// The file's own format.
const VERSION: u32 = 1;

pub(super) fn file<'t>(table: &'t DeTable<'t>, notes: &mut Notes) -> OrgFile {
    let known = ["version", "organization", "policy", "domains", "users", "accounts", "access"];
    let root = Table::whole(table, &known, notes);
    if let Some((_, line)) = root.get("version", notes)
        && let Some(found) = root.number("version", notes)
        && found != VERSION
    {
        let sentence = format!("The file is of version {found}, and this orgadm reads version {VERSION}.");
        notes.wrong(line, sentence, "Use the orgadm that wrote it.");
    }
    let one = |key, notes: &Notes| root.get(key, notes).map(|(value, _)| value);
    let file = OrgFile {
        organization: one("organization", notes).and_then(|value| organization(value, notes)),
        policy: one("policy", notes).and_then(|value| policy(value, notes)),
        domains: section(&root, "domains", notes, domain),
        users: section(&root, "users", notes, user),
        accounts: section(&root, "accounts", notes, account),
        access: section(&root, "access", notes, access),
    };
    each_once(&file, notes);
    file
}

fn section<'t, T>(
    root: &Table<'t>,
    key: &str,
    notes: &mut Notes,
    read: fn(&'t Value<'t>, &mut Notes) -> Option<T>,
) -> Option<Section<T>> {
    let (_, line) = root.get(key, notes)?;
    Some(Section { line, entries: root.list(key, notes, read)? })
}

/// Notes people, accounts, domains and roles that stand there twice.
fn each_once(file: &OrgFile, notes: &mut Notes) {
    let mut seen: BTreeMap<String, usize> = BTreeMap::new();
    let mut once = |what: &str, called: String, line: usize| {
        if let Some(first) = seen.insert(format!("{what} {called}"), line) {
            let sentence = format!("{called} stands here a second time; the first is on line {first}.");
            notes.wrong(line, sentence, "Keep one of them.");
        }
    };
    for entry in file.users.iter().flat_map(|section| &section.entries) {
        once("user", entry.email.to_string(), entry.line);
        if let Some(sid) = entry.sid {
            once("sid", sid.to_string(), entry.line);
        }
    }
    for entry in file.domains.iter().flat_map(|section| &section.entries) {
        once("domain", entry.name.to_string(), entry.line);
        if let Some(sid) = entry.sid {
            once("sid", sid.to_string(), entry.line);
        }
    }
    for entry in file.accounts.iter().flat_map(|section| &section.entries) {
        match entry.sid {
            Some(sid) => once("sid", sid.to_string(), entry.line),
            // Two accounts may have one name; which is which only their identifiers tell.
            None => once("account without a SID", entry.name.to_string(), entry.line),
        }
        for beneath in entry.subaccounts.iter().flatten() {
            match beneath.sid {
                Some(sid) => once("sid", sid.to_string(), beneath.line),
                None => {
                    once(&format!("subaccount of {}", entry.line), beneath.name.to_string(), beneath.line)
                }
            }
        }
    }
    for entry in file.access.iter().flat_map(|section| &section.entries) {
        once("access", format!("{} on {}", entry.user, entry.account), entry.line);
    }
}

fn sentence(error: &TextError) -> String {
    format!("{error}.")
}

fn email(text: &str) -> Result<Email, String> {
    Email::parse(text).map_err(|error| sentence(&error))
}

fn label(text: &str) -> Result<Label, String> {
    Label::parse("The name", text).map_err(|error| sentence(&error))
}

fn sid<S: FromStr>(text: &str) -> Result<S, String>
where
    S::Err: std::fmt::Display,
{
    text.parse().map_err(|error: S::Err| {
        let error = error.to_string();
        let mut letters = error.chars();
        let first: String = letters.next().into_iter().flat_map(char::to_uppercase).collect();
        format!("{first}{}.", letters.as_str())
    })
}

fn organization<'t>(value: &'t Value<'t>, notes: &mut Notes) -> Option<OrganizationEntry> {
    let known = ["name", "baa", "account-limit", "domain-limit", "sid"];
    let table = Table::of(value, "the organization", &known, notes)?;
    let baa = table.time("baa", notes);
    let (account_limit, domain_limit) =
        (table.number("account-limit", notes), table.number("domain-limit", notes));
    let sid = table.text("sid", notes, sid);
    let name = table.needed("name", notes, label)?;
    Some(OrganizationEntry { line: table.line, name, sid, baa, account_limit, domain_limit })
}

fn policy<'t>(value: &'t Value<'t>, notes: &mut Notes) -> Option<PolicyEntry> {
    let table = Table::of(value, "the policy", &["sign-up", "invitable", "reason"], notes)?;
    let policies = [SignUpPolicy::Prevent, SignUpPolicy::AddAutomatically, SignUpPolicy::KeepOut];
    Some(PolicyEntry {
        line: table.line,
        sign_up: table.word("sign-up", notes, policies.map(|policy| (write::sign_up(policy), policy))),
        verified_domains_only: table.word("invitable", notes, [("any", false), ("verified-only", true)]),
        reason_required: table.word("reason", notes, [("optional", false), ("required", true)]),
    })
}

fn domain<'t>(value: &'t Value<'t>, notes: &mut Notes) -> Option<DomainEntry> {
    let known = ["name", "state", "uncertain", "method", "token", "sid"];
    let table = Table::of(value, "a domain", &known, notes)?;
    let states = [
        ("unverified", DomainState::Unverified),
        ("verified", DomainState::Verified),
        ("uncertain", DomainState::Uncertain),
    ];
    let methods = [
        ("dns", VerificationMethod::Dns),
        ("https", VerificationMethod::Https),
        ("manual", VerificationMethod::Manual),
    ];
    let token = |text: &str| {
        let bytes = data_encoding::HEXLOWER_PERMISSIVE.decode(text.as_bytes()).ok();
        let token = bytes.and_then(|bytes| <[u8; 16]>::try_from(bytes).ok());
        token.ok_or_else(|| "A token has 32 hexadecimal digits.".to_owned())
    };
    let (state, uncertain) = (table.word("state", notes, states), table.time("uncertain", notes));
    let (method, token) = (table.word("method", notes, methods), table.text("token", notes, token));
    let sid = table.text("sid", notes, sid);
    if uncertain.is_some() && state != Some(DomainState::Uncertain) {
        notes.wrong(
            table.line,
            "Only a domain whose state is uncertain is so since some time.",
            "Take uncertain out.",
        );
    }
    let read = |text: &str| DomainName::parse(text).map_err(|error| sentence(&error));
    let name = table.needed("name", notes, read)?;
    Some(DomainEntry { line: table.line, name, state, uncertain, method, token, sid })
}

fn user<'t>(value: &'t Value<'t>, notes: &mut Notes) -> Option<UserEntry> {
    let known = ["email", "name", "standing", "role", "state", "two-factor", "requests", "sid"];
    let table = Table::of(value, "a user", &known, notes)?;
    let standings =
        [("managed", Belongs::Managed), ("independent", Belongs::Independent), ("outside", Belongs::Outside)];
    let factors = [
        ("unknown", TwoFactor::Unknown),
        ("off", TwoFactor::Off),
        ("on", TwoFactor::On),
        ("required", TwoFactor::Required),
    ];
    let states = [("active", UserState::Active), ("inactive", UserState::Inactive)];
    let name = |text: &str| PersonName::parse("The name", text).map_err(|error| sentence(&error));
    let name = table.text("name", notes, name);
    let standing = table.word("standing", notes, standings).unwrap_or_default();
    let role = table.word("role", notes, OrgRole::ALL.map(|role| (role.word(), role)));
    let state = table.word("state", notes, states);
    if standing != Belongs::Managed && (role.is_some() || state.is_some()) {
        let sentence = "Only a managed user has an organization role and a state here.";
        notes.wrong(table.line, sentence, "Take role and state out, or the standing.");
    }
    let two_factor = table.word("two-factor", notes, factors);
    let requests = requests(&table, notes);
    if standing != Belongs::Managed && (two_factor.is_some() || !requests.is_empty()) {
        let sentence = "Only of a managed user second factor and requests are known here.";
        notes.wrong(table.line, sentence, "Take two-factor and requests out, or the standing.");
    }
    let sid = table.text("sid", notes, sid);
    let email = table.needed("email", notes, email)?;
    let (role, state) = (role.unwrap_or(OrgRole::Standard), state.unwrap_or(UserState::Active));
    Some(UserEntry { line: table.line, email, name, standing, role, state, two_factor, requests, sid })
}

fn requests(table: &Table<'_>, notes: &mut Notes) -> Vec<(SecurityAction, Timestamp)> {
    let Some((value, _)) = table.get("requests", notes) else { return Vec::new() };
    let words = SecurityAction::ALL.map(SecurityAction::word);
    let Some(inner) = Table::of(value, "what was requested", &words, notes) else { return Vec::new() };
    SecurityAction::ALL
        .into_iter()
        .filter_map(|action| inner.time(action.word(), notes).map(|at| (action, at)))
        .collect()
}

const STATES: [AccountState; 4] =
    [AccountState::Active, AccountState::Suspended, AccountState::PendingClosure, AccountState::Closed];

fn state(table: &Table<'_>, notes: &mut Notes) -> (AccountState, Option<Timestamp>) {
    let state = table.word("state", notes, STATES.map(|state| (write::account_state(state), state)));
    let state = state.unwrap_or(AccountState::Active);
    let closed = table.time("closed", notes);
    if closed.is_some() && state != AccountState::Closed {
        let sentence = "Only an account whose state is closed was closed at some time.";
        notes.wrong(table.line, sentence, "Take closed out, or let its state be closed.");
    }
    (state, closed)
}

fn account<'t>(value: &'t Value<'t>, notes: &mut Notes) -> Option<AccountEntry> {
    let known = [
        "name",
        "standing",
        "owner",
        "state",
        "closed",
        "type",
        "usage",
        "two-factor",
        "hipaa",
        "phone",
        "subaccounts",
        "sid",
    ];
    let table = Table::of(value, "an account", &known, notes)?;
    let standings = [("managed", Belongs::Managed), ("independent", Belongs::Independent)];
    let standing = table.word("standing", notes, standings).unwrap_or_default();
    let owner = table.text("owner", notes, email);
    let (state, closed) = state(&table, notes);
    let kind = table.word("type", notes, [("trial", AccountKind::Trial), ("full", AccountKind::Full)]);
    let usage = table.word("usage", notes, [("twilio", Usage::Twilio), ("flex", Usage::Flex)]);
    let policies = TwoFactorPolicy::ALL.map(|policy| (policy.word(), policy));
    let two_factor = table.word("two-factor", notes, policies).unwrap_or_default();
    let hipaa = table.flag("hipaa", notes).unwrap_or_default();
    let phone = table.text("phone", notes, |text| Phone::parse(text).map_err(|error| sentence(&error)));
    let subaccounts = table.list("subaccounts", notes, subaccount);
    let ours = ["closed", "type", "usage", "two-factor", "hipaa", "phone", "subaccounts"];
    if standing != Belongs::Managed && ours.iter().any(|key| table.get(key, notes).is_some()) {
        let sentence = "Of an independent account only its name, owner, state and SID are known here.";
        notes.wrong(table.line, sentence, "Take the rest out, or the standing.");
    }
    let sid = table.text("sid", notes, sid);
    let name = table.needed("name", notes, label)?;
    Some(AccountEntry {
        line: table.line,
        name,
        standing,
        owner,
        state,
        closed,
        kind,
        usage,
        two_factor,
        hipaa,
        phone,
        subaccounts,
        sid,
    })
}

fn subaccount<'t>(value: &'t Value<'t>, notes: &mut Notes) -> Option<SubaccountEntry> {
    let table = Table::of(value, "a subaccount", &["name", "state", "closed", "hipaa", "sid"], notes)?;
    let (state, closed) = state(&table, notes);
    let hipaa = table.flag("hipaa", notes).unwrap_or_default();
    let sid = table.text("sid", notes, sid);
    let name = table.needed("name", notes, label)?;
    Some(SubaccountEntry { line: table.line, name, state, closed, hipaa, sid })
}

fn access<'t>(value: &'t Value<'t>, notes: &mut Notes) -> Option<AccessEntry> {
    let table = Table::of(value, "access", &["user", "account", "roles"], notes)?;
    let words = AccountRole::ALL.map(|role| (role.word(), role));
    let mut unread = false;
    let roles = table.list("roles", notes, |element, notes| {
        let line = notes.line(element.span().start);
        let read = match element.get_ref() {
            DeValue::String(text) => one_of("roles", text, &words),
            other => Err(format!("“roles” takes words, not “{}”.", bounded(other.type_str()))),
        };
        unread |= read.is_err();
        read.map_err(|sentence| notes.wrong(line, sentence, "Correct it.")).ok()
    });
    unread |= roles.is_none() && table.get("roles", notes).is_some();
    let account = |text: &str| match text.parse() {
        Ok(sid) => Ok(AccountRef::Sid(sid)),
        Err(_) => label(text).map(AccountRef::Name),
    };
    let (user, account) = (table.needed("user", notes, email), table.needed("account", notes, account));
    let roles = AccountRoles::of(&roles.unwrap_or_default());
    // Of roles that could not be read it is not known what they would be together.
    if !unread && !roles.is_grantable() {
        let (sentence, remedy) = match roles.is_empty() {
            true => ("Access needs at least one role.", "Name one, or take the entry out."),
            false => ("Administrator includes the other roles and excludes them.", "Let it stand alone."),
        };
        notes.wrong(table.line, sentence, remedy);
    }
    Some(AccessEntry { line: table.line, user: user?, account: account?, roles })
}
