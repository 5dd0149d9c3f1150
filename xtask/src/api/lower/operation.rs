//! One item as one operation.

use super::super::address::{Address, Variables};
use super::super::identifiers;
use super::super::model::{Method, Operation, Server};
use super::super::notes::Dialect;
use super::super::prose;
use super::authorization::Scopes;
use super::walk::{Located, Scope};
use super::{Draft, body, parameters, response, said_of_parameters, served_at};
use crate::diagnostics::{Warning, WarningKind, Warnings, excerpt};
use crate::postman::model::Request;

/// More than any path has: what reads a document takes longer for each the more there are.
const MOST_PATH_PARAMETERS: usize = 1_000;

/// An operation, where it is served and the scopes of OAuth 2.0 that it asks for; how a caller is allowed to is settled
/// with regard to the others.
type Lowered = (Option<Server>, Operation<Draft>, Scopes);

/// The operation of an item, or why there is none.
pub(super) fn lower(located: &Located<'_>, dialect: &dyn Dialect) -> (Option<Lowered>, Vec<Warning>) {
    let mut found = Vec::new();
    let operation = operation(located, dialect, &mut Warnings::of(&located.path, &mut found));
    (operation, found)
}

fn operation(located: &Located<'_>, dialect: &dyn Dialect, warnings: &mut Warnings<'_>) -> Option<Lowered> {
    let request = located.request;
    let Some(mut address) = request.url.as_ref().and_then(|url| Address::read(url, &located.variables)) else {
        let text = "no URL, so there is no operation; expected `request.url`; give the request an address in Postman";
        warnings.add(WarningKind::Unrepresentable, "request", text);
        return None;
    };
    let name = request.method.as_deref().map(str::trim).filter(|name| !name.is_empty()).unwrap_or("GET");
    let Some(method) = Method::from_name(name) else {
        let text = format!("OpenAPI has no method {}, the item is passed over", excerpt(name));
        warnings.add(WarningKind::Unrepresentable, "request", text);
        return None;
    };
    if matches!(method, Method::Options | Method::Trace) {
        let text = format!("the client generator has no method {}, the item is passed over", excerpt(name));
        warnings.add(WarningKind::Generator, "request", text);
        return None;
    }
    if let Some(scheme) = &address.foreign_scheme {
        let text = format!("{scheme}:// is not HTTP, the item is passed over");
        warnings.add(WarningKind::Unrepresentable, "request", text);
        return None;
    }
    let parameters = address.path.parameters().count();
    if parameters > MOST_PATH_PARAMETERS {
        let text = format!(
            "{parameters} variables in its path, of {MOST_PATH_PARAMETERS} at most; the item is passed over; expected an \
             address such as `{{{{baseUrl}}}}/users/:userId`"
        );
        warnings.add(WarningKind::Unrepresentable, "request", text);
        return None;
    }
    for (name, like) in misspelt(request, &located.variables) {
        let text = format!("{{{{{name}}}}} has no value, and {{{{{like}}}}} has one: is it meant?");
        warnings.add(WarningKind::Assumed, "request", text);
    }
    if address.had_credentials {
        let text = "the name and password before the host may be secrets and are passed over";
        warnings.add(WarningKind::Unrepresentable, "request", text);
    }

    if let Some(base) = dialect.base_path() {
        address.move_into_server(base);
    }
    let description = request.description.as_deref().or(located.item.description.as_deref()).unwrap_or_default();
    let notes = dialect.operation(description);
    for piece in &notes.unread {
        warnings.add(WarningKind::Unread, "description", format!("could not read {:?}", excerpt(piece)));
    }
    let mut parameters = parameters::lower(located, &address, dialect, warnings);
    said_of_parameters::give(&notes.parameter, &mut parameters, warnings);
    let body = body::lower(located.item, request, &address.path.to_string(), &located.variables, dialect, warnings);
    let responses = response::lower(&located.item.response, &located.variables, dialect, warnings);

    let item_name = located.item.name.as_deref().unwrap_or_default().trim();
    let operation: Operation<Draft> = Operation {
        id: operation_id(item_name, method, &address),
        method,
        summary: prose::one_line(item_name),
        description: prose::markdown(&notes.description),
        servers: served_at::read(&notes.addresses, address.server.as_ref(), &address.path).into_iter().collect(),
        path: address.path,
        group: String::new(),
        sdk_method: String::new(),
        tags: located.tag.iter().cloned().collect(),
        parameters,
        other_parameters: Vec::new(),
        body,
        responses,
        security: Vec::new(),
        rate_limit_label: notes.rate_limit_label,
        pagination: None,
        max_range: None,
        items: vec![located.path.clone()],
    };
    let scopes = Scopes { classic: notes.scopes, granular: notes.granular_scopes };
    Some((address.server, operation, scopes))
}

/// Variables of an address that have no value, each with one whose name differs from it in spelling alone.
fn misspelt<'v>(request: &Request, variables: &'v Scope<'_>) -> Vec<(String, &'v str)> {
    let url = request.url.as_ref();
    let parts = url.iter().flat_map(|url| url.raw.iter().chain(&url.host).chain(url.path.iter().flatten()));
    let mut found: Vec<(String, &str)> = Vec::new();
    for part in parts {
        for name in part.split("{{").skip(1).filter_map(|rest| rest.split_once("}}")).map(|(name, _)| name.trim()) {
            if variables.value(name).is_none()
                && !found.iter().any(|(known, _)| known == name)
                && let Some(like) = variables.spelled_like(name)
            {
                found.push((name.to_owned(), like));
            }
        }
    }
    found
}

/// The name of an operation by the item's name; by method and path where the name is an address or nothing.
fn operation_id(name: &str, method: Method, address: &Address<'_>) -> String {
    let is_address = name.contains("://") || name.contains("{{") || name.starts_with('/') || name.contains("/:");
    let words = if is_address { Vec::new() } else { identifiers::telling_words(name) };
    if words.is_empty() { address.path.operation_id(method) } else { identifiers::snake(&words) }
}
