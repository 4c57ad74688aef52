//! Small pieces of a page: tabs, footer, toast, frames, scrolled text, differences, progress.
//!
//! Each is a value that borrows what it shows and a theme, and draws itself into any area down to nothing. They know no
//! screen, no key table and no record; state that lasts (a scroll offset) is a plain value kept by the owner.

mod diff;
mod footer;
mod frame;
mod meter;
mod progress;
mod scroll;
mod tabs;
mod toast;
mod too_small;

pub use diff::{DiffRow, DiffView};
pub use footer::{Footer, Hint};
pub use frame::{Dialog, Panel};
pub use meter::{bar, sparkline};
pub use progress::Progress;
pub use scroll::{Scroll, TextBlock, scrollbar};
pub use tabs::{Count, Tab, TabBar};
pub use toast::{Level, Toast};
pub use too_small::{MIN_HEIGHT, MIN_WIDTH, TooSmall, too_small};
