//! From events to pages: what turns a document into HTML.

pub mod highlight;
