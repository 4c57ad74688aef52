//! A reminder of an invitation that ends within 48 hours: once after each send, and only of one that could be accepted. It
//! carries the code that counts already, so that nothing else has to be found.

use crate::controller::draft::Draft;
use crate::controller::guard;
use crate::controller::refusal::{PlanError, Refusal, RefusalCode};
use crate::model::{InvitationSid, Key, MessageKind, Recipient, Record};
use crate::rules::invitations::ends_soon;

use super::invite_user::{address_admitted, may_send};
use super::manage_invitation::pending;
use super::standing;

pub(super) fn plan(draft: &mut Draft<'_>, sid: InvitationSid) -> Result<(), PlanError> {
    guard::system(draft)?;
    let invitation = draft.world().invitation(sid)?;
    draft.entitle(format!("Remind {} of an invitation", invitation.email), "orgadm sweep");
    draft.about(Key::Invitation(sid));
    pending(draft, &invitation)?;
    let nothing = |sentence: String| {
        Err(Refusal::new(RefusalCode::NoChange, sentence, "Nothing needs to be done.")
            .about(Key::Invitation(sid))
            .into())
    };
    let Some(left) = ends_soon(&invitation, draft.now()).filter(|_| !invitation.kind.is_request()) else {
        return nothing(format!("Nobody has to be reminded of the invitation to {}.", invitation.email));
    };
    let kind = MessageKind::Reminder { invitation: sid, generation: invitation.generation };
    for key in draft.world().addressed_to(&invitation.email)? {
        if let Some(Record::Message(message)) = draft.current(key)?
            && message.kind == kind
        {
            return nothing(format!("{} was reminded already.", invitation.email));
        }
    }
    if let Some(org) = invitation.org {
        let organization = draft.world().organization(org)?;
        may_send(draft, &organization)?;
        if invitation.kind.account().is_none() {
            address_admitted(draft, &organization, &invitation.email)?;
        }
        draft.concerns(org);
    }
    if !standing::sender(draft, &invitation)?.1 {
        let sentence = "Whoever sent the invitation may no longer do so, and it cannot be accepted.";
        return nothing(sentence.to_owned());
    }
    draft.follows(format!("It can be answered for another {left}; the code is the one sent before."));
    draft.tell(Recipient::Email(invitation.email.clone()), kind)
}
