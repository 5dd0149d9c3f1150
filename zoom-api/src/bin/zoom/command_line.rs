//! What can be typed. Only the group and the method that are named are built, however many operations there are.

use clap::{Arg, ArgAction, Command, value_parser};
use clap_complete::Shell;
use zoom_api::operations::{Group, Operation};

use crate::failure::EXIT_CODES;
use crate::flags::{self, Flag, kebab};
use crate::{confirm, help, markdown};

/// The positional values of an operation: its path parameters that no flag gives.
pub const PATH: &str = "path parameters";

/// The names of commands that are no groups.
const OWN: [&str; 5] = ["api", "auth", "completions", "download", "help"];

const CREDENTIALS: &str = "\
Credentials, the first that there are of: --profile, ZOOM_PROFILE, ZOOM_ACCESS_TOKEN (a token), ZOOM_ACCOUNT_ID with \
ZOOM_CLIENT_ID and ZOOM_CLIENT_SECRET (a server-to-server app), the profile `default`.

A profile is a file <name>.json that its owner alone can read, in $ZOOM_CONFIG_DIR, or else in zoom below $XDG_CONFIG_HOME \
or ~/.config (on Windows below %APPDATA%). `zoom auth login` writes it. It has \"access_token\", or \"account_id\", \
\"client_id\" and \"client_secret\", or, for an app to log in to, \"client_id\", \"client_secret\" if the app has one, and \
\"redirect_uri\": a port of this machine that is registered with the app, http://127.0.0.1:4321/ unless it is there.

ZOOM_BASE_URL and ZOOM_OAUTH_URL name other servers than Zoom's.";

const EVERYWHERE: &str = "Options of every command";

const OUTPUT: &str = "\
Output is a table on a terminal and JSON elsewhere: of a list, a line for each item. Secrets are masked.";

/// The whole command line.
pub fn command() -> Command {
    let examples = help::examples(&help::leading_operations());
    Command::new("zoom")
        .version(env!("CARGO_PKG_VERSION"))
        .about("Zoom's API from a terminal")
        .subcommand_required(true)
        .arg_required_else_help(true)
        .args(own_flags())
        .subcommands(Group::all().iter().map(of_group))
        .subcommand(api())
        .subcommand(download())
        .subcommand(auth())
        .subcommand(completions())
        .after_help(format!("{examples}\n\n`zoom --help` says where credentials come from, and the exit codes."))
        .after_long_help(format!("{examples}\n\n{CREDENTIALS}\n\n{OUTPUT}\n\n{EXIT_CODES}"))
}

/// The name of a group as a command.
pub fn group_name(group: &str) -> String {
    let name = kebab(group);
    if OWN.contains(&name.as_str()) { format!("{name}-operations") } else { name }
}

fn own_flags() -> [Arg; 2] {
    [
        Arg::new("profile")
            .long("profile")
            .global(true)
            .help_heading(EVERYWHERE)
            .value_name("NAME")
            .help("The profile to take the credentials from [env: ZOOM_PROFILE]"),
        Arg::new("verbose")
            .long("verbose")
            .short('v')
            .global(true)
            .help_heading(EVERYWHERE)
            .action(ArgAction::SetTrue)
            .help("Say all that is known of an error: causes, attempts, headers"),
    ]
}

fn of_group(group: &'static Group) -> Command {
    let name = group_name(group.name);
    let about = markdown::first_sentence(group.description);
    let command = Command::new(name.clone()).about(about).display_name(group.name).defer(with_methods);
    if name == group.name { command } else { command.alias(group.name) }
}

/// Adds the methods of a group, whose name its display name is.
fn with_methods(command: Command) -> Command {
    let group = command.get_display_name().unwrap_or_default().to_owned();
    let operations: Vec<_> = Operation::all().iter().filter(|operation| operation.group == group).collect();
    let examples = help::examples(&operations[..operations.len().min(1)]);
    let long = Group::all().iter().find(|it| it.name == group).map_or("", |it| it.description);
    let methods = operations.into_iter().map(|operation| {
        let name = kebab(operation.method);
        let about = markdown::first_sentence(operation.summary);
        let method = Command::new(name.clone()).about(about).display_name(operation.id).defer(with_flags);
        if name == operation.method { method } else { method.alias(operation.method) }
    });
    command
        .long_about(markdown::plain(long))
        .subcommand_required(true)
        .arg_required_else_help(true)
        .subcommands(methods)
        .after_help(examples)
}

/// Adds the flags of an operation, whose ID its display name is.
fn with_flags(command: Command) -> Command {
    let Some(operation) = command.get_display_name().and_then(Operation::find) else { return command };
    let flags = flags::of(operation);
    let path: Vec<_> = flags.iter().filter(|flag| flag.is_path()).map(Flag::value_name).collect();
    let mut command = command
        .override_usage(usage(operation, &flags))
        .long_about(help::description(operation))
        .after_help(help::short(operation, &flags))
        .after_long_help(help::long(operation, &flags));
    if !path.is_empty() {
        let positional =
            Arg::new(PATH).num_args(0..=path.len()).value_names(path).help("As with the flag of this name");
        command = command.arg(positional);
    }
    // A form has its fields alone.
    let has_body = operation.body.is_some_and(|body| body.media_type != "multipart/form-data");
    command = command.args(flags.iter().map(|flag| {
        let arg = flag.arg();
        match flag.target {
            _ if flag.is_path() => arg,
            flags::Target::Member(_) if has_body && flag.is_required() => arg.required_unless_present("body"),
            _ => arg.required(flag.is_required()),
        }
    }));
    if has_body {
        command = command.arg(body());
    }
    if operation.pagination.is_some() {
        let all = match operation.max_range {
            Some(_) => "Follow all pages, and print each as it comes; ask for a long range of dates month by month",
            None => "Follow all pages, and print each as it comes",
        };
        command = command.arg(Arg::new("all").long("all").action(ArgAction::SetTrue).help(all));
    }
    if confirm::may_destroy(operation) {
        command = command.arg(yes());
    }
    command.args(output_flags())
}

/// How an operation is called: `zoom meetings delete <MEETING> [OPTIONS]`.
pub fn usage(operation: &Operation, flags: &[Flag]) -> String {
    let path = flags.iter().filter(|flag| flag.is_path());
    let positional = path.map(|flag| match flag.default(operation) {
        Some(_) => format!(" [{}]", flag.value_name()),
        None => format!(" <{}>", flag.value_name()),
    });
    let positional: String = positional.collect();
    format!("zoom {} {}{positional} [OPTIONS]", group_name(operation.group), kebab(operation.method))
}

fn body() -> Arg {
    Arg::new("body")
        .long("body")
        .value_name("JSON|@FILE|-")
        .help("The request body: as it is, from a file, or with - from standard input")
        .long_help(
            "The request body: as it is, from a file, or with - from standard input. The flags of its members take \
             precedence over what it has.",
        )
}

fn yes() -> Arg {
    Arg::new("yes").long("yes").short('y').action(ArgAction::SetTrue).help("Do not ask before what cannot be undone")
}

fn output_flags() -> [Arg; 4] {
    let is = |name: &'static str| Arg::new(name).long(name).action(ArgAction::SetTrue).help_heading("Output");
    [
        is("json").help("Print JSON also on a terminal: of a list, a line for each item"),
        is("table").conflicts_with("json").help("Print a table also where standard output is no terminal"),
        Arg::new("columns")
            .long("columns")
            .value_name("A,B.C")
            .value_delimiter(',')
            .help_heading("Output")
            .help("Print these members alone, in this order; a dot leads into an object"),
        Arg::new("show-secrets")
            .long("show-secrets")
            .alias("show-passwords")
            .value_name("NAMES")
            .num_args(0..=1)
            .require_equals(true)
            .value_delimiter(',')
            .default_missing_value("")
            .help_heading("Output")
            .help("Print secrets in clear: all, or with =NAMES those that are named"),
    ]
}

fn api() -> Command {
    let example = "Example:\n  zoom api GET /users/me --json";
    Command::new("api")
        .about("Call any path of the API")
        .long_about(
            "Calls any path of the API, with the credentials, retries and errors of all other commands. Prints the JSON \
             of the response, in which secrets are masked by the schema of the operation and by their names.",
        )
        .arg(Arg::new("method").required(true).value_name("METHOD").value_parser(method).help("GET, POST, PUT, PATCH or DELETE"))
        .arg(Arg::new("path").required(true).value_name("PATH").help("The path below the base URL: /users/me"))
        .arg(
            Arg::new("query")
                .long("query")
                .short('q')
                .value_name("NAME=VALUE")
                .action(ArgAction::Append)
                .value_parser(query)
                .help("Add a query parameter; may be given more than once"),
        )
        .arg(body())
        .arg(yes())
        .args(output_flags())
        .after_help(example)
}

fn download() -> Command {
    Command::new("download")
        .about("Write the file behind a download URL to standard output")
        .long_about(
            "Writes the file behind a `download_url` of Zoom's to standard output. A page to log in, and JSON, are no files \
             but errors, unless --media-type says that the file is that.",
        )
        .arg(
            Arg::new("url")
                .required(true)
                .value_name("URL|-")
                .help("The URL, or with - a line of standard input: a URL with a token in it is a secret"),
        )
        .arg(Arg::new("media-type").long("media-type").value_name("TYPE").help("The media type of the file: text/html"))
        .after_help("Example:\n  zoom download https://zoom.us/rec/download/Qg75t7xZ > weekly.mp4")
}

fn method(text: &str) -> Result<zoom_api::Method, String> {
    const KNOWN: [&str; 5] = ["GET", "POST", "PUT", "PATCH", "DELETE"];
    let upper = text.to_uppercase();
    let known = KNOWN.into_iter().find(|it| *it == upper).and_then(|it| it.parse().ok());
    known.ok_or_else(|| format!("one of {} is expected", KNOWN.join(", ")))
}

fn query(text: &str) -> Result<(String, String), String> {
    let (name, value) = text.split_once('=').ok_or("NAME=VALUE is expected")?;
    Ok((name.to_owned(), value.to_owned()))
}

fn auth() -> Command {
    let status = Command::new("status")
        .about("Say what credentials there are, and whether Zoom takes them")
        .after_help("Example:\n  zoom auth status");
    let logout = Command::new("logout")
        .about("Revoke the grant of the login, and remove its token")
        .after_help("Example:\n  zoom --profile jane auth logout");
    Command::new("auth")
        .about("The credentials")
        .subcommand_required(true)
        .arg_required_else_help(true)
        .subcommands([status, login(), logout])
        .after_help("Example:\n  zoom auth login --client-id 4xLmV9aQT1yqzAbcDefg")
}

fn login() -> Command {
    let text = |name: &'static str, value: &'static str| Arg::new(name).long(name).value_name(value);
    Command::new("login")
        .about("Log in to an app, and write the profile")
        .long_about(
            "Logs in to an app, and writes the profile: the one that is named, or else `default`. With --account-id the app \
             is a server-to-server app, which has no login: its credentials are tried, and kept. What a profile has \
             already need not be given again.",
        )
        .arg(text("client-id", "ID").help("The client ID of the app [env: ZOOM_CLIENT_ID]"))
        .arg(
            text("client-secret", "@FILE|-")
                .help("The client secret, if the app has one: from a file, or with - a line of standard input")
                .long_help(
                    "The client secret, if the app has one: from a file, or with - a line of standard input \
                     [env: ZOOM_CLIENT_SECRET]",
                ),
        )
        .arg(text("account-id", "ID").conflicts_with_all(["device", "port"]).help("The account of a server-to-server app"))
        .arg(
            text("redirect-uri", "URL")
                .conflicts_with("account-id")
                .help("Where the browser comes back to, as it is registered with the app [default: http://127.0.0.1:4321/]"),
        )
        .arg(
            text("port", "PORT")
                .value_parser(value_parser!(u16))
                .help("Another port of this machine for the browser to come back to"),
        )
        .arg(
            Arg::new("device")
                .long("device")
                .conflicts_with("port")
                .action(ArgAction::SetTrue)
                .help("Enter a code on another device, for a machine without a browser"),
        )
        .after_help(
            "Examples:\n  zoom auth login --client-id 4xLmV9aQT1yqzAbcDefg\n  \
             zoom auth login --profile robot --account-id Ab12 --client-id Cd34 --client-secret -",
        )
}

fn completions() -> Command {
    Command::new("completions")
        .about("Print the completions for a shell")
        .arg(Arg::new("shell").required(true).value_name("SHELL").value_parser(value_parser!(Shell)).help("The shell"))
        .after_help("Example:\n  zoom completions bash > ~/.local/share/bash-completion/completions/zoom")
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What is not named costs nothing: a program of a thousand operations starts as fast as one of ten.
    #[test]
    fn only_what_is_named_is_built() {
        let mut command = command();
        let group = Group::all().iter().find(|group| group.name == "users").unwrap();
        let methods = |command: &Command, group: &str| {
            let group = command.get_subcommands().find(|it| it.get_name() == group_name(group)).unwrap();
            group
                .get_subcommands()
                .map(|method| (method.get_name().to_owned(), method.get_opts().count()))
                .collect::<Vec<_>>()
        };
        assert!(methods(&command, group.name).is_empty());
        command.try_get_matches_from_mut(["zoom", "users", "get", "me"]).unwrap();
        let built = methods(&command, group.name);
        let options = |name: &str| built.iter().find(|(method, _)| method == name).unwrap().1;
        assert!(options("get") > options("list"), "{built:?}");
        let others = Group::all().iter().filter(|other| other.name != group.name);
        assert!(others.into_iter().all(|other| methods(&command, other.name).is_empty()));
    }

    #[test]
    fn the_command_line_is_valid() {
        command().debug_assert();
    }
}
