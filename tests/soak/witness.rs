//! What was done to a call, for the processes that make it: the server and Redis are another's.

use std::sync::Arc;
use std::time::{Duration, Instant};

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;

use super::super::fault_server::{Done, FaultServer};
use super::report::{Ended, Left, Report};
use super::store::Store;

/// How long after Redis is well again a call may end that knows nothing of it: as long as the client waits for an answer.
const LATE: Duration = Duration::from_secs(3);

#[derive(Serialize, Deserialize)]
enum Message {
    /// Asks what was done to a call, and to forget it if it has ended.
    Asked { call: String, has_ended: bool },
    /// Tells how a call ended.
    Ended(Ended),
    /// Tells that all calls have ended.
    Left(Left),
}

#[derive(Serialize, Deserialize)]
struct Answer {
    done: Done,
    /// For how long Redis has been there again, if it ever was away.
    there_for: Option<Duration>,
    /// For how long it has had a token again, if it ever lost it.
    full_for: Option<Duration>,
}

/// What the server did to a call, and how the store fared meanwhile.
#[derive(Debug)]
pub(super) struct Seen {
    pub(super) done: Done,
    pub(super) during: During,
}

/// What was the matter with Redis while a call was made.
#[derive(Debug, Clone, Copy)]
pub(super) struct During {
    pub(super) was_away: bool,
    /// Whether it had no token.
    pub(super) was_empty: bool,
}

/// A connection to the process that knows.
pub(super) struct Witness(BufReader<TcpStream>);

impl Witness {
    pub(super) async fn connect(address: &str) -> Self {
        Self(BufReader::new(TcpStream::connect(address).await.unwrap()))
    }

    /// What was done to a call so far, and what befell Redis since then.
    pub(super) async fn done(&mut self, call: &str, since: Instant) -> Seen {
        self.ask(call, false, since).await
    }

    /// What was done to a call that has ended. It is forgotten then.
    pub(super) async fn ended(&mut self, call: &str, since: Instant) -> Seen {
        self.ask(call, true, since).await
    }

    async fn ask(&mut self, call: &str, has_ended: bool, since: Instant) -> Seen {
        write(&mut self.0, &Message::Asked { call: call.to_owned(), has_ended }).await;
        let Answer { done, there_for, full_for } = read(&mut self.0).await.expect("the other process has ended");
        let took = since.elapsed();
        let is_during = |well_for: Option<Duration>| well_for.is_some_and(|well_for| well_for <= took + LATE);
        Seen { done, during: During { was_away: is_during(there_for), was_empty: is_during(full_for) } }
    }

    pub(super) async fn tell(&mut self, ended: Ended) {
        self.say(&Message::Ended(ended)).await;
    }

    pub(super) async fn leave(&mut self, left: Left) {
        self.say(&Message::Left(left)).await;
    }

    /// Returns once it was heard.
    async fn say(&mut self, message: &Message) {
        write(&mut self.0, message).await;
        read::<()>(&mut self.0).await.expect("the other process has ended");
    }
}

/// Answers all processes, and notes what they tell.
pub(super) async fn testify(
    listener: TcpListener,
    server: Arc<FaultServer>,
    store: Arc<Store>,
    report: watch::Sender<Report>,
) {
    while let Ok((stream, _)) = listener.accept().await {
        let (server, store, report) = (Arc::clone(&server), Arc::clone(&store), report.clone());
        tokio::spawn(async move {
            let mut stream = BufReader::new(stream);
            while let Some(message) = read(&mut stream).await {
                match message {
                    Message::Asked { call, has_ended } => {
                        let done = if has_ended { server.take(&call) } else { server.done(&call) };
                        let (there_for, full_for) = store.well_for();
                        write(&mut stream, &Answer { done, there_for, full_for }).await;
                    }
                    Message::Ended(ended) => {
                        report.send_modify(|report| report.add(ended));
                        write(&mut stream, &()).await;
                    }
                    Message::Left(left) => {
                        report.send_modify(|report| report.left.push(left));
                        write(&mut stream, &()).await;
                    }
                }
            }
        });
    }
}

async fn write(stream: &mut BufReader<TcpStream>, value: &impl Serialize) {
    let line = serde_json::to_string(value).unwrap() + "\n";
    // One that has gone reads no answer.
    let _ = stream.write_all(line.as_bytes()).await;
}

/// The next line; nothing where the other has gone.
async fn read<T: DeserializeOwned>(stream: &mut BufReader<TcpStream>) -> Option<T> {
    let mut line = String::new();
    let length = stream.read_line(&mut line).await.unwrap_or_default();
    (length > 0).then(|| serde_json::from_str(&line).unwrap())
}
