//! The last weeks of a demo, lived through the ordinary pipeline.

use crate::controller::command::{Command, TypedCode};
use crate::controller::commit::CommitError;
use crate::controller::hub::Controller;
use crate::controller::plan::Consent;
use crate::model::{
    Actor, Email, Evidence, InvitationSid, Key, OrgRole, OrgSid, Origin, PersonName, Reason, Record, Span,
    User, UserSid, UserState, Who,
};

use super::company;
use super::crowd::Crowd;
use super::names::{FIRST, LAST};
use super::ports::{Demo, StoryClock};

/// How long the story takes.
pub(super) const LENGTH: Span = Span::days(30);
/// How many steps it has, a day's work apart by chance.
const STEPS: usize = 60;

struct Story<'a> {
    controller: &'a Controller,
    random: fastrand::Rng,
    crowd: &'a Crowd,
    org: OrgSid,
    owner: UserSid,
    guests: usize,
}

/// Plays the story; the clock ends at about now.
pub(super) fn live(
    controller: &Controller,
    clock: &StoryClock,
    demo: Demo,
    crowd: &Crowd,
) -> Result<(), CommitError> {
    let random = fastrand::Rng::with_seed(demo.seed.wrapping_add(1));
    let (org, owner) = (crowd.org(), crowd.owner());
    let mut story = Story { controller, random, crowd, org, owner, guests: 0 };
    let step = Span(LENGTH.0 / (STEPS as u64 + 2));
    for n in 0..STEPS {
        clock.forward(step);
        story.step(n)?;
    }
    clock.forward(step);
    company::furnish(controller, crowd)?;
    story.run(owner, Command::SignIn, None).map(|_| ())
}

impl Story<'_> {
    fn actor(&self, who: Who) -> Actor {
        Actor { who, evidence: Evidence::System, origin: Origin::Demo }
    }

    fn run(&self, user: UserSid, command: Command, reason: Option<&str>) -> Result<Vec<Key>, CommitError> {
        let reason = reason.and_then(|text| Reason::parse("", text).ok());
        let consent = Consent { reason, ..Consent::default() };
        let receipt = self.controller.run(&self.actor(Who::User(user)), &command, consent)?;
        Ok(receipt.plan.subjects)
    }

    fn step(&mut self, n: usize) -> Result<(), CommitError> {
        match n % 6 {
            // The later invitations are left open, so that the lists of what waits are not empty.
            0 | 3 => {
                let invitation =
                    self.invite(if n % 12 == 3 { OrgRole::Administrator } else { OrgRole::Standard })?;
                match invitation {
                    Some((sid, _)) if n % 18 == 6 => {
                        self.run(self.owner, Command::CancelInvitation { invitation: sid }, None).map(|_| ())
                    }
                    Some((sid, name)) if n + 14 < STEPS => self.answer(sid, name, n % 12 != 9),
                    _ => Ok(()),
                }
            }
            1 => self.change_role(n),
            _ => match self.active_member()? {
                Some(user) => self.run(user.sid, Command::SignIn, None).map(|_| ()),
                None => Ok(()),
            },
        }
    }

    fn invite(&mut self, role: OrgRole) -> Result<Option<(InvitationSid, PersonName)>, CommitError> {
        self.guests += 1;
        let first = FIRST[self.random.usize(0..FIRST.len())];
        let last = LAST[self.random.usize(0..LAST.len())];
        let address = format!("{}.{}.new{}@acme.example", first.1, last.1, self.guests);
        let (Ok(email), Ok(name)) =
            (Email::parse(&address), PersonName::parse("", &format!("{} {}", first.0, last.0)))
        else {
            return Ok(None);
        };
        let command = Command::InviteUser { org: self.org, email, role, access: Vec::new(), replace: false };
        let subjects = self.run(self.owner, command, Some("New in the team."))?;
        Ok(subjects.into_iter().find_map(|key| match key {
            Key::Invitation(sid) => Some((sid, name.clone())),
            _ => None,
        }))
    }

    fn answer(&self, sid: InvitationSid, name: PersonName, accept: bool) -> Result<(), CommitError> {
        let code = self.controller.invitation_code(sid)?.map(|code| TypedCode::new(&code.reveal()));
        let command = match accept {
            true => Command::AcceptInvitation { invitation: sid, code, name: Some(name) },
            false => Command::DeclineInvitation { invitation: sid, code },
        };
        self.controller.run(&self.actor(Who::Visitor), &command, Consent::default()).map(|_| ())
    }

    /// Promotes a Standard user, or takes the role back from an Administrator.
    fn change_role(&mut self, n: usize) -> Result<(), CommitError> {
        let Some(user) = self.active_member()? else { return Ok(()) };
        let role = match user.role_in(self.org) {
            Some(OrgRole::Standard) if n % 12 == 1 => OrgRole::Administrator,
            Some(OrgRole::Administrator) => OrgRole::Standard,
            _ => return self.run(user.sid, Command::SignIn, None).map(|_| ()),
        };
        let command = Command::SetRole { org: self.org, user: user.sid, role };
        self.run(self.owner, command, Some("Changed duties.")).map(|_| ())
    }

    /// Some active member but the Owner.
    fn active_member(&mut self) -> Result<Option<User>, CommitError> {
        for _ in 0..20 {
            let sid = self.crowd.user(self.random.usize(1..self.crowd.members().max(2)));
            let stored = self.controller.store().get(Key::User(sid))?;
            if let Some(Record::User(user)) = stored.map(|stored| stored.record)
                && user.state == UserState::Active
                && user.membership.is_some()
            {
                return Ok(Some(user));
            }
        }
        Ok(None)
    }
}
