//! Actions on marked rows: which of the rows can, why the others cannot, and many commands as one.

use crate::controller::Command;
use crate::controller::port::Transaction;
use crate::model::Key;

use super::text;

/// The rows an action is for, divided.
#[derive(Debug, Clone)]
pub struct Fit<Id> {
    /// Those that can.
    pub can: Vec<Id>,
    /// What the others are called, and why they cannot.
    pub cannot: Vec<(String, String)>,
}

impl<Id: Copy> Fit<Id> {
    /// Divides the rows by what stands in the way of each.
    pub fn divide(rows: &[Id], called: impl Fn(Id) -> String, block: impl Fn(Id) -> Option<String>) -> Self {
        let mut fit = Self { can: Vec::new(), cannot: Vec::new() };
        for row in rows {
            match block(*row) {
                None => fit.can.push(*row),
                Some(reason) => fit.cannot.push((called(*row), reason)),
            }
        }
        fit
    }

    /// Why nothing can be done at all.
    pub fn block(&self) -> Option<String> {
        if self.can.len() > Transaction::MOST_CHANGES {
            let most = grouped(Transaction::MOST_CHANGES);
            return Some(format!("More than {most} rows at once are too many; mark fewer."));
        }
        match (self.can.is_empty(), self.cannot.as_slice()) {
            (false, _) => None,
            (true, []) => Some("The list is empty.".into()),
            (true, [(_, reason)]) => Some(reason.clone()),
            (true, [(name, reason), ..]) => {
                Some(format!("None of the {}: {name}: {reason}", grouped(self.cannot.len())))
            }
        }
    }

    /// What is said beside the action: how many of the rows it is for, and who is left out; nothing for a single row.
    pub fn note(&self) -> String {
        let all = self.can.len() + self.cannot.len();
        match (all, self.left_out()) {
            (0 | 1, _) => String::new(),
            (_, None) => format!("all {} marked", grouped(all)),
            (_, Some(who)) => format!("{} of {} marked; not {who}", grouped(self.can.len()), grouped(all)),
        }
    }

    /// Who is left out and why, if some can and some cannot.
    pub fn left_out(&self) -> Option<String> {
        let (name, reason) = self.cannot.first().filter(|_| !self.can.is_empty())?;
        let reason = reason.trim_end_matches('.');
        Some(match self.cannot.len() - 1 {
            0 => format!("{name} ({reason})"),
            more => format!("{name} ({reason}) and {} more", grouped(more)),
        })
    }
}

fn grouped(n: usize) -> String {
    text::grouped(u64::try_from(n).unwrap_or(u64::MAX))
}

/// What each of many commands is about; nothing for a single one.
pub fn rows(command: &Command) -> Vec<Option<Key>> {
    match command {
        Command::Many(commands) => commands.iter().map(about).collect(),
        _ => Vec::new(),
    }
}

/// The record a row of a list stands for.
const fn about(command: &Command) -> Option<Key> {
    match command {
        Command::ResendInvitation { invitation } | Command::CancelInvitation { invitation } => {
            Some(Key::Invitation(*invitation))
        }
        Command::AnswerRequest { request, .. } => Some(Key::Invitation(*request)),
        Command::SetRole { user, .. }
        | Command::RenameUser { user, .. }
        | Command::RemoveUser { user, .. }
        | Command::DeleteUser { user, .. }
        | Command::DeactivateUser { user, .. }
        | Command::ActivateUser { user, .. }
        | Command::RequestSecurity { user, .. } => Some(Key::User(*user)),
        Command::GrantAccess { account, .. }
        | Command::RevokeAccess { account, .. }
        | Command::RelinquishAccess { account }
        | Command::SetTwoFactorPolicy { account, .. }
        | Command::ChangeAccountOwner { account, .. }
        | Command::SuspendAccount { account }
        | Command::ReactivateAccount { account }
        | Command::CloseAccount { account }
        | Command::ReleaseAccount { account, .. }
        | Command::SetHipaa { account, .. } => Some(Key::Account(*account)),
        _ => None,
    }
}

/// One command as it is, several as one; `None` for none.
pub fn together(mut commands: Vec<Command>) -> Option<Command> {
    match commands.len() {
        0 | 1 => commands.pop(),
        _ => Some(Command::Many(commands)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fit(rows: &[u32]) -> Fit<u32> {
        Fit::divide(rows, |row| format!("row {row}"), |row| (row % 2 == 1).then(|| "It is odd.".to_owned()))
    }

    #[test]
    fn who_can_and_who_is_left_out_is_said() {
        assert_eq!(fit(&[2, 4]).note(), "all 2 marked");
        assert_eq!(fit(&[2, 4, 1]).note(), "2 of 3 marked; not row 1 (It is odd)");
        assert_eq!(fit(&[2, 1, 3, 5]).note(), "1 of 4 marked; not row 1 (It is odd) and 2 more");
        assert_eq!(fit(&[2]).note(), "");
        assert_eq!(fit(&[2, 1]).block(), None);
    }

    #[test]
    fn where_nobody_can_the_reason_stands_alone() {
        assert_eq!(fit(&[1]).block().as_deref(), Some("It is odd."));
        assert_eq!(fit(&[1, 3]).block().as_deref(), Some("None of the 2: row 1: It is odd."));
        assert_eq!(fit(&[]).block().as_deref(), Some("The list is empty."));
        let many: Vec<u32> = (0..=20_002).collect();
        assert!(fit(&many).block().is_some_and(|reason| reason.contains("10,000")));
    }

    #[test]
    fn one_command_needs_no_company() {
        assert_eq!(together(Vec::new()), None);
        assert_eq!(together(vec![Command::SignIn]), Some(Command::SignIn));
        let two = vec![Command::SignIn, Command::Expire];
        assert_eq!(together(two.clone()), Some(Command::Many(two)));
    }
}
