//! Dates and times as the types of `chrono`, in the feature of that name. Reads what the plain methods read, and never
//! decides how a value is kept: that is its text.

use super::scalar::{Date, DateTime, ParseFormatError, UnixTime};
use chrono::{NaiveDate, SecondsFormat, TimeZone, Utc};
use jiff::Timestamp;

/// The same point in time.
fn utc(at: Timestamp, text: &str) -> Result<chrono::DateTime<Utc>, ParseFormatError> {
    // A point before 1970 has both of them negative.
    let nanos = at.as_nanosecond();
    let (seconds, rest) = (nanos.div_euclid(1_000_000_000), nanos.rem_euclid(1_000_000_000));
    let parts = i64::try_from(seconds).ok().zip(u32::try_from(rest).ok());
    parts
        .and_then(|(seconds, rest)| chrono::DateTime::from_timestamp(seconds, rest))
        .ok_or_else(|| ParseFormatError::new(text, "a point in time of chrono", "it is out of range"))
}

impl TryFrom<&DateTime> for chrono::DateTime<Utc> {
    type Error = ParseFormatError;

    fn try_from(value: &DateTime) -> Result<Self, ParseFormatError> {
        utc(value.timestamp()?, value.as_str())
    }
}

impl<Z: TimeZone> From<chrono::DateTime<Z>> for DateTime {
    /// In RFC 3339, with the offset that it has.
    fn from(at: chrono::DateTime<Z>) -> Self {
        Self::from(at.fixed_offset().to_rfc3339_opts(SecondsFormat::AutoSi, true))
    }
}

impl TryFrom<UnixTime> for chrono::DateTime<Utc> {
    type Error = ParseFormatError;

    fn try_from(value: UnixTime) -> Result<Self, ParseFormatError> {
        utc(value.timestamp()?, &value.to_string())
    }
}

impl<Z: TimeZone> From<chrono::DateTime<Z>> for UnixTime {
    fn from(at: chrono::DateTime<Z>) -> Self {
        Self(at.timestamp())
    }
}

impl TryFrom<&Date> for NaiveDate {
    type Error = ParseFormatError;

    fn try_from(value: &Date) -> Result<Self, ParseFormatError> {
        let date = value.date()?;
        let (month, day) = (u32::from(date.month().unsigned_abs()), u32::from(date.day().unsigned_abs()));
        Self::from_ymd_opt(date.year().into(), month, day)
            .ok_or_else(|| ParseFormatError::new(value.as_str(), "a date of chrono", "it is out of range"))
    }
}

impl From<NaiveDate> for Date {
    fn from(date: NaiveDate) -> Self {
        Self::from(date.to_string())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn points_in_time_go_both_ways() {
        for (text, seconds) in [("2024-03-01 12:00:05+0200", 1_709_287_205), ("1969-12-31T23:59:58.500Z", -2)] {
            let at = chrono::DateTime::<Utc>::try_from(&DateTime::from(text)).expect("a time");
            assert_eq!(at.timestamp(), seconds, "{text}");
            assert_eq!(DateTime::from(at).timestamp(), DateTime::from(text).timestamp());
        }
        let offset = chrono::FixedOffset::east_opt(7200).expect("two hours");
        let local = offset.with_ymd_and_hms(2024, 3, 1, 12, 0, 5).single().expect("a time");
        assert_eq!(DateTime::from(local).as_str(), "2024-03-01T12:00:05+02:00");
        assert_eq!(UnixTime::from(local), UnixTime(1_709_287_205));
        assert_eq!(chrono::DateTime::<Utc>::try_from(UnixTime(5)).map(|at| at.timestamp()), Ok(5));
        assert!(chrono::DateTime::<Utc>::try_from(&DateTime::from("soon")).is_err());
    }

    #[test]
    fn dates_go_both_ways() {
        let date = NaiveDate::try_from(&Date::from("2024-02-29")).expect("a date");
        assert_eq!(Date::from(date).as_str(), "2024-02-29");
        assert!(NaiveDate::try_from(&Date::from("2023-02-29")).is_err());
    }
}
