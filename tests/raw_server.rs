//! A TCP server that answers with bytes as they are: for what no HTTP library would send.

use std::sync::Arc;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

/// What is done with a connection once its request is read.
#[derive(Debug, Clone)]
pub(crate) enum Answer {
    /// Send these bytes and close.
    Bytes(Vec<u8>),
    /// Send these bytes, then the second ones again and again until the client goes.
    Endless(Vec<u8>, Vec<u8>),
    /// Send these bytes, then the second ones one at a time with a pause between.
    Drip(Vec<u8>, Vec<u8>),
    /// Send these bytes, then nothing, and keep the connection.
    Stalled(Vec<u8>),
    /// Send nothing and keep the connection.
    Silence,
}

impl Answer {
    /// An answer of JSON with status 200.
    pub(crate) fn json(body: &str) -> Self {
        Self::with(200, "content-type: application/json\r\n", body)
    }

    /// An answer with headers, each ended by a line break.
    pub(crate) fn with(status: u16, headers: &str, body: &str) -> Self {
        let length = body.len();
        let head = format!("HTTP/1.1 {status} X\r\n{headers}content-length: {length}\r\nconnection: close\r\n\r\n");
        Self::Bytes(format!("{head}{body}").into_bytes())
    }
}

/// A server and what it has seen.
pub(crate) struct RawServer {
    pub(crate) base_url: String,
    requests: Arc<Mutex<Vec<String>>>,
    sent: Arc<AtomicUsize>,
}

impl RawServer {
    /// Starts a server that answers every request alike.
    pub(crate) async fn start(answer: Answer) -> Self {
        Self::answering(move |_| answer.clone()).await
    }

    /// Starts a server that answers by the head of the request.
    pub(crate) async fn answering(answer: impl Fn(&str) -> Answer + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let base_url = format!("http://{}", listener.local_addr().unwrap());
        let requests = Arc::new(Mutex::new(Vec::new()));
        let sent = Arc::new(AtomicUsize::new(0));
        let (seen, counted, answer) = (Arc::clone(&requests), Arc::clone(&sent), Arc::new(answer));
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let (seen, counted, answer) = (Arc::clone(&seen), Arc::clone(&counted), Arc::clone(&answer));
                tokio::spawn(async move {
                    let _ = serve(stream, &seen, &counted, &*answer).await;
                });
            }
        });
        Self { base_url, requests, sent }
    }

    /// The heads of the requests so far.
    pub(crate) fn requests(&self) -> Vec<String> {
        self.requests.lock().unwrap().clone()
    }

    /// The path of the only request.
    pub(crate) fn path(&self) -> String {
        let requests = self.requests();
        assert_eq!(requests.len(), 1, "{requests:?}");
        requests[0].split(' ').nth(1).unwrap().to_owned()
    }

    /// How many bytes were sent.
    pub(crate) fn sent(&self) -> usize {
        self.sent.load(Ordering::SeqCst)
    }
}

async fn serve(
    mut stream: TcpStream,
    seen: &Mutex<Vec<String>>,
    sent: &AtomicUsize,
    answer: &(impl Fn(&str) -> Answer + ?Sized),
) -> std::io::Result<()> {
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        head.push(stream.read_u8().await?);
    }
    let head = String::from_utf8_lossy(&head).into_owned();
    seen.lock().unwrap().push(head.clone());
    match answer(&head) {
        Answer::Bytes(bytes) => stream.write_all(&bytes).await?,
        Answer::Endless(first, again) => {
            stream.write_all(&first).await?;
            loop {
                stream.write_all(&again).await?;
                sent.fetch_add(again.len(), Ordering::SeqCst);
            }
        }
        Answer::Drip(first, drops) => {
            stream.write_all(&first).await?;
            for drop in drops {
                stream.write_all(&[drop]).await?;
                tokio::time::sleep(Duration::from_millis(50)).await;
            }
        }
        Answer::Stalled(first) => {
            stream.write_all(&first).await?;
            tokio::time::sleep(Duration::from_secs(60)).await;
        }
        Answer::Silence => tokio::time::sleep(Duration::from_secs(60)).await,
    }
    stream.shutdown().await
}
