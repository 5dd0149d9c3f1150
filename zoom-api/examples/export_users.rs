//! Writes all users of an account to CSV.
//!
//! With credentials in the environment it calls Zoom (scopes: `user:read:admin`, or granular
//! `user:read:list_users:admin`). Without, it starts a Zoom on this machine that answers with a saved example.
//!
//! ```text
//! cargo run -p zoom-api --example export_users --features mock -- users.csv
//! ```

mod connect;

use std::error::Error;
use std::fs::File;
use std::io::{self, IsTerminal, Write};
use std::process::ExitCode;

use clap::Parser;
use zoom_api::Zoom;

/// Writes all users of an account to CSV.
#[derive(Parser)]
struct Options {
    /// Which users
    #[arg(long, default_value = "active", value_parser = ["active", "inactive", "pending"])]
    status: String,
    /// The file to write; standard output without one
    file: Option<String>,
}

#[tokio::main]
async fn main() -> ExitCode {
    match run(Options::parse()).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}

async fn run(Options { status, file }: Options) -> Result<(), Box<dyn Error>> {
    let (zoom, _server) = connect::connect().await?;
    let Some(file) = file else { return export(&zoom, &status, io::stdout()).await };
    // A file of this name is whole: an export that fails leaves none.
    let part = format!("{file}.part");
    export(&zoom, &status, File::create(&part)?).await?;
    Ok(std::fs::rename(part, file)?)
}

async fn export(zoom: &Zoom, status: &str, output: impl Write) -> Result<(), Box<dyn Error>> {
    let mut output = io::BufWriter::new(output);
    writeln!(output, "id,email,first_name,last_name,type,status,department,created_at,last_login_time")?;
    let mut count = 0_u64;
    let mut users = zoom.users().list().status(status).page_size(300).items();
    while let Some(user) = users.try_next().await? {
        let row = [
            user.id,
            user.email,
            user.first_name,
            user.last_name,
            text(user.type_),
            text(user.status),
            user.dept,
            text(user.user_created_at),
            text(user.last_login_time),
        ];
        writeln!(output, "{}", row.map(|value| field(&value.unwrap_or_default())).join(","))?;
        count += 1;
        progress(count);
    }
    output.flush()?;
    if io::stderr().is_terminal() {
        eprintln!();
    }
    Ok(())
}

fn text(value: Option<impl ToString>) -> Option<String> {
    value.map(|value| value.to_string())
}

/// Counts on a terminal, and in no log.
fn progress(count: u64) {
    if io::stderr().is_terminal() {
        eprint!("\r{count} users");
    }
}

/// A text as a field of CSV.
fn field(text: &str) -> String {
    // A spreadsheet runs what starts like this as a formula, and names are what users have typed.
    let is_formula = text.starts_with(['=', '+', '-', '@', '\t', '\r']);
    let text = if is_formula { format!("'{text}") } else { text.to_owned() };
    if text.contains([',', '"', '\n', '\r']) { format!("\"{}\"", text.replace('"', "\"\"")) } else { text }
}
