//! `zoom`: the API from a terminal.
//!
//! ```text
//! command_line + flags   what can be typed, made of the table of operations; help is what it says of itself
//! input                  what a call sends, read from that
//! call, request          the call: of an operation with its pages, of any path
//! download               the file behind a URL
//! output + table         what is printed; secrets and printable say what is not
//! auth + profile, login  where credentials come from
//! failure                how all of them fail
//! ```

#![forbid(unsafe_code)]

mod auth;
mod call;
mod command_line;
mod confirm;
mod download;
mod failure;
mod flags;
mod help;
mod input;
mod login;
mod markdown;
mod output;
mod printable;
mod profile;
mod request;
mod secrets;
mod table;

use std::process::ExitCode;

use clap::ArgMatches;
use clap_complete::Shell;
use zoom_api::operations::{Group, Operation};

use crate::failure::Failure;

fn main() -> ExitCode {
    let matches = match command_line::command().try_get_matches() {
        Ok(matches) => matches,
        Err(answer) => return refuse(&answer),
    };
    match run(&matches) {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            failure.print(matches.get_flag("verbose"));
            ExitCode::from(failure.exit_code())
        }
    }
}

/// Prints help that was asked for, or what is wrong with the command line.
fn refuse(answer: &clap::Error) -> ExitCode {
    let printed = answer.print();
    match (answer.use_stderr(), printed) {
        (true, _) => ExitCode::from(2),
        (false, Ok(())) => ExitCode::SUCCESS,
        (false, Err(error)) => {
            let failure = Failure::Output(error);
            failure.print(false);
            ExitCode::from(failure.exit_code())
        }
    }
}

fn run(matches: &ArgMatches) -> Result<(), Failure> {
    match matches.subcommand() {
        Some(("completions", matches)) => completions(matches),
        Some((command, matches)) => {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
            let runtime = runtime.map_err(|error| Failure::NotDone(format!("cannot start: {error}")))?;
            runtime.block_on(run_async(command, matches))
        }
        None => Ok(()),
    }
}

async fn run_async(command: &str, matches: &ArgMatches) -> Result<(), Failure> {
    let named = auth::Named::of(matches);
    match command {
        "auth" => auth::run(matches).await,
        "api" => request::run(matches, || named.connect()).await,
        "download" => download::run(matches, || named.connect()).await,
        group => {
            let Some((method, matches)) = matches.subcommand() else { return Ok(()) };
            let group = Group::all().iter().find(|it| command_line::group_name(it.name) == group);
            let is_named = |operation: &&Operation| {
                group.is_some_and(|group| operation.group == group.name) && flags::kebab(operation.method) == method
            };
            let Some(operation) = Operation::all().iter().find(is_named) else {
                return Err(Failure::usage(format!("{command} has no method {method}")));
            };
            call::run(operation, matches, || named.connect()).await
        }
    }
}

fn completions(matches: &ArgMatches) -> Result<(), Failure> {
    let Some(shell) = matches.get_one::<Shell>("shell") else { return Ok(()) };
    // Written at once, since clap_complete panics where it cannot write.
    let mut script = Vec::new();
    clap_complete::generate(*shell, &mut command_line::command(), "zoom", &mut script);
    output::print(&String::from_utf8_lossy(&script))
}
