//! A form with files: `multipart/form-data`.

use std::borrow::Cow;
use std::fmt;

use bytes::Bytes;
use reqwest::header::CONTENT_TYPE;
use reqwest::multipart;

use super::RequestError;
use crate::error::InvalidRequest;

/// A file that a call uploads.
///
/// ```
/// use zoom_api::FilePart;
///
/// let picture = FilePart::new("jane.png", vec![0x89, b'P', b'N', b'G']).content_type("image/png");
/// ```
///
/// A file that is not in memory is a [`stream`](Self::stream). What was streamed cannot be sent a second time, so a call
/// with it is not retried once it has begun.
pub struct FilePart {
    name: Cow<'static, str>,
    content_type: Option<Cow<'static, str>>,
    body: Content,
}

enum Content {
    Bytes(Bytes),
    Stream(reqwest::Body, Option<u64>),
}

impl FilePart {
    /// Makes a file of bytes.
    pub fn new(name: impl Into<Cow<'static, str>>, bytes: impl Into<Bytes>) -> Self {
        Self { name: name.into(), content_type: None, body: Content::Bytes(bytes.into()) }
    }

    /// Makes a file of a stream, with its length in bytes if that is known.
    pub fn stream(name: impl Into<Cow<'static, str>>, body: impl Into<reqwest::Body>, length: Option<u64>) -> Self {
        Self { name: name.into(), content_type: None, body: Content::Stream(body.into(), length) }
    }

    /// Sets the media type. Defaults to what the extension of the name says, or `application/octet-stream`.
    #[must_use]
    pub fn content_type(mut self, media_type: impl Into<Cow<'static, str>>) -> Self {
        self.content_type = Some(media_type.into());
        self
    }

    fn into_part(self) -> Result<multipart::Part, RequestError> {
        let guessed =
            || match self.name.rsplit_once('.').map(|(_, extension)| extension.to_ascii_lowercase()).as_deref() {
                Some("png") => "image/png",
                Some("jpg" | "jpeg") => "image/jpeg",
                Some("gif") => "image/gif",
                Some("csv") => "text/csv",
                Some("txt" | "vtt") => "text/plain",
                Some("mp4") => "video/mp4",
                Some("pdf") => "application/pdf",
                _ => "application/octet-stream",
            };
        let content_type = self.content_type.clone().unwrap_or_else(|| guessed().into());
        let part = match self.body {
            Content::Bytes(bytes) => {
                let length = u64::try_from(bytes.len()).unwrap_or(u64::MAX);
                multipart::Part::stream_with_length(bytes, length)
            }
            Content::Stream(body, Some(length)) => multipart::Part::stream_with_length(body, length),
            Content::Stream(body, None) => multipart::Part::stream(body),
        };
        let refuse = |_| InvalidRequest::Parameter("the content type of a file is no media type".to_owned());
        Ok(part.file_name(self.name).mime_str(&content_type).map_err(refuse)?)
    }
}

impl fmt::Debug for FilePart {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("FilePart")
            .field("name", &self.name)
            .field("content_type", &self.content_type)
            .finish_non_exhaustive()
    }
}

/// The fields of a form.
#[derive(Default)]
pub(crate) struct Form(Vec<(&'static str, Field)>);

enum Field {
    Text(String),
    File(FilePart),
}

impl Form {
    pub(crate) fn text(&mut self, name: &'static str, text: String) {
        self.0.push((name, Field::Text(text)));
    }

    pub(crate) fn file(&mut self, name: &'static str, file: FilePart) {
        self.0.push((name, Field::File(file)));
    }
}

impl fmt::Debug for Form {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.0.iter().map(|(name, _)| name)).finish()
    }
}

/// Gives a request the fields of a form as its body.
pub(crate) fn with_form(mut request: reqwest::Request, form: &mut Form) -> Result<reqwest::Request, RequestError> {
    let mut parts = multipart::Form::new();
    for (name, field) in form.0.drain(..) {
        parts = match field {
            Field::Text(text) => parts.text(name, text),
            Field::File(file) => parts.part(name, file.into_part()?),
        };
    }
    let content_type = format!("multipart/form-data; boundary={}", parts.boundary());
    request.headers_mut().insert(CONTENT_TYPE, content_type.try_into()?);
    *request.body_mut() = Some(reqwest::Body::wrap_stream(parts.into_stream()));
    Ok(request)
}
