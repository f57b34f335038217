//! Declarations of an API reference: keywords, types, names and constants told apart without a grammar.
//!
//! A reference has a few hundred thousand declarations, nearly all distinct and of one line; a grammar takes a tenth of
//! a millisecond for each. The classes are those of `highlight`, punctuation without one.

use html_escape::encode_text;

/// A declaration as the content of `<code>`; `None` for languages whose words are not known here.
pub(super) fn draw(language: &str, text: &str) -> Option<String> {
    let words = match language {
        "csharp" | "crmscript" => Words::C,
        "vb" => Words::Basic,
        _ => return None,
    };
    let mut out = String::with_capacity(text.len() * 2);
    let mut rest = text;
    let mut place = Place::default();
    while let Some(first) = rest.chars().next() {
        let length = token_length(rest, first);
        let (token, after) = rest.split_at(length);
        let class = match first {
            '"' | '\'' => Some('s'),
            '0'..='9' => Some('n'),
            _ if first == '_' || first == '@' || first.is_alphabetic() => words.class(token, after, &place),
            _ => None,
        };
        place.pass(token);
        match class {
            Some(class) => {
                out.push_str("<span class=");
                out.push(class);
                out.push('>');
                out.push_str(&encode_text(token));
                out.push_str("</span>");
            }
            None => out.push_str(&encode_text(token)),
        }
        rest = after;
    }
    Some(out)
}

/// The length of the token that a text begins with: a word, a number, a quoted text, blanks, or one character.
fn token_length(text: &str, first: char) -> usize {
    let run = |fits: &dyn Fn(char) -> bool| text.find(|c| !fits(c)).unwrap_or(text.len());
    match first {
        '"' | '\'' => {
            let mut escaped = false;
            let close = text.char_indices().skip(1).find(|(_, c)| {
                let closes = *c == first && !escaped;
                escaped = *c == '\\' && !escaped;
                closes
            });
            close.map_or(first.len_utf8(), |(at, c)| at + c.len_utf8())
        }
        _ if first.is_alphanumeric() || first == '_' => run(&|c| c.is_alphanumeric() || c == '_'),
        '@' => 1 + text[1..].find(|c: char| !(c.is_alphanumeric() || c == '_')).unwrap_or(text.len() - 1),
        _ if first.is_whitespace() => run(&char::is_whitespace),
        _ => first.len_utf8(),
    }
}

/// What the tokens so far tell about the next.
#[derive(Default)]
struct Place {
    /// The last word.
    word: String,
    /// How many angle and round brackets are open.
    angles: usize,
    rounds: usize,
    /// A colon has begun the list of base types.
    bases: bool,
}

impl Place {
    fn pass(&mut self, token: &str) {
        match token {
            "<" => self.angles += 1,
            ">" => self.angles = self.angles.saturating_sub(1),
            "(" => self.rounds += 1,
            ")" => self.rounds = self.rounds.saturating_sub(1),
            ":" if self.rounds == 0 => self.bases = true,
            _ if token.starts_with(char::is_alphabetic) => token.clone_into(&mut self.word),
            _ => {}
        }
    }
}

#[derive(Clone, Copy)]
enum Words {
    C,
    Basic,
}

impl Words {
    fn class(self, token: &str, after: &str, place: &Place) -> Option<char> {
        let (keywords, constants) = match self {
            Words::C => (C_KEYWORDS, &["true", "false", "null"]),
            Words::Basic => (BASIC_KEYWORDS, &["True", "False", "Nothing"]),
        };
        if constants.contains(&token) {
            return Some('n');
        }
        if keywords.contains(&token) {
            return Some('k');
        }
        let next = after.trim_start().chars().next().unwrap_or('\n');
        match self {
            Words::C if next == '(' => Some('f'),
            Words::C => {
                let names_a_thing = matches!(next, ',' | ')' | '=' | ';' | '{' | '\n');
                let is_type = place.angles > 0 || (place.bases && place.rounds == 0) || !names_a_thing;
                (is_type && next != '.' && token.starts_with(char::is_uppercase)).then_some('t')
            }
            Words::Basic if BASIC_BEFORE_TYPES.contains(&place.word.as_str()) => Some('t'),
            Words::Basic => (next == '(' && !place.word.is_empty()).then_some('f'),
        }
    }
}

/// Words before a type in Visual Basic.
const BASIC_BEFORE_TYPES: &[&str] =
    &["As", "Of", "Inherits", "Implements", "Class", "Structure", "Interface", "Enum", "New"];

/// Keywords of declarations (C# language reference), with the types that are keywords.
const C_KEYWORDS: &[&str] = &[
    "abstract",
    "add",
    "async",
    "base",
    "bool",
    "byte",
    "char",
    "class",
    "const",
    "decimal",
    "default",
    "delegate",
    "double",
    "enum",
    "event",
    "explicit",
    "extern",
    "float",
    "get",
    "implicit",
    "in",
    "init",
    "int",
    "interface",
    "internal",
    "long",
    "namespace",
    "new",
    "object",
    "operator",
    "out",
    "override",
    "params",
    "partial",
    "private",
    "protected",
    "public",
    "readonly",
    "record",
    "ref",
    "remove",
    "sbyte",
    "sealed",
    "set",
    "short",
    "static",
    "string",
    "struct",
    "this",
    "typeof",
    "uint",
    "ulong",
    "unsafe",
    "ushort",
    "virtual",
    "void",
    "volatile",
    "where",
];

/// Keywords of declarations (Visual Basic language reference), with the types that are keywords.
const BASIC_KEYWORDS: &[&str] = &[
    "AddHandler",
    "As",
    "Boolean",
    "ByRef",
    "ByVal",
    "Byte",
    "CType",
    "Char",
    "Class",
    "Const",
    "Date",
    "Decimal",
    "Default",
    "Delegate",
    "Double",
    "End",
    "Enum",
    "Event",
    "Friend",
    "Function",
    "Get",
    "Implements",
    "Inherits",
    "Integer",
    "Interface",
    "Iterator",
    "Long",
    "Module",
    "MustInherit",
    "MustOverride",
    "Narrowing",
    "New",
    "NotInheritable",
    "NotOverridable",
    "Object",
    "Of",
    "Operator",
    "Optional",
    "Overloads",
    "Overridable",
    "Overrides",
    "ParamArray",
    "Partial",
    "Private",
    "Property",
    "Protected",
    "Public",
    "ReadOnly",
    "SByte",
    "Set",
    "Shadows",
    "Shared",
    "Short",
    "Single",
    "String",
    "Structure",
    "Sub",
    "UInteger",
    "ULong",
    "UShort",
    "Widening",
    "WithEvents",
    "WriteOnly",
];

#[cfg(test)]
mod tests {
    use super::*;

    fn marks(language: &str, text: &str) -> String {
        let html = draw(language, text).unwrap();
        html.replace("<span class=", "[")
            .replace("</span>", "]")
            .replace('>', ":")
            .replace("&gt;", ">")
            .replace("&lt;", "<")
    }

    #[test]
    fn declarations_of_c() {
        let text = "public static Task<Contact> Get(int id, Options options = null)";
        assert_eq!(
            marks("csharp", text),
            "[k:public] [k:static] [t:Task]<[t:Contact]> [f:Get]([k:int] id, [t:Options] options = [n:null])"
        );
        assert_eq!(
            marks("csharp", "public class Barn : Store<Hay>, IDisposable"),
            "[k:public] [k:class] [t:Barn] : [t:Store]<[t:Hay]>, [t:IDisposable]"
        );
        assert_eq!(
            marks("csharp", "public string Name { get; set; }"),
            "[k:public] [k:string] Name { [k:get]; [k:set]; }"
        );
        assert_eq!(marks("csharp", "const string X = \"a\\\"b\""), "[k:const] [k:string] X = [s:\"a\\\"b\"]");
        assert_eq!(marks("csharp", "Big = 12"), "Big = [n:12]");
    }

    #[test]
    fn declarations_of_basic() {
        assert_eq!(
            marks("vb", "Public Function Get(id As Integer) As Task(Of Contact)"),
            "[k:Public] [k:Function] [k:Get](id [k:As] [k:Integer]) [k:As] [t:Task]([k:Of] [t:Contact])"
        );
        assert!(draw("rust", "fn x()").is_none());
    }

    proptest::proptest! {
        #[test]
        fn keeps_the_text(text in "[a-cA<>()\"'\\\\ @_:,é0-9\n]{0,40}") {
            let html = draw("csharp", &text).unwrap();
            let plain = html.replace("</span>", "").split("<span class=").enumerate()
                .map(|(at, part)| if at == 0 { part.to_owned() } else { part[2..].to_owned() }).collect::<String>();
            proptest::prop_assert_eq!(html_escape::decode_html_entities(&plain).into_owned(), text);
        }
    }
}
