//! Calendar dates as front matter writes them: `YYYY-MM-DD`, `MM.DD.YYYY` and whatever a site configures.

use std::fmt;

/// A day of the Gregorian calendar that exists; years 1 to 9999.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Date {
    /// The year, 1 to 9999.
    pub year: u16,
    /// The month, 1 to 12.
    pub month: u8,
    /// The day of the month, from 1.
    pub day: u8,
}

const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

impl Date {
    /// A date, if that day exists.
    pub fn new(year: u16, month: u8, day: u8) -> Option<Date> {
        let exists = (1..=9999).contains(&year) && (1..=days_in(year, month)).contains(&day);
        exists.then_some(Date { year, month, day })
    }

    /// The date in English words: `12 August 2015`.
    pub fn to_long(self) -> String {
        format!("{} {} {}", self.day, month_name(self.month), self.year)
    }
}

/// The date as ISO 8601: `2015-08-12`.
impl fmt::Display for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}-{:02}", self.year, self.month, self.day)
    }
}

fn month_name(month: u8) -> &'static str {
    usize::from(month).checked_sub(1).and_then(|i| MONTHS.get(i)).copied().unwrap_or("?")
}

/// The days of a month; none for a month that does not exist.
fn days_in(year: u16, month: u8) -> u8 {
    match month {
        1 | 3 | 5 | 7 | 8 | 10 | 12 => 31,
        4 | 6 | 9 | 11 => 30,
        2 if year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400)) => 29,
        2 => 28,
        _ => 0,
    }
}

/// A way to write dates: the order of year, month and day and what stands between them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DateFormat {
    pattern: String,
    parts: Vec<Part>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Part {
    Year,
    Month,
    Day,
    Literal(char),
}

impl DateFormat {
    /// ISO 8601, `YYYY-MM-DD`; a time may follow after `T` or a blank.
    pub fn iso() -> DateFormat {
        use Part::{Day, Literal, Month, Year};
        DateFormat { pattern: "YYYY-MM-DD".into(), parts: vec![Year, Literal('-'), Month, Literal('-'), Day] }
    }

    /// Reads a pattern such as `MM.DD.YYYY`: each of `YYYY`, `MM` and `DD` once, and separators between them
    /// that are neither letters nor digits. None for anything else.
    pub fn parse_pattern(pattern: &str) -> Option<DateFormat> {
        let mut parts: Vec<Part> = Vec::new();
        let mut rest = pattern;
        while let Some(first) = rest.chars().next() {
            let (part, length) = match () {
                () if rest.starts_with("YYYY") => (Part::Year, 4),
                () if rest.starts_with("MM") => (Part::Month, 2),
                () if rest.starts_with("DD") => (Part::Day, 2),
                () if !first.is_alphanumeric() => (Part::Literal(first), first.len_utf8()),
                () => return None,
            };
            let is_number = |part: &Part| !matches!(part, Part::Literal(_));
            let touches = is_number(&part) && parts.last().is_some_and(is_number);
            if touches || (is_number(&part) && parts.contains(&part)) {
                return None;
            }
            parts.push(part);
            rest = &rest[length..];
        }
        let complete = [Part::Year, Part::Month, Part::Day].iter().all(|part| parts.contains(part));
        complete.then(|| DateFormat { pattern: pattern.to_owned(), parts })
    }

    /// The pattern as it was configured.
    pub fn pattern(&self) -> &str {
        &self.pattern
    }

    /// Whether a time may follow the date.
    fn is_iso(&self) -> bool {
        self.pattern == "YYYY-MM-DD"
    }

    /// Year, month and day of a text that has this form, whether or not that day exists.
    fn numbers(&self, text: &str) -> Option<(u16, u16, u16)> {
        let (mut year, mut month, mut day) = (0, 0, 0);
        let mut rest = text;
        for part in &self.parts {
            rest = match part {
                Part::Literal(literal) => rest.strip_prefix(*literal)?,
                Part::Year => number(rest, 4, 4, &mut year)?,
                Part::Month => number(rest, 1, 2, &mut month)?,
                Part::Day => number(rest, 1, 2, &mut day)?,
            };
        }
        (rest.is_empty() || (self.is_iso() && is_time(rest))).then_some((year, month, day))
    }

    /// A date in this form.
    fn format(&self, date: Date) -> String {
        let mut out = String::new();
        for part in &self.parts {
            out.push_str(&match part {
                Part::Year => format!("{:04}", date.year),
                Part::Month => format!("{:02}", date.month),
                Part::Day => format!("{:02}", date.day),
                Part::Literal(literal) => literal.to_string(),
            });
        }
        out
    }
}

fn number<'a>(text: &'a str, least: usize, most: usize, out: &mut u16) -> Option<&'a str> {
    let digits = text.bytes().take(most).take_while(u8::is_ascii_digit).count();
    *out = text.get(..digits).filter(|_| digits >= least)?.parse().ok()?;
    text.get(digits..)
}

/// Whether a text can be the time after an ISO date: `T` or a blank, hours and minutes, then anything that
/// times are made of.
fn is_time(text: &str) -> bool {
    let rest = text.strip_prefix(['T', 't', ' ']).map(str::trim_start).unwrap_or_default();
    let hours_and_minutes = rest.split(':').take(2).all(|part| part.starts_with(|c: char| c.is_ascii_digit()));
    hours_and_minutes
        && rest.contains(':')
        && rest
            .bytes()
            .all(|byte| byte.is_ascii_digit() || matches!(byte, b':' | b'.' | b'+' | b'-' | b'Z' | b'z' | b' '))
}

/// Why a text is no date.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum DateError {
    /// The text has the right form, but there is no such day.
    Impossible {
        /// What the calendar says, such as `February 2021 has 28 days`.
        reason: String,
    },
    /// The text has the right form, and would be a date if day and month changed places.
    Swapped {
        /// The date that was probably meant.
        date: Date,
        /// That date, written as the format wants it.
        suggestion: String,
    },
    /// The text has none of the forms that are accepted.
    WrongFormat {
        /// The patterns that are accepted.
        expected: Vec<String>,
    },
}

impl fmt::Display for DateError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            DateError::Impossible { reason } => write!(f, "this day does not exist: {reason}"),
            DateError::Swapped { date, suggestion } => {
                write!(f, "day and month seem swapped; write `{suggestion}` if you mean {}", date.to_long())
            }
            DateError::WrongFormat { expected } => write!(f, "a date is written as {}", expected.join(" or ")),
        }
    }
}

impl std::error::Error for DateError {}

/// Reads a date in the first of the formats that fits. Days and months may have one digit.
///
/// Fails if the text has none of the forms, or has one of them but names a day that does not exist.
pub fn parse(text: &str, formats: &[DateFormat]) -> Result<Date, DateError> {
    let text = text.trim();
    let mut error = None;
    for format in formats {
        let Some((year, month, day)) = format.numbers(text) else { continue };
        match exact(year, month, day) {
            Some(date) => return Ok(date),
            None => {
                error.get_or_insert_with(|| impossible(format, year, month, day));
            }
        }
    }
    Err(error.unwrap_or_else(|| DateError::WrongFormat {
        expected: formats.iter().map(|format| format.pattern.clone()).collect(),
    }))
}

fn exact(year: u16, month: u16, day: u16) -> Option<Date> {
    Date::new(year, u8::try_from(month).ok()?, u8::try_from(day).ok()?)
}

fn impossible(format: &DateFormat, year: u16, month: u16, day: u16) -> DateError {
    if month > 12
        && let Some(date) = exact(year, day, month)
    {
        return DateError::Swapped { date, suggestion: format.format(date) };
    }
    let reason = match u8::try_from(month).map(|month| (month, days_in(year, month))) {
        _ if year == 0 => "years count from 1".to_owned(),
        Ok((month, days)) if days > 0 && day == 0 => format!("days count from 1, {} has {days}", month_name(month)),
        Ok((month, days)) if days > 0 => format!("{} {year} has {days} days", month_name(month)),
        _ => format!("there is no month {month}"),
    };
    DateError::Impossible { reason }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn formats() -> Vec<DateFormat> {
        vec![DateFormat::parse_pattern("MM.DD.YYYY").expect("pattern"), DateFormat::iso()]
    }

    fn read(text: &str) -> Result<String, DateError> {
        parse(text, &formats()).map(|date| date.to_string())
    }

    #[test]
    fn reads_each_format_in_turn() {
        assert_eq!(read("08.12.2015").as_deref(), Ok("2015-08-12"));
        assert_eq!(read(" 8.2.2015 ").as_deref(), Ok("2015-08-02"));
        assert_eq!(read("2021-03-04").as_deref(), Ok("2021-03-04"));
        assert_eq!(read("2021-03-04T10:00:00Z").as_deref(), Ok("2021-03-04"));
        assert_eq!(read("2021-03-04 10:00:00.5 +02:00").as_deref(), Ok("2021-03-04"));
        assert_eq!(read("02.29.2024").as_deref(), Ok("2024-02-29"));
        assert_eq!(parse("08.12.2015", &formats()).map(Date::to_long).as_deref(), Ok("12 August 2015"));
    }

    #[test]
    fn tells_apart_what_is_wrong() {
        let reason = |text| match read(text) {
            Err(DateError::Impossible { reason }) => reason,
            other => format!("{other:?}"),
        };
        assert_eq!(reason("02.29.2021"), "February 2021 has 28 days");
        assert_eq!(reason("04.31.2021"), "April 2021 has 30 days");
        assert_eq!(reason("00.10.2021"), "there is no month 0");
        assert_eq!(reason("14.14.2021"), "there is no month 14");
        assert_eq!(reason("01.00.2021"), "days count from 1, January has 31");
        assert_eq!(reason("01.01.0000"), "years count from 1");
        assert_eq!(
            read("13.02.2020"),
            Err(DateError::Swapped { date: Date { year: 2020, month: 2, day: 13 }, suggestion: "02.13.2020".into() })
        );
        for text in
            ["", "soon", "2021", "08/12/2015", "08.12.15", "8.12.2015x", "2021-03-04x", "2021-03-04T", "१.१.2020"]
        {
            let Err(DateError::WrongFormat { expected }) = read(text) else { panic!("{text}: {:?}", read(text)) };
            assert_eq!(expected, ["MM.DD.YYYY", "YYYY-MM-DD"]);
        }
    }

    #[test]
    fn patterns_need_each_part_once() {
        for good in ["YYYY-MM-DD", "DD/MM/YYYY", "YYYY. MM. DD."] {
            assert_eq!(DateFormat::parse_pattern(good).as_ref().map(DateFormat::pattern), Some(good));
        }
        for bad in ["", "YYYY-MM", "MM.MM.DD.YYYY", "YYYYMMDD", "YY-MM-DD", "MM.DD.YYYYx"] {
            assert_eq!(DateFormat::parse_pattern(bad), None, "{bad}");
        }
    }

    #[test]
    fn dates_sort_by_time() {
        assert!(Date::new(2020, 12, 31) < Date::new(2021, 1, 1));
        assert_eq!(Date::new(2100, 2, 29), None);
        assert!(Date::new(2000, 2, 29).is_some());
    }
}
