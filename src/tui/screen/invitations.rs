//! What can be done to invitations that wait, and how they are shown: in the list of pending users and in the inbox.

use super::blocks;
use super::people::{item, planned, unless_blocked};
use crate::controller::{Command, name_of, sender_name};
use crate::directory::{InvitationRow, MessageRow};
use crate::model::{DropReason, InvitationKind, InvitationSid, Key, MessageState, shown};
use crate::rules::limits;
use crate::tui::bulk::Fit;
use crate::tui::cx::{Cx, ago};
use crate::tui::dialog::{Choice, Item};
use crate::tui::keymap::Act;
use crate::tui::list::Cell;
use crate::tui::prose::Piece;
use crate::tui::request::Request;
use crate::tui::theme::Role;

fn fit(
    chosen: &[InvitationSid],
    cx: &Cx<'_>,
    block: impl Fn(InvitationSid, &Cx<'_>) -> Option<String>,
) -> Fit<InvitationSid> {
    let called = |sid| {
        cx.directory.invitation(sid).map_or_else(String::new, |row: &InvitationRow| row.email.to_string())
    };
    Fit::divide(chosen, called, |sid| block(sid, cx))
}

/// What one of the actions asks for, or why not; `None` if it is none of these actions.
pub(super) fn act(act: Act, chosen: &[InvitationSid], cx: &Cx<'_>) -> Option<Vec<Request>> {
    // Of a single one the plan itself says why not, with everything there is to say.
    if let [invitation] = *chosen {
        return Some(match act {
            Act::Resend => vec![Request::Plan(Command::ResendInvitation { invitation })],
            Act::CancelInvitation => vec![Request::Plan(Command::CancelInvitation { invitation })],
            Act::TryAgain => again(&[invitation], cx),
            _ => return None,
        });
    }
    Some(match act {
        Act::Resend => unless_blocked(fit(chosen, cx, blocks::resending), |sids, left_out| {
            planned(sids.into_iter().map(|invitation| Command::ResendInvitation { invitation }), left_out)
        }),
        Act::CancelInvitation => unless_blocked(fit(chosen, cx, blocks::canceling), |sids, left_out| {
            planned(sids.into_iter().map(|invitation| Command::CancelInvitation { invitation }), left_out)
        }),
        Act::TryAgain => again(chosen, cx),
        _ => return None,
    })
}

/// The messages of these, tried again.
fn again(chosen: &[InvitationSid], cx: &Cx<'_>) -> Vec<Request> {
    unless_blocked(fit(chosen, cx, trying), |sids, left_out| {
        let rows = sids.into_iter().filter_map(|sid| cx.directory.invitation(sid));
        let messages = rows.filter_map(|row| cx.directory.message_of(row)).map(|message| message.sid);
        planned(messages.map(|message| Command::RetryMessage { message }), left_out)
    })
}

/// The lines of the actions menu.
pub(super) fn items(chosen: &[InvitationSid], cx: &Cx<'_>) -> Vec<Item> {
    let resend = fit(chosen, cx, blocks::resending);
    let cancel = fit(chosen, cx, blocks::canceling);
    let again = fit(chosen, cx, trying);
    let why = match *chosen {
        [sid] => cx.directory.invitation(sid).and_then(|row| blocks::answering(row, cx)),
        _ => None,
    };
    let why = why.map(|reason| Item::new("Blocked", "", Choice::Stay).unless(Some(reason.sentence)));
    let missing = match *chosen {
        [sid] => cx.directory.invitation(sid).and_then(|row| undelivered(row, cx)),
        _ => None,
    };
    why.into_iter()
        .chain(missing)
        .chain([
            item(Act::Resend, "Resend", &resend, "a new code; the old one is dead"),
            item(Act::CancelInvitation, "Cancel", &cancel, "take the invitation back"),
            item(Act::TryAgain, "Try the message again", &again, "at once, with the code it has"),
        ])
        .collect()
}

/// What is offered or asked, with the account it is about.
pub(super) fn what(row: &InvitationRow, cx: &Cx<'_>) -> String {
    let account = |sid| name_of(Key::Account(sid), cx.directory);
    match &row.kind {
        InvitationKind::UserJoin { .. } => format!("user: {}", row.offer()),
        InvitationKind::AccountAccess { account: sid, roles } => format!("{roles} on {}", account(*sid)),
        InvitationKind::AccountJoin { account: sid } => format!("account: {}", account(*sid)),
        InvitationKind::JoinRequest { .. } => "asks to be invited".into(),
    }
}

/// Where it stands, and what is the matter with it if something is.
pub(super) fn state(row: &InvitationRow, cx: &Cx<'_>) -> Cell {
    if row.kind.is_request() {
        return ("asks you".into(), Role::Accent);
    }
    match blocks::answering(row, cx) {
        Some(reason) => (format!("blocked: {}", reason.word), Role::Danger),
        None if message(row, cx).is_some_and(MessageRow::has_failed) => {
            ("not delivered".into(), Role::Danger)
        }
        None if message(row, cx).is_some_and(|message| message.state == MessageState::Dropped) => {
            ("not sent".into(), Role::Warn)
        }
        None if message(row, cx).is_some_and(MessageRow::is_tried_again) => {
            ("not sent yet".into(), Role::Warn)
        }
        None if row.expires.since(cx.now) <= limits::ENDING_SOON => ("ends soon".into(), Role::Warn),
        None => ("waiting".into(), Role::Muted),
    }
}

/// The message with the code that counts.
fn message<'a>(row: &InvitationRow, cx: &Cx<'a>) -> Option<&'a MessageRow> {
    cx.directory.message_of(row)
}

/// How it went to hand the message over, as the rest of a sentence about it.
fn went(message: &MessageRow, cx: &Cx<'_>) -> (Role, String) {
    let tries = match message.attempts {
        1 => "once".to_owned(),
        n => format!("{n} times"),
    };
    let when = message.last_tried.map_or_else(String::new, |at| format!(" {}", ago(at, cx.now)));
    match (message.state, message.dropped) {
        (MessageState::Delivered, _) => (Role::Muted, format!("handed over{when}")),
        (MessageState::Dropped, Some(DropReason::Refused)) => {
            (Role::Danger, format!("refused for good{when}"))
        }
        (MessageState::Dropped, Some(DropReason::GivenUp)) => {
            (Role::Danger, format!("given up, tried {tries}"))
        }
        (MessageState::Dropped, _) => (Role::Muted, "taken out of the outbox".to_owned()),
        (MessageState::Waiting, _) if !cx.posts.mail => (Role::Muted, "stays here: no courier".to_owned()),
        (MessageState::Waiting, _) if message.attempts > 0 => {
            let next = message.next_try.map_or_else(|| "at once".to_owned(), |at| ago(at, cx.now));
            (Role::Warn, format!("tried {tries}, again {next}"))
        }
        (MessageState::Waiting, _) => (Role::Muted, "is on its way".to_owned()),
    }
}

/// The same, with the last error.
fn delivery(message: &MessageRow, cx: &Cx<'_>) -> Vec<Piece> {
    let (role, went) = went(message, cx);
    let mut pieces = vec![Piece::Line(role, format!("message {went}"))];
    if message.state != MessageState::Delivered
        && let Some(trouble) = &message.trouble
    {
        pieces.push(Piece::Line(Role::Text, format!("last error: {trouble}")));
    }
    pieces
}

/// A line of the menu that says why the message has not arrived.
fn undelivered(row: &InvitationRow, cx: &Cx<'_>) -> Option<Item> {
    let message = message(row, cx).filter(|message| message.is_undelivered())?;
    let trouble = message.trouble.as_deref().unwrap_or("The courier did not say why.");
    let (label, why) = match message.state {
        _ if message.has_failed() => ("Not delivered", trouble.to_owned()),
        MessageState::Dropped => ("Not sent", "It was taken out of the outbox by hand.".to_owned()),
        // First what is short: all of it is told once the cursor is on the line.
        _ => ("Not sent yet", format!("{}: {trouble}", went(message, cx).1)),
    };
    Some(Item::new(label, "", Choice::Stay).unless(Some(why)))
}

/// Why the message of an invitation cannot be tried again.
fn trying(sid: InvitationSid, cx: &Cx<'_>) -> Option<String> {
    let row = cx.directory.invitation(sid)?;
    match cx.directory.message_of(row) {
        _ if !cx.posts.mail => Some("No courier is configured.".into()),
        Some(message) if message.state == MessageState::Delivered => {
            Some("It was handed over; resend makes a new code.".into())
        }
        Some(message) if message.state == MessageState::Waiting && message.next_try.is_none() => {
            Some("It is to be delivered already.".into())
        }
        Some(_) => None,
        None => Some("There is no message; resend makes one.".into()),
    }
}

/// Everything about an invitation, for the place beside a list.
pub(super) fn detail(row: &InvitationRow, cx: &Cx<'_>) -> Vec<Piece> {
    let mut pieces = vec![Piece::Heading(row.email.to_string())];
    if let InvitationKind::JoinRequest { name } = &row.kind {
        pieces.push(Piece::Line(Role::Text, format!("{} asks to be invited", shown(name.as_str()))));
        pieces.push(Piece::Line(Role::Muted, row.sid.short()));
        pieces.push(Piece::Gap);
        pieces.push(Piece::Line(Role::Muted, format!("asked {}", ago(row.created, cx.now))));
        pieces.push(Piece::Line(Role::Muted, format!("waits until {}", row.expires)));
        return pieces;
    }
    pieces.push(Piece::Line(Role::Text, what(row, cx)));
    pieces.push(Piece::Line(Role::Muted, row.sid.short()));
    pieces.push(Piece::Gap);
    if let Some(reason) = blocks::answering(row, cx) {
        pieces.push(Piece::Line(Role::Danger, "Blocked while this lasts".into()));
        pieces.push(Piece::Line(Role::Text, reason.sentence));
        pieces.push(Piece::Gap);
    }
    pieces.push(Piece::Line(Role::Muted, format!("by {}", sender_name(row, cx.directory))));
    pieces.push(Piece::Line(Role::Muted, format!("first sent {}", row.created)));
    pieces.push(Piece::Line(Role::Muted, format!("last sent {}", ago(row.last_sent, cx.now))));
    pieces.push(Piece::Line(Role::Muted, format!("sent {} of {} times", row.sends, limits::SENDS)));
    pieces.push(Piece::Line(Role::Muted, format!("ends {}", row.expires)));
    pieces.extend(message(row, cx).map(|message| delivery(message, cx)).unwrap_or_default());
    if let Some(reason) = blocks::resending(row.sid, cx) {
        pieces.push(Piece::Gap);
        pieces.push(Piece::Line(Role::Muted, format!("Resend: {reason}")));
    }
    pieces
}
