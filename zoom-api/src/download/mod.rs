//! Files: recordings, transcripts, what was sent in chats.
//!
//! Zoom's responses and webhooks have a `download_url` for each file. [`Zoom::download`] gives what is there as it comes:
//!
#![cfg_attr(feature = "mock", doc = "```")]
#![cfg_attr(not(feature = "mock"), doc = "```ignore")]
//! # use httpmock::MockServer;
//! # use zoom_api::mock::ZoomServer;
//! use std::io::Write;
//!
//! # #[tokio::main]
//! # async fn main() -> Result<(), Box<dyn std::error::Error>> {
//! # let server = ZoomServer::start_async().await;
//! # let file = server.mock(|mock: &MockServer| {
//! #     mock.mock(|when, then| {
//! #         when.path("/rec/download/abc").header("authorization", format!("Bearer {}", ZoomServer::TOKEN));
//! #         then.header("content-type", "video/mp4").header("content-disposition", "filename=weekly.mp4").body("0123456789");
//! #     })
//! # });
//! # let zoom = server.zoom()?;
//! # let download_url = format!("{}/rec/download/abc", server.base_url());
//! # let folder = tempfile::tempdir()?;
//! # let folder = folder.path();
//! let mut download = zoom.download(download_url).await?;
//! let name = download.file_name().unwrap_or_else(|| "recording".to_owned());
//! let mut target = std::fs::File::create(folder.join(name))?;
//! while let Some(part) = download.next().await {
//!     target.write_all(&part?)?;
//! }
//! # assert_eq!(std::fs::read(folder.join("weekly.mp4"))?, b"0123456789");
//! # assert_eq!(file.calls_async().await, 1);
//! # Ok(())
//! # }
//! ```
//!
//! # Tokens
//!
//! The client's own token is sent, or the one that came with the file: `download_access_token` of a recording,
//! `download_token` of a webhook ([`access_token`](DownloadRequest::access_token)). It is sent in the header, which no log of
//! a proxy and no history shows, and to Zoom alone. A URL with `access_token=` in its query is an older way of Zoom's to write
//! the same: the token is taken out and sent in the header. Zoom's servers are `zoom.us`, `zoom.com` and what is below
//! them, or `zoomgov.com` for a client whose base URL is there, and the server of the base URL; any other is refused before
//! anything is sent. A redirect from there to where a file is stored is followed without the token, and none from https to
//! http.
//!
//! # What is no file
//!
//! To a token that it does not accept Zoom responds with 200 and a page to log in. So HTML and JSON are
//! [an error](crate::DecodeErrorKind::NotAFile) unless you [say](DownloadRequest::media_type) that the file is that. A file
//! of another size than stated is an error as well, at its end; Zoom gives no digests.
//!
//! # What was cut off
//!
//! The call is retried as any other until the first byte, as the client's [`RetryPolicy`] allows. After that
//! you have a part of the file, and [`range_from`](DownloadRequest::range_from) asks for the rest. Not every server serves
//! that, so see where it starts:
//!
#![cfg_attr(feature = "mock", doc = "```")]
#![cfg_attr(not(feature = "mock"), doc = "```ignore")]
//! # use httpmock::MockServer;
//! # use zoom_api::mock::ZoomServer;
//! # #[tokio::main]
//! # async fn main() -> Result<(), Box<dyn std::error::Error>> {
//! # let server = ZoomServer::start_async().await;
//! # let rest = server.mock(|mock: &MockServer| {
//! #     mock.mock(|when, then| {
//! #         when.path("/rec/download/abc").header("range", "bytes=4-");
//! #         then.status(206).header("content-range", "bytes 4-9/10").body("456789");
//! #     })
//! # });
//! # let zoom = server.zoom()?;
//! # let download_url = format!("{}/rec/download/abc", server.base_url());
//! let mut file = b"0123".to_vec(); // what is there already
//! let mut download = zoom.download(download_url).range_from(file.len() as u64).await?;
//! file.truncate(download.starts_at() as usize); // nothing is left if the whole file comes
//! while let Some(part) = download.next().await {
//!     file.extend_from_slice(&part?);
//! }
//! assert_eq!(file, b"0123456789");
//! # assert_eq!(rest.calls_async().await, 1);
//! # Ok(())
//! # }
//! ```

mod content_range;
mod file_name;
mod received;
mod request;
mod url;

pub use received::Download;
pub use request::DownloadRequest;

#[cfg(doc)]
use crate::{RetryPolicy, Zoom};
