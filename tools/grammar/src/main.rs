//! Packs every `.sublime-syntax` file of this folder into `src/render/highlight/grammars.packdump`.
//!
//! The product reads only the packed form, so it needs no YAML reader for grammars. Run after editing a grammar:
//!
//! ```text
//! cargo run --release --manifest-path tools/grammar/Cargo.toml
//! ```

use std::path::Path;

use syntect::parsing::SyntaxSetBuilder;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut builder = SyntaxSetBuilder::new();
    builder.add_from_folder(here.join("syntaxes"), true)?;
    let set = builder.build();
    let target = here.join("../../src/render/highlight/grammars.packdump");
    syntect::dumps::dump_to_uncompressed_file(&set, &target)?;
    let names: Vec<&str> = set.syntaxes().iter().map(|syntax| syntax.name.as_str()).collect();
    println!("packed {}: {} bytes", names.join(", "), std::fs::metadata(&target)?.len());
    Ok(())
}
