//! The sign-up policy in the world as it is: which claim binds an address, what was offered to it, and what the table in
//! `rules::sign_up_policy` decides (seed, "Domain Settings"; `product` row 18).

use crate::controller::draft::Draft;
use crate::controller::line::Line;
use crate::controller::refusal::{PlanError, Refusal, RefusalCode, Remedy};
use crate::model::{
    Account, Domain, DomainName, DomainState, Email, Invitation, InvitationKind, InvitationState, Key,
    OrgSid, Organization, SignUpPolicy, User,
};
use crate::rules::invitations::may_invite;
use crate::rules::permissions::{Action, Permit, permit};
use crate::rules::sign_up_policy::{Decision, How, Invited, Outcome, Why, decide};

use super::account_roles::give_offered;
use super::join;
use super::standing;

/// What becomes of an address that has no user yet.
pub(super) struct Admission {
    pub(super) decision: Decision,
    /// The organization whose claim of the domain comes closest to proven.
    pub(super) org: Option<OrgSid>,
    /// Its open invitation to the address, if that decided.
    pub(super) invitation: Option<Invitation>,
}

impl Admission {
    /// The organization that takes the new user in.
    pub(super) const fn joins(&self) -> Option<OrgSid> {
        match self.decision.outcome {
            Outcome::Join(_) => self.org,
            Outcome::Outside | Outcome::Refused(_) => None,
        }
    }
}

/// Decides for somebody who signs up.
pub(super) fn of_sign_up(draft: &Draft<'_>, email: &Email) -> Result<Admission, PlanError> {
    decided(draft, email, |_| How::SelfSignUp, None)
}

/// Decides for somebody who signs up, as if the organization of the domain had this policy.
pub(super) fn of_sign_up_under(
    draft: &Draft<'_>,
    email: &Email,
    policy: SignUpPolicy,
) -> Result<Admission, PlanError> {
    decided(draft, email, |_| How::SelfSignUp, Some(policy))
}

/// Decides for somebody whom this sender invites to this account.
pub(super) fn of_access(
    draft: &Draft<'_>,
    email: &Email,
    sender: &User,
    account: &Account,
) -> Result<Admission, PlanError> {
    decided(draft, email, by_access(sender, account), None)
}

/// The same, as if the organization of the domain had this policy.
pub(super) fn of_access_under(
    draft: &Draft<'_>,
    email: &Email,
    sender: &User,
    account: &Account,
    policy: SignUpPolicy,
) -> Result<Admission, PlanError> {
    decided(draft, email, by_access(sender, account), Some(policy))
}

fn by_access(sender: &User, account: &Account) -> impl Fn(OrgSid) -> How {
    move |org| How::AccessInvitation {
        by_admin_of_verifying_org: sender
            .role_in(org)
            .is_some_and(|role| permit(Action::InviteUsers, role) == Permit::Yes),
        account_in_verifying_org: account.org == Some(org),
    }
}

fn decided(
    draft: &Draft<'_>,
    email: &Email,
    how: impl Fn(OrgSid) -> How,
    policy: Option<SignUpPolicy>,
) -> Result<Admission, PlanError> {
    let Some((claim, organization)) = strongest_claim(draft, email)? else {
        let decision = decide(None, SignUpPolicy::KeepOut, Invited::No, How::SelfSignUp);
        return Ok(Admission { decision, org: None, invitation: None });
    };
    let org = organization.sid;
    let (invited, invitation) = invited(draft, &organization, email)?;
    let decision = decide(Some(claim.state), policy.unwrap_or(organization.policy), invited, how(org));
    let invitation = invitation.filter(|_| decision.row == 3);
    Ok(Admission { decision, org: Some(org), invitation })
}

/// The claim of exactly the address's domain that comes closest to proven; claims of deleted organizations are void.
fn strongest_claim(draft: &Draft<'_>, email: &Email) -> Result<Option<(Domain, Organization)>, PlanError> {
    let Ok(name) = DomainName::parse(email.domain()) else { return Ok(None) };
    let mut claims = draft.world().claims_of(&name)?;
    claims.sort_by_key(|claim| match claim.state {
        DomainState::Verified => 0,
        DomainState::Uncertain => 1,
        DomainState::Unverified => 2,
    });
    match claims.into_iter().next() {
        Some(claim) => {
            let organization = draft.world().organization(claim.org)?;
            Ok(Some((claim, organization)))
        }
        None => Ok(None),
    }
}

/// The organization's open invitation to membership. One that is blocked at the moment counts as none.
fn invited(
    draft: &Draft<'_>,
    organization: &Organization,
    email: &Email,
) -> Result<(Invited, Option<Invitation>), PlanError> {
    let open = draft.world().invitations_for(email)?;
    let ours = |i: &Invitation| i.org == Some(organization.sid) && i.kind.role().is_some();
    let Some(invitation) = open.into_iter().find(ours) else { return Ok((Invited::No, None)) };
    if invitation.state_at(draft.now()) == InvitationState::Expired {
        return Ok((Invited::Expired, None));
    }
    let (_, sender_may) = standing::sender(draft, &invitation)?;
    Ok(match invitation.kind {
        InvitationKind::UserJoin { role, .. } if sender_may && may_invite(organization) => {
            (Invited::Valid(role), Some(invitation))
        }
        _ => (Invited::No, None),
    })
}

/// The refusal, if the address is refused. It tells no more of the organization than its name.
pub(super) fn refusal(
    draft: &Draft<'_>,
    admission: &Admission,
    email: &Email,
) -> Result<Option<Refusal>, PlanError> {
    let (Outcome::Refused(why), Some(org)) = (admission.decision.outcome, admission.org) else {
        return Ok(None);
    };
    let name = draft.world().organization_name(org)?;
    let domain = email.domain();
    let ask = Line::of("invitation request").word(email).option("--name", "NAME");
    let (sentence, remedy) = match why {
        Why::NotInvited => (
            format!("{name} manages {domain} and admits only people it has invited."),
            format!("Request an invitation from {name} ({ask}), or use another address."),
        ),
        Why::InvitationExpired => (
            format!("The invitation of {name}, which manages {domain}, has expired."),
            format!("Request a new invitation from {name} ({ask}), or use another address."),
        ),
        Why::NotInvitedByAdministrator => (
            format!("{name} manages {domain}, and {email} has no user yet; it has to be invited first."),
            format!("Ask an administrator of {name} to invite the address, or use another address."),
        ),
        Why::AccountElsewhere => (
            format!("{name} manages {domain}, and {email} has no user yet."),
            format!("Let {name} invite the address first, or use another address."),
        ),
    };
    let refusal = Refusal::new(RefusalCode::SignUpPrevented, sentence, remedy).about(Key::Organization(org));
    Ok(Some(match why {
        Why::NotInvited | Why::InvitationExpired => refusal.leading_to(Remedy::RequestInvitation),
        Why::NotInvitedByAdministrator | Why::AccountElsewhere => refusal,
    }))
}

/// What will become of the address, in words; nothing if it becomes an ordinary user.
pub(super) fn say(draft: &mut Draft<'_>, admission: &Admission, email: &Email) -> Result<(), PlanError> {
    let (Outcome::Join(role), Some(org)) = (admission.decision.outcome, admission.org) else {
        return Ok(());
    };
    let name = draft.world().organization_name(org)?;
    draft.follows(match admission.invitation {
        Some(_) => format!("{name} has invited {email}: the user becomes {role} there."),
        None => {
            format!("{name} adds addresses of {} by itself: the user becomes {role} there.", email.domain())
        }
    });
    Ok(())
}

/// Lays the new user down, in the organization if the decision says so; the invitation that decided ends accepted.
pub(super) fn admit(draft: &mut Draft<'_>, user: User, admission: &Admission) -> Result<(), PlanError> {
    let (Outcome::Join(role), Some(org)) = (admission.decision.outcome, admission.org) else {
        return draft.put(user);
    };
    let email = user.email.clone();
    say(draft, admission, &email)?;
    let user = match &admission.invitation {
        Some(invitation) => {
            let sender = standing::sent_by(invitation)?;
            give_offered(draft, user, org, &invitation.kind.access(), sender)?
        }
        None => user,
    };
    join::join(draft, user, org, role)?;
    let accepted = admission.invitation.as_ref().map(|invitation| invitation.sid);
    join::end_other_offers(draft, &email, accepted)?;
    if let Some(invitation) = &admission.invitation {
        draft.about(Key::Invitation(invitation.sid));
        let ended = Some(draft.now());
        draft.put(Invitation { state: InvitationState::Accepted, ended, ..invitation.clone() })?;
    }
    Ok(())
}
