//! Each operation as a function of JSON, which goes through the same types as a typed call.

use proc_macro2::TokenStream;
use quote::quote;
use syn::Type;

use super::calls::Call;
use super::fragment::Operation;
use super::requests::{Request, Source, ident};
use super::setters::SetterKind;

/// The functions, in the order of the table.
pub fn json_calls(operations: &[(&Operation, &Request, &Call)]) -> TokenStream {
    let functions = operations.iter().map(|(operation, request, call)| function(operation, request, call));
    let count = operations.len();
    let names = operations.iter().map(|(_, _, call)| &call.ident);
    quote! {
        #[allow(non_snake_case)]
        pub(crate) mod json_calls {
            use super::*;
            use crate::call::json::{Arguments, JsonCall, JsonFuture};

            /// How each operation is called, in the order of the table.
            pub(crate) static JSON_CALLS: [JsonCall; #count] = [#(#names),*];

            #(#functions)*
        }
    }
}

fn function(operation: &Operation, request: &Request, call: &Call) -> TokenStream {
    let (name, group, method) = (&call.ident, ident(&operation.group), ident(&operation.method));
    let path = call.path.iter().map(|it| &it.parameter).map(|name| quote!(arguments.path(#name)?));
    let setters = call.setters.iter().map(|setter| {
        let (ident, name) = (&setter.ident, &setter.parameter);
        let value = match &setter.kind {
            SetterKind::Text | SetterKind::User | SetterKind::Secret => quote!(arguments.text(#name)?),
            SetterKind::Joined => quote!(arguments.texts(#name)?),
            SetterKind::Typed(ty) => quote!(arguments.typed::<#ty>(#name)?),
        };
        quote!(if let Some(value) = #value { call = call.#ident(value); })
    });
    let body = request.arguments.iter().find(|it| it.source == Source::Body).filter(|_| call.has_body).map(|it| {
        let ty: &Type = &it.owned;
        let value = match quote!(#ty).to_string().contains("reqwest") {
            true => quote!(arguments.bytes()),
            false => quote!(arguments.typed_body::<#ty>()?),
        };
        quote!(if let Some(body) = #value { call = call.body(body); })
    });
    let form = operation.body.iter().flat_map(|body| &body.form).map(|field| {
        let name = &field.name;
        match field.is_file {
            true => quote!(for file in arguments.files(#name) { call.__form_mut().file(#name, file); }),
            false => quote!(if let Some(text) = arguments.text(#name)? { call.__form_mut().text(#name, text); }),
        }
    });
    quote! {
        fn #name(zoom: &crate::Zoom, arguments: &mut Arguments) -> ::std::result::Result<JsonFuture, crate::Error> {
            #[allow(unused_mut)]
            let mut call = zoom.#group().#method(#(#path),*);
            #(#setters)*
            #body
            #(#form)*
            arguments.all_are_known()?;
            Ok(crate::call::json::run(call, arguments.exposes_secrets()))
        }
    }
}
