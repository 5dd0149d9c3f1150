//! Leaves out of an API what is not OpenAPI, so that one item never refuses the others.

use super::validate::{Invalid, conforms, part};
use crate::api::Api;
use crate::api::model::{Operation, Server};
use crate::api::schema::Schema;
use crate::diagnostics::{ItemPath, Warning, WarningKind, Warnings};

/// Checks an API, and takes out of it the servers, the ways to be authorized and the operations that are invalid.
///
/// # Errors
///
/// What is wrong with the API if it is none of these.
pub fn invalid(api: &mut Api, warnings: &mut Vec<Warning>) -> Result<(), Invalid> {
    let Err(problem) = super::validate::parts(api) else { return Ok(()) };
    let bare = Api { servers: Vec::new(), security_schemes: Default::default(), ..part(api, &[]) };
    if check(&bare).is_err() {
        return Err(problem);
    }
    let whole = ItemPath::default();
    let mut warn_of = |item: &ItemPath, part: String, problem: &Invalid| {
        let text = format!("not valid in OpenAPI and left out ({})", problem.first());
        Warnings::of(item, warnings).add(WarningKind::Unrepresentable, part, text);
    };
    let of_server = |server: &Server| Api { servers: vec![server.clone()], ..bare.clone() };
    api.servers.retain(|server| {
        let checked = check(&of_server(server));
        let problem = checked.as_ref().err();
        problem.into_iter().for_each(|problem| warn_of(&whole, format!("server {:?}", server.url), problem));
        checked.is_ok()
    });
    let mut gone = Vec::new();
    api.security_schemes.retain(|name, scheme| {
        let with = Api { security_schemes: [(name.clone(), scheme.clone())].into(), ..bare.clone() };
        let checked = check(&with);
        if let Err(problem) = &checked {
            warn_of(&whole, format!("security scheme \"{name}\""), problem);
            gone.push(name.clone());
        }
        checked.is_ok()
    });
    for operation in &mut api.operations {
        operation.security.retain(|requirement| !gone.contains(&requirement.scheme));
    }
    for operation in &mut api.operations {
        let item = operation.items.first().cloned().unwrap_or_default();
        operation.servers.retain(|server| {
            let checked = check(&of_server(server));
            let problem = checked.as_ref().err();
            problem.into_iter().for_each(|problem| warn_of(&item, format!("server {:?}", server.url), problem));
            checked.is_ok()
        });
    }
    let operations = std::mem::take(&mut api.operations);
    let (valid, invalid): (Vec<_>, Vec<_>) = operations
        .into_iter()
        .map(|operation| (check_one(api, &operation), operation))
        .partition(|(checked, _)| checked.is_ok());
    api.operations = valid.into_iter().map(|(_, operation)| operation).collect();
    for (checked, operation) in invalid {
        let item = operation.items.first().cloned().unwrap_or_default();
        checked.err().iter().for_each(|problem| warn_of(&item, "operation".to_owned(), problem));
    }
    super::validate::parts(api)
}

fn check_one(api: &Api, operation: &Operation<Schema>) -> Result<(), Invalid> {
    check(&part(api, std::slice::from_ref(operation)))
}

fn check(api: &Api) -> Result<(), Invalid> {
    conforms(&serde_json::to_string(api).map_err(|error| Invalid(vec![error.to_string()]))?)
}
