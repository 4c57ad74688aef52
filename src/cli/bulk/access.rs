//! The rows of `orgadm access grant|revoke|invite --from`.

use crate::cli::args::AccessVerb;
use crate::cli::context::Context;
use crate::cli::exit::Failure;
use crate::cli::io::Io;
use crate::cli::offers::set;
use crate::cli::resolve::{Accounts, email};
use crate::cli::table::Column;
use crate::controller::{Command, Line};
use crate::model::Actor;

use super::cells::Cells;
use super::reading::Reading;
use super::run::run as run_rows;

const USER: Column = Column::needed("user").or("email");
const ACCOUNT: Column = Column::needed("account");
const ROLES: Column = Column::needed("roles").or("role");

/// Does what the rows of the file ask for.
pub(in crate::cli) fn run(
    context: &Context<'_>,
    actor: &Actor,
    verb: &AccessVerb,
    io: &mut Io<'_>,
) -> Result<(), Failure> {
    let Some(rows) = verb.rows() else { return Ok(()) };
    let accounts = Accounts::new(context, actor);
    let account = |cells: &Cells<'_>| accounts.named(cells.needed("account")?);
    let user = |cells: &Cells<'_>| context.user(cells.needed("user")?);
    let reading = match verb {
        AccessVerb::Grant { .. } => Reading {
            columns: &[USER, ACCOUNT, ROLES],
            line: Line::of("access grant"),
            command: Box::new(|cells| {
                let roles = set(&cells.words("roles")?);
                Ok(Command::GrantAccess { account: account(cells)?, user: user(cells)?, roles })
            }),
        },
        AccessVerb::Revoke { .. } => Reading {
            columns: &[USER, ACCOUNT],
            line: Line::of("access revoke"),
            command: Box::new(|cells| {
                Ok(Command::RevokeAccess { account: account(cells)?, user: user(cells)? })
            }),
        },
        AccessVerb::Invite { replace, .. } => Reading {
            columns: &[Column::needed("email"), ACCOUNT, ROLES],
            line: Line::of("access invite").flag("--replace", *replace),
            command: Box::new(|cells| {
                let (account, email) = (account(cells)?, email(cells.needed("email")?)?);
                let roles = set(&cells.words("roles")?);
                Ok(Command::InviteToAccount { account, email, roles, replace: *replace })
            }),
        },
        AccessVerb::Relinquish { .. } | AccessVerb::List { .. } => return Ok(()),
    };
    run_rows(context, actor, rows, reading, io)
}
