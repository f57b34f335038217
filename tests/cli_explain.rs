//! `skilt explain`: the page of a diagnostic, offline.

mod common;

use common::Site;
use skilt::base::CODES;

#[test]
fn every_code_is_explained() {
    let site = Site::new();
    for code in CODES {
        let run = site.run(&["explain", code.name]).exits(0);
        assert!(
            run.out.starts_with(&format!("# {}\n\nSeverity: {}\n", code.name, code.severity.name())),
            "{}",
            run.out
        );
        assert!(run.out.contains("\n## Right\n") && run.out.ends_with('\n'), "{}", code.name);
    }
}

#[test]
fn without_a_code_all_are_listed() {
    let run = Site::new().run(&["explain"]).exits(0);
    assert_eq!(run.out.lines().count(), CODES.len());
    run.prints("uid-unresolved              warning     A reference names a uid that nothing declares.\n");
}

#[test]
fn names_of_docfx_and_slips_of_the_pen() {
    let site = Site::new();
    site.run(&["explain", "InvalidFileLink"]).exits(0).prints("# link-file-missing\n");
    let run = site.run(&["explain", "uid-unresolvd"]).exits(2);
    assert_eq!(run.err, "error: `uid-unresolvd` is not a diagnostic code; did you mean `uid-unresolved`?\n");
}
