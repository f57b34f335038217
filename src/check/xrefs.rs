//! References by uid.

use super::Findings;
use crate::base::{Cause, codes};
use crate::model::{Link, LinkKind, Lookup, Outline, Role};
use crate::syntax::href::parse_xref;

impl Findings<'_> {
    pub(super) fn xref(&mut self, outline: &Outline, link: &Link) {
        // A table of contents names uids as they are; everywhere else they are encoded like addresses.
        let uid = if outline.role == Role::Toc { link.href.clone() } else { parse_xref(&link.href).uid };
        if let Some(target) = self.index.uid(&uid) {
            let fragment = parse_xref(&link.href).fragment;
            if let (Some(file), Some(fragment)) = (target.file, fragment)
                && outline.role != Role::Toc
            {
                self.anchor(outline, link, &file, Some(&crate::syntax::href::decode(&fragment)));
            }
            return;
        }
        if link.kind == LinkKind::XrefQuiet {
            return;
        }
        let code = if outline.role == Role::Toc { &codes::TOC_UID_UNRESOLVED } else { &codes::UID_UNRESOLVED };
        let mut diagnostic = super::links::about(link, code, format!("nothing declares the uid `{uid}`"), outline)
            .caused_by(Cause::Uid(uid.clone()));
        let declared = self.guides.uids.get_or_init(|| self.index.uid_candidates().collect());
        if let Some(near) = declared.nearest(&uid) {
            diagnostic = diagnostic.help(format!("did you mean `{near}`?"));
        } else {
            let prefix = uid.split_once('.').map(|(first, _)| format!("{first}."));
            let rule = prefix.map_or_else(String::new, |prefix| {
                format!(", or say where all uids lead that begin with `{prefix}` in `xref_rules`")
            });
            diagnostic = diagnostic.help(format!(
                "declare it as `uid:` of a page, or list the xref map of the site that does in `xref_maps`{rule}"
            ));
        }
        self.push(diagnostic);
    }
}
