//! A file as text: sections in a fixed order, one entry a line, words that say the ordinary left out.

use std::fmt::Write;

use crate::model::{
    AccountKind, AccountRole, AccountState, DomainState, OrgRole, SignUpPolicy, Timestamp, TwoFactorPolicy,
    Usage, UserState, VerificationMethod,
};

use super::entries::{
    AccessEntry, AccountEntry, Belongs, DomainEntry, OrgFile, OrganizationEntry, PolicyEntry,
    SubaccountEntry, UserEntry,
};

/// What every file begins with.
const HEADER: &str = "\
# The organization as a file. “orgadm plan -f FILE” shows what it would change, “orgadm apply -f FILE” does it,
# “orgadm import FILE” fills an empty store. A section that is not here is left as it is; whoever is not in a section
# that is here is removed.
version = 1
";

impl OrgFile {
    /// The file as text.
    pub fn text(&self) -> String {
        let mut text = HEADER.to_owned();
        if let Some(entry) = &self.organization {
            let _ = write!(text, "\norganization = {}\n", organization(entry));
        }
        if let Some(entry) = &self.policy {
            let _ = write!(text, "\npolicy = {}\n", policy(entry));
        }
        section(&mut text, "domains", self.domains.as_ref().map(|it| &it.entries), domain);
        section(&mut text, "users", self.users.as_ref().map(|it| &it.entries), user);
        section(&mut text, "accounts", self.accounts.as_ref().map(|it| &it.entries), account);
        section(&mut text, "access", self.access.as_ref().map(|it| &it.entries), access);
        text
    }
}

fn section<T>(text: &mut String, name: &str, entries: Option<&Vec<T>>, line: fn(&T) -> String) {
    let Some(entries) = entries else { return };
    if entries.is_empty() {
        let _ = write!(text, "\n{name} = []\n");
        return;
    }
    let _ = write!(text, "\n{name} = [\n");
    for entry in entries {
        let _ = writeln!(text, "  {},", line(entry));
    }
    text.push_str("]\n");
}

/// A table in one line.
#[derive(Default)]
struct Line(String);

impl Line {
    fn raw(mut self, key: &str, value: impl std::fmt::Display) -> Self {
        let comma = if self.0.is_empty() { "" } else { ", " };
        let _ = write!(self.0, "{comma}{key} = {value}");
        self
    }

    fn text(self, key: &str, value: impl std::fmt::Display) -> Self {
        let quoted = quoted(&value.to_string());
        self.raw(key, quoted)
    }

    fn maybe(self, key: &str, value: Option<impl std::fmt::Display>) -> Self {
        match value {
            Some(value) => self.text(key, value),
            None => self,
        }
    }

    fn time(self, key: &str, value: Option<Timestamp>) -> Self {
        match value {
            Some(value) => self.raw(key, value),
            None => self,
        }
    }

    fn done(self) -> String {
        format!("{{ {} }}", self.0)
    }
}

/// A text as TOML has it, with every character that could be mistaken escaped.
fn quoted(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 2);
    out.push('"');
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            c if c.is_control() => {
                let _ = write!(out, "\\u{:04X}", u32::from(c));
            }
            c => out.push(c),
        }
    }
    out.push('"');
    out
}

fn organization(entry: &OrganizationEntry) -> String {
    let limit = |line: Line, key, limit: Option<u32>| match limit {
        Some(limit) => line.raw(key, limit),
        None => line,
    };
    let line = Line::default().text("name", &entry.name).time("baa", entry.baa);
    let line = limit(line, "account-limit", entry.account_limit);
    limit(line, "domain-limit", entry.domain_limit).maybe("sid", entry.sid).done()
}

/// The word of a sign-up policy.
pub(super) const fn sign_up(policy: SignUpPolicy) -> &'static str {
    match policy {
        SignUpPolicy::Prevent => "prevent",
        SignUpPolicy::AddAutomatically => "add-automatically",
        SignUpPolicy::KeepOut => "keep-out",
    }
}

fn policy(entry: &PolicyEntry) -> String {
    Line::default()
        .maybe("sign-up", entry.sign_up.map(sign_up))
        .maybe("invitable", entry.verified_domains_only.map(|on| if on { "verified-only" } else { "any" }))
        .maybe("reason", entry.reason_required.map(|on| if on { "required" } else { "optional" }))
        .done()
}

fn domain(entry: &DomainEntry) -> String {
    let state = entry.state.filter(|state| *state != DomainState::Unverified);
    let method = entry.method.filter(|method| *method != VerificationMethod::Dns);
    Line::default()
        .text("name", &entry.name)
        .maybe("state", state)
        .time("uncertain", entry.uncertain)
        .maybe("method", method)
        .maybe("token", entry.token.map(|token| data_encoding::HEXLOWER.encode(&token)))
        .maybe("sid", entry.sid)
        .done()
}

fn standing(standing: Belongs) -> Option<&'static str> {
    match standing {
        Belongs::Managed => None,
        Belongs::Independent => Some("independent"),
        Belongs::Outside => Some("outside"),
    }
}

fn user(entry: &UserEntry) -> String {
    let managed = entry.standing == Belongs::Managed;
    let role = managed.then(|| OrgRole::word(entry.role));
    let state = Some(entry.state).filter(|state| *state != UserState::Active);
    let line = Line::default()
        .text("email", &entry.email)
        .maybe("name", entry.name.as_ref())
        .maybe("standing", standing(entry.standing))
        .maybe("role", role)
        .maybe("state", state)
        .maybe("two-factor", entry.two_factor);
    let line = match entry.requests.is_empty() {
        true => line,
        false => {
            let asked = |line: Line, (action, at): &(crate::model::SecurityAction, Timestamp)| {
                line.time(action.word(), Some(*at))
            };
            line.raw("requests", entry.requests.iter().fold(Line::default(), asked).done())
        }
    };
    line.maybe("sid", entry.sid).done()
}

/// The word of an account's state.
pub(super) const fn account_state(state: AccountState) -> &'static str {
    match state {
        AccountState::Active => "active",
        AccountState::Suspended => "suspended",
        AccountState::PendingClosure => "pending-closure",
        AccountState::Closed => "closed",
    }
}

fn halted(state: AccountState) -> Option<&'static str> {
    Some(state).filter(|state| *state != AccountState::Active).map(account_state)
}

fn account(entry: &AccountEntry) -> String {
    let policy = Some(entry.two_factor).filter(|policy| *policy != TwoFactorPolicy::Disabled);
    let line = Line::default()
        .text("name", &entry.name)
        .maybe("standing", standing(entry.standing))
        .maybe("owner", entry.owner.as_ref())
        .maybe("state", halted(entry.state))
        .time("closed", entry.closed)
        .maybe("type", entry.kind.filter(|kind| *kind == AccountKind::Full).map(|_| "full"))
        .maybe("usage", entry.usage.filter(|usage| *usage == Usage::Flex).map(|_| "flex"))
        .maybe("two-factor", policy.map(TwoFactorPolicy::word));
    let line = if entry.hipaa { line.raw("hipaa", true) } else { line };
    let line = line.maybe("phone", entry.phone.as_ref()).maybe("sid", entry.sid);
    match entry.subaccounts.as_deref() {
        None | Some([]) => line.done(),
        Some(subaccounts) => {
            let lines: String =
                subaccounts.iter().map(|entry| format!("    {},\n", subaccount(entry))).collect();
            line.raw("subaccounts", format!("[\n{lines}  ]")).done()
        }
    }
}

fn subaccount(entry: &SubaccountEntry) -> String {
    let line = Line::default()
        .text("name", &entry.name)
        .maybe("state", halted(entry.state))
        .time("closed", entry.closed);
    let line = if entry.hipaa { line.raw("hipaa", true) } else { line };
    line.maybe("sid", entry.sid).done()
}

fn access(entry: &AccessEntry) -> String {
    let roles: Vec<String> = entry.roles.iter().map(|role| quoted(AccountRole::word(role))).collect();
    Line::default()
        .text("user", &entry.user)
        .text("account", &entry.account)
        .raw("roles", format!("[{}]", roles.join(", ")))
        .done()
}
