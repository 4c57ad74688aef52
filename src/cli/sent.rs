//! What becomes of the messages that a verb causes, as the last line of what it says.

use crate::controller::port::Channel;
use crate::controller::quoted;

use super::context::Context;

/// Whether somebody carries messages of this channel.
pub(super) fn carried(context: &Context<'_>, channel: Channel) -> bool {
    context.controller.services().carries(channel)
}

/// Where the message is, after a semicolon.
pub(super) fn place(context: &Context<'_>, many: bool) -> &'static str {
    match (carried(context, Channel::Mail), many) {
        (true, false) => "the message goes out",
        (true, true) => "the messages go out",
        (false, false) => "the message waits in the outbox",
        (false, true) => "the messages wait in the outbox",
    }
}

/// What whoever waits for it has to know; `of` names it to `support show-code`.
pub(super) fn note(context: &Context<'_>, many: bool, of: Option<&str>) -> String {
    let of = of.map(|of| format!(" {}", quoted(of))).unwrap_or_default();
    match (carried(context, Channel::Mail), many) {
        (true, _) => "What does not arrive stands in: orgadm outbox list".to_owned(),
        (false, false) => format!(
            "No mail is sent yet: whoever operates this host reads the code with orgadm support show-code{of}."
        ),
        (false, true) => format!(
            "No mail is sent yet: whoever operates this host reads the codes with orgadm support show-code{of}."
        ),
    }
}
