//! Randomness of the operating system.

use crate::controller::port::{Ids, StoreError};

/// Seeds nobody can guess.
#[derive(Debug, Clone, Copy, Default)]
pub struct RandomIds;

impl Ids for RandomIds {
    fn seed(&self) -> Result<[u8; 32], StoreError> {
        let mut seed = [0; 32];
        getrandom::fill(&mut seed).map_err(|error| StoreError::Io {
            path: "the system's randomness".into(),
            what: error.to_string(),
        })?;
        Ok(seed)
    }
}
