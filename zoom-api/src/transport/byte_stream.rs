//! A body as it comes in.

use std::collections::VecDeque;
use std::fmt;
use std::future::poll_fn;
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use bytes::Bytes;
use futures_core::Stream;
use http::{HeaderMap, StatusCode};
use tokio::time::{Sleep, sleep};

use crate::error::{AttemptOutcome, Attempts, DecodeError, DecodeErrorKind, Error, TransportError, TransportErrorKind};
use crate::operations::Operation;

/// The bytes of a file, part by part as Zoom sends them.
///
/// It is a [`Stream`](futures_core::Stream); [`next`](Self::next) serves without any crate for those. It has no limit of
/// size and none of time as a whole: the time of one attempt
/// ([`attempt_timeout`](crate::ZoomBuilder::attempt_timeout)) is how long it waits for the next part. It ends in an
/// error if the connection closes before the end of the file; after an error it has ended.
pub struct ByteStream {
    /// What was read ahead.
    ready: VecDeque<Bytes>,
    /// `None` after the end.
    body: Option<Pin<Box<dyn Stream<Item = reqwest::Result<Bytes>> + Send + Sync>>>,
    idle: Duration,
    /// When the next part has to be there.
    timer: Pin<Box<Sleep>>,
    /// Whether the timer runs. What the reader takes for itself between two parts is not the server's silence.
    is_waiting: bool,
    operation: &'static Operation,
    status: StatusCode,
    headers: HeaderMap,
    attempts: Attempts,
}

impl ByteStream {
    pub(super) fn new(
        operation: &'static Operation,
        response: reqwest::Response,
        headers: HeaderMap,
        idle: Duration,
    ) -> Self {
        let status = response.status();
        Self {
            ready: VecDeque::new(),
            body: Some(Box::pin(response.bytes_stream())),
            idle,
            timer: Box::pin(sleep(idle)),
            is_waiting: false,
            operation,
            status,
            headers,
            attempts: Attempts::default(),
        }
    }

    /// Returns the bytes of a response that was read as a whole.
    pub(crate) fn of(operation: &'static Operation, status: StatusCode, bytes: Bytes) -> Self {
        Self {
            ready: VecDeque::from([bytes]),
            body: None,
            idle: Duration::MAX,
            timer: Box::pin(sleep(Duration::ZERO)),
            is_waiting: false,
            operation,
            status,
            headers: HeaderMap::new(),
            attempts: Attempts::default(),
        }
    }

    /// Waits for the next part; `None` at the end.
    ///
    /// It can be dropped and called again without a loss.
    ///
    /// # Errors
    ///
    /// [`Error::Transport`] if the connection closes too early, or if nothing comes for too long.
    pub async fn next(&mut self) -> Option<Result<Bytes, Error>> {
        poll_fn(|context| Pin::new(&mut *self).poll_next(context)).await
    }

    /// Reads ahead until it has more than `limit` bytes. Returns them all if that is the whole body; nothing is lost if it
    /// is not.
    pub(super) async fn peek(&mut self, limit: usize) -> Result<Option<Bytes>, Error> {
        let (mut parts, mut length) = (VecDeque::new(), 0);
        while length <= limit {
            match self.next().await {
                Some(part) => {
                    let part = part?;
                    length += part.len();
                    parts.push_back(part);
                }
                None => {
                    let whole = Bytes::from(parts.make_contiguous().concat());
                    self.ready = parts;
                    return Ok(Some(whole));
                }
            }
        }
        self.ready = parts;
        Ok(None)
    }

    /// Gives it the attempts before it.
    pub(crate) fn after(mut self, attempts: Attempts) -> Self {
        self.attempts = attempts;
        self
    }

    /// Ends it with the error that the response is not as documented.
    pub(crate) fn fail(&mut self, kind: DecodeErrorKind) -> Error {
        (self.ready, self.body) = (VecDeque::new(), None);
        let headers = std::mem::take(&mut self.headers);
        let mut attempts = std::mem::take(&mut self.attempts);
        attempts.push(AttemptOutcome::Response(self.status));
        Error::Decode(Box::new(DecodeError::new(self.operation.id, self.status, headers, kind))).with_attempts(attempts)
    }

    fn end(&mut self, error: impl FnOnce(&'static str, Option<(StatusCode, HeaderMap)>) -> TransportError) -> Error {
        self.body = None;
        let response = Some((self.status, std::mem::take(&mut self.headers)));
        let error = error(self.operation.id, response);
        let mut attempts = std::mem::take(&mut self.attempts);
        attempts.push(AttemptOutcome::Transport(error.kind()));
        Error::Transport(Box::new(error)).with_attempts(attempts)
    }
}

impl Stream for ByteStream {
    type Item = Result<Bytes, Error>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        if let Some(part) = self.ready.pop_front() {
            return Poll::Ready(Some(Ok(part)));
        }
        let Some(body) = &mut self.body else { return Poll::Ready(None) };
        match body.as_mut().poll_next(context) {
            Poll::Ready(Some(Ok(part))) => {
                self.is_waiting = false;
                Poll::Ready(Some(Ok(part)))
            }
            Poll::Ready(Some(Err(error))) => {
                Poll::Ready(Some(Err(self.end(|operation, response| TransportError::new(operation, error, response)))))
            }
            Poll::Ready(None) => {
                self.body = None;
                Poll::Ready(None)
            }
            Poll::Pending => {
                if !std::mem::replace(&mut self.is_waiting, true) {
                    self.timer = Box::pin(sleep(self.idle));
                }
                ready!(self.timer.as_mut().poll(context));
                Poll::Ready(Some(Err(self.end(|operation, response| {
                    TransportError::without_source(operation, TransportErrorKind::Timeout, response)
                }))))
            }
        }
    }
}

impl fmt::Debug for ByteStream {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ByteStream")
            .field("operation", &self.operation.id)
            .field("has_ended", &(self.body.is_none() && self.ready.is_empty()))
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use http::Method;

    use super::*;

    #[tokio::test]
    async fn debug_says_whether_it_has_ended() {
        static FILE: Operation = Operation::undocumented("file", Method::GET, "/file");
        let mut stream = ByteStream::of(&FILE, StatusCode::OK, Bytes::from("a"));
        assert_eq!(format!("{stream:?}"), "ByteStream { operation: \"file\", has_ended: false, .. }");
        stream.next().await.unwrap().unwrap();
        assert_eq!(format!("{stream:?}"), "ByteStream { operation: \"file\", has_ended: true, .. }");
    }
}
