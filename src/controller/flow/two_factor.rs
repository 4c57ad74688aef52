//! Set how often the users of an account must show a second factor (`product` row 7; `admin-center-domain` §2.9). orgadm
//! keeps the policy for the systems that follow it and checks no factor itself.

use crate::controller::draft::Draft;
use crate::controller::guard;
use crate::controller::refusal::{PlanError, Refusal, RefusalCode};
use crate::model::{Account, AccountSid, Key, TwoFactorPolicy};

use super::account_guards::{begin, main_account, open};

pub(super) fn plan(draft: &mut Draft<'_>, sid: AccountSid, policy: TwoFactorPolicy) -> Result<(), PlanError> {
    let account = draft.account(sid)?;
    guard::may_edit_account(draft, &account)?;
    draft.entitle(
        format!("Ask for a second factor on {}: {policy}", account.name),
        format!("orgadm account two-factor {sid} {}", policy.word()),
    );
    begin(draft, &account)?;
    main_account(&account, "whoever enters it came through its parent, whose policy holds")?;
    open(&account)?;
    if account.two_factor == policy {
        let sentence = format!("The policy of {} is “{policy}” already.", account.name);
        return Err(Refusal::new(RefusalCode::NoChange, sentence, "Nothing needs to be done.")
            .about(Key::Account(sid))
            .into());
    }
    draft.follows(match policy {
        TwoFactorPolicy::Disabled => "Nobody is asked for a second factor because of this account.",
        TwoFactorPolicy::OncePerComputer => {
            "Everybody who enters it shows a second factor once every 30 days on each computer."
        }
        TwoFactorPolicy::EveryLogin => "Everybody who enters it shows a second factor at every login.",
    });
    draft.follows("orgadm checks no second factor itself; the systems that follow it do.");
    draft.put(Account { two_factor: policy, ..account })
}
