//! Lists who attended a past meeting, and for how long.
//!
//! With credentials in the environment it calls Zoom (scopes: `meeting:read`, or granular `meeting:read:past_meeting` and
//! `meeting:read:list_past_participants`). Without, it starts a Zoom on this machine that answers with saved examples.
//!
//! ```text
//! cargo run -p zoom-api --example attendance_report --features mock -- 'q8Zt1vXnQ3yL0sW5uJ2mKw=='
//! ```

mod connect;

use std::collections::BTreeMap;
use std::process::ExitCode;

use clap::Parser;
use zoom_api::{Error, MeetingRef};

/// Lists who attended a past meeting, and for how long.
#[derive(Parser)]
struct Options {
    /// The meeting's UUID, which is another each time that it takes place, or its ID for the last time
    #[arg(value_name = "UUID", value_parser = |text: &str| MeetingRef::try_from(text))]
    meeting: MeetingRef,
}

#[tokio::main]
async fn main() -> ExitCode {
    match report(Options::parse().meeting).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}

async fn report(meeting: MeetingRef) -> Result<(), Error> {
    let (zoom, _server) = connect::connect().await?;
    // A UUID with a slash in it is encoded twice, as Zoom asks for.
    let past = zoom.past_meetings().get(&meeting).await?;
    println!("{}, {} minutes", printable(past.topic), past.duration.unwrap_or_default());

    // Who loses the connection and comes back is a participant twice.
    let mut attendance: BTreeMap<(String, String), i64> = BTreeMap::new();
    let mut participants = zoom.past_meetings().participants(&meeting).page_size(300).items();
    while let Some(participant) = participants.try_next().await? {
        let person = (printable(participant.name), printable(participant.user_email));
        *attendance.entry(person).or_default() += participant.duration.unwrap_or_default();
    }
    for ((name, email), seconds) in &attendance {
        println!("{:>4} min  {name}  {email}", (seconds + 59) / 60);
    }
    println!("{} participants", attendance.len());
    Ok(())
}

/// A name as its owner has typed it, but for what a terminal would obey.
fn printable(text: Option<String>) -> String {
    text.unwrap_or_else(|| "-".to_owned()).replace(char::is_control, " ")
}
