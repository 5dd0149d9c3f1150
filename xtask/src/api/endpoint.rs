//! What makes two items one operation: their method and path.

use std::fmt;

use super::address::Address;
use super::lower::Scope;
use super::model::Method;
use crate::postman::model::{Request, Variable};

/// The method and path of a request, which are compared without the names of parameters and without the host.
#[derive(Debug, Clone)]
pub struct Endpoint {
    method: Method,
    path: String,
    skeleton: String,
    /// The path with that of the server before it, if the server is known.
    from_host: Option<String>,
}

impl Endpoint {
    /// Reads the method and path of a request that sees these variables, the innermost first.
    ///
    /// # Errors
    ///
    /// Why there is no operation in it.
    pub fn read(request: &Request, variables: &[&[Variable]]) -> Result<Self, String> {
        let scope = Scope::of(variables);
        let address = request.url.as_ref().and_then(|url| Address::read(url, &scope));
        let Some(Address { server, path, .. }) = address else {
            return Err("no URL; expected `request.url`: give the request an address in Postman".to_owned());
        };
        let name = request.method.as_deref().map(str::trim).filter(|name| !name.is_empty()).unwrap_or("GET");
        let Some(method) = Method::from_name(name) else {
            return Err(format!("OpenAPI has no method {name:?}"));
        };
        let skeleton = path.skeleton();
        let from_host = server.and_then(|server| {
            let (_, rest) = server.url.split_once("://")?;
            let base = rest.find('/').map_or("", |at| &rest[at..]);
            Some(format!("{}{skeleton}", base.trim_end_matches('/')))
        });
        Ok(Self { method, path: path.to_string(), skeleton, from_host })
    }

    /// The words of the path: its segments that are no parameters.
    pub fn words(&self) -> impl Iterator<Item = &str> {
        self.path.split('/').filter(|segment| !segment.is_empty() && !segment.contains('{'))
    }

    /// Whether both are one operation: by the paths below their servers, or by those below their hosts.
    pub fn is_same(&self, other: &Self) -> bool {
        let from_host = self.from_host.is_some() && self.from_host == other.from_host;
        self.method == other.method && (self.skeleton == other.skeleton || from_host)
    }
}

impl fmt::Display for Endpoint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.method.name().to_uppercase(), self.path)
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn sameness() {
        let base = json!([{ "key": "base", "value": "https://h.io/v2" }]);
        let base: Vec<Variable> = serde_json::from_value(base).unwrap();
        let read = |(method, url): (&str, &str)| {
            let request = serde_json::from_value(json!({ "method": method, "url": url })).unwrap();
            Endpoint::read(&request, &[&base]).unwrap()
        };
        for (a, b, expected) in [
            (("GET", "{{base}}/users/:id"), ("get", "{{base}}/users/:userId/"), true),
            (("GET", "{{base}}/users/:id"), ("", "https://other.io/users/{id}?x=1"), true),
            (("GET", "{{base}}/users/:id"), ("GET", "https://h.io/v2/users/:id"), true),
            (("GET", "{{base}}/users/:id"), ("GET", "{{unknown}}/users/:id"), true),
            (("GET", "{{base}}/users/:id"), ("PUT", "{{base}}/users/:id"), false),
            (("GET", "{{base}}/users/:id"), ("GET", "{{base}}/users/me"), false),
            (("GET", "{{base}}/users/:id"), ("GET", "https://h.io/v1/users/:id"), false),
            (("GET", "{{base}}/users"), ("GET", "https://h.io/v1/v2/users"), false),
        ] {
            assert_eq!(read(a).is_same(&read(b)), expected, "{a:?} {b:?}");
        }
    }

    #[test]
    fn what_is_no_operation() {
        for (request, expected) in [
            (json!({}), "no URL"),
            (json!({ "method": "GET", "url": "" }), "no URL"),
            (json!({ "method": "PURGE", "url": "h.io/a" }), "OpenAPI has no method \"PURGE\""),
        ] {
            let request: Request = serde_json::from_value(request).unwrap();
            assert!(Endpoint::read(&request, &[]).unwrap_err().starts_with(expected), "{request:?}");
        }
    }
}
