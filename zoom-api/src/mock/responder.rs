//! What a request gets that no mock of the test's is for.

use std::sync::Mutex;

use httpmock::{HttpMockRequest, HttpMockResponse};

use super::ZoomServer;
use super::documented::{Documented, Example, Route, SAMPLES, route};
use super::files;
use super::message::message;
use super::pages::page;
use super::request::Request;
use super::response::Response;
use super::script::Script;
#[cfg(feature = "oauth")]
use super::tokens::Tokens;
use super::validate::validate;
use crate::operations::DocumentedError;

/// The responses of the server.
#[derive(Default)]
pub(super) struct Responder {
    pub(super) script: Mutex<Script>,
    #[cfg(feature = "oauth")]
    pub(super) tokens: Tokens,
}

impl Responder {
    /// Returns the response to a request.
    pub(super) fn response(&self, request: &HttpMockRequest) -> HttpMockResponse {
        #[cfg(feature = "oauth")]
        if let Some(response) = self.tokens.respond(request) {
            return response;
        }
        self.respond(&Request::read(request)).unwrap_or_else(|refusal| refusal).into()
    }

    /// # Errors
    ///
    /// The response that refuses the request.
    fn respond(&self, request: &Request<'_>) -> Result<Response, Response> {
        let mut script = self.script.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        let route = route(request.method, &request.segments);
        let label = match &route {
            Route::Operation(documented, _) => documented.operation.rate_limit_label,
            _ => None,
        };
        if let Some(refusal) = script.next(label) {
            return Err(refusal);
        }
        let (documented, path) = match route {
            Route::Operation(documented, path) => (documented, path),
            Route::OtherMethod => return Err(Response::method_not_allowed(request.method)),
            Route::Nowhere => {
                // A file's own token, `download_access_token`, stands in the response that has its URL.
                let accepts = |token| self.accepts(token) || SAMPLES.has(token) || script.has(token);
                let file = files::respond(request, &script, request.token().is_some_and(accepts));
                return file.ok_or_else(Response::not_recognized);
            }
        };
        if !request.token().is_some_and(|token| self.accepts(token)) {
            return Err(Response::error(401, 124, "Invalid access token."));
        }
        let scripted = script.refused(documented.operation);
        if let Some(error) = scripted.or_else(|| of_user(documented, &path, &script)) {
            return Err(Response::documented(error, &message(error, &path, request), label));
        }
        validate(documented, request)?;
        match &documented.example {
            Example::Json(example) => {
                let mut body = page(documented, request, example, script.items(documented.operation))?;
                files::serve_here(&mut body, request.host());
                Ok(Response::json(documented.status, &body))
            }
            example => Ok(Response::success(documented.status, example)),
        }
    }

    fn accepts(&self, token: &str) -> bool {
        #[cfg(feature = "oauth")]
        if self.tokens.accepts(token) {
            return true;
        }
        token == ZoomServer::TOKEN
    }
}

/// The error about the user or the account in the path, if it is one that the server does not know.
fn of_user(documented: &Documented, path: &[(&str, String)], script: &Script) -> Option<&'static DocumentedError> {
    let operation = documented.operation;
    for (name, value) in path {
        let parameter = operation.parameters.iter().find(|parameter| parameter.name == *name);
        let Some(keyword) = parameter.and_then(|parameter| parameter.caller_keyword) else { continue };
        if value == ZoomServer::USER_WITHOUT_PAC {
            return operation.errors_with("2024").next();
        }
        if value == keyword.keyword || value == ZoomServer::USER || SAMPLES.has(value) || script.has(value) {
            continue;
        }
        let mut missing = operation.errors.iter().filter(|error| error.status == 404);
        return missing.find(|error| error.variables.contains(name));
    }
    None
}
