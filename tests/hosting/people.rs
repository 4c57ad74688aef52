//! Terminals of people who work in one store.

use crate::terminal::{Terminal, home, sign_up, verb};

/// A home whose store is held by Ada at her screens, with Grace invited and an administrator.
pub struct Place {
    pub home: tempfile::TempDir,
    pub ada: Terminal,
}

pub const ADA: &str = "ada@acme.example";
pub const GRACE: &str = "grace@acme.example";

impl Place {
    /// Ada has signed up and holds the store.
    pub fn new() -> Self {
        let home = home();
        let mut ada = Terminal::start(home.path(), &[], &[]);
        sign_up(&mut ada);
        Self { home, ada }
    }

    /// The same, and Grace is an Administrator.
    pub fn with_grace() -> Self {
        let place = Self::new();
        place.member(GRACE, "Grace Hopper");
        place.done(&["--as", ADA, "user", "role", GRACE, "administrator"]);
        place
    }

    /// A verb through the host.
    pub fn verb(&self, arguments: &[&str], input: &str) -> (i32, String, String) {
        verb(self.home.path(), arguments, input)
    }

    #[track_caller]
    pub fn done(&self, arguments: &[&str]) -> String {
        let (code, out, err) = self.verb(arguments, "");
        assert_eq!(code, 0, "{arguments:?}: {err}");
        out
    }

    /// Invites somebody, who accepts with the code.
    pub fn member(&self, email: &str, name: &str) {
        self.done(&["--as", ADA, "user", "invite", email]);
        let list = self.done(&["--as", email, "invitation", "list", "--mine"]);
        let sid = list.trim().split('\t').next_back().expect("a SID").to_owned();
        let code = self.done(&["support", "show-code", email]);
        let code = code.split('\t').next().expect("a code");
        let (exit, _, err) = self.verb(&["--as", email, "invitation", "accept", &sid, "--name", name], code);
        assert_eq!(exit, 0, "{err}");
    }

    /// A second terminal at the screens of the same store.
    pub fn attach(&self, email: &str) -> Terminal {
        Terminal::start(self.home.path(), &["--as", email], &[])
    }
}
