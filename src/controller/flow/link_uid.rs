//! Mapping an OS user of the host to a user: what a number that the operating system vouches for means here.
//!
//! It lets somebody act as that user, so it belongs to whoever operates the host.

use crate::controller::draft::Draft;
use crate::controller::guard;
use crate::controller::line::Line;
use crate::controller::refusal::{PlanError, Refusal, RefusalCode};
use crate::model::{Key, User, UserSid};

pub(super) fn link(draft: &mut Draft<'_>, sid: UserSid, uid: u32) -> Result<(), PlanError> {
    guard::operator(draft)?;
    let user = draft.user(sid)?;
    draft.entitle(format!("Map uid {uid} to {}", user.email), line("link", &user, uid));
    draft.about(Key::User(sid));
    if user.uids.contains(&uid) {
        return Err(unchanged(format!("uid {uid} is mapped to {} already.", user.email), sid));
    }
    if let Some(other) = draft.world().user_with_uid(uid)? {
        let other = draft.user(other)?;
        let sentence = format!("uid {uid} is mapped to {}; an OS user is one person.", other.email);
        let remedy = format!("Take that back first: {}", line("unlink", &other, uid));
        return Err(Refusal::new(RefusalCode::Invalid, sentence, remedy).about(Key::User(other.sid)).into());
    }
    if user.uids.len() >= User::MOST_UIDS {
        let sentence = format!("{} OS users are mapped to {} already.", user.uids.len(), user.email);
        let remedy = "Take one of them back first, with orgadm user unlink.";
        return Err(Refusal::new(RefusalCode::Invalid, sentence, remedy).about(Key::User(sid)).into());
    }
    draft.follows(format!("Whoever works as uid {uid} on this host acts as {}.", user.email));
    let mut uids = user.uids.clone();
    uids.push(uid);
    uids.sort_unstable();
    draft.put(User { uids, ..user })
}

pub(super) fn unlink(draft: &mut Draft<'_>, sid: UserSid, uid: u32) -> Result<(), PlanError> {
    guard::operator(draft)?;
    let user = draft.user(sid)?;
    draft.entitle(format!("Map uid {uid} no longer to {}", user.email), line("unlink", &user, uid));
    draft.about(Key::User(sid));
    if !user.uids.contains(&uid) {
        return Err(unchanged(format!("uid {uid} is not mapped to {}.", user.email), sid));
    }
    draft.follows("Sessions that came with it end at once.");
    let uids = user.uids.iter().copied().filter(|known| *known != uid).collect();
    draft.put(User { uids, ..user })
}

fn line(verb: &str, user: &User, uid: u32) -> Line {
    Line::of(format!("user {verb}")).user(user).option("--uid", uid)
}

fn unchanged(sentence: String, sid: UserSid) -> PlanError {
    Refusal::new(RefusalCode::NoChange, sentence, "Nothing needs to be done.").about(Key::User(sid)).into()
}
