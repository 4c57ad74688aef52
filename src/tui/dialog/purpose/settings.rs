//! Settings of the organization: its name, the sign-up policy, who may be invited, whether reasons are needed.

use super::create_organization::org_name;
use super::{Asked, Purpose, sentence, wrong};
use crate::controller::{Command, Refusal, RefusalCode};
use crate::model::{DomainName, Label, OrgSid, SignUpPolicy};
use crate::tui::cx::Cx;
use crate::tui::fields::{Field, Form, Option_};

/// Gives the organization another name.
#[derive(Debug, Clone, Copy)]
pub struct RenameOrganization(pub OrgSid);

impl Purpose for RenameOrganization {
    fn title(&self) -> &'static str {
        "Rename the organization"
    }

    fn intro(&self, _: &Cx<'_>) -> String {
        "The name is the only thing about the organization itself that is personal; it is kept at most 30 days after a \
         deletion."
            .into()
    }

    fn form(&self, cx: &Cx<'_>) -> Form {
        let now = cx.directory.organization(self.0).map_or("", |row| &row.name);
        Form::new(vec![Field::text("Organization name", org_name).filled(now)])
    }

    fn command(&self, form: &Form) -> Asked {
        let name = Label::parse("The organization name", form.value(0)).map_err(wrong(0))?;
        Ok(Command::RenameOrganization { org: self.0, name })
    }
}

/// The three choices of the Domain Settings, in the seed's order and meaning.
pub const POLICIES: [(SignUpPolicy, &str, &str); 3] = [
    (
        SignUpPolicy::Prevent,
        "Prevent",
        "Nobody signs up with an address of your domains unless the organization invited them; they can request an \
         invitation or use another address.",
    ),
    (
        SignUpPolicy::AddAutomatically,
        "Add automatically",
        "Whoever signs up with an address of your domains is added to the organization as a Standard user and may create \
         accounts in it.",
    ),
    (
        SignUpPolicy::KeepOut,
        "Keep out",
        "Whoever signs up with an address of your domains is not added to the organization.",
    ),
];

/// Chooses what happens when somebody signs up with an address of a verified domain.
#[derive(Debug, Clone, Copy)]
pub struct DomainSettings(pub OrgSid);

impl Purpose for DomainSettings {
    fn title(&self) -> &'static str {
        "Domain Settings"
    }

    fn intro(&self, cx: &Cx<'_>) -> String {
        match cx.directory.totals(self.0).domains[1] {
            0 => "No domain is verified yet; the choice has force as soon as one is.".into(),
            1 => "It binds your verified domain. What was before stays as it is.".into(),
            n => format!("It binds all {n} verified domains. What was before stays as it is."),
        }
    }

    fn form(&self, cx: &Cx<'_>) -> Form {
        let now = cx.directory.organization(self.0).map(|row| row.policy);
        let at = POLICIES.iter().position(|(policy, ..)| Some(*policy) == now).unwrap_or(2);
        let options =
            POLICIES.map(|(_, label, detail)| Option_ { label: label.into(), detail: detail.into() });
        Form::new(vec![Field::choice("New users from your domains", options.to_vec(), at)])
    }

    fn command(&self, form: &Form) -> Asked {
        let policy = POLICIES.get(form.chosen(0)).map_or(SignUpPolicy::KeepOut, |(policy, ..)| *policy);
        Ok(Command::SetSignUpPolicy { org: self.0, policy })
    }
}

/// Chooses who may be invited.
#[derive(Debug, Clone, Copy)]
pub struct WhoMayBeInvited(pub OrgSid);

impl Purpose for WhoMayBeInvited {
    fn title(&self) -> &'static str {
        "Who may be invited"
    }

    fn intro(&self, _: &Cx<'_>) -> String {
        "An address whose domain another organization has verified can never be invited.".into()
    }

    fn form(&self, cx: &Cx<'_>) -> Form {
        let only = cx.directory.organization(self.0).is_some_and(|row| row.verified_domains_only);
        let options = [
            Option_ { label: "Any address".into(), detail: "Whatever its domain is.".into() },
            Option_ {
                label: "Only addresses in our verified domains".into(),
                detail: "Open invitations to other addresses wait until this is taken back.".into(),
            },
        ];
        Form::new(vec![Field::choice("Invitations go to", options.to_vec(), usize::from(only))])
    }

    fn command(&self, form: &Form) -> Asked {
        Ok(Command::SetVerifiedDomainsOnly { org: self.0, on: form.chosen(0) == 1 })
    }
}

/// Chooses whether every change needs a reason.
#[derive(Debug, Clone, Copy)]
pub struct Reasons(pub OrgSid);

impl Purpose for Reasons {
    fn title(&self) -> &'static str {
        "Reasons"
    }

    fn intro(&self, _: &Cx<'_>) -> String {
        "A reason stands in the audit beside the change.".into()
    }

    fn form(&self, cx: &Cx<'_>) -> Form {
        let needed = cx.directory.organization(self.0).is_some_and(|row| row.reason_required);
        let options = [
            Option_ { label: "Optional".into(), detail: "Every preview has a line for one.".into() },
            Option_ { label: "Required".into(), detail: "Nothing is committed without one.".into() },
        ];
        Form::new(vec![Field::choice("A reason is", options.to_vec(), usize::from(needed))])
    }

    fn command(&self, form: &Form) -> Asked {
        Ok(Command::SetReasonRequired { org: self.0, on: form.chosen(0) == 1 })
    }
}

/// Claims a domain.
#[derive(Debug, Clone, Copy)]
pub struct ClaimDomain(pub OrgSid);

fn domain(text: &str) -> Result<(), String> {
    DomainName::parse(text).map(|_| ()).map_err(sentence)
}

impl Purpose for ClaimDomain {
    fn title(&self) -> &'static str {
        "Claim a domain"
    }

    fn intro(&self, _: &Cx<'_>) -> String {
        "The claim has force once it is proven. A subdomain is a domain of its own.".into()
    }

    fn form(&self, _: &Cx<'_>) -> Form {
        Form::new(vec![Field::text("Domain", domain).hint("Without www: acme.example")])
    }

    fn command(&self, form: &Form) -> Asked {
        Ok(Command::ClaimDomain { org: self.0, name: DomainName::parse(form.value(0)).map_err(wrong(0))? })
    }

    fn field_of(&self, _: &Form, refusal: &Refusal) -> Option<usize> {
        use RefusalCode::{DomainClaimed, DomainTaken, LimitReached, PublicMailDomain};
        let about_it = matches!(refusal.code, DomainClaimed | DomainTaken | PublicMailDomain | LimitReached);
        about_it.then_some(0)
    }
}
