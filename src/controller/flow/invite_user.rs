//! Invite an address to become a managed user (seed, "Users"; `product` row 11; `peers` c.4 transitions 2 and 12).

use crate::controller::draft::Draft;
use crate::controller::guard;
use crate::controller::line::Line;
use crate::controller::refusal::{PlanError, Refusal, RefusalCode, Remedy};
use crate::model::{
    CancelReason, DomainName, DomainState, Email, Invitation, InvitationKind, InvitationSid, InvitationState,
    Key, MessageKind, OfferedRoles, OrgRole, OrgSid, Organization, Recipient,
};
use crate::rules::permissions::Action;
use crate::rules::{invitations, limits};

use super::account_roles::{grantable, takes_roles};

pub(super) fn plan(
    draft: &mut Draft<'_>,
    org: OrgSid,
    email: &Email,
    role: OrgRole,
    access: &[OfferedRoles],
    replace: bool,
) -> Result<(), PlanError> {
    let line = Line::of("user invite").word(email).option("--role", role.word());
    let line = access.iter().fold(line, |line, offer| {
        line.option("--access", format!("{}={}", offer.account, offer.roles.words()))
    });
    draft.entitle(format!("Invite {email} as {role}"), line.flag("--replace", replace));
    let organization = draft.world().organization(org)?;
    let sender = guard::permitted(draft, org, Action::InviteUsers)?;
    if role == OrgRole::Owner {
        let sentence = "The role Owner is not given by invitation; an organization has one Owner.";
        return Err(Refusal::new(
            RefusalCode::OwnerNotOffered,
            sentence,
            "Invite the person, then change the owner.",
        )
        .into());
    }
    if role == OrgRole::Administrator {
        guard::permitted(draft, org, Action::GrantAdministrator)?;
    }
    draft.within(org)?;
    may_send(draft, &organization)?;
    not_a_member(draft, org, email)?;
    address_admitted(draft, &organization, email)?;
    may_offer(draft, org, access)?;
    draft.checked("The address may be invited.");

    let kind = InvitationKind::UserJoin { role, access: access.to_vec() };
    let previous = open_invitation(draft, Some(org), &kind, email, replace)?;
    let now = draft.now();
    let sid = draft.new_invitation();
    let expires = now.plus(limits::USER_INVITATION);
    draft.about(Key::Invitation(sid));
    let first = Invitation::sent(sid, Some(org), email.clone(), kind, Some(sender.sid), (now, expires));
    draft.put(Invitation { previous, ..first })?;
    draft
        .tell(Recipient::Email(email.clone()), MessageKind::Invitation { invitation: sid, generation: 1 })?;
    draft.follows(format!("A message with a code goes to {email}; it can be answered until {expires}."));
    answer_request(draft, org, email)?;
    match draft.world().user_by_email(email)? {
        None => draft.follows("The address has no user yet; accepting creates one."),
        Some(user) => {
            let owned = draft.world().accounts_owned_by(user)?;
            if !owned.is_empty() {
                draft.follows(format!(
                    "Accepting brings {} own account(s) into the organization.",
                    owned.len()
                ));
            }
        }
    }
    Ok(())
}

/// Whoever asked to be invited has their answer.
fn answer_request(draft: &mut Draft<'_>, org: OrgSid, email: &Email) -> Result<(), PlanError> {
    let now = draft.now();
    let open = draft.world().invitations_for(email)?;
    let asked = open.into_iter().find(|open| open.kind.is_request() && open.org == Some(org));
    let Some(request) = asked.filter(|request| request.state_at(now) == InvitationState::Pending) else {
        return Ok(());
    };
    draft.follows("The request for an invitation is answered by it.");
    draft.put(Invitation { state: InvitationState::Accepted, ended: Some(now), ..request })
}

/// Account roles can be offered along on the organization's own accounts, as they could be given.
fn may_offer(draft: &mut Draft<'_>, org: OrgSid, access: &[OfferedRoles]) -> Result<(), PlanError> {
    if access.is_empty() {
        return Ok(());
    }
    guard::permitted(draft, org, Action::GrantAccountRoles)?;
    let total: usize = access.iter().map(|offer| offer.roles.len()).sum();
    if total > limits::ROLES_A_USER {
        let sentence =
            format!("{total} account roles would be offered; {} is the most.", limits::ROLES_A_USER);
        return Err(Refusal::new(RefusalCode::RoleCap, sentence, "Offer fewer.").into());
    }
    for (at, offer) in access.iter().enumerate() {
        let key = Key::Account(offer.account);
        let account = draft.world().account(offer.account)?;
        if account.org != Some(org) {
            let sentence = format!("The organization does not manage the account {}.", offer.account);
            return Err(Refusal::new(
                RefusalCode::AccountNotManaged,
                sentence,
                "Offer roles on accounts of the organization.",
            )
            .about(key)
            .into());
        }
        grantable(offer.roles).map_err(|refusal| refusal.about(key))?;
        takes_roles(&account)?;
        if access.iter().take(at).any(|other| other.account == offer.account) {
            let sentence = format!("The account {} is named twice.", account.name);
            return Err(Refusal::new(RefusalCode::Invalid, sentence, "Name its roles once.")
                .about(key)
                .into());
        }
        draft.follows(format!("Accepting gives {} on {}.", offer.roles, account.name));
    }
    Ok(())
}

/// Deletion requested: nothing can be sent or accepted meanwhile.
pub(super) fn may_send(draft: &Draft<'_>, org: &Organization) -> Result<(), PlanError> {
    if invitations::may_invite(org) {
        return Ok(());
    }
    let name = draft.world().organization_name(org.sid)?;
    let sentence =
        format!("The deletion of {name} was requested; no invitation can be sent or accepted meanwhile.");
    Err(Refusal::new(RefusalCode::DeletionRequested, sentence, "Its Owner can withdraw the request.")
        .about(Key::Organization(org.sid))
        .into())
}

fn not_a_member(draft: &Draft<'_>, org: OrgSid, email: &Email) -> Result<(), PlanError> {
    let Some(sid) = draft.world().user_by_email(email)? else { return Ok(()) };
    let user = draft.user(sid)?;
    match user.membership {
        None => Ok(()),
        Some(membership) if membership.org == org => {
            let sentence = format!("{email} is already a managed user here, as {}.", membership.role);
            Err(Refusal::new(
                RefusalCode::AlreadyMember,
                sentence,
                "Change the role on the user's profile instead.",
            )
            .about(Key::User(sid))
            .leading_to(Remedy::User(sid))
            .into())
        }
        Some(_) => Err(elsewhere(email, Key::User(sid)).into()),
    }
}

/// One user, one organization.
pub(super) fn elsewhere(email: &Email, key: Key) -> Refusal {
    let sentence = format!("{email} belongs to another organization; a user belongs to one.");
    Refusal::new(
        RefusalCode::MemberElsewhere,
        sentence,
        "They have to leave it first, or use another address.",
    )
    .about(key)
}

/// Who may be invited: any address, unless its domain is verified by another organization, is uncertain here, or the
/// organization admits verified domains only (`product`, "Who may be invited").
pub(super) fn address_admitted(
    draft: &Draft<'_>,
    org: &Organization,
    email: &Email,
) -> Result<(), PlanError> {
    let Ok(name) = DomainName::parse(email.domain()) else { return Ok(()) };
    let claims = draft.world().claims_of(&name)?;
    let ours = claims.iter().find(|claim| claim.org == org.sid);
    if let Some(other) = claims.iter().find(|c| c.org != org.sid && c.state != DomainState::Unverified) {
        let sentence = format!("The domain {name} is verified by another organization.");
        return Err(Refusal::new(
            RefusalCode::DomainTaken,
            sentence,
            "Invite another address of the person.",
        )
        .about(Key::Domain(other.sid))
        .into());
    }
    if let Some(ours) = ours.filter(|claim| claim.state == DomainState::Uncertain) {
        let sentence = format!("The domain {name} is uncertain; nobody can be added for it.");
        return Err(Refusal::new(
            RefusalCode::DomainUncertain,
            sentence,
            format!("Verify {name} again first."),
        )
        .about(Key::Domain(ours.sid))
        .leading_to(Remedy::Domain(ours.sid))
        .into());
    }
    if org.verified_domains_only && ours.is_none_or(|claim| claim.state != DomainState::Verified) {
        let sentence = format!("Only addresses in verified domains may be invited, and {name} is not one.");
        let refusal = Refusal::new(
            RefusalCode::DomainNotVerified,
            sentence,
            format!("Verify {name} first, or change Settings."),
        );
        return Err(match ours {
            Some(claim) => refusal.about(Key::Domain(claim.sid)).leading_to(Remedy::Domain(claim.sid)),
            None => refusal,
        }
        .into());
    }
    Ok(())
}

/// Ends or refuses an invitation to the same address that is still open; returns it as the predecessor.
pub(super) fn open_invitation(
    draft: &mut Draft<'_>,
    org: Option<OrgSid>,
    kind: &InvitationKind,
    email: &Email,
    replace: bool,
) -> Result<Option<InvitationSid>, PlanError> {
    let now = draft.now();
    let open =
        draft.world().invitations_for(email)?.into_iter().find(|i| i.kind.same_target(i.org, kind, org));
    let Some(open) = open else { return Ok(None) };
    let sid = open.sid;
    if open.state_at(now) == InvitationState::Expired {
        draft.put(Invitation { state: InvitationState::Expired, ended: Some(now), ..open })?;
        return Ok(Some(sid));
    }
    if !replace {
        let sentence = format!("An invitation to {email} is open already.");
        let remedy = "Resend it, cancel it, or replace it (--replace).";
        return Err(Refusal::new(RefusalCode::InvitationOpen, sentence, remedy)
            .about(Key::Invitation(sid))
            .leading_to(Remedy::Invitation(sid))
            .into());
    }
    if let Err(at) = invitations::cooled_down(open.last_sent, now) {
        let refusal = super::sign_up::too_soon("The open invitation", at.since(now).0);
        return Err(refusal.about(Key::Invitation(sid)).into());
    }
    draft.follows("The open invitation to this address ends; its code no longer counts.");
    draft.put(Invitation {
        state: InvitationState::Canceled,
        canceled: Some(CancelReason::Superseded),
        ended: Some(now),
        ..open
    })?;
    Ok(Some(sid))
}
