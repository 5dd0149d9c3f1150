//! Lists a user's PAC accounts: conference IDs, dial-in numbers, passwords.
//!
//! With credentials in the environment it calls Zoom. Without, it starts a Zoom on this machine that answers with Zoom's own
//! example.
//!
//! ```text
//! cargo run -p zoom-api --example list_pac_accounts --features mock -- --user me
//! ```

use std::process::ExitCode;

use zoom_api::{Error, InvalidRequest, Method, UserRef};

mod connect;
/// What is printed.
#[path = "list_pac_accounts/output.rs"]
mod output;

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
            output::failure(&error);
            ExitCode::FAILURE
        }
    }
}

async fn run(options: &Options) -> Result<(), Error> {
    let (zoom, _server) = connect::connect().await?;
    let user = UserRef::try_from(options.user.as_str()).map_err(InvalidRequest::from)?;
    if options.json {
        let answer = zoom.request(Method::GET, ["users", user.as_str(), "pac"]).await?;
        println!("{:#}", if options.show_passwords { answer } else { output::without_passwords(answer) });
    } else {
        let answer = zoom.pac().list(user).await?;
        output::pac_table(&answer, options.show_passwords);
    }
    Ok(())
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
