//! What a session knows at the moment of an event.

use std::sync::Arc;

use crate::controller::Controller;
use crate::directory::Directory;
use crate::model::{Publishing, Timestamp};
use crate::tui::company::Company;
use crate::tui::cx::Posts;

/// What the session knows at the moment of an event.
#[derive(Debug, Clone)]
pub struct Moment {
    /// The organization in memory, as of the last commit.
    pub directory: Arc<Directory>,
    /// The present instant.
    pub now: Timestamp,
    /// Who else is there, and what they did lately.
    pub company: Company,
    /// What leaves this process.
    pub posts: Posts,
    /// How proofs of domains are published here.
    pub publishing: Arc<Publishing>,
}

impl Moment {
    /// This moment; `None` before the lists are loaded, when no app runs yet.
    pub fn of(controller: &Controller) -> Option<Self> {
        let company = Company { present: controller.sessions().present(), recent: controller.recent() };
        let posts = Posts::of(controller.services());
        let publishing = Arc::clone(&controller.services().publishing);
        Some(Self { directory: controller.loaded()?, now: controller.now(), company, posts, publishing })
    }
}
