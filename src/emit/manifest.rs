//! The manifest: every file of the output with its digest.

use rayon::prelude::*;
use serde::{Deserialize, Serialize};
use std::io::{self, Write};
use std::sync::Arc;

/// Every file of the output, in the order of their paths, the manifest itself left out.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Manifest {
    /// The files.
    pub files: Vec<Arc<Record>>,
}

/// A file of the output.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Record {
    /// Its path, relative to the output folder.
    pub path: String,
    /// The digest of its content: BLAKE3, cut to 128 bits, in hexadecimal.
    pub digest: String,
    /// Its size in bytes.
    pub size: u64,
    /// Its source, relative to the site; `null` for files that the site as a whole makes.
    pub source: Option<String>,
}

/// How many records one thread writes down before it takes more.
const SHARE: usize = 512;

impl Manifest {
    /// The name of its file in the output folder.
    pub const NAME: &str = "manifest.json";

    /// Reads a manifest. Fails on a text that is none, with the reason.
    pub fn parse(text: &str) -> Result<Manifest, String> {
        let mut manifest: Manifest = serde_json::from_str(text).map_err(|error| error.to_string())?;
        manifest.files.sort();
        Ok(manifest)
    }

    /// Reads a manifest. A text that is none is taken for an empty one: then nothing is pruned.
    pub fn read(text: &str) -> Manifest {
        Manifest::parse(text).unwrap_or_default()
    }

    /// The record of a file.
    pub fn find(&self, path: &str) -> Option<&Record> {
        let at = self.files.binary_search_by(|record| record.path.as_str().cmp(path)).ok()?;
        self.files.get(at).map(AsRef::as_ref)
    }

    /// Writes the manifest, one file a line, so that a changed page changes one line. Fails where the target does.
    pub fn write(&self, into: &mut impl Write) -> io::Result<()> {
        let lines = |(share, records): (usize, &[Arc<Record>])| {
            let mut text = Vec::new();
            for (at, record) in records.iter().enumerate() {
                text.extend_from_slice(if share + at == 0 { b"\n" } else { b",\n" });
                serde_json::to_writer(&mut text, record)?;
            }
            Ok(text)
        };
        let shares: io::Result<Vec<Vec<u8>>> = self.files.par_chunks(SHARE).enumerate().map(lines).collect();
        into.write_all(b"{\"files\":[")?;
        shares?.iter().try_for_each(|share| into.write_all(share))?;
        into.write_all(b"\n]}\n")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_what_it_writes() {
        let record = Record { path: "a\"b.html".into(), digest: "00".into(), size: 3, source: Some("a.md".into()) };
        let manifest = Manifest { files: vec![Arc::new(record)] };
        for manifest in [manifest, Manifest::default()] {
            let mut text = Vec::new();
            manifest.write(&mut text).expect("written");
            assert_eq!(Manifest::parse(std::str::from_utf8(&text).expect("text")), Ok(manifest));
        }
        assert_eq!(Manifest::read("not JSON"), Manifest::default());
    }
}
