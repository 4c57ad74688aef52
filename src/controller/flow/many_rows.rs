//! Many commands of one verb as the rows of a file: the line that hands them to the verb, which reads them with `--from -`.
//!
//! Records are named by their SIDs, which need no quotes and are never ambiguous.

use crate::controller::command::Command;
use crate::controller::line::quoted;
use crate::model::OfferedRoles;

/// One command as a row: the verb, the names of its columns, its cells.
struct Row {
    verb: &'static str,
    columns: &'static [&'static str],
    cells: Vec<String>,
}

impl Row {
    const fn new(verb: &'static str, columns: &'static [&'static str], cells: Vec<String>) -> Self {
        Self { verb, columns, cells }
    }
}

/// `printf '%s\n' COLUMNS ROW… | orgadm VERB --from -`; `None` for commands of several verbs, or of one that takes no rows.
pub(super) fn line(commands: &[Command]) -> Option<String> {
    let rows: Vec<Row> = commands.iter().map(row).collect::<Option<_>>()?;
    let first = rows.first()?;
    if rows.iter().any(|row| row.verb != first.verb) {
        return None;
    }
    let columns = first.columns.join(",");
    let lines = rows.iter().map(|row| row.cells.iter().map(|cell| csv(cell)).collect::<Vec<_>>().join(","));
    let words: Vec<String> = std::iter::once(columns).chain(lines).map(|line| quoted(&line)).collect();
    Some(format!("printf '%s\\n' {} | orgadm {} --from -", words.join(" "), first.verb))
}

fn row(command: &Command) -> Option<Row> {
    Some(match command {
        Command::InviteUser { email, role, access, replace: false, .. } => {
            let cells = vec![email.to_string(), role.word().into(), offers(access)];
            Row::new("user invite", &["email", "role", "access"], cells)
        }
        Command::SetRole { user, role, .. } => {
            Row::new("user role", &["user", "role"], vec![user.to_string(), role.word().into()])
        }
        Command::RenameUser { user, name } => {
            Row::new("user rename", &["user", "name"], vec![user.to_string(), name.to_string()])
        }
        Command::RequestSecurity { user, action, .. } => {
            Row::new("user security", &["user", "action"], vec![user.to_string(), action.word().into()])
        }
        Command::GrantAccess { account, user, roles } => {
            let cells = vec![user.to_string(), account.to_string(), roles.words()];
            Row::new("access grant", &["user", "account", "roles"], cells)
        }
        Command::RevokeAccess { account, user } => {
            Row::new("access revoke", &["user", "account"], vec![user.to_string(), account.to_string()])
        }
        Command::InviteToAccount { account, email, roles, replace: false } => {
            let cells = vec![email.to_string(), account.to_string(), roles.words()];
            Row::new("access invite", &["email", "account", "roles"], cells)
        }
        Command::CreateAccount { name, usage, owner } => {
            let cells = vec![name.to_string(), usage.to_string().to_lowercase(), owner.to_string()];
            Row::new("account create", &["name", "usage", "owner"], cells)
        }
        Command::RenameAccount { account, name } => {
            Row::new("account rename", &["account", "name"], vec![account.to_string(), name.to_string()])
        }
        Command::ChangeAccountOwner { account, user } => {
            Row::new("account owner", &["account", "user"], vec![account.to_string(), user.to_string()])
        }
        Command::ReleaseAccount { account, user } => {
            Row::new("account release", &["account", "user"], vec![account.to_string(), user.to_string()])
        }
        Command::SetTwoFactorPolicy { account, policy } => {
            let cells = vec![account.to_string(), policy.word().into()];
            Row::new("account two-factor", &["account", "policy"], cells)
        }
        Command::SetHipaa { account, on } => {
            let word = if *on { "on" } else { "off" };
            Row::new("account hipaa", &["account", "hipaa"], vec![account.to_string(), word.into()])
        }
        Command::CreateSubaccount { parent, name } => {
            let cells = vec![parent.to_string(), name.to_string()];
            Row::new("account subaccount create", &["account", "name"], cells)
        }
        Command::RemoveUser { user, successors, .. } if successors.each.is_empty() => {
            let heir = successors.all.map(|heir| heir.to_string()).unwrap_or_default();
            Row::new("user remove", &["user", "successor"], vec![user.to_string(), heir])
        }
        Command::DeleteUser { user, successors, .. } if successors.each.is_empty() => {
            let heir = successors.all.map(|heir| heir.to_string()).unwrap_or_default();
            Row::new("user delete", &["user", "successor"], vec![user.to_string(), heir])
        }
        _ => return None,
    })
}

fn offers(access: &[OfferedRoles]) -> String {
    access
        .iter()
        .map(|offer| format!("{}={}", offer.account, offer.roles.words()))
        .collect::<Vec<_>>()
        .join(";")
}

/// A cell of a file as a spreadsheet would keep it: what acts as a formula stands behind an apostrophe.
fn csv(cell: &str) -> String {
    let acts = cell.trim_start_matches('\'').starts_with(['=', '+', '-', '@']);
    let cell = format!("{}{cell}", if acts { "'" } else { "" });
    match cell.contains(['"', ',', ';', '\t']) || cell.starts_with(' ') {
        true => format!("\"{}\"", cell.replace('"', "\"\"")),
        false => cell,
    }
}
