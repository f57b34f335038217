//! Nesting: directives become events, alerts split quotes, zones and rows hold what stands between their lines, and
//! headings that are links to `#tab/...` become groups of tabs. Headings get their ids last.

use super::directives::{Directive, Mark};
use super::triple_colon::TripleColon;
use super::{Container, Event, Options, Problem, Spanned, Tab, VideoBlock, extras, headings, inline, table};
use crate::base::Set;
use pulldown_cmark::Tag;
use std::collections::BTreeMap;
use std::ops::Range;

/// How deep containers may nest before what is inside is taken as it comes. Nobody writes this; attackers do.
const MAX_DEPTH: usize = 100;

/// Turns the events of the parser into the events of the flavour.
pub(super) fn build<'a>(
    source: &'a str,
    raw: Vec<Spanned<'a>>,
    marks: &BTreeMap<usize, Mark<'a>>,
    options: &Options,
    problems: &mut Vec<Problem>,
) -> Vec<Spanned<'a>> {
    let ends = matching_ends(&raw);
    let length = raw.len();
    let out = Vec::with_capacity(length);
    let mut builder =
        Builder { source, options, raw, ends, marks, out, problems, no_image_end: 0, chosen_tabs: Set::default() };
    builder.blocks(0..length, 0);
    let mut events = inline::refine(source, builder.out, options);
    if extras::wanted(options) {
        events = extras::apply(source, events, options);
    }
    headings::give_heading_ids(source, &mut events, options.heading_ids);
    events
}

/// For each event that begins something, the index of the event that ends it; for others their own index.
fn matching_ends(events: &[Spanned<'_>]) -> Vec<usize> {
    let mut ends: Vec<usize> = (0..events.len()).collect();
    let mut open = Vec::new();
    for (i, spanned) in events.iter().enumerate() {
        match spanned.event {
            Event::Start(_) | Event::Link(_) | Event::Image(_) => open.push(i),
            Event::End(_) | Event::LinkEnd | Event::ImageEnd => {
                if let Some(start) = open.pop() {
                    ends[start] = i;
                }
            }
            _ => {}
        }
    }
    ends
}

struct Builder<'a, 'b> {
    source: &'a str,
    options: &'b Options,
    raw: Vec<Spanned<'a>>,
    ends: Vec<usize>,
    marks: &'b BTreeMap<usize, Mark<'a>>,
    out: Vec<Spanned<'a>>,
    problems: &'b mut Vec<Problem>,
    /// The end of siblings among which no image ends, so that they are not searched again.
    no_image_end: usize,
    /// The first id of the tab that each group so far shows first.
    chosen_tabs: Set<String>,
}

/// A container that waits for its end among its siblings.
struct Pending<'a> {
    container: Container<'a>,
    name: &'static str,
    range: Range<usize>,
}

impl<'a> Builder<'a, '_> {
    /// Transforms a run of siblings.
    fn blocks(&mut self, run: Range<usize>, depth: usize) {
        let mut pending: Vec<Pending<'a>> = Vec::new();
        let mut i = run.start;
        while i < run.end {
            let end = self.ends[i];
            if depth < MAX_DEPTH {
                if let Some(mark) = self.block_mark(i) {
                    i = match mark.directive {
                        Directive::MathBlock => self.math_block(i, &mark),
                        _ => self.described_image(i, run.end, &mark).unwrap_or_else(|| {
                            self.directive(&mark, &mut pending);
                            end + 1
                        }),
                    };
                    continue;
                }
                if self.tab(i).is_some() {
                    i = self.tabs(i, run.end, depth);
                    continue;
                }
                match self.raw[i].event {
                    Event::Start(Tag::BlockQuote(_)) => {
                        self.quote(i, end, depth);
                        i = end + 1;
                        continue;
                    }
                    Event::Start(
                        Tag::List(_)
                        | Tag::Item
                        | Tag::FootnoteDefinition(_)
                        | Tag::DefinitionList
                        | Tag::DefinitionListDefinition,
                    ) => {
                        self.copy(i);
                        self.blocks(i + 1..end, depth + 1);
                        self.copy(end);
                        i = end + 1;
                        continue;
                    }
                    _ => {}
                }
            }
            let from = self.out.len();
            let mut k = i;
            while k <= end {
                k = self.copy_inline(k);
            }
            if self.options.wide_rows
                && let Event::Start(Tag::Table(_)) = self.raw[i].event
                && let Some(wide) = table::widen(self.source, &self.out[from..], self.options)
            {
                self.out.truncate(from);
                self.out.extend(wide);
            }
            i = end + 1;
        }
        let ends = self.ends_below(&pending, run.end);
        while let Some(unclosed) = pending.pop() {
            if ends.get(unclosed.name).is_none_or(|end| *end < unclosed.range.end) {
                self.problems.push(self::unclosed(unclosed.name, unclosed.range.clone()));
            }
            self.push(Event::Close(unclosed.container), unclosed.range);
        }
    }

    /// Where the last lines stand, by their colons, that end containers of the writer's own within blocks of these.
    fn ends_below(&self, pending: &[Pending<'a>], run_end: usize) -> BTreeMap<&'static str, usize> {
        let behind = run_end.checked_sub(1).and_then(|last| self.raw.get(last)).map(|last| last.range.end);
        let (Some(first), Some(behind)) = (pending.first().map(|first| first.range.end), behind) else {
            return BTreeMap::new();
        };
        let end = |(at, mark): (&usize, &Mark<'a>)| match mark.directive {
            Directive::TripleColon(TripleColon::CustomEnd(colons)) => Some((colons, *at)),
            _ => None,
        };
        self.marks.range(first..behind.max(first)).filter_map(end).collect()
    }

    fn push(&mut self, event: Event<'a>, range: Range<usize>) {
        self.out.push(Spanned { event, range });
    }

    fn copy(&mut self, i: usize) {
        self.out.push(self.raw[i].clone());
    }

    /// Copies an event; an inline mark becomes its event. Gives the index of the next event.
    fn copy_inline(&mut self, i: usize) -> usize {
        let spanned = &self.raw[i];
        let next = match &spanned.event {
            Event::Html(_) | Event::Code(_) => i + 1,
            // The text and the end of an autolink go with it.
            Event::Link(link) if link.auto => self.ends[i] + 1,
            _ => {
                self.copy(i);
                return i + 1;
            }
        };
        let Some(mark) = self.marks.get(&spanned.range.start).filter(|mark| mark.inline) else {
            self.copy(i);
            return i + 1;
        };
        let range = mark.range.clone();
        let event = match &mark.directive {
            Directive::Include(include) => Event::Include(include.clone()),
            Directive::Math(source) => Event::Math { display: false, source: (*source).into() },
            Directive::TripleColon(TripleColon::Image(image)) => Event::ImageBlock(image.clone()),
            Directive::TripleColon(TripleColon::Video(video)) => Event::Video(video.clone()),
            Directive::TripleColon(TripleColon::NoLoc(text)) => Event::Text(text.clone().into()),
            _ => return next,
        };
        self.push(event, range);
        next
    }

    /// A formula between two lines of `$$`: the lines are those of the HTML block at `i`, without its first and last.
    fn math_block(&mut self, i: usize, mark: &Mark<'a>) -> usize {
        let end = self.ends[i];
        let mut source = String::new();
        for spanned in &self.raw[i + 1..end] {
            if let Event::Html(line) = &spanned.event {
                source.push_str(line);
            }
        }
        let inner = source.trim().trim_start_matches("$$").trim_end_matches("$$").trim().to_owned();
        self.push(Event::Math { display: true, source: inner.into() }, mark.range.clone());
        end + 1
    }

    /// A complex image with its description, which is everything up to its end and is not Markdown (DocFX, triple
    /// colon). `None` if the mark is something else or has no end among its siblings.
    fn described_image(&mut self, i: usize, run_end: usize, mark: &Mark<'a>) -> Option<usize> {
        let Directive::TripleColon(TripleColon::Image(image)) = &mark.directive else { return None };
        if run_end == self.no_image_end {
            return None;
        }
        let mut at = self.ends[i] + 1;
        while at < run_end {
            if let Some(end) = self.block_mark(at)
                && end.directive == Directive::TripleColon(TripleColon::ImageEnd)
            {
                let mut image = image.clone();
                image.description = self.source.get(mark.range.end..end.range.start).unwrap_or_default();
                self.push(Event::ImageBlock(image), mark.range.clone());
                return Some(self.ends[at] + 1);
            }
            at = self.ends[at] + 1;
        }
        self.no_image_end = run_end;
        None
    }

    /// The directive that the HTML block at `i` stands for.
    fn block_mark(&self, i: usize) -> Option<Mark<'a>> {
        if let Event::Rule = self.raw[i].event {
            return self.marks.range(self.raw[i].range.clone()).next().map(|(_, mark)| mark.clone());
        }
        let Event::Start(Tag::HtmlBlock) = self.raw[i].event else { return None };
        let inner = self.raw.get(i + 1)?;
        let mark = self.marks.get(&inner.range.start).or_else(|| self.marks.get(&self.raw[i].range.start))?;
        (!mark.inline).then(|| mark.clone())
    }

    fn directive(&mut self, mark: &Mark<'a>, pending: &mut Vec<Pending<'a>>) {
        let range = mark.range.clone();
        let event = match mark.directive.clone() {
            Directive::Include(include) => Event::Include(include),
            Directive::Snippet(line) | Directive::TripleColon(TripleColon::Code(line)) => Event::Snippet(line),
            Directive::QuoteVideo(source) => Event::Video(VideoBlock { source, title: None, triple_colon: false }),
            Directive::TripleColon(TripleColon::Video(video)) => Event::Video(video),
            Directive::TripleColon(TripleColon::Image(image)) => {
                self.problems.push(unclosed("image", range.clone()));
                Event::ImageBlock(image)
            }
            Directive::TripleColon(TripleColon::Form { action, submit }) => Event::Html(form(action, submit).into()),
            Directive::TripleColon(TripleColon::NoLoc(text)) => Event::Text(text.into()),
            Directive::TripleColon(other) => return self.nesting(other, range, pending),
            Directive::Alert(_) | Directive::Div(_) | Directive::Math(_) | Directive::MathBlock => return,
        };
        self.push(event, range);
    }

    fn open(
        &mut self,
        container: Container<'a>,
        name: &'static str,
        range: Range<usize>,
        pending: &mut Vec<Pending<'a>>,
    ) {
        self.push(Event::Open(container.clone()), range.clone());
        pending.push(Pending { container, name, range });
    }

    fn nesting(&mut self, directive: TripleColon<'a>, range: Range<usize>, pending: &mut Vec<Pending<'a>>) {
        let end = match directive {
            TripleColon::Row => return self.open(Container::Row, "row", range, pending),
            TripleColon::Column(span) => return self.open(Container::Column(span), "column", range, pending),
            TripleColon::Zone(zone) => return self.open(Container::Zone(zone), "zone", range, pending),
            TripleColon::Moniker(monikers) => {
                return self.open(Container::Moniker(monikers), "moniker", range, pending);
            }
            TripleColon::Custom(colons, class) => {
                return self.open(Container::Div(vec![("class", class)]), colons, range, pending);
            }
            TripleColon::CustomEnd(colons) => colons,
            TripleColon::RowEnd => "row",
            TripleColon::ColumnEnd => "column",
            TripleColon::ZoneEnd => "zone",
            TripleColon::MonikerEnd => "moniker",
            _ => "image",
        };
        // An end without a start here has its start in another item of the list, which has been reported.
        let at = pending.iter().rposition(|waiting| waiting.name == end).unwrap_or(pending.len());
        // What was opened inside and never closed ends here as well.
        for inner in pending.drain(at..).rev() {
            self.out.push(Spanned { event: Event::Close(inner.container), range: range.clone() });
        }
    }

    /// A quote: what stands before the first marker stays a quote, each marker opens a block of its own.
    fn quote(&mut self, start: usize, end: usize, depth: usize) {
        let mut cuts: Vec<(usize, Container<'a>, Range<usize>)> = Vec::new();
        let mut videos: Vec<usize> = Vec::new();
        let mut i = start + 1;
        while i < end {
            if let Some(mark) = self.block_mark(i) {
                match mark.directive {
                    Directive::Alert(kind) => cuts.push((i, Container::Alert(kind), mark.range)),
                    Directive::Div(attributes) => cuts.push((i, Container::Div(attributes), mark.range)),
                    Directive::QuoteVideo(_) => videos.push(i),
                    _ => {}
                }
            }
            i = self.ends[i] + 1;
        }
        let first = cuts.first().map_or(end, |cut| cut.0);
        // A quote of nothing but videos is no quote: each video is a block of its own.
        let only_videos = (start + 1..first).filter(|i| self.is_sibling(start, *i)).all(|i| videos.contains(&i));
        if only_videos {
            self.blocks(start + 1..first, depth + 1);
        } else {
            self.copy(start);
            self.blocks(start + 1..first, depth + 1);
            self.copy(end);
        }
        for (n, (at, container, range)) in cuts.iter().enumerate() {
            let next = cuts.get(n + 1).map_or(end, |cut| cut.0);
            self.push(Event::Open(container.clone()), range.clone());
            self.blocks(self.ends[*at] + 1..next, depth + 1);
            self.push(Event::Close(container.clone()), range.clone());
        }
    }

    /// Whether `i` begins a child of the container that starts at `parent`.
    fn is_sibling(&self, parent: usize, i: usize) -> bool {
        let mut at = parent + 1;
        while at < i {
            at = self.ends[at] + 1;
        }
        at == i
    }

    /// The ids and the condition of the tab that the heading at `i` opens.
    fn tab(&self, i: usize) -> Option<(Vec<String>, Option<String>)> {
        let Event::Start(Tag::Heading { .. }) = self.raw[i].event else { return None };
        let Event::Link(link) = &self.raw.get(i + 1)?.event else { return None };
        if self.ends[i + 1] + 1 != self.ends[i] {
            return None;
        }
        let rest = link.href.strip_prefix("#tab/")?;
        let (ids, condition) = match rest.split_once('/') {
            Some((ids, condition)) => (ids, Some(condition)),
            None => (rest, None),
        };
        let is_id = |id: &str| !id.is_empty() && id.chars().all(|c| c.is_ascii_alphanumeric() || c == '-');
        let ids: Vec<String> = ids.split('+').map(str::to_owned).collect();
        (ids.iter().all(|id| is_id(id)) && condition.is_none_or(is_id)).then(|| (ids, condition.map(str::to_owned)))
    }

    /// A group of tabs from the heading at `start` up to a thematic break, which is swallowed, or the end of its
    /// siblings. Gives the index behind the group.
    fn tabs(&mut self, start: usize, run_end: usize, depth: usize) -> usize {
        let mut heads = Vec::new();
        let mut i = start;
        let mut behind = run_end;
        while i < run_end {
            if matches!(self.raw[i].event, Event::Rule) && self.block_mark(i).is_none() {
                behind = i + 1;
                break;
            }
            if let Some((ids, condition)) = self.tab(i) {
                heads.push((i, ids, condition));
            }
            i = self.ends[i] + 1;
        }
        let content_end = i.min(run_end);
        let range = self.raw[start].range.clone();
        let mut tabs: Vec<Tab<'a>> = heads
            .iter()
            .map(|(at, ids, condition)| Tab {
                ids: ids.clone(),
                condition: condition.clone(),
                title: self.raw[at + 2..self.ends[at + 1]].to_vec(),
                visible: true,
                active: false,
            })
            .collect();
        self.choose(&mut tabs, &range);
        self.push(Event::Open(Container::Tabs(tabs.clone())), range.clone());
        for (n, (at, ..)) in heads.iter().enumerate() {
            let next = heads.get(n + 1).map_or(content_end, |head| head.0);
            let range = self.raw[*at].range.clone();
            self.push(Event::Open(Container::TabPanel(n)), range.clone());
            self.blocks(self.ends[*at] + 1..next, depth + 1);
            self.push(Event::Close(Container::TabPanel(n)), range);
        }
        self.push(Event::Close(Container::Tabs(tabs)), range);
        behind
    }

    /// Decides which tab a reader sees first, by DocFX's rule: a tab with a condition is visible if an earlier group
    /// chose that id; the chosen one is the first visible that an earlier group chose too, else the first visible.
    fn choose(&mut self, tabs: &mut [Tab<'a>], range: &Range<usize>) {
        for tab in tabs.iter_mut() {
            tab.visible = tab.condition.as_ref().is_none_or(|condition| self.chosen_tabs.contains(condition));
        }
        let mut seen = Set::default();
        for tab in tabs.iter() {
            if !seen.insert((&tab.ids, &tab.condition)) {
                self.tab_problem(range, format!("the tab `{}` stands twice in its group", tab.ids.join("+")));
            }
        }
        let was_chosen = |tab: &Tab<'_>| tab.ids.first().is_some_and(|id| self.chosen_tabs.contains(id));
        let earlier = tabs.iter().position(|tab| tab.visible && was_chosen(tab));
        let active = earlier.or_else(|| tabs.iter().position(|tab| tab.visible));
        match active {
            Some(active) => {
                tabs[active].active = true;
                if earlier.is_none() {
                    self.chosen_tabs.extend(tabs[active].ids.first().cloned());
                }
            }
            None => self.tab_problem(range, "no tab of this group can ever be shown first".to_owned()),
        }
    }

    fn tab_problem(&mut self, range: &Range<usize>, message: String) {
        let help = "give each tab of a group its own id; conditions name ids of groups above".to_owned();
        self.problems.push(Problem { range: range.clone(), message, help, tabs: true });
    }
}

fn unclosed(name: &str, range: Range<usize>) -> Problem {
    let (what, end) = match name {
        _ if name.starts_with(':') => ("the container".to_owned(), name.to_owned()),
        "zone" | "moniker" => (format!("`:::{name}`"), format!(":::{name}-end")),
        _ => (format!("`:::{name}`"), format!(":::{name}-end:::")),
    };
    let help = format!("add a line with `{end}`");
    Problem { range, message: format!("{what} is never closed"), help, tabs: false }
}

fn form(action: &str, submit: &str) -> String {
    format!(
        "<form class=\"chromeless-form\" data-action=\"{}\">\n<div></div>\n<button class=\"button is-primary\" \
         disabled=\"disabled\" type=\"submit\">{}</button>\n</form>\n",
        html_escape::encode_double_quoted_attribute(action),
        html_escape::encode_text(submit)
    )
}
