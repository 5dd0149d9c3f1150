//! Schedules a meeting, registers people for it and prints the link to join.
//!
//! With credentials in the environment it calls Zoom (scopes: `meeting:write`, or granular `meeting:write:meeting` and
//! `meeting:write:registrant`; registration takes a plan with it). Without, it starts a Zoom on this machine that answers
//! with saved examples.
//!
//! ```text
//! cargo run -p zoom-api --example schedule_meeting --features mock -- \
//!     --topic Weekly --start 2026-12-01T09:00:00Z --register ada@example.com=Ada
//! ```

mod connect;

use std::process::ExitCode;

use zoom_api::types::{MeetingRegistrantRequest, MeetingRequest, MeetingSettings};
use zoom_api::{Error, Secret};

const HELP: &str = "\
Schedules a meeting, registers people for it and prints the link to join.

Usage: schedule_meeting --topic TOPIC --start TIME [--minutes N] [--host ID|EMAIL|me]
                        [--register EMAIL=FIRST_NAME]... [--show-password]

  --start           when it starts: 2026-12-01T09:00:00Z
  --minutes         how long it takes [default: 60]
  --host            whose meeting it is [default: me]
  --register        who is registered: an email address and a first name
  --show-password   print the password and not dots in its place";

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
    match schedule(options).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}

async fn schedule(options: Options) -> Result<(), Error> {
    const SCHEDULED: i64 = 2;
    const APPROVED_AT_ONCE: i64 = 0;
    let (zoom, _server) = connect::connect().await?;
    let request = MeetingRequest {
        topic: Some(options.topic),
        type_: Some(SCHEDULED),
        start_time: Some(options.start.into()),
        duration: Some(options.minutes),
        settings: Some(MeetingSettings {
            // A meeting takes registrants if it says how they are approved.
            approval_type: (!options.registrants.is_empty()).then_some(APPROVED_AT_ONCE),
            ..MeetingSettings::default()
        }),
        ..MeetingRequest::default()
    };
    let meeting = zoom.meetings().create(&*options.host).body(request).await?;
    let text = |text: Option<String>| text.unwrap_or_else(|| "-".to_owned()).replace(char::is_control, " ");
    println!("topic:     {}", text(meeting.topic));
    println!("starts:    {}", text(meeting.start_time.map(|time| time.to_string())));
    println!("join:      {}", text(meeting.join_url));
    // With `start_url` anyone is the host: it is a `Secret`, and stays one.
    println!("password:  {}", password(meeting.password.as_ref(), options.show_password));

    let Some(id) = meeting.id else { return Ok(()) };
    for (email, first_name) in options.registrants {
        let person = MeetingRegistrantRequest {
            email: Some(email.clone()),
            first_name: Some(first_name),
            ..MeetingRegistrantRequest::default()
        };
        zoom.meetings().add_registrant(id).body(person).await?;
        println!("registered {email}");
    }
    Ok(())
}

fn password(password: Option<&Secret>, show: bool) -> &str {
    match password {
        None => "-",
        Some(password) if show => password.expose(),
        Some(_) => "••••",
    }
}

struct Options {
    topic: String,
    start: String,
    minutes: i64,
    host: String,
    registrants: Vec<(String, String)>,
    show_password: bool,
}

impl Options {
    /// Returns the options, or `None` if help is asked for.
    fn read(mut arguments: impl Iterator<Item = String>) -> Result<Option<Self>, String> {
        let (mut topic, mut start, mut minutes, mut host) = (None, None, 60, "me".to_owned());
        let (mut registrants, mut show_password) = (Vec::new(), false);
        while let Some(argument) = arguments.next() {
            let mut value = || arguments.next().ok_or_else(|| format!("{argument} takes a value"));
            match argument.as_str() {
                "--topic" => topic = Some(value()?),
                "--start" => start = Some(value()?),
                "--minutes" => minutes = value()?.parse().map_err(|_| "--minutes takes a number")?,
                "--host" => host = value()?,
                "--register" => {
                    let person = value()?;
                    let (email, name) = person.split_once('=').ok_or("--register takes EMAIL=FIRST_NAME")?;
                    registrants.push((email.to_owned(), name.to_owned()));
                }
                "--show-password" => show_password = true,
                "--help" | "-h" => return Ok(None),
                other => return Err(format!("unknown argument {other:?}")),
            }
        }
        let topic = topic.ok_or("--topic is missing")?;
        let start = start.ok_or("--start is missing")?;
        Ok(Some(Self { topic, start, minutes, host, registrants, show_password }))
    }
}
