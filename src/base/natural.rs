//! The order in which people sort names with numbers in them.

/// What a text is ordered by so that digits in it count as numbers: each run of digits has its length before it.
pub fn natural(text: &str) -> String {
    let mut key = String::with_capacity(text.len() + 4);
    let mut rest = text;
    while let Some(start) = rest.find(|c: char| c.is_ascii_digit()) {
        let (before, number) = rest.split_at(start);
        let end = number.find(|c: char| !c.is_ascii_digit()).unwrap_or(number.len());
        let (digits, behind) = number.split_at(end);
        let length = digits.trim_start_matches('0').len().min(1000) as u32;
        key.push_str(before);
        key.extend(char::from_u32(length + 1));
        key.push_str(digits);
        rest = behind;
    }
    key.push_str(rest);
    key
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digits_compare_as_numbers() {
        assert!(natural("Services9/a") < natural("Services84/a"));
        assert!(natural("v10/x") > natural("v9/x"));
        assert!(natural("v007/x") < natural("v8/x"));
        assert!(natural("page 2") < natural("page 10"));
        assert!(natural("page") < natural("page 1"));
    }
}
