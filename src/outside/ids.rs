//! The system's randomness behind the controller's port.

use crate::controller::port::{Ids, StoreError};

/// Randomness of the operating system, fit for keys.
#[derive(Debug, Clone, Copy, Default)]
pub struct RandomIds;

impl Ids for RandomIds {
    /// # Errors
    ///
    /// If the system has none to give, which no program can do anything about.
    fn seed(&self) -> Result<[u8; 32], StoreError> {
        let mut seed = [0; 32];
        getrandom::fill(&mut seed).map_err(|error| StoreError::Io {
            path: "the system's randomness".into(),
            what: error.to_string(),
        })?;
        Ok(seed)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_two_seeds_are_the_same() {
        assert_ne!(RandomIds.seed().expect("random"), RandomIds.seed().expect("random"));
    }
}
