//! Lists a user's PAC accounts: conference IDs, dial-in numbers, passwords.
//!
//! With credentials in the environment it calls Zoom. Without, it starts a Zoom on this machine that answers with Zoom's own
//! example.
//!
//! ```text
//! cargo run -p zoom-api --example list_pac_accounts --features mock -- --user me
//! ```

use std::process::ExitCode;

use clap::Parser;
use zoom_api::{Error, Method, UserRef};

mod connect;
/// What is printed.
#[path = "list_pac_accounts/output.rs"]
mod output;

const AFTER_HELP: &str = "\
Environment:
  ZOOM_ACCESS_TOKEN  the token to call Zoom with; or
  ZOOM_ACCOUNT_ID, ZOOM_CLIENT_ID, ZOOM_CLIENT_SECRET
                     a server-to-server app (with `--features mock,oauth`);
                     without either, an embedded server answers with Zoom's own example
  ZOOM_BASE_URL      another address than https://api.zoom.us/v2
  ZOOM_OAUTH_URL     another address than https://zoom.us

Exit codes: 0 listed, 1 the call failed, 2 the command line is wrong";

/// Lists a user's PAC accounts.
#[derive(Parser)]
#[command(after_help = AFTER_HELP)]
struct Options {
    /// Whose accounts to list
    #[arg(long, value_name = "ID|EMAIL|me", default_value = "me", value_parser = |text: &str| UserRef::try_from(text))]
    user: UserRef,
    /// Print the raw answer as JSON and not as a table
    #[arg(long)]
    json: bool,
    /// Print the passwords and not dots in their place
    #[arg(long)]
    show_passwords: bool,
}

#[tokio::main]
async fn main() -> ExitCode {
    match run(Options::parse()).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            output::failure(&error);
            ExitCode::FAILURE
        }
    }
}

async fn run(options: Options) -> Result<(), Error> {
    let (zoom, _server) = connect::connect().await?;
    if options.json {
        let answer = zoom.request(Method::GET, ["users", options.user.as_str(), "pac"]).await?;
        println!("{:#}", if options.show_passwords { answer } else { output::without_passwords(answer) });
    } else {
        let answer = zoom.pac().list(options.user).await?;
        output::pac_table(&answer, options.show_passwords);
    }
    Ok(())
}
