//! Credentials in a file of their owner's, by a name.

use std::fs::{self, OpenOptions};
use std::io::{ErrorKind, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use etcetera::{BaseStrategy, choose_base_strategy};
use reqwest::Url;
use serde::{Deserialize, Serialize};
use zoom_api::credentials::{FileStore, OAuthClient};
use zoom_api::{Credentials, Secret, secret};

use crate::failure::Failure;

/// The profile that is taken if none is named.
pub const DEFAULT: &str = "default";

/// What a profile's file holds.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Fields {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub access_token: Option<Secret>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub account_id: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub client_id: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub client_secret: Option<Secret>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub redirect_uri: Option<String>,
}

/// Where the browser goes after a login, unless the profile says otherwise.
pub const REDIRECT_URI: &str = "http://127.0.0.1:4321/";

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

/// A profile, as it was read or is to be written.
#[derive(Debug)]
pub struct Profile {
    pub path: PathBuf,
    pub fields: Fields,
}

/// A failure whose text has nothing of the file's content.
fn fail<T>(what: impl AsRef<str>, fix: impl AsRef<str>) -> Result<T, Failure> {
    Err(Failure::Credentials(format!("{}: {}", what.as_ref(), fix.as_ref())))
}

impl Profile {
    /// Reads the profile of a name.
    pub fn read(name: &str) -> Result<Self, Failure> {
        match Self::find(name)? {
            Some(profile) => Ok(profile),
            None => {
                let others = names();
                let others = match others.is_empty() {
                    true => "there is none yet, `zoom auth login` writes one".to_owned(),
                    false => format!("there are {}", others.join(", ")),
                };
                fail(format!("no profile {name:?} in {}", folder()?.display()), others)
            }
        }
    }

    /// Reads the profile of a name, if there is one.
    pub fn find(name: &str) -> Result<Option<Self>, Failure> {
        let path = path(name)?;
        let text = match fs::read(&path) {
            Ok(text) => text,
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
            Err(error) => return fail(path.display().to_string(), error.to_string()),
        };
        if is_open(&path) {
            return fail(
                format!("{}: others than its owner can read it", path.display()),
                format!("`chmod 600 {}`", path.display()),
            );
        }
        match serde_json::from_slice(&text) {
            Ok(fields) => Ok(Some(Self { path, fields })),
            // What serde says of a bad file can quote it.
            Err(error) => fail(
                format!("{}:{}:{}: no profile", path.display(), error.line(), error.column()),
                "`zoom --help` says what is in one",
            ),
        }
    }

    /// Reads the profile of a name, or makes an empty one.
    pub fn find_or_new(name: &str) -> Result<Self, Failure> {
        match Self::find(name)? {
            Some(profile) => Ok(profile),
            None => Ok(Self { path: path(name)?, fields: Fields::default() }),
        }
    }

    /// Creates the folder of the profiles, where tokens are as well.
    pub fn create_folder(&self) -> Result<(), Failure> {
        let folder = self.path.parent().unwrap_or(Path::new("."));
        let created = create_folder(folder);
        created.map_err(|error| Failure::Credentials(format!("{}: cannot be created: {error}", folder.display())))
    }

    /// Writes the profile, as a whole or not at all, for its owner alone.
    pub fn write(&self) -> Result<(), Failure> {
        let Self { path, fields } = self;
        let failed =
            |error: std::io::Error| Failure::Credentials(format!("{}: cannot be written: {error}", path.display()));
        let text = secret::exposed(|| serde_json::to_vec_pretty(fields)).map_err(|error| failed(error.into()))?;
        self.create_folder()?;
        let draft = path.with_extension("json.new");
        // A draft that was left behind may be open to others.
        let _ = fs::remove_file(&draft);
        let written = create_own(&draft).and_then(|mut file| {
            file.write_all(&text)?;
            file.write_all(b"\n")?;
            file.sync_all()?;
            fs::rename(&draft, path)
        });
        written.map_err(|error| {
            let _ = fs::remove_file(&draft);
            failed(error)
        })
    }

    /// The app that it says to log in to.
    pub fn app(&self) -> Result<App, Failure> {
        let Fields { client_id: Some(client_id), client_secret, redirect_uri, .. } = &self.fields else {
            return fail(
                format!("{}: nothing to log in to", self.path.display()),
                "give it \"client_id\", and \"client_secret\" if the app has one",
            );
        };
        let Ok(redirect_uri) = Url::parse(redirect_uri.as_deref().unwrap_or(REDIRECT_URI)) else {
            return fail(
                format!("{}: \"redirect_uri\" is no URL", self.path.display()),
                format!("write it as the app has it: {REDIRECT_URI}, with a port of yours"),
            );
        };
        let mut client = OAuthClient::new(client_id);
        if let Some(secret) = client_secret {
            client = client.secret(secret.clone());
        }
        if let Some(url) = std::env::var("ZOOM_OAUTH_URL").ok().filter(|url| !url.is_empty()) {
            client = client.oauth_url(url);
        }
        let token = self.path.with_extension("token.json");
        Ok(App { client, redirect_uri, token })
    }

    /// What it says to make calls with.
    pub fn credentials(self) -> Result<Credentials, Failure> {
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
                "give it \"access_token\", or \"account_id\", \"client_id\" and \"client_secret\", or the \"client_id\" of an \
                 app to log in to",
            ),
        }
    }
}

/// The names of the profiles that there are.
fn names() -> Vec<String> {
    let entries = folder().ok().and_then(|folder| fs::read_dir(folder).ok());
    let names = entries.into_iter().flatten().filter_map(|entry| entry.ok()?.file_name().into_string().ok());
    let mut names: Vec<_> = names.filter_map(|name| name.strip_suffix(".json").map(str::to_owned)).collect();
    names.retain(|name| is_name(name));
    names.sort();
    names
}

/// The file of a token has a dot in its name, so it is none of a profile.
fn is_name(name: &str) -> bool {
    !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'))
}

fn path(name: &str) -> Result<PathBuf, Failure> {
    if !is_name(name) {
        return Err(Failure::usage(format!("{name:?} is no name of a profile: use letters, digits, - and _")));
    }
    Ok(folder()?.join(format!("{name}.json")))
}

fn folder() -> Result<PathBuf, Failure> {
    let variable = |name| std::env::var_os(name).filter(|value| !value.is_empty()).map(PathBuf::from);
    let of_platform = || Some(choose_base_strategy().ok()?.config_dir().join("zoom"));
    match variable("ZOOM_CONFIG_DIR").or_else(of_platform) {
        Some(folder) => Ok(folder),
        None => fail("there is no folder for profiles", "set ZOOM_CONFIG_DIR"),
    }
}

#[cfg(unix)]
fn is_open(path: &Path) -> bool {
    use std::os::unix::fs::PermissionsExt;

    fs::metadata(path).is_ok_and(|metadata| metadata.permissions().mode() & 0o077 != 0)
}

#[cfg(unix)]
fn create_folder(folder: &Path) -> std::io::Result<()> {
    use std::os::unix::fs::DirBuilderExt;

    fs::DirBuilder::new().recursive(true).mode(0o700).create(folder)
}

#[cfg(unix)]
fn create_own(path: &Path) -> std::io::Result<fs::File> {
    use std::os::unix::fs::OpenOptionsExt;

    OpenOptions::new().write(true).create_new(true).mode(0o600).open(path)
}

#[cfg(not(unix))]
fn is_open(_: &Path) -> bool {
    false
}

#[cfg(not(unix))]
fn create_folder(folder: &Path) -> std::io::Result<()> {
    fs::create_dir_all(folder)
}

#[cfg(not(unix))]
fn create_own(path: &Path) -> std::io::Result<fs::File> {
    OpenOptions::new().write(true).create_new(true).open(path)
}
