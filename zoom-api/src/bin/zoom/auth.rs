//! `zoom auth`: where credentials come from, and how they come there.

use std::path::Path;

use clap::ArgMatches;
use zoom_api::{ApiErrorKind, ConfigError, Credentials, Error, Method, Zoom};

use crate::failure::Failure;
use crate::output::{complain, line, note};
use crate::profile::{DEFAULT, Profile, REDIRECT_URI};
use crate::{input, login};

/// The profile that was named, by its flag or by the environment.
#[derive(Debug, Clone)]
pub struct Named(Option<String>);

impl Named {
    pub fn of(matches: &ArgMatches) -> Self {
        let variable = || std::env::var("ZOOM_PROFILE").ok().filter(|name| !name.is_empty());
        Self(matches.get_one::<String>("profile").cloned().or_else(variable))
    }

    fn or_default(&self) -> &str {
        self.0.as_deref().unwrap_or(DEFAULT)
    }

    /// The credentials, and where they are from.
    fn credentials(&self) -> Result<(Credentials, String), Failure> {
        let of_profile = |profile: Profile, name: &str| Ok((profile.credentials()?, format!("the profile {name}")));
        if let Some(name) = &self.0 {
            return of_profile(Profile::read(name)?, name);
        }
        match Credentials::from_env() {
            Ok(credentials) => Ok((credentials, "the environment".to_owned())),
            Err(ConfigError::MissingVariables(all)) if all.len() == 3 => match Profile::find(DEFAULT)? {
                Some(profile) => of_profile(profile, DEFAULT),
                None => Err(ConfigError::MissingVariables(all).into()),
            },
            Err(error) => Err(error.into()),
        }
    }

    /// A client with the credentials.
    pub fn connect(&self) -> Result<Zoom, Failure> {
        connect(self.credentials()?.0)
    }
}

fn connect(credentials: Credentials) -> Result<Zoom, Failure> {
    Ok(Zoom::builder().credentials(credentials).servers_from_env()?.build()?)
}

pub async fn run(matches: &ArgMatches) -> Result<(), Failure> {
    let named = Named::of(matches);
    match matches.subcommand() {
        Some(("login", matches)) => login(&named, matches).await,
        Some(("logout", _)) => logout(&named).await,
        _ => status(&named).await,
    }
}

async fn status(named: &Named) -> Result<(), Failure> {
    let (credentials, from) = named.credentials()?;
    let kind = match credentials {
        Credentials::AccessToken(_) => "an access token",
        Credentials::ServerToServer { .. } => "a server-to-server app",
        _ => "an OAuth app",
    };
    line(&format!("{kind}, from {from}"))?;
    line(taken(&connect(credentials)?).await?)
}

/// Says how Zoom takes the credentials of a client.
async fn taken(zoom: &Zoom) -> Result<&'static str, Failure> {
    match zoom.request(Method::GET, ["users", "me"]).await {
        Ok(_) => Ok("Zoom takes it"),
        // Whoever may not ask about a user has a token that is taken all the same.
        Err(Error::Api(error)) if error.kind() == ApiErrorKind::MissingScopes => {
            Ok("Zoom takes it; it has no scope to read its user")
        }
        Err(error) => Err(error.into()),
    }
}

async fn login(named: &Named, matches: &ArgMatches) -> Result<(), Failure> {
    let mut profile = Profile::find_or_new(named.or_default())?;
    let before = profile.fields.clone();
    add_flags(&mut profile, matches)?;
    if profile.fields.account_id.is_some() {
        let credentials = Profile { path: profile.path.clone(), fields: profile.fields.clone() }.credentials()?;
        taken(&connect(credentials)?).await?;
    } else {
        let app = profile.app()?;
        profile.create_folder()?;
        if matches.get_flag("device") {
            login::on_device(&app.client, &app.store()).await?;
        } else {
            login::in_browser(app.client.clone(), &app.redirect_uri, &app.store()).await?;
        }
    }
    if profile.fields != before {
        profile.write()?;
        note(&format!("The profile is in {}.", profile.path.display()));
    }
    line("logged in")
}

/// Takes what the flags and the environment say of the app.
fn add_flags(profile: &mut Profile, matches: &ArgMatches) -> Result<(), Failure> {
    let given = |name: &str| matches.get_one::<String>(name).cloned();
    let is_new = profile.fields == Default::default();
    let variable = |name: &str| std::env::var(name).ok().filter(|value| is_new && !value.is_empty());
    let fields = &mut profile.fields;
    if let Some(id) = given("client-id").or_else(|| variable("ZOOM_CLIENT_ID")) {
        fields.client_id = Some(id);
    }
    match given("client-secret") {
        Some(from) => fields.client_secret = Some(secret(&from)?.into()),
        None => {
            if let Some(secret) = variable("ZOOM_CLIENT_SECRET") {
                fields.client_secret = Some(secret.into());
            }
        }
    }
    if let Some(id) = given("account-id") {
        fields.account_id = Some(id);
    }
    if let Some(url) = given("redirect-uri") {
        fields.redirect_uri = Some(url);
    }
    if let Some(port) = matches.get_one::<u16>("port") {
        let mut url = reqwest::Url::parse(fields.redirect_uri.as_deref().unwrap_or(REDIRECT_URI))
            .map_err(|_| Failure::usage("the redirect URI is no URL"))?;
        // What has no port is refused as such.
        let _ = url.set_port(Some(*port));
        fields.redirect_uri = Some(url.into());
    }
    if is_new && fields.client_id.is_none() {
        return Err(Failure::usage(
            "there is no app to log in to: give --client-id, of an app made at https://marketplace.zoom.us",
        ));
    }
    Ok(())
}

/// Reads a secret from where nobody else sees it, as on a command line everybody would.
fn secret(from: &str) -> Result<String, Failure> {
    let text = match from {
        "-" => input::line()?,
        from => {
            let path = from.strip_prefix('@').ok_or_else(|| {
                Failure::usage("a secret on the command line can be read by others: give --client-secret @FILE, or -")
            })?;
            String::from_utf8_lossy(&input::read_file(Path::new(path))?).into_owned()
        }
    };
    Ok(text.trim().to_owned())
}

async fn logout(named: &Named) -> Result<(), Failure> {
    let app = Profile::read(named.or_default())?.app()?;
    if let Err(error) = app.client.revoke(&app.store()).await {
        complain(&format!("not logged out, the token is still in {}", app.token.display()));
        return Err(error.into());
    }
    match std::fs::remove_file(&app.token) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
            Err(Failure::Credentials(format!("{}: {error}: remove the file", app.token.display())))
        }
        _ => line("logged out"),
    }
}
