//! A response's body, read up to a limit.

use bytes::{Bytes, BytesMut};

/// Returns the whole body, or `None` if it is larger than `limit` bytes: it is not read further then.
pub(crate) async fn read_capped(response: &mut reqwest::Response, limit: usize) -> reqwest::Result<Option<Bytes>> {
    let stated = response.content_length().unwrap_or_default();
    if usize::try_from(stated).map_or(true, |stated| stated > limit) {
        return Ok(None);
    }
    let Some(first) = response.chunk().await? else { return Ok(Some(Bytes::new())) };
    if first.len() > limit {
        return Ok(None);
    }
    // Most bodies come in one piece, which is then not copied.
    let Some(second) = response.chunk().await? else { return Ok(Some(first)) };
    let mut body = BytesMut::from(first);
    let mut next = Some(second);
    while let Some(chunk) = next {
        if body.len() + chunk.len() > limit {
            return Ok(None);
        }
        body.extend_from_slice(&chunk);
        next = response.chunk().await?;
    }
    Ok(Some(body.freeze()))
}

#[cfg(test)]
mod tests {
    use std::pin::Pin;
    use std::task::{Context, Poll};

    use super::*;

    /// Chunks without a stated length.
    struct Chunks(std::vec::IntoIter<&'static str>);

    impl futures_core::Stream for Chunks {
        type Item = Result<&'static str, std::convert::Infallible>;

        fn poll_next(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Self::Item>> {
            Poll::Ready(self.0.next().map(Ok))
        }
    }

    async fn read(body: impl Into<reqwest::Body>, limit: usize) -> Option<Bytes> {
        read_capped(&mut http::Response::new(body.into()).into(), limit).await.unwrap()
    }

    #[tokio::test]
    async fn a_body_is_read_up_to_the_limit_and_no_further() {
        for (chunks, limit, is_read) in [
            (vec![], 0, true),
            (vec!["abc"], 3, true),
            (vec!["abc"], 2, false),
            (vec!["abc", "de"], 5, true),
            (vec!["abc", "de"], 4, false),
            (vec!["abc", "de", "f"], 6, true),
            (vec!["abc", "de", "f"], 5, false),
        ] {
            let whole = chunks.concat();
            let expected = is_read.then(|| Bytes::from(whole.clone()));
            assert_eq!(read(whole, limit).await, expected, "{chunks:?} with its length stated, {limit}");
            let body = reqwest::Body::wrap_stream(Chunks(chunks.clone().into_iter()));
            assert_eq!(read(body, limit).await, expected, "{chunks:?} {limit}");
        }
    }
}
