//! What a deleted organization leaves behind: records that still name it until the sweeper has cleared them. What they
//! say of it is void from the moment of the confirmation, because the organization's own record says so (`product` row
//! 21).
//!
//! Whoever plans or checks reads records as they count, not as they are stored; then no rule has to ask whether an
//! organization still exists, and whatever changes such a record next writes it down as it counts.

use crate::model::{
    Account, CancelReason, Invitation, InvitationState, OrgSid, OrgState, Organization, Record, Timestamp,
    User, UserState,
};

/// Since when the organization is deleted.
pub fn since(organization: &Organization) -> Option<Timestamp> {
    let confirmed = organization.deletion.and_then(|deletion| deletion.confirmed);
    (organization.state == OrgState::Deleted).then(|| confirmed.unwrap_or_default())
}

/// The organization on which part of a record, or all of it, depends.
pub fn rests_on(record: &Record) -> Option<OrgSid> {
    match record {
        Record::User(user) => user.membership.map(|membership| membership.org),
        Record::Account(account) => account.org,
        Record::Invitation(invitation) if invitation.state == InvitationState::Pending => invitation.org,
        Record::Domain(domain) => Some(domain.org),
        Record::Invitation(_)
        | Record::Organization(_)
        | Record::OrganizationName(_)
        | Record::SignUp(_)
        | Record::Message(_) => None,
    }
}

/// The record as it counts, by when the organization it rests on was deleted; `None` where nothing of it is left.
pub fn as_it_counts<E>(
    record: Record,
    deleted: impl FnOnce(OrgSid) -> Result<Option<Timestamp>, E>,
) -> Result<Option<Record>, E> {
    let since = match rests_on(&record) {
        Some(org) => deleted(org)?,
        None => None,
    };
    Ok(match since {
        Some(since) => released(record, since),
        None => Some(record),
    })
}

/// The record without the organization it rested on. A deactivated user may sign in again: nobody is left who could
/// activate them.
fn released(record: Record, since: Timestamp) -> Option<Record> {
    Some(match record {
        Record::User(user) => User { membership: None, state: UserState::Active, ..user }.into(),
        Record::Account(account) => Account { org: None, ..account }.into(),
        Record::Invitation(invitation) => Invitation {
            state: InvitationState::Canceled,
            canceled: Some(CancelReason::Invalidated),
            ended: Some(since),
            ..invitation
        }
        .into(),
        Record::Domain(_) => return None,
        other => other,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{
        Deletion, Domain, DomainName, DomainSid, DomainState, Email, InvitationKind, InvitationSid,
        Membership, OrgRole, PersonName, SignUpPolicy, TwoFactor, UserSid, VerificationMethod,
    };

    const ORG: OrgSid = OrgSid::from_bytes([1; 16]);

    fn organization(state: OrgState) -> Organization {
        let by = UserSid::from_bytes([2; 16]);
        let deletion = Deletion { requested: Timestamp(5), by, confirmed: Some(Timestamp(7)) };
        Organization {
            sid: ORG,
            owner: by,
            state,
            created: Timestamp(1),
            policy: SignUpPolicy::KeepOut,
            verified_domains_only: false,
            reason_required: false,
            baa: None,
            account_limit: None,
            domain_limit: 100,
            recovered: None,
            demo: false,
            deletion: Some(deletion),
        }
    }

    fn counts(record: impl Into<Record>, deleted: bool) -> Option<Record> {
        let asked = |org| {
            assert_eq!(org, ORG);
            Ok::<_, ()>(deleted.then_some(Timestamp(7)))
        };
        as_it_counts(record.into(), asked).expect("answered")
    }

    fn user() -> User {
        User {
            sid: UserSid::from_bytes([2; 16]),
            email: Email::parse("ada@acme.example").expect("valid"),
            email_proven: None,
            name: PersonName::parse("The name", "Ada").expect("valid"),
            state: UserState::Inactive,
            membership: Some(Membership { org: ORG, role: OrgRole::Owner, since: Timestamp(1) }),
            grants: Vec::new(),
            two_factor: TwoFactor::Unknown,
            created: Timestamp(1),
            last_seen: None,
            requests: Vec::new(),
            uids: Vec::new(),
        }
    }

    #[test]
    fn only_a_deleted_organization_is_gone_and_since_its_confirmation() {
        for (state, wanted) in
            [(OrgState::Active, None), (OrgState::DeletionRequested, None), (OrgState::Deleted, Some(7))]
        {
            assert_eq!(since(&organization(state)), wanted.map(Timestamp), "{state:?}");
        }
    }

    #[test]
    fn a_member_is_free_and_may_sign_in() {
        assert_eq!(counts(user(), false), Some(user().into()));
        let free = User { membership: None, state: UserState::Active, ..user() };
        assert_eq!(counts(user(), true), Some(free.into()));
    }

    #[test]
    fn a_claim_goes_and_an_open_invitation_has_ended_with_it() {
        let domain = Domain {
            sid: DomainSid::from_bytes([3; 16]),
            org: ORG,
            name: DomainName::parse("acme.example").expect("valid"),
            token: [0; 16],
            state: DomainState::Verified,
            method: VerificationMethod::Dns,
            created: Timestamp(1),
            verified: None,
            uncertain: None,
            checked: None,
            lost: None,
        };
        assert_eq!(counts(domain.clone(), false), Some(domain.clone().into()));
        assert_eq!(counts(domain, true), None);
        let open = Invitation {
            sid: InvitationSid::from_bytes([4; 16]),
            org: Some(ORG),
            email: Email::parse("grace@acme.example").expect("valid"),
            kind: InvitationKind::UserJoin { role: OrgRole::Standard, access: Vec::new() },
            sender: Some(UserSid::from_bytes([2; 16])),
            created: Timestamp(1),
            last_sent: Timestamp(1),
            sends: 1,
            generation: 1,
            tries: 0,
            expires: Timestamp(100),
            state: InvitationState::Pending,
            canceled: None,
            ended: None,
            previous: None,
        };
        let Some(Record::Invitation(ended)) = counts(open.clone(), true) else { panic!("an invitation") };
        assert_eq!(
            (ended.state, ended.canceled, ended.ended),
            (InvitationState::Canceled, Some(CancelReason::Invalidated), Some(Timestamp(7)))
        );
        let declined = Invitation { state: InvitationState::Declined, ..open };
        assert_eq!(rests_on(&declined.clone().into()), None, "what has ended stays what it was");
    }
}
