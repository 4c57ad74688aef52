//! What a deleted user takes along: everything addressed to them, whichever flow it came from (`product` row 21, "Delete
//! user drops that person's images at once"). Found by address in an index, never by a scan.

use crate::controller::draft::Draft;
use crate::controller::refusal::PlanError;
use crate::model::{Key, User};

/// Erases the user, and takes away and erases what is addressed to them as this draft leaves it. What comes to the address
/// afterwards is for somebody new.
pub(super) fn of_person(draft: &mut Draft<'_>, user: &User) -> Result<(), PlanError> {
    draft.erase(Key::User(user.sid));
    let addressed = draft.world().addressed_to(&user.email)?;
    if !addressed.is_empty() {
        draft.follows("Invitations, sign-ups and messages addressed to the person are erased along.");
    }
    for key in addressed {
        draft.remove(key)?;
        draft.erase(key);
    }
    draft.follows(
        "The reason given now is kept, as are those beside other records; it should not name the person.",
    );
    Ok(())
}
