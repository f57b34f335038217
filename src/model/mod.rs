//! Floor 2: what the phases hand to each other. Values only; whoever makes one fills it in whole.

mod external;
mod facet_page;
pub mod limits;
mod lookup;
mod meta;
mod nav;
mod outline;
mod shape;
mod symbol;
mod view;

pub use external::{Answer, Question, State};
pub use facet_page::{FacetEntry, FacetPage};
pub use lookup::{Lookup, PageCard, Resolved, SiteFacets, Target, UidTarget, WrittenWrong};
pub use meta::{Fact, Located, Meta};
pub use nav::{Crumb, NavItem, NavNode, PageNav};
pub use outline::{Anchor, Declaration, Heading, Ignore, Link, LinkKind, Outline, Role};
pub use symbol::Symbol;
pub use view::{Body, Doc, Entries, Piece, To, View};
