//! Enable or disable HIPAA (seed, "Enabling HIPAA and eligible Accounts"), for one account or for the marked ones.

use super::{Asked, Purpose};
use crate::controller::{Command, name_of};
use crate::model::{AccountSid, Key};
use crate::tui::bulk::together;
use crate::tui::cx::Cx;
use crate::tui::fields::{Field, Form, Option_};

/// What the section says about subaccounts, wherever it stands (seed).
pub const SUBACCOUNTS_DO_NOT_FOLLOW: &str = "The same steps must be repeated for all existing subaccounts. Subaccounts \
    created in a designated account from then on are designated automatically.";

/// Designates these accounts, or ends that.
#[derive(Debug, Clone)]
pub struct Hipaa {
    /// Each with whether it is designated now.
    accounts: Vec<(AccountSid, bool)>,
    /// Which of the marked ones are left out, and why.
    left_out: Option<String>,
}

impl Hipaa {
    /// For these accounts.
    pub fn new(accounts: &[AccountSid], left_out: Option<String>, cx: &Cx<'_>) -> Self {
        let rows = accounts.iter().filter_map(|sid| cx.directory.account(*sid));
        Self { accounts: rows.map(|row| (row.sid, row.hipaa.is_some())).collect(), left_out }
    }

    fn designated(&self) -> usize {
        self.accounts.iter().filter(|(_, on)| *on).count()
    }
}

impl Purpose for Hipaa {
    fn title(&self) -> &'static str {
        "HIPAA enablement"
    }

    fn intro(&self, cx: &Cx<'_>) -> String {
        let on = self.designated();
        let mut about = match self.accounts.as_slice() {
            [(account, on)] => {
                let name = name_of(Key::Account(*account), cx.directory);
                format!("{name} is {}.", if *on { "designated" } else { "not designated" })
            }
            several => {
                let off = several.len() - on;
                format!(
                    "{} accounts are marked: {on} designated, {off} not. Those that are so already stay as they are.",
                    several.len()
                )
            }
        };
        if let Some(who) = &self.left_out {
            about.push_str(&format!(" Left out: {who}."));
        }
        format!("{about} {SUBACCOUNTS_DO_NOT_FOLLOW}")
    }

    fn form(&self, _: &Cx<'_>) -> Form {
        let what = if self.accounts.len() == 1 { "this account" } else { "these accounts" };
        let options = [
            Option_ {
                label: format!("Enable HIPAA for {what}"),
                detail: "Designated for use under the BAA on file.".into(),
            },
            Option_ { label: format!("Disable HIPAA for {what}"), detail: "No longer designated.".into() },
        ];
        let at = usize::from(self.designated() == 0);
        Form::new(vec![Field::choice("Enter saves; a preview comes first", options.to_vec(), at)])
    }

    fn command(&self, form: &Form) -> Asked {
        let on = form.chosen(0) == 0;
        let changing = self.accounts.iter().filter(|(_, now)| *now != on);
        let commands = changing.map(|(account, _)| Command::SetHipaa { account: *account, on });
        together(commands.collect()).ok_or_else(|| {
            let so = if on { "is designated" } else { "is not designated" };
            (0, format!("Nothing to save: every account here {so} already."))
        })
    }
}
