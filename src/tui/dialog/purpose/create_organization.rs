//! The panel "Create Your Organization" (seed).

use super::{Asked, Purpose, sentence, wrong};
use crate::controller::Command;
use crate::model::Label;
use crate::tui::cx::Cx;
use crate::tui::fields::{Field, Form};

/// Names a new organization.
#[derive(Debug, Clone, Copy)]
pub struct CreateOrganization;

const WHAT: &str = "The organization name";

pub(super) fn org_name(text: &str) -> Result<(), String> {
    Label::parse(WHAT, text).map(|_| ()).map_err(sentence)
}

impl Purpose for CreateOrganization {
    fn title(&self) -> &'static str {
        "Create Your Organization"
    }

    fn intro(&self, _: &Cx<'_>) -> String {
        "It holds all your company's accounts and users. You become its Owner, and the accounts you own become managed. \
         The name can be changed later."
            .into()
    }

    fn form(&self, _: &Cx<'_>) -> Form {
        Form::new(vec![Field::text("Organization name", org_name)])
    }

    fn command(&self, form: &Form) -> Asked {
        Ok(Command::CreateOrganization { name: Label::parse(WHAT, form.value(0)).map_err(wrong(0))? })
    }
}
