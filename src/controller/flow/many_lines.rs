//! What many commands are called: the heading of their plan, and the one command line that does the same.

use crate::controller::command::Command;
use crate::model::CommandKind;

use super::many_rows;

/// The heading: "Cancel 12 invitations".
pub(super) fn title(commands: &[Command]) -> String {
    let n = commands.len();
    let kind = commands.first().map(Command::kind);
    let Some(kind) = kind.filter(|kind| commands.iter().all(|command| command.kind() == *kind)) else {
        return format!("Make {n} changes at once");
    };
    match kind {
        CommandKind::InviteUser => format!("Invite {n} addresses"),
        CommandKind::ResendInvitation => format!("Send {n} invitations again"),
        CommandKind::CancelInvitation => format!("Cancel {n} invitations"),
        CommandKind::AnswerRequest => format!("Answer {n} requests for an invitation"),
        CommandKind::SetRole => match same(commands.iter().map(|command| match command {
            Command::SetRole { role, .. } => Some(*role),
            _ => None,
        })) {
            Some(role) => format!("Make {n} users {role}"),
            None => format!("Set the roles of {n} users"),
        },
        CommandKind::RenameUser => format!("Rename {n} users"),
        CommandKind::RemoveUser => format!("Remove {n} users"),
        CommandKind::DeleteUser => format!("Delete {n} users"),
        CommandKind::DeactivateUser => format!("Deactivate {n} users"),
        CommandKind::ActivateUser => format!("Activate {n} users"),
        CommandKind::RequestSecurity => match same(commands.iter().map(|command| match command {
            Command::RequestSecurity { action, .. } => Some(*action),
            _ => None,
        })) {
            Some(action) => format!("Ask for {n} users: {action}"),
            None => format!("Make {n} security requests"),
        },
        CommandKind::GrantAccess => format!("Set account roles {n} times"),
        CommandKind::RevokeAccess => format!("Take account roles away {n} times"),
        CommandKind::InviteToAccount => format!("Send {n} invitations to accounts"),
        CommandKind::RelinquishAccess => format!("Give the access to {n} accounts up"),
        CommandKind::CreateAccount => format!("Create {n} accounts"),
        CommandKind::RenameAccount => format!("Rename {n} accounts"),
        CommandKind::AddExistingAccount => format!("Ask {n} accounts to join"),
        CommandKind::SetTwoFactorPolicy => format!("Set the second factor of {n} accounts"),
        CommandKind::ChangeAccountOwner => format!("Change the owner of {n} accounts"),
        CommandKind::SuspendAccount => format!("Suspend {n} accounts"),
        CommandKind::ReactivateAccount => format!("Reactivate {n} accounts"),
        CommandKind::CloseAccount => format!("Close {n} accounts"),
        CommandKind::ReleaseAccount => format!("Release {n} accounts"),
        CommandKind::CreateSubaccount => format!("Create {n} subaccounts"),
        CommandKind::SetHipaa => format!("Save the HIPAA designation of {n} accounts"),
        CommandKind::ClaimDomain => format!("Claim {n} domains"),
        CommandKind::DeleteDomain => format!("Give {n} domains up"),
        CommandKind::DropMessage => format!("Take {n} messages out of the outbox"),
        CommandKind::RetryMessage => format!("Try {n} messages again"),
        _ => format!("Make {n} changes at once"),
    }
}

fn same<T: PartialEq>(mut of: impl Iterator<Item = Option<T>>) -> Option<T> {
    let first = of.next()??;
    of.all(|other| other.as_ref() == Some(&first)).then_some(first)
}

/// Whether the verb takes several records and does the same to each.
const fn takes_several(kind: CommandKind) -> bool {
    matches!(
        kind,
        CommandKind::InviteUser
            | CommandKind::ResendInvitation
            | CommandKind::CancelInvitation
            | CommandKind::AnswerRequest
            | CommandKind::SetRole
            | CommandKind::RemoveUser
            | CommandKind::DeleteUser
            | CommandKind::DeactivateUser
            | CommandKind::ActivateUser
            | CommandKind::RequestSecurity
            | CommandKind::RevokeAccess
            | CommandKind::AddExistingAccount
            | CommandKind::SuspendAccount
            | CommandKind::ReactivateAccount
            | CommandKind::CloseAccount
            | CommandKind::ChangeAccountOwner
            | CommandKind::ReleaseAccount
            | CommandKind::SetTwoFactorPolicy
            | CommandKind::SetHipaa
            | CommandKind::DropMessage
            | CommandKind::RetryMessage
    )
}

/// The option that names single accounts: it may stand once for every account of every row.
const EACH: &str = "--account-successor";

/// The line that does the same. Lines of one verb that differ in one place become one line with every record named there.
/// Others of one verb become the rows of a file, so that the line makes one plan too: all of it or nothing, with one brake
/// and one entry of the audit. Different verbs follow each other, and are then planned one by one.
pub(super) fn line(commands: &[Command], lines: &[String]) -> String {
    let kind = commands.first().map(Command::kind);
    let alike = kind.filter(|kind| commands.iter().all(|command| command.kind() == *kind));
    let joined = alike.filter(|kind| takes_several(*kind)).and_then(|_| joined(lines));
    joined.or_else(|| many_rows::line(commands)).unwrap_or_else(|| lines.join(" && "))
}

fn joined(lines: &[String]) -> Option<String> {
    let mut each = Vec::new();
    let mut rows: Vec<Vec<&str>> = Vec::with_capacity(lines.len());
    for line in lines {
        let mut row = Vec::new();
        let mut words = words(line).into_iter();
        while let Some(word) = words.next() {
            match word {
                EACH => each.push(words.next()?),
                word => row.push(word),
            }
        }
        rows.push(row);
    }
    let (first, others) = rows.split_first()?;
    let differs = |at: &usize| others.iter().any(|row| row.get(*at) != first.get(*at));
    let places: Vec<usize> = (0..first.len()).filter(differs).collect();
    let [place] = places.as_slice() else { return None };
    if others.iter().any(|row| row.len() != first.len()) {
        return None;
    }
    let mut line: Vec<&str> = first.get(..*place)?.to_vec();
    line.extend(rows.iter().filter_map(|row| row.get(*place)));
    line.extend(first.get(place + 1..)?);
    for account in each {
        line.extend([EACH, account]);
    }
    Some(line.join(" "))
}

/// The words of a line, quotes kept as they are.
fn words(line: &str) -> Vec<&str> {
    let (mut quoted, mut escaped) = (false, false);
    line.split(|c: char| {
        let divides = c == ' ' && !quoted && !escaped;
        if c == '\'' && !escaped {
            quoted = !quoted;
        }
        escaped = c == '\\' && !quoted && !escaped;
        divides
    })
    .filter(|word| !word.is_empty())
    .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_keep_their_quotes() {
        assert_eq!(words(r"orgadm x 'Ada'\''s one' -y"), ["orgadm", "x", r"'Ada'\''s one'", "-y"]);
    }

    #[test]
    fn lines_that_differ_in_one_place_become_one() {
        let lines = |of: &[&str]| of.iter().map(|line| (*line).to_owned()).collect::<Vec<_>>();
        let roles = lines(&["orgadm user role a standard", "orgadm user role b standard"]);
        assert_eq!(joined(&roles).as_deref(), Some("orgadm user role a b standard"));
        let each = lines(&[
            "orgadm user remove a --successor x --account-successor 1=p",
            "orgadm user remove b --successor x",
        ]);
        let one = "orgadm user remove a b --successor x --account-successor 1=p";
        assert_eq!(joined(&each).as_deref(), Some(one));
        assert_eq!(
            joined(&lines(&["orgadm user role a standard", "orgadm user role b administrator"])),
            None
        );
        assert_eq!(joined(&lines(&["orgadm user invite a", "orgadm user invite b --replace"])), None);
    }
}
