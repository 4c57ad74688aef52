//! Coming and going: who an OS user is, what the audit remembers of sessions, and ending somebody's session.

use crate::model::{
    Actor, CommandKind, Ending, EntryKind, Evidence, Key, Kind, OrgRole, OrgSid, Origin, Position, Record,
    User, UserSid, UserState, Who,
};
use crate::rules::permissions::{Action, Permit, permit};

use super::commit::CommitError;
use super::guard;
use super::hub::Controller;
use super::port::{AuditDraft, StoreError};
use super::refusal::{Refusal, RefusalCode};
use super::sessions::{Doing, End, Present, SessionId};

/// Most organizations that a refused attempt is shown to.
const MOST_ORGANIZATIONS: usize = 64;

impl Controller {
    /// The active user this OS user is mapped to.
    pub fn user_of_uid(&self, uid: u32) -> Result<Option<UserSid>, StoreError> {
        let Some(sid) = self.directory()?.user_with_uid(uid) else { return Ok(None) };
        let user = self.stored_user(sid)?;
        Ok(user.filter(|user| user.state == UserState::Active && user.uids.contains(&uid)).map(|_| sid))
    }

    /// Lets somebody in; everybody sees it.
    pub fn enter(&self, caller: Actor, doing: Doing, end: End) -> SessionId {
        let id = self.sessions().add(caller, self.now(), doing, end);
        self.tell();
        id
    }

    /// Somebody signed in, with this audit entry; whoever was signed in there before is not any more.
    pub fn signed_in(&self, id: SessionId, user: Option<UserSid>, began: Option<Position>) {
        if let Some(before) = self.sessions().get(id) {
            self.remember_end(&before, Ending::Quit);
        }
        let org = user.and_then(|user| self.organization_of(user));
        self.sessions().signed_in(id, user, org, began);
        self.tell();
    }

    /// Nobody is signed in there any more, for this reason; the session itself goes on.
    pub fn signed_out(&self, id: SessionId, why: Ending) {
        if let Some(before) = self.sessions().get(id) {
            self.remember_end(&before, why);
        }
        self.sessions().signed_in(id, None, None, None);
        self.tell();
    }

    /// Whether whoever is signed in there has lost what let them in: the user is gone or inactive, left the
    /// organization, or is no longer who the OS user is. An organization that was deleted has nobody removed: its people
    /// keep their logins, and their sessions.
    pub fn lost_rights(&self, id: SessionId) -> bool {
        let Some(present) = self.sessions().get(id) else { return false };
        // Whoever is one user only is that user before the sign-in is recorded.
        let user = present.user.or_else(|| present.caller.user());
        let (Some(user), Some(directory)) = (user, self.loaded()) else { return false };
        let Some(row) = directory.user(user).filter(|row| row.state == UserState::Active) else {
            return true;
        };
        if let Evidence::UidMapped { uid, .. } = present.caller.evidence
            && directory.user_with_uid(uid) != Some(user)
        {
            return true;
        }
        present.org.is_some_and(|org| row.role_in(org).is_none() && !directory.is_deleted(org))
    }

    /// Somebody left. The audit remembers it of whoever had signed in.
    pub fn left(&self, id: SessionId, ending: Ending) {
        let Some(present) = self.sessions().remove(id) else { return };
        self.tell();
        self.remember_end(&present, ending);
    }

    fn remember_end(&self, present: &Present, ending: Ending) {
        let (Some(user), Some(began)) = (present.user, present.began) else { return };
        let origin = Origin::Session(began);
        let actor = Actor { origin, ..present.caller.acting_as(Who::User(user)) };
        // Whoever was removed is seen to leave by the organization they belonged to.
        let org = present.org.or_else(|| self.organization_of(user));
        // The session is over whether or not the store can still say so.
        let _ = self.remember(
            actor,
            EntryKind::Ended(ending),
            CommandKind::EndSession,
            vec![Key::User(user)],
            org.into_iter().collect(),
            None,
        );
    }

    /// Somebody tried to come in who may not.
    pub fn turned_away(&self, evidence: Evidence, code: &str) -> Result<(), StoreError> {
        let actor = Actor { who: Who::Visitor, evidence, origin: Origin::Terminal };
        let page = self.store().scan(Kind::Organization, None, MOST_ORGANIZATIONS)?;
        let organizations = page
            .iter()
            .filter_map(|stored| match &stored.record {
                Record::Organization(org) => Some(org.sid),
                _ => None,
            })
            .collect();
        let (kind, command) = (EntryKind::Refusal, CommandKind::Connect);
        self.remember(actor, kind, command, Vec::new(), organizations, Some(code.to_owned()))
    }

    /// Ends somebody's session: one's own, those of the users one administers, and everybody's for the operator.
    pub fn end_session(&self, actor: &Actor, id: SessionId) -> Result<Present, CommitError> {
        let Some(present) = self.sessions().get(id) else {
            let sentence = "That session is over already.";
            return Err(Refusal::new(RefusalCode::NotFound, sentence, "Nothing needs to be done.").into());
        };
        self.may_end(actor, &present)?;
        if present.doing == Doing::Here {
            let sentence = "That session holds the store for everybody; it ends when its user quits.";
            let remedy = "Ask them, or deactivate the user.";
            return Err(Refusal::new(RefusalCode::NotPermitted, sentence, remedy).into());
        }
        let subjects: Vec<Key> = present.user.map(Key::User).into_iter().collect();
        let organizations = present.user.and_then(|user| self.organization_of(user)).into_iter().collect();
        let (kind, command) = (EntryKind::Session, CommandKind::Disconnect);
        self.remember(actor.clone(), kind, command, subjects, organizations, None)?;
        self.sessions().end(id, Ending::Administrator);
        Ok(present)
    }

    fn may_end(&self, actor: &Actor, present: &Present) -> Result<(), CommitError> {
        guard::vouched(&self.world(), actor).map_err(CommitError::from)?;
        let me = match (actor.who, &actor.evidence) {
            (Who::Operator, Evidence::Claimed { .. }) => return Ok(()),
            (Who::User(me), _) => self.stored_user(me)?,
            _ => None,
        };
        let theirs = present.user.map(|sid| self.stored_user(sid)).transpose()?.flatten();
        let me = me.filter(|me| me.state == UserState::Active);
        let refused = |sentence: &str| {
            let remedy = "Ask the Owner or an Administrator of the person's organization.";
            Err(Refusal::new(RefusalCode::NotPermitted, sentence, remedy).into())
        };
        let (Some(me), Some(them)) = (me, theirs) else {
            return refused("A session in which nobody is signed in is ended by whoever operates the host.");
        };
        if me.sid == them.sid {
            return Ok(());
        }
        let role = |user: &User, org: OrgSid| user.role_in(org);
        match them.membership.map(|member| (member.role, role(&me, member.org))) {
            Some((OrgRole::Owner, Some(_))) => Err(Refusal::new(
                RefusalCode::OwnerProtected,
                "Nobody but the Owner ends a session of the Owner.",
                "Ask the Owner.",
            )
            .into()),
            Some((_, Some(mine))) if permit(Action::RemoveUsers, mine) == Permit::Yes => Ok(()),
            _ => refused("You do not administer the person whose session this is."),
        }
    }

    fn remember(
        &self,
        actor: Actor,
        kind: EntryKind,
        command: CommandKind,
        subjects: Vec<Key>,
        organizations: Vec<OrgSid>,
        refusal: Option<String>,
    ) -> Result<(), StoreError> {
        let (time, salt_seed) = (self.now(), self.seed()?);
        let draft = AuditDraft {
            time,
            actor,
            kind,
            command,
            subjects,
            organizations,
            refusal,
            reason: None,
            salt_seed,
        };
        self.note(draft).map(|_| ())
    }

    fn stored_user(&self, sid: UserSid) -> Result<Option<User>, StoreError> {
        Ok(match self.store().get(Key::User(sid))?.map(|stored| stored.record) {
            Some(Record::User(user)) => Some(user),
            _ => None,
        })
    }

    fn organization_of(&self, user: UserSid) -> Option<OrgSid> {
        self.stored_user(user).ok().flatten().and_then(|user| user.membership).map(|member| member.org)
    }
}
