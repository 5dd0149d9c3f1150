//! `OPERATIONS`: what the fragment says of each operation, for the runtime, tests, the mock and the command line.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};

use super::calls::Call;
use super::fragment::{MaxRange, Operation, Pagination, Parameter, Place, Success};

/// The table of all operations.
pub fn table(operations: &[(&Operation, &Call)]) -> TokenStream {
    let count = operations.len();
    let rows = operations.iter().map(|(operation, call)| row(operation, call));
    quote! {
        /// All operations of the fragment.
        pub(crate) static OPERATIONS: [crate::operations::Operation; #count] = [#(#rows),*];
    }
}

fn row(operation: &Operation, call: &Call) -> TokenStream {
    let Operation { id, group, method, path, summary, scopes, granular_scopes, secrets, success_has_code, .. } =
        operation;
    let http_method = format_ident!("{}", operation.http_method);
    let server = optional(operation.server.as_ref());
    let parameters = operation.parameters.iter().map(|it| parameter(it, call));
    let body = match &operation.body {
        Some(body) => {
            let (media_type, is_required) = (&body.media_type, body.is_required);
            quote!(Some(crate::operations::Body { media_type: #media_type, is_required: #is_required }))
        }
        None => quote!(None),
    };
    let success = match operation.success {
        Success::Json => quote!(Json),
        Success::Empty => quote!(Empty),
        Success::Bytes => quote!(Bytes),
    };
    let label = match operation.rate_limit_label.as_deref().and_then(label_variant) {
        Some(variant) => {
            let variant = format_ident!("{variant}");
            quote!(Some(crate::operations::RateLimitLabel::#variant))
        }
        None => quote!(None),
    };
    let errors = operation.errors.iter().map(|error| {
        let (status, message, variables) = (error.status, &error.message, &error.variables);
        let (code, name) = (optional(error.code.as_ref()), optional(error.name.as_ref()));
        quote! {
            crate::operations::DocumentedError {
                status: #status, code: #code, message: #message, variables: &[#(#variables),*], name: #name,
            }
        }
    });
    let pagination = match operation.pagination.as_ref().and_then(pagination) {
        Some(pagination) => quote!(Some(#pagination)),
        None => quote!(None),
    };
    let max_range = match &operation.max_range {
        Some(MaxRange { from, to, months }) => quote! {
            Some(crate::operations::MaxRange { from: #from, to: #to, months: #months })
        },
        None => quote!(None),
    };
    quote! {
        crate::operations::Operation {
            id: #id, group: #group, method: #method, http_method: http::Method::#http_method, path: #path,
            server: #server, summary: #summary, parameters: &[#(#parameters),*], body: #body,
            success: crate::operations::Success::#success, success_has_code: #success_has_code, rate_limit_label: #label,
            scopes: &[#(#scopes),*], granular_scopes: &[#(#granular_scopes),*], errors: &[#(#errors),*],
            pagination: #pagination, max_range: #max_range, secrets: &[#(#secrets),*],
        }
    }
}

/// The label's name in Rust, whatever the case of Zoom's word.
fn label_variant(label: &str) -> Option<&'static str> {
    let letters: String = label.chars().filter(char::is_ascii_alphabetic).collect::<String>().to_lowercase();
    Some(match letters.as_str() {
        "light" => "Light",
        "medium" => "Medium",
        "heavy" => "Heavy",
        "resourceintensive" => "ResourceIntensive",
        _ => return None,
    })
}

fn parameter(parameter: &Parameter, call: &Call) -> TokenStream {
    let Parameter { name, is_required, json_type, values, description, is_double_encoded, .. } = parameter;
    let path_name = call.path.iter().find(|it| it.parameter == *name).map(|it| &it.ident);
    let set_name = call.setters.iter().find(|it| it.parameter == *name).map(|it| &it.ident);
    let rust_name = match parameter.place {
        Place::Path => path_name,
        _ => set_name,
    };
    let rust_name =
        rust_name.map_or_else(|| name.clone(), |ident| ident.to_string().trim_start_matches("r#").to_owned());
    let place = match parameter.place {
        Place::Path => quote!(Path),
        Place::Query => quote!(Query),
        Place::Header => quote!(Header),
        Place::Cookie => quote!(Cookie),
    };
    let keyword = match &parameter.caller_keyword {
        Some((keyword, required_for)) => quote! {
            Some(crate::operations::CallerKeyword { keyword: #keyword, required_for: &[#(#required_for),*] })
        },
        None => quote!(None),
    };
    quote! {
        crate::operations::Parameter {
            name: #name, rust_name: #rust_name, place: crate::operations::ParameterPlace::#place,
            is_required: #is_required, json_type: #json_type, values: &[#(#values),*], description: #description,
            caller_keyword: #keyword, is_double_encoded: #is_double_encoded,
        }
    }
}

fn pagination(pagination: &Pagination) -> Option<TokenStream> {
    let Pagination { parameter, items, .. } = pagination;
    let style = match (pagination.style.as_str(), &pagination.token) {
        (_, Some(_)) => quote!(Token),
        ("page-number", _) => quote!(PageNumber),
        ("start-index", _) => quote!(StartIndex),
        _ => return None,
    };
    let (token, page_size) = (optional(pagination.token.as_ref()), optional(pagination.page_size.as_ref()));
    Some(quote! {
        crate::operations::Pagination {
            style: crate::operations::PaginationStyle::#style, parameter: #parameter, token: #token, items: #items,
            page_size: #page_size,
        }
    })
}

fn optional(text: Option<&String>) -> TokenStream {
    match text {
        Some(text) => quote!(Some(#text)),
        None => quote!(None),
    }
}
