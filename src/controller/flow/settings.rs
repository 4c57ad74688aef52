//! The organization's settings (`product` rows 18, 20): name, sign-up policy, who may be invited, reasons.

use crate::controller::draft::Draft;
use crate::controller::guard;
use crate::controller::line::Line;
use crate::controller::refusal::{PlanError, Refusal, RefusalCode};
use crate::model::{Key, Label, OrgSid, Organization, OrganizationName, SignUpPolicy};
use crate::rules::permissions::Action;

use super::policy_switch;

pub(super) fn rename(draft: &mut Draft<'_>, org: OrgSid, name: &Label) -> Result<(), PlanError> {
    editable(draft, org)?;
    let old = draft.world().organization_name(org)?;
    draft.entitle(format!("Rename {old} to {name}"), Line::of("org rename").word(name));
    if old == name.as_str() {
        return Err(unchanged(org, format!("The organization is called {name} already.")));
    }
    draft.follows("Accounts and users keep their names.");
    draft.put(OrganizationName { org, name: name.clone() })
}

pub(super) fn sign_up_policy(
    draft: &mut Draft<'_>,
    org: OrgSid,
    policy: SignUpPolicy,
) -> Result<(), PlanError> {
    let organization = editable(draft, org)?;
    let word = match policy {
        SignUpPolicy::Prevent => "prevent",
        SignUpPolicy::AddAutomatically => "add-automatically",
        SignUpPolicy::KeepOut => "keep-out",
    };
    draft.entitle(format!("Set the sign-up policy to “{policy}”"), format!("orgadm org policy {word}"));
    if organization.policy == policy {
        return Err(unchanged(org, format!("The sign-up policy is “{policy}” already.")));
    }
    draft.follows(match policy {
        SignUpPolicy::Prevent => "Addresses of verified domains can sign up only if they were invited.",
        SignUpPolicy::AddAutomatically => {
            "Whoever signs up with an address of a verified domain becomes a Standard user, with the new account."
        }
        SignUpPolicy::KeepOut => {
            "Whoever signs up with an address of a verified domain stays outside the organization."
        }
    });
    let bound = match draft.world().verified_domain_count(org)? {
        0 => "No domain is verified, so it binds nobody yet.".to_owned(),
        1 => "It binds 1 verified domain.".to_owned(),
        n => format!("It binds {n} verified domains."),
    };
    draft.follows(bound);
    for sentence in policy_switch::consequences(draft, &organization, policy)? {
        draft.follows(sentence);
    }
    draft.follows("Existing users stay what they are; open sign-ups are decided when they are confirmed.");
    draft.put(Organization { policy, ..organization })
}

pub(super) fn verified_domains_only(draft: &mut Draft<'_>, org: OrgSid, on: bool) -> Result<(), PlanError> {
    let organization = editable(draft, org)?;
    let (title, word) = match on {
        true => ("Let only addresses in verified domains be invited", "verified-only"),
        false => ("Let any address be invited", "any"),
    };
    draft.entitle(title, format!("orgadm org invitable {word}"));
    if organization.verified_domains_only == on {
        return Err(unchanged(org, "It is so already.".into()));
    }
    if on && draft.world().verified_domain_count(org)? == 0 {
        let sentence = "No domain is verified; nobody could be invited.";
        return Err(Refusal::new(RefusalCode::DomainNotVerified, sentence, "Verify a domain first.")
            .about(Key::Organization(org))
            .into());
    }
    match on {
        true => {
            draft.follows(
                "Open invitations to other addresses stay open but cannot be accepted while it is on.",
            );
            draft.follows("Invitations to roles on an account are not affected.");
        }
        false => draft.follows("Addresses in domains that another organization verified stay excluded."),
    }
    draft.put(Organization { verified_domains_only: on, ..organization })
}

pub(super) fn reason_required(draft: &mut Draft<'_>, org: OrgSid, on: bool) -> Result<(), PlanError> {
    let organization = editable(draft, org)?;
    let (title, word) = match on {
        true => ("Require a reason for every change", "required"),
        false => ("Make reasons optional", "optional"),
    };
    draft.entitle(title, format!("orgadm org reason {word}"));
    if organization.reason_required == on {
        return Err(unchanged(org, "It is so already.".into()));
    }
    if on {
        draft.follows("Every change in the organization needs a reason from now on; the audit keeps it.");
    }
    draft.put(Organization { reason_required: on, ..organization })
}

fn editable(draft: &mut Draft<'_>, org: OrgSid) -> Result<Organization, PlanError> {
    let organization = draft.world().organization(org)?;
    guard::permitted(draft, org, Action::EditSettings)?;
    draft.within(org)?;
    draft.about(Key::Organization(org));
    Ok(organization)
}

fn unchanged(org: OrgSid, sentence: String) -> PlanError {
    Refusal::new(RefusalCode::NoChange, sentence, "Nothing needs to be done.")
        .about(Key::Organization(org))
        .into()
}
