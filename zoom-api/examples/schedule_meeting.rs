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

use clap::Parser;
use zoom_api::types::{MeetingRegistrantRequest, MeetingRequest, MeetingSettings};
use zoom_api::{Error, Secret, UserRef};

/// Schedules a meeting, registers people for it and prints the link to join.
#[derive(Parser)]
struct Options {
    /// What it is about
    #[arg(long)]
    topic: String,
    /// When it starts: 2026-12-01T09:00:00Z
    #[arg(long, value_name = "TIME")]
    start: String,
    /// How many minutes it takes
    #[arg(long, value_name = "N", default_value_t = 60)]
    minutes: i64,
    /// Whose meeting it is
    #[arg(long, value_name = "ID|EMAIL|me", default_value = "me", value_parser = |text: &str| UserRef::try_from(text))]
    host: UserRef,
    /// Who is registered: an email address and a first name; several times for several people
    #[arg(long = "register", value_name = "EMAIL=FIRST_NAME", value_parser = registrant)]
    registrants: Vec<(String, String)>,
    /// Print the password and not dots in its place
    #[arg(long)]
    show_password: bool,
}

fn registrant(text: &str) -> Result<(String, String), &'static str> {
    let (email, first_name) = text.split_once('=').ok_or("EMAIL=FIRST_NAME is expected")?;
    Ok((email.to_owned(), first_name.to_owned()))
}

#[tokio::main]
async fn main() -> ExitCode {
    match schedule(Options::parse()).await {
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
    let meeting = zoom.meetings().create(options.host).body(request).await?;
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
