//! What signing up or inviting would do for an address, and which rule decides (`product` row 19). Plans, and writes nothing:
//! what is answered here is what the flows themselves would say.

use crate::controller::command::Command;
use crate::controller::draft::Draft;
use crate::controller::guard;
use crate::controller::plan::{Plan, Stamp};
use crate::controller::refusal::{PlanError, Refusal, RefusalCode};
use crate::controller::world::World;
use crate::model::{
    Account, AccountRole, AccountRoles, Actor, DomainName, DomainState, Email, InvitationState, OrgRole,
    OrgSid, Organization, User,
};
use crate::rules::permissions::Action;
use crate::rules::sign_up_policy::Outcome;

use super::account_roles::in_use;
use super::{admission, sign_up};

/// What would become of an address.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WhatIf {
    /// Which address.
    pub email: Email,
    /// What is known of it: its user, claims of its domain, open invitations.
    pub known: Vec<String>,
    /// Signing up, being invited, being invited to an account, an account of theirs being asked to join.
    pub verdicts: Vec<Verdict>,
}

/// What one way of coming in would do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verdict {
    /// Which way: "Signing up".
    pub way: String,
    /// What comes of it, as one sentence: what it does, or the first rule that refuses it.
    pub sentence: String,
    /// The rule that decided, where a table decides.
    pub rule: Option<&'static str>,
    /// What follows besides.
    pub follows: Vec<String>,
    /// Why not: the code and what to do about it.
    pub refused: Option<(RefusalCode, String)>,
}

/// How a command is planned: handed in, so that the list of flows need not be known here.
pub(super) type Planning = fn(&dyn World, &Actor, &Command, Stamp) -> Result<Plan, PlanError>;

pub(super) fn answer(
    world: &dyn World,
    actor: &Actor,
    org: OrgSid,
    email: &Email,
    stamp: Stamp,
    planning: Planning,
) -> Result<WhatIf, PlanError> {
    let invitation = |replace| Command::InviteUser {
        org,
        email: email.clone(),
        role: OrgRole::Standard,
        access: Vec::new(),
        replace,
    };
    let draft = Draft::new(world, actor, &invitation(false), stamp);
    guard::permitted(&draft, org, Action::OpenAdminCenter)?;
    let organization = world.organization(org)?;
    let user = match world.user_by_email(email)? {
        Some(sid) => Some(draft.user(sid)?),
        None => None,
    };
    let known = known(&draft, &organization, email, user.as_ref())?;
    let plan = |command: &Command| planning(world, actor, command, stamp);
    let mut verdicts = vec![signing_up(&draft, email)?];
    verdicts.push(verdict("Inviting as Standard", "It may be invited.", plan(&invitation(false)))?);
    if let Some(account) = some_account(world, &organization)? {
        let roles = AccountRoles::of(&[AccountRole::Developer]);
        let command =
            Command::InviteToAccount { account: account.sid, email: email.clone(), roles, replace: false };
        let way = format!("Inviting to {} as {roles}", account.name);
        verdicts.push(verdict(way, "It may be invited to the account.", plan(&command))?);
    }
    let outside = user.filter(|user| !user.is_managed_by(org));
    let theirs = outside.map(|user| world.accounts_owned_by(user.sid)).transpose()?.unwrap_or_default();
    if let Some(account) = theirs.first() {
        let command = Command::AddExistingAccount { org, account: *account, replace: false };
        let way = "Asking an account of theirs to join";
        let asked = verdict(way, "It may be asked by its SID; its owner answers.", plan(&command))?;
        verdicts.push(without_names(asked));
    }
    Ok(WhatIf { email: email.clone(), known, verdicts })
}

fn verdict(
    way: impl Into<String>,
    allowed: &str,
    planned: Result<Plan, PlanError>,
) -> Result<Verdict, PlanError> {
    let way = way.into();
    match planned {
        Ok(plan) => Ok(Verdict {
            way,
            sentence: allowed.to_owned(),
            rule: None,
            follows: plan.consequences,
            refused: None,
        }),
        Err(PlanError::Refused(refusal)) => Ok(refused(way, refusal, None)),
        Err(error) => Err(error),
    }
}

/// An account outside is not the organization's to know by name: only what concerns the address is told.
fn without_names(verdict: Verdict) -> Verdict {
    use RefusalCode::{DomainNotVerified, DomainTaken, DomainUncertain, MemberElsewhere};
    match &verdict.refused {
        Some((code, _))
            if !matches!(code, DomainNotVerified | DomainTaken | DomainUncertain | MemberElsewhere) =>
        {
            Verdict { sentence: "It cannot be asked to join.".to_owned(), ..verdict }
        }
        _ => verdict,
    }
}

fn refused(way: String, refusal: Refusal, rule: Option<&'static str>) -> Verdict {
    let Refusal { code, sentence, remedy, .. } = refusal;
    Verdict { way, sentence, rule, follows: Vec::new(), refused: Some((code, remedy)) }
}

fn signing_up(draft: &Draft<'_>, email: &Email) -> Result<Verdict, PlanError> {
    let way = "Signing up".to_owned();
    match sign_up::address_is_free(draft, email) {
        Ok(()) => {}
        Err(PlanError::Refused(refusal)) => return Ok(refused(way, refusal, None)),
        Err(error) => return Err(error),
    }
    let admission = admission::of_sign_up(draft, email)?;
    let rule = Some(admission.decision.rule());
    if let Some(refusal) = admission::refusal(draft, &admission, email)? {
        return Ok(refused(way, refusal, rule));
    }
    let sentence = match (admission.decision.outcome, admission.org) {
        (Outcome::Join(role), Some(org)) => {
            let name = draft.world().organization_name(org)?;
            format!("The code makes a user who joins {name} as {role}, with the first account.")
        }
        _ => "The code makes a user outside every organization, with a first account.".to_owned(),
    };
    Ok(Verdict { way, sentence, rule, follows: Vec::new(), refused: None })
}

/// What is known of the address, as far as it is the organization's to know.
fn known(
    draft: &Draft<'_>,
    organization: &Organization,
    email: &Email,
    user: Option<&User>,
) -> Result<Vec<String>, PlanError> {
    let mut known = Vec::new();
    known.push(match user {
        None => "The address has no user yet.".to_owned(),
        Some(user) => match user.membership {
            Some(of) if of.org == organization.sid => {
                format!("{} is a managed user here, as {}, {}.", user.email, of.role, user.state)
            }
            Some(_) => "Its user belongs to another organization.".to_owned(),
            None => "Its user belongs to no organization.".to_owned(),
        },
    });
    if let Ok(name) = DomainName::parse(email.domain()) {
        let claims = draft.world().claims_of(&name)?;
        let ours = claims.iter().find(|claim| claim.org == organization.sid);
        let theirs = claims.iter().any(|c| c.org != organization.sid && c.state != DomainState::Unverified);
        known.push(match (ours, theirs) {
            (_, true) => format!("{name} is verified by another organization."),
            (Some(claim), _) => format!("{name} is claimed here and {}.", claim.state),
            (None, _) => format!("{name} is not claimed here."),
        });
        if ours.is_some_and(|claim| claim.state == DomainState::Verified) {
            known.push(format!("The sign-up policy is “{}”.", organization.policy));
        }
    }
    for invitation in draft.world().invitations_for(email)? {
        let ours = invitation.org == Some(organization.sid);
        if ours && invitation.state_at(draft.now()) == InvitationState::Pending {
            known.push(format!(
                "An invitation of yours waits: {}, until {}.",
                invitation.kind.offer(),
                invitation.expires
            ));
        }
    }
    Ok(known)
}

/// An account of the organization to try an invitation on: one of its Owner's, the first by name.
fn some_account(world: &dyn World, organization: &Organization) -> Result<Option<Account>, PlanError> {
    let mut accounts = Vec::new();
    for sid in world.accounts_owned_by(organization.owner)? {
        let account = world.account(sid)?;
        if account.org == Some(organization.sid) && account.parent.is_none() && in_use(&account) {
            accounts.push(account);
        }
    }
    accounts.sort_by(|a, b| a.name.as_str().cmp(b.name.as_str()).then(a.sid.cmp(&b.sid)));
    Ok(accounts.into_iter().next())
}
