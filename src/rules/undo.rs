//! What can be taken back: every kind of command can be undone, or there is a reason why not and something to do instead.
//!
//! One const table (`architecture`, "Undo"). *How* a change is taken back is compiled from its audit entry by the flow.

use crate::model::CommandKind;

/// Whether a kind of command can be undone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Undoing {
    /// Its changes can be put back, as long as nobody changed them again.
    Possible,
    /// It cannot.
    Never {
        /// Why not, as one sentence.
        why: &'static str,
        /// What can be done instead, as one sentence.
        instead: &'static str,
    },
}

type Row = (CommandKind, Undoing);

const fn yes(kind: CommandKind) -> Row {
    (kind, Undoing::Possible)
}

const fn no(kind: CommandKind, why: &'static str, instead: &'static str) -> Row {
    (kind, Undoing::Never { why, instead })
}

const ANSWERED: &str = "An answer that was given stays given.";
const OPERATOR: &str = "What the operator of the host did is not the organization's to take back.";
const ASK_OPERATOR: &str = "Ask whoever operates this host.";
const SENT: &str = "A message that was sent cannot be called back.";
const FOUND: &str = "What was found stays found.";
const CHECK_AGAIN: &str = "Publish the proof and check the domain again.";
const LEFT: &str = "Who left the organization comes back by their own answer only.";
const STORE: &str = "Work on the store itself is not taken back.";
const NOTHING: &str = "Nothing needs to be done.";

/// The table: every kind once.
pub const TABLE: &[Row] = &[
    yes(CommandKind::InviteUser),
    yes(CommandKind::InviteToAccount),
    yes(CommandKind::AddExistingAccount),
    yes(CommandKind::SetRole),
    yes(CommandKind::ChangeOwner),
    yes(CommandKind::GrantAccess),
    yes(CommandKind::RevokeAccess),
    yes(CommandKind::RenameOrganization),
    yes(CommandKind::RenameAccount),
    yes(CommandKind::RenameUser),
    yes(CommandKind::SetSignUpPolicy),
    yes(CommandKind::SetVerifiedDomainsOnly),
    yes(CommandKind::SetReasonRequired),
    yes(CommandKind::SetTwoFactorPolicy),
    yes(CommandKind::ChangeAccountOwner),
    yes(CommandKind::SuspendAccount),
    yes(CommandKind::ReactivateAccount),
    yes(CommandKind::SetHipaa),
    yes(CommandKind::DeactivateUser),
    yes(CommandKind::ActivateUser),
    yes(CommandKind::Many),
    yes(CommandKind::Undo),
    yes(CommandKind::Apply),
    no(CommandKind::SignUp, "An open sign-up ends by itself after 24 hours.", NOTHING),
    no(
        CommandKind::ConfirmSignUp,
        "A user and an account came to be, and people may have worked with them since.",
        "Remove the user, or close the account.",
    ),
    no(CommandKind::ResendSignUp, SENT, NOTHING),
    no(CommandKind::SetPhone, SENT, "Set another phone number."),
    no(CommandKind::ConfirmPhone, "A proof that was given stays given.", "Set another phone number."),
    no(
        CommandKind::CreateOrganization,
        "Accounts and users belong to the organization since.",
        "Its Owner can request its deletion.",
    ),
    no(CommandKind::ResendInvitation, SENT, "Cancel the invitation, so that its code no longer counts."),
    no(
        CommandKind::CancelInvitation,
        "An invitation that ended does not come back.",
        "Send a new invitation.",
    ),
    no(CommandKind::AcceptInvitation, ANSWERED, "Remove the user, or take the roles away."),
    no(CommandKind::DeclineInvitation, ANSWERED, "Send a new invitation."),
    no(
        CommandKind::ClaimDomain,
        "A claim is given up by deleting it, not by taking it back.",
        "Delete the claim on Domains.",
    ),
    no(
        CommandKind::DeleteDomain,
        "A claim that was given up is proven anew.",
        "Claim the domain again and publish its new record.",
    ),
    no(CommandKind::VerifyDomain, OPERATOR, ASK_OPERATOR),
    no(CommandKind::CheckDomain, FOUND, CHECK_AGAIN),
    no(CommandKind::ProveDomain, "A proof that was given stays given.", "Delete the claim on Domains."),
    no(CommandKind::DoubtDomain, FOUND, CHECK_AGAIN),
    no(CommandKind::LoseDomain, "Days that went by do not come back.", CHECK_AGAIN),
    no(CommandKind::ApproveRemoval, LEFT, "Invite the addresses again."),
    no(CommandKind::RemoveLost, LEFT, "Invite the addresses again."),
    no(CommandKind::RecordBaa, OPERATOR, ASK_OPERATOR),
    no(CommandKind::UpgradeAccount, OPERATOR, ASK_OPERATOR),
    no(CommandKind::RecoverOwner, OPERATOR, "The present Owner can change the ownership."),
    no(CommandKind::SetLimit, OPERATOR, ASK_OPERATOR),
    no(CommandKind::ConfirmDeletion, OPERATOR, ASK_OPERATOR),
    no(CommandKind::Expire, "Time that ran out does not come back.", "Send a new invitation."),
    no(CommandKind::SignIn, "That a session began is not taken back.", NOTHING),
    no(CommandKind::EndSession, "That a session ended is not taken back.", NOTHING),
    no(CommandKind::Disconnect, "That a session ended is not taken back.", NOTHING),
    no(CommandKind::Connect, "A refused attempt is not taken back.", NOTHING),
    no(CommandKind::LinkUid, OPERATOR, ASK_OPERATOR),
    no(CommandKind::UnlinkUid, OPERATOR, ASK_OPERATOR),
    no(CommandKind::Demo, STORE, NOTHING),
    no(CommandKind::CreateStore, STORE, NOTHING),
    no(
        CommandKind::Import,
        "An organization and its people came to be, and may have worked with it since.",
        "Its Owner can request its deletion.",
    ),
    no(CommandKind::Erase, "What was erased is gone from the store for good.", NOTHING),
    no(CommandKind::Compact, STORE, NOTHING),
    no(CommandKind::Backup, STORE, NOTHING),
    no(CommandKind::Restore, STORE, NOTHING),
    no(CommandKind::Repair, STORE, NOTHING),
    no(
        CommandKind::PruneAudit,
        "What was moved into an archive stays there.",
        "It is still read by orgadm audit verify.",
    ),
    no(CommandKind::Release, "A deleted organization does not come back.", NOTHING),
    no(CommandKind::DeliverMessage, SENT, NOTHING),
    no(CommandKind::DelayMessage, "The message is tried again by itself.", NOTHING),
    no(
        CommandKind::DropMessage,
        "What is taken out of the outbox is not put back by undoing.",
        "Try the message again in the outbox, or send the invitation again.",
    ),
    no(CommandKind::RetryMessage, SENT, NOTHING),
    no(CommandKind::RemindInvitation, SENT, "Cancel the invitation, so that its code no longer counts."),
    no(
        CommandKind::CreateAccount,
        "The account came to be, and people may have worked with it since.",
        "Close the account.",
    ),
    no(
        CommandKind::CreateSubaccount,
        "The subaccount came to be, and people may have worked with it since.",
        "Close the subaccount.",
    ),
    no(CommandKind::CloseAccount, "Closing an account is for good.", "Create a new account."),
    no(
        CommandKind::ReleaseAccount,
        "The account belongs to its new owner since, who decides about it.",
        "Ask the account to join again: its owner answers.",
    ),
    no(
        CommandKind::RelinquishAccess,
        "The person gave the roles up themselves.",
        "Grant the roles again, or invite the person to the account.",
    ),
    no(CommandKind::RemoveUser, LEFT, "Invite the address again."),
    no(CommandKind::DeleteUser, "The user's record is deleted for good.", "Invite the address again."),
    no(
        CommandKind::RequestSecurity,
        "The request was handed to the systems that follow orgadm.",
        "Take it back there.",
    ),
    no(
        CommandKind::RequestInvitation,
        "Somebody outside the organization asked for it.",
        "Answer the request.",
    ),
    no(CommandKind::AnswerRequest, ANSWERED, "Cancel the invitation that followed, or send one."),
    no(
        CommandKind::RequestDeletion,
        "A request for deletion is withdrawn, not undone.",
        "The Owner can withdraw it in Settings.",
    ),
    no(
        CommandKind::WithdrawDeletion,
        "A deletion is requested by its Owner, with the name typed.",
        "The Owner can request it again in Settings.",
    ),
];

/// Whether this kind can be undone.
pub fn undoing(kind: CommandKind) -> Undoing {
    let row = TABLE.iter().find(|(of, _)| *of == kind);
    row.map_or(Undoing::Never { why: "Nobody has said how this is taken back.", instead: NOTHING }, |row| {
        row.1
    })
}

/// Why this kind cannot be undone, if it cannot: the sentence a menu shows beside the dimmed line.
pub fn never(kind: CommandKind) -> Option<&'static str> {
    match undoing(kind) {
        Undoing::Possible => None,
        Undoing::Never { why, .. } => Some(why),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_stands_in_the_table_once() {
        for kind in CommandKind::ALL {
            let rows = TABLE.iter().filter(|(of, _)| *of == kind).count();
            assert_eq!(rows, 1, "{kind}");
        }
        assert_eq!(TABLE.len(), CommandKind::ALL.len());
    }

    #[test]
    fn every_reason_is_a_sentence_and_so_is_what_to_do_instead() {
        for (kind, undoing) in TABLE {
            let Undoing::Never { why, instead } = undoing else { continue };
            for text in [why, instead] {
                assert!(text.ends_with('.') && text.starts_with(char::is_uppercase), "{kind}: {text}");
            }
        }
    }

    #[test]
    fn what_the_product_names_can_be_undone_and_what_it_excludes_cannot() {
        use CommandKind as K;
        let pairs = [
            K::InviteUser,
            K::GrantAccess,
            K::RevokeAccess,
            K::SetRole,
            K::RenameAccount,
            K::SuspendAccount,
            K::ReactivateAccount,
            K::DeactivateUser,
            K::ActivateUser,
            K::SetSignUpPolicy,
            K::SetHipaa,
            K::ChangeOwner,
        ];
        assert!(pairs.into_iter().all(|kind| never(kind).is_none()));
        let excluded = [
            K::AcceptInvitation,
            K::DeclineInvitation,
            K::CloseAccount,
            K::DeleteUser,
            K::CreateAccount,
            K::ConfirmSignUp,
        ];
        assert!(excluded.into_iter().all(|kind| never(kind).is_some()));
    }
}
