//! What waits or is not well about the organization itself, its domains, its users and who is invited.

use super::waiting::{Counted, Waiting};
use crate::controller::name_of;
use crate::model::{Key, Removal, Who};
use crate::rules::limits;
use crate::tui::cx::{Cx, ago};
use crate::tui::request::Look;
use crate::tui::theme::Role;

pub(super) fn waiting(counted: &Counted, cx: &Cx<'_>) -> Vec<Waiting> {
    let mut found = about_organization(counted, cx);
    found.extend(about_domains(counted, cx));
    found.extend(about_invitations(counted, cx));
    found.extend(about_users(counted));
    found
}

fn about_organization(counted: &Counted, cx: &Cx<'_>) -> Vec<Waiting> {
    let mut found = Vec::new();
    let Some(row) = cx.directory.organization(counted.org) else { return found };
    if let Some(recovered) = row.recovered
        && cx.now.since(recovered.at) < limits::RECOVERY_SHOWN
    {
        let to = name_of(Key::User(recovered.to), cx.directory);
        let when = ago(recovered.at, cx.now);
        let sentence = format!("The operator of this host made {to} the Owner {when}.");
        found.push(Waiting::new(Role::Warn, sentence, Look::Users(0, "role:owner".into())));
    }
    found
}

fn about_domains(counted: &Counted, cx: &Cx<'_>) -> Vec<Waiting> {
    let mut found = Vec::new();
    for domain in cx.directory.domains_of(counted.org) {
        if let Some(days) = domain.days_left(cx.now) {
            let sentence = format!("{} is uncertain: {days} days are left to prove it.", domain.name);
            found.push(Waiting::new(Role::Danger, sentence, Look::Domains("status:uncertain".into())));
        }
    }
    for domain in cx.directory.domains_of(counted.org) {
        let sentence = match domain.lost.map(|loss| loss.people) {
            Some(Removal::Waiting) => {
                format!("{} was lost: its users wait for you to remove them.", domain.name)
            }
            Some(Removal::Approved { .. }) => {
                format!("{} was lost: its users are being removed.", domain.name)
            }
            Some(Removal::Done) | None => continue,
        };
        found.push(Waiting::new(Role::Danger, sentence, Look::Domains(domain.name.to_string())));
    }
    let domains = &counted.totals.domains;
    let (one, many) = ("claimed domain is not proven yet.", "claimed domains are not proven yet.");
    let unproven = Look::Domains("status:unverified".into());
    found.extend(Waiting::counted(Role::Text, domains[0], one, many, unproven));
    let row = cx.directory.organization(counted.org);
    if domains[1] > 0 && row.is_some_and(|row| !row.verified_domains_only) {
        let sentence = "Any address may be invited; Settings can narrow that.";
        found.push(Waiting::new(Role::Muted, sentence, Look::Settings));
    }
    found
}

fn about_invitations(counted: &Counted, cx: &Cx<'_>) -> Vec<Waiting> {
    let inbox = |filter: &str| Look::Inbox(filter.into());
    let waits = &counted.waits;
    let me = match cx.who {
        Who::User(user) => cx.directory.user(user),
        _ => None,
    };
    let mine = me.map_or(0, |me| cx.directory.inbox_of(me.email, cx.now).len());
    let kept = if cx.posts.mail { 0 } else { waits.unsent };
    let items = [
        Waiting::counted(
            Role::Danger,
            waits.failed,
            "message could not be delivered.",
            "messages could not be delivered.",
            inbox("status:undelivered"),
        ),
        Waiting::counted(
            Role::Text,
            kept,
            "message stays here, for no courier is configured.",
            "messages stay here, for no courier is configured.",
            inbox("-type:request"),
        ),
        Waiting::counted(
            Role::Danger,
            waits.blocked,
            "invitation is blocked: it cannot be accepted as things are.",
            "invitations are blocked: they cannot be accepted as things are.",
            inbox("status:blocked"),
        ),
        Waiting::counted(
            Role::Accent,
            mine,
            "invitation waits for your answer.",
            "invitations wait for your answer.",
            inbox(""),
        ),
        Waiting::counted(
            Role::Accent,
            waits.requests,
            "person asks to be invited.",
            "people ask to be invited.",
            inbox("type:request"),
        ),
        Waiting::counted(
            Role::Warn,
            waits.ending,
            "invitation ends within 48 hours.",
            "invitations end within 48 hours.",
            inbox("expires:<2d -type:request -type:account"),
        ),
    ];
    items.into_iter().flatten().collect()
}

fn about_users(counted: &Counted) -> Vec<Waiting> {
    let users = |filter: &str| Look::Users(0, filter.into());
    let totals = &counted.totals;
    let mut found = Vec::new();
    if totals.active_administrators == 1 && counted.users.managed > 1 {
        let sentence = "There is one administrator only; if they are away, nobody can act.";
        found.push(Waiting::new(Role::Warn, sentence, users("role:standard")));
    }
    let items = [
        Waiting::counted(
            Role::Warn,
            totals.factors[1],
            "managed user has no second factor.",
            "managed users have no second factor.",
            users("2fa:off"),
        ),
        Waiting::counted(
            Role::Warn,
            totals.inactive_owners,
            "inactive user still owns accounts.",
            "inactive users still own accounts.",
            users("status:inactive owns:>0"),
        ),
        Waiting::counted(
            Role::Text,
            totals.never_seen,
            "active user was never seen.",
            "active users were never seen.",
            users("status:active seen:never"),
        ),
    ];
    found.extend(items.into_iter().flatten());
    found
}
