//! Where the examples' calls go: to Zoom with the credentials in the environment, else to an embedded server.

use zoom_api::mock::ZoomServer;
use zoom_api::{ConfigError, Credentials, Error, Zoom};

/// Makes a client of Zoom's, or of an embedded server, which lives as long as it is kept.
///
/// In a program of yours this is `Zoom::from_env()?`.
pub async fn connect() -> Result<(Zoom, Option<ZoomServer>), Error> {
    let credentials = match Credentials::from_env() {
        Ok(credentials) => credentials,
        Err(ConfigError::MissingVariables(all)) if all.len() == 3 => {
            eprintln!("no credentials in the environment: an embedded server answers with saved examples");
            let server = ZoomServer::start_async().await;
            return Ok((server.zoom()?, Some(server)));
        }
        Err(error) => return Err(error.into()),
    };
    let mut builder = Zoom::builder().credentials(credentials);
    if let Ok(url) = std::env::var("ZOOM_BASE_URL") {
        builder = builder.base_url(url);
    }
    if let Ok(url) = std::env::var("ZOOM_OAUTH_URL") {
        builder = builder.oauth_url(url);
    }
    Ok((builder.build()?, None))
}
