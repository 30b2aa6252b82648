//! Days and seconds since 1970 as the dates that tables hold.

/// `YYYY-MM-DD`; `None` outside the years that have four digits.
pub(super) fn date(days_since_1970: i64) -> Option<String> {
    // After Howard Hinnant, "chrono-compatible low-level date algorithms", civil_from_days.
    let days = days_since_1970.checked_add(719_468)?;
    let era = days.div_euclid(146_097);
    let day_of_era = days.rem_euclid(146_097);
    let year_of_era =
        (day_of_era - day_of_era / 1460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let month_from_march = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * month_from_march + 2) / 5 + 1;
    let month = (month_from_march + 2) % 12 + 1;
    let year = era.checked_mul(400)? + year_of_era + i64::from(month <= 2);
    (0..=9999)
        .contains(&year)
        .then(|| format!("{year:04}-{month:02}-{day:02}"))
}

/// `YYYY-MM-DDThh:mm:ss`; parts of a second are left out.
pub(super) fn date_time(seconds_since_1970: i64) -> Option<String> {
    let date = date(seconds_since_1970.div_euclid(86_400))?;
    let second = seconds_since_1970.rem_euclid(86_400);
    let (hour, minute) = (second / 3600, second / 60 % 60);
    Some(format!("{date}T{hour:02}:{minute:02}:{:02}", second % 60))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_dates() {
        assert_eq!(date(0).as_deref(), Some("1970-01-01"));
        assert_eq!(date(-1).as_deref(), Some("1969-12-31"));
        assert_eq!(date(19_492).as_deref(), Some("2023-05-15"));
        assert_eq!(date(11_016).as_deref(), Some("2000-02-29"));
        assert_eq!(date_time(-1).as_deref(), Some("1969-12-31T23:59:59"));
        assert_eq!(date(i64::MAX), None);
        assert_eq!(date_time(i64::MIN), None);
    }
}
