//! Credentials from the environment.

use std::ffi::OsString;

use super::Credentials;
use crate::error::ConfigError;

const ACCESS_TOKEN: &str = "ZOOM_ACCESS_TOKEN";
const SERVER_TO_SERVER: [&str; 3] = ["ZOOM_ACCOUNT_ID", "ZOOM_CLIENT_ID", "ZOOM_CLIENT_SECRET"];

impl Credentials {
    /// Returns the credentials of the environment: `ZOOM_ACCESS_TOKEN`, else `ZOOM_ACCOUNT_ID` with `ZOOM_CLIENT_ID` and
    /// `ZOOM_CLIENT_SECRET`. An empty variable counts as not set.
    ///
    /// # Errors
    ///
    /// [`ConfigError::MissingVariables`] if none or not all are set, [`ConfigError::VariableNotUnicode`], and
    /// [`ConfigError::OAuthFeatureDisabled`] if they are a server-to-server app's and the feature `oauth` is off. Each
    /// names variables, never values.
    pub fn from_env() -> Result<Self, ConfigError> {
        read(|name| std::env::var_os(name))
    }
}

/// Returns the text of an environment variable; `None` if it is not set or empty.
pub(crate) fn variable(name: &'static str) -> Result<Option<String>, ConfigError> {
    text_of(name, std::env::var_os(name))
}

fn text_of(name: &'static str, value: Option<OsString>) -> Result<Option<String>, ConfigError> {
    match value.map(OsString::into_string) {
        None => Ok(None),
        Some(Ok(text)) => Ok(Some(text).filter(|text| !text.is_empty())),
        Some(Err(_)) => Err(ConfigError::VariableNotUnicode(name)),
    }
}

fn read(value: impl Fn(&str) -> Option<OsString>) -> Result<Credentials, ConfigError> {
    let text = |name| text_of(name, value(name));
    if let Some(token) = text(ACCESS_TOKEN)? {
        return Ok(Credentials::AccessToken(token.into()));
    }
    let [account_id, client_id, client_secret] = SERVER_TO_SERVER.map(text);
    match (account_id?, client_id?, client_secret?) {
        (Some(account_id), Some(client_id), Some(client_secret)) => {
            server_to_server(account_id, client_id, client_secret)
        }
        (account_id, client_id, client_secret) => {
            let set = [account_id, client_id, client_secret].map(|value| value.is_some());
            let missing = SERVER_TO_SERVER.into_iter().zip(set).filter(|(_, is_set)| !is_set).map(|(name, _)| name);
            Err(ConfigError::MissingVariables(missing.collect()))
        }
    }
}

#[cfg(feature = "oauth")]
fn server_to_server(account_id: String, client_id: String, client_secret: String) -> Result<Credentials, ConfigError> {
    Ok(Credentials::ServerToServer { account_id, client_id, client_secret: client_secret.into() })
}

#[cfg(not(feature = "oauth"))]
fn server_to_server(_: String, _: String, _: String) -> Result<Credentials, ConfigError> {
    Err(ConfigError::OAuthFeatureDisabled)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(variables: &[(&str, &str)]) -> String {
        let value = |name: &str| variables.iter().find(|(other, _)| *other == name).map(|(_, value)| value.into());
        match read(value) {
            Ok(credentials) => format!("{credentials:?}"),
            Err(error) => error.to_string(),
        }
    }

    #[test]
    fn what_is_set_and_what_is_missing() {
        let all = "no credentials in the environment: set ZOOM_ACCESS_TOKEN, or ZOOM_ACCOUNT_ID, ZOOM_CLIENT_ID and \
                   ZOOM_CLIENT_SECRET";
        for (variables, expected) in [
            (&[][..], all),
            (&[("ZOOM_ACCESS_TOKEN", "")], all),
            (&[("ZOOM_ACCESS_TOKEN", "planted")], "AccessToken(Secret(…))"),
            (&[("ZOOM_ACCESS_TOKEN", "planted"), ("ZOOM_ACCOUNT_ID", "a")], "AccessToken(Secret(…))"),
            (
                &[("ZOOM_ACCOUNT_ID", "a"), ("ZOOM_CLIENT_SECRET", "planted")],
                "ZOOM_CLIENT_ID is not set: server-to-server credentials require ZOOM_ACCOUNT_ID, ZOOM_CLIENT_ID and \
                 ZOOM_CLIENT_SECRET",
            ),
            (
                &[("ZOOM_ACCOUNT_ID", "a")],
                "ZOOM_CLIENT_ID and ZOOM_CLIENT_SECRET are not set: server-to-server credentials require ZOOM_ACCOUNT_ID, \
                 ZOOM_CLIENT_ID and ZOOM_CLIENT_SECRET",
            ),
        ] {
            assert_eq!(of(variables), expected, "{variables:?}");
        }
    }

    #[test]
    fn a_server_to_server_app_takes_the_feature() {
        let app = of(&[("ZOOM_ACCOUNT_ID", "the account"), ("ZOOM_CLIENT_ID", "b"), ("ZOOM_CLIENT_SECRET", "planted")]);
        assert!(!app.contains("planted"), "{app}");
        assert!(app.contains(if cfg!(feature = "oauth") { "ServerToServer" } else { "feature `oauth`" }), "{app}");
    }

    #[test]
    fn variables_of_this_process() {
        assert_eq!(variable("PATH").unwrap(), std::env::var("PATH").ok());
        assert_eq!(variable("ZOOM_NO_SUCH_VARIABLE").unwrap(), None);
    }

    #[cfg(unix)]
    #[test]
    fn values_that_are_no_text() {
        use std::os::unix::ffi::OsStringExt;

        for name in [ACCESS_TOKEN, "ZOOM_CLIENT_ID"] {
            let error = read(|asked| (asked == name).then(|| OsString::from_vec(vec![b'p', 0xff]))).unwrap_err();
            assert_eq!(error.to_string(), format!("invalid {name}: not Unicode"));
        }
    }
}
