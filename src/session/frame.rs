//! The bytes of one frame, collected in memory: drawing can neither block nor fail.

use std::io::{self, Write};
use std::sync::{Arc, Mutex, PoisonError};

/// A byte vector shared between the terminal that writes it and the loop that sends it.
#[derive(Debug, Clone, Default)]
pub struct Frame(Arc<Mutex<Vec<u8>>>);

impl Frame {
    /// Takes the bytes written so far.
    pub fn take(&self) -> Vec<u8> {
        std::mem::take(&mut *self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl Write for Frame {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
