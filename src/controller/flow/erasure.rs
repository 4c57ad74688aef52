//! What a deleted user takes along: everything addressed to them, whichever flow it came from (`product` row 21, "Delete
//! user drops that person's images at once"). Found by address in an index, never by a scan.

use crate::controller::draft::Draft;
use crate::controller::refusal::PlanError;
use crate::model::{Key, User};

/// Erases the user, and takes away and erases what is addressed to them as this draft leaves it. What comes to the address
/// afterwards is for somebody new.
pub(super) fn of_person(draft: &mut Draft<'_>, user: &User) -> Result<(), PlanError> {
    draft.erase(Key::User(user.sid));
    let (mut offers, mut messages) = (0, 0);
    for key in draft.world().addressed_to(&user.email)? {
        draft.remove(key)?;
        draft.erase(key);
        match key {
            Key::Message(_) => messages += 1,
            _ => offers += 1,
        }
    }
    let mut along = Vec::new();
    if offers > 0 {
        along.push(format!("{offers} invitation(s) and sign-up(s)"));
    }
    if messages > 0 {
        along.push(format!("{messages} message(s)"));
    }
    if !along.is_empty() {
        draft.follows(format!("{} addressed to {} are erased along.", along.join(" and "), user.email));
    }
    draft.follows(
        "The reason given now is kept; it should not name the person. So are reasons beside other records.",
    );
    Ok(())
}
