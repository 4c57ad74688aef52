//! What things are: identifiers, names people type, and the records of the organization system.
//!
//! Plain data. Parsing is validation: a value of one of these types is well-formed. This room does no I/O, reads no
//! clock, and knows neither the store nor a screen. What may *happen* to a record is `rules`.

mod account;
mod actor;
mod audit;
mod change;
mod code;
mod command_kind;
mod domain;
mod email;
mod ending;
mod head;
mod invitation;
mod message;
mod organization;
mod phone;
mod position;
mod publishing;
mod record;
mod role;
mod sid;
mod sign_up;
mod text;
mod time;
mod user;

pub use account::{
    Account, AccountKind, AccountState, CLOSED_KEPT, Designation, PhoneProof, TwoFactorPolicy, Usage,
};
pub use actor::{Actor, Evidence, Origin, Who};
pub use audit::{AuditChange, AuditEntry, AuditHeader, EntryKind, ImageState};
pub use change::Change;
pub use code::{Code, CodeFor};
pub use command_kind::CommandKind;
pub use domain::{Check, Domain, DomainName, DomainState, Looked, Loss, Removal, VerificationMethod};
pub use email::Email;
pub use ending::Ending;
pub use head::{Head, HeadError};
pub use invitation::{CancelReason, Invitation, InvitationKind, InvitationState, OfferedRoles};
pub use message::{DropReason, Message, MessageKind, MessageState, Recipient, Trouble};
pub use organization::{Baa, Deletion, OrgState, Organization, OrganizationName, Recovery, SignUpPolicy};
pub use phone::Phone;
pub use position::Position;
pub use publishing::Publishing;
pub use record::{Key, Kind, Record, Stored};
pub use role::{AccountRole, AccountRoles, OrgRole};
pub use sid::{AccountSid, DomainSid, InvitationSid, MessageSid, OrgSid, SidError, SignUpSid, UserSid};
pub use sign_up::{SignUp, SignUpState};
pub use text::{Label, PersonName, Reason, TextError, counted, hidden_character, noun, shown};
pub use time::{Span, Timestamp};
pub use user::{Grant, Membership, SecurityAction, SecurityRequest, TwoFactor, User, UserState};
