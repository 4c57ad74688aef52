//! Who may do what, and in which order.
//!
//! A [`Command`] is planned into a [`Plan`] or a [`Refusal`]; the single writer plans it again and commits it through
//! the [`port::Store`]. This room reads no clock, draws no randomness and touches no file itself: those are ports. It
//! knows no terminal and no sled.

mod audit_view;
mod codes;
mod command;
mod commit;
mod connect;
pub mod demo;
mod describe;
mod doctor;
mod draft;
mod flow;
mod guard;
mod hub;
mod keep_going;
mod layered;
mod line;
mod loading;
mod names;
pub mod org_file;
mod outbox;
mod past;
mod plan;
pub mod port;
mod proof;
mod recent;
mod refusal;
mod reveal;
mod sessions;
mod shared;
mod sweep;
mod tally;
mod timeless;
mod upkeep;
mod what_if;
mod world;
mod writer;

pub use audit_view::{Activity, AuditPage, History, actor_name, audit_passes};
pub use codes::CodeKey;
pub use command::{Application, Asked, Command, Delivery, FileStep, Limit, Successors, TypedCode};
pub use commit::{CommitError, Conflict, Receipt};
pub use describe::{Difference, differences, inviter, name_of, name_seen_by, sender_name};
pub use flow::{Fate, Survey, Verdict, WhatIf, plan as plan_command};
pub use hub::Controller;
pub use keep_going::{Kept, Outcome};
pub use line::{Line, quoted};
pub use loading::Progress;
pub use names::{Names, StoredNames};
pub use outbox::{Claim, Handed, NotTaken, Outbox, Parcel, Posted, Taken, carry, check_letter, letter_names};
pub use past::{Past, Rewind, Travel, When};
pub use plan::{Acknowledgement, Brake, Confirmation, Consent, Plan, Stamp};
pub use proof::{DomainCheck, ProofReport, Rechecked};
pub use recent::Recent;
pub use refusal::{PlanError, Refusal, RefusalCode, RefusedRow, Remedy};
pub use reveal::Shown;
pub use sessions::{Doing, Present, SessionId, Sessions};
pub use sweep::Swept;
pub use tally::Tally;
pub use timeless::timeless;
pub use upkeep::Upkeep;
pub use world::{Lists, Live, World};
