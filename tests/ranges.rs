//! A range of dates, month by month.

use proptest::prelude::*;
use zoom_api::operations::Operation;
use zoom_api::ranges::{self, Date, DateRange};
use zoom_api::{Error, UserRef};

use super::raw_server::{Answer, RawServer};
use super::zoom;

/// The day after, by trying what it can be.
fn next(date: Date) -> Date {
    [
        Date::new(date.year(), date.month(), date.day() + 1),
        Date::new(date.year(), date.month() + 1, 1),
        Date::new(date.year() + 1, 1, 1),
    ]
    .into_iter()
    .find_map(|date| date)
    .unwrap()
}

fn date(years: std::ops::Range<u16>) -> impl Strategy<Value = Date> {
    (years, 1..=12_u8, 1..=31_u8).prop_filter_map("no such day", |(year, month, day)| Date::new(year, month, day))
}

fn months(from: Date, to: Date) -> Vec<DateRange> {
    ranges::months(&from.to_string(), &to.to_string()).unwrap().collect()
}

/// Whether a month ends later than the range, or with it.
fn is_within_a_month(range: &DateRange) -> bool {
    let DateRange { from, to, .. } = range;
    let month = |date: &Date| date.year() * 12 + u16::from(date.month());
    match month(to) - month(from) {
        0 => true,
        1 => to.day() < from.day(),
        _ => false,
    }
}

proptest! {
    #[test]
    fn each_day_is_in_one_range_of_at_most_a_month(ends in [date(1995..2105), date(1995..2105)]) {
        let (from, to) = (ends[0].min(ends[1]), ends[0].max(ends[1]));
        let ranges = months(from, to);
        prop_assert_eq!((ranges[0].from, ranges[ranges.len() - 1].to), (from, to));
        for range in &ranges {
            prop_assert!(range.from <= range.to && is_within_a_month(range), "{:?}", range);
        }
        for pair in ranges.windows(2) {
            prop_assert_eq!(next(pair[0].to), pair[1].from);
            // Each is as long as it can be, so that there are no more than need be.
            let longer = (pair[0].from, pair[1].from);
            let is_longest = !(longer.0.month() == longer.1.month() && longer.0.year() == longer.1.year())
                && (longer.1.day() >= longer.0.day() || next(longer.1).day() == 1);
            prop_assert!(is_longest, "{:?}", pair);
        }
    }

    #[test]
    fn any_text_is_split_or_refused(from in any::<String>(), to in "[0-9]{4}-[0-9]{2}-[0-9]{2}") {
        prop_assert!(ranges::months(&from, &to).is_err() || Date::parse(&from).is_some());
        prop_assert_eq!(ranges::months(&to, &to).is_ok(), Date::parse(&to).is_some());
        if let Some(date) = Date::parse(&to) {
            prop_assert_eq!(date.to_string(), to);
        }
    }
}

#[test]
fn what_is_longest_ends_too() {
    let first = Date::new(1, 1, 1).unwrap();
    let last = Date::new(9999, 12, 31).unwrap();
    assert_eq!(months(first, last).len(), 9999 * 12);
}

/// The text of an operation says that it serves a month, and the call has what splits a longer range.
#[tokio::test]
async fn recordings_of_three_months_are_read_with_all_pages() {
    let server = RawServer::answering(|head| {
        let target = head.split(' ').nth(1).unwrap();
        let from = target.split_once("from=").unwrap().1.split('&').next().unwrap();
        match target.contains("next_page_token=second") {
            true => Answer::json(&format!(r#"{{"meetings":[{{"topic":"{from} b"}}]}}"#)),
            false => Answer::json(&format!(r#"{{"next_page_token":"second","meetings":[{{"topic":"{from} a"}}]}}"#)),
        }
    })
    .await;
    let zoom = zoom(&server.base_url);
    let call = zoom.cloud_recordings().list(UserRef::Me).page_size(1).trash(true);
    let mut meetings = call.clone().items_between("2026-01-15", "2026-04-02");
    assert!(server.requests().is_empty());
    let mut topics = Vec::new();
    while let Some(meeting) = meetings.try_next().await.unwrap() {
        topics.push(meeting.topic.unwrap());
        assert_eq!(server.requests().len(), topics.len(), "a page is asked for with its items");
    }
    let months = ["2026-01-15", "2026-02-15", "2026-03-15"];
    let expected: Vec<_> = months.iter().flat_map(|from| [format!("{from} a"), format!("{from} b")]).collect();
    assert_eq!(topics, expected);
    for (head, to) in
        server.requests().iter().zip(["2026-02-14", "2026-02-14", "2026-03-14", "2026-03-14", "2026-04-02"])
    {
        for part in [format!("to={to}"), "page_size=1".to_owned(), "trash=true".to_owned()] {
            assert!(head.contains(&part), "{head} lacks {part}");
        }
    }

    let error = call.items_between("2026-04-02", "2026-01-15").try_collect().await.unwrap_err();
    assert!(matches!(error, Error::InvalidRequest(_)), "{error:?}");
    assert_eq!(server.requests().len(), 6);
}

#[test]
fn the_table_knows_which_ranges_are_limited() {
    let range = Operation::find("list_recordings").unwrap().max_range.unwrap();
    assert_eq!((range.from, range.to, range.months), ("from", "to", 1));
    assert!(Operation::find("list_meetings").unwrap().max_range.is_none());
}
