//! The reference page of the configuration equals the table of keys. `SKILT_UPDATE_DOCS=1 cargo test --test
//! configuration_docs` writes it anew.

use std::path::Path;

const FRONT_MATTER: &str = "\
---
uid: reference-configuration
title: Configuration
description: Every key of skilt.yml, what its value is and what holds without it.
so.topic: reference
so.date: 11.24.2026
---

";

#[test]
fn the_page_equals_the_table() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("content/reference/configuration.md");
    let wanted = format!("{FRONT_MATTER}{}", skilt::config::reference_markdown());
    if std::env::var_os("SKILT_UPDATE_DOCS").is_some() {
        std::fs::write(&path, &wanted).expect("the page can be written");
    }
    let found = std::fs::read_to_string(&path).unwrap_or_default().replace("\r\n", "\n");
    assert!(
        found == wanted,
        "the page differs from the table; run with SKILT_UPDATE_DOCS=1 and look at the difference"
    );
}
