//! What a search came by: how many states and steps, which commands, refusals and edges of the lifecycle tables.

use std::collections::BTreeSet;
use std::fmt;

use orgadm::controller::{Plan, Refusal, RefusalCode};
use orgadm::model::*;
use orgadm::rules::lifecycle::*;

/// A step of one record: its kind, and the states it left and entered by their number; `None`: no record.
type Edge = (Kind, Option<u8>, Option<u8>);

/// What was reached.
#[derive(Debug, Clone)]
pub struct Reached {
    pub name: String,
    /// Different states.
    pub states: usize,
    /// Steps: plans applied, and waits.
    pub edges: usize,
    /// Commands that were refused.
    pub refusals: usize,
    /// Steps that were undone at once.
    pub undone: usize,
    /// Pairs of steps that were also planned as one bulk.
    pub in_bulk: usize,
    /// How many states were new at each depth.
    pub levels: Vec<usize>,
    /// Whether nothing new was left: it holds at any depth.
    pub closed: bool,
    pub commands: BTreeSet<CommandKind>,
    pub codes: BTreeSet<RefusalCode>,
    taken: BTreeSet<Edge>,
}

impl Reached {
    pub fn new(name: &str) -> Self {
        Self {
            name: name.to_owned(),
            states: 0,
            edges: 0,
            refusals: 0,
            undone: 0,
            in_bulk: 0,
            levels: Vec::new(),
            closed: false,
            commands: BTreeSet::new(),
            codes: BTreeSet::new(),
            taken: BTreeSet::new(),
        }
    }

    pub fn planned(&mut self, plan: &Plan) {
        self.commands.insert(plan.kind);
        if let Some(refusal) = &plan.answer {
            self.codes.insert(refusal.code);
        }
        self.taken.extend(plan.changes.iter().map(|change| {
            (change.key.kind(), change.before.as_ref().map(number), change.after.as_ref().map(number))
        }));
    }

    pub fn refused(&mut self, refusal: &Refusal) {
        self.refusals += 1;
        self.codes.insert(refusal.code);
    }

    /// Takes what another search, or another part of this one, reached.
    pub fn add(&mut self, other: &Self) {
        self.states += other.states;
        self.edges += other.edges;
        self.refusals += other.refusals;
        self.undone += other.undone;
        self.in_bulk += other.in_bulk;
        self.commands.extend(&other.commands);
        self.codes.extend(&other.codes);
        self.taken.extend(&other.taken);
    }

    /// The rows of the lifecycle tables that no step took, as "account: Suspended Close PendingClosure".
    pub fn never_taken(&self) -> Vec<String> {
        let mut never = Vec::new();
        macro_rules! table {
            ($kind:expr, $table:expr) => {
                for edge in $table {
                    let (from, to) = (edge.from.map(|it| it as u8), edge.to.map(|it| it as u8));
                    if !self.taken.contains(&($kind, from, to)) {
                        let state = |it: &Option<_>| it.map_or("-".to_owned(), |it| format!("{it:?}"));
                        let (from, to) = (state(&edge.from), state(&edge.to));
                        never.push(format!("{}: {from} {:?} {to}", $kind.word(), edge.event));
                    }
                }
            };
        }
        table!(Kind::Organization, ORGANIZATION);
        table!(Kind::User, USER);
        table!(Kind::Account, ACCOUNT);
        table!(Kind::Invitation, INVITATION);
        table!(Kind::Domain, DOMAIN);
        table!(Kind::SignUp, SIGN_UP);
        table!(Kind::Message, MESSAGE);
        never
    }
}

/// The number of a record's state in its lifecycle table.
fn number(record: &Record) -> u8 {
    match record {
        Record::Organization(r) => r.state as u8,
        Record::OrganizationName(_) => 0,
        Record::User(r) => Standing::of(r) as u8,
        Record::Account(r) => r.state as u8,
        Record::Invitation(r) => r.state as u8,
        Record::Domain(r) => r.state as u8,
        Record::SignUp(r) => r.state as u8,
        Record::Message(r) => r.state as u8,
    }
}

impl fmt::Display for Reached {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { name, states, edges, refusals, undone, in_bulk, levels, closed, .. } = self;
        let end = if *closed { ", nothing left" } else { "" };
        write!(f, "{name}: {states} states {levels:?}{end}, {edges} steps, ")?;
        write!(f, "{undone} undone, {in_bulk} in bulk, {refusals} refusals")
    }
}
