//! The search: breadth first over the states that commands and time lead to, each one looked at once.
//!
//! In every state everything is asked that the search is about ([`moves`]); each plan is made twice, looked at, applied,
//! and the state it leads to is looked at whole. Threads share a level; what they find is merged in a fixed order, so that
//! every run reaches the same.

use std::collections::HashSet;
use std::sync::Arc;

use orgadm::controller::{
    CodeKey, Command, Consent, Plan, PlanError, Refusal, RefusalCode, Stamp, plan_command,
};
use orgadm::model::*;

use super::canon::{Canon, canon};
use super::moves::{Move, moves};
use super::reached::Reached;
use super::state::{Small, State};
use crate::support::sound::{self, Whole};
use crate::support::{START, everything_given, lawful};

/// From where, along which commands, how far.
pub struct Search {
    pub name: &'static str,
    pub seed: State,
    /// Which commands are asked.
    pub asks: fn(CommandKind) -> bool,
    /// Whether two steps of one person are also planned as one bulk.
    pub in_bulk: bool,
    /// How many steps there are from the seed to the furthest state.
    pub depth: usize,
}

/// A state, and how it came to be.
struct Node {
    state: State,
    /// The state it came from, where steps are also planned in bulk.
    before: Option<Arc<State>>,
    from: usize,
    by: Option<Move>,
}

/// What one state led to.
struct Found {
    canon: Canon,
    state: State,
    before: Option<Arc<State>>,
    from: usize,
    by: Move,
}

/// The codes of every search come from one key.
pub fn code_key() -> CodeKey {
    CodeKey::new([7; 32])
}

pub fn actor(who: Who) -> Actor {
    let evidence = Evidence::Claimed { uid: 1000, os_user: "alice".into(), ssh: None };
    Actor { who, evidence, origin: Origin::CommandLine }
}

/// Plans a command in a state. The stamp comes from the length of the path, so identifiers do not meet.
pub fn planned(state: &State, codes: &CodeKey, who: Who, command: &Command) -> Result<Plan, Refusal> {
    let mut seed = [0x5a; 32];
    seed[..8].copy_from_slice(&state.head.0.to_be_bytes());
    let stamp = Stamp { now: state.now, seed };
    match plan_command(&Small { state, codes }, &actor(who), command, stamp) {
        Ok(plan) => Ok(plan),
        Err(PlanError::Refused(refusal)) => Err(refusal),
        Err(PlanError::Store(error)) => panic!("{error}"),
    }
}

impl Search {
    /// Runs to its depth, or until there is nothing new; panics with the path to the first state that is not sound.
    pub fn run(&self) -> Reached {
        let mut reached = Reached::new(self.name);
        let mut seen = HashSet::from([canon(&self.seed)]);
        let mut nodes = vec![Node { state: self.seed.clone(), before: None, from: 0, by: None }];
        let mut level = 0..1;
        reached.levels.push(1);
        for _ in 0..self.depth {
            let mut next = Vec::new();
            for (found, so_far) in self.expand(&nodes, level.clone(), &seen) {
                reached.add(&so_far);
                let new = found.into_iter().filter(|found| seen.insert(found.canon));
                next.extend(new.map(|it| Node {
                    state: it.state,
                    before: it.before,
                    from: it.from,
                    by: Some(it.by),
                }));
            }
            // States behind the frontier are only needed to tell how one was reached: the moves are enough for that.
            for node in &mut nodes[level] {
                node.state = State::empty(START);
                node.before = None;
            }
            level = nodes.len()..nodes.len() + next.len();
            nodes.extend(next);
            if level.is_empty() {
                reached.closed = true;
                break;
            }
            reached.levels.push(level.len());
        }
        reached.states = seen.len();
        reached
    }

    /// The seed, and of the states one step further each so many-th.
    pub fn some_states(&self, each: usize) -> Vec<State> {
        let nodes = [Node { state: self.seed.clone(), before: None, from: 0, by: None }];
        let found = self.expand(&nodes, 0..1, &HashSet::new());
        let found = found.into_iter().flat_map(|(found, _)| found).map(|found| found.state);
        std::iter::once(self.seed.clone()).chain(found.step_by(each)).collect()
    }

    /// One level, on as many threads as there are cores, in order.
    fn expand(
        &self,
        nodes: &[Node],
        level: std::ops::Range<usize>,
        seen: &HashSet<Canon>,
    ) -> Vec<(Vec<Found>, Reached)> {
        let threads = std::thread::available_parallelism().map_or(1, usize::from).min(4);
        let size = level.len().div_ceil(threads).max(1);
        let parts: Vec<std::ops::Range<usize>> =
            level.clone().step_by(size).map(|from| from..(from + size).min(level.end)).collect();
        std::thread::scope(|scope| {
            let work = |part: std::ops::Range<usize>| {
                move || {
                    let codes = code_key();
                    let mut part_of = Part {
                        search: self,
                        nodes,
                        seen,
                        here_as_before: Arc::new(State::empty(START)),
                        here: HashSet::new(),
                        codes: &codes,
                        found: Vec::new(),
                        reached: Reached::new(self.name),
                    };
                    part.for_each(|at| part_of.expand(at));
                    (part_of.found, part_of.reached)
                }
            };
            let running: Vec<_> = parts.into_iter().map(|part| scope.spawn(work(part))).collect();
            let ended = running.into_iter().map(|thread| thread.join());
            ended.map(|ended| ended.unwrap_or_else(|panic| std::panic::resume_unwind(panic))).collect()
        })
    }

    /// The moves that led to a state, for people to follow.
    fn path(&self, nodes: &[Node], mut at: usize, last: &Move) -> String {
        let mut steps = vec![format!("{last:?}")];
        while let Some(Node { from, by: Some(by), .. }) = nodes.get(at) {
            steps.push(format!("{by:?}"));
            at = *from;
        }
        steps.reverse();
        format!("from {}:\n  {}", self.name, steps.join("\n  "))
    }
}

/// What the canonical form leaves out and an undo puts back: what things are called, and second factors.
fn named(state: &State) -> Vec<(Key, String)> {
    let named = |record: &Record| match record {
        Record::OrganizationName(it) => Some(it.name.to_string()),
        Record::User(it) => Some(it.name.to_string()),
        Record::Account(it) => Some(format!("{} {}", it.name, it.two_factor)),
        _ => None,
    };
    state.records().filter_map(|record| named(record).map(|name| (record.key(), name))).collect()
}

/// Whether the last step changed what the one before it created: nobody can name that within one bulk.
fn goes_on_with_what_is_new(state: &State, next: &State) -> bool {
    let changes =
        |state: &State| state.last.iter().flat_map(|entry| entry.plan.changes.clone()).collect::<Vec<_>>();
    let new: Vec<Key> = changes(state).iter().filter(|it| it.before.is_none()).map(|it| it.key).collect();
    changes(next).iter().any(|change| new.contains(&change.key))
}

/// A thread's share of a level.
struct Part<'a> {
    search: &'a Search,
    nodes: &'a [Node],
    /// States of the levels before.
    seen: &'a HashSet<Canon>,
    /// The state that is expanded.
    here_as_before: Arc<State>,
    /// New ones that this thread came by in this level.
    here: HashSet<Canon>,
    codes: &'a CodeKey,
    found: Vec<Found>,
    reached: Reached,
}

impl Part<'_> {
    fn expand(&mut self, at: usize) {
        let state = &self.nodes[at].state;
        self.here_as_before = Arc::new(state.clone());
        for (number, by) in moves(state, self.codes, self.search.asks).into_iter().enumerate() {
            match &by {
                Move::Wait(span) => {
                    let later = state.later(*span);
                    self.arrive(later, at, by);
                }
                Move::Ask(who, command) => {
                    let (who, command) = (*who, command.clone());
                    match planned(state, self.codes, who, &command) {
                        Ok(plan) => self.step(plan, at, by),
                        Err(refusal) => self.refused(refusal, at, &by, number),
                    }
                }
            }
        }
    }

    fn step(&mut self, plan: Plan, at: usize, by: Move) {
        let state = &self.nodes[at].state;
        let again = planned(state, self.codes, plan.actor.who, &plan.command);
        self.must(again.as_ref() == Ok(&plan), at, &by, || "planning twice gives different plans".into());
        let badly = lawful::badly_said(&plan);
        self.must(badly.is_none(), at, &by, || badly.unwrap_or_default());
        if let Some(refusal) = &plan.answer {
            self.worded(refusal, at, &by);
        }
        let records: Vec<&Record> = state.records().collect();
        let found = lawful::findings(&Whole::of(records), &plan);
        self.must(found.is_empty(), at, &by, || found.join("; "));
        self.consent(&plan, at, &by);
        self.reached.planned(&plan);
        if plan.changes.is_empty() {
            return;
        }
        let next = state.after(plan);
        self.taken_back(&next, at, &by);
        self.at_once(&next, at, &by);
        self.arrive(next, at, by);
    }

    /// What is undone at once by whoever did it, and says of nothing that it stays, is as it was before.
    fn taken_back(&mut self, next: &State, at: usize, by: &Move) {
        let Move::Ask(who, command) = by else { return };
        let Some(org) = next.last.as_ref().and_then(|entry| entry.plan.org) else { return };
        if matches!(command, Command::Undo { .. }) {
            return;
        }
        let Ok(undo) = planned(next, self.codes, *who, &Command::Undo { org, position: next.head }) else {
            return;
        };
        if undo.irreversible.is_empty() {
            self.reached.undone += 1;
            let back = next.after(undo);
            let before = &self.nodes[at].state;
            let same = canon(&back) == canon(before) && named(&back) == named(before);
            self.must(same, at, by, || "undone at once, and not as it was".into());
        }
    }

    /// Two steps of one person lead where one bulk of both leads.
    fn at_once(&mut self, next: &State, at: usize, by: &Move) {
        let Node { before: Some(before), by: Some(Move::Ask(first_by, first)), .. } = &self.nodes[at] else {
            return;
        };
        let Move::Ask(who, second) = by else { return };
        if who != first_by || goes_on_with_what_is_new(&self.nodes[at].state, next) {
            return;
        }
        // Everything addressed to somebody who is deleted goes with them, what the same bulk sends there too.
        let again = matches!(second, Command::InviteUser { .. } | Command::InviteToAccount { .. });
        if again && matches!(first, Command::DeleteUser { .. }) {
            return;
        }
        let both = Command::Many(vec![first.clone(), second.clone()]);
        match planned(before, self.codes, *who, &both) {
            Ok(plan) => {
                self.reached.in_bulk += 1;
                let same = canon(&before.after(plan)) == canon(next);
                self.must(same, at, by, || "both at once lead elsewhere".into());
            }
            Err(refusal) => {
                // What is offered or designated on an account that goes in the same bulk contradicts itself: the result is
                // looked at as one.
                let contradict = ["“offered-account”", "“hipaa-baa”"];
                let contradict = contradict.iter().any(|rule| refusal.remedy.contains(rule));
                let apart = refusal.code == RefusalCode::NotInBulk || contradict;
                self.must(apart, at, by, || format!("both at once are refused: {refusal}"));
            }
        }
    }

    /// A plan that wants something of the actor is refused without it, and goes with all of it.
    fn consent(&mut self, plan: &Plan, at: usize, by: &Move) {
        let granted = plan.check_consent(&everything_given(plan));
        self.must(granted.is_ok(), at, by, || format!("refused with everything given: {granted:?}"));
        let wants = !plan.acknowledgements.is_empty() || plan.confirmation.is_some() || plan.reason_required;
        match plan.check_consent(&Consent::default()) {
            Ok(()) => self.must(!wants, at, by, || "goes without what it wants".into()),
            Err(refusal) => {
                self.must(wants, at, by, || format!("wants nothing and is refused: {refusal}"));
                self.worded(&refusal, at, by);
            }
        }
    }

    fn refused(&mut self, refusal: Refusal, at: usize, by: &Move, number: usize) {
        self.worded(&refusal, at, by);
        // Refusals are many: every seventh is asked for again.
        if let (Move::Ask(who, command), true) = (by, (at + number).is_multiple_of(7)) {
            let again = planned(&self.nodes[at].state, self.codes, *who, command);
            self.must(again.as_ref() == Err(&refusal), at, by, || {
                "planning twice is refused differently".into()
            });
        }
        self.reached.refused(&refusal);
    }

    fn worded(&self, refusal: &Refusal, at: usize, by: &Move) {
        let wrong = lawful::badly_worded(refusal);
        self.must(wrong.is_none(), at, by, || wrong.unwrap_or_default());
    }

    fn arrive(&mut self, state: State, from: usize, by: Move) {
        self.reached.edges += 1;
        let canon = canon(&state);
        if self.seen.contains(&canon) || !self.here.insert(canon) {
            return;
        }
        let found = sound::findings(&Whole::of(state.records()));
        self.must(found.is_empty(), from, &by, || found.join("; "));
        let before = self.search.in_bulk.then(|| Arc::clone(&self.here_as_before));
        self.found.push(Found { canon, state, before, from, by });
    }

    fn must(&self, holds: bool, at: usize, by: &Move, otherwise: impl FnOnce() -> String) {
        if !holds {
            panic!("{}\n{}", otherwise(), self.search.path(self.nodes, at, by));
        }
    }
}
