//! The last weeks of a demo, lived through the ordinary pipeline.

use crate::controller::command::{Command, TypedCode};
use crate::controller::commit::CommitError;
use crate::controller::hub::Controller;
use crate::controller::plan::Consent;
use crate::directory::{UserList, UserQuery, UserSort};
use crate::model::{
    Actor, Email, Evidence, InvitationSid, Key, OrgRole, OrgSid, Origin, PersonName, Reason, Span, UserSid,
    Who,
};

use super::names::{FIRST, LAST};
use super::ports::{Demo, StoryClock};

/// How long the story takes.
pub(super) const LENGTH: Span = Span::days(30);
/// How many steps it has, a day's work apart by chance.
const STEPS: usize = 60;

struct Story<'a> {
    controller: &'a Controller,
    random: fastrand::Rng,
    org: OrgSid,
    owner: UserSid,
    members: Vec<UserSid>,
    guests: usize,
}

/// Plays the story; the clock ends at about now.
pub(super) fn live(
    controller: &Controller,
    clock: &StoryClock,
    demo: Demo,
    org: OrgSid,
    owner: UserSid,
) -> Result<(), CommitError> {
    let directory = controller.directory()?;
    let by_address = UserQuery { sort: UserSort::Email, ..UserQuery::all(org, UserList::Managed) };
    let members = directory.users_of(&by_address, controller.now());
    let random = fastrand::Rng::with_seed(demo.seed.wrapping_add(1));
    let mut story = Story { controller, random, org, owner, members, guests: 0 };
    let step = Span(LENGTH.0 / (STEPS as u64 + 2));
    for n in 0..STEPS {
        clock.forward(step);
        story.step(n)?;
    }
    clock.forward(step);
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
            _ => match self.active_member() {
                Some(sid) => self.run(sid, Command::SignIn, None).map(|_| ()),
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

    /// Promotes a Standard user, or takes the role back from the last one promoted.
    fn change_role(&mut self, n: usize) -> Result<(), CommitError> {
        let directory = self.controller.directory()?;
        let Some(user) = self.active_member() else { return Ok(()) };
        let role = match directory.user(user).and_then(|row| row.role_in(self.org)) {
            Some(OrgRole::Standard) if n % 12 == 1 => OrgRole::Administrator,
            Some(OrgRole::Administrator) => OrgRole::Standard,
            _ => return self.run(user, Command::SignIn, None).map(|_| ()),
        };
        let command = Command::SetRole { org: self.org, user, role };
        self.run(self.owner, command, Some("Changed duties.")).map(|_| ())
    }

    fn active_member(&mut self) -> Option<UserSid> {
        use crate::model::UserState;
        let directory = self.controller.loaded()?;
        let start = self.random.usize(0..self.members.len().max(1));
        (0..self.members.len())
            .filter_map(|n| self.members.get((start + n) % self.members.len()))
            .find(|sid| {
                **sid != self.owner && directory.user(**sid).is_some_and(|row| row.state == UserState::Active)
            })
            .copied()
    }
}
