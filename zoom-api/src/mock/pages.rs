//! Lists, page by page. A token says where its page starts, so that nothing is kept between calls.

use std::hash::{DefaultHasher, Hash, Hasher};

use serde_json::{Value, json};

use super::documented::{Documented, resolve};
use super::request::Request;
use super::response::Response;
use super::schema::InvalidField;
use crate::operations::{Pagination, PaginationStyle};

/// Query parameters that may differ from page to page.
const OF_ONE_PAGE: [&str; 3] = ["next_page_token", "page_size", "page_number"];

/// Returns the page that a request asks for, of the items of the example or of those that a test has set.
///
/// # Errors
///
/// Zoom's response to a token that it has not given.
pub(super) fn page(
    documented: &'static Documented,
    request: &Request<'_>,
    example: &Value,
    scripted: Option<&[Value]>,
) -> Result<Value, Response> {
    let Some(pagination) = &documented.operation.pagination else { return Ok(example.clone()) };
    let size_parameter = pagination.page_size.unwrap_or("page_size");
    let asked = |name: &str| Some(request.query.get(name)).filter(|value| !value.is_empty());
    let of_page = [pagination.parameter, size_parameter, "page_number"];
    if scripted.is_none() && of_page.into_iter().all(|name| asked(name).is_none()) {
        return Ok(example.clone());
    }
    let saved = example[pagination.items].as_array().map(Vec::as_slice);
    let items = scripted.or(saved).unwrap_or_default();
    let default = resolve(documented.parameter(size_parameter))["default"].as_u64().unwrap_or(30);
    let size = asked(size_parameter).and_then(|size| size.parse().ok()).unwrap_or(default);
    let size = usize::try_from(size).unwrap_or(usize::MAX);
    if size == 0 {
        let field = InvalidField { field: size_parameter.to_owned(), expected: "at least 1".to_owned() };
        return Err(Response::invalid(&[field]));
    }
    let start = start(documented, pagination, request, size, items.len())?;
    let end = start.saturating_add(size).min(items.len());
    let mut body = example.clone();
    body[pagination.items] = items.get(start..end).unwrap_or_default().into();
    if let Some(token) = pagination.token {
        let next = (end < items.len()).then(|| token_of(documented, request, end));
        body[token] = json!(next.unwrap_or_default());
    }
    let counts = [
        ("page_size", size),
        ("page_count", items.len().div_ceil(size)),
        ("page_number", start / size + 1),
        ("total_records", items.len()),
    ];
    for (name, count) in counts {
        if let Some(member) = body.get_mut(name) {
            *member = json!(count);
        }
    }
    Ok(body)
}

/// The index of the page's first item.
fn start(
    documented: &'static Documented,
    pagination: &Pagination,
    request: &Request<'_>,
    size: usize,
    held: usize,
) -> Result<usize, Response> {
    let number = |name| request.query.get(name).parse::<usize>().ok().and_then(|number| number.checked_sub(1));
    match (pagination.style, request.query.get(pagination.parameter)) {
        (PaginationStyle::Token, token) if !token.is_empty() => {
            // Tokens start with their place; whatever else they are has to be what this server would give.
            let place = token.split('-').next().and_then(|place| place.parse::<usize>().ok());
            let known = place.filter(|at| (1..held).contains(at) && token == token_of(documented, request, *at));
            known.ok_or_else(|| unknown_token(documented))
        }
        (PaginationStyle::StartIndex, _) => Ok(number(pagination.parameter).unwrap_or_default()),
        (PaginationStyle::Token, _) => Ok(number("page_number").unwrap_or_default().saturating_mul(size)),
        (PaginationStyle::PageNumber, _) => Ok(number(pagination.parameter).unwrap_or_default().saturating_mul(size)),
    }
}

/// The token of the page that starts here. It serves for the same operation, path and query alone, as Zoom's do.
fn token_of(documented: &'static Documented, request: &Request<'_>, start: usize) -> String {
    let mut hasher = DefaultHasher::new();
    documented.operation.id.hash(&mut hasher);
    request.segments.hash(&mut hasher);
    for pair in request.query.iter().filter(|(name, _)| !OF_ONE_PAGE.contains(name)) {
        pair.hash(&mut hasher);
    }
    start.hash(&mut hasher);
    format!("{start}-{:016x}", hasher.finish())
}

fn unknown_token(documented: &'static Documented) -> Response {
    let mut errors = documented.operation.errors_with("300");
    match errors.find(|error| error.message.to_ascii_lowercase().contains("page token")) {
        Some(error) => Response::documented(error, error.message, None),
        None => Response::error(400, 300, "The next page token is invalid or expired."),
    }
}
