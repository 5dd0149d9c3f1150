//! A file as it comes in.

use std::fmt;
use std::future::poll_fn;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use bytes::Bytes;
use futures_core::Stream;
use http::header::{CONTENT_LENGTH, CONTENT_TYPE};
use http::{HeaderMap, StatusCode};

use super::content_range::ContentRange;
use super::file_name;
use super::request::DOWNLOAD;
use crate::error::{DecodeErrorKind, Error};
use crate::transport::{ByteStream, Received, ReceivedBody};

/// A file as it comes in, from [`Zoom::download`](crate::Zoom::download).
///
/// It is a [`Stream`](futures_core::Stream) of [`Bytes`]; [`next`](Self::next) serves without any crate for those. It holds
/// no more than the part that is read. Dropping it closes the connection.
///
/// It ends in an error if the connection closes too early, if nothing comes for longer than
/// [`attempt_timeout`](crate::ZoomBuilder::attempt_timeout), or if the file has another size than was stated: only a
/// download without an error is the whole file.
pub struct Download {
    bytes: ByteStream,
    headers: HeaderMap,
    starts_at: u64,
    size: Option<u64>,
    /// Where the next part starts.
    at: u64,
    /// Where the last part has to end, if that is known.
    end: Option<u64>,
}

impl Download {
    /// Takes what came when the bytes from `asked_from` on were asked for.
    pub(super) fn open(received: Received, asked_from: u64, expected_size: Option<u64>) -> Result<Self, Error> {
        match extent(received.status, &received.headers, asked_from, expected_size) {
            Ok(Extent { starts_at, end, size }) => {
                let Received { status, headers, body, attempts } = received;
                let bytes = match body {
                    ReceivedBody::Stream(stream) => stream.after(attempts),
                    ReceivedBody::Whole(body) => ByteStream::of(&DOWNLOAD, status, body),
                };
                Ok(Self { bytes, headers, starts_at, size, at: starts_at, end })
            }
            Err(kind) => Err(received.into_error(&DOWNLOAD, kind)),
        }
    }

    /// Takes the response that there is nothing after the bytes that are there already.
    pub(super) fn complete(response: &Error, size: u64) -> Self {
        Self {
            bytes: ByteStream::of(&DOWNLOAD, StatusCode::RANGE_NOT_SATISFIABLE, Bytes::new()),
            headers: response.headers().cloned().unwrap_or_default(),
            starts_at: size,
            size: Some(size),
            at: size,
            end: Some(size),
        }
    }

    /// Waits for the next part; `None` at the end.
    ///
    /// It can be dropped and called again without a loss.
    ///
    /// # Errors
    ///
    /// [`Error::Transport`] if the connection closes too early or nothing comes for too long, [`Error::Decode`] if the file
    /// has another size than was stated.
    pub async fn next(&mut self) -> Option<Result<Bytes, Error>> {
        poll_fn(|context| Pin::new(&mut *self).poll_next(context)).await
    }

    /// Returns the size of the whole file in bytes, if the server or the caller has stated it.
    pub fn size(&self) -> Option<u64> {
        self.size
    }

    /// Returns where in the file the first of these bytes stands: 0, unless the rest of a file was asked for
    /// ([`range_from`](super::DownloadRequest::range_from)) and the server gives it.
    pub fn starts_at(&self) -> u64 {
        self.starts_at
    }

    /// Returns the header `Content-Type`: `video/mp4`.
    pub fn content_type(&self) -> Option<&str> {
        self.headers.get(CONTENT_TYPE)?.to_str().ok()
    }

    /// Returns the file's name, as the header `Content-Disposition` has it.
    ///
    /// It is a name alone, which leads to no other folder, is not hidden, and has no character that a file system does not
    /// take. It may be the name of a file that is there already.
    pub fn file_name(&self) -> Option<String> {
        file_name::of(&self.headers)
    }

    /// Returns the headers of the response.
    pub fn headers(&self) -> &HeaderMap {
        &self.headers
    }
}

/// Which part of a file a response has.
#[derive(Debug, PartialEq, Eq)]
struct Extent {
    starts_at: u64,
    end: Option<u64>,
    size: Option<u64>,
}

fn extent(
    status: StatusCode,
    headers: &HeaderMap,
    asked_from: u64,
    expected_size: Option<u64>,
) -> Result<Extent, DecodeErrorKind> {
    let length = headers.get(CONTENT_LENGTH).and_then(|length| length.to_str().ok()?.parse::<u64>().ok());
    let (starts_at, end, stated) = match status {
        StatusCode::OK | StatusCode::NON_AUTHORITATIVE_INFORMATION => (0, length, length),
        StatusCode::PARTIAL_CONTENT => match ContentRange::of(headers) {
            Some(ContentRange::Part { first, last, size }) if first == asked_from && asked_from > 0 => {
                let end = last.saturating_add(1);
                // A server may send less than was asked for, and that is not the rest.
                let is_rest = size.is_none_or(|size| size == end);
                if !is_rest || length.is_some_and(|length| length != end - first) {
                    return Err(DecodeErrorKind::WrongRange);
                }
                (first, Some(end), size)
            }
            _ => return Err(DecodeErrorKind::WrongRange),
        },
        _ => return Err(DecodeErrorKind::NotAFile { media_type: None }),
    };
    match (expected_size, stated.or(end)) {
        (Some(expected), Some(found)) if expected != found => Err(DecodeErrorKind::WrongSize { expected, found }),
        _ => Ok(Extent { starts_at, end: end.or(expected_size), size: stated.or(expected_size) }),
    }
}

impl Stream for Download {
    type Item = Result<Bytes, Error>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let this = &mut *self;
        let part = ready!(Pin::new(&mut this.bytes).poll_next(context));
        let (is_end, length) = match &part {
            Some(Ok(part)) => (false, part.len()),
            Some(Err(_)) => {
                this.end = None;
                return Poll::Ready(part);
            }
            None => (true, 0),
        };
        this.at = this.at.saturating_add(u64::try_from(length).unwrap_or(u64::MAX));
        match this.end {
            Some(expected) if this.at > expected || is_end && this.at < expected => {
                this.end = None;
                let kind = DecodeErrorKind::WrongSize { expected, found: this.at };
                Poll::Ready(Some(Err(this.bytes.fail(kind))))
            }
            _ => Poll::Ready(part),
        }
    }
}

/// Without the headers, which may have the file's name.
impl fmt::Debug for Download {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Download")
            .field("starts_at", &self.starts_at)
            .field("size", &self.size)
            .field("bytes", &self.bytes)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use http::HeaderName;

    use super::*;

    fn check(
        status: u16,
        headers: &[(HeaderName, &'static str)],
        asked_from: u64,
        expected_size: Option<u64>,
        expected: Result<(u64, Option<u64>, Option<u64>), DecodeErrorKind>,
    ) {
        let map = headers.iter().map(|(name, value)| (name.clone(), value.parse().unwrap())).collect();
        let status = StatusCode::from_u16(status).unwrap();
        let found = extent(status, &map, asked_from, expected_size);
        let expected = expected.map(|(starts_at, end, size)| Extent { starts_at, end, size });
        assert_eq!(found, expected, "{status} {headers:?} from {asked_from} of {expected_size:?}");
    }

    #[test]
    fn which_part_a_response_has() {
        use http::header::CONTENT_RANGE as RANGE;
        let ten = [(CONTENT_LENGTH, "10")];
        let wrong_size = |expected, found| Err(DecodeErrorKind::WrongSize { expected, found });
        let wrong_range = || Err(DecodeErrorKind::WrongRange);
        check(200, &ten, 0, None, Ok((0, Some(10), Some(10))));
        check(200, &ten, 0, Some(10), Ok((0, Some(10), Some(10))));
        check(200, &ten, 0, Some(11), wrong_size(11, 10));
        check(200, &[], 0, None, Ok((0, None, None)));
        check(200, &[], 0, Some(10), Ok((0, Some(10), Some(10))));
        // The whole file though its rest was asked for.
        check(200, &ten, 4, None, Ok((0, Some(10), Some(10))));
        check(206, &[(RANGE, "bytes 4-9/10")], 4, None, Ok((4, Some(10), Some(10))));
        check(206, &[(RANGE, "bytes 4-9/*")], 4, None, Ok((4, Some(10), None)));
        check(206, &[(RANGE, "bytes 4-9/*")], 4, Some(10), Ok((4, Some(10), Some(10))));
        check(206, &[(RANGE, "bytes 4-9/*")], 4, Some(11), wrong_size(11, 10));
        check(206, &[(RANGE, "bytes 4-9/10"), (CONTENT_LENGTH, "6")], 4, Some(10), Ok((4, Some(10), Some(10))));
        check(206, &[(RANGE, "bytes 4-9/10"), (CONTENT_LENGTH, "7")], 4, None, wrong_range());
        check(206, &[(RANGE, "bytes 4-9/10")], 4, Some(11), wrong_size(11, 10));
        check(206, &[(RANGE, "bytes 5-9/10")], 4, None, wrong_range());
        check(206, &[(RANGE, "bytes 0-9/10")], 4, None, wrong_range());
        check(206, &[(RANGE, "bytes 4-8/10")], 4, None, wrong_range());
        check(206, &[(RANGE, "bytes 0-9/10")], 0, None, wrong_range());
        check(206, &ten, 4, None, wrong_range());
        check(204, &[], 0, None, Err(DecodeErrorKind::NotAFile { media_type: None }));
        check(202, &ten, 0, None, Err(DecodeErrorKind::NotAFile { media_type: None }));
    }
}
