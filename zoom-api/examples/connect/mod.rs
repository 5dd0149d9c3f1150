//! Where the examples' calls go: to Zoom with the credentials in the environment, else to an embedded server.

use zoom_api::mock::ZoomServer;
use zoom_api::{ConfigError, Error, Zoom};

/// Makes a client of Zoom's, or of an embedded server, which lives as long as it is kept.
///
/// In a program of yours this is `Zoom::from_env()?`.
pub async fn connect() -> Result<(Zoom, Option<ZoomServer>), Error> {
    match Zoom::from_env() {
        Err(Error::Config(ConfigError::MissingVariables(all))) if all.len() == 3 => {
            eprintln!("no credentials in the environment: an embedded server answers with saved examples");
            let server = ZoomServer::start_async().await;
            Ok((server.zoom()?, Some(server)))
        }
        result => Ok((result?, None)),
    }
}
