//! Pages against a server on loopback, by a call that does not depend on the fragment.

use std::io::{BufRead, BufReader, Write};
use std::net::TcpListener;
use std::sync::{Arc, Mutex};

use serde::Deserialize;

use super::*;
use crate::call::{Call, Json, settings};
use crate::operations::Operation;
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
    token: Option<String>,
}

crate::loose::objects!(Page);

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
        let query: Vec<_> = self.token.iter().map(|token| ("next_page_token", token)).collect();
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

/// A server that gives these responses one after the other, and the targets that it was asked for.
fn serving(responses: Vec<(u16, &'static str)>) -> (Items<u32>, Arc<Mutex<Vec<String>>>) {
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
    (Items::new(ListThings { call: Call::new(&zoom), token: None }), asked)
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
