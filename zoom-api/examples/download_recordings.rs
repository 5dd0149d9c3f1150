//! Downloads the cloud recordings of a user into a folder.
//!
//! What is there already stays, and a file that was cut off goes on where it ended: run it again after an error.
//!
//! With credentials in the environment it calls Zoom (scopes: `recording:read`, or granular
//! `cloud_recording:read:list_user_recordings`). Without, it starts a Zoom on this machine that answers with a saved example.
//!
//! ```text
//! cargo run -p zoom-api --example download_recordings --features mock -- --from 2026-09-01 --to 2026-09-30 recordings
//! ```

mod connect;

use std::error::Error;
use std::fs::OpenOptions;
use std::io::{self, IsTerminal, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::Parser;
use zoom_api::ranges::Date;
use zoom_api::types::{RecordingFile, RecordingFileFileExtension, RecordingFileStatus};
use zoom_api::{UserRef, Zoom};

/// Downloads the cloud recordings of a user into a folder.
#[derive(Parser)]
struct Options {
    /// Whose recordings
    #[arg(long, value_name = "ID|EMAIL|me", default_value = "me", value_parser = |text: &str| UserRef::try_from(text))]
    user: UserRef,
    /// The first day of the meetings, such as 2026-09-30; with neither day Zoom takes today
    #[arg(long, value_name = "DATE", requires = "to")]
    from: Option<Date>,
    /// The last day, however long after the first
    #[arg(long, value_name = "DATE", requires = "from")]
    to: Option<Date>,
    /// The folder for the files
    folder: PathBuf,
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

async fn run(Options { user, from, to, folder }: Options) -> Result<(), Box<dyn Error>> {
    let (zoom, _server) = connect::connect().await?;
    std::fs::create_dir_all(&folder)?;
    let list = zoom.cloud_recordings().list(user).page_size(300);
    let mut meetings = match from.zip(to) {
        Some((from, to)) => list.items_between(from, to),
        None => list.items(),
    };
    while let Some(meeting) = meetings.try_next().await? {
        // Zoom is at work on the others.
        for file in meeting.recording_files.iter().filter(|file| file.status == Some(RecordingFileStatus::Completed)) {
            download(&zoom, file, &folder).await?;
        }
    }
    Ok(())
}

/// Downloads a file, unless it is there. It has its name when it is whole.
async fn download(zoom: &Zoom, file: &RecordingFile, folder: &Path) -> Result<(), Box<dyn Error>> {
    let Some(url) = file.download_url.as_deref() else { return Ok(()) };
    let name = name(file);
    let (whole, part) = (folder.join(&name), folder.join(format!("{name}.part")));
    if whole.exists() {
        return Ok(());
    }
    let mut target = OpenOptions::new().create(true).write(true).truncate(false).open(&part)?;
    let mut request = zoom.download(url).range_from(target.metadata()?.len());
    if let Some(size) = file.file_size {
        request = request.expected_size(size);
    }
    if file.file_extension == Some(RecordingFileFileExtension::Json) {
        // Elsewhere JSON is an error of Zoom's, and HTML a page to log in: neither is a recording.
        request = request.media_type("application/json");
    }
    let mut download = request.await?;
    // The rest of what is there, or all of it.
    let mut at = download.starts_at();
    target.set_len(at)?;
    target.seek(SeekFrom::Start(at))?;
    while let Some(bytes) = download.next().await {
        let bytes = bytes?;
        target.write_all(&bytes)?;
        at += bytes.len() as u64;
        progress(&name, at, download.size());
    }
    target.sync_all()?;
    std::fs::rename(part, whole)?;
    if io::stderr().is_terminal() {
        eprintln!();
    }
    println!("{name}");
    Ok(())
}

/// The day, the meeting and the file, of letters and digits alone: a text of a server is no path.
fn name(file: &RecordingFile) -> String {
    let safe = |text: &str| text.chars().map(|c| if c.is_ascii_alphanumeric() { c } else { '-' }).collect::<String>();
    let start = file.recording_start.as_ref().map(|start| safe(start.as_str())).unwrap_or_default();
    let id = safe(file.id.as_deref().unwrap_or("recording"));
    let extension = safe(file.file_extension.as_ref().map_or("bin", |it| it.as_str())).to_lowercase();
    format!("{start}-{id}.{extension}")
}

/// How far it is, on a terminal.
fn progress(name: &str, at: u64, size: Option<u64>) {
    if io::stderr().is_terminal() {
        let percent = size.filter(|size| *size > 0).map(|size| format!(" ({} %)", at * 100 / size));
        eprint!("\r{name}: {} MB{}", at >> 20, percent.unwrap_or_default());
    }
}
