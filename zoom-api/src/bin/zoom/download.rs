//! The file behind a URL that Zoom gave.

use clap::ArgMatches;
use zoom_api::Zoom;

use crate::failure::Failure;
use crate::{input, output};

/// Writes the file to standard output as it comes.
pub async fn run(matches: &ArgMatches, connect: impl FnOnce() -> Result<Zoom, Failure>) -> Result<(), Failure> {
    output::refuse_terminal()?;
    let given = matches.get_one::<String>("url").map_or("", String::as_str);
    let url = if given == "-" { input::line()? } else { given.to_owned() };
    let mut request = connect()?.download(url);
    if let Some(media_type) = matches.get_one::<String>("media-type") {
        request = request.media_type(media_type);
    }
    let mut download = request.await?;
    while let Some(bytes) = download.next().await {
        output::bytes(&bytes?)?;
    }
    Ok(())
}
