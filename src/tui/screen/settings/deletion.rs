//! The deletion of the organization in Settings: not self-service. The Owner asks for it, the operator of the host confirms
//! it; until then the Owner can withdraw it (seed, "Deleting an Organization"; `product` row 21).

use crate::controller::{Command, name_of};
use crate::directory::OrgRow;
use crate::model::{Key, OrgSid, OrgState, Who};
use crate::tui::cx::{Cx, ago};
use crate::tui::prose::Piece;
use crate::tui::request::{Request, Tone};
use crate::tui::theme::Role;

fn is_owner(row: &OrgRow, cx: &Cx<'_>) -> bool {
    matches!(cx.who, Who::User(user) if row.owner == Some(user))
}

/// What stands on the page.
pub(super) fn pieces(row: &OrgRow, cx: &Cx<'_>) -> Vec<Piece> {
    let mut pieces = vec![Piece::Heading("Deletion".into())];
    let asked = row.deletion.filter(|_| row.state == OrgState::DeletionRequested);
    let line = |role, sentence: &str| Piece::Line(role, sentence.to_owned());
    match asked {
        Some(asked) => {
            let by = name_of(Key::User(asked.by), cx.directory);
            let when = ago(asked.requested, cx.now);
            pieces.push(Piece::Line(Role::Danger, format!("Requested {when} by {by}.")));
            pieces.push(line(
                Role::Text,
                "Until it is confirmed or withdrawn no invitation can be sent or accepted; everything else goes on.",
            ));
            pieces.push(line(Role::Muted, "The operator of this host confirms it:"));
            pieces.push(Piece::Line(Role::Muted, format!("orgadm support confirm-deletion {}", row.sid)));
            pieces.push(match is_owner(row, cx) {
                true => line(Role::Accent, "Enter withdraws the request."),
                false => line(Role::Muted, "Only the Owner can withdraw the request."),
            });
        }
        None => {
            pieces.push(line(Role::Text, "Not requested."));
            pieces.push(line(
                Role::Muted,
                "The Owner asks for it here, the operator of this host confirms it. Accounts and users are released then; the \
                 name is kept at most 30 days and erased.",
            ));
            pieces.push(match is_owner(row, cx) {
                true => line(Role::Muted, "Enter asks for it; the name has to be typed."),
                false => line(Role::Muted, "Only the Owner can ask for it."),
            });
        }
    }
    pieces
}

/// What Enter does.
pub(super) fn step(org: OrgSid, cx: &Cx<'_>) -> Request {
    let row = cx.directory.organization(org);
    match row {
        Some(row) if !is_owner(row, cx) => {
            Request::Say(Tone::Bad, "Only the Owner can ask for the deletion, or withdraw that.".into())
        }
        Some(row) if row.state == OrgState::DeletionRequested => {
            Request::Plan(Command::WithdrawDeletion { org })
        }
        _ => Request::Plan(Command::RequestDeletion { org }),
    }
}
