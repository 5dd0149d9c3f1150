//! A login in the browser, which comes back to a port of this machine, or on another device.

use std::fmt;
use std::time::Duration;

use reqwest::Url;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::time::timeout;
use zoom_api::credentials::{OAuthClient, TokenStore};

use crate::failure::Failure;
use crate::output::{line, print};

/// For how long the user may take.
const PATIENCE: Duration = Duration::from_secs(600);

/// No browser sends more before the body, and none takes longer.
const LONGEST_HEAD: usize = 16 << 10;
const SLOWEST_HEAD: Duration = Duration::from_secs(5);

/// Shows the user a code to enter on any device, waits for the approval, and saves the token.
pub async fn on_device(client: &OAuthClient, store: &dyn TokenStore) -> Result<(), Failure> {
    let login = client.start_device_login().await?;
    line("open on any device:")?;
    print("\n")?;
    line(login.verification_uri())?;
    print("\n")?;
    line(&format!("and enter: {}", login.user_code()))?;
    Ok(login.finish(store).await?)
}

/// Sends the user to Zoom, waits for the redirect to `redirect_uri`, and saves the token.
pub async fn in_browser(client: OAuthClient, redirect_uri: &Url, store: &dyn TokenStore) -> Result<(), Failure> {
    let listener = listen(redirect_uri).await.map_err(|error| {
        Failure::Credentials(format!(
            "nothing can be received at {redirect_uri}: {error}: give \"redirect_uri\" a port of this machine that is \
             free, and register it with the app; or add --device"
        ))
    })?;
    let login = client.redirect_uri(redirect_uri.as_str()).start_login()?;
    line(&format!("open in a browser (the app has to have {redirect_uri} as a redirect URL):"))?;
    print("\n")?;
    line(login.url())?;
    print("\n")?;
    let state = Url::parse(login.url()).ok().and_then(|url| value(&url, "state"));
    let callback = timeout(PATIENCE, callback(&listener, redirect_uri, state.as_deref())).await;
    let nobody = |_| Failure::Credentials("nobody came back from the browser: log in again".to_owned());
    let (url, mut browser) = callback.map_err(nobody)?;
    // The browser is told how the login ended, which is not known before Zoom has given the token.
    let finished = login.finish(url.as_str(), store).await;
    let answer = match finished {
        Ok(()) => Answer { status: "200 OK", text: "You are logged in, and can close this window." },
        Err(_) => Answer { status: "400 Bad Request", text: "You are not logged in. The terminal says why." },
    };
    answer.send(&mut browser).await;
    Ok(finished?)
}

async fn listen(redirect_uri: &Url) -> std::io::Result<TcpListener> {
    let refuse = |why| Err(std::io::Error::new(std::io::ErrorKind::InvalidInput, why));
    if redirect_uri.scheme() != "http" {
        return refuse("it is not http");
    }
    match (redirect_uri.host_str(), redirect_uri.port()) {
        (Some(host @ ("127.0.0.1" | "localhost")), Some(port)) => TcpListener::bind((host, port)).await,
        (Some("[::1]"), Some(port)) => TcpListener::bind(("::1", port)).await,
        (_, None) => refuse("it has no port"),
        _ => refuse("it is no address of this machine"),
    }
}

/// The address that the browser came back to, and the browser; what else comes by is told that it is wrong here.
async fn callback(listener: &TcpListener, redirect_uri: &Url, state: Option<&str>) -> (Url, TcpStream) {
    loop {
        let Ok((mut stream, _)) = listener.accept().await else { continue };
        let Ok(Ok(target)) = timeout(SLOWEST_HEAD, target(&mut stream)).await else { continue };
        let url = redirect_uri.join(&target).ok().filter(|url| url.path() == redirect_uri.path());
        let url = url.filter(|url| url.origin() == redirect_uri.origin() && value(url, "state").as_deref() == state);
        match url {
            Some(url) => return (url, stream),
            None => {
                let text = "This is no answer to the login that is under way.";
                Answer { status: "404 Not Found", text }.send(&mut stream).await;
            }
        }
    }
}

fn value(url: &Url, name: &str) -> Option<String> {
    url.query_pairs().find(|(key, _)| key == name).map(|(_, value)| value.into_owned())
}

/// What a GET asks for.
async fn target(stream: &mut TcpStream) -> std::io::Result<String> {
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        if head.len() == LONGEST_HEAD {
            return Err(std::io::ErrorKind::InvalidData.into());
        }
        head.push(stream.read_u8().await?);
    }
    let head = String::from_utf8_lossy(&head);
    let target = head.strip_prefix("GET ").and_then(|rest| rest.split(' ').next());
    target.map(str::to_owned).ok_or_else(|| std::io::ErrorKind::InvalidData.into())
}

struct Answer {
    status: &'static str,
    text: &'static str,
}

impl Answer {
    async fn send(self, browser: &mut TcpStream) {
        // Whoever does not read it has come all the same.
        let _ = timeout(SLOWEST_HEAD, browser.write_all(self.to_string().as_bytes())).await;
    }
}

impl fmt::Display for Answer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { status, text } = self;
        write!(f, "HTTP/1.1 {status}\r\ncontent-type: text/plain\r\ncontent-length: {}\r\n", text.len())?;
        write!(f, "connection: close\r\nreferrer-policy: no-referrer\r\n\r\n{text}")
    }
}
