//! What waits or is not well about the organization itself, its domains, its users and who is invited.

use super::waiting::{Counted, Waiting};
use crate::controller::name_of;
use crate::model::{Key, Who};
use crate::rules::limits;
use crate::tui::cx::{Cx, ago};
use crate::tui::request::Look;
use crate::tui::theme::Role;

pub(super) fn waiting(counted: &Counted, cx: &Cx<'_>) -> Vec<Waiting> {
    let (org, totals) = (counted.org, &counted.totals);
    let row = cx.directory.organization(org);
    let mut found = Vec::new();
    if let Some(recovered) = row.and_then(|row| row.recovered)
        && cx.now.since(recovered.at) < limits::RECOVERY_SHOWN
    {
        let to = name_of(Key::User(recovered.to), cx.directory);
        let when = ago(recovered.at, cx.now);
        let sentence = format!("The operator of this host made {to} the Owner {when}.");
        found.push(Waiting::new(Role::Warn, sentence, Look::Users(0, "role:owner".into())));
    }
    if let Who::User(user) = cx.who
        && let Some(me) = cx.directory.user(user)
    {
        let mine = cx.directory.inbox_of(me.email, cx.now).len();
        let (one, many) = ("invitation waits for you.", "invitations wait for you.");
        found.extend(Waiting::counted(Role::Accent, mine, one, many, Look::Inbox));
    }
    let ending = cx.directory.ending_soon(org, cx.now);
    let (one, many) = ("invitation ends within 48 hours.", "invitations end within 48 hours.");
    found.extend(Waiting::counted(Role::Warn, ending, one, many, Look::Users(2, "expires:<2d".into())));
    for domain in cx.directory.domains_of(org) {
        if let Some(days) = domain.days_left(cx.now) {
            let sentence = format!("{} is uncertain: {days} days are left to prove it.", domain.name);
            found.push(Waiting::new(Role::Danger, sentence, Look::Domains("status:uncertain".into())));
        }
    }
    let (one, many) = ("claimed domain is not proven yet.", "claimed domains are not proven yet.");
    let unproven = Look::Domains("status:unverified".into());
    found.extend(Waiting::counted(Role::Text, totals.domains[0], one, many, unproven));
    if totals.domains[1] > 0 && row.is_some_and(|row| !row.verified_domains_only) {
        let sentence = "Any address may be invited; Settings can narrow it to your verified domains.";
        found.push(Waiting::new(Role::Muted, sentence, Look::Settings));
    }
    if totals.active_administrators == 1 && counted.users.managed > 1 {
        let sentence = "There is one administrator only; if they are away, nobody can act.";
        found.push(Waiting::new(Role::Warn, sentence, Look::Users(0, "role:standard".into())));
    }
    let (one, many) = ("managed user has no second factor.", "managed users have no second factor.");
    found.extend(Waiting::counted(
        Role::Warn,
        totals.factors[1],
        one,
        many,
        Look::Users(0, "2fa:off".into()),
    ));
    found
}
