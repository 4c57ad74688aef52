//! Designate an account for HIPAA, or end that (seed, "Enabling HIPAA"; `admin-center-domain` §6): one account or
//! subaccount at a time, the same switch for administrators and for the people of the account.

use crate::controller::draft::Draft;
use crate::controller::guard;
use crate::controller::refusal::{PlanError, Refusal, RefusalCode};
use crate::model::{Account, AccountSid, AccountState, Designation, Key, OrgSid};
use crate::rules::hipaa::{Agreement, Block, may_set};
use crate::rules::permissions::Action;

use super::account_guards::{begin, named, number};

pub(super) fn plan(draft: &mut Draft<'_>, sid: AccountSid, on: bool) -> Result<(), PlanError> {
    let account = draft.account(sid)?;
    let actor = guard::may_on_account(draft, &account, Action::SetHipaa)?;
    let (verb, word) = if on { ("Enable", "on") } else { ("Disable", "off") };
    draft.entitle(format!("{verb} HIPAA for {}", account.name), format!("orgadm account hipaa {sid} {word}"));
    begin(draft, &account)?;
    let agreement = agreement(draft, account.org)?;
    may_set(account.state, agreement, account.is_designated(), on)
        .map_err(|block| refusal(&account, block))?;
    draft.checked("A BAA is on file.");
    say(draft, &account, on)?;
    let hipaa = on.then(|| Designation { since: draft.now(), by: actor.sid });
    draft.put(Account { hipaa, ..account })
}

/// The agreement behind accounts of this organization.
fn agreement(draft: &Draft<'_>, org: Option<OrgSid>) -> Result<Agreement, PlanError> {
    let Some(org) = org else { return Ok(Agreement::NoOrganization) };
    Ok(match draft.world().organization(org)?.baa {
        Some(_) => Agreement::OnFile,
        None => Agreement::Missing,
    })
}

fn refusal(account: &Account, block: Block) -> Refusal {
    let name = &account.name;
    let (code, sentence, remedy) = match block {
        Block::NotInUse => (
            RefusalCode::AccountNotOpen,
            format!("The account {name} is {}; it has no HIPAA switch any more.", account.state),
            "Its designation stays what it was.".to_owned(),
        ),
        Block::NoOrganization => (
            RefusalCode::AccountNotManaged,
            format!("The account {name} belongs to no organization, and HIPAA needs the BAA of one."),
            "Let the account join an organization that has a BAA on file.".to_owned(),
        ),
        Block::NoAgreement => (
            RefusalCode::NoBaa,
            format!("The organization that manages {name} has no BAA on file."),
            format!(
                "Obtain one from your account representative; whoever operates this host then records it with orgadm support record-baa {}.",
                account.org.map(|org| org.to_string()).unwrap_or_default()
            ),
        ),
        Block::AsItIs => (
            RefusalCode::NoChange,
            match account.is_designated() {
                true => format!("{name} is designated for HIPAA already."),
                false => format!("{name} is not designated for HIPAA."),
            },
            "Nothing needs to be done.".to_owned(),
        ),
    };
    Refusal::new(code, sentence, remedy).about(match (block, account.org) {
        (Block::NoAgreement, Some(org)) => Key::Organization(org),
        _ => Key::Account(account.sid),
    })
}

/// What the switch does beside itself: nothing to existing subaccounts, in either direction; new ones follow.
fn say(draft: &mut Draft<'_>, account: &Account, on: bool) -> Result<(), PlanError> {
    if let Some(parent) = account.parent {
        let parent = draft.account(parent)?;
        let stays = if parent.is_designated() { "is designated" } else { "is not designated" };
        draft.follows(format!("Its parent {} {stays} and stays so.", parent.name));
        return Ok(());
    }
    let open = |it: &Account| it.state != AccountState::Closed;
    let subaccounts: Vec<Account> = draft.subaccounts(account)?.into_iter().filter(open).collect();
    let unlike: Vec<&Account> = subaccounts.iter().filter(|it| it.is_designated() != on).collect();
    if !unlike.is_empty() {
        let (stay, each) = match on {
            true => ("stays undesignated", "designate each by itself"),
            false => ("stays designated", "switch each by itself"),
        };
        let stay = if unlike.len() == 1 { stay.to_owned() } else { stay.replacen("stays", "stay", 1) };
        let (number, names) = (number(unlike.len()), named(unlike));
        draft.follows(format!("{number} {stay}; {each}: {names}."));
    }
    draft.follows(match on {
        true => "Subaccounts created from now on are designated with it; new accounts never are.",
        false => "Subaccounts created from now on start undesignated.",
    });
    if on {
        draft.follows("The coverage report shows what is still missing: orgadm account coverage");
    }
    Ok(())
}
