//! What every verb works with.

use crate::controller::Controller;
use crate::model::Actor;

use super::args::Flags;

/// What a verb works with.
#[derive(Debug)]
pub struct Context<'a> {
    /// The open store, or what it was: what a verb shows.
    pub controller: &'a Controller,
    /// The store as it is: who may see or do what is looked up here, whatever is shown.
    pub rights: &'a Controller,
    /// The evidence and door; who it is for is resolved from `identity`.
    pub caller: Actor,
    /// The address of `--as` or what stands in for it.
    pub identity: Option<String>,
    /// The flags.
    pub flags: &'a Flags,
}
