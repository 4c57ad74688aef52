//! The rows of `orgadm user invite|role|rename|remove|delete|deactivate|activate|security --from`.

use clap::ValueEnum;

use crate::cli::args::{Leaving, Role, SecurityWord, UserVerb};
use crate::cli::context::Context;
use crate::cli::exit::Failure;
use crate::cli::io::Io;
use crate::cli::leaving;
use crate::cli::offers::offered;
use crate::cli::resolve::{Accounts, email, person_name};
use crate::cli::table::Column;
use crate::controller::{Command, CommitError, Line, Refusal, RefusalCode, Successors};
use crate::model::{Actor, OrgSid, UserSid};

use super::cells::Cells;
use super::reading::Reading;
use super::run::run as run_rows;

const USER: Column = Column::needed("user").or("email");
const INVITED: [Column; 3] = [Column::needed("email"), Column::optional("role"), Column::optional("access")];
const LEAVING: [Column; 3] = [USER, Column::optional("successor"), Column::optional("account_successor")];

/// Does what the rows of the file ask for.
pub(in crate::cli) fn run(
    context: &Context<'_>,
    actor: &Actor,
    org: OrgSid,
    verb: &UserVerb,
    io: &mut Io<'_>,
) -> Result<(), Failure> {
    let Some(rows) = verb.rows() else { return Ok(()) };
    let accounts = Accounts::new(context, actor);
    let user = |cells: &Cells<'_>| context.user(cells.needed("user")?);
    let reading = match verb {
        UserVerb::Invite { role, access: offers, replace, .. } => {
            let line = match role {
                Role::Standard => Line::of("user invite"),
                role => Line::of("user invite").option("--role", word(role)),
            };
            let line = offers.iter().fold(line, |line, offer| line.option("--access", offer));
            let accounts = &accounts;
            let all = offers.iter().map(|text| offered(accounts, text)).collect::<Result<Vec<_>, _>>()?;
            Reading {
                columns: &INVITED,
                line: line.flag("--replace", *replace),
                command: Box::new(move |cells| {
                    let access = match cells.get("access") {
                        Some(text) => text
                            .split(';')
                            .filter(|text| !text.trim().is_empty())
                            .map(|text| offered(accounts, text.trim()))
                            .collect::<Result<_, _>>()?,
                        None => all.clone(),
                    };
                    let role: Role = cells.word("role")?.unwrap_or(*role);
                    let email = email(cells.needed("email")?)?;
                    Ok(Command::InviteUser { org, email, role: role.into(), access, replace: *replace })
                }),
            }
        }
        UserVerb::Role { .. } => Reading {
            columns: &[USER, Column::needed("role")],
            line: Line::of("user role"),
            command: Box::new(move |cells| {
                let role: Role = cells.needed_word("role")?;
                Ok(Command::SetRole { org, user: user(cells)?, role: role.into() })
            }),
        },
        UserVerb::Rename { .. } => Reading {
            columns: &[USER, Column::needed("name")],
            line: Line::of("user rename"),
            command: Box::new(move |cells| {
                let name = person_name(cells.needed("name")?)?;
                Ok(Command::RenameUser { user: user(cells)?, name })
            }),
        },
        UserVerb::Remove(arguments) => {
            leaving_rows(context, "user remove", arguments, user, move |user, successors| {
                Command::RemoveUser { org, user, successors }
            })?
        }
        UserVerb::Delete(arguments) => {
            // Somebody who is not there any more is what a row wants, when a file is run again.
            let there = |cells: &Cells<'_>| user(cells).map_err(gone_already);
            leaving_rows(context, "user delete", arguments, there, move |user, successors| {
                Command::DeleteUser { org, user, successors }
            })?
        }
        UserVerb::Deactivate { .. } => Reading {
            columns: &[USER],
            line: Line::of("user deactivate"),
            command: Box::new(move |cells| Ok(Command::DeactivateUser { org, user: user(cells)? })),
        },
        UserVerb::Activate { .. } => Reading {
            columns: &[USER],
            line: Line::of("user activate"),
            command: Box::new(move |cells| Ok(Command::ActivateUser { org, user: user(cells)? })),
        },
        UserVerb::Security { .. } => Reading {
            columns: &[USER, Column::needed("action")],
            line: Line::of("user security"),
            command: Box::new(move |cells| {
                let action: SecurityWord = cells.needed_word("action")?;
                Ok(Command::RequestSecurity { org, user: user(cells)?, action: action.into() })
            }),
        },
        UserVerb::List { .. } | UserVerb::Show { .. } | UserVerb::Link { .. } | UserVerb::Unlink { .. } => {
            return Ok(());
        }
    };
    run_rows(context, actor, rows, reading, io)
}

/// Who goes, and who gets the accounts: of all rows that say nothing else, whom the line names.
fn leaving_rows<'a>(
    context: &'a Context<'a>,
    verb: &str,
    arguments: &'a Leaving,
    user: impl Fn(&Cells<'_>) -> Result<UserSid, Failure> + 'a,
    command: impl Fn(UserSid, Successors) -> Command + 'a,
) -> Result<Reading<'a>, Failure> {
    let all = arguments.successor.as_deref().map(|text| context.user(text)).transpose()?;
    let mut line = Line::of(verb);
    if let Some(heir) = &arguments.successor {
        line = line.option("--successor", heir);
    }
    if !arguments.account_successor.is_empty() {
        let sentence =
            "--account-successor names accounts of single users: write it as the column account_successor.";
        return Err(Failure::Usage(sentence.into()));
    }
    Ok(Reading {
        columns: &LEAVING,
        line,
        command: Box::new(move |cells| {
            let user = user(cells)?;
            let own = cells.get("successor").map(|text| context.user(text)).transpose()?;
            let each = cells.get("account_successor").unwrap_or_default().split(';').map(str::trim);
            let each = each.filter(|text| !text.is_empty()).map(|text| leaving::named(context, text));
            let successors = Successors { all: own.or(all), each: each.collect::<Result<_, _>>()? };
            Ok(command(user, successors))
        }),
    })
}

fn gone_already(failure: Failure) -> Failure {
    match failure {
        Failure::Commit(CommitError::Refused(refusal)) if refusal.code == RefusalCode::NotFound => {
            let remedy = "Nothing needs to be done, unless the address is misspelled.";
            Refusal::new(RefusalCode::NoChange, refusal.sentence, remedy).into()
        }
        failure => failure,
    }
}

fn word(value: &impl ValueEnum) -> String {
    value.to_possible_value().map(|value| value.get_name().to_owned()).unwrap_or_default()
}
