//! Files of the cache: lists of values behind a mark, in pieces that are packed and unpacked by all threads.
//!
//! A file starts with a line that names the format, then come the mark, a digest of the rest, and the pieces with
//! their lengths before them. Whatever does not fit is not used: a cache can always be thrown away.

use crate::base::Digest;
use rayon::prelude::*;
use serde::Serialize;
use serde::de::DeserializeOwned;
use std::fs;
use std::io::{self, ErrorKind};
use std::path::Path;

/// The first line of every file of the cache.
const FORMAT: &[u8] = b"skilt cache 1\n";

/// How many values share a piece.
const PIECE: usize = 128;

const DIGEST: usize = 16;
const HEAD: usize = FORMAT.len() + 2 * DIGEST;

/// What came of a file of the cache.
#[derive(Debug)]
pub(super) enum Loaded<T> {
    /// Its values, in the order in which they were saved.
    Values(Vec<T>),
    /// There is none, or it is of another program or configuration.
    Foreign,
    /// It is not what was saved.
    Damaged,
}

/// Reads a file that was saved with the same mark.
pub(super) fn load<T: DeserializeOwned + Send>(path: &Path, mark: Digest) -> Loaded<T> {
    let bytes = match fs::read(path) {
        Ok(bytes) => bytes,
        Err(error) if error.kind() == ErrorKind::NotFound => return Loaded::Foreign,
        Err(_) => return Loaded::Damaged,
    };
    let Some(rest) = bytes.strip_prefix(FORMAT) else { return Loaded::Foreign };
    let Some((found, rest)) = rest.split_at_checked(DIGEST) else { return Loaded::Damaged };
    if found != mark.0 {
        return Loaded::Foreign;
    }
    match rest.split_at_checked(DIGEST) {
        Some((digest, body)) if digest == Digest::of(body).0 => unpack(body).map_or(Loaded::Damaged, Loaded::Values),
        _ => Loaded::Damaged,
    }
}

fn unpack<T: DeserializeOwned + Send>(mut body: &[u8]) -> Option<Vec<T>> {
    let mut pieces = Vec::new();
    while let Some((length, rest)) = body.split_first_chunk::<8>() {
        let (piece, rest) = rest.split_at_checked(usize::try_from(u64::from_le_bytes(*length)).ok()?)?;
        pieces.push(piece);
        body = rest;
    }
    if !body.is_empty() {
        return None;
    }
    let values: Option<Vec<Vec<T>>> = pieces.into_par_iter().map(|piece| postcard::from_bytes(piece).ok()).collect();
    Some(values?.into_iter().flatten().collect())
}

/// Writes values, all of the file or nothing of it. Fails where the file system does.
pub(super) fn save<T: Serialize + Sync>(path: &Path, mark: Digest, values: &[T]) -> io::Result<()> {
    let pieces: Result<Vec<Vec<u8>>, postcard::Error> = values.par_chunks(PIECE).map(postcard::to_stdvec).collect();
    let pieces = pieces.map_err(io::Error::other)?;
    let mut bytes = Vec::with_capacity(HEAD + pieces.iter().map(|piece| piece.len() + 8).sum::<usize>());
    bytes.extend_from_slice(FORMAT);
    bytes.extend_from_slice(&mark.0);
    bytes.extend_from_slice(&[0; DIGEST]);
    for piece in pieces {
        bytes.extend_from_slice(&(piece.len() as u64).to_le_bytes());
        bytes.extend_from_slice(&piece);
    }
    let digest = Digest::of(&bytes[HEAD..]);
    bytes[HEAD - DIGEST..HEAD].copy_from_slice(&digest.0);
    // Two builds may save at once; a name of its own for each keeps one from writing into the file of the other.
    let part = path.with_extension(format!("part-{}", std::process::id()));
    // Some file systems write a file that replaces another to the disk at once. What can be thrown away need not wait
    // for that.
    let make_room = || match fs::remove_file(path) {
        Err(error) if error.kind() != ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    };
    let written = fs::write(&part, &bytes).and_then(|()| make_room()).and_then(|()| fs::rename(&part, path));
    if written.is_err() {
        let _ = fs::remove_file(&part);
    }
    written
}

#[cfg(test)]
mod tests {
    use super::*;

    fn saved() -> (tempfile::TempDir, std::path::PathBuf, Vec<(String, u32)>) {
        let folder = tempfile::tempdir().expect("folder");
        let path = folder.path().join("x");
        let values: Vec<(String, u32)> = (0..1000).map(|n| (format!("value {n}"), n)).collect();
        save(&path, Digest::of(b"mark"), &values).expect("saved");
        (folder, path, values)
    }

    fn read(path: &Path, mark: &[u8]) -> Loaded<(String, u32)> {
        load(path, Digest::of(mark))
    }

    #[test]
    fn gives_back_what_was_saved_to_whom_it_belongs() {
        let (_folder, path, values) = saved();
        assert!(matches!(read(&path, b"mark"), Loaded::Values(found) if found == values));
        assert!(matches!(read(&path, b"other"), Loaded::Foreign));
        assert!(matches!(read(&path.with_extension("none"), b"mark"), Loaded::Foreign));
        let left = fs::read_dir(path.parent().expect("folder")).expect("read").count();
        assert_eq!(left, 1, "nothing but the file is left");
    }

    #[test]
    fn every_damage_is_seen() {
        let (_folder, path, _) = saved();
        let whole = fs::read(&path).expect("read");
        for at in (0..whole.len()).step_by(61) {
            let mut bytes = whole.clone();
            bytes[at] ^= 0x20;
            fs::write(&path, &bytes).expect("written");
            assert!(!matches!(read(&path, b"mark"), Loaded::Values(_)), "a changed byte at {at}");
            fs::write(&path, &whole[..at]).expect("written");
            assert!(!matches!(read(&path, b"mark"), Loaded::Values(_)), "cut at {at}");
        }
    }
}
