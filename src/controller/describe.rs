//! Records and changes in words: the fields a preview, an audit entry or a conflict shows side by side.

use crate::directory::InvitationRow;
use crate::model::{
    Account, CancelReason, Domain, Invitation, InvitationKind, Key, Message, MessageKind, OrgSid,
    Organization, OrganizationName, Record, Removal, SignUp, User, shown,
};

use super::names::Names;

/// One field before and after; `None` where there is no record on that side.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Difference {
    /// Which field.
    pub label: &'static str,
    /// Its value before.
    pub before: Option<String>,
    /// Its value after.
    pub after: Option<String>,
}

/// The fields that differ, in the record's own order; all of them for a creation or a deletion.
pub fn differences(before: Option<&Record>, after: Option<&Record>, names: &dyn Names) -> Vec<Difference> {
    let (before, after) = without_common_grants(before, after);
    let old = before.map(|record| fields(&record, names)).unwrap_or_default();
    let new = after.map(|record| fields(&record, names)).unwrap_or_default();
    let mut labels: Vec<&'static str> = new.iter().chain(&old).map(|(label, _)| *label).collect();
    let mut seen = Vec::new();
    labels.retain(|label| {
        let fresh = !seen.contains(label);
        seen.push(*label);
        fresh
    });
    let value = |side: &[(&'static str, String)], label| {
        side.iter().find(|(l, _)| *l == label).map(|(_, value)| value.clone())
    };
    labels
        .into_iter()
        .map(|label| Difference { label, before: value(&old, label), after: value(&new, label) })
        .filter(|d| d.before != d.after)
        .filter(|d| [&d.before, &d.after].into_iter().flatten().any(|value| value != NONE))
        .collect()
}

/// Both sides without the account roles they have in common: those that did not change are nobody's business here, for
/// they may be on accounts of others.
fn without_common_grants(
    before: Option<&Record>,
    after: Option<&Record>,
) -> (Option<Record>, Option<Record>) {
    if let (Some(Record::User(old)), Some(Record::User(new))) = (before, after) {
        let (mut left, mut right) = (old.clone(), new.clone());
        left.grants.retain(|grant| !new.grants.contains(grant));
        right.grants.retain(|grant| !old.grants.contains(grant));
        return (Some(left.into()), Some(right.into()));
    }
    (before.cloned(), after.cloned())
}

const NONE: &str = "–";

/// What a record is called: its name or address, else its SID.
pub fn name_of(key: Key, names: &dyn Names) -> String {
    let name = names.name(key).filter(|name| !name.is_empty());
    name.map_or_else(|| key.short(), |name| shown(&name))
}

/// What an invitation invites to: the name of the account or of the organization.
pub fn inviter(row: &InvitationRow, names: &dyn Names) -> String {
    match (row.kind.account(), row.org) {
        (Some(account), _) => name_of(Key::Account(account), names),
        (None, Some(org)) => name_of(Key::Organization(org), names),
        (None, None) => NONE.to_owned(),
    }
}

/// Who sent an invitation; for a request, nobody of the organization.
pub fn sender_name(row: &InvitationRow, names: &dyn Names) -> String {
    row.sender.map_or_else(|| NONE.to_owned(), |sender| name_of(Key::User(sender), names))
}

/// What a record is called towards an organization: names of other organizations and their accounts stay theirs.
pub fn name_seen_by(org: OrgSid, key: Key, names: &dyn Names) -> String {
    let foreign = match key {
        Key::Organization(sid) | Key::OrganizationName(sid) => sid != org,
        Key::Account(sid) => names.organization_of(sid).is_some_and(|of| of != org),
        _ => false,
    };
    if foreign { key.short() } else { name_of(key, names) }
}

type Fields = Vec<(&'static str, String)>;

fn fields(record: &Record, names: &dyn Names) -> Fields {
    match record {
        Record::Organization(r) => organization(r, names),
        Record::OrganizationName(r) => organization_name(r),
        Record::User(r) => user(r, names),
        Record::Account(r) => account(r, names),
        Record::Invitation(r) => invitation(r, names),
        Record::Domain(r) => domain(r, names),
        Record::SignUp(r) => sign_up(r, names),
        Record::Message(r) => message(r, names),
    }
}

fn some<T: ToString>(value: &Option<T>) -> String {
    value.as_ref().map_or_else(|| NONE.to_owned(), ToString::to_string)
}

fn yes(value: bool) -> String {
    if value { "yes" } else { "no" }.to_owned()
}

fn organization(r: &Organization, names: &dyn Names) -> Fields {
    vec![
        ("Owner", name_of(Key::User(r.owner), names)),
        ("State", r.state.to_string()),
        ("Sign-up policy", r.policy.to_string()),
        ("Verified domains only", yes(r.verified_domains_only)),
        ("Reason required", yes(r.reason_required)),
        ("BAA recorded", some(&r.baa.map(|baa| baa.recorded))),
        ("Account limit", some(&r.account_limit)),
        ("Domain limit", r.domain_limit.to_string()),
        ("Recovered", some(&r.recovered.map(|recovery| recovery.at))),
        ("Deletion requested", some(&r.deletion.map(|deletion| deletion.requested))),
        ("Deletion requested by", some(&r.deletion.map(|deletion| name_of(Key::User(deletion.by), names)))),
        ("Deletion confirmed", some(&r.deletion.and_then(|deletion| deletion.confirmed))),
        ("Created", r.created.to_string()),
    ]
}

fn organization_name(r: &OrganizationName) -> Fields {
    vec![("Name", shown(r.name.as_str()))]
}

fn user(r: &User, names: &dyn Names) -> Fields {
    let grants: Vec<String> = r
        .grants
        .iter()
        .map(|grant| format!("{}: {}", name_of(Key::Account(grant.account), names), grant.roles))
        .collect();
    let requests: Vec<String> =
        r.requests.iter().map(|request| format!("{} ({})", request.action, request.at)).collect();
    let uids: Vec<String> = r.uids.iter().map(|uid| format!("uid {uid}")).collect();
    vec![
        ("E-mail", r.email.to_string()),
        ("Name", shown(r.name.as_str())),
        ("Organization", some(&r.membership.map(|m| name_of(Key::Organization(m.org), names)))),
        ("Role", some(&r.membership.map(|m| m.role))),
        ("Member since", some(&r.membership.map(|m| m.since))),
        ("State", r.state.to_string()),
        ("Account roles", if grants.is_empty() { NONE.to_owned() } else { grants.join("; ") }),
        ("Address proven", some(&r.email_proven)),
        ("Second factor", r.two_factor.to_string()),
        ("Last session", some(&r.last_seen)),
        ("Security requests", if requests.is_empty() { NONE.to_owned() } else { requests.join("; ") }),
        ("OS users", if uids.is_empty() { NONE.to_owned() } else { uids.join(", ") }),
        ("Created", r.created.to_string()),
    ]
}

fn account(r: &Account, names: &dyn Names) -> Fields {
    let phone = r.phone.as_ref();
    vec![
        ("Name", shown(r.name.as_str())),
        ("State", r.state.to_string()),
        ("Type", r.kind.to_string()),
        ("Usage", r.usage.to_string()),
        ("Owner", name_of(Key::User(r.owner), names)),
        ("Organization", some(&r.org.map(|org| name_of(Key::Organization(org), names)))),
        ("Parent", some(&r.parent.map(|parent| name_of(Key::Account(parent), names)))),
        ("HIPAA", yes(r.is_designated())),
        ("HIPAA since", some(&r.hipaa.map(|designation| designation.since))),
        ("HIPAA by", some(&r.hipaa.map(|designation| name_of(Key::User(designation.by), names)))),
        ("Suspended with parent", some(&r.with_parent.then_some("yes"))),
        ("Second factor", r.two_factor.to_string()),
        ("Phone", some(&phone.map(|phone| &phone.number))),
        ("Phone verified", some(&phone.and_then(|phone| phone.verified))),
        ("Wrong tries", some(&phone.map(|phone| phone.tries).filter(|tries| *tries > 0))),
        ("Code number", some(&phone.map(|phone| phone.generation))),
        ("Created", r.created.to_string()),
        ("Closed", some(&r.closed)),
    ]
}

fn invitation(r: &Invitation, names: &dyn Names) -> Fields {
    let account = r.kind.joining().map(|account| name_of(Key::Account(account), names));
    let request = match &r.kind {
        InvitationKind::JoinRequest { name } => Some(shown(name.as_str())),
        _ => None,
    };
    let access: Vec<String> = r
        .kind
        .access()
        .iter()
        .map(|offered| format!("{}: {}", name_of(Key::Account(offered.account), names), offered.roles))
        .collect();
    let canceled = r.canceled.map(|reason| match reason {
        CancelReason::ByOriginator => "taken back",
        CancelReason::Superseded => "replaced by a newer one",
        CancelReason::Invalidated => "no longer possible",
    });
    vec![
        ("E-mail", r.email.to_string()),
        ("Organization", some(&r.org.map(|org| name_of(Key::Organization(org), names)))),
        ("Asked for by", some(&request)),
        ("Account that joins", some(&account)),
        ("Role offered", some(&r.kind.role())),
        ("Account roles offered", if access.is_empty() { NONE.to_owned() } else { access.join("; ") }),
        ("State", r.state.to_string()),
        ("Why", some(&canceled)),
        ("Sender", some(&r.sender.map(|sender| name_of(Key::User(sender), names)))),
        ("Sends", r.sends.to_string()),
        ("Last sent", r.last_sent.to_string()),
        ("Expires", r.expires.to_string()),
        ("Ended", some(&r.ended)),
        ("Wrong tries", some(&Some(r.tries).filter(|tries| *tries > 0))),
        ("Code number", r.generation.to_string()),
    ]
}

fn people(removal: Removal, names: &dyn Names) -> String {
    match removal {
        Removal::Waiting => "wait to be removed".to_owned(),
        Removal::Approved { successor } => {
            format!("are being removed; accounts go to {}", name_of(Key::User(successor), names))
        }
        Removal::Done => "were removed".to_owned(),
    }
}

fn domain(r: &Domain, names: &dyn Names) -> Fields {
    vec![
        ("Domain", r.name.to_string()),
        ("State", r.state.to_string()),
        ("Method", r.method.to_string()),
        ("Token", data_encoding::HEXLOWER.encode(&r.token)),
        ("Verified", some(&r.verified)),
        ("Uncertain since", some(&r.uncertain)),
        ("Last check", some(&r.checked.map(|checked| checked.at))),
        ("Found", some(&r.checked.map(|checked| checked.found))),
        ("Lost", some(&r.lost.map(|lost| lost.at))),
        ("Its users", some(&r.lost.map(|lost| people(lost.people, names)))),
        ("Created", r.created.to_string()),
    ]
}

fn sign_up(r: &SignUp, names: &dyn Names) -> Fields {
    vec![
        ("E-mail", r.email.to_string()),
        ("Name", shown(r.name.as_str())),
        ("First account", shown(r.account.as_str())),
        ("State", r.state.to_string()),
        ("Sends", r.sends.to_string()),
        ("Wrong tries", some(&Some(r.tries).filter(|tries| *tries > 0))),
        ("Code number", r.generation.to_string()),
        ("Expires", r.expires.to_string()),
        ("User", some(&r.user.map(|user| name_of(Key::User(user), names)))),
    ]
}

fn message(r: &Message, names: &dyn Names) -> Fields {
    let about = match r.kind {
        MessageKind::SignUpCode { sign_up, .. } => format!("code of the sign-up {}", sign_up.short()),
        MessageKind::PhoneCode { account, .. } => {
            format!("phone code of {}", name_of(Key::Account(account), names))
        }
        MessageKind::Invitation { invitation, .. } => {
            format!("invitation of {}", name_of(Key::Invitation(invitation), names))
        }
        MessageKind::Security { user, action } => {
            format!("{action} of {}", name_of(Key::User(user), names))
        }
        MessageKind::Reminder { invitation, .. } => {
            format!("reminder of the invitation of {}", name_of(Key::Invitation(invitation), names))
        }
    };
    vec![
        ("To", r.to.to_string()),
        ("About", about),
        ("State", r.state.to_string()),
        ("Why", some(&r.dropped)),
        ("Attempts", some(&Some(r.attempts).filter(|attempts| *attempts > 0))),
        ("Last attempt", some(&r.last_tried)),
        ("Next attempt", some(&r.next_try)),
        ("Last error", some(&r.trouble)),
    ]
}
