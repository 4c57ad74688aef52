//! What a lifecycle table is, and how it is asked.

/// One row of a table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Edge<S, E> {
    /// The state it leaves; `None`: there is no record yet.
    pub from: Option<S>,
    /// What happens.
    pub event: E,
    /// The state it enters; `None`: the record is gone.
    pub to: Option<S>,
}

/// A table of edges; no pair of state and event stands in it twice.
pub type Table<S, E> = [Edge<S, E>];

pub(super) const fn edge<S, E>(from: Option<S>, event: E, to: Option<S>) -> Edge<S, E> {
    Edge { from, event, to }
}

/// The state this event leads to, or `None` if it cannot happen in this state.
pub fn next<S: Copy + PartialEq, E: PartialEq>(
    table: &Table<S, E>,
    from: Option<S>,
    event: &E,
) -> Option<Option<S>> {
    table.iter().find(|edge| edge.from == from && edge.event == *event).map(|edge| edge.to)
}

/// Whether some event leads from one state to the other.
pub fn is_edge<S: Copy + PartialEq, E>(table: &Table<S, E>, from: Option<S>, to: Option<S>) -> bool {
    table.iter().any(|edge| edge.from == from && edge.to == to)
}
