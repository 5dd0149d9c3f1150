//! The URL of a file, and the token that may be in it.

use reqwest::Url;

use crate::Secret;

/// The parameter in which Zoom's older examples have the token.
const TOKEN: &str = "access_token";

/// Reads a URL. A token in its query is taken out: what is in a URL ends up in logs. The rest of the query stays as it is
/// written, since it may be signed.
pub(super) fn parse(text: &str) -> Result<(Url, Option<Secret>), &'static str> {
    let mut url = Url::parse(text).map_err(|_| "url: it is not an absolute URL")?;
    url.set_fragment(None);
    let Some(query) = url.query().map(str::to_owned) else { return Ok((url, None)) };
    let (mut token, mut rest) = (None, Vec::new());
    for parameter in query.split('&') {
        match value_of(&url, parameter) {
            Some(value) => token = token.or(Some(value)),
            None => rest.push(parameter),
        }
    }
    if token.is_none() {
        return Ok((url, None));
    }
    url.set_query(Some(rest.join("&").as_str()).filter(|query| !query.is_empty()));
    Ok((url, token.filter(|token| !token.expose().is_empty())))
}

/// Returns the value of a parameter if it is the token.
fn value_of(url: &Url, parameter: &str) -> Option<Secret> {
    let mut one = url.clone();
    one.set_query(Some(parameter));
    let (name, value) = one.query_pairs().next()?;
    (name == TOKEN).then(|| Secret::from(value))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_is_taken_out_and_the_rest_stays_as_it_is() {
        for (text, expected, token) in [
            ("https://zoom.us/a", "https://zoom.us/a", None),
            ("https://zoom.us/a?b=c", "https://zoom.us/a?b=c", None),
            ("https://zoom.us/a?", "https://zoom.us/a?", None),
            ("https://zoom.us/a#access_token=t", "https://zoom.us/a", None),
            ("https://zoom.us/a?access_token=t", "https://zoom.us/a", Some("t")),
            ("https://zoom.us/a?access_token=", "https://zoom.us/a", None),
            ("https://zoom.us/a?access_token", "https://zoom.us/a", None),
            ("https://zoom.us/a?access%5Ftoken=t%2Bu", "https://zoom.us/a", Some("t+u")),
            ("https://zoom.us/a?access_token=t&access_token=u", "https://zoom.us/a", Some("t")),
            (
                "https://zoom.us/a?b=%7e+c&&access_token=t&Sig=a/b~c%20",
                "https://zoom.us/a?b=%7e+c&&Sig=a/b~c%20",
                Some("t"),
            ),
            ("https://zoom.us/a?my_access_token=t", "https://zoom.us/a?my_access_token=t", None),
            ("https://zoom.us/a?b=access_token=t", "https://zoom.us/a?b=access_token=t", None),
        ] {
            let (url, found) = parse(text).unwrap();
            assert_eq!((url.as_str(), found.as_ref().map(Secret::expose)), (expected, token), "{text}");
        }
        assert!(parse("/rec/download/a").is_err() && parse("").is_err());
    }
}
