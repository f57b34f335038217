//! One build at a time writes an output.

use super::Failure;
use std::fs::{File, OpenOptions, TryLockError};
use std::path::Path;

/// A lock on an output folder, held until it is dropped or the process ends in any way.
#[derive(Debug)]
pub struct Lock {
    _file: File,
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
            Ok(()) => Ok(Lock { _file: file }),
            Err(TryLockError::WouldBlock) => Err(Failure::Locked(output.to_owned())),
            Err(TryLockError::Error(error)) => Err(unwritable(&path, &error)),
        }
    }
}

fn unwritable(path: &Path, error: &std::io::Error) -> Failure {
    let words = error.to_string();
    Failure::Output(path.to_owned(), words.split(" (os error").next().unwrap_or(&words).to_lowercase())
}
