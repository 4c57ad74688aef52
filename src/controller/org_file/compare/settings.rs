//! The organization's name and settings, and what about it only its operator sets.

use crate::controller::command::Command;
use crate::controller::org_file::entries::{OrgFile, OrganizationEntry, PolicyEntry};
use crate::controller::org_file::seen::Seen;
use crate::controller::refusal::RefusalCode;

use super::steps::{Steps, Turn};

pub(super) fn compare(seen: &Seen, file: &OrgFile, steps: &mut Steps) {
    if let Some(entry) = &file.organization {
        organization(seen, entry, steps);
    }
    if let Some(entry) = &file.policy {
        policy(seen, entry, steps);
    }
}

fn organization(seen: &Seen, entry: &OrganizationEntry, steps: &mut Steps) {
    let (record, what) = (&seen.organization, "organization");
    let org = record.sid;
    if let Some(sid) = entry.sid.filter(|sid| *sid != org) {
        let sentence = format!("The file is of the organization {sid}, and this is {} ({org}).", seen.name);
        let remedy = "Choose the organization with --org, or take the sid out.";
        steps.refuse(entry.line, what, RefusalCode::Invalid, sentence, remedy);
        return;
    }
    if entry.name.as_str() != seen.name {
        let command = Command::RenameOrganization { org, name: entry.name.clone() };
        steps.push(Turn::Settings, entry.line, what, command);
    }
    let of_the_operator = |steps: &mut Steps, sentence: String, line: String| {
        let remedy = format!("Whoever operates this host can set it: orgadm support {line} {org}");
        steps.refuse(entry.line, what, RefusalCode::OperatorOnly, sentence, remedy);
    };
    let same = |a: crate::model::Timestamp, b: crate::model::Timestamp| a.0 / 1000 == b.0 / 1000;
    if let Some(baa) = entry.baa
        && !record.baa.is_some_and(|known| same(known.recorded, baa))
    {
        let sentence = "A BAA is recorded by whoever operates the host, not by a file.".to_owned();
        of_the_operator(steps, sentence, "record-baa".into());
    }
    if let Some(limit) = entry.account_limit.filter(|limit| record.account_limit != Some(*limit)) {
        let sentence = format!("The most accounts would become {limit}; a limit is not set by a file.");
        of_the_operator(steps, sentence, format!("set-limit --accounts {limit}"));
    }
    if let Some(limit) = entry.domain_limit.filter(|limit| record.domain_limit != *limit) {
        let sentence = format!("The most domains would become {limit}; a limit is not set by a file.");
        of_the_operator(steps, sentence, format!("set-limit --domains {limit}"));
    }
}

fn policy(seen: &Seen, entry: &PolicyEntry, steps: &mut Steps) {
    let (record, what) = (&seen.organization, "policy");
    let org = record.sid;
    if let Some(policy) = entry.sign_up.filter(|policy| *policy != record.policy) {
        steps.push(Turn::Settings, entry.line, what, Command::SetSignUpPolicy { org, policy });
    }
    if let Some(on) = entry.verified_domains_only.filter(|on| *on != record.verified_domains_only) {
        steps.push(Turn::Settings, entry.line, what, Command::SetVerifiedDomainsOnly { org, on });
    }
    if let Some(on) = entry.reason_required.filter(|on| *on != record.reason_required) {
        steps.push(Turn::Reasons, entry.line, what, Command::SetReasonRequired { org, on });
    }
}
