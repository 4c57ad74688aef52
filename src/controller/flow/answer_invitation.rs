//! Accept and decline (`peers` c.4 transitions 6 and 9). Every guard is checked again at the moment of the answer.

use crate::controller::command::TypedCode;
use crate::controller::draft::Draft;
use crate::controller::guard;
use crate::controller::line::Line;
use crate::controller::refusal::{PlanError, Refusal, RefusalCode, Remedy};
use crate::model::{
    AccountSid, AccountState, Grant, Invitation, InvitationKind, InvitationSid, InvitationState, Key,
    MessageKind, OrgRole, Organization, PersonName, Recipient, TwoFactor, User, UserState, Who,
};

use super::account_limit;
use super::account_roles::{give_offered, grantable, owns, say_what_they_permit, takes_roles, with_roles};
use super::add_account::{may_join, owner_answers};
use super::admission::{self, Admission};
use super::invite_user::{address_admitted, elsewhere, may_send};
use super::join;
use super::manage_invitation::pending;
use super::standing;
use super::wrong_code::{self, Tries};

pub(super) fn accept(
    draft: &mut Draft<'_>,
    sid: InvitationSid,
    code: Option<&TypedCode>,
    name: Option<&PersonName>,
) -> Result<(), PlanError> {
    let invitation = draft.world().invitation(sid)?;
    let inviter = draft.world().inviter(&invitation)?;
    let title = format!("Accept the invitation to {inviter}");
    let line = Line::of("invitation accept").word(sid);
    draft.entitle(title.clone(), line.clone());
    draft.about(Key::Invitation(sid));
    pending(draft, &invitation)?;
    let user = addressee(draft, &invitation)?;
    // Who has a user keeps its name.
    if let Some(name) = name.filter(|_| user.is_none()) {
        draft.entitle(title, line.option("--name", name));
    }
    if let Some(user) = user.as_ref().filter(|user| user.membership.is_some())
        && (invitation.kind.role().is_some() || invitation.kind.joining().is_some())
    {
        return Err(elsewhere(&user.email, Key::User(user.sid)).into());
    }
    let admission = not_blocked(draft, &invitation, user.as_ref())?;
    if user.is_none() && name.is_none() {
        let sentence =
            format!("{} has no user yet; accepting creates one and needs a name.", invitation.email);
        return Err(
            Refusal::new(RefusalCode::NameNeeded, sentence, "Type your name, or add --name NAME.").into()
        );
    }
    if !proven(draft, &invitation, user.as_ref(), code)? {
        return wrong(draft, invitation);
    }
    draft.checked(format!("The answer comes from {}.", invitation.email));

    let now = draft.now();
    let is_new = user.is_none();
    let user = match (user, name) {
        (Some(user), _) => User { email_proven: user.email_proven.or(Some(now)), ..user },
        (None, Some(name)) => {
            draft.follows(format!("The user {} is created.", invitation.email));
            User {
                sid: draft.new_user(),
                email: invitation.email.clone(),
                email_proven: Some(now),
                name: name.clone(),
                state: UserState::Active,
                membership: None,
                grants: Vec::new(),
                two_factor: TwoFactor::Unknown,
                created: now,
                last_seen: None,
                requests: Vec::new(),
                uids: Vec::new(),
            }
        }
        (None, None) => return Ok(()),
    };
    draft.about(Key::User(user.sid));
    match (&invitation.kind, invitation.org) {
        (InvitationKind::UserJoin { role, access }, Some(org)) => {
            draft.follows(format!("{} becomes {role} in {inviter}.", invitation.email));
            let user = give_offered(draft, user, org, access, standing::sent_by(&invitation)?)?;
            join::join(draft, user, org, *role)?;
            join::end_other_offers(draft, &invitation.email, Some(sid))?;
            draft.cannot_be_undone("Only an administrator can remove the user from the organization again.");
        }
        (InvitationKind::AccountJoin { account }, Some(org)) => {
            draft.about(Key::Account(*account));
            let role = OrgRole::Standard;
            draft.follows(format!("{} becomes {role} in {inviter}.", invitation.email));
            draft.follows("Everybody who has access to these accounts keeps it; billing stays with each.");
            join::join(draft, user, org, role)?;
            join::end_other_offers(draft, &invitation.email, Some(sid))?;
            draft.cannot_be_undone("Only an administrator can remove the user from the organization again.");
        }
        (InvitationKind::AccountAccess { account, roles }, _) => {
            draft.about(Key::Account(*account));
            let held = user.roles_on(*account);
            if !held.is_empty() {
                draft.follows(format!("The roles take the place of {held}."));
            }
            draft.follows(format!("{} gets {roles} on {inviter}; no account comes along.", invitation.email));
            say_what_they_permit(draft, *roles);
            let by = standing::sent_by(&invitation)?;
            let grant = Grant { account: *account, roles: *roles, by, at: now };
            let user = with_roles(user, grant)?;
            match admission {
                Some(admission) => admission::admit(draft, user, &admission)?,
                None => draft.put(user)?,
            }
        }
        (InvitationKind::UserJoin { .. } | InvitationKind::AccountJoin { .. }, None)
        | (InvitationKind::JoinRequest { .. }, _) => {
            return Err(Refusal::not_found(Key::Invitation(sid)).into());
        }
    }
    if is_new {
        join::supersede_sign_up(draft, &invitation.email)?;
    }
    draft.put(Invitation { state: InvitationState::Accepted, ended: Some(now), ..invitation })
}

pub(super) fn decline(
    draft: &mut Draft<'_>,
    sid: InvitationSid,
    code: Option<&TypedCode>,
) -> Result<(), PlanError> {
    let invitation = draft.world().invitation(sid)?;
    let inviter = draft.world().inviter(&invitation)?;
    draft.entitle(format!("Decline the invitation to {inviter}"), format!("orgadm invitation decline {sid}"));
    draft.about(Key::Invitation(sid));
    pending(draft, &invitation)?;
    let user = addressee(draft, &invitation)?;
    if let Some(account) = invitation.kind.joining() {
        owner_answers(&draft.account(account)?, user.as_ref(), &invitation.email)?;
    }
    if !proven(draft, &invitation, user.as_ref(), code)? {
        return wrong(draft, invitation);
    }
    draft.follows(match invitation.kind.joining() {
        Some(_) => "The account stays as it is; it can be asked again.",
        None => "The address can be invited again.",
    });
    draft.put(Invitation { state: InvitationState::Declined, ended: Some(draft.now()), ..invitation })
}

/// The user answering: the invited one. `None` is a visitor whose address has no user yet. The originator cannot
/// answer for them (G14, G15).
fn addressee(draft: &Draft<'_>, invitation: &Invitation) -> Result<Option<User>, PlanError> {
    if invitation.kind.is_request() {
        let sentence = format!("{} asks to be invited; the organization answers that.", invitation.email);
        return Err(Refusal::new(
            RefusalCode::NotAddressee,
            sentence,
            "Its Owner or an Administrator can: orgadm invitation answer SID --role ROLE, or --decline.",
        )
        .about(Key::Invitation(invitation.sid))
        .into());
    }
    let invited = draft.world().user_by_email(&invitation.email)?;
    match (draft.actor().who, invited) {
        (Who::User(_), _) => {
            let user = guard::signed_in(draft)?;
            if user.email == invitation.email {
                return Ok(Some(user));
            }
            let sentence =
                format!("The invitation is addressed to {}, not to {}.", invitation.email, user.email);
            Err(Refusal::new(
                RefusalCode::NotAddressee,
                sentence,
                format!("Sign in as {}.", invitation.email),
            )
            .about(Key::Invitation(invitation.sid))
            .leading_to(Remedy::SignIn)
            .into())
        }
        (Who::Visitor, None) => Ok(None),
        (Who::Visitor, Some(sid)) => {
            let sentence = format!("{} has a user already.", invitation.email);
            Err(Refusal::new(
                RefusalCode::SignInNeeded,
                sentence,
                format!("Sign in as {}.", invitation.email),
            )
            .about(Key::User(sid))
            .leading_to(Remedy::SignIn)
            .into())
        }
        (Who::System | Who::Operator, _) => {
            let sentence = "Only the person invited can answer an invitation.";
            Err(Refusal::new(RefusalCode::NotAddressee, sentence, "Sign in as that person.").into())
        }
    }
}

/// Whether the answer comes from the address: proven before by a signed-in user, or by the code now (G12).
fn proven(
    draft: &Draft<'_>,
    invitation: &Invitation,
    user: Option<&User>,
    code: Option<&TypedCode>,
) -> Result<bool, PlanError> {
    if user.is_some_and(|user| user.email_proven.is_some()) {
        return Ok(true);
    }
    let none = TypedCode::new("");
    let purpose = invitation.code_for();
    wrong_code::matches(draft, purpose, code.unwrap_or(&none), &format!("to {}", invitation.email))
}

fn wrong(draft: &mut Draft<'_>, invitation: Invitation) -> Result<(), PlanError> {
    let sent = format!("to {}", invitation.email);
    let before = Tries { generation: invitation.generation, tries: invitation.tries };
    let (next, refusal) = wrong_code::count(before, &sent);
    if next.generation != before.generation {
        let kind = MessageKind::Invitation { invitation: invitation.sid, generation: next.generation };
        draft.tell(Recipient::Email(invitation.email.clone()), kind)?;
    }
    draft.answers(refusal.about(Key::Invitation(invitation.sid)));
    draft.put(Invitation { generation: next.generation, tries: next.tries, ..invitation })
}

/// What blocks an answer while it lasts: deletion requested, a sender who no longer may invite, a domain that admits
/// nobody, an account that is closed (G3, G17; `product`, "it is only blocked while it lasts"). For access that makes a
/// new user, what becomes of that user.
fn not_blocked(
    draft: &mut Draft<'_>,
    invitation: &Invitation,
    user: Option<&User>,
) -> Result<Option<Admission>, PlanError> {
    let organization = match invitation.org {
        Some(org) => Some(draft.world().organization(org)?),
        None => None,
    };
    if let Some(organization) = &organization {
        may_send(draft, organization)?;
    }
    let (sender, may) = standing::sender(draft, invitation)?;
    let sender = match sender.filter(|_| may) {
        Some(sender) => sender,
        None => {
            let who = invitation.sender.and_then(|sender| draft.user(sender).ok());
            let who = who.map_or_else(|| "Its sender".to_owned(), |sender| sender.email.to_string());
            let sentence = format!("{who} sent the invitation and may no longer invite here.");
            return Err(Refusal::new(
                RefusalCode::InvitationBlocked,
                sentence,
                "Ask an administrator for a new one.",
            )
            .about(Key::Invitation(invitation.sid))
            .into());
        }
    };
    match &invitation.kind {
        InvitationKind::UserJoin { .. } => {
            if let Some(organization) = &organization {
                address_admitted(draft, organization, &invitation.email)?;
            }
            Ok(None)
        }
        InvitationKind::AccountJoin { account } => {
            if let Some(organization) = &organization {
                joins(draft, invitation, organization, *account, user)?;
            }
            Ok(None)
        }
        InvitationKind::JoinRequest { .. } => Ok(None),
        InvitationKind::AccountAccess { account, roles } => {
            let account = draft.world().account(*account)?;
            takes_roles(&account)?;
            grantable(*roles)?;
            if user.is_some_and(|user| user.sid == account.owner) {
                return Err(owns(&account, &invitation.email).into());
            }
            if user.is_some() {
                return Ok(None);
            }
            let admission = admission::of_access(draft, &invitation.email, &sender, &account)?;
            match admission::refusal(draft, &admission, &invitation.email)? {
                Some(refusal) => Err(refusal.into()),
                None => Ok(Some(admission)),
            }
        }
    }
}

/// Whether the account, and with it every account of its owner, can join now (G5, G8).
fn joins(
    draft: &mut Draft<'_>,
    invitation: &Invitation,
    organization: &Organization,
    account: AccountSid,
    user: Option<&User>,
) -> Result<(), PlanError> {
    let account = draft.account(account)?;
    owner_answers(&account, user, &invitation.email)?;
    let Some(owner) = user else { return Ok(()) };
    may_join(draft, organization, &account, owner)?;
    let mut brought = 0;
    for owned in draft.world().accounts_owned_by(owner.sid)? {
        let owned = draft.account(owned)?;
        brought += usize::from(owned.parent.is_none() && owned.state != AccountState::Closed);
    }
    account_limit::room_for(draft, organization.sid, brought, Some(invitation.sid))
}
