//! The store room.
mod memory;
pub use memory::MemoryStore;
