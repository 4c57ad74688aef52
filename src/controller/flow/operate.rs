//! The operator's verbs: what the seed leaves to the vendor's support (`product`, "Operator verbs").

use crate::controller::command::Limit;
use crate::controller::draft::Draft;
use crate::controller::guard;
use crate::controller::line::Line;
use crate::controller::refusal::{PlanError, Refusal, RefusalCode};
use crate::model::{
    Account, AccountKind, AccountSid, AccountState, Baa, Domain, DomainSid, DomainState, Key, OrgSid,
    Organization, Recovery, UserSid, VerificationMethod,
};

use super::change_owner::hand_over;

pub(super) fn verify_domain(draft: &mut Draft<'_>, sid: DomainSid) -> Result<(), PlanError> {
    guard::operator(draft)?;
    let domain = draft.world().domain(sid)?;
    draft.entitle(
        format!("Vouch for {}", domain.name),
        format!("orgadm support verify-domain {}", domain.name),
    );
    draft.within(domain.org)?;
    draft.about(Key::Domain(sid));
    let others = draft.world().claims_of(&domain.name)?;
    if others.iter().any(|claim| claim.sid != sid && claim.state != DomainState::Unverified) {
        let sentence = format!("{} is verified by another organization.", domain.name);
        return Err(Refusal::new(RefusalCode::DomainTaken, sentence, "That claim has to be given up first.")
            .about(Key::Domain(sid))
            .into());
    }
    if domain.state == DomainState::Verified {
        return Err(already(format!("{} is verified already.", domain.name), Key::Domain(sid)));
    }
    draft.follows("The organization's sign-up policy binds its addresses.");
    let verified = Some(draft.now());
    let (state, method) = (DomainState::Verified, VerificationMethod::Manual);
    draft.put(Domain { state, method, verified, uncertain: None, lost: None, ..domain })
}

pub(super) fn record_baa(draft: &mut Draft<'_>, org: OrgSid) -> Result<(), PlanError> {
    guard::operator(draft)?;
    let organization = draft.world().organization(org)?;
    let name = draft.world().organization_name(org)?;
    draft.entitle(format!("Record a BAA for {name}"), format!("orgadm support record-baa {org}"));
    draft.within(org)?;
    draft.about(Key::Organization(org));
    if organization.baa.is_some() {
        return Err(already(format!("A BAA is on file for {name} already."), Key::Organization(org)));
    }
    draft.follows("Its administrators can designate accounts for HIPAA.");
    let baa = Some(Baa { recorded: draft.now() });
    draft.put(Organization { baa, ..organization })
}

pub(super) fn upgrade_account(draft: &mut Draft<'_>, sid: AccountSid) -> Result<(), PlanError> {
    guard::operator(draft)?;
    let account = draft.world().account(sid)?;
    draft.entitle(
        format!("Upgrade {} to Full", account.name),
        format!("orgadm support upgrade-account {sid}"),
    );
    if let Some(org) = account.org {
        draft.within(org)?;
    }
    draft.about(Key::Account(sid));
    if account.kind == AccountKind::Full {
        return Err(already(format!("{} is Full already.", account.name), Key::Account(sid)));
    }
    if account.parent.is_some() || !matches!(account.state, AccountState::Active | AccountState::Suspended) {
        let sentence = format!("{} is {} and cannot be upgraded.", account.name, account.state);
        return Err(Refusal::new(RefusalCode::Invalid, sentence, "Upgrade a main account that is in use.")
            .about(Key::Account(sid))
            .into());
    }
    draft.follows("Up to 1,000 subaccounts are possible.");
    for subaccount in draft.subaccounts(&account)? {
        if subaccount.state != AccountState::Closed {
            draft.put(Account { kind: AccountKind::Full, ..subaccount })?;
        }
    }
    draft.put(Account { kind: AccountKind::Full, ..account })
}

pub(super) fn recover_owner(draft: &mut Draft<'_>, org: OrgSid, sid: UserSid) -> Result<(), PlanError> {
    guard::operator(draft)?;
    let organization = draft.world().organization(org)?;
    let name = draft.world().organization_name(org)?;
    let user = draft.user(sid)?;
    draft.entitle(
        format!("Recover {name} for {}", user.email),
        Line::of("support recover-owner").word(org).user(&user),
    );
    draft.within(org)?;
    draft.about(Key::Organization(org));
    let recovered = Some(Recovery { at: draft.now(), from: organization.owner, to: sid });
    let old = draft.user(organization.owner)?;
    hand_over(draft, Organization { recovered, ..organization }, &user)?;
    draft.follows(format!("{} becomes Administrator.", old.email));
    draft.follows("Administrators see this for 30 days.");
    draft.must_type("the name of the organization", name);
    Ok(())
}

fn already(sentence: String, key: Key) -> PlanError {
    Refusal::new(RefusalCode::NoChange, sentence, "Nothing needs to be done.").about(key).into()
}

pub(super) fn set_limit(draft: &mut Draft<'_>, org: OrgSid, limit: Limit) -> Result<(), PlanError> {
    guard::operator(draft)?;
    let organization = draft.world().organization(org)?;
    let name = draft.world().organization_name(org)?;
    let (thing, number, most, now, set) = match limit {
        Limit::Accounts(most) => {
            let number = most.map_or_else(|| "none".to_owned(), |most| most.to_string());
            let set = Organization { account_limit: most, ..organization.clone() };
            ("accounts", number, most, draft.world().account_count(org)?, set)
        }
        Limit::Domains(most) => {
            let set = Organization { domain_limit: most, ..organization.clone() };
            ("domains", most.to_string(), Some(most), draft.world().domain_count(org)?, set)
        }
    };
    draft.entitle(
        format!("Set the limit of {thing} of {name} to {number}"),
        format!("orgadm support set-limit {org} --{thing} {number}"),
    );
    draft.within(org)?;
    draft.about(Key::Organization(org));
    if set == organization {
        return Err(already(format!("The limit of {thing} is {number} already."), Key::Organization(org)));
    }
    draft.follows(match most {
        None => format!("There is no limit of {thing} any more."),
        Some(most) if now >= most as usize => {
            format!("{now} {thing} are there and stay; no further one can be added.")
        }
        Some(most) => format!("{now} {thing} are there; {most} is the most."),
    });
    draft.put(set)
}
