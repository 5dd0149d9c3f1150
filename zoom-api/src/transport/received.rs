//! A success: status, headers, body.

use bytes::Bytes;
use http::{HeaderMap, StatusCode};

use super::ByteStream;
use crate::error::{AttemptOutcome, Attempts, DecodeError, DecodeErrorKind, Error};
use crate::operations::Operation;

/// The response to a call that succeeded.
#[derive(Debug)]
pub(crate) struct Received {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) body: ReceivedBody,
    /// The attempts before it.
    pub(crate) attempts: Attempts,
}

/// The body of a success.
#[derive(Debug)]
pub(crate) enum ReceivedBody {
    Whole(Bytes),
    /// For operations whose success is bytes. The fragment has none yet, so no call reads it.
    #[allow(dead_code)]
    Stream(ByteStream),
}

impl Received {
    /// Returns the error that this response is not as documented.
    pub(crate) fn into_error(self, operation: &'static Operation, kind: DecodeErrorKind) -> Error {
        let Self { status, headers, mut attempts, .. } = self;
        attempts.push(AttemptOutcome::Response(status));
        Error::Decode(Box::new(DecodeError::new(operation.id, status, headers, kind))).with_attempts(attempts)
    }
}
