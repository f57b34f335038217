//! Uids of .NET: what they look like, and the short names in them (ECMA-334, annex D: documentation comments).

/// How many arguments a list in braces has, of which `inner` begins behind the brace.
pub fn arity(inner: &str) -> usize {
    let mut depth = 0_usize;
    let mut count = 1;
    for c in inner.chars() {
        match c {
            '{' | '[' => depth += 1,
            '}' if depth == 0 => break,
            '}' | ']' => depth = depth.saturating_sub(1),
            ',' if depth == 0 => count += 1,
            _ => {}
        }
    }
    count
}

/// The last part of a name without parameters: `List` of ``System.Collections.Generic.List`1``.
pub fn last_part(name: &str) -> String {
    let last = name.rsplit('.').next().unwrap_or(name);
    last.split('`').next().unwrap_or(last).replace("#ctor", "Constructor")
}

/// The last part of a uid without namespaces, parameters likewise: `Get(Int32)` of `A.B.Get(System.Int32)`.
pub fn short_name(uid: &str) -> String {
    let mut out = String::new();
    let mut rest = uid;
    loop {
        let length = rest.find(['{', '}', '[', ']', '(', ')', ',']).unwrap_or(rest.len());
        let (name, after) = rest.split_at(length);
        out.push_str(&last_part(name.trim()));
        let mut chars = after.chars();
        match chars.next() {
            Some('{') => out.push('<'),
            Some('}') => out.push('>'),
            Some(',') => out.push_str(", "),
            Some(c) => out.push(c),
            None => return out,
        }
        rest = chars.as_str();
    }
}

/// Whether a uid is the name of one thing that is declared: no array, and no generic type with its arguments.
pub fn is_declared(uid: &str) -> bool {
    let name = uid.split('(').next().unwrap_or(uid);
    !name.is_empty() && !name.contains(['{', '}', '[', ']', ',', '@', '*', ' ', '<', '>', '/', '?', '"'])
}

/// A uid as it stands in addresses of .NET documentation: lower case, without parameters, `` ` `` and `#` as `-`.
pub fn in_address(uid: &str) -> String {
    let name = uid.split('(').next().unwrap_or(uid);
    name.chars().map(|c| if matches!(c, '`' | '#') { '-' } else { c.to_ascii_lowercase() }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_in_uids() {
        assert_eq!(short_name("A.B.Get(System.Int32,X.Y{Z.Q})"), "Get(Int32, Y<Q>)");
        assert_eq!(last_part("A.List`1"), "List");
        assert_eq!(arity("A,B{C,D}}"), 2);
        assert_eq!(
            in_address("System.Collections.Generic.List`1.#ctor(System.Int32)"),
            "system.collections.generic.list-1.-ctor"
        );
        assert!(is_declared("System.String.Format(System.Object[])"));
        assert!(!is_declared("System.Collections.Generic.List{A}") && !is_declared("A[]"));
    }
}
