//! Change what a user is called: oneself, or an Owner or Administrator for the managed users; nobody else the Owner.

use crate::controller::draft::Draft;
use crate::controller::guard;
use crate::controller::line::Line;
use crate::controller::refusal::{PlanError, Refusal, RefusalCode, Remedy};
use crate::model::{Key, OrgRole, PersonName, User, UserSid};
use crate::rules::permissions::Action;

pub(super) fn plan(draft: &mut Draft<'_>, sid: UserSid, name: &PersonName) -> Result<(), PlanError> {
    let actor = guard::signed_in(draft)?;
    let user = draft.user(sid)?;
    draft.entitle(format!("Rename {} to {name}", user.email), Line::of("user rename").user(&user).word(name));
    if let Some(membership) = user.membership {
        draft.within(membership.org)?;
    }
    draft.about(Key::User(sid));
    may(draft, &actor, &user)?;
    if user.name == *name {
        let sentence = format!("{} is called {name} already.", user.email);
        return Err(Refusal::new(RefusalCode::NoChange, sentence, "Nothing needs to be done.")
            .about(Key::User(sid))
            .into());
    }
    draft.put(User { name: name.clone(), ..user })
}

fn may(draft: &Draft<'_>, actor: &User, user: &User) -> Result<(), PlanError> {
    if actor.sid == user.sid {
        return Ok(());
    }
    let Some(membership) = user.membership else {
        let sentence = format!("{} belongs to no organization and is renamed by nobody else.", user.email);
        return Err(Refusal::new(RefusalCode::NotPermitted, sentence, "The person can do it themselves.")
            .about(Key::User(user.sid))
            .into());
    };
    guard::permitted(draft, membership.org, Action::RemoveUsers)?;
    if membership.role == OrgRole::Owner {
        let sentence = format!("{} is the Owner, whom nobody else changes.", user.email);
        return Err(Refusal::new(RefusalCode::OwnerProtected, sentence, "The Owner can do it themselves.")
            .about(Key::User(user.sid))
            .leading_to(Remedy::User(user.sid))
            .into());
    }
    Ok(())
}
