//! How a caller is allowed to: Postman's authorization types as security schemes.
//!
//! Only what gives a scheme its shape is read (the name of a header, an address); values, which can be secrets, are
//! not.

use std::collections::BTreeMap;

use super::super::address::Variables;
use super::super::model::{Location, SecurityRequirement, SecurityScheme};
use super::super::notes::Dialect;
use crate::diagnostics::{WarningKind, Warnings};
use crate::postman::model::Auth;

/// The scopes of OAuth 2.0 that an operation's text asks for, each of which serves alone.
#[derive(Debug, Default)]
pub(super) struct Scopes {
    /// The vendor's scopes.
    pub(super) classic: Vec<String>,
    /// The finer-grained scopes of a vendor that has both.
    pub(super) granular: Vec<String>,
}

impl Scopes {
    fn all(&self) -> Vec<&str> {
        self.classic.iter().chain(&self.granular).map(String::as_str).collect()
    }
}

/// The alternatives by which an item's caller is allowed to; adds their schemes to those of the others.
///
/// Granular scopes are of a scheme of their own with the same flow, since an app has either the ones or the others.
/// What the collection itself lists as scopes is not read: it is what a token of Postman's asks for, mostly the scopes
/// of all items.
pub(super) fn lower(
    auth: Option<&Auth>,
    header: Option<&str>,
    scopes: &Scopes,
    variables: &impl Variables,
    dialect: &dyn Dialect,
    schemes: &mut BTreeMap<String, SecurityScheme>,
    warnings: &mut Warnings<'_>,
) -> Vec<SecurityRequirement> {
    let named = scopes.all();
    let scheme = auth.and_then(|auth| scheme(auth, variables, warnings));
    // What is sent by hand counts where Postman adds nothing, and where no text says more.
    let by_hand = header.filter(|_| scheme.is_none() && named.is_empty()).map(of_header);
    let scheme = scheme.or(by_hand);
    let documented = dialect.oauth2().filter(|_| !named.is_empty()).map(|vendor| SecurityScheme::OAuth2 {
        flow: "authorizationCode",
        authorization_url: Some(vendor.authorization_url.to_owned()),
        token_url: Some(vendor.token_url.to_owned()),
        scopes: Vec::new(),
    });
    let (name, scheme) = match (scheme, documented) {
        (Some((name, SecurityScheme::OAuth2 { flow: "", .. })), Some(documented)) => (name, documented),
        (Some(scheme), _) => scheme,
        (None, _) if named.is_empty() => return Vec::new(),
        (None, documented) => {
            let nowhere =
                SecurityScheme::OAuth2 { flow: "", authorization_url: None, token_url: None, scopes: Vec::new() };
            ("oauth2".to_owned(), documented.unwrap_or(nowhere))
        }
    };
    let lack = match &scheme {
        // OpenAPI declares scopes in a flow, and each flow has an address.
        SecurityScheme::OAuth2 { flow: "", .. } => Some("an address of OAuth 2.0 authorization"),
        SecurityScheme::OAuth2 { .. } => None,
        _ => Some("OAuth 2.0 authorization"),
    };
    if let Some(lack) = lack.filter(|_| !named.is_empty()) {
        let text = format!("scopes ({}) without {lack}, passed over", named.join(", "));
        warnings.add(WarningKind::Conflict, "authorization", text);
    }
    if lack.is_some() || named.is_empty() {
        return vec![SecurityRequirement { scheme: register(name, scheme, schemes), scopes: Vec::new() }];
    }
    let mut alternatives = Vec::new();
    for (name, scopes) in [(name.clone(), &scopes.classic), (format!("{name}_granular"), &scopes.granular)] {
        if !scopes.is_empty() {
            alternatives.extend(each_alone(name, scheme.clone(), scopes, schemes));
        }
    }
    alternatives
}

/// A requirement for each of these scopes of a scheme, which declares them.
fn each_alone(
    name: String,
    scheme: SecurityScheme,
    scopes: &[String],
    schemes: &mut BTreeMap<String, SecurityScheme>,
) -> impl Iterator<Item = SecurityRequirement> {
    let name = register(name, scheme, schemes);
    if let Some(SecurityScheme::OAuth2 { scopes: all, .. }) = schemes.get_mut(&name) {
        all.extend(scopes.iter().cloned());
        all.sort();
        all.dedup();
    }
    scopes.iter().map(move |scope| SecurityRequirement { scheme: name.clone(), scopes: vec![scope.clone()] })
}

/// Adds a scheme under its name, or under another one where the name is taken by a scheme of other shape.
fn register(name: String, scheme: SecurityScheme, schemes: &mut BTreeMap<String, SecurityScheme>) -> String {
    let mut unique = name.clone();
    let mut number = 2;
    loop {
        match schemes.get(&unique) {
            None => {
                schemes.insert(unique.clone(), scheme);
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
        "oauth2" => Some(("oauth2".to_owned(), oauth2(auth, variables, warnings))),
        other => {
            let text = format!("unknown authorization type {other:?}, passed over");
            warnings.add(WarningKind::Unrepresentable, "authorization", text);
            None
        }
    }
}

/// The scheme of an `Authorization` header.
fn of_header(value: &str) -> (String, SecurityScheme) {
    let value = value.trim();
    let (word, rest) = value.split_once([' ', '\t']).unwrap_or((value, ""));
    let scheme = word.to_ascii_lowercase();
    let is_known = matches!(scheme.as_str(), "bearer" | "basic" | "digest" | "negotiate");
    if is_known && (!rest.is_empty() || word == value) {
        return (scheme.clone(), SecurityScheme::Http { scheme });
    }
    let name = "Authorization".to_owned();
    ("authorization".to_owned(), SecurityScheme::ApiKey { name, location: Location::Header })
}

fn api_key(auth: &Auth, variables: &impl Variables) -> (String, SecurityScheme) {
    let name = auth.setting("key").map(|name| plain(name, variables)).unwrap_or_default();
    let name = if name.trim().is_empty() { "Authorization".to_owned() } else { name };
    let location = if auth.setting("in") == Some("query") { Location::Query } else { Location::Header };
    ("apiKey".to_owned(), SecurityScheme::ApiKey { name, location })
}

fn oauth2(auth: &Auth, variables: &impl Variables, warnings: &mut Warnings<'_>) -> SecurityScheme {
    let url = |name: &str| {
        let url = plain(auth.setting(name)?, variables);
        // A query can hold a client ID or worse.
        let url = url.split(['?', '#']).next().unwrap_or_default().to_owned();
        is_address(&url).then_some(url)
    };
    let grant = auth.setting("grant_type").unwrap_or_default();
    let (authorization_url, token_url) = (url("authUrl"), url("accessTokenUrl"));
    let is_lost = |name: &str, url: &Option<String>| url.is_none() && auth.setting(name).is_some();
    let lost: Vec<_> = [("authUrl", &authorization_url), ("accessTokenUrl", &token_url)]
        .into_iter()
        .filter(|(name, url)| is_lost(name, url))
        .map(|(name, _)| name)
        .collect();
    if !lost.is_empty() {
        // The address itself may have a secret in it.
        let has_scopes = auth.setting("scope").is_some_and(|scope| !scope.trim().is_empty());
        let scopes = if has_scopes { " and its scopes" } else { "" };
        let text = format!("no address in {}, perhaps for want of a variable's value", lost.join(" and in "));
        let text = match (&authorization_url, &token_url) {
            (None, None) => format!("{text}; the flow{scopes} cannot be written"),
            _ => format!("{text}; the flow is written without it"),
        };
        warnings.add(WarningKind::Unrepresentable, "authorization", text);
    }
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

/// Whether a text is an address as OpenAPI asks for one, without a name and a password before its host.
fn is_address(text: &str) -> bool {
    let rest = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://"));
    let host = rest.and_then(|rest| rest.split('/').next()).unwrap_or_default();
    !host.is_empty()
        && host.bytes().all(|byte| byte.is_ascii_alphanumeric() || b".-:".contains(&byte))
        && text.bytes().all(|byte| byte.is_ascii_graphic() && !b"<>{}\"`^|\\".contains(&byte))
}

/// A text with the values of variables in it, where the whole text is one.
fn plain(text: &str, variables: &impl Variables) -> String {
    let name = text.trim().strip_prefix("{{").and_then(|rest| rest.strip_suffix("}}"));
    name.and_then(|name| variables.value(name.trim())).unwrap_or(text).trim().to_owned()
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::super::super::notes::Plain;
    use super::*;
    use crate::diagnostics::ItemPath;

    struct Values;

    impl Variables for Values {
        fn value(&self, name: &str) -> Option<&str> {
            (name == "known").then_some("https://h.io/token?client=hunter2")
        }
    }

    /// The requirements of one item after the other, the schemes that they made, and the number of warnings. A scope
    /// behind a `+` is a granular one.
    #[track_caller]
    fn check(items: &[(Value, &[&str])], requirements: &[&str], schemes: &[&str], warnings: usize) {
        let mut made = BTreeMap::new();
        let mut found = Vec::new();
        let item = ItemPath::default();
        let mut all = Vec::new();
        for (auth, scopes) in items {
            let auth: Option<Auth> = serde_json::from_value(auth.clone()).unwrap();
            let mut named = Scopes::default();
            for scope in *scopes {
                match scope.strip_prefix('+') {
                    Some(granular) => named.granular.push(granular.to_owned()),
                    None => named.classic.push((*scope).to_owned()),
                }
            }
            let mut warnings = Warnings::of(&item, &mut found);
            for one in lower(auth.as_ref(), None, &named, &Values, &Plain, &mut made, &mut warnings) {
                all.push(format!("{}{:?}", one.scheme, one.scopes));
            }
        }
        let made = made.iter().map(|(name, scheme)| match scheme {
            SecurityScheme::Http { scheme } => format!("{name}: http {scheme}"),
            SecurityScheme::ApiKey { name: key, location } => format!("{name}: {} {key}", location.name()),
            SecurityScheme::OAuth2 { flow, authorization_url, token_url, scopes } => {
                let url = |url: &Option<String>| url.clone().unwrap_or_default();
                format!("{name}: {flow} {} {} {scopes:?}", url(authorization_url), url(token_url))
            }
        });
        assert_eq!(all, requirements, "{items:?}");
        assert_eq!(made.collect::<Vec<_>>(), schemes, "{items:?}");
        assert_eq!(found.len(), warnings, "{items:?}: {found:?}");
    }

    #[test]
    fn kinds() {
        for (auth, requirement, scheme, warnings) in [
            (json!({ "type": "bearer" }), "bearer[]", "bearer: http bearer", 0),
            (json!({ "type": "jwt" }), "jwt[]", "jwt: http bearer", 0),
            (json!({ "type": "ntlm" }), "ntlm[]", "ntlm: http Negotiate", 0),
            (json!({ "type": "hawk" }), "hawk[]", "hawk: header Authorization", 1),
            (json!({ "type": "apikey" }), "apiKey[]", "apiKey: header Authorization", 0),
            (
                json!({ "type": "apikey", "apikey": { "key": " ", "in": "query" } }),
                "apiKey[]",
                "apiKey: query Authorization",
                0,
            ),
            (
                json!({ "type": "apikey", "apikey": [{ "key": "key", "value": "X-Key" }, { "key": "value" }] }),
                "apiKey[]",
                "apiKey: header X-Key",
                0,
            ),
        ] {
            check(&[(auth, &[])], &[requirement], &[scheme], warnings);
        }
    }

    #[test]
    fn none() {
        for (auth, warnings) in [
            (json!(null), 0),
            (json!({}), 0),
            (json!({ "type": null }), 0),
            (json!({ "type": "noauth" }), 0),
            (json!({ "type": "x" }), 1),
        ] {
            check(&[(auth, &[])], &[], &[], warnings);
        }
    }

    #[test]
    fn headers() {
        for (value, expected) in [
            ("Bearer {{token}}", "bearer: http bearer"),
            ("bearer", "bearer: http bearer"),
            ("Basic dXNlcjpwYXNz", "basic: http basic"),
            ("Digest username=\"x\"", "digest: http digest"),
            ("{{token}}", "authorization: header Authorization"),
            ("Token abc", "authorization: header Authorization"),
            ("", "authorization: header Authorization"),
        ] {
            let (name, scheme) = of_header(value);
            let found = match scheme {
                SecurityScheme::Http { scheme } => format!("{name}: http {scheme}"),
                SecurityScheme::ApiKey { name: key, location } => format!("{name}: {} {key}", location.name()),
                SecurityScheme::OAuth2 { .. } => String::new(),
            };
            assert_eq!(found, expected, "{value}");
        }
    }

    #[test]
    fn oauth2_flows() {
        for (settings, scheme) in [
            (json!({}), "oauth2:    []"),
            (json!({ "authUrl": "https://h.io/a" }), "oauth2: implicit https://h.io/a  []"),
            (json!({ "authUrl": "h.https://io/a", "accessTokenUrl": "/token" }), "oauth2:    [] !"),
            (json!({ "accessTokenUrl": "{{known}}" }), "oauth2: clientCredentials  https://h.io/token []"),
            (json!({ "accessTokenUrl": "{{open}}", "authUrl": "https://me:hunter2@h.io" }), "oauth2:    [] !"),
            (
                json!({ "accessTokenUrl": "{{open}}", "authUrl": "https://h.io/a" }),
                "oauth2: implicit https://h.io/a  [] !",
            ),
            (
                json!({ "authUrl": "https://h.io/a", "accessTokenUrl": "https://h.io/t", "grant_type": "password_credentials" }),
                "oauth2: password https://h.io/a https://h.io/t []",
            ),
        ] {
            let (scheme, warnings) = scheme.strip_suffix(" !").map_or((scheme, 0), |scheme| (scheme, 1));
            check(&[(json!({ "type": "oauth2", "oauth2": settings }), &[])], &["oauth2[]"], &[scheme], warnings);
        }
    }

    #[test]
    fn several_items_and_scopes() {
        let key = |name: &str| json!({ "type": "apikey", "apikey": { "key": name } });
        check(
            &[(key("A"), &[]), (key("B"), &[]), (key("A"), &[])],
            &["apiKey[]", "apiKey2[]", "apiKey[]"],
            &["apiKey: header A", "apiKey2: header B"],
            0,
        );
        // Each scope serves alone.
        let oauth2 = json!({ "type": "oauth2", "oauth2": { "accessTokenUrl": "https://h.io/t" } });
        check(
            &[(oauth2.clone(), &["b", "a"]), (oauth2, &["a"])],
            &[r#"oauth2["b"]"#, r#"oauth2["a"]"#, r#"oauth2["a"]"#],
            &[r#"oauth2: clientCredentials  https://h.io/t ["a", "b"]"#],
            0,
        );
        let oauth2 = json!({ "type": "oauth2", "oauth2": { "accessTokenUrl": "https://h.io/t", "scope": "x y" } });
        check(
            &[(oauth2.clone(), &["a", "+a:b", "+a:c"]), (oauth2.clone(), &["+a:b"]), (oauth2, &[])],
            &[
                r#"oauth2["a"]"#,
                r#"oauth2_granular["a:b"]"#,
                r#"oauth2_granular["a:c"]"#,
                r#"oauth2_granular["a:b"]"#,
                "oauth2[]",
            ],
            &[
                r#"oauth2: clientCredentials  https://h.io/t ["a"]"#,
                r#"oauth2_granular: clientCredentials  https://h.io/t ["a:b", "a:c"]"#,
            ],
            0,
        );
        // Scopes are OAuth 2.0's, whether the collection says so or not, and cannot be declared without an address.
        check(&[(json!(null), &["a"])], &["oauth2[]"], &["oauth2:    []"], 1);
        check(&[(json!({ "type": "basic" }), &["a"])], &["basic[]"], &["basic: http basic"], 1);
    }
}
