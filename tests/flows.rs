//! Every flow through the whole pipeline on the store in memory: what it does, and each reason why not.

#![allow(clippy::expect_used, clippy::panic, reason = "a test that cannot go on fails")]

mod support;

#[path = "flows/access.rs"]
mod access;
#[path = "flows/access_invitations.rs"]
mod access_invitations;
#[path = "flows/account_invitations.rs"]
mod account_invitations;
#[path = "flows/account_owners.rs"]
mod account_owners;
#[path = "flows/account_states.rs"]
mod account_states;
#[path = "flows/accounts.rs"]
mod accounts;
#[path = "flows/answers.rs"]
mod answers;
#[path = "flows/blocked.rs"]
mod blocked;
#[path = "flows/bulk.rs"]
mod bulk;
#[path = "flows/deletion.rs"]
mod deletion;
#[path = "flows/domain_checks.rs"]
mod domain_checks;
#[path = "flows/domains_and_operator.rs"]
mod domains_and_operator;
#[path = "flows/guards.rs"]
mod guards;
#[path = "flows/hipaa.rs"]
mod hipaa;
#[path = "flows/invitations.rs"]
mod invitations;
#[path = "flows/keep_going.rs"]
mod keep_going;
#[path = "flows/leaving.rs"]
mod leaving;
#[path = "flows/lost_domains.rs"]
mod lost_domains;
#[path = "flows/org_file.rs"]
mod org_file;
#[path = "flows/org_file_import.rs"]
mod org_file_import;
#[path = "flows/org_file_random.rs"]
mod org_file_random;
#[path = "flows/organization.rs"]
mod organization;
#[path = "flows/os_users.rs"]
mod os_users;
#[path = "flows/outbox.rs"]
mod outbox;
#[path = "flows/pipeline.rs"]
mod pipeline;
#[path = "flows/policy.rs"]
mod policy;
#[path = "flows/purge.rs"]
mod purge;
#[path = "flows/requests.rs"]
mod requests;
#[path = "flows/roles.rs"]
mod roles;
#[path = "flows/security.rs"]
mod security;
#[path = "flows/sessions.rs"]
mod sessions;
#[path = "flows/settings.rs"]
mod settings;
#[path = "flows/sign_up.rs"]
mod sign_up;
#[path = "flows/subaccounts.rs"]
mod subaccounts;
#[path = "flows/sweep.rs"]
mod sweep;
#[path = "flows/undo.rs"]
mod undo;
#[path = "flows/upkeep.rs"]
mod upkeep;
#[path = "flows/what_if.rs"]
mod what_if;
