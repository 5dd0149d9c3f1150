//! A call by JSON, for tools: the command line, tests.

use std::future::Future;
use std::pin::Pin;

use bytes::Bytes as Buffer;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

use super::endpoint::respond;
use super::{Bytes, Decode, Empty, Endpoint, FilePart, Json};
use crate::error::{Error, InvalidRequest};
use crate::generated::OPERATIONS;
use crate::generated::json_calls::JSON_CALLS;
use crate::loose::{self, Loose};
use crate::operations::{Operation, Success};
use crate::transport::ByteStream;
use crate::{Zoom, secret};

impl Zoom {
    /// Makes a call of an operation by JSON.
    ///
    /// It goes through the same types as the operation's own method, so a value of the wrong type is refused, and gives
    /// what that gives, as JSON: null for nothing, a text for bytes. Secrets are redacted, unless
    /// [`Arguments::expose_secrets`] says otherwise.
    ///
    /// # Errors
    ///
    /// [`Error::InvalidRequest`] for an argument that the operation does not have or that is of another type, and those of
    /// any call.
    ///
    /// # Examples
    ///
    #[cfg_attr(feature = "mock", doc = "```")]
    #[cfg_attr(not(feature = "mock"), doc = "```ignore")]
    /// # #[tokio::main]
    /// # async fn main() -> Result<(), zoom_api::Error> {
    /// # let server = zoom_api::mock::ZoomServer::start_async().await;
    /// # let zoom = server.zoom()?;
    /// use zoom_api::operations::{Arguments, Operation};
    ///
    /// let operation = Operation::find("list_user_pac_accounts").expect("an operation of Zoom's");
    /// let accounts = zoom.call(operation, Arguments::new().set("userId", "me")).await?;
    /// println!("{accounts}");
    /// # assert_eq!(accounts["pac_accounts"].as_array().map(Vec::len), Some(1));
    /// # Ok(())
    /// # }
    /// ```
    pub async fn call(&self, operation: &'static Operation, arguments: Arguments) -> Result<Value, Error> {
        match self.reply(operation, arguments).await? {
            Reply::Json(value) => Ok(value),
            Reply::Bytes(mut stream) => {
                let mut bytes = Vec::new();
                while let Some(chunk) = stream.next().await {
                    bytes.extend_from_slice(&chunk?);
                }
                Ok(String::from_utf8_lossy(&bytes).into_owned().into())
            }
        }
    }

    /// Makes a call of an operation that gives [bytes](crate::operations::Success::Bytes), and gives them as they come.
    ///
    /// # Errors
    ///
    /// [`Error::InvalidRequest`] for an operation that gives something else, and those of [`call`](Self::call).
    pub async fn call_bytes(&self, operation: &'static Operation, arguments: Arguments) -> Result<ByteStream, Error> {
        let problem = || format!("{} gives no bytes", operation.id);
        if operation.success != Success::Bytes {
            return Err(InvalidRequest::Parameter(problem()).into());
        }
        match self.reply(operation, arguments).await? {
            Reply::Bytes(stream) => Ok(stream),
            Reply::Json(_) => Err(InvalidRequest::Parameter(problem()).into()),
        }
    }

    async fn reply(&self, operation: &'static Operation, mut arguments: Arguments) -> Result<Reply, Error> {
        let at = OPERATIONS.iter().position(|known| std::ptr::eq(known, operation));
        let Some(call) = at.and_then(|at| JSON_CALLS.get(at)) else {
            return Err(InvalidRequest::Parameter(format!("{} is no operation of the fragment", operation.id)).into());
        };
        call(self, &mut arguments)?.await
    }
}

/// What a call by JSON sends.
#[derive(Debug, Default)]
pub struct Arguments {
    values: Map<String, Value>,
    body: Option<Value>,
    bytes: Option<Buffer>,
    files: Vec<(String, FilePart)>,
    exposes_secrets: bool,
}

/// A function that makes a call.
pub(crate) type JsonCall = fn(&Zoom, &mut Arguments) -> Result<JsonFuture, Error>;

pub(crate) type JsonFuture = Pin<Box<dyn Future<Output = Result<Reply, Error>> + Send>>;

/// What a call gives.
pub(crate) enum Reply {
    Json(Value),
    Bytes(ByteStream),
}

impl Arguments {
    /// Makes empty arguments.
    pub fn new() -> Self {
        Self::default()
    }

    /// Sets a parameter by Zoom's name for it.
    #[must_use]
    pub fn set(mut self, parameter: impl Into<String>, value: impl Into<Value>) -> Self {
        self.values.insert(parameter.into(), value.into());
        self
    }

    /// Sets the request body.
    #[must_use]
    pub fn body(mut self, body: Value) -> Self {
        self.body = Some(body);
        self
    }

    /// Sets a request body that is not JSON.
    #[must_use]
    pub fn bytes_body(mut self, body: impl Into<Buffer>) -> Self {
        self.bytes = Some(body.into());
        self
    }

    /// Adds a file to the form that the operation takes.
    #[must_use]
    pub fn file(mut self, field: impl Into<String>, file: FilePart) -> Self {
        self.files.push((field.into(), file));
        self
    }

    /// Gives the secrets of the response in clear.
    #[must_use]
    pub fn expose_secrets(mut self) -> Self {
        self.exposes_secrets = true;
        self
    }

    pub(crate) fn path(&mut self, name: &'static str) -> Result<String, InvalidRequest> {
        self.text(name)?.ok_or(InvalidRequest::Missing(name))
    }

    pub(crate) fn text(&mut self, name: &'static str) -> Result<Option<String>, InvalidRequest> {
        match self.values.remove(name) {
            None | Some(Value::Null) => Ok(None),
            Some(Value::String(text)) => Ok(Some(text)),
            Some(value @ (Value::Number(_) | Value::Bool(_))) => Ok(Some(value.to_string())),
            Some(_) => Err(InvalidRequest::Parameter(format!("{name}: a string, number or boolean is expected"))),
        }
    }

    pub(crate) fn texts(&mut self, name: &'static str) -> Result<Option<Vec<String>>, InvalidRequest> {
        match self.values.remove(name) {
            Some(Value::Array(values)) => {
                let text = |value: Value| match value {
                    Value::String(text) => Ok(text),
                    value if value.is_number() => Ok(value.to_string()),
                    _ => Err(InvalidRequest::Parameter(format!("{name}: strings are expected in the list"))),
                };
                values.into_iter().map(text).collect::<Result<_, _>>().map(Some)
            }
            Some(value) => {
                self.values.insert(name.to_owned(), value);
                Ok(self.text(name)?.map(|text| vec![text]))
            }
            None => Ok(None),
        }
    }

    pub(crate) fn typed<T: DeserializeOwned>(&mut self, name: &'static str) -> Result<Option<T>, InvalidRequest> {
        let refuse = |error: serde_json::Error| InvalidRequest::Parameter(format!("{name}: {error}"));
        self.values.remove(name).map(serde_json::from_value).transpose().map_err(refuse)
    }

    pub(crate) fn typed_body<T: DeserializeOwned>(&mut self) -> Result<Option<T>, InvalidRequest> {
        let Some(body) = self.body.take() else { return Ok(None) };
        // serde's own text may quote a value, which may be a secret: only where it stands is told.
        let refuse = |(_, path): (serde_json::Error, String)| {
            InvalidRequest::Parameter(format!("body: {path} is not of the documented type"))
        };
        loose::traced(|| serde_json::from_value(body)).map(Some).map_err(refuse)
    }

    pub(crate) fn bytes(&mut self) -> Option<Buffer> {
        self.bytes.take()
    }

    pub(crate) fn files(&mut self, field: &str) -> Vec<FilePart> {
        let (found, others) = std::mem::take(&mut self.files).into_iter().partition(|(name, _)| name == field);
        self.files = others;
        let found: Vec<(String, FilePart)> = found;
        found.into_iter().map(|(_, file)| file).collect()
    }

    /// Refuses what the operation does not have.
    pub(crate) fn all_are_known(&self) -> Result<(), InvalidRequest> {
        let values = self.values.keys().map(String::as_str).next();
        let unknown = values.or_else(|| self.files.first().map(|(name, _)| name.as_str()));
        let unknown = unknown.or_else(|| (self.body.is_some() || self.bytes.is_some()).then_some("a body"));
        match unknown {
            Some(name) => Err(InvalidRequest::Parameter(format!("{name}: the operation does not take it"))),
            None => Ok(()),
        }
    }

    pub(crate) fn exposes_secrets(&self) -> bool {
        self.exposes_secrets
    }
}

/// A value of a call, as what a call by JSON gives.
pub(crate) trait ToReply: Decode {
    fn reply(value: Self::Value, exposes_secrets: bool) -> Reply;
}

impl<T: Loose + Serialize + Send> ToReply for Json<T> {
    fn reply(value: T, exposes_secrets: bool) -> Reply {
        let json = if exposes_secrets {
            secret::exposed(|| serde_json::to_value(&value))
        } else {
            serde_json::to_value(&value)
        };
        // The types that are generated have text keys alone, so that they can be written is certain.
        Reply::Json(json.unwrap_or_default())
    }
}

impl ToReply for Empty {
    fn reply((): (), _: bool) -> Reply {
        Reply::Json(Value::Null)
    }
}

impl ToReply for Bytes {
    fn reply(stream: ByteStream, _: bool) -> Reply {
        Reply::Bytes(stream)
    }
}

/// Makes a call whose arguments are set.
pub(crate) fn run<E: Endpoint<Success: ToReply>>(endpoint: E, exposes_secrets: bool) -> JsonFuture {
    Box::pin(async move {
        let response = respond(endpoint).await?;
        Ok(E::Success::reply(response.value, exposes_secrets))
    })
}

#[cfg(test)]
mod tests {
    use std::io::{BufRead, BufReader, Write};
    use std::net::TcpListener;

    use super::*;
    use crate::RetryPolicy;
    use crate::call::{Call, RequestError, settings};

    static OPERATION: Operation = Operation::undocumented("download", http::Method::GET, "/file");

    /// A call of a fragment that has files.
    struct Download {
        call: Call,
    }

    settings!([] Download, ByteStream);

    impl Endpoint for Download {
        type Success = Bytes;

        fn operation(&self) -> &'static Operation {
            &OPERATION
        }

        fn call(&mut self) -> &mut Call {
            &mut self.call
        }

        fn request(&mut self) -> Result<reqwest::Request, RequestError> {
            let target = self.call.target(&OPERATION);
            Ok(target.client.get(format!("{}/file", target.baseurl)).build()?)
        }
    }

    fn zoom(base_url: &str) -> Zoom {
        Zoom::builder().access_token("token").base_url(base_url).retry(RetryPolicy::none()).build().unwrap()
    }

    #[tokio::test]
    async fn bytes_are_given_as_they_are() {
        const FILE: &[u8] = b"\x89PNG\r\n\xff\0";
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let zoom = zoom(&format!("http://{}", listener.local_addr().unwrap()));
        std::thread::spawn(move || {
            let (stream, _) = listener.accept().unwrap();
            let _ = BufReader::new(&stream).lines().map_while(Result::ok).find(String::is_empty);
            let head = format!("HTTP/1.1 200 OK\r\ncontent-type: image/png\r\ncontent-length: {}\r\n\r\n", FILE.len());
            (&stream).write_all(&[head.as_bytes(), FILE].concat()).unwrap();
        });
        let Ok(Reply::Bytes(mut stream)) = run(Download { call: Call::new(&zoom) }, false).await else {
            panic!("it gives bytes")
        };
        let mut bytes = Vec::new();
        while let Some(chunk) = stream.next().await {
            bytes.extend_from_slice(&chunk.unwrap());
        }
        assert_eq!(bytes, FILE);
    }

    #[tokio::test]
    async fn no_other_operation_gives_bytes() {
        let list = Operation::find("list_user_pac_accounts").unwrap();
        let error =
            zoom("http://127.0.0.1:1").call_bytes(list, Arguments::new().set("userId", "me")).await.unwrap_err();
        assert_eq!(error.to_string(), "invalid parameter: list_user_pac_accounts gives no bytes");
    }
}
