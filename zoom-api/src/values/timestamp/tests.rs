use proptest::prelude::*;

use super::*;
use std::time::{Duration, UNIX_EPOCH};

fn check(text: &str, expected: Option<(i64, u32)>) {
    let expected = expected.map(|(seconds, nanoseconds)| {
        let whole = Duration::from_secs(seconds.unsigned_abs());
        let whole = if seconds < 0 { UNIX_EPOCH - whole } else { UNIX_EPOCH + whole };
        whole + Duration::from_nanos(nanoseconds.into())
    });
    assert_eq!(Timestamp::from(text).to_system_time(), expected, "{text:?}");
}

#[test]
fn what_is_a_time() {
    for (text, seconds, nanoseconds) in [
        ("1970-01-01T00:00:00Z", 0, 0),
        ("1970-01-01T00:00:00-00:00", 0, 0),
        ("1970-01-01t00:00:00z", 0, 0),
        ("1970-01-01 00:00:00Z", 0, 0),
        ("1970-01-01T01:00:00+01:00", 0, 0),
        ("1970-01-01T00:00:00+01:00", -3600, 0),
        ("1969-12-31T19:00:00-05:00", 0, 0),
        ("1970-01-01T05:45:00+05:45", 0, 0),
        ("1970-01-01T00:00:00.5Z", 0, 500_000_000),
        ("1970-01-01T00:00:00.007Z", 0, 7_000_000),
        ("1970-01-01T00:00:00.1234567899Z", 0, 123_456_789),
        ("1969-12-31T23:59:59.5Z", -1, 500_000_000),
        ("2020-05-31T00:00:00Z", 1_590_883_200, 0),
        ("2000-02-29T23:59:59Z", 951_868_799, 0),
        ("2016-12-31T23:59:60Z", 1_483_228_799, 0),
        ("1601-01-01T00:00:00Z", -11_644_473_600, 0),
        ("0000-01-01T00:00:00Z", -62_167_219_200, 0),
        ("9999-12-31T23:59:59Z", 253_402_300_799, 0),
        ("9999-12-31T23:59:59-23:59", 253_402_387_139, 0),
    ] {
        check(text, Some((seconds, nanoseconds)));
    }
}

#[test]
fn what_is_no_time() {
    for text in [
        "",
        "Z",
        "tomorrow",
        "2026-11-25",
        "1795600800",
        "2026-11-25T10:00:00",
        "2026-11-25T10:00Z",
        "2026-11-25T10:00:00.Z",
        "2026-11-25T10:00:00,5Z",
        "2026-11-25T10:00:00ZZ",
        "2026-11-25T10:00:00Z ",
        " 2026-11-25T10:00:00Z",
        "2026-11-25T10:00:00+0100",
        "2026-11-25T10:00:00+1:00",
        "2026-11-25T10:00:00+24:00",
        "2026-11-25T10:00:00+01:60",
        "2026-11-25T24:00:00Z",
        "2026-11-25T10:60:00Z",
        "2026-11-25T10:00:61Z",
        "2026-00-25T10:00:00Z",
        "2026-13-25T10:00:00Z",
        "2026-11-00T10:00:00Z",
        "2026-11-31T10:00:00Z",
        "2026-02-29T10:00:00Z",
        "1900-02-29T10:00:00Z",
        "+2026-11-25T10:00:00Z",
        "12026-11-25T10:00:00Z",
        "2026/11/25T10:00:00Z",
        "2026-11-25x10:00:00Z",
        "-026-11-25T10:00:00Z",
        "２026-11-25T10:00:00Z",
        "2026-11-25T10:00:00日",
    ] {
        check(text, None);
    }
}

#[test]
fn the_text_is_kept() {
    for text in ["", "tomorrow", "2026-11-25T10:00:00+01:00", " x "] {
        let timestamp = Timestamp::from(text);
        assert_eq!((timestamp.as_str(), timestamp.to_string().as_str()), (text, text));
        assert_eq!(timestamp.is_empty(), text.is_empty());
        let json = serde_json::to_string(&timestamp).unwrap();
        assert_eq!(json, serde_json::to_string(text).unwrap());
        assert_eq!(serde_json::from_str::<Timestamp>(&json).unwrap(), timestamp);
    }
    assert_eq!(serde_json::from_str::<Timestamp>("1795600800").unwrap().as_str(), "1795600800");
    assert!(serde_json::from_str::<Timestamp>("null").is_err());
}

#[test]
fn times_are_in_order_and_what_is_none_comes_last() {
    let sorted = [
        "1969-12-31T23:59:59Z",
        "1970-01-01T00:00:00.999999999Z",
        "1970-01-01T00:00:01+00:00",
        "1970-01-01T00:00:01Z",
        "1970-01-01T00:00:00-01:00",
        "",
        "1970-01-01",
        "tomorrow",
    ]
    .map(Timestamp::from);
    let mut shuffled: Vec<_> = sorted.iter().rev().cloned().collect();
    shuffled.sort();
    assert_eq!(shuffled, sorted);
}

#[test]
fn a_time_is_written_in_utc() {
    for (time, text) in [
        (UNIX_EPOCH, "1970-01-01T00:00:00Z"),
        (UNIX_EPOCH + Duration::from_millis(1), "1970-01-01T00:00:00.001Z"),
        (UNIX_EPOCH + Duration::from_nanos(1), "1970-01-01T00:00:00.000000001Z"),
        (UNIX_EPOCH + Duration::from_micros(1), "1970-01-01T00:00:00.000001000Z"),
        (UNIX_EPOCH - Duration::from_nanos(1), "1969-12-31T23:59:59.999999999Z"),
        (UNIX_EPOCH - Duration::from_secs(1), "1969-12-31T23:59:59Z"),
        (UNIX_EPOCH + Duration::from_secs(951_868_799), "2000-02-29T23:59:59Z"),
        (UNIX_EPOCH + Duration::from_secs(253_402_300_799), "9999-12-31T23:59:59Z"),
        (UNIX_EPOCH + Duration::from_secs(253_402_300_800), "9999-12-31T23:59:59.999999999Z"),
        (UNIX_EPOCH + Duration::from_secs(1 << 60), "9999-12-31T23:59:59.999999999Z"),
        (UNIX_EPOCH - Duration::from_secs(62_167_219_200) + Duration::from_millis(1), "0000-01-01T00:00:00.001Z"),
        (UNIX_EPOCH - Duration::from_secs(62_167_219_201), "0000-01-01T00:00:00Z"),
        (UNIX_EPOCH - Duration::from_secs(1 << 60), "0000-01-01T00:00:00Z"),
    ] {
        assert_eq!(Timestamp::from(time).as_str(), text);
    }
}

/// Times and what only looks like one, near each other.
fn any_timestamp() -> impl Strategy<Value = Timestamp> {
    let time = "(19(69|70)-(12-31|01-01)T(00|23):(00|59):00(\\.[05])?(Z|[+-]0[01]:00)|[a-c]?)";
    prop_oneof![time, any::<String>()].prop_map(Timestamp::from)
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn the_order_is_total_and_agrees_with_equality(one in any_timestamp(), two in any_timestamp(), three in any_timestamp()) {
        prop_assert_eq!(one.cmp(&two), two.cmp(&one).reverse());
        prop_assert_eq!(one.cmp(&two).is_eq(), one == two);
        prop_assert_eq!(one.partial_cmp(&two), Some(one.cmp(&two)));
        if one <= two && two <= three {
            prop_assert!(one <= three);
        }
        if let (Some(first), Some(second)) = (one.to_system_time(), two.to_system_time()) {
            prop_assert!(first == second || first.cmp(&second) == one.cmp(&two));
        }
    }

    #[test]
    fn a_time_is_read_as_it_was_written(seconds in -62_167_219_200_i64..=253_402_300_799, nanoseconds in 0_u32..1_000_000_000) {
        let whole = Duration::from_secs(seconds.unsigned_abs());
        let whole = if seconds < 0 { UNIX_EPOCH - whole } else { UNIX_EPOCH + whole };
        for time in [whole, whole + Duration::from_nanos(nanoseconds.into())] {
            prop_assert_eq!(Timestamp::from(time).to_system_time(), Some(time));
        }
    }

    #[test]
    fn humantime_writes_the_same(seconds in 0_u64..=253_402_300_799) {
        let time = UNIX_EPOCH + Duration::from_secs(seconds);
        prop_assert_eq!(Timestamp::from(time).to_string(), humantime::format_rfc3339_seconds(time).to_string());
    }
}

#[cfg(feature = "jiff")]
proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn jiff_reads_the_same(
        seconds in -62_167_219_200_i64..=253_402_207_199,
        nanoseconds in 0_u32..1_000_000_000,
        hours in -23_i64..=23,
    ) {
        let time = jiff::Timestamp::new(seconds, nanoseconds as i32).unwrap();
        let written = Timestamp::from(time);
        prop_assert_eq!(written.to_jiff().unwrap(), time);
        prop_assert_eq!(written.to_system_time(), Some(time.into()));
        let shifted = written.to_string().replace('Z', &format!("{:+03}:30", hours));
        let expected = shifted.parse::<jiff::Timestamp>().ok().map(SystemTime::from);
        if expected.is_some() {
            prop_assert_eq!(Timestamp::from(shifted).to_system_time(), expected);
        }
    }
}
