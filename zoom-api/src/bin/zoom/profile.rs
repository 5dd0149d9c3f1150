//! Credentials in a file of their owner's, by a name.

use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use etcetera::{BaseStrategy, choose_base_strategy};
use reqwest::Url;
use serde::Deserialize;
use zoom_api::credentials::{FileStore, OAuthClient};
use zoom_api::{Credentials, Secret};

/// What a profile's file holds.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Fields {
    access_token: Option<Secret>,
    account_id: Option<String>,
    client_id: Option<String>,
    client_secret: Option<Secret>,
    redirect_uri: Option<String>,
}

/// Where the browser goes after a login, unless the profile says otherwise.
const REDIRECT_URI: &str = "http://127.0.0.1:4321/";

/// An app that a user logs in to.
#[derive(Debug, Clone)]
pub struct App {
    pub client: OAuthClient,
    /// Where the browser goes after the login. The client does not have it yet.
    pub redirect_uri: Url,
    /// The file of the user's token, beside the profile.
    pub token: PathBuf,
}

impl App {
    pub fn store(&self) -> FileStore {
        FileStore::new(&self.token)
    }
}

/// A profile that was read.
#[derive(Debug)]
pub struct Profile {
    path: PathBuf,
    fields: Fields,
}

/// Why a profile cannot be used. It has nothing of the file's content.
#[derive(Debug)]
pub struct ProfileError {
    what: String,
    fix: String,
}

impl fmt::Display for ProfileError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}\n  fix: {}", self.what, self.fix)
    }
}

impl ProfileError {
    pub fn new(what: String, fix: impl Into<String>) -> Self {
        Self { what, fix: fix.into() }
    }
}

fn fail<T>(what: String, fix: impl Into<String>) -> Result<T, ProfileError> {
    Err(ProfileError::new(what, fix))
}

impl Profile {
    /// Reads the profile of a name.
    pub fn read(name: &str) -> Result<Self, ProfileError> {
        if name.is_empty() || !name.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_')) {
            return fail(format!("{name:?} is no name of a profile"), "use letters, digits, - and _");
        }
        let Some(folder) = folder() else {
            return fail("there is no folder for profiles".to_owned(), "set ZOOM_CONFIG_DIR");
        };
        let path = folder.join(format!("{name}.json"));
        let text = match std::fs::read(&path) {
            Ok(text) => text,
            Err(error) => {
                return fail(format!("{}: {error}", path.display()), "write it: `zoom --help` says what is in it");
            }
        };
        if is_open(&path) {
            let fix = format!("chmod 600 {}", path.display());
            return fail(format!("{}: others than its owner can read it", path.display()), fix);
        }
        match serde_json::from_slice(&text) {
            Ok(fields) => Ok(Self { path, fields }),
            // What serde says of a bad file can quote it.
            Err(error) => fail(
                format!("{}:{}:{}: no profile", path.display(), error.line(), error.column()),
                "`zoom --help` says what is in one",
            ),
        }
    }

    /// The app that it says to log in to.
    pub fn app(&self) -> Result<App, ProfileError> {
        let Fields { client_id: Some(client_id), client_secret, redirect_uri, .. } = &self.fields else {
            let what = format!("{}: nothing to log in to", self.path.display());
            return fail(what, "give it \"client_id\", and \"client_secret\" if the app has one");
        };
        let Ok(redirect_uri) = Url::parse(redirect_uri.as_deref().unwrap_or(REDIRECT_URI)) else {
            let what = format!("{}: \"redirect_uri\" is no URL", self.path.display());
            return fail(what, "write it as the app has it: http://127.0.0.1:4321/, with a port of yours");
        };
        let mut client = OAuthClient::new(client_id);
        if let Some(secret) = client_secret {
            client = client.secret(secret.clone());
        }
        if let Ok(url) = std::env::var("ZOOM_OAUTH_URL") {
            client = client.oauth_url(url);
        }
        let token = self.path.with_extension("token.json");
        Ok(App { client, redirect_uri, token })
    }

    /// What it says to make calls with.
    pub fn credentials(self) -> Result<Credentials, ProfileError> {
        let Fields { access_token, account_id, client_id, redirect_uri, .. } = &self.fields;
        let is_app = client_id.is_some() && account_id.is_none() && access_token.is_none();
        if is_app || redirect_uri.is_some() {
            let app = self.app()?;
            return Ok(Credentials::OAuth { store: Arc::new(app.store()), client: app.client });
        }
        match self.fields {
            Fields { access_token: Some(token), .. } => Ok(Credentials::AccessToken(token)),
            Fields {
                account_id: Some(account_id), client_id: Some(client_id), client_secret: Some(secret), ..
            } => Ok(Credentials::ServerToServer { account_id, client_id, client_secret: secret }),
            _ => fail(
                format!("{}: credentials are missing", self.path.display()),
                "give it \"access_token\", or \"account_id\", \"client_id\" and \"client_secret\", or the \"client_id\" of an app to log in to",
            ),
        }
    }
}

fn folder() -> Option<PathBuf> {
    let variable = |name| std::env::var_os(name).filter(|value| !value.is_empty()).map(PathBuf::from);
    variable("ZOOM_CONFIG_DIR").or_else(|| Some(choose_base_strategy().ok()?.config_dir().join("zoom")))
}

#[cfg(unix)]
fn is_open(path: &Path) -> bool {
    use std::os::unix::fs::PermissionsExt;

    std::fs::metadata(path).is_ok_and(|metadata| metadata.permissions().mode() & 0o077 != 0)
}

#[cfg(not(unix))]
fn is_open(_: &Path) -> bool {
    false
}
