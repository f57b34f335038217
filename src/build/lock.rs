//! One build at a time writes an output.

use super::Failure;
use std::fs::{File, OpenOptions, TryLockError};
use std::io::Write;
use std::path::Path;

/// A lock on an output folder, held until it is dropped or the process ends in any way.
#[derive(Debug)]
pub struct Lock {
    /// Holds the number of the process while it is locked.
    file: File,
}

/// The name of the lock's file in the output folder.
const NAME: &str = ".skilt-lock";

impl Lock {
    /// Takes the lock. Fails at once if another process holds it.
    pub fn take(output: &Path) -> Result<Lock, Failure> {
        std::fs::create_dir_all(output).map_err(|error| unwritable(output, &error))?;
        let path = output.join(NAME);
        let file = OpenOptions::new().create(true).truncate(false).write(true).open(&path);
        let file = file.map_err(|error| unwritable(&path, &error))?;
        match file.try_lock() {
            Ok(()) => {
                // The number only helps whoever waits; a lock without it is as good.
                let _ = file.set_len(0).and_then(|()| write!(&file, "{}", std::process::id()));
                Ok(Lock { file })
            }
            Err(TryLockError::WouldBlock) => {
                let process = std::fs::read_to_string(&path).ok().and_then(|text| text.trim().parse().ok());
                Err(Failure::Locked(output.to_owned(), process))
            }
            Err(TryLockError::Error(error)) => Err(unwritable(&path, &error)),
        }
    }
}

impl Drop for Lock {
    fn drop(&mut self) {
        let _ = self.file.set_len(0);
    }
}

fn unwritable(path: &Path, error: &std::io::Error) -> Failure {
    let words = error.to_string();
    Failure::Output(path.to_owned(), words.split(" (os error").next().unwrap_or(&words).to_lowercase())
}
