//! A Redis server that several machines share: how it is reached, and what is said where it cannot be.
//!
//! What redis says of an error can quote what was sent, so none of its texts is passed on: its code is.

use std::error::Error;
use std::fmt;
use std::io;
use std::sync::Arc;
use std::time::Duration;

use ::redis::aio::MultiplexedConnection;
use ::redis::{AsyncConnectionConfig, Client, ErrorKind, FromRedisValue, IntoConnectionInfo, RedisError};
use tokio::sync::Mutex;

use crate::error::ConfigError;

/// For how long a connection, or an answer, is waited for.
const PATIENCE: Duration = Duration::from_secs(3);

/// A name in a Redis server, under which keys of this crate's are kept. Clones share a connection.
#[derive(Clone)]
pub(crate) struct Redis(Arc<Inner>);

struct Inner {
    client: Client,
    name: String,
    link: Mutex<Link>,
}

/// The connection, if there is one, and how many there were before.
#[derive(Default)]
struct Link {
    count: u64,
    connection: Option<MultiplexedConnection>,
}

impl Redis {
    /// Nothing is sent yet.
    pub(crate) fn new(url: &str, name: &str) -> Result<Self, ConfigError> {
        let refuse = |why| Err(ConfigError::InvalidRedisUrl(why));
        if name.is_empty() || name.contains(['{', '}']) {
            return Err(ConfigError::InvalidRedisName);
        }
        let Some(url) = ::redis::parse_redis_url(url) else {
            return refuse("it is no absolute URL that begins with redis: or unix:");
        };
        let Ok(info) = url.into_connection_info() else { return refuse("its host, database or query is not redis's") };
        if !info.addr().is_supported() {
            return refuse("it asks for TLS, which the crate redis was compiled without (tokio-rustls-comp)");
        }
        let Ok(client) = Client::open(info) else { return refuse("its host, database or query is not redis's") };
        Ok(Self(Arc::new(Inner { client, name: name.to_owned(), link: Mutex::default() })))
    }

    /// One of the keys under the name, which stands in braces so that a cluster has all of them in one slot.
    pub(crate) fn key(&self, of: &str) -> String {
        format!("{{{}}}:{of}", self.0.name)
    }

    /// Runs a script, once more over another connection where there was no answer: one that was idle for long can be gone
    /// without a word. Each of our scripts may be run twice.
    pub(crate) async fn run<T: FromRedisValue>(
        &self,
        script: &str,
        keys: &[String],
        arguments: &[&str],
    ) -> io::Result<T> {
        let mut command = ::redis::cmd("EVAL");
        command.arg(script).arg(keys.len()).arg(keys).arg(arguments);
        let mut last = None;
        for _ in 0..2 {
            let (count, mut connection) = self.connection().await.map_err(|error| self.explain(&error))?;
            match command.query_async(&mut connection).await {
                Ok(value) => return Ok(value),
                Err(error) => {
                    // Whatever it was, the next one is to find out where the name of the host leads to by now.
                    self.forget(count).await;
                    last = Some(self.explain(&error));
                    if !error.is_io_error() {
                        break;
                    }
                }
            }
        }
        Err(last.unwrap_or_else(|| io::ErrorKind::Other.into()))
    }

    async fn connection(&self) -> Result<(u64, MultiplexedConnection), RedisError> {
        let mut link = self.0.link.lock().await;
        let connection = match &link.connection {
            Some(connection) => connection.clone(),
            None => {
                let config = AsyncConnectionConfig::new()
                    .set_connection_timeout(Some(PATIENCE))
                    .set_response_timeout(Some(PATIENCE));
                let connection = self.0.client.get_multiplexed_async_connection_with_config(&config).await?;
                link.count += 1;
                link.connection.insert(connection).clone()
            }
        };
        Ok((link.count, connection))
    }

    async fn forget(&self, count: u64) {
        let mut link = self.0.link.lock().await;
        if link.count == count {
            link.connection = None;
        }
    }

    fn explain(&self, error: &RedisError) -> io::Error {
        let at = self.address();
        let code = error.code().filter(|code| code.len() < 20 && code.bytes().all(|byte| byte.is_ascii_uppercase()));
        if error.kind() == ErrorKind::AuthenticationFailed || matches!(code, Some("NOAUTH" | "WRONGPASS")) {
            let text = format!("redis at {at} does not take the user or the password: set them in its URL");
            return io::Error::new(io::ErrorKind::PermissionDenied, text);
        }
        if error.is_timeout() {
            let text = format!("redis at {at} gave no answer in {PATIENCE:?}: check that it runs and is in reach");
            return io::Error::new(io::ErrorKind::TimedOut, text);
        }
        if error.is_io_error() {
            let cause = error.source().and_then(|source| source.downcast_ref::<Arc<dyn Error + Send + Sync>>());
            let cause = cause.and_then(|cause| cause.downcast_ref::<io::Error>());
            let kind = cause.map_or(io::ErrorKind::NotConnected, io::Error::kind);
            let text =
                format!("redis at {at} cannot be reached ({kind}): check that it runs and that its URL is right");
            return io::Error::new(kind, text);
        }
        // What fails over or starts again is another in a moment.
        let kind = match code {
            Some("READONLY" | "LOADING" | "TRYAGAIN" | "MASTERDOWN" | "CLUSTERDOWN" | "BUSY") => {
                io::ErrorKind::ResourceBusy
            }
            _ => io::ErrorKind::Other,
        };
        let text = match code {
            Some("READONLY") => format!("redis at {at} is a replica: give the URL of its primary"),
            Some("MOVED" | "ASK" | "CROSSSLOT") => {
                format!("redis at {at} is one of a cluster: give the URL of what passes on to its other nodes")
            }
            Some("WRONGTYPE") => format!("redis at {at} has something else under {}: give another name", self.key("…")),
            Some("NOPERM") => format!("redis at {at} forbids this user EVAL or the keys {}", self.key("*")),
            Some(code) => format!("redis at {at} refused with {code}"),
            None => format!("redis at {at} gave an answer that is not one of Redis 5 or later"),
        };
        io::Error::new(kind, text)
    }

    /// Host and port: of a URL, all that is no secret.
    fn address(&self) -> String {
        self.0.client.get_connection_info().addr().to_string()
    }
}

/// A name that nobody else has; nothing where the operating system gives no random numbers.
pub(crate) fn unique_name() -> Option<String> {
    let mut bytes = [0; 16];
    getrandom::fill(&mut bytes).ok()?;
    Some(u128::from_ne_bytes(bytes).to_string())
}

impl fmt::Debug for Redis {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Redis").field("address", &self.address()).field("name", &self.0.name).finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn urls_and_names() {
        let of = |url, name| match Redis::new(url, name) {
            Ok(redis) => format!("{redis:?} {}", redis.key("token")),
            Err(error) => error.to_string(),
        };
        let form = "; the form is redis://[user:password@]host[:port][/database]";
        for (url, expected) in [
            ("redis://host", "Redis { address: \"host:6379\", name: \"jane\" } {jane}:token".to_owned()),
            ("redis://u:planted@host:1/2", "Redis { address: \"host:1\", name: \"jane\" } {jane}:token".to_owned()),
            ("unix:///run/redis", "Redis { address: \"/run/redis\", name: \"jane\" } {jane}:token".to_owned()),
        ] {
            assert_eq!(of(url, "jane"), expected);
        }
        for url in ["", "planted", "planted@host", "https://u:planted@host", "redis://u:planted@host/planted", "redis:"]
        {
            let error = of(url, "jane");
            assert!(error.starts_with("invalid Redis URL: ") && error.ends_with(form), "{url}: {error}");
            assert!(!error.contains("planted"), "{error}");
        }
        for name in ["", "a{b", "a}"] {
            assert!(of("redis://host", name).contains("Redis name"), "{name}");
        }
    }
}
