//! A list that follows a question: it knows when its rows are out of date, looks them up at once where that is quick, and
//! asks the session where it is not. Meanwhile it shows the first rows, or the ones it had.

use super::cx::Cx;
use super::list::{List, Sorted};
use super::request::Request;
use super::rows::{Found, Source};

/// One list and its question.
#[derive(Debug, Clone)]
pub struct Sheet<Id: Source> {
    /// The rows, cursor and marks.
    pub list: List<Id>,
    /// The order as the header shows it.
    pub sorted: Sorted,
    query: Id::Query,
    stale: Stale,
    waiting: bool,
}

/// What has to be done about the rows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Stale {
    /// Nothing.
    No,
    /// The records changed: the same question again, the order kept.
    Records,
    /// The question changed.
    Question,
}

impl<Id: Source> Sheet<Id> {
    /// An empty list that has not asked yet.
    pub fn new(query: Id::Query, sorted: Sorted) -> Self {
        Self { list: List::default(), sorted, query, stale: Stale::Question, waiting: false }
    }

    /// The question.
    pub const fn query(&self) -> &Id::Query {
        &self.query
    }

    /// Asks something else, if it is something else.
    pub fn ask(&mut self, query: Id::Query) {
        if self.query != query {
            self.query = query;
            self.stale = Stale::Question;
        }
    }

    /// The records changed.
    pub fn changed(&mut self) {
        if self.stale == Stale::No {
            self.stale = Stale::Records;
        }
    }

    /// Whether the rows are still looked for.
    pub const fn is_waiting(&self) -> bool {
        self.waiting
    }

    /// Brings the rows up to date, or asks for them.
    pub fn settle(&mut self, cx: &Cx<'_>) -> Option<Request> {
        self.list.tell(cx.company.told(cx.who, cx.now, cx.directory, |key| Id::of(key, cx.directory)));
        if self.stale == Stale::No {
            return None;
        }
        let kept = match self.stale {
            Stale::Records => self.list.rows().to_vec(),
            _ => Vec::new(),
        };
        let fresh = self.stale == Stale::Question;
        self.stale = Stale::No;
        let wanted = Id::wanted(self.query.clone(), kept);
        if !Id::many(cx.directory) {
            if let Some(rows) = Id::found(&wanted.look_up(cx.directory, cx.now), &self.query) {
                self.list.set_rows(rows);
            }
            self.waiting = false;
            return None;
        }
        if fresh && let Some(first) = Id::first(&self.query, cx.directory, cx.now, self.list.rows()) {
            self.list.set_rows(first);
        }
        self.waiting = true;
        Some(Request::Rows(wanted))
    }

    /// Takes the rows over, if they are what was asked for.
    pub fn take(&mut self, found: &Found) {
        if let Some(rows) = Id::found(found, &self.query) {
            self.list.set_rows(rows);
            self.waiting = false;
        }
    }
}
