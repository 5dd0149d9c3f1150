//! Lists a user's PAC accounts: conference IDs, dial-in numbers, passwords.
//!
//! With credentials in the environment it calls Zoom. Without, it starts a Zoom on this machine that answers with Zoom's own
//! example.
//!
//! ```text
//! cargo run -p zoom-api --example list_pac_accounts --features mock -- --user me
//! ```

use std::process::ExitCode;

use serde_json::Value;
use zoom_api::mock::ZoomServer;
use zoom_api::{ConfigError, Credentials, DialInNumber, Error, InvalidRequest, PacAccountList, Secret, User, Zoom};

const HELP: &str = "\
Lists a user's PAC accounts.

Usage: list_pac_accounts [--user ID|EMAIL|me] [--json] [--show-passwords]

  --user             whose accounts to list [default: me]
  --json             print the raw answer as JSON and not as a table
  --show-passwords   print the passwords and not dots in their place

Environment:
  ZOOM_ACCESS_TOKEN  the token to call Zoom with; or
  ZOOM_ACCOUNT_ID, ZOOM_CLIENT_ID, ZOOM_CLIENT_SECRET
                     a server-to-server app (with `--features mock,oauth`);
                     without either, an embedded server answers with Zoom's own example
  ZOOM_BASE_URL      another address than https://api.zoom.us/v2
  ZOOM_OAUTH_URL     another address than https://zoom.us

Exit codes: 0 listed, 1 the call failed, 2 the command line is wrong";

#[tokio::main]
async fn main() -> ExitCode {
    let options = match Options::read(std::env::args().skip(1)) {
        Ok(Some(options)) => options,
        Ok(None) => {
            println!("{HELP}");
            return ExitCode::SUCCESS;
        }
        Err(problem) => {
            eprintln!("error: {problem}\n\n{HELP}");
            return ExitCode::from(2);
        }
    };
    match run(&options).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            print_failure(&error);
            ExitCode::FAILURE
        }
    }
}

async fn run(options: &Options) -> Result<(), Error> {
    let (zoom, _server) = connect().await?;
    let user = User::try_from(options.user.as_str()).map_err(InvalidRequest::from)?;
    if options.json {
        let answer = zoom.get_json(["users", user.as_str(), "pac"]).await?;
        println!("{:#}", if options.show_passwords { answer } else { without_passwords(answer) });
    } else {
        let answer = zoom.pac().list(user).await?;
        print_table(&answer, options.show_passwords);
    }
    Ok(())
}

/// A client of Zoom's where there are credentials, else of an embedded server, which lives as long as it is kept.
async fn connect() -> Result<(Zoom, Option<ZoomServer>), Error> {
    let credentials = match Credentials::from_env() {
        Ok(credentials) => credentials,
        Err(ConfigError::MissingVariables(all)) if all.len() == 3 => {
            eprintln!("no credentials in the environment: an embedded server answers with Zoom's own example");
            let server = ZoomServer::start_async().await;
            return Ok((server.zoom()?, Some(server)));
        }
        Err(error) => return Err(error.into()),
    };
    let mut builder = Zoom::builder().credentials(credentials);
    if let Ok(url) = std::env::var("ZOOM_BASE_URL") {
        builder = builder.base_url(url);
    }
    if let Ok(url) = std::env::var("ZOOM_OAUTH_URL") {
        builder = builder.oauth_url(url);
    }
    Ok((builder.build()?, None))
}

fn print_table(answer: &PacAccountList, show_passwords: bool) {
    if answer.pac_accounts.is_empty() {
        println!("no PAC accounts");
        return;
    }
    let mut rows =
        vec![["CONFERENCE", "PARTICIPANT", "LISTEN ONLY", "DEDICATED", "GLOBAL"].map(str::to_owned).to_vec()];
    for account in &answer.pac_accounts {
        rows.push(vec![
            account.conference_id.as_ref().map_or_else(|| "-".to_owned(), ToString::to_string),
            password(account.participant_password.as_ref(), show_passwords),
            password(account.listen_only_password.as_ref(), show_passwords),
            numbers(&account.dedicated_dial_in_number),
            numbers(&account.global_dial_in_numbers),
        ]);
    }
    let width = |column: usize| rows.iter().map(|row| row[column].chars().count()).max().unwrap_or(0);
    let widths: Vec<_> = (0..5).map(width).collect();
    for row in &rows {
        let cells: Vec<_> = row.iter().zip(&widths).map(|(cell, width)| format!("{cell:width$}")).collect();
        println!("{}", cells.join("  ").trim_end());
    }
}

fn password(password: Option<&Secret>, show: bool) -> String {
    match password {
        None => "-".to_owned(),
        Some(password) if show => password.expose().to_owned(),
        Some(_) => "••••".to_owned(),
    }
}

fn numbers(numbers: &[DialInNumber]) -> String {
    let shown = numbers.iter().map(|number| {
        let digits = number.number.as_deref().unwrap_or("-");
        number.country.as_deref().map_or_else(|| digits.to_owned(), |country| format!("{digits} ({country})"))
    });
    let shown: Vec<_> = shown.collect();
    if shown.is_empty() { "-".to_owned() } else { shown.join(", ") }
}

/// The raw answer with dots in the place of whatever is called a password.
fn without_passwords(mut answer: Value) -> Value {
    match &mut answer {
        Value::Array(elements) => elements.iter_mut().for_each(|element| *element = without_passwords(element.take())),
        Value::Object(members) => {
            for (name, value) in members {
                let is_password = name.contains("password") && !value.is_null();
                *value = if is_password { "••••".into() } else { without_passwords(value.take()) };
            }
        }
        _ => {}
    }
    answer
}

fn print_failure(error: &Error) {
    eprintln!("error: {error}");
    let mut cause = std::error::Error::source(error);
    while let Some(error) = cause {
        eprintln!("  because: {error}");
        cause = error.source();
    }
    if let Some(status) = error.status() {
        eprintln!("status: {status}");
    }
    if let Error::Api(error) = error {
        eprintln!("code: {}", error.code().unwrap_or("-"));
        eprintln!("message: {}", error.message().unwrap_or("-").escape_debug());
    }
    if let Some(id) = error.tracking_id() {
        eprintln!("tracking ID: {id}");
    }
    for (name, value) in error.headers().into_iter().flatten() {
        eprintln!("header: {name}: {value:?}");
    }
}

struct Options {
    user: String,
    json: bool,
    show_passwords: bool,
}

impl Options {
    /// The options, or nothing where help is asked for.
    fn read(mut arguments: impl Iterator<Item = String>) -> Result<Option<Self>, String> {
        let mut options = Self { user: "me".to_owned(), json: false, show_passwords: false };
        while let Some(argument) = arguments.next() {
            match argument.as_str() {
                "--user" => options.user = arguments.next().ok_or("--user takes an ID, an email address or me")?,
                "--json" => options.json = true,
                "--show-passwords" => options.show_passwords = true,
                "--help" | "-h" => return Ok(None),
                other => return Err(format!("unknown argument {other:?}")),
            }
        }
        Ok(Some(options))
    }
}
