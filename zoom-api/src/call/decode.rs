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

/// Nothing: whatever is sent is ignored.
pub(crate) struct Empty;

/// Bytes, as they come in.
pub(crate) struct Bytes;

impl<T: Loose + Send> Decode for Json<T> {
    type Value = T;

    fn decode(received: Received, operation: &'static Operation) -> Result<Response<T>, Error> {
        json(received, operation, |loose::Body(value)| value)
    }
}

impl<T: DeserializeOwned + Send> Decode for AnyJson<T> {
    type Value = T;

    fn decode(received: Received, operation: &'static Operation) -> Result<Response<T>, Error> {
        json(received, operation, |value| value)
    }
}

fn json<B: DeserializeOwned, T>(
    received: Received,
    operation: &'static Operation,
    value_of: impl FnOnce(B) -> T,
) -> Result<Response<T>, Error> {
    let body = whole(&received);
    // A 201 or 204 may be empty though a value is documented, one of whose members none has to be there. With 200, it is
    // a response that was lost on its way.
    let is_empty = body.trim_ascii().is_empty();
    let text: &[u8] = if is_empty && received.status != StatusCode::OK { b"{}" } else { &body };
    // Zoom documents a text where it sends nothing.
    let nothing = || serde_json::from_slice(b"\"\"").ok().filter(|_| is_empty && !is_object::<B>());
    match serde_json::from_slice(text).or_else(|error| nothing().ok_or(error)) {
        Ok(value) => Ok(Response { value: value_of(value), status: received.status, headers: received.headers, body }),
        Err(_) => Err(received.into_error(operation, DecodeErrorKind::of::<B>(&body))),
    }
}

/// Whether an empty object is a value of a type.
fn is_object<T: DeserializeOwned>() -> bool {
    serde_json::from_slice::<T>(b"{}").is_ok()
}

impl Decode for Empty {
    type Value = ();

    fn decode(received: Received, _: &'static Operation) -> Result<Response<()>, Error> {
        let body = whole(&received);
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
