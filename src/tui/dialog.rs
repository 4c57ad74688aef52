//! Dialogs: one stack; the top one gets the keys, all are drawn bottom to top.

mod as_of;
mod ask;
mod item;
mod menu;
mod notice;
mod preview;
pub mod purpose;
mod what_if;

pub use as_of::AsOf;
pub use ask::{Ask, code_pieces};
pub use item::{Choice, Item};
pub use menu::Menu;
pub use notice::Notice;
pub use preview::Preview;
pub use what_if::WhatIf;

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

use super::chord::Chord;
use super::cx::Cx;
use super::keymap::{Act, Layer};
use super::request::Request;

/// A dialog.
#[derive(Debug, Clone)]
pub enum Dialog {
    /// A form that becomes a command.
    Ask(Ask),
    /// The preview of a plan.
    Preview(Box<Preview>),
    /// A list to choose from.
    Menu(Menu),
    /// Something to read.
    Notice(Notice),
    /// A moment to go back to.
    AsOf(AsOf),
    /// An address to find out about.
    WhatIf(WhatIf),
}

impl Dialog {
    /// The layers its keys are looked up in, innermost first.
    pub const fn layers(&self) -> &'static [Layer] {
        match self {
            Self::Ask(ask) if ask.shows_code() => &[Layer::CodeForm, Layer::Form, Layer::Global],
            Self::Ask(_) | Self::AsOf(_) => &[Layer::Form, Layer::Global],
            Self::WhatIf(_) => &[Layer::WhatIf, Layer::Global],
            Self::Preview(_) => &[Layer::Preview, Layer::Global],
            Self::Menu(_) => &[Layer::Menu, Layer::Global],
            Self::Notice(notice) if notice.leads_on() => {
                &[Layer::Remedy, Layer::Notice, Layer::Reading, Layer::Global]
            }
            Self::Notice(_) => &[Layer::Notice, Layer::Reading, Layer::Global],
        }
    }

    /// What an action does.
    pub fn act(&mut self, act: Act, cx: &Cx<'_>) -> Vec<Request> {
        match self {
            Self::Ask(ask) => ask.act(act, cx),
            Self::Preview(preview) => preview.act(act),
            Self::Menu(menu) => menu.act(act, cx),
            Self::Notice(notice) => notice.act(act, cx),
            Self::AsOf(dialog) => dialog.act(act, cx),
            Self::WhatIf(dialog) => dialog.act(act),
        }
    }

    /// What it has to ask after an event.
    pub fn settle(&mut self) -> Option<Request> {
        match self {
            Self::WhatIf(dialog) => dialog.settle(),
            _ => None,
        }
    }

    /// A key that is no action: text for a field.
    pub fn key(&mut self, chord: Chord, cx: &Cx<'_>) {
        match self {
            Self::Ask(ask) => ask.key(chord, cx),
            Self::Preview(preview) => preview.key(chord),
            Self::Menu(menu) => menu.key(chord),
            Self::AsOf(dialog) => dialog.key(chord),
            Self::WhatIf(dialog) => dialog.key(chord),
            Self::Notice(_) => {}
        }
    }

    /// A pasted text.
    pub fn paste(&mut self, text: &str, cx: &Cx<'_>) {
        match self {
            Self::Ask(ask) => ask.paste(text, cx),
            Self::Preview(preview) => preview.paste(text),
            Self::Menu(menu) => menu.paste(text),
            Self::AsOf(dialog) => dialog.paste(text),
            Self::WhatIf(dialog) => dialog.paste(text),
            Self::Notice(_) => {}
        }
    }

    /// Draws it over the screen; returns where the cursor belongs.
    pub fn draw(&self, screen: Rect, buf: &mut Buffer, cx: &Cx<'_>) -> Option<Position> {
        match self {
            Self::Ask(ask) => ask.draw(screen, buf, cx),
            Self::Preview(preview) => preview.draw(screen, buf, cx),
            Self::Menu(menu) => menu.draw(screen, buf, cx),
            Self::AsOf(dialog) => dialog.draw(screen, buf, cx),
            Self::WhatIf(dialog) => dialog.draw(screen, buf, cx),
            Self::Notice(notice) => {
                notice.draw(screen, buf, cx);
                None
            }
        }
    }

    /// Whether closing it would lose something typed.
    pub fn is_dirty(&self) -> bool {
        match self {
            Self::Ask(ask) => ask.is_dirty(),
            Self::Preview(preview) => preview.is_dirty(),
            Self::Menu(_) | Self::Notice(_) | Self::AsOf(_) | Self::WhatIf(_) => false,
        }
    }
}
