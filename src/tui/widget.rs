//! Small pieces of a page: tabs, footer, the line for a terminal that is too small.
//!
//! Each is a value that borrows what it shows and a theme, and draws itself into any area down to nothing. They know no
//! screen, no key table and no record; state that lasts (a scroll offset) is a plain value kept by the owner.

mod footer;
mod tabs;
mod too_small;

pub use footer::{Footer, Hint};
pub use tabs::{Count, Tab, TabBar};
pub use too_small::{MIN_HEIGHT, MIN_WIDTH, TooSmall, too_small};
