//! Pages against a server on loopback, by a call that does not depend on the fragment.

use std::io::{BufRead, BufReader, Write};
use std::net::TcpListener;
use std::sync::{Arc, Mutex};

use serde::Deserialize;

use super::*;
use crate::call::{Call, Json, settings};
use crate::operations::Operation;
use crate::ranges::{Date, DateRange};
use crate::{DecodeErrorKind, RetryPolicy, Zoom};

static OPERATION: Operation = Operation::undocumented("list_things", http::Method::GET, "/things");

#[derive(Deserialize)]
struct Page {
    #[serde(default)]
    things: Vec<u32>,
    next_page_token: Option<String>,
}

#[derive(Clone)]
struct ListThings {
    call: Call,
    range: Option<DateRange>,
    token: Option<String>,
}

crate::loose::values!(Page);

settings!([] ListThings, Page);

impl Endpoint for ListThings {
    type Success = Json<Page>;

    fn operation(&self) -> &'static Operation {
        &OPERATION
    }

    fn call(&mut self) -> &mut Call {
        &mut self.call
    }

    fn request(&mut self) -> Result<reqwest::Request, RequestError> {
        let target = self.call.target(&OPERATION);
        let mut query: Vec<(&str, String)> = Vec::new();
        if let Some(DateRange { from, to }) = self.range {
            query.extend([("from", from.to_string()), ("to", to.to_string())]);
        }
        query.extend(self.token.iter().map(|token| ("next_page_token", token.clone())));
        Ok(target.client.get(format!("{}/things", target.baseurl)).query(&query).build()?)
    }
}

impl Paged for ListThings {
    type Page = Page;
    type Item = u32;

    fn items(page: &mut Page) -> Vec<u32> {
        std::mem::take(&mut page.things)
    }

    fn next(page: &Page, _: usize, _: u64) -> Option<Turn> {
        Turn::token(&page.next_page_token)
    }

    fn turn(&mut self, turn: &Turn) -> Result<(), RequestError> {
        self.token = Some(turn.value()?);
        Ok(())
    }
}

impl Ranged for ListThings {
    fn set_range(&mut self, range: &DateRange) {
        self.range = Some(*range);
    }
}

fn serving(responses: Vec<(u16, &'static str)>) -> (Items<u32>, Arc<Mutex<Vec<String>>>) {
    let (call, asked) = call(responses);
    (Items::new(call), asked)
}

/// A call to a server that gives these responses one after the other, and the targets that it was asked for.
fn call(responses: Vec<(u16, &'static str)>) -> (ListThings, Arc<Mutex<Vec<String>>>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let base_url = format!("http://{}", listener.local_addr().unwrap());
    let asked = Arc::new(Mutex::new(Vec::new()));
    let kept = Arc::clone(&asked);
    std::thread::spawn(move || {
        for (status, body) in responses {
            let Ok((stream, _)) = listener.accept() else { return };
            let mut lines = BufReader::new(&stream).lines().map_while(Result::ok);
            let first = lines.next().unwrap_or_default();
            kept.lock().unwrap().push(first.split(' ').nth(1).unwrap_or_default().to_owned());
            let _ = lines.find(String::is_empty);
            let length = body.len();
            let head = format!("HTTP/1.1 {status} X\r\ncontent-length: {length}\r\nconnection: close\r\n\r\n");
            let _ = (&stream).write_all(format!("{head}{body}").as_bytes());
        }
    });
    let zoom = Zoom::builder().access_token("token").base_url(base_url).retry(RetryPolicy::none()).build().unwrap();
    (ListThings { call: Call::new(&zoom), range: None, token: None }, asked)
}

const FIRST: (u16, &str) = (200, r#"{"things":[1,2],"next_page_token":"b"}"#);
const SECOND: (u16, &str) = (200, r#"{"things":[3],"next_page_token":"c"}"#);
const LAST: (u16, &str) = (200, r#"{"things":[4],"next_page_token":""}"#);

fn asked_for(asked: &Mutex<Vec<String>>) -> Vec<String> {
    asked.lock().unwrap().clone()
}

#[tokio::test]
async fn all_pages_are_read_to_an_empty_token() {
    let (items, asked) = serving(vec![FIRST, SECOND, LAST, (500, "")]);
    assert_eq!(items.try_collect().await.unwrap(), [1, 2, 3, 4]);
    assert_eq!(asked_for(&asked), ["/things", "/things?next_page_token=b", "/things?next_page_token=c"]);
}

#[tokio::test]
async fn a_page_may_be_empty_and_the_list_go_on() {
    let empty = (200, r#"{"things":[],"next_page_token":"c"}"#);
    let (items, _) = serving(vec![FIRST, empty, LAST]);
    assert_eq!(items.try_collect().await.unwrap(), [1, 2, 4]);
    let (items, _) = serving(vec![(200, "{}")]);
    assert!(items.try_collect().await.unwrap().is_empty());
}

#[tokio::test]
async fn after_an_error_the_same_page_is_asked_for_again() {
    let (mut items, asked) = serving(vec![FIRST, (503, ""), LAST]);
    assert_eq!((items.try_next().await.unwrap(), items.try_next().await.unwrap()), (Some(1), Some(2)));
    let error = items.try_next().await.unwrap_err();
    assert_eq!(error.status().map(|status| status.as_u16()), Some(503));
    assert_eq!(items.try_next().await.unwrap(), Some(4));
    assert_eq!(items.try_next().await.unwrap(), None);
    assert_eq!(items.try_next().await.unwrap(), None);
    let again = "/things?next_page_token=b";
    assert_eq!(asked_for(&asked), ["/things", again, again]);
}

#[tokio::test]
async fn a_token_that_comes_again_is_an_error() {
    for pages in [vec![FIRST, FIRST, FIRST], vec![FIRST, SECOND, FIRST, SECOND]] {
        let (mut items, asked) = serving(pages.clone());
        let error = loop {
            match items.try_next().await {
                Ok(item) => assert!(item.is_some(), "it ended without an error"),
                Err(error) => break error,
            }
        };
        let is_told = matches!(&error, Error::Decode(error) if *error.kind() == DecodeErrorKind::RepeatedPage);
        assert!(is_told, "{error:?}");
        assert_eq!(items.try_next().await.unwrap(), None, "it goes on after that");
        assert!(asked_for(&asked).len() <= pages.len());
    }
}

#[tokio::test]
async fn no_page_is_asked_for_before_its_items() {
    let (mut items, asked) = serving(vec![FIRST, SECOND]);
    assert!(asked_for(&asked).is_empty());
    assert_eq!(items.try_next().await.unwrap(), Some(1));
    drop(items);
    assert_eq!(asked_for(&asked), ["/things"]);
}

const ONE: (u16, &str) = (200, r#"{"things":[1],"next_page_token":"b"}"#);
const TWO: (u16, &str) = (200, r#"{"things":[2],"next_page_token":""}"#);

/// What three months of two pages are asked for by.
const THREE_MONTHS: [&str; 6] = [
    "/things?from=2026-01-31&to=2026-02-27",
    "/things?from=2026-01-31&to=2026-02-27&next_page_token=b",
    "/things?from=2026-02-28&to=2026-03-27",
    "/things?from=2026-02-28&to=2026-03-27&next_page_token=b",
    "/things?from=2026-03-28&to=2026-04-02",
    "/things?from=2026-03-28&to=2026-04-02&next_page_token=b",
];

#[tokio::test]
async fn months_are_read_one_after_the_other_with_their_pages() {
    let (call, asked) = call(vec![ONE, TWO, ONE, TWO, ONE, TWO, (500, "")]);
    let items = Items::between(call, "2026-01-31", Date::new(2026, 4, 2).unwrap());
    assert_eq!(items.try_collect().await.unwrap(), [1, 2, 1, 2, 1, 2]);
    assert_eq!(asked_for(&asked), THREE_MONTHS);
}

#[tokio::test]
async fn no_month_is_asked_for_before_its_items() {
    let (call, asked) = call(vec![ONE, TWO, ONE]);
    let mut items = Items::between(call, "2026-01-31", "2026-04-02");
    assert!(asked_for(&asked).is_empty());
    for (taken, expected) in [(1, 1), (2, 2), (3, 3)] {
        assert!(items.try_next().await.unwrap().is_some());
        assert_eq!(asked_for(&asked).len(), expected, "after {taken}");
    }
}

#[tokio::test]
async fn after_an_error_the_same_page_of_the_same_month_is_asked_for_again() {
    let nothing = (200, r#"{"things":[]}"#);
    let (call, asked) = call(vec![nothing, ONE, (503, ""), TWO, nothing]);
    let mut items = Items::between(call, "2026-01-31", "2026-04-02");
    assert_eq!(items.try_next().await.unwrap(), Some(1));
    assert_eq!(items.try_next().await.unwrap_err().status().unwrap(), 503);
    assert_eq!(items.try_next().await.unwrap(), Some(2));
    assert_eq!((items.try_next().await.unwrap(), items.try_next().await.unwrap()), (None, None));
    let [january, _, february, rest, march, _] = THREE_MONTHS;
    assert_eq!(asked_for(&asked), [january, february, rest, rest, march]);
}

#[tokio::test]
async fn a_month_that_cannot_go_on_ends_all() {
    let (call, asked) = call(vec![ONE, ONE, ONE]);
    let mut items = Items::between(call, "2026-01-31", "2026-04-02");
    assert_eq!(items.try_next().await.unwrap(), Some(1));
    assert!(matches!(items.try_next().await, Err(Error::Decode(_))));
    assert_eq!(items.try_next().await.unwrap(), None);
    assert_eq!(asked_for(&asked).len(), 2);
}

#[tokio::test]
async fn nothing_is_asked_for_of_no_range() {
    for (from, to) in [("2026-01-31", "2026-01-30"), ("2026-02-30", "2026-03-01"), ("", "2026-03-01")] {
        let (call, asked) = call(vec![ONE]);
        let mut items = Items::between(call, from, to);
        assert!(matches!(items.try_next().await, Err(Error::InvalidRequest(_))), "{from} {to}");
        assert_eq!(items.try_next().await.unwrap(), None);
        assert!(asked_for(&asked).is_empty());
    }
}

#[test]
fn what_asks_for_the_next_page() {
    let token = |text: &str| Turn::Token(text.to_owned());
    assert_eq!(Turn::token(&Some("t".to_owned())), Some(token("t")));
    for none in [None, Some(String::new()), Some(" ".to_owned())] {
        assert_eq!(Turn::token(&none), None);
    }
    for (items, seen, page, start) in
        [(0, 3, None, None), (30, 0, Some(2), Some(31)), (30, 1, Some(2), Some(31)), (30, 31, Some(32), Some(61))]
    {
        assert_eq!(Turn::page(items, seen), page.map(Turn::Number), "{items} {seen}");
        assert_eq!(Turn::start(items, seen), start.map(Turn::Number), "{items} {seen}");
    }
}

#[test]
fn what_a_parameter_takes() {
    assert_eq!(Turn::Token("12".to_owned()).value::<String>().unwrap(), "12");
    assert_eq!(Turn::Token("12".to_owned()).value::<i64>().unwrap(), 12);
    assert_eq!(Turn::Number(2).value::<i64>().unwrap(), 2);
    assert_eq!(Turn::Number(2).value::<String>().unwrap(), "2");
    assert!(Turn::Token("x".to_owned()).value::<i64>().is_err());
}
