//! What becomes of the people of a lost domain (`product`, "A domain lost after 30 uncertain days"; `architecture`, "Size").
//!
//! Removing them is one approval, with the brake counted once over all of them, and runs as successive plans: the approval
//! begins it, the sweeper goes on. Below the brake the sweeper approves it itself. Removed are the managed users with
//! addresses of the domain who were there when it was lost; the Owner never is. Accounts they own go to the successor.

use crate::controller::draft::Draft;
use crate::controller::guard;
use crate::controller::line::Line;
use crate::controller::plan::Brake;
use crate::controller::refusal::{PlanError, Refusal, RefusalCode, Remedy};
use crate::model::{
    CommandKind, Domain, DomainSid, Key, Loss, OrgRole, Record, Removal, User, UserSid, UserState, counted,
    noun,
};
use crate::rules::brakes::{SHARE, brakes};
use crate::rules::limits;
use crate::rules::permissions::Action;

use super::leave;
use super::succession;

pub(super) fn approve(
    draft: &mut Draft<'_>,
    sid: DomainSid,
    successor: Option<UserSid>,
) -> Result<(), PlanError> {
    let domain = draft.world().domain(sid)?;
    let actor = guard::permitted(draft, domain.org, Action::RemoveUsers)?;
    let name = domain.name.clone();
    let mut line = Line::of("domain remove-users").word(&name);
    if let Some(heir) = successor {
        line = line.option("--successor", draft.user(heir)?.email);
    }
    draft.entitle(format!("Remove the users of the lost domain {name}"), line);
    draft.within(domain.org)?;
    draft.about(Key::Domain(sid));
    let Some(loss) = domain.lost.filter(|loss| loss.people == Removal::Waiting) else {
        return Err(nothing_waits(&domain).into());
    };
    let owner = draft.world().organization(domain.org)?.owner;
    let heir = succession::fit(draft, domain.org, successor.unwrap_or(owner))?;
    let leaving = leaving(draft, &domain, loss)?;
    if leaving.contains(&heir.sid) {
        let sentence = format!("{} is one of the users of {name} and is removed as well.", heir.email);
        return Err(Refusal::new(RefusalCode::SuccessorUnfit, sentence, "Name somebody who stays.")
            .about(Key::User(heir.sid))
            .into());
    }
    if leaving.contains(&actor.sid) {
        let sentence =
            format!("{} is one of the users of {name} and cannot be removed by themselves.", actor.email);
        return Err(Refusal::new(
            RefusalCode::NotOneself,
            sentence,
            "Ask the Owner, or an Administrator who stays.",
        )
        .about(Key::User(actor.sid))
        .into());
    }
    say(draft, &domain, &leaving, &heir)?;
    draft.counted();
    let of = draft.world().user_count(domain.org)?;
    if brakes(leaving.len(), of) {
        let sentence = format!(
            "This takes {} of {of} managed users out of use, more than {SHARE} % at once.",
            leaving.len()
        );
        draft.must_count(Brake { count: leaving.len(), sentence });
    }
    begin(draft, domain, loss, &leaving, heir.sid)
}

fn nothing_waits(domain: &Domain) -> Refusal {
    let name = &domain.name;
    let sentence = match domain.lost.map(|loss| loss.people) {
        None => format!("{name} is {} and was not lost; its users stay.", domain.state),
        Some(Removal::Done) => format!("The users of {name} have been removed."),
        Some(_) => format!("The users of {name} are being removed already."),
    };
    Refusal::new(RefusalCode::NoChange, sentence, "Nothing needs to be done.")
        .about(Key::Domain(domain.sid))
        .leading_to(Remedy::Domain(domain.sid))
}

fn say(draft: &mut Draft<'_>, domain: &Domain, leaving: &[UserSid], heir: &User) -> Result<(), PlanError> {
    let (mut accounts, mut administrators) = (0, 0);
    for sid in leaving {
        accounts += draft.world().accounts_owned_by(*sid)?.len();
        let role = draft.user(*sid)?.role_in(domain.org);
        administrators += usize::from(role == Some(OrgRole::Administrator));
    }
    draft.follows(match leaving.len() {
        0 => format!("No managed user has an address of {} any more.", domain.name),
        1 => "1 managed user leaves the organization; the login survives.".to_owned(),
        n => format!("{n} managed users leave the organization; their logins survive."),
    });
    if administrators > 0 {
        draft.follows(format!("{administrators} of them can administer the organization today."));
    }
    if accounts > 0 {
        draft.follows(format!(
            "{} they own {} to {}.",
            counted(accounts, "account or subaccount", "accounts and subaccounts"),
            noun(&accounts, "goes", "go"),
            heir.email
        ));
    }
    if leaving.len() > limits::SWEEP / 2 {
        draft.follows("They are removed plan after plan; the sweeper goes on with what this one leaves.");
    }
    draft.follows(format!("Proving {} again stops it; who has left by then stays away.", domain.name));
    draft.must_acknowledge("lose-membership", "These users no longer belong to the organization.");
    draft.must_acknowledge("lose-account-roles", "Roles on accounts of the organization are taken away.");
    if accounts > 0 {
        draft.must_acknowledge("accounts-handed-over", "Accounts these users own get another owner.");
    }
    draft.must_acknowledge(
        "invitations-blocked",
        "Open invitations these users sent can no longer be accepted.",
    );
    draft.must_acknowledge("no-way-back", "Roles and accounts do not come back with a new invitation.");
    draft.cannot_be_undone("Only new invitations, accepted, bring the users back.");
    Ok(())
}

/// Due work: of the first lost domain whose people may go, as many as one plan takes.
pub(super) fn due(draft: &mut Draft<'_>) -> Result<usize, PlanError> {
    let before = draft.size();
    for sid in draft.world().losses(limits::SWEEP)? {
        let domain = draft.world().domain(sid)?;
        let Some(loss) = domain.lost else { continue };
        let owner = draft.world().organization(domain.org)?.owner;
        let all = draft.world().user_count(domain.org)?;
        let waits = loss.people == Removal::Waiting;
        // So many that nobody has to be looked at one by one; the Owner, who stays, may be one of them.
        let found = draft.world().managed_under(domain.org, &domain.name)?.len();
        if waits && brakes(found.saturating_sub(1), all) {
            continue;
        }
        let leaving = leaving(draft, &domain, loss)?;
        if waits && brakes(leaving.len(), all) {
            continue;
        }
        let heir = match loss.people {
            Removal::Done => continue,
            Removal::Waiting => owner,
            // Whoever was named may have gone since.
            Removal::Approved { successor } => match succession::fit(draft, domain.org, successor) {
                Ok(heir) if !leaving.contains(&heir.sid) => heir.sid,
                Ok(_) | Err(PlanError::Refused(_)) => owner,
                Err(error) => return Err(error),
            },
        };
        draft.called(CommandKind::RemoveLost);
        draft.entitle(format!("Remove users of the lost domain {}", domain.name), "orgadm sweep");
        draft.concerns(domain.org);
        draft.about(Key::Domain(sid));
        draft.counted();
        begin(draft, domain, loss, &leaving, heir)?;
        break;
    }
    Ok(draft.size() - before)
}

/// Who has to go: managed users with addresses of the domain who were there when it was lost, in key order. Not the Owner.
fn leaving(draft: &Draft<'_>, domain: &Domain, loss: Loss) -> Result<Vec<UserSid>, PlanError> {
    let mut leaving = Vec::new();
    for sid in draft.world().managed_under(domain.org, &domain.name)? {
        let membership = draft.user(sid)?.membership;
        let goes = |since| since <= loss.at;
        if membership.is_some_and(|of| of.role != OrgRole::Owner && goes(of.since)) {
            leaving.push(sid);
        }
    }
    Ok(leaving)
}

/// Lets them go as far as this plan has room, and writes down whether somebody is left.
fn begin(
    draft: &mut Draft<'_>,
    domain: Domain,
    loss: Loss,
    leaving: &[UserSid],
    heir: UserSid,
) -> Result<(), PlanError> {
    let mut people = Removal::Done;
    // What is said of one is said of all, above.
    let (gone, _) = draft.apart(|draft| {
        for sid in leaving {
            if room(draft) == 0 || !let_go(draft, &domain, *sid, heir)? {
                return Ok::<bool, PlanError>(false);
            }
        }
        Ok(true)
    });
    if !gone? {
        people = Removal::Approved { successor: heir };
    }
    draft.put(Domain { lost: Some(Loss { people, ..loss }), ..domain })
}

/// Whether there was room for all of it: their accounts first, then their membership.
fn let_go(draft: &mut Draft<'_>, domain: &Domain, sid: UserSid, heir: UserSid) -> Result<bool, PlanError> {
    let leaver = draft.user(sid)?;
    if !succession::hand_over(draft, domain.org, &leaver, heir, room)? {
        return Ok(false);
    }
    let Some(Record::User(user)) = draft.current(Key::User(sid))? else { return Ok(true) };
    let (_, kept) = leave::by_organization(draft, domain.org, &user)?;
    draft.put(User { membership: None, state: UserState::Active, grants: kept, ..user })?;
    Ok(true)
}

/// How many records this plan still takes.
fn room(draft: &Draft<'_>) -> usize {
    limits::SWEEP.saturating_sub(draft.size())
}
