//! The flows: one file a thing that can be done. Each turns a command into the changes of a plan, or refuses.
//!
//! A flow reads the world through its draft, checks what it needs to explain itself well, and lays its changes down.
//! The invariants are checked on the result afterwards, whatever the flow remembered.

mod account_guards;
mod account_limit;
mod account_offers;
mod account_owner;
mod account_roles;
mod account_state;
mod add_account;
mod admission;
mod already;
mod answer_invitation;
mod apply_file;
mod assign_role;
mod begin_session;
mod braked;
mod change_owner;
mod check_domain;
mod claim_domain;
mod create_account;
mod create_organization;
mod create_subaccount;
mod deactivate;
mod delete_domain;
mod delete_organization;
mod deliver;
mod end_open;
mod erase_names;
mod erasure;
mod expire;
mod grant_access;
mod hipaa;
mod invite_to_account;
mod invite_user;
mod join;
mod leave;
mod link_uid;
mod lost_users;
mod manage_invitation;
mod managed;
mod many;
mod many_lines;
mod many_rows;
mod operate;
mod outbox;
mod policy_switch;
mod purge_account;
mod release_account;
mod release_deleted;
mod relinquish;
mod remind;
mod rename_account;
mod rename_user;
mod request_invitation;
mod security;
mod settings;
mod sign_up;
mod standing;
mod succession;
mod survey;
mod two_factor;
mod undo;
mod verify_phone;
mod what_if;
mod wrong_code;

use crate::model::{Actor, Email, OrgSid};
use crate::rules::invariants;

use super::command::Command;
use super::draft::Draft;
use super::guard;
use super::plan::{Plan, Stamp};
use super::refusal::{PlanError, Refusal, RefusalCode};
use super::world::World;

pub use survey::{Fate, Survey};
pub use what_if::{Verdict, WhatIf};

/// Plans a command: deterministic, reads only the world, writes nothing.
pub fn plan(world: &dyn World, actor: &Actor, command: &Command, stamp: Stamp) -> Result<Plan, PlanError> {
    guard::vouched(world, actor)?;
    let mut draft = Draft::new(world, actor, command, stamp);
    dispatch(&mut draft, command)?;
    draft.settle();
    match command {
        Command::Apply(application) => apply_file::fits(&draft, application)?,
        _ => many::fits(&draft)?,
    }
    if let Some(violation) = invariants::check(draft.layered().changes(), draft.layered())? {
        let remedy = format!("Nothing was changed; the rule is “{}”.", violation.rule);
        let refusal = Refusal::new(RefusalCode::Invariant, violation.sentence, remedy).about(violation.key);
        return Err(match (draft.row_of(violation.key), command) {
            (Some(row), Command::Many(commands)) => {
                many::rows(vec![many::row(row, refusal)], commands.len()).into()
            }
            (Some(row), Command::Apply(application)) => {
                apply_file::refused_at(application, row, refusal).into()
            }
            _ => refusal.into(),
        });
    }
    if !draft.is_counted()
        && let Some(brake) = braked::brake(&draft)?
    {
        draft.must_count(brake);
    }
    Ok(draft.finish())
}

/// What would become of many rows; writes nothing.
pub(super) fn survey(
    world: &dyn World,
    actor: &Actor,
    commands: &[Command],
    stamp: Stamp,
) -> Result<Survey, PlanError> {
    guard::vouched(world, actor)?;
    let draft = Draft::new(world, actor, &Command::Many(Vec::new()), stamp);
    survey::survey(draft, commands, dispatch)
}

/// What signing up or inviting would do for an address; writes nothing.
pub(super) fn what_if(
    world: &dyn World,
    actor: &Actor,
    org: OrgSid,
    email: &Email,
    stamp: Stamp,
) -> Result<WhatIf, PlanError> {
    what_if::answer(world, actor, org, email, stamp, plan)
}

fn dispatch(draft: &mut Draft<'_>, command: &Command) -> Result<(), PlanError> {
    match command {
        Command::SignUp { email, name, account } => sign_up::begin(draft, email, name, account),
        Command::ConfirmSignUp { sign_up, code } => sign_up::confirm(draft, *sign_up, code),
        Command::ResendSignUp { sign_up } => sign_up::resend(draft, *sign_up),
        Command::SetPhone { account, phone } => verify_phone::set(draft, *account, phone),
        Command::ConfirmPhone { account, code } => verify_phone::confirm(draft, *account, code),
        Command::CreateOrganization { name } => create_organization::plan(draft, name),
        Command::InviteUser { org, email, role, access, replace } => {
            invite_user::plan(draft, *org, email, *role, access, *replace)
        }
        Command::ResendInvitation { invitation } => manage_invitation::resend(draft, *invitation),
        Command::CancelInvitation { invitation } => manage_invitation::cancel(draft, *invitation),
        Command::AcceptInvitation { invitation, code, name } => {
            answer_invitation::accept(draft, *invitation, code.as_ref(), name.as_ref())
        }
        Command::DeclineInvitation { invitation, code } => {
            answer_invitation::decline(draft, *invitation, code.as_ref())
        }
        Command::SetRole { org, user, role } => assign_role::plan(draft, *org, *user, *role),
        Command::ChangeOwner { org, user } => change_owner::plan(draft, *org, *user),
        Command::ClaimDomain { org, name } => claim_domain::plan(draft, *org, name),
        Command::VerifyDomain { domain } => operate::verify_domain(draft, *domain),
        Command::RecordBaa { org } => operate::record_baa(draft, *org),
        Command::UpgradeAccount { account } => operate::upgrade_account(draft, *account),
        Command::RecoverOwner { org, user } => operate::recover_owner(draft, *org, *user),
        Command::CreateAccount { name, usage, owner } => create_account::plan(draft, name, *usage, *owner),
        Command::RenameAccount { account, name } => rename_account::plan(draft, *account, name),
        Command::GrantAccess { account, user, roles } => grant_access::grant(draft, *account, *user, *roles),
        Command::RevokeAccess { account, user } => grant_access::revoke(draft, *account, *user),
        Command::InviteToAccount { account, email, roles, replace } => {
            invite_to_account::plan(draft, *account, email, *roles, *replace)
        }
        Command::RenameOrganization { org, name } => settings::rename(draft, *org, name),
        Command::SetSignUpPolicy { org, policy } => settings::sign_up_policy(draft, *org, *policy),
        Command::SetVerifiedDomainsOnly { org, on } => settings::verified_domains_only(draft, *org, *on),
        Command::SetReasonRequired { org, on } => settings::reason_required(draft, *org, *on),
        Command::DeleteDomain { domain } => delete_domain::plan(draft, *domain),
        Command::CheckDomain { domain, method, last, found } => {
            check_domain::plan(draft, *domain, *method, *last, *found)
        }
        Command::ApproveRemoval { domain, successor } => lost_users::approve(draft, *domain, *successor),
        Command::SetLimit { org, limit } => operate::set_limit(draft, *org, *limit),
        Command::AddExistingAccount { org, account, replace } => {
            add_account::plan(draft, *org, *account, *replace)
        }
        Command::SetTwoFactorPolicy { account, policy } => two_factor::plan(draft, *account, *policy),
        Command::ChangeAccountOwner { account, user } => account_owner::plan(draft, *account, *user),
        Command::SuspendAccount { account } => account_state::suspend(draft, *account),
        Command::ReactivateAccount { account } => account_state::reactivate(draft, *account),
        Command::CloseAccount { account } => account_state::close(draft, *account),
        Command::ReleaseAccount { account, user } => release_account::plan(draft, *account, *user),
        Command::RelinquishAccess { account } => relinquish::plan(draft, *account),
        Command::CreateSubaccount { parent, name } => create_subaccount::plan(draft, *parent, name),
        Command::SetHipaa { account, on } => hipaa::plan(draft, *account, *on),
        Command::RenameUser { user, name } => rename_user::plan(draft, *user, name),
        Command::RemoveUser { org, user, successors } => leave::remove(draft, *org, *user, successors),
        Command::DeleteUser { org, user, successors } => leave::delete(draft, *org, *user, successors),
        Command::DeactivateUser { org, user } => deactivate::deactivate(draft, *org, *user),
        Command::ActivateUser { org, user } => deactivate::activate(draft, *org, *user),
        Command::RequestSecurity { org, user, action } => security::plan(draft, *org, *user, *action),
        Command::RequestInvitation { email, name } => request_invitation::request(draft, email, name),
        Command::AnswerRequest { request, role } => request_invitation::answer(draft, *request, *role),
        Command::Many(commands) => many::plan(draft, commands, dispatch),
        Command::Apply(application) => apply_file::plan(draft, application, dispatch),
        Command::RequestDeletion { org } => delete_organization::request(draft, *org),
        Command::WithdrawDeletion { org } => delete_organization::withdraw(draft, *org),
        Command::ConfirmDeletion { org } => delete_organization::confirm(draft, *org),
        Command::Undo { org, position } => undo::plan(draft, *org, *position, dispatch),
        Command::Expire => expire::plan(draft),
        Command::DeliverMessage { message, delivery } => deliver::plan(draft, *message, delivery),
        Command::DropMessage { message } => outbox::take_out(draft, *message),
        Command::RetryMessage { message } => outbox::retry(draft, *message),
        Command::RemindInvitation { invitation } => remind::plan(draft, *invitation),
        Command::SignIn => begin_session::plan(draft),
        Command::LinkUid { user, uid } => link_uid::link(draft, *user, *uid),
        Command::UnlinkUid { user, uid } => link_uid::unlink(draft, *user, *uid),
    }
}
