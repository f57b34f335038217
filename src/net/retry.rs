//! How long to wait before asking again.

use std::time::Duration;

/// The longest wait that a server may ask for. Who wants more is left alone in this run.
pub(super) const LONGEST: Duration = Duration::from_secs(30);

/// How long a server asks to wait: `Retry-After`, in seconds or as a date (RFC 9110, section 10.2.3). `now` is in
/// seconds since 1970.
pub(super) fn retry_after(header: &str, now: u64) -> Option<Duration> {
    let header = header.trim();
    if !header.is_empty() && header.bytes().all(|byte| byte.is_ascii_digit()) {
        // More digits than fit are a very long time.
        return Some(Duration::from_secs(header.parse().unwrap_or(u64::from(u32::MAX))));
    }
    http_date(header).map(|date| Duration::from_secs(date.saturating_sub(now)))
}

/// The wait before the repetition of this number, from 0: one second, then twice as long each time.
pub(super) fn backoff(repetition: u32) -> Duration {
    Duration::from_secs(1 << repetition.min(4)).min(LONGEST)
}

const MONTHS: [&str; 12] = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];

/// A date of HTTP as seconds since 1970: `Sun, 06 Nov 1994 08:49:37 GMT`. The two obsolete forms (RFC 9110, section
/// 5.6.7) are not worth their ambiguity: they count as no date.
fn http_date(text: &str) -> Option<u64> {
    let (_, rest) = text.split_once(',')?;
    let words: Vec<&str> = rest.split_ascii_whitespace().collect();
    let [day, month, year, time, "GMT"] = words.as_slice() else { return None };
    let month = MONTHS.iter().position(|name| name.eq_ignore_ascii_case(month))? as i64 + 1;
    let (day, year): (i64, i64) = (day.parse().ok()?, year.parse().ok()?);
    let clock: Vec<u64> = time.split(':').map_while(|part| part.parse().ok()).collect();
    let [hours, minutes, seconds] = clock.as_slice() else { return None };
    if !(1..=31).contains(&day) || !(1970..=9999).contains(&year) || *hours > 23 || *minutes > 59 || *seconds > 60 {
        return None;
    }
    // Days of the proleptic Gregorian calendar, counted from March so that leap days come last.
    let (y, m) = if month > 2 { (year, month - 3) } else { (year - 1, month + 9) };
    let days = 365 * y + y / 4 - y / 100 + y / 400 + (153 * m + 2) / 5 + day - 1 - 719_468;
    Some(u64::try_from(days).ok()? * 86_400 + hours * 3_600 + minutes * 60 + seconds)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn seconds_and_dates() {
        let after = |text: &str| retry_after(text, 784_111_777).map(|time| time.as_secs());
        assert_eq!(after(" 120 "), Some(120));
        assert_eq!(after("99999999999999999999999"), Some(u64::from(u32::MAX)));
        assert_eq!(after("Sun, 06 Nov 1994 08:49:47 GMT"), Some(10));
        assert_eq!(after("Sun, 06 Nov 1994 08:49:27 GMT"), Some(0), "the past is now");
        for text in [
            "",
            "-1",
            "soon",
            "Sun, 06 Foo 1994 08:49:47 GMT",
            "Sun, 06 Nov 1994 08:49:47 CET",
            "Sun, 99 Nov 1994 08:49:47 GMT",
        ] {
            assert_eq!(after(text), None, "{text}");
        }
        assert_eq!(http_date("Thu, 01 Jan 1970 00:00:00 GMT"), Some(0));
        assert_eq!(http_date("Tue, 29 Feb 2028 00:00:00 GMT"), Some(1_835_395_200));
    }

    #[test]
    fn waits_grow_to_a_bound() {
        let waits: Vec<u64> = (0..7).map(|n| backoff(n).as_secs()).collect();
        assert_eq!(waits, [1, 2, 4, 8, 16, 16, 16]);
    }
}
