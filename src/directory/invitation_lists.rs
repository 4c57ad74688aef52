//! What waits for an answer: the pending users of an organization or an account, and the inbox of an address.

use super::filter::{Field, Row};
use super::user_filter::sid_begins;
use super::{Directory, Filter, InvitationRow, InvitationSort};
use crate::model::{
    AccountSid, DomainState, InvitationKind, InvitationSid, InvitationState, Key, OrgRole, OrgSid, Timestamp,
    UserSid,
};
use crate::rules::limits;

impl Directory {
    pub(super) fn pending(&self, org: OrgSid, now: Timestamp) -> impl Iterator<Item = &InvitationRow> {
        self.waiting(now).filter(move |row| row.org == Some(org) && row.kind.role().is_some())
    }

    pub(super) fn waiting(&self, now: Timestamp) -> impl Iterator<Item = &InvitationRow> {
        self.invitations.iter().filter(move |row| row.state_at(now) == InvitationState::Pending)
    }

    /// The organization's invitations that wait for an answer and pass the filter, ordered.
    pub fn pending_of(
        &self,
        org: OrgSid,
        now: Timestamp,
        filter: &Filter,
        sort: InvitationSort,
        descending: bool,
    ) -> Vec<InvitationSid> {
        let rows = self.pending(org, now);
        let passes = |row: &&InvitationRow| self.invitation_passes(row, filter, now);
        self.ordered_invitations(rows.filter(passes).collect(), sort, descending)
    }

    fn joining(&self, org: OrgSid, now: Timestamp) -> impl Iterator<Item = &InvitationRow> {
        self.waiting(now).filter(move |row| row.org == Some(org) && row.kind.joining().is_some())
    }

    /// The organization's pending accounts: invitations of existing accounts that wait for their owners' answers and pass
    /// the filter, ordered.
    pub fn pending_accounts(
        &self,
        org: OrgSid,
        now: Timestamp,
        filter: &Filter,
        sort: InvitationSort,
        descending: bool,
    ) -> Vec<InvitationSid> {
        let rows = self.joining(org, now);
        let passes = |row: &&InvitationRow| self.invitation_passes(row, filter, now);
        self.ordered_invitations(rows.filter(passes).collect(), sort, descending)
    }

    /// The organization's invitations of existing accounts that are stored as open, in no particular order.
    pub fn accounts_asked(&self, org: OrgSid) -> Vec<InvitationSid> {
        let open =
            |row: &&InvitationRow| row.is_open() && row.org == Some(org) && row.kind.joining().is_some();
        self.invitations.iter().filter(open).map(|row| row.sid).collect()
    }

    /// How many pending accounts the organization has.
    pub fn pending_account_count(&self, org: OrgSid, now: Timestamp) -> usize {
        self.joining(org, now).count()
    }

    /// How many of the organization's pending accounts end within 48 hours.
    pub fn joining_soon(&self, org: OrgSid, now: Timestamp) -> usize {
        self.joining(org, now).filter(|row| row.expires.since(now) <= limits::ENDING_SOON).count()
    }

    /// Whether an invitation passes the filter at this instant.
    pub(super) fn invitation_passes(&self, row: &InvitationRow, filter: &Filter, now: Timestamp) -> bool {
        filter.matches(&Subject { directory: self, row }, now)
    }

    /// The invitations to roles on this account that wait for an answer, soonest to end first.
    pub fn pending_on(&self, account: AccountSid, now: Timestamp) -> Vec<InvitationSid> {
        let here = self.waiting(now).filter(|row| row.account() == Some(account));
        self.ordered_invitations(here.collect(), InvitationSort::Expires, false)
    }

    /// The invitations to roles on this account that are stored as open, soonest to end first.
    pub fn invitations_to(&self, account: AccountSid) -> Vec<InvitationSid> {
        let open = |row: &&InvitationRow| row.is_open() && row.account() == Some(account);
        self.ordered_invitations(
            self.invitations.iter().filter(open).collect(),
            InvitationSort::Expires,
            false,
        )
    }

    /// The invitations stored as open to addresses in the organization's verified domains, and every open sign-up, in key
    /// order; nothing where no domain is verified.
    pub fn waiting_in_domains_of(&self, org: OrgSid) -> Vec<Key> {
        let verified = self.domains_of(org).filter(|row| row.state == DomainState::Verified);
        let names: Vec<&str> = verified.map(|row| &*row.name).collect();
        if names.is_empty() {
            return Vec::new();
        }
        let here = |email: &str| email.rsplit_once('@').is_some_and(|(_, domain)| names.contains(&domain));
        let open = self.invitations.iter().filter(|row| row.stored_state == InvitationState::Pending);
        let invitations = open.filter(|row| here(&row.email)).map(|row| Key::Invitation(row.sid));
        let sign_ups = self.open_sign_ups.keys().map(|sid| Key::SignUp(*sid));
        let mut keys: Vec<Key> = invitations.chain(sign_ups).collect();
        keys.sort_unstable();
        keys
    }

    /// The invitations this user sent that are stored as open, in no particular order.
    pub fn invitations_by(&self, sender: UserSid) -> Vec<InvitationSid> {
        let open = |row: &&InvitationRow| row.is_open() && row.sender == Some(sender);
        self.invitations.iter().filter(open).map(|row| row.sid).collect()
    }

    /// The requests for an invitation to the organization that are stored as open, in no particular order.
    pub fn open_requests(&self, org: OrgSid) -> Vec<InvitationSid> {
        let open = |row: &&InvitationRow| row.is_open() && row.org == Some(org) && row.kind.is_request();
        self.invitations.iter().filter(open).map(|row| row.sid).collect()
    }

    /// Every request for an invitation by this address, open or ended, in no particular order.
    pub fn requests_from(&self, email: &str) -> Vec<InvitationSid> {
        let asked = |row: &&InvitationRow| row.kind.is_request() && &*row.email == email;
        self.invitations.iter().filter(asked).map(|row| row.sid).collect()
    }

    /// The requests for an invitation to the organization that wait for an answer, soonest to end first.
    pub fn requests_of(&self, org: OrgSid, now: Timestamp) -> Vec<InvitationSid> {
        let ours = self.waiting(now).filter(|row| row.org == Some(org) && row.kind.is_request());
        self.ordered_invitations(ours.collect(), InvitationSort::Expires, false)
    }

    /// Everything of the organization that waits for an answer, whatever its kind, soonest to end first.
    pub fn waiting_in(&self, org: OrgSid, now: Timestamp) -> Vec<InvitationSid> {
        let ours = self.waiting(now).filter(|row| row.org == Some(org));
        self.ordered_invitations(ours.collect(), InvitationSort::Expires, false)
    }

    /// The invitations addressed here that wait for an answer, soonest to end first. Requests are not among them: the
    /// organization answers those.
    pub fn inbox_of(&self, email: &str, now: Timestamp) -> Vec<InvitationSid> {
        let mine = self.waiting(now).filter(|row| &*row.email == email && !row.kind.is_request());
        self.ordered_invitations(mine.collect(), InvitationSort::Expires, false)
    }

    pub(super) fn ordered_invitations(
        &self,
        mut rows: Vec<&InvitationRow>,
        sort: InvitationSort,
        descending: bool,
    ) -> Vec<InvitationSid> {
        let sender = |row: &InvitationRow| self.text_of(row.sender?);
        let account = |row: &InvitationRow| {
            let row = row.kind.joining().and_then(|account| self.account(account));
            row.map(|row| &*row.folded)
        };
        rows.sort_by(|a, b| {
            let ordering = match sort {
                InvitationSort::Expires => a.expires.cmp(&b.expires),
                InvitationSort::Email => a.email.cmp(&b.email),
                InvitationSort::Role => a.kind.role().cmp(&b.kind.role()),
                InvitationSort::Sent => b.last_sent.cmp(&a.last_sent),
                InvitationSort::Sender => sender(a).cmp(&sender(b)),
                InvitationSort::Sends => b.sends.cmp(&a.sends),
                InvitationSort::Account => account(a).cmp(&account(b)),
                InvitationSort::Age => b.created.cmp(&a.created),
                InvitationSort::State => self.standing(a).cmp(&self.standing(b)),
                InvitationSort::What => kind(a).cmp(&kind(b)).then(a.kind.role().cmp(&b.kind.role())),
            };
            let ordering = if descending { ordering.reverse() } else { ordering };
            ordering.then_with(|| a.email.cmp(&b.email)).then(a.sid.cmp(&b.sid))
        });
        rows.into_iter().map(|row| row.sid).collect()
    }
}

impl Directory {
    /// What has to be seen to first: requests, then what is blocked, then what waits for others.
    fn standing(&self, row: &InvitationRow) -> u8 {
        match (row.kind.is_request(), self.blocked(row)) {
            (true, _) => 0,
            (false, Some(_)) => 1,
            (false, None) => 2,
        }
    }
}

/// The place of the kind among the words of `type:`.
const fn kind(row: &InvitationRow) -> usize {
    match row.kind {
        InvitationKind::UserJoin { .. } => 0,
        InvitationKind::AccountJoin { .. } => 1,
        InvitationKind::AccountAccess { .. } => 2,
        InvitationKind::JoinRequest { .. } => 3,
    }
}

/// The place of `undelivered` among the words of `status:`.
const UNDELIVERED: usize = 2;

/// An invitation, as the language sees it.
struct Subject<'a> {
    directory: &'a Directory,
    row: &'a InvitationRow,
}

impl Subject<'_> {
    /// Whether the account that is asked to join is called so.
    fn joins_as(&self, text: &str) -> bool {
        let account = self.row.kind.joining();
        account.and_then(|account| self.directory.account(account)).is_some_and(|row| row.is_called(text))
    }
}

impl Row for Subject<'_> {
    fn word(&self, word: &str) -> bool {
        self.row.email.contains(word) || sid_begins("nf", self.row.sid.bytes(), word) || self.joins_as(word)
    }

    fn is(&self, field: Field, value: usize) -> bool {
        match field {
            Field::Type => return kind(self.row) == value,
            Field::Status if value == UNDELIVERED => return self.directory.is_undelivered(self.row),
            Field::Status => return usize::from(self.directory.blocked(self.row).is_some()) == value,
            _ => {}
        }
        self.row.kind.role().is_some_and(|role| OrgRole::ALL.get(value) == Some(&role))
    }

    fn has(&self, field: Field, text: &str) -> bool {
        match field {
            Field::Domain => self.row.email.rsplit_once('@').is_some_and(|(_, domain)| domain.contains(text)),
            Field::Owner => self.row.email.contains(text),
            Field::Account => self.joins_as(text),
            _ => {
                let sender = self.row.sender.and_then(|sender| self.directory.users.index.slot(sender));
                sender.is_some_and(|slot| {
                    memchr::memmem::find(self.directory.users.text(slot), text.as_bytes()).is_some()
                })
            }
        }
    }

    fn count(&self, _: Field) -> u64 {
        0
    }

    fn instant(&self, field: Field) -> Option<Timestamp> {
        Some(if field == Field::Expires { self.row.expires } else { self.row.created })
    }
}
