//! What a uid of an API reference stands for.

use serde::{Deserialize, Serialize};

/// The kinds of things that an API reference describes, in the order in which pages list them (DocFX,
/// ManagedReference).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Symbol {
    /// A namespace, which may be described by several files.
    Namespace,
    /// A class.
    Class,
    /// A structure.
    Struct,
    /// An interface.
    Interface,
    /// An enumeration.
    Enum,
    /// A delegate.
    Delegate,
    /// A constructor.
    Constructor,
    /// A field, or a value of an enumeration.
    Field,
    /// A property.
    Property,
    /// A method.
    Method,
    /// An event.
    Event,
    /// An operator.
    Operator,
}

impl Symbol {
    /// The symbol with this name in a file.
    pub fn parse(name: &str) -> Option<Symbol> {
        Some(match name {
            "Namespace" => Symbol::Namespace,
            "Class" => Symbol::Class,
            "Struct" => Symbol::Struct,
            "Interface" => Symbol::Interface,
            "Enum" => Symbol::Enum,
            "Delegate" => Symbol::Delegate,
            "Constructor" => Symbol::Constructor,
            "Field" => Symbol::Field,
            "Property" | "AttachedProperty" => Symbol::Property,
            "Method" => Symbol::Method,
            "Event" | "AttachedEvent" => Symbol::Event,
            "Operator" => Symbol::Operator,
            _ => return None,
        })
    }

    /// The key of its word in the theme.
    pub fn word(self) -> &'static str {
        match self {
            Symbol::Namespace => "namespace",
            Symbol::Class => "class",
            Symbol::Struct => "struct",
            Symbol::Interface => "interface",
            Symbol::Enum => "enum",
            Symbol::Delegate => "delegate",
            Symbol::Constructor => "constructor",
            Symbol::Field => "field",
            Symbol::Property => "property",
            Symbol::Method => "method",
            Symbol::Event => "event",
            Symbol::Operator => "operator",
        }
    }

    /// The id of a list of such things, which is also the key of the word above it.
    pub fn plural(self) -> &'static str {
        match self {
            Symbol::Namespace => "namespaces",
            Symbol::Class => "classes",
            Symbol::Struct => "structs",
            Symbol::Interface => "interfaces",
            Symbol::Enum => "enums",
            Symbol::Delegate => "delegates",
            Symbol::Constructor => "constructors",
            Symbol::Field => "fields",
            Symbol::Property => "properties",
            Symbol::Method => "methods",
            Symbol::Event => "events",
            Symbol::Operator => "operators",
        }
    }

    /// Whether it is a type, which has a page of its own.
    pub fn is_type(self) -> bool {
        matches!(self, Symbol::Class | Symbol::Struct | Symbol::Interface | Symbol::Enum | Symbol::Delegate)
    }

    /// Whether several files may describe parts of one such thing.
    pub fn is_mergeable(self) -> bool {
        self == Symbol::Namespace
    }
}
