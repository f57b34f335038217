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

    /// Its name in titles.
    pub fn name(self) -> &'static str {
        match self {
            Symbol::Namespace => "Namespace",
            Symbol::Class => "Class",
            Symbol::Struct => "Struct",
            Symbol::Interface => "Interface",
            Symbol::Enum => "Enum",
            Symbol::Delegate => "Delegate",
            Symbol::Constructor => "Constructor",
            Symbol::Field => "Field",
            Symbol::Property => "Property",
            Symbol::Method => "Method",
            Symbol::Event => "Event",
            Symbol::Operator => "Operator",
        }
    }

    /// The id and the heading of a list of such things.
    pub fn plural(self) -> (&'static str, &'static str) {
        match self {
            Symbol::Namespace => ("namespaces", "Namespaces"),
            Symbol::Class => ("classes", "Classes"),
            Symbol::Struct => ("structs", "Structs"),
            Symbol::Interface => ("interfaces", "Interfaces"),
            Symbol::Enum => ("enums", "Enums"),
            Symbol::Delegate => ("delegates", "Delegates"),
            Symbol::Constructor => ("constructors", "Constructors"),
            Symbol::Field => ("fields", "Fields"),
            Symbol::Property => ("properties", "Properties"),
            Symbol::Method => ("methods", "Methods"),
            Symbol::Event => ("events", "Events"),
            Symbol::Operator => ("operators", "Operators"),
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
