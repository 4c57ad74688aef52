//! Becoming a member, whatever the door: the accounts a person owns come along, and other offers end (domain A3;
//! `product`, "Joining brings along every account the person owns").

use crate::controller::draft::Draft;
use crate::controller::refusal::PlanError;
use crate::model::{
    Account, Email, Invitation, InvitationSid, Key, Membership, OrgRole, OrgSid, Record, SignUp, SignUpState,
    User,
};

use super::account_offers;

/// Puts the user into the organization with this role, with every account they own and the open invitations to them.
pub(super) fn join(draft: &mut Draft<'_>, user: User, org: OrgSid, role: OrgRole) -> Result<(), PlanError> {
    let now = draft.now();
    let mut owned = Vec::new();
    for sid in draft.world().accounts_owned_by(user.sid)? {
        // One that this very plan creates in the organization is no newcomer.
        if draft.world().account(sid)?.org != Some(org) {
            owned.push(sid);
        }
    }
    if !owned.is_empty() {
        let names = draft.world().account_names(&owned)?;
        let names: Vec<&str> = names.iter().map(|name| name.as_str()).collect();
        let (noun, verb) = if owned.len() == 1 { ("account", "becomes") } else { ("accounts", "become") };
        draft.follows(format!("{} {noun} {verb} managed: {}.", owned.len(), few(&names)));
    }
    for sid in owned {
        let account = draft.world().account(sid)?;
        draft.put(Account { org: Some(org), ..account })?;
        for invitation in draft.world().invitations_to(sid)? {
            if let Some(Record::Invitation(open)) = draft.current(Key::Invitation(invitation))? {
                draft.put(Invitation { org: Some(org), ..open })?;
            }
        }
    }
    draft.put(User { membership: Some(Membership { org, role, since: now }), ..user })
}

/// Ends the other open invitations of this address to membership, by themselves or with an account, and its requests for
/// one: whoever has joined cannot accept them any more. Those to roles on an account stay.
pub(super) fn end_other_offers(
    draft: &mut Draft<'_>,
    email: &Email,
    except: Option<InvitationSid>,
) -> Result<(), PlanError> {
    for other in draft.world().invitations_for(email)? {
        let joins = other.kind.role().is_some() || other.kind.joining().is_some();
        if Some(other.sid) == except || !(joins || other.kind.is_request()) {
            continue;
        }
        draft.follows(match other.kind.is_request() {
            true => format!("The request of {email} for an invitation ends."),
            false => format!("Another open invitation to {email} ends."),
        });
        account_offers::invalidate(draft, other)?;
    }
    Ok(())
}

/// Ends an open sign-up of this address: its user exists now.
pub(super) fn supersede_sign_up(draft: &mut Draft<'_>, email: &Email) -> Result<(), PlanError> {
    match draft.world().sign_up_for(email)? {
        Some(open) => draft.put(SignUp { state: SignUpState::Superseded, ..open }),
        None => Ok(()),
    }
}

/// At most five names, then how many more.
pub(super) fn few(names: &[&str]) -> String {
    match names.len() {
        0..=5 => names.join(", "),
        n => format!("{} and {} more", names[..5].join(", "), n - 5),
    }
}
