//! Links to files: missing, misspelt, outside, stale.

use super::Findings;
use super::addresses::Found;
use super::mends::{mend, redirected, rewritten};
use super::suggest::{How, Meant};
use crate::base::{ByHand, Cause, Code, Diagnostic, Mend, Place, SitePath, Span, codes, join_lexical};
use crate::config::Part;
use crate::model::{Link, LinkKind, Lookup, Outline, Resolved, Role, Target, WrittenWrong};
use crate::syntax::href::{self, Href};

impl Findings<'_> {
    pub(super) fn file_link(&mut self, outline: &Outline, link: &Link, resolved: Resolved) {
        match resolved.target {
            Target::External => self.own_address(outline, link),
            Target::OtherSet => self.old_address(outline, link),
            Target::Xref(_) => {}
            Target::SamePage => self.same_page_anchor(outline, link, resolved.fragment.as_deref()),
            Target::Page { file, written_wrong, .. } => {
                if let Some(wrong) = written_wrong {
                    self.written_wrong(outline, link, &file, wrong);
                }
                self.signpost(outline, link, &file);
                self.anchor(outline, link, &file, resolved.fragment.as_deref());
            }
            Target::Asset { file, written_wrong, .. } => {
                if let Some(wrong) = written_wrong {
                    self.written_wrong(outline, link, &file, wrong);
                }
            }
            Target::ExternalRoot(name) => self.leads_elsewhere(outline, link, name, true),
            Target::Outside(path) => self.leads_elsewhere(outline, link, path, false),
            Target::LeftOut { file, .. } => self.left_out(outline, link, &file),
            Target::Moved { path, to, internal } if link.kind == LinkKind::Link => {
                self.moved(outline, link, &path, &to, internal);
            }
            Target::Missing(path) | Target::Moved { path, .. } => self.missing(outline, link, &path),
        }
    }

    /// The path as it should be written, where only its letter case or its extension is wrong.
    pub(super) fn written_wrong(&mut self, outline: &Outline, link: &Link, file: &SitePath, wrong: WrittenWrong) {
        let right = rewritten(self.index, &outline.file, &link.href, file);
        let (code, message): (&'static Code, String) = match wrong {
            WrittenWrong::Case => {
                (&codes::LINK_CASE_MISMATCH, format!("`{}` has other letter case than `{file}`", path_of(&link.href)))
            }
            WrittenWrong::Extension => (
                &codes::LINK_STALE_EXTENSION,
                format!("`{}` is not there; its source is `{file}`", path_of(&link.href)),
            ),
        };
        let mend = mend(self.index, &outline.file, link, file);
        self.push(
            about(link, code, message, outline).help(format!("write `{right}`")).mend(mend).caused_by(file_of(file)),
        );
    }

    fn signpost(&mut self, outline: &Outline, link: &Link, file: &SitePath) {
        let Some(page) = self.index.page(file) else { return };
        let Some(to) = &page.outline.meta.redirect_url else { return };
        if outline.role == Role::Toc {
            return;
        }
        let message = format!("`{file}` only redirects to `{}`", to.value);
        self.push(
            about(link, &codes::LINK_TO_REDIRECT, message, outline)
                .help("link to the page itself, which saves readers a step")
                .caused_by(file_of(file)),
        );
    }

    /// An address from the top of the host that only a redirect answers.
    fn old_address(&mut self, outline: &Outline, link: &Link) {
        let path = Href::split(&link.href).decoded_path();
        self.leads_to_redirect(outline, link, path.trim_matches('/'));
    }

    /// Whether an address of the output is answered by a redirect alone, which is then noted.
    pub(super) fn leads_to_redirect(&mut self, outline: &Outline, link: &Link, path: &str) -> bool {
        let name = path.rsplit('/').next().unwrap_or(path);
        let is_address = name.rsplit_once('.').is_none_or(|(_, extension)| matches!(extension, "html" | "htm"));
        if !is_address || name.is_empty() {
            return false;
        }
        let Some((file, _)) = redirected(self.index, path) else { return false };
        let right = rewritten(self.index, &outline.file, &link.href, &file);
        self.push(
            about(link, &codes::LINK_TO_REDIRECT, format!("`{path}` only redirects to `{file}`"), outline)
                .help(format!("write `{right}`, which saves readers a step"))
                .mend(self.certain(outline, link, &file))
                .caused_by(file_of(&file)),
        );
        true
    }

    /// A source that is gone, with a redirect to where its page is now.
    fn moved(&mut self, outline: &Outline, link: &Link, path: &str, to: &str, internal: bool) {
        let message = format!("`{path}` is gone and only redirects to `{to}`");
        let diagnostic =
            about(link, &codes::LINK_TO_REDIRECT, message, outline).caused_by(Cause::Path(path.to_owned()));
        let (route, fragment) = href::split_route(to);
        let file = self.index.at_route(route).filter(|_| internal);
        self.push(match file {
            Some(file) if fragment.is_none() => {
                let right = rewritten(self.index, &outline.file, &link.href, file);
                let mend = self.certain(outline, link, file);
                diagnostic.help(format!("write `{right}`, which saves readers a step")).mend(mend)
            }
            _ => diagnostic.help("link to the page itself, which saves readers a step"),
        });
    }

    fn left_out(&mut self, outline: &Outline, link: &Link, file: &SitePath) {
        if outline.role == Role::Toc && self.index.outline(file).is_some_and(|inner| inner.role == Role::Toc) {
            return;
        }
        let code = missing_code(outline, link.kind);
        let (message, help) = if self.is_wanted(file) {
            (
                format!("`{file}` is not written, since another file has its address"),
                "see `output-collision` for that file",
            )
        } else if self.index.config.file.is_none() {
            (
                format!("`{file}` exists, but is neither a page nor of a kind that is copied"),
                "add it to `resources` in `skilt.yml`, or take the link away",
            )
        } else {
            (
                format!("`{file}` exists, but the configuration leaves it out of the site"),
                "add it to `content` or `resources`, or take the link away",
            )
        };
        self.push(about(link, code, message, outline).help(help).caused_by(file_of(file)));
    }

    /// Whether the configuration takes a file, which then is in the site unless another file has its address.
    fn is_wanted(&self, file: &SitePath) -> bool {
        match self.index.config.place(file).map(|placement| placement.part) {
            Some(Part::Content) => self.index.outline(file).is_some_and(|outline| outline.role != Role::Fragment),
            part => part.is_some(),
        }
    }

    pub(super) fn missing(&mut self, outline: &Outline, link: &Link, path: &str) {
        if link.kind == LinkKind::Link && outline.role != Role::Toc && self.leads_to_redirect(outline, link, path) {
            return;
        }
        if self.is_made(outline, link) {
            return;
        }
        let code = missing_code(outline, link.kind);
        let noun = if link.kind == LinkKind::Image { "image" } else { "file" };
        self.gone(outline, link, path, code, format!("there is no {noun} `{path}`"));
    }

    /// Whether a link that leads to no source leads to what the output has all the same, from where its page lies: a page
    /// that the site makes, or a static file. Links of fragments and tables of contents are written anew by their sources.
    fn is_made(&self, outline: &Outline, link: &Link) -> bool {
        if outline.role != Role::Page {
            return false;
        }
        let route = self.index.page(&outline.file).map_or("", |page| &page.route);
        let folder = route.rsplit_once('/').map_or("", |(folder, _)| folder);
        let written = Href::split(&link.href).decoded_path();
        let path = join_lexical(folder, written.trim_start_matches('/'));
        matches!(self.guides.addresses.find(&path), Some(Found::Made)) || self.is_static(&path)
    }

    /// Whether a path of the output is that of a static file.
    fn is_static(&self, path: &str) -> bool {
        let folder = &self.index.config.static_files;
        !folder.is_empty() && !path.is_empty() && self.index.has_file(&SitePath::new(&format!("{folder}/{path}")))
    }

    /// Reports a path at which nothing is, with what may have been meant.
    pub(super) fn gone(&mut self, outline: &Outline, link: &Link, path: &str, code: &'static Code, message: String) {
        let mut diagnostic = about(link, code, message, outline).caused_by(Cause::Path(path.to_owned()));
        if let Some(meant) = self.meant(link.kind, path) {
            let right = rewritten(self.index, &outline.file, &link.href, &meant.file);
            diagnostic = diagnostic.help(meant.words(&right));
            if meant.is_certain() {
                diagnostic = diagnostic.mend(self.certain(outline, link, &meant.file));
            }
        } else if is_mail(&link.href) {
            diagnostic = diagnostic.help(format!("write `mailto:{}`, if it is an address of mail", link.href));
        }
        self.push(diagnostic);
    }

    /// The file that a broken path may have meant.
    fn meant(&self, kind: LinkKind, path: &str) -> Option<Meant> {
        match redirected(self.index, path) {
            Some((file, fragment)) if kind == LinkKind::Link && fragment.is_empty() => {
                Some(Meant { file, how: How::Redirect })
            }
            _ => self.guides.suggest().file(path, matches!(kind, LinkKind::Include | LinkKind::Snippet)),
        }
    }

    /// The correction to a file that has moved, unless the link would be broken in another way there.
    pub(super) fn certain(&self, outline: &Outline, link: &Link, file: &SitePath) -> Result<Option<Mend>, ByHand> {
        let page = self.index.page(file);
        let is_signpost = page.is_some_and(|page| page.outline.meta.redirect_url.is_some());
        let resolved = self.index.resolve(&outline.file, &link.href);
        let has_anchor = resolved.fragment.is_none_or(|fragment| self.leads_to_anchor(file, &fragment));
        if is_signpost || !has_anchor { Ok(None) } else { mend(self.index, &outline.file, link, file) }
    }

    /// Notes a link out of the site; links of one checkout are reported together.
    pub(super) fn leads_elsewhere(&mut self, outline: &Outline, link: &Link, path: String, declared: bool) {
        let name = if declared { path } else { checkout_folder(&path).to_owned() };
        self.elsewhere.entry((name, declared)).or_default().push((outline.file.clone(), link.span, link.href.clone()));
    }

    pub(super) fn report_elsewhere(&mut self) {
        for ((name, declared), mut places) in std::mem::take(&mut self.elsewhere) {
            places.sort();
            places.dedup();
            let Some(((file, span, _), others)) = places.split_first().map(|(f, o)| (f.clone(), o)) else { continue };
            let links =
                if places.len() == 1 { "1 link leads".to_owned() } else { format!("{} links lead", places.len()) };
            let mut diagnostic = if declared {
                let mut note = Diagnostic::new(
                    &codes::LINK_OUTSIDE_SITE,
                    format!("{links} into `{name}`, a declared root that is not here; they are not checked"),
                );
                note.severity = crate::base::Severity::Info;
                note.help(format!("check `{name}` out beside this site to have them checked"))
            } else {
                Diagnostic::new(&codes::LINK_OUTSIDE_SITE, format!("{links} out of the site into `{name}`")).help(
                    format!("add `{name}` to `roots` in skilt.yml, with `external: true` if it is published apart"),
                )
            };
            diagnostic = diagnostic.at(&file, span).about(&name);
            for (file, span, href) in others {
                diagnostic = diagnostic.related(format!("`{href}`"), Place { file: file.clone(), span: Some(*span) });
            }
            self.diagnostics.push(diagnostic);
        }
    }

    pub(super) fn push(&mut self, diagnostic: Diagnostic) {
        self.diagnostics.push(diagnostic);
    }
}

fn missing_code(outline: &Outline, kind: LinkKind) -> &'static Code {
    match kind {
        _ if outline.role == Role::Toc => &codes::TOC_TARGET_MISSING,
        LinkKind::Image => &codes::IMAGE_MISSING,
        LinkKind::Include => &codes::INCLUDE_MISSING,
        LinkKind::Snippet => &codes::SNIPPET_MISSING,
        _ => &codes::LINK_FILE_MISSING,
    }
}

/// Whether a destination reads like an address of mail.
fn is_mail(href: &str) -> bool {
    let parts = href.split_once('@').filter(|_| !href.contains('/'));
    parts.is_some_and(|(name, host)| !name.is_empty() && host.contains('.') && !host.contains('@'))
}

fn path_of(href: &str) -> &str {
    Href::split(href).path
}

/// The folder of the checkout that a path outside the site lies in, relative to the site.
fn checkout_folder(path: &str) -> &str {
    let mut name = path;
    while let Some(rest) = name.strip_prefix("../") {
        name = rest;
    }
    let end = name.find('/').unwrap_or(name.len());
    &path[..path.len() - name.len() + end]
}

/// A problem of a link.
pub(super) fn about(link: &Link, code: &'static Code, message: impl Into<String>, outline: &Outline) -> Diagnostic {
    Diagnostic::new(code, message).at(&outline.file, link.span).about(&link.href)
}

pub(super) fn file_of(file: &SitePath) -> Cause {
    Cause::File(file.clone())
}

/// The span of a part of a one-line directive: bytes `range` of `line`, which stands so that its byte `known` is at
/// `span.start`.
pub(super) fn shifted(span: Span, line: &str, known: usize, range: std::ops::Range<usize>) -> Span {
    let columns = |to: usize| -> i64 {
        let (a, b) = (known.min(to), known.max(to));
        let n = line.get(a..b).map_or(0, |text| text.chars().count() as i64);
        if to < known { -n } else { n }
    };
    let at = |to: usize| crate::base::Position {
        line: span.start.line,
        column: (i64::from(span.start.column) + columns(to)).max(1) as u32,
    };
    Span { start: at(range.start), end: at(range.end) }
}
