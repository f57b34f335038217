//! Packs every `.sublime-syntax` file of this folder into `src/render/highlight/grammars.packdump`.
//!
//! The product reads only the packed form, so it needs no YAML reader for grammars. Run after editing a grammar:
//!
//! ```text
//! cargo run --release --manifest-path tools/grammar/Cargo.toml
//! ```

use std::path::Path;

use syntect::parsing::SyntaxSetBuilder;
use syntect::parsing::syntax_definition::SyntaxDefinition;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut builder = SyntaxSetBuilder::new();
    let mut files: Vec<_> = std::fs::read_dir(here.join("syntaxes"))?.collect::<Result<_, _>>()?;
    files.sort_by_key(std::fs::DirEntry::file_name);
    // Each grammar is read as text: a set that is read from a folder remembers where the folder was.
    for file in files {
        builder.add(SyntaxDefinition::load_from_str(&std::fs::read_to_string(file.path())?, true, None)?);
    }
    let set = builder.build();
    let target = here.join("../../src/render/highlight/grammars.packdump");
    syntect::dumps::dump_to_uncompressed_file(&set, &target)?;
    let names: Vec<&str> = set.syntaxes().iter().map(|syntax| syntax.name.as_str()).collect();
    println!("packed {}: {} bytes", names.join(", "), std::fs::metadata(&target)?.len());
    Ok(())
}
