//! One item as one operation.

use super::super::address::Address;
use super::super::model::{Method, Operation};
use super::super::names;
use super::super::notes::Dialect;
use super::super::prose;
use super::walk::Located;
use super::{Draft, Lowered, authorization, body, parameters, response};
use crate::place::{Warning, WarningKind, Warnings, excerpt};

/// Adds the operation of an item to `lowered`, or warns why there is none.
pub(super) fn lower(located: &Located<'_>, dialect: &dyn Dialect, lowered: &mut Lowered, found: &mut Vec<Warning>) {
    let mut warnings = Warnings::of(&located.path, found);
    let request = located.request;
    let Some(address) = request.url.as_ref().and_then(|url| Address::read(url, &located.variables)) else {
        let text = "no URL, so there is no operation; expected `request.url`; give the request an address in Postman";
        return warnings.add(WarningKind::Unrepresentable, "request", text);
    };
    let name = request.method.as_deref().map(str::trim).filter(|name| !name.is_empty()).unwrap_or("GET");
    let Some(method) = Method::from_name(name) else {
        let text = format!("OpenAPI has no method {}, the item is passed over", excerpt(name));
        return warnings.add(WarningKind::Unrepresentable, "request", text);
    };
    if address.had_credentials {
        let text = "the name and password before the host may be secrets and are passed over";
        warnings.add(WarningKind::Unrepresentable, "request", text);
    }

    let description = request.description.as_deref().or(located.item.description.as_deref()).unwrap_or_default();
    let notes = dialect.operation(description);
    for piece in &notes.unread {
        warnings.add(WarningKind::Unread, "description", format!("could not read {:?}", excerpt(piece)));
    }
    let parameters = parameters::lower(located, &address, notes.caller_keyword.as_deref(), dialect, &mut warnings);
    let body = body::lower(located.item, request, &mut warnings);
    let responses = response::lower(&located.item.response, dialect, &mut warnings);
    let security = authorization::lower(
        located.auth,
        &[notes.scopes, notes.granular_scopes].concat(),
        &located.variables,
        dialect,
        lowered,
        &mut warnings,
    );

    let item_name = located.item.name.as_deref().unwrap_or_default().trim();
    let operation: Operation<Draft> = Operation {
        id: operation_id(item_name, method, &address),
        method,
        summary: prose::one_line(item_name),
        description: prose::markdown(&notes.description),
        path: address.path,
        servers: Vec::new(),
        tags: located.tag.iter().cloned().collect(),
        parameters,
        other_parameters: Vec::new(),
        body,
        responses,
        security,
        rate_limit_label: notes.rate_limit_label,
        items: vec![located.path.clone()],
    };
    lowered.operations.push((address.server, operation));
}

/// The name of an operation by the item's name; by method and path where the name is an address or nothing.
fn operation_id(name: &str, method: Method, address: &Address<'_>) -> String {
    let is_address = name.contains("://") || name.contains("{{") || name.starts_with('/') || name.contains("/:");
    let words = if is_address { Vec::new() } else { names::telling_words(name) };
    if words.is_empty() { address.path.operation_id(method) } else { names::snake(&words) }
}
