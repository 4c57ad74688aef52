//! `--at`: lists and records as they were, for those who administer the organization now.

use std::sync::Arc;

use crate::controller::{Past, When};

use super::args::{AccessVerb, AccountVerb, AuditVerb, DomainVerb, InvitationVerb, OrgVerb, UserVerb, Verb};
use super::context::Context;
use super::exit::Failure;
use super::io::Io;
use super::org::may_view;

/// Whether a verb only shows.
const fn shows(verb: &Verb) -> bool {
    matches!(
        verb,
        Verb::Org(OrgVerb::Show | OrgVerb::Settings)
            | Verb::Account(
                AccountVerb::List { .. }
                    | AccountVerb::Show { .. }
                    | AccountVerb::Users { .. }
                    | AccountVerb::Subaccounts { .. }
                    | AccountVerb::Coverage { .. }
            )
            | Verb::Export(_)
            | Verb::Access(AccessVerb::List { .. })
            | Verb::User(UserVerb::List { .. } | UserVerb::Show { .. })
            | Verb::Domain(DomainVerb::List | DomainVerb::Show { .. })
            | Verb::Invitation(InvitationVerb::List { .. })
            | Verb::Audit(AuditVerb::List { .. } | AuditVerb::Show { .. })
    )
}

/// Goes back to the moment of `--at`.
pub(super) fn open(
    context: &Context<'_>,
    verb: &Verb,
    text: &str,
    io: &mut Io<'_>,
) -> Result<Arc<Past>, Failure> {
    if !shows(verb) {
        let sentence = "--at goes with verbs that list or show; what was cannot be changed. Leave --at out.";
        return Err(Failure::Usage(sentence.into()));
    }
    let org = context.org(&context.actor()?)?;
    may_view(context, org)?;
    let when = When::parse(text, context.rights.now())?;
    let (err, tell) = (&mut *io.err, io.interactive);
    let mut progress = |done: u64| {
        if tell {
            let _ = write!(err, "\r{done} entries taken back");
        }
    };
    let past = context.rights.as_of(org, when, &mut progress)?;
    // A stream for messages that is gone is nobody to tell; the results are still wanted.
    if io.out_is_terminal {
        let _ = writeln!(io.err, "\rAs of {} (position {}).", past.time, past.position);
    }
    if past.erased > 0 {
        let _ = writeln!(
            io.err,
            "{} records of that time have been erased and are not shown as they were.",
            past.erased
        );
    }
    Ok(past)
}

impl<'a> Context<'a> {
    /// The same, showing what was.
    pub(super) fn then(&self, past: &'a Past) -> Self {
        let (caller, identity) = (self.caller.clone(), self.identity.clone());
        Self { controller: &past.controller, rights: self.rights, caller, identity, flags: self.flags }
    }
}
