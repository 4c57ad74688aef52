//! The services beyond this process, reached through small traits of their own: whoever builds the process chooses them.

/// The services beyond this process. `Default` reaches nothing.
#[derive(Debug, Clone, Default)]
pub struct Services {}
