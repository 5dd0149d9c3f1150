//! How a caller is allowed to: Postman's authorization types as security schemes.
//!
//! Only what gives a scheme its shape is read (the name of a header, an address); values, which can be secrets, are
//! not.

use super::super::address::Variables;
use super::super::model::{Location, SecurityRequirement, SecurityScheme};
use super::Lowered;
use crate::place::{WarningKind, Warnings};
use crate::postman::model::Auth;

/// The alternatives by which an item's caller is allowed to; adds the schemes to `lowered`.
pub(super) fn lower(
    auth: Option<&Auth>,
    scopes: &[String],
    variables: &impl Variables,
    lowered: &mut Lowered,
    warnings: &mut Warnings<'_>,
) -> Vec<SecurityRequirement> {
    let scheme = auth.and_then(|auth| scheme(auth, variables, warnings));
    let (name, scheme) = match scheme {
        Some((name, scheme)) => (name, scheme),
        None if scopes.is_empty() => return Vec::new(),
        None => (
            "oauth2".to_owned(),
            SecurityScheme::OAuth2 { flow: "", authorization_url: None, token_url: None, scopes: Vec::new() },
        ),
    };
    let is_oauth2 = matches!(scheme, SecurityScheme::OAuth2 { .. });
    let name = register(name, scheme, lowered);
    if !is_oauth2 && !scopes.is_empty() {
        let text = format!("scopes ({}) without OAuth 2.0 authorization, passed over", scopes.join(", "));
        warnings.add(WarningKind::Conflict, "authorization", text);
    }
    if !is_oauth2 || scopes.is_empty() {
        return vec![SecurityRequirement { scheme: name, scopes: Vec::new() }];
    }
    if let Some(SecurityScheme::OAuth2 { scopes: all, .. }) = lowered.security_schemes.get_mut(&name) {
        all.extend(scopes.iter().cloned());
        all.sort();
        all.dedup();
    }
    scopes.iter().map(|scope| SecurityRequirement { scheme: name.clone(), scopes: vec![scope.clone()] }).collect()
}

/// Adds a scheme under its name, or under another one where the name is taken by a scheme of other shape.
fn register(name: String, scheme: SecurityScheme, lowered: &mut Lowered) -> String {
    let mut unique = name.clone();
    let mut number = 2;
    loop {
        match lowered.security_schemes.get(&unique) {
            None => {
                lowered.security_schemes.insert(unique.clone(), scheme);
                return unique;
            }
            Some(there) if same_shape(there, &scheme) => return unique,
            Some(_) => {
                unique = format!("{name}{number}");
                number += 1;
            }
        }
    }
}

fn same_shape(a: &SecurityScheme, b: &SecurityScheme) -> bool {
    use SecurityScheme::OAuth2;
    match (a, b) {
        (
            OAuth2 { flow, authorization_url, token_url, .. },
            OAuth2 { flow: flow_b, authorization_url: authorization_b, token_url: token_b, .. },
        ) => (flow, authorization_url, token_url) == (flow_b, authorization_b, token_b),
        _ => a == b,
    }
}

fn scheme(auth: &Auth, variables: &impl Variables, warnings: &mut Warnings<'_>) -> Option<(String, SecurityScheme)> {
    let http = |scheme: &str| Some((auth.kind.clone(), SecurityScheme::Http { scheme: scheme.to_owned() }));
    // OpenAPI can say that a header carries the signature, and not how it is made.
    let mut signed = || {
        let text = format!("OpenAPI has no words for {} signing, written as a key in Authorization", auth.kind);
        warnings.add(WarningKind::Unrepresentable, "authorization", text);
        let name = "Authorization".to_owned();
        Some((auth.kind.clone(), SecurityScheme::ApiKey { name, location: Location::Header }))
    };
    match auth.kind.as_str() {
        "noauth" | "" => None,
        "bearer" | "basic" | "digest" => http(&auth.kind),
        "jwt" | "asap" => http("bearer"),
        "oauth1" => http("OAuth"),
        "ntlm" => http("Negotiate"),
        "hawk" | "awsv4" | "edgegrid" => signed(),
        "apikey" => Some(api_key(auth, variables)),
        "oauth2" => Some(("oauth2".to_owned(), oauth2(auth, variables))),
        other => {
            let text = format!("unknown authorization type {other:?}, passed over");
            warnings.add(WarningKind::Unrepresentable, "authorization", text);
            None
        }
    }
}

fn api_key(auth: &Auth, variables: &impl Variables) -> (String, SecurityScheme) {
    let name = auth.setting("key").map(|name| plain(name, variables)).unwrap_or_default();
    let name = if name.trim().is_empty() { "Authorization".to_owned() } else { name };
    let location = if auth.setting("in") == Some("query") { Location::Query } else { Location::Header };
    ("apiKey".to_owned(), SecurityScheme::ApiKey { name, location })
}

fn oauth2(auth: &Auth, variables: &impl Variables) -> SecurityScheme {
    let url = |name: &str| {
        let url = plain(auth.setting(name)?, variables);
        // A query can hold a client ID or worse.
        let url = url.split(['?', '#']).next().unwrap_or_default().to_owned();
        (url.contains("://") && !url.contains(['{', '@', ' '])).then_some(url)
    };
    let grant = auth.setting("grant_type").unwrap_or_default();
    let (authorization_url, token_url) = (url("authUrl"), url("accessTokenUrl"));
    let flow = match (grant, &authorization_url, &token_url) {
        ("implicit", Some(_), _) => "implicit",
        ("client_credentials", _, Some(_)) => "clientCredentials",
        ("password_credentials", _, Some(_)) => "password",
        (_, Some(_), Some(_)) => "authorizationCode",
        (_, Some(_), None) => "implicit",
        (_, None, Some(_)) => "clientCredentials",
        (_, None, None) => "",
    };
    SecurityScheme::OAuth2 { flow, authorization_url, token_url, scopes: Vec::new() }
}

/// A text with the values of variables in it, where the whole text is one.
fn plain(text: &str, variables: &impl Variables) -> String {
    let name = text.trim().strip_prefix("{{").and_then(|rest| rest.strip_suffix("}}"));
    name.and_then(|name| variables.value(name.trim())).unwrap_or(text).trim().to_owned()
}
