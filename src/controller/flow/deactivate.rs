//! Deactivate and activate users (`product` row 14): a deactivated user cannot sign in and keeps everything else.

use crate::controller::draft::Draft;
use crate::controller::guard;
use crate::controller::line::Line;
use crate::controller::refusal::{PlanError, Refusal, RefusalCode};
use crate::model::{Key, OrgSid, User, UserSid, UserState, counted, noun};
use crate::rules::permissions::Action;

use super::managed::{managed, removable};

pub(super) fn deactivate(draft: &mut Draft<'_>, org: OrgSid, sid: UserSid) -> Result<(), PlanError> {
    let (user, _) = removable(draft, org, sid, "deactivated")?;
    draft.entitle(format!("Deactivate {}", user.email), Line::of("user deactivate").user(&user));
    if user.state == UserState::Inactive {
        return Err(already(&user, "deactivated").into());
    }
    draft.follows("The user cannot sign in and stays listed; role, account roles and accounts stay theirs.");
    let owned = draft.world().accounts_owned_by(sid)?.len();
    if owned > 0 {
        draft.follows(format!(
            "{} owned by the user {} on; an administrator can change the owner.",
            counted(owned, "account", "accounts"),
            noun(&owned, "goes", "go"),
        ));
    }
    draft.follows("Invitations the user sent cannot be accepted while it lasts.");
    draft.put(User { state: UserState::Inactive, ..user })
}

pub(super) fn activate(draft: &mut Draft<'_>, org: OrgSid, sid: UserSid) -> Result<(), PlanError> {
    draft.world().organization(org)?;
    guard::permitted(draft, org, Action::RemoveUsers)?;
    draft.within(org)?;
    draft.about(Key::User(sid));
    let (user, _) = managed(draft, org, sid)?;
    draft.entitle(format!("Activate {}", user.email), Line::of("user activate").user(&user));
    if user.state == UserState::Active {
        return Err(already(&user, "active").into());
    }
    draft.follows("The user can sign in again, with the role and the account roles they kept.");
    draft.put(User { state: UserState::Active, ..user })
}

fn already(user: &User, how: &str) -> Refusal {
    let sentence = format!("{} is {how} already.", user.email);
    Refusal::new(RefusalCode::NoChange, sentence, "Nothing needs to be done.").about(Key::User(user.sid))
}
