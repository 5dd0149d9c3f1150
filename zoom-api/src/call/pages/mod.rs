//! The items of all pages of a list.

mod ranges;

use std::collections::{HashSet, VecDeque};
use std::fmt;
use std::future::{Future, poll_fn};
use std::hash::{BuildHasher, RandomState};
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use futures_core::Stream;
use serde::de::DeserializeOwned;
use serde_json::Value;

use super::endpoint::{ResponseFuture, respond};
use super::{Decode, Endpoint, RequestError};
use crate::error::{DecodeErrorKind, Error, InvalidRequest};
use crate::transport::{Received, ReceivedBody};
use crate::{IntOrString, Response};

/// A call whose list has pages.
pub(crate) trait Paged: Endpoint<Success: Decode<Value = Self::Page>> + Clone {
    type Page: Send;
    type Item: Send;

    /// Takes the items out of a page.
    fn items(page: &mut Self::Page) -> Vec<Self::Item>;

    /// What asks for the page after this one, which had so many items; `seen` is what asked for this one.
    fn next(page: &Self::Page, items: usize, seen: u64) -> Option<Turn>;

    /// Asks for another page.
    fn turn(&mut self, turn: &Turn) -> Result<(), RequestError>;
}

/// Writes what gives the items of all pages of a call.
macro_rules! pages {
    ($call:ty, $item:ty) => {
        impl $call {
            /// Gives the items of all pages, one after the other.
            ///
            /// Each page is asked for when its items are; what is set on the call holds for each page. After an error the
            /// same page is asked for again.
            ///
            /// # Errors
            ///
            /// Those of the call, and [`Error::Decode`](crate::Error::Decode) with
            /// [`RepeatedPage`](crate::DecodeErrorKind::RepeatedPage) if Zoom gives a page's own token for the next one.
            pub fn items(self) -> crate::Items<$item> {
                crate::Items::new(self)
            }
        }
    };
}

pub(crate) use pages;
pub(crate) use ranges::{Ranged, ranges};

/// What asks for a page.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) enum Turn {
    Token(String),
    Number(u64),
}

impl Turn {
    /// The page of this token; an empty one says that there is none.
    pub(crate) fn token(token: &Option<String>) -> Option<Self> {
        token.as_ref().filter(|token| !token.trim().is_empty()).cloned().map(Self::Token)
    }

    /// The page after this one: the first is 1. An empty page is the last.
    pub(crate) fn page(items: usize, seen: u64) -> Option<Self> {
        (items > 0).then(|| Self::Number(seen.max(1).saturating_add(1)))
    }

    /// The item after those of this page: the first is 1. An empty page is the last.
    pub(crate) fn start(items: usize, seen: u64) -> Option<Self> {
        let items = u64::try_from(items).unwrap_or(u64::MAX);
        (items > 0).then(|| Self::Number(seen.max(1).saturating_add(items)))
    }

    /// What the parameter takes.
    pub(crate) fn value<T: DeserializeOwned>(&self) -> Result<T, RequestError> {
        let (value, text) = match self {
            Self::Token(token) => (Value::from(token.as_str()), token.clone()),
            Self::Number(number) => (Value::from(*number), number.to_string()),
        };
        let value = serde_json::from_value(value).or_else(|_| serde_json::from_value(Value::from(text.as_str())));
        let value = value.or_else(|_| serde_json::from_str(&text));
        value.map_err(|_| InvalidRequest::Parameter("the next page's token is none".to_owned()).into())
    }

    fn number(&self) -> u64 {
        match self {
            Self::Token(_) => 0,
            Self::Number(number) => *number,
        }
    }
}

/// A member that holds a token.
pub(crate) trait Token {
    fn token(&self) -> Option<String>;
}

impl Token for String {
    fn token(&self) -> Option<String> {
        Some(self.clone())
    }
}

impl Token for i64 {
    fn token(&self) -> Option<String> {
        Some(self.to_string())
    }
}

impl Token for IntOrString {
    fn token(&self) -> Option<String> {
        Some(self.to_string())
    }
}

impl Token for crate::Secret {
    fn token(&self) -> Option<String> {
        Some(self.expose().to_owned())
    }
}

impl<T: Token> Token for Option<T> {
    fn token(&self) -> Option<String> {
        self.as_ref().and_then(Token::token)
    }
}

/// The items of all pages of a list, from the `items` of a call.
///
/// It is a [`Stream`]; [`try_next`](Self::try_next) is all that a loop needs.
#[must_use = "no page is asked for before an item is"]
pub struct Items<T> {
    ready: VecDeque<T>,
    pages: Box<dyn Pages<T> + Send>,
}

impl<T> fmt::Debug for Items<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Items").field("ready", &self.ready.len()).finish_non_exhaustive()
    }
}

impl<T: Send + 'static> Items<T> {
    pub(crate) fn new<P: Paged<Item = T>>(call: P) -> Self {
        Self::of(PagesOf::new(call))
    }

    fn of(pages: impl Pages<T> + Send + 'static) -> Self {
        Self { ready: VecDeque::new(), pages: Box::new(pages) }
    }

    /// Gives the next item, or `None` after the last.
    ///
    /// # Errors
    ///
    /// Those of the call for the item's page; the next time the same page is asked for again.
    pub async fn try_next(&mut self) -> Result<Option<T>, Error> {
        poll_fn(|context| Pin::new(&mut *self).poll_next(context)).await.transpose()
    }

    /// Gives all items that are left.
    ///
    /// # Errors
    ///
    /// Those of the first call that fails; the items before it are lost.
    pub async fn try_collect(mut self) -> Result<Vec<T>, Error> {
        let mut items = Vec::new();
        while let Some(item) = self.try_next().await? {
            items.push(item);
        }
        Ok(items)
    }
}

impl<T: Send + 'static> Stream for Items<T> {
    type Item = Result<T, Error>;

    fn poll_next(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let this = self.get_mut();
        loop {
            if let Some(item) = this.ready.pop_front() {
                return Poll::Ready(Some(Ok(item)));
            }
            match ready!(this.pages.poll_page(context)) {
                Some(Ok(items)) => this.ready.extend(items),
                Some(Err(error)) => return Poll::Ready(Some(Err(error))),
                None => return Poll::Ready(None),
            }
        }
    }
}

impl<T> Unpin for Items<T> {}

/// The pages of some call.
trait Pages<T> {
    fn poll_page(&mut self, context: &mut Context<'_>) -> Poll<Option<Result<Vec<T>, Error>>>;
}

struct PagesOf<C: Paged> {
    call: C,
    /// The hash of what asked for each page so far: a server that gives one again would be asked for ever.
    seen: HashSet<u64>,
    hashes: RandomState,
    state: State<C::Page>,
}

enum State<P> {
    /// The page that is to be asked for; the first one by nothing.
    Next(Option<Turn>),
    Asked(Option<Turn>, ResponseFuture<P>),
    Over,
}

impl<C: Paged> Pages<C::Item> for PagesOf<C> {
    fn poll_page(&mut self, context: &mut Context<'_>) -> Poll<Option<Result<Vec<C::Item>, Error>>> {
        loop {
            match &mut self.state {
                State::Over => return Poll::Ready(None),
                State::Next(turn) => {
                    let turn = turn.take();
                    let mut call = self.call.clone();
                    if let Some(Err(error)) = turn.as_ref().map(|turn| call.turn(turn)) {
                        self.state = State::Over;
                        return Poll::Ready(Some(Err(error.of(self.call.operation()))));
                    }
                    self.state = State::Asked(turn, respond(call));
                }
                State::Asked(turn, page) => {
                    let response = ready!(Pin::new(page).poll(context));
                    let turn = turn.take();
                    return Poll::Ready(Some(match response {
                        Ok(response) => self.take(turn, response),
                        Err(error) => {
                            self.state = State::Next(turn);
                            Err(error)
                        }
                    }));
                }
            }
        }
    }
}

impl<C: Paged> PagesOf<C> {
    fn new(call: C) -> Self {
        Self { call, seen: HashSet::new(), hashes: RandomState::new(), state: State::Next(None) }
    }

    fn is_over(&self) -> bool {
        matches!(self.state, State::Over)
    }

    fn take(&mut self, turn: Option<Turn>, response: Response<C::Page>) -> Result<Vec<C::Item>, Error> {
        let Response { mut value, status, headers, body } = response;
        let items = C::items(&mut value);
        let next = C::next(&value, items.len(), turn.as_ref().map_or(0, Turn::number));
        if let Some(next) = &next
            && !self.seen.insert(self.hashes.hash_one(next))
        {
            self.state = State::Over;
            let received = Received { status, headers, body: ReceivedBody::Whole(body), attempts: Default::default() };
            return Err(received.into_error(self.call.operation(), DecodeErrorKind::RepeatedPage));
        }
        self.state = next.map_or(State::Over, |next| State::Next(Some(next)));
        Ok(items)
    }
}

#[cfg(test)]
mod tests;
