//! Journeys: keys pressed through the real key table, screens, controller and store in memory.

#![allow(clippy::expect_used, clippy::panic, reason = "a test that cannot go on fails")]

mod support;

#[path = "journeys/accounts.rs"]
mod accounts;
#[path = "journeys/administration.rs"]
mod administration;
#[path = "journeys/company.rs"]
mod company;
#[path = "journeys/first_run.rs"]
mod first_run;
#[path = "journeys/hipaa.rs"]
mod hipaa;
#[path = "journeys/inbox.rs"]
mod inbox;
#[path = "journeys/lifecycle.rs"]
mod lifecycle;
#[path = "journeys/lists.rs"]
mod lists;
#[path = "journeys/people.rs"]
mod people;
#[path = "journeys/settings.rs"]
mod settings;
#[path = "journeys/small_sizes.rs"]
mod small_sizes;
#[path = "journeys/time.rs"]
mod time;
