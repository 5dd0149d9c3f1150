//! What can be set on each call, and `.await`.

use std::future::{Future, IntoFuture};
use std::pin::Pin;
use std::task::{Context, Poll};

use super::endpoint::{ResponseFuture, respond};
use super::{Decode, Endpoint, Response};
use crate::Error;

/// Writes the settings of a call and what makes it a future.
macro_rules! settings {
    ([$($generics:tt)*] $call:ty, $value:ty) => {
        impl $($generics)* $call {
            /// Sets how long the whole call may take, with all attempts and waits. Defaults to the client's
            /// [`timeout`](crate::ZoomBuilder::timeout).
            pub fn timeout(mut self, timeout: ::std::time::Duration) -> Self {
                crate::call::Endpoint::call(&mut self).zoom.settings.timeout = timeout;
                self
            }

            /// Sets how long one attempt may take. Defaults to the client's
            /// [`attempt_timeout`](crate::ZoomBuilder::attempt_timeout).
            pub fn attempt_timeout(mut self, timeout: ::std::time::Duration) -> Self {
                crate::call::Endpoint::call(&mut self).zoom.settings.attempt_timeout = timeout;
                self
            }

            /// Sets what is tried again. Defaults to the client's [`retry`](crate::ZoomBuilder::retry).
            pub fn retry(mut self, policy: crate::RetryPolicy) -> Self {
                crate::call::Endpoint::call(&mut self).zoom.settings.retry = policy;
                self
            }

            /// Adds a query parameter that the operation does not document.
            pub fn extra_query(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
                crate::call::Endpoint::call(&mut self).extra_query.push((name.into(), value.into()));
                self
            }

            /// Adds members to the request body that its type does not have; they take precedence over its own. The value
            /// is sent as it is.
            pub fn extra_body(mut self, members: ::serde_json::Value) -> Self {
                crate::call::Endpoint::call(&mut self).extra_body = Some(members);
                self
            }

            /// Gives the status, the headers and the tracking ID beside the value.
            pub fn with_response(self) -> crate::call::WithResponse<Self> {
                crate::call::WithResponse::new(self)
            }
        }

        impl $($generics)* ::std::future::IntoFuture for $call {
            type Output = ::std::result::Result<$value, crate::Error>;
            type IntoFuture = crate::call::ValueFuture<$value>;

            fn into_future(self) -> Self::IntoFuture {
                crate::call::value_of(self)
            }
        }
    };
}

pub(crate) use settings;

/// Makes a call for its value alone.
pub(crate) fn value_of<E: Endpoint>(endpoint: E) -> ValueFuture<<E::Success as Decode>::Value> {
    ValueFuture(respond(endpoint))
}

/// A call under way.
#[derive(Debug)]
#[must_use = "a call is made when it is awaited"]
pub struct ValueFuture<T>(ResponseFuture<T>);

impl<T> Future for ValueFuture<T> {
    type Output = Result<T, Error>;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        Pin::new(&mut self.0).poll(context).map_ok(|response| response.value)
    }
}

/// A call that gives its value with the [`Response`] around it.
#[derive(Debug, Clone)]
#[must_use = "a call is made when it is awaited"]
pub struct WithResponse<C>(C);

impl<C> WithResponse<C> {
    pub(crate) fn new(call: C) -> Self {
        Self(call)
    }
}

impl<C, T> IntoFuture for WithResponse<C>
where
    C: IntoFuture<Output = Result<T, Error>> + Endpoint<Success: Decode<Value = T>>,
{
    type Output = Result<Response<T>, Error>;
    type IntoFuture = ResponseFuture<T>;

    fn into_future(self) -> Self::IntoFuture {
        respond(self.0)
    }
}
