//! The canonical form of a state: two states with one form can do the same, so only one of them is followed.
//!
//! Identifiers are numbers in order of appearance, instants are what a rule would ask of them (is the cool-down over, has
//! it run out), and what no rule reads is left out: names, the audit, messages nobody has touched, invitations and sign-ups that ended.
//! Each record is taken apart field by field, so that a new field does not compile until somebody has decided about it.
//!
//! A form too fine costs time, a form too coarse would hide states. In doubt it is fine: accounts that could change
//! places without a difference may count twice.

use orgadm::model::*;
use orgadm::rules::limits;
use sha2::{Digest, Sha256};

use super::state::State;

/// The first half of a SHA-256 over the canonical form.
pub type Canon = u128;

/// The canonical form of a state, hashed.
pub fn canon(state: &State) -> Canon {
    let digest = Sha256::digest(form(state));
    let mut half = [0; 16];
    half.copy_from_slice(&digest[..16]);
    u128::from_be_bytes(half)
}

/// The canonical form itself.
pub fn form(state: &State) -> Vec<u8> {
    let mut users: Vec<&User> = state.users().collect();
    users.sort_unstable_by_key(|user| user.email.as_str());
    let mut form =
        Form { now: state.now, users: &users, accounts: Vec::new(), orgs: Vec::new(), out: Vec::new() };
    let mut orgs: Vec<&Organization> = state.organizations().collect();
    orgs.sort_unstable_by_key(|org| (org.created, org.sid));
    form.orgs = orgs.iter().map(|org| org.sid).collect();
    let alone: Vec<(AccountSid, Vec<u8>)> = state.accounts().map(|it| (it.sid, form.alone(it))).collect();
    let mut accounts: Vec<(Vec<u8>, Vec<u8>, &Account)> =
        state.accounts().map(|it| (form.alone(it), form.around(it, state, &alone), it)).collect();
    accounts.sort_unstable_by(|a, b| (&a.0, &a.1, a.2.sid).cmp(&(&b.0, &b.1, b.2.sid)));
    form.accounts = accounts.iter().map(|(.., account)| account.sid).collect();

    for org in &orgs {
        form.org(org);
        let named = state.stored(Key::OrganizationName(org.sid)).is_some();
        form.bits(&[named]);
    }
    form.mark(b'U');
    users.iter().for_each(|user| form.user(user));
    form.mark(b'A');
    for (alone, _, account) in &accounts {
        form.out.extend(alone);
        form.account_at(account.parent);
    }
    form.mark(b'D');
    let mut domains: Vec<&Domain> = state.domains().collect();
    domains.sort_unstable_by_key(|domain| (domain.name.as_str(), domain.org));
    domains.iter().for_each(|domain| form.domain(domain));
    form.mark(b'I');
    let pending = state.invitations().filter(|it| it.state == InvitationState::Pending);
    let mut parts: Vec<Vec<u8>> =
        pending.map(|invitation| form.part(|form| form.invitation(invitation))).collect();
    let open = state.sign_ups().filter(|it| it.state == SignUpState::Open);
    parts.extend(open.map(|sign_up| form.part(|form| form.sign_up(sign_up))));
    parts.sort_unstable();
    parts.iter().for_each(|part| form.out.extend(part));
    form.mark(b'M');
    let untouched = |it: &&Message| it.attempts == 0 && it.state == MessageState::Waiting;
    let reminds = |it: &&Message| matches!(it.kind, MessageKind::Reminder { .. });
    let touched = state.messages().filter(|it| !untouched(it) || reminds(it));
    let mut parts: Vec<Vec<u8>> = touched.map(|message| form.part(|form| form.message(message))).collect();
    parts.sort_unstable();
    parts.iter().for_each(|part| form.out.extend(part));
    form.out
}

struct Form<'a> {
    now: Timestamp,
    users: &'a [&'a User],
    accounts: Vec<AccountSid>,
    orgs: Vec<OrgSid>,
    out: Vec<u8>,
}

impl Form<'_> {
    fn mark(&mut self, byte: u8) {
        self.out.push(byte);
    }

    fn bits(&mut self, bits: &[bool]) {
        self.mark(bits.iter().fold(0, |byte, bit| byte << 1 | u8::from(*bit)));
    }

    fn text(&mut self, text: &str) {
        self.out.extend(text.as_bytes());
        self.mark(0);
    }

    fn number(&mut self, at: Option<usize>) {
        self.mark(at.map_or(0xff, |at| u8::try_from(at).unwrap_or(0xfe)));
    }

    fn user_at(&mut self, sid: UserSid) {
        self.number(self.users.iter().position(|user| user.sid == sid));
    }

    fn account_at(&mut self, sid: Option<AccountSid>) {
        self.number(sid.and_then(|sid| self.accounts.iter().position(|it| *it == sid)));
    }

    fn org_at(&mut self, sid: Option<OrgSid>) {
        self.number(sid.and_then(|sid| self.orgs.iter().position(|it| *it == sid)));
    }

    /// What is written by itself, to be sorted.
    fn part(&mut self, write: impl FnOnce(&mut Self)) -> Vec<u8> {
        let so_far = std::mem::take(&mut self.out);
        write(self);
        std::mem::replace(&mut self.out, so_far)
    }

    fn cooled(&self, sent: Timestamp) -> bool {
        self.now >= sent.plus(limits::COOL_DOWN)
    }

    fn org(&mut self, org: &Organization) {
        // Which one it is stands in its place; a limit of domains is never reached here; a recovery is only shown; demo is
        // a word in a header.
        let Organization {
            sid: _,
            created: _,
            domain_limit: _,
            recovered: _,
            demo: _,
            owner,
            state,
            policy,
            verified_domains_only,
            reason_required,
            baa,
            account_limit,
            deletion,
        } = org;
        self.mark(*state as u8);
        self.user_at(*owner);
        self.mark(*policy as u8);
        self.bits(&[*verified_domains_only, *reason_required, baa.is_some()]);
        self.number(account_limit.map(|most| most as usize));
        let kept = |at: Timestamp| self.now < at.plus(limits::NAME_KEPT);
        let name_kept = deletion.and_then(|deletion| deletion.confirmed).is_some_and(kept);
        self.bits(&[name_kept]);
    }

    fn user(&mut self, user: &User) {
        // No rule reads what somebody is called, when they came, were last seen, or what was asked about their security; as
        // whom an OS user acts changes nothing about what they may do.
        let User {
            sid: _,
            name: _,
            two_factor: _,
            created: _,
            last_seen: _,
            requests: _,
            uids: _,
            email,
            email_proven,
            state,
            membership,
            grants,
        } = user;
        self.text(email.as_str());
        self.bits(&[email_proven.is_some(), *state == UserState::Active]);
        self.org_at(membership.map(|membership| membership.org));
        self.number(membership.map(|membership| membership.role as usize));
        let mut parts: Vec<Vec<u8>> = grants
            .iter()
            .map(|grant| {
                let Grant { account, roles, by: _, at: _ } = *grant;
                self.part(|form| {
                    form.account_at(Some(account));
                    AccountRole::ALL.iter().for_each(|role| form.bits(&[roles.contains(*role)]));
                })
            })
            .collect();
        parts.sort_unstable();
        self.number(Some(parts.len()));
        parts.iter().for_each(|part| self.out.extend(part));
    }

    /// An account without its parent: by this the accounts are ordered.
    fn alone(&mut self, account: &Account) -> Vec<u8> {
        let Account {
            sid: _,
            name: _,
            usage: _,
            two_factor: _,
            created: _,
            parent,
            state,
            kind,
            owner,
            org,
            hipaa,
            with_parent,
            phone,
            closed,
        } = account;
        let due = account.purged_at().is_some_and(|at| self.now >= at);
        self.part(|form| {
            form.user_at(*owner);
            form.org_at(*org);
            form.mark(*state as u8);
            let sub = parent.is_some();
            form.bits(&[
                *kind == AccountKind::Full,
                hipaa.is_some(),
                *with_parent,
                sub,
                closed.is_some(),
                due,
            ]);
            match phone {
                None => form.mark(0),
                Some(PhoneProof { number: _, generation: _, tries, sent, verified }) => {
                    form.mark(1 + (*tries).min(limits::TRIES));
                    form.bits(&[form.cooled(*sent), verified.is_some()]);
                }
            }
        })
    }

    /// What hangs on an account: its family, who holds roles on it, what is offered on it. Accounts that are alike by
    /// themselves are ordered by this.
    fn around(&mut self, account: &Account, state: &State, alone: &[(AccountSid, Vec<u8>)]) -> Vec<u8> {
        let of = |sid: AccountSid| alone.iter().find(|it| it.0 == sid).map(|it| it.1.clone());
        let children =
            state.accounts().filter(|it| it.parent == Some(account.sid)).filter_map(|it| of(it.sid));
        let mut parts: Vec<Vec<u8>> = children.chain(account.parent.and_then(of)).collect();
        for user in state.users() {
            let roles = user.roles_on(account.sid);
            if !roles.is_empty() {
                parts.push(format!("{} {}", user.email, roles.words()).into_bytes());
            }
        }
        for it in state.invitations().filter(|it| it.state == InvitationState::Pending) {
            let offered = it.kind.access().iter().any(|offer| offer.account == account.sid);
            if offered || it.kind.joining() == Some(account.sid) {
                parts.push(format!("{} {}", it.email, it.kind.offer()).into_bytes());
            }
        }
        parts.sort_unstable();
        parts.concat()
    }

    fn domain(&mut self, domain: &Domain) {
        let Domain {
            sid: _,
            org,
            name,
            token: _,
            method,
            state,
            created: _,
            verified: _,
            uncertain,
            checked,
            lost,
        } = domain;
        self.org_at(Some(*org));
        self.text(name.as_str());
        self.mark(*state as u8);
        let over = uncertain.is_some_and(|since| self.now >= since.plus(limits::UNCERTAIN));
        let waits = lost.is_some_and(|loss| loss.people != Removal::Done);
        let silent = checked.filter(|last| last.found == Looked::Silent);
        let long = silent.is_some_and(|last| self.now >= last.since.plus(limits::SILENCE));
        self.bits(&[over, waits, silent.is_some(), long]);
        self.mark(*method as u8);
    }

    fn invitation(&mut self, invitation: &Invitation) {
        let Invitation {
            sid: _,
            created: _,
            generation: _,
            state: _,
            canceled: _,
            ended: _,
            previous: _,
            org,
            email,
            kind,
            sender,
            last_sent,
            sends,
            tries,
            expires,
        } = invitation;
        self.text(email.as_str());
        self.org_at(*org);
        match sender {
            Some(sender) => self.user_at(*sender),
            None => self.mark(0xfd),
        }
        self.bits(&[
            self.cooled(*last_sent),
            self.now >= *expires,
            *sends >= limits::SENDS,
            expires.since(self.now) <= limits::ENDING_SOON,
        ]);
        self.mark((*tries).min(limits::TRIES));
        match kind {
            InvitationKind::UserJoin { role, access } => {
                self.mark(b'u');
                self.mark(*role as u8);
                access.iter().for_each(|offer| self.offered(offer.account, offer.roles));
            }
            InvitationKind::AccountAccess { account, roles } => {
                self.mark(b'a');
                self.offered(*account, *roles);
            }
            InvitationKind::AccountJoin { account } => {
                self.mark(b'j');
                self.account_at(Some(*account));
            }
            InvitationKind::JoinRequest { name: _ } => self.mark(b'r'),
        }
        self.mark(b';');
    }

    fn message(&mut self, message: &Message) {
        let Message {
            sid: _,
            created: _,
            last_tried: _,
            trouble: _,
            to,
            kind,
            state,
            dropped,
            attempts,
            first_tried,
            next_try,
        } = message;
        self.text(&to.to_string());
        self.text(kind.word());
        self.mark(*state as u8);
        self.mark(dropped.map_or(0xff, |reason| reason as u8));
        let tried_out = first_tried.is_some_and(|first| self.now >= first.plus(limits::TRIED));
        self.bits(&[*attempts > 0, next_try.is_some(), tried_out]);
    }

    fn offered(&mut self, account: AccountSid, roles: AccountRoles) {
        self.account_at(Some(account));
        AccountRole::ALL.iter().for_each(|role| self.bits(&[roles.contains(*role)]));
    }

    fn sign_up(&mut self, sign_up: &SignUp) {
        let SignUp {
            sid: _,
            name: _,
            account: _,
            created: _,
            generation: _,
            state: _,
            user: _,
            email,
            expires,
            sent,
            sends,
            tries,
        } = sign_up;
        self.mark(b's');
        self.text(email.as_str());
        self.bits(&[self.cooled(*sent), self.now >= *expires, *sends >= limits::SENDS]);
        self.mark((*tries).min(limits::TRIES));
        self.mark(b';');
    }
}
