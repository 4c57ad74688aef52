//! A session begins: "last seen" is the last orgadm session (`product` row 15).

use crate::controller::draft::Draft;
use crate::controller::guard;
use crate::controller::refusal::PlanError;
use crate::model::{EntryKind, Key, User};

pub(super) fn plan(draft: &mut Draft<'_>) -> Result<(), PlanError> {
    let user = guard::signed_in(draft)?;
    draft.entitle(format!("Sign in as {}", user.email), "orgadm");
    draft.about(Key::User(user.sid));
    draft.entry(EntryKind::Session);
    let last_seen = Some(draft.now());
    draft.put(User { last_seen, ..user })
}
