//! Dates and times as the types of the crate `time`, in the feature of that name. Reads what the plain methods read, and
//! never decides how a value is kept: that is its text.

use super::scalar::{Date, DateTime, ParseFormatError, UnixTime};
use time::{Month, OffsetDateTime};

impl TryFrom<&DateTime> for OffsetDateTime {
    type Error = ParseFormatError;

    /// In UTC.
    fn try_from(value: &DateTime) -> Result<Self, ParseFormatError> {
        Self::from_unix_timestamp_nanos(value.timestamp()?.as_nanosecond())
            .map_err(|error| ParseFormatError::new(value.as_str(), "a point in time of `time`", error))
    }
}

impl From<OffsetDateTime> for DateTime {
    /// In RFC 3339, with the offset that it has, which that counts in minutes.
    fn from(at: OffsetDateTime) -> Self {
        let at = if at.offset().seconds_past_minute() == 0 { at } else { at.to_offset(time::UtcOffset::UTC) };
        let (date, clock, offset) = (Date::from(at.date()), at.time(), at.offset());
        let (hours, minutes, seconds, nanos) = clock.as_hms_nano();
        let fraction = match nanos {
            0 => String::new(),
            nanos => format!(".{}", format!("{nanos:09}").trim_end_matches('0')),
        };
        let zone = match (offset.is_utc(), offset.is_negative()) {
            (true, _) => "Z".to_owned(),
            (false, is_negative) => {
                let (hours, minutes) = (offset.whole_hours().abs(), offset.minutes_past_hour().abs());
                format!("{}{hours:02}:{minutes:02}", if is_negative { '-' } else { '+' })
            }
        };
        Self::from(format!("{date}T{hours:02}:{minutes:02}:{seconds:02}{fraction}{zone}"))
    }
}

impl TryFrom<UnixTime> for OffsetDateTime {
    type Error = ParseFormatError;

    /// In UTC.
    fn try_from(value: UnixTime) -> Result<Self, ParseFormatError> {
        Self::from_unix_timestamp(value.0)
            .map_err(|error| ParseFormatError::new(&value.to_string(), "a Unix time in seconds", error))
    }
}

impl From<OffsetDateTime> for UnixTime {
    fn from(at: OffsetDateTime) -> Self {
        Self(at.unix_timestamp())
    }
}

impl TryFrom<&Date> for time::Date {
    type Error = ParseFormatError;

    fn try_from(value: &Date) -> Result<Self, ParseFormatError> {
        let date = value.date()?;
        let month = Month::try_from(date.month().unsigned_abs());
        month
            .and_then(|month| Self::from_calendar_date(date.year().into(), month, date.day().unsigned_abs()))
            .map_err(|error| ParseFormatError::new(value.as_str(), "a date of `time`", error))
    }
}

impl From<time::Date> for Date {
    fn from(date: time::Date) -> Self {
        Self::from(format!("{:04}-{:02}-{:02}", date.year(), u8::from(date.month()), date.day()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use time::UtcOffset;

    #[test]
    fn points_in_time_go_both_ways() {
        for (text, written) in [
            ("2024-03-01 12:00:05+0200", "2024-03-01T10:00:05Z"),
            ("1969-12-31T23:59:58.500Z", "1969-12-31T23:59:58.5Z"),
        ] {
            let at = OffsetDateTime::try_from(&DateTime::from(text)).expect("a time");
            assert_eq!(DateTime::from(at).as_str(), written);
        }
        let at = OffsetDateTime::from_unix_timestamp(1_709_287_205).expect("a time");
        let offset = |hours, minutes, seconds| UtcOffset::from_hms(hours, minutes, seconds).expect("an offset");
        for (offset, written) in [
            (offset(-3, -30, 0), "2024-03-01T06:30:05-03:30"),
            (offset(2, 0, 0), "2024-03-01T12:00:05+02:00"),
            (offset(0, 0, 9), "2024-03-01T10:00:05Z"),
        ] {
            assert_eq!(DateTime::from(at.to_offset(offset)).as_str(), written);
        }
        assert_eq!(UnixTime::from(at), UnixTime(1_709_287_205));
        assert_eq!(OffsetDateTime::try_from(UnixTime(1_709_287_205)), Ok(at));
        assert!(OffsetDateTime::try_from(UnixTime(i64::MAX)).is_err());
        assert!(OffsetDateTime::try_from(&DateTime::from("soon")).is_err());
    }

    #[test]
    fn dates_go_both_ways() {
        let date = time::Date::try_from(&Date::from("2024-02-29")).expect("a date");
        assert_eq!(Date::from(date).as_str(), "2024-02-29");
        assert!(time::Date::try_from(&Date::from("2023-02-29")).is_err());
    }
}
