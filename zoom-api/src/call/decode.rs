//! A value of a response.

use std::marker::PhantomData;

use bytes::Bytes as Buffer;
use http::StatusCode;
use serde::de::DeserializeOwned;

use super::Response;
use crate::error::{DecodeErrorKind, Error};
use crate::loose::{self, Loose};
use crate::operations::Operation;
use crate::transport::{ByteStream, Received, ReceivedBody};

/// How a success is read.
pub(crate) trait Decode {
    type Value: Send;

    fn decode(received: Received, operation: &'static Operation) -> Result<Response<Self::Value>, Error>;
}

/// A JSON value, read as Zoom may send it.
pub(crate) struct Json<T>(PhantomData<T>);

/// A JSON value of a type of the caller's, read as that type says.
pub(crate) struct AnyJson<T>(PhantomData<T>);

/// Nothing: whatever is sent is ignored, but for a page. Zoom sends none, so that it is another's who stands between.
pub(crate) struct Empty;

/// Bytes, as they come in.
pub(crate) struct Bytes;

impl<T: Loose + Send> Decode for Json<T> {
    type Value = T;

    fn decode(received: Received, operation: &'static Operation) -> Result<Response<T>, Error> {
        json(received, operation, read_loosely)
    }
}

/// It is called in several places and compiled in one.
#[inline(never)]
fn read_loosely<T: Loose>(text: &[u8]) -> Result<T, (serde_json::Error, String)> {
    loose::traced(|| serde_json::from_slice(text)).map(|loose::Body(value)| value)
}

impl<T: DeserializeOwned + Send> Decode for AnyJson<T> {
    type Value = T;

    fn decode(received: Received, operation: &'static Operation) -> Result<Response<T>, Error> {
        json(received, operation, |text| {
            serde_json::from_slice(text).map_err(|error| {
                // Once more, to find out where: the type is not one that says so itself.
                let deserializer = &mut serde_json::Deserializer::from_slice(text);
                let found = serde_path_to_error::deserialize::<_, T>(deserializer).err();
                (error, found.map_or_else(|| ".".to_owned(), |error| error.path().to_string()))
            })
        })
    }
}

fn json<T>(
    received: Received,
    operation: &'static Operation,
    read: impl Fn(&[u8]) -> Result<T, (serde_json::Error, String)>,
) -> Result<Response<T>, Error> {
    let body = whole(&received);
    // A 201 or 204 may be empty though a value is documented, one of whose members none has to be there. With 200, it is
    // a response that was lost on its way.
    let is_empty = body.trim_ascii().is_empty();
    let text: &[u8] = if is_empty && received.status != StatusCode::OK { b"{}" } else { &body };
    // Zoom documents a text where it sends nothing.
    let nothing = || read(b"\"\"").ok().filter(|_| is_empty && read(b"{}").is_err());
    match read(text).or_else(|error| nothing().ok_or(error)) {
        Ok(value) => Ok(Response { value, status: received.status, headers: received.headers, body }),
        Err((error, path)) => Err(received.into_error(operation, DecodeErrorKind::of(&error, &path))),
    }
}

impl Decode for Empty {
    type Value = ();

    fn decode(received: Received, operation: &'static Operation) -> Result<Response<()>, Error> {
        let body = whole(&received);
        if body.trim_ascii_start().starts_with(b"<") {
            return Err(received.into_error(operation, DecodeErrorKind::NotJson { line: 1, column: 1 }));
        }
        Ok(Response { value: (), status: received.status, headers: received.headers, body })
    }
}

impl Decode for Bytes {
    type Value = ByteStream;

    fn decode(received: Received, operation: &'static Operation) -> Result<Response<ByteStream>, Error> {
        let value = match received.body {
            ReceivedBody::Stream(stream) => stream,
            ReceivedBody::Whole(body) => ByteStream::of(operation, received.status, body),
        };
        Ok(Response { value, status: received.status, headers: received.headers, body: Buffer::new() })
    }
}

fn whole(received: &Received) -> Buffer {
    match &received.body {
        ReceivedBody::Whole(body) => body.clone(),
        ReceivedBody::Stream(_) => Buffer::new(),
    }
}
