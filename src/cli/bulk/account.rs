//! The rows of `orgadm account create|rename|add|suspend|reactivate|close|owner|release|two-factor|hipaa --from` and
//! `account subaccount create --from`.

use crate::cli::args::{AccountStep, AccountVerb, SubaccountVerb, SwitchWord, TwoFactorWord, UsageWord};
use crate::cli::context::Context;
use crate::cli::exit::Failure;
use crate::cli::io::Io;
use crate::cli::resolve::{Accounts, account_sid, label, nobody};
use crate::cli::table::Column;
use crate::controller::{Command, Line};
use crate::model::{AccountSid, Actor};

use super::cells::Cells;
use super::reading::Reading;
use super::run::run as run_rows;

const ACCOUNT: Column = Column::needed("account").or("sid");
const NAME: Column = Column::needed("name");
const USER: Column = Column::needed("user").or("email");
const POLICY: Column = Column::needed("policy");
const HIPAA: Column = Column::needed("hipaa");

/// Does what the rows of the file ask for.
pub(in crate::cli) fn run(
    context: &Context<'_>,
    actor: &Actor,
    verb: &AccountVerb,
    io: &mut Io<'_>,
) -> Result<(), Failure> {
    let Some(rows) = verb.rows() else { return Ok(()) };
    let accounts = Accounts::new(context, actor);
    let reading = match verb {
        AccountVerb::Create { usage, owner, .. } => {
            let mut line = Line::of("account create");
            if *usage == UsageWord::Flex {
                line = line.option("--usage", "flex");
            }
            if let Some(owner) = owner {
                line = line.option("--owner", owner);
            }
            let all = owner.as_deref().map(|text| context.user(text)).transpose()?.or(actor.user());
            Reading {
                columns: &[NAME, Column::optional("usage"), Column::optional("owner")],
                line,
                command: Box::new(move |cells| {
                    let name = label("The account name", cells.needed("name")?)?;
                    let owner = cells.get("owner").map(|text| context.user(text)).transpose()?;
                    let usage: UsageWord = cells.word("usage")?.unwrap_or(*usage);
                    let owner = owner.or(all).ok_or_else(nobody)?;
                    Ok(Command::CreateAccount { name, usage: usage.into(), owner })
                }),
            }
        }
        AccountVerb::Rename { .. } => Reading {
            columns: &[ACCOUNT, NAME],
            line: Line::of("account rename"),
            command: Box::new(|cells| {
                let name = label("The account name", cells.needed("name")?)?;
                Ok(Command::RenameAccount { account: accounts.named(cells.needed("account")?)?, name })
            }),
        },
        AccountVerb::Step(step) => of_step(context, actor, &accounts, step)?,
        AccountVerb::List { .. }
        | AccountVerb::Show { .. }
        | AccountVerb::Users { .. }
        | AccountVerb::VerifyPhone { .. }
        | AccountVerb::Subaccounts { .. }
        | AccountVerb::Coverage { .. } => return Ok(()),
    };
    run_rows(context, actor, rows, reading, io)
}

fn of_step<'a>(
    context: &'a Context<'a>,
    actor: &'a Actor,
    accounts: &'a Accounts<'a>,
    step: &'a AccountStep,
) -> Result<Reading<'a>, Failure> {
    let account = |cells: &Cells<'_>| accounts.named(cells.needed("account")?);
    let user = |cells: &Cells<'_>| context.user(cells.needed("user")?);
    let only = |verb: &str, command: fn(AccountSid) -> Command| Reading {
        columns: &[ACCOUNT],
        line: Line::of(verb),
        command: Box::new(move |cells| Ok(command(account(cells)?))),
    };
    Ok(match step {
        AccountStep::Add { replace, .. } => {
            let org = context.org(actor)?;
            Reading {
                columns: &[ACCOUNT],
                line: Line::of("account add").flag("--replace", *replace),
                command: Box::new(move |cells| {
                    let account = account_sid(cells.needed("account")?)?;
                    Ok(Command::AddExistingAccount { org, account, replace: *replace })
                }),
            }
        }
        AccountStep::Suspend { .. } => only("account suspend", |account| Command::SuspendAccount { account }),
        AccountStep::Reactivate { .. } => {
            only("account reactivate", |account| Command::ReactivateAccount { account })
        }
        AccountStep::Close { .. } => only("account close", |account| Command::CloseAccount { account }),
        AccountStep::Owner { .. } => Reading {
            columns: &[ACCOUNT, USER],
            line: Line::of("account owner"),
            command: Box::new(move |cells| {
                Ok(Command::ChangeAccountOwner { account: account(cells)?, user: user(cells)? })
            }),
        },
        AccountStep::Release { .. } => Reading {
            columns: &[ACCOUNT, USER],
            line: Line::of("account release"),
            command: Box::new(move |cells| {
                Ok(Command::ReleaseAccount { account: account(cells)?, user: user(cells)? })
            }),
        },
        AccountStep::TwoFactor { .. } => Reading {
            columns: &[ACCOUNT, POLICY],
            line: Line::of("account two-factor"),
            command: Box::new(move |cells| {
                let policy: TwoFactorWord = cells.needed_word("policy")?;
                Ok(Command::SetTwoFactorPolicy { account: account(cells)?, policy: policy.into() })
            }),
        },
        AccountStep::Hipaa { .. } => Reading {
            columns: &[ACCOUNT, HIPAA],
            line: Line::of("account hipaa"),
            command: Box::new(move |cells| {
                let switch: SwitchWord = cells.needed_word("hipaa")?;
                Ok(Command::SetHipaa { account: account(cells)?, on: switch == SwitchWord::On })
            }),
        },
        AccountStep::Subaccount(SubaccountVerb::Create { .. }) => Reading {
            columns: &[ACCOUNT, NAME],
            line: Line::of("account subaccount create"),
            command: Box::new(move |cells| {
                let name = label("The subaccount name", cells.needed("name")?)?;
                Ok(Command::CreateSubaccount { parent: account(cells)?, name })
            }),
        },
    })
}
