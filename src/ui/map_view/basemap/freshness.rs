//! How long a tile may be kept, by the headers it came with (RFC 9111, for a cache of one user).

use std::time::{Duration, SystemTime};

/// Where a server says nothing; the least that OpenStreetMap's tile policy asks of programs.
const DEFAULT: Duration = Duration::from_secs(7 * 24 * 3600);
/// Longer than this nothing is believed to be fresh.
const LONGEST: Duration = Duration::from_secs(365 * 24 * 3600);

/// What the headers of an answer say about keeping it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Keeping {
    /// False where the server forbids it.
    pub(super) store: bool,
    /// How long it need not be asked for again.
    pub(super) fresh_for: Duration,
    /// To ask "still the same?" with.
    pub(super) etag: Option<String>,
    /// The same, by date.
    pub(super) last_modified: Option<String>,
}

impl Keeping {
    /// Reads the headers; `header` gives the value of one by its lower-case name.
    pub(super) fn of<'a>(header: impl Fn(&str) -> Option<&'a str>, now: SystemTime) -> Self {
        let control = header("cache-control").unwrap_or("").to_ascii_lowercase();
        let directives = || control.split(',').map(str::trim);
        let has =
            |name: &str| directives().any(|d| d == name || d.starts_with(&format!("{name}=")));
        let max_age =
            directives().find_map(|d| d.strip_prefix("max-age=")?.trim_matches('"').parse().ok());
        let fresh_for = if has("no-cache") {
            Duration::ZERO
        } else if let Some(seconds) = max_age {
            let age = header("age")
                .and_then(|age| age.trim().parse().ok())
                .unwrap_or(0);
            Duration::from_secs(u64::saturating_sub(seconds, age))
        } else if let Some(expires) = header("expires") {
            let sent = header("date").and_then(parse_date).unwrap_or(now);
            // "0" and other nonsense mean: already stale.
            let until = parse_date(expires).unwrap_or(SystemTime::UNIX_EPOCH);
            until.duration_since(sent).unwrap_or(Duration::ZERO)
        } else {
            DEFAULT
        };
        Self {
            store: !has("no-store"),
            fresh_for: fresh_for.min(LONGEST),
            etag: header("etag").map(str::to_owned),
            last_modified: header("last-modified").map(str::to_owned),
        }
    }
}

/// "Sun, 06 Nov 1994 08:49:37 GMT"; older forms are taken for no date.
fn parse_date(text: &str) -> Option<SystemTime> {
    let mut words = text.trim().split_once(", ")?.1.split(' ');
    let day: i64 = words.next()?.parse().ok()?;
    let month_name = words.next()?;
    let month = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ]
    .iter()
    .position(|name| *name == month_name)? as i64
        + 1;
    let year: i64 = words.next()?.parse().ok()?;
    let mut clock = words
        .next()?
        .split(':')
        .map(|part| part.parse::<i64>().ok());
    let (hour, minute, second) = (clock.next()??, clock.next()??, clock.next()??);
    let in_range = (1970..=9999).contains(&year)
        && (1..=31).contains(&day)
        && (0..24).contains(&hour)
        && (0..60).contains(&minute)
        && (0..=60).contains(&second);
    let days = days_since_1970(year, month, day);
    let seconds = u64::try_from(days * 86_400 + hour * 3600 + minute * 60 + second).ok()?;
    (in_range && words.next() == Some("GMT"))
        .then(|| SystemTime::UNIX_EPOCH + Duration::from_secs(seconds))
}

/// Days in the Gregorian calendar, counted from March so that the leap day comes last in its year.
fn days_since_1970(year: i64, month: i64, day: i64) -> i64 {
    let year = if month <= 2 { year - 1 } else { year };
    let (era, of_era) = (year.div_euclid(400), year.rem_euclid(400));
    let of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    era * 146_097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719_468
}

#[cfg(test)]
mod tests {
    use super::*;

    fn keeping(headers: &[(&str, &str)]) -> Keeping {
        let now = parse_date("Sun, 06 Nov 1994 08:49:37 GMT").unwrap();
        let find = |name: &str| {
            headers
                .iter()
                .find(|(n, _)| *n == name)
                .map(|(_, value)| *value)
        };
        Keeping::of(find, now)
    }

    fn fresh_seconds(headers: &[(&str, &str)]) -> u64 {
        keeping(headers).fresh_for.as_secs()
    }

    #[test]
    fn dates_are_read() {
        let seconds = |text: &str| {
            let date = parse_date(text)?;
            Some(date.duration_since(SystemTime::UNIX_EPOCH).ok()?.as_secs())
        };
        assert_eq!(seconds("Thu, 01 Jan 1970 00:00:00 GMT"), Some(0));
        assert_eq!(seconds("Sun, 06 Nov 1994 08:49:37 GMT"), Some(784_111_777));
        assert_eq!(
            seconds("Thu, 29 Feb 2024 12:00:00 GMT"),
            Some(1_709_208_000)
        );
        for text in [
            "0",
            "",
            "-1",
            "Sunday, 06-Nov-94 08:49:37 GMT",
            "Sun, 99 Nov 1994 08:49:37 GMT",
            "Sun, 06 Nov",
        ] {
            assert_eq!(seconds(text), None, "{text}");
        }
    }

    #[test]
    fn cache_control_goes_before_expires_and_nothing_means_a_week() {
        let expires = ("expires", "Sun, 06 Nov 1994 09:49:37 GMT");
        assert_eq!(
            fresh_seconds(&[("cache-control", "public, max-age=600"), expires]),
            600
        );
        assert_eq!(
            fresh_seconds(&[("cache-control", "max-age=600"), ("age", "500")]),
            100
        );
        assert_eq!(fresh_seconds(&[expires]), 3600);
        assert_eq!(fresh_seconds(&[("expires", "0")]), 0);
        assert_eq!(
            fresh_seconds(&[("cache-control", "no-cache, max-age=600")]),
            0
        );
        assert_eq!(fresh_seconds(&[]), 7 * 24 * 3600);
        assert_eq!(
            fresh_seconds(&[("cache-control", "max-age=99999999999")]),
            LONGEST.as_secs()
        );
    }

    #[test]
    fn what_may_not_be_stored_is_not() {
        assert!(!keeping(&[("cache-control", "no-store")]).store);
        assert!(keeping(&[("cache-control", "private, max-age=1")]).store);
        let kept = keeping(&[("etag", "\"a\""), ("last-modified", "x")]);
        assert_eq!(
            (kept.etag.as_deref(), kept.last_modified.as_deref()),
            (Some("\"a\""), Some("x"))
        );
    }
}
