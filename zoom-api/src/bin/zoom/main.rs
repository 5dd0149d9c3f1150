//! `zoom`: the API from a terminal.

#![forbid(unsafe_code)]

mod login;
mod output;
mod profile;

use std::process::ExitCode;

use clap::{Args, CommandFactory, Parser, Subcommand};
use clap_complete::Shell;
use profile::{App, Profile, ProfileError};
use zoom_api::{ApiErrorKind, Credentials, CredentialsErrorKind, Error, InvalidRequest, Method, UserRef, Zoom};

/// Zoom's API from a terminal.
#[derive(Parser)]
#[command(
    bin_name = "zoom",
    version,
    after_help = "\
Credentials come from the environment (ZOOM_ACCESS_TOKEN, or ZOOM_ACCOUNT_ID, ZOOM_CLIENT_ID and ZOOM_CLIENT_SECRET), or from \
a profile: a file <name>.json that its owner alone can read, in $ZOOM_CONFIG_DIR, or else in zoom below $XDG_CONFIG_HOME or \
~/.config (on Windows below %APPDATA%). It has \"access_token\", or \"account_id\", \"client_id\" and \"client_secret\", or, for \
an app to log in to, \"client_id\", \"client_secret\" if the app has one, and \"redirect_uri\": a port of this machine that is \
registered with the app, http://127.0.0.1:4321/ unless it is there. ZOOM_BASE_URL and ZOOM_OAUTH_URL name other servers.

Exit codes: 0 done, 1 the call failed, 2 the command line is wrong, 3 there are no credentials or Zoom does not take them."
)]
struct CommandLine {
    /// The profile to take the credentials from
    #[arg(long, global = true, value_name = "NAME")]
    profile: Option<String>,
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Personal Audio Conference: meetings that are joined by phone alone
    #[command(subcommand)]
    Pac(PacCommand),
    /// The credentials
    #[command(subcommand)]
    Auth(AuthCommand),
    /// Print the completions for a shell
    Completions {
        /// The shell
        shell: Shell,
    },
}

#[derive(Subcommand)]
enum PacCommand {
    /// List a user's PAC accounts
    List(List),
}

#[derive(Args)]
struct List {
    /// Whose accounts: an ID, an email address or me
    #[arg(long, default_value = "me")]
    user: String,
    /// Print the answer as JSON and not as a table
    #[arg(long)]
    json: bool,
    /// Print passwords and not dots in their place
    #[arg(long)]
    show_passwords: bool,
}

#[derive(Subcommand)]
enum AuthCommand {
    /// Say what credentials there are, and whether Zoom takes them
    Status,
    /// Log in to the app of the profile
    Login(Login),
    /// Revoke the grant of the login, and remove its token
    Logout,
}

#[derive(Args)]
struct Login {
    /// Enter a code on another device, for a machine without a browser
    #[arg(long, conflicts_with = "port")]
    device: bool,
    /// Listen on this port for the browser, instead of the one of the profile's redirect URI
    #[arg(long)]
    port: Option<u16>,
}

enum Failure {
    Profile(ProfileError),
    Zoom(Error),
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        Self::Zoom(error)
    }
}

impl From<ProfileError> for Failure {
    fn from(error: ProfileError) -> Self {
        Self::Profile(error)
    }
}

#[tokio::main]
async fn main() -> ExitCode {
    match run(CommandLine::parse()).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(Failure::Profile(error)) => {
            eprintln!("error: {error}");
            ExitCode::from(3)
        }
        Err(Failure::Zoom(error)) => {
            output::failure(&error);
            ExitCode::from(exit_code(&error))
        }
    }
}

async fn run(CommandLine { profile, command }: CommandLine) -> Result<(), Failure> {
    match command {
        Command::Pac(PacCommand::List(options)) => Ok(list(&connect(profile.as_deref())?, &options).await?),
        Command::Auth(AuthCommand::Status) => status(profile.as_deref()).await,
        Command::Auth(AuthCommand::Login(options)) => login(app(profile.as_deref())?, &options).await,
        Command::Auth(AuthCommand::Logout) => logout(&app(profile.as_deref())?).await,
        Command::Completions { shell } => {
            clap_complete::generate(shell, &mut CommandLine::command(), "zoom", &mut std::io::stdout());
            Ok(())
        }
    }
}

fn credentials(profile: Option<&str>) -> Result<Credentials, Failure> {
    match profile {
        Some(name) => Ok(Profile::read(name)?.credentials()?),
        None => Ok(Credentials::from_env().map_err(Error::from)?),
    }
}

fn app(profile: Option<&str>) -> Result<App, Failure> {
    let name = profile.ok_or_else(|| {
        let what = "the environment has no app to log in to".to_owned();
        ProfileError::new(what, "name a profile: `zoom --profile NAME auth login`")
    })?;
    Ok(Profile::read(name)?.app()?)
}

async fn login(mut app: App, options: &Login) -> Result<(), Failure> {
    let store = app.store();
    if options.device {
        login::login_on_device(&app.client, &store).await?;
    } else {
        // What has no port is refused as such.
        let _ = options.port.map(|port| app.redirect_uri.set_port(Some(port)));
        login::login(app.client, &app.redirect_uri, &store).await?;
    }
    println!("logged in");
    Ok(())
}

async fn logout(app: &App) -> Result<(), Failure> {
    if let Err(error) = app.client.revoke(&app.store()).await {
        eprintln!("not logged out, the token is still in {}", app.token.display());
        return Err(error.into());
    }
    match std::fs::remove_file(&app.token) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
            let what = format!("{}: {error}", app.token.display());
            Err(ProfileError::new(what, "remove the file").into())
        }
        _ => {
            println!("logged out");
            Ok(())
        }
    }
}

fn connect(profile: Option<&str>) -> Result<Zoom, Failure> {
    let mut builder = Zoom::builder().credentials(credentials(profile)?);
    if let Ok(url) = std::env::var("ZOOM_BASE_URL") {
        builder = builder.base_url(url);
    }
    if let Ok(url) = std::env::var("ZOOM_OAUTH_URL") {
        builder = builder.oauth_url(url);
    }
    Ok(builder.build()?)
}

async fn list(zoom: &Zoom, options: &List) -> Result<(), Error> {
    let user = UserRef::try_from(options.user.as_str()).map_err(InvalidRequest::from)?;
    if options.json {
        let answer = zoom.request(Method::GET, ["users", user.as_str(), "pac"]).await?;
        println!("{:#}", if options.show_passwords { answer } else { output::without_passwords(answer) });
    } else {
        output::pac_table(&zoom.pac().list(user).await?, options.show_passwords);
    }
    Ok(())
}

async fn status(profile: Option<&str>) -> Result<(), Failure> {
    let from = profile.map_or_else(|| "the environment".to_owned(), |name| format!("the profile {name}"));
    let kind = match credentials(profile)? {
        Credentials::AccessToken(_) => "an access token",
        Credentials::ServerToServer { .. } => "a server-to-server app",
        _ => "an OAuth app",
    };
    println!("{kind}, from {from}");
    match connect(profile)?.request(Method::GET, ["users", "me"]).await {
        Ok(_) => println!("Zoom takes it"),
        // Whoever may not ask about a user has a token that is taken all the same.
        Err(Error::Api(error)) if error.kind() == ApiErrorKind::MissingScopes => {
            println!("Zoom takes it; it has no scope to read its user");
        }
        Err(error) => return Err(error.into()),
    }
    Ok(())
}

/// What scripts can tell apart: credentials that have to be mended, and all else.
fn exit_code(error: &Error) -> u8 {
    match error {
        Error::Config(_) => 3,
        Error::Api(error) if error.kind() == ApiErrorKind::InvalidAccessToken => 3,
        Error::Credentials(error) => match error.kind() {
            CredentialsErrorKind::LoginRequired | CredentialsErrorKind::InvalidClient => 3,
            _ => 1,
        },
        _ => 1,
    }
}
