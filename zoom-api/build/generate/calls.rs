//! A type for each operation, which holds what a call of it sends.
//!
//! A path parameter is an argument of the method that makes the call; all others are set on it. What does not depend on
//! the operation is written by hand in `call`: its macros give each type its settings and what makes it a future. What all
//! types have is named with two underscores, which no parameter's name begins with.

use proc_macro2::TokenStream;
use quote::quote;
use syn::Ident;

use super::case::type_name;
use super::fragment::{Operation, Place, Success};
use super::path_arguments::{PathArgument, PathKind, path_parameter};
use super::requests::{Argument, Passing, Request, Source, ident};
use super::setters::{Setter, SetterKind};
use super::types::Types;
use super::{docs, pages, setters};

/// What is generated of one operation.
pub struct Call {
    /// The type: `ListUsers`.
    pub ident: Ident,
    pub setters: Vec<Setter>,
    /// The path parameters, in the order in which the method takes them.
    pub path: Vec<PathArgument>,
    pub has_body: bool,
    tokens: TokenStream,
}

impl quote::ToTokens for Call {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        tokens.extend(self.tokens.clone());
    }
}

/// Makes the type of an operation, the `at`th of the table.
///
/// # Errors
///
/// If an argument of the generated function is no parameter of the operation.
pub fn call(operation: &Operation, request: &Request, types: &Types, at: usize) -> Result<Call, String> {
    let name = ident(&type_name(&operation.id));
    let mut parts = Parts::default();
    for argument in &request.arguments {
        match &argument.source {
            Source::Path(place) => parts.path_argument(operation, argument, *place)?,
            Source::Named(api_name) => parts.parameter(operation, argument, api_name)?,
            Source::Body => parts.body(operation, argument),
        }
    }
    let form = operation.body.as_ref().map(|body| &body.form).filter(|form| !form.is_empty());
    let mut sent = quote!(request);
    if let Some(form) = form {
        parts.is_sent_once = true;
        parts.fields.push(quote!(__form: crate::call::Form));
        parts.methods.extend(form.iter().map(setters::form_field));
        sent = quote!(crate::call::with_form(request, &mut self.__form)?);
    }
    let Parts { fields, checks, passed, methods, setters, path, has_body, is_sent_once } = parts;
    let function = &request.function.sig.ident;
    let names: Vec<_> = path.iter().map(|it| &it.ident).collect();
    let path_types = path.iter().map(|it| it.kind.ty());
    let rest: Vec<_> =
        request.arguments.iter().filter(|it| !matches!(it.source, Source::Path(_))).map(|it| &it.ident).collect();
    let form_field = form.map(|_| quote!(__form: crate::call::Form::default(),));
    let form_access = form.map(|_| {
        quote! {
            #[cfg(feature = "json-calls")]
            pub(super) fn __form_mut(&mut self) -> &mut crate::call::Form {
                &mut self.__form
            }
        }
    });
    let derives = if is_sent_once { quote!(#[derive(Debug)]) } else { quote!(#[derive(Debug, Clone)]) };
    let success = &request.success;
    let (success, value) = match operation.success {
        Success::Json => (quote!(crate::call::Json<#success>), quote!(#success)),
        Success::Empty => (quote!(crate::call::Empty), quote!(())),
        Success::Bytes => (quote!(crate::call::Bytes), quote!(crate::ByteStream)),
    };
    let pages = (!is_sent_once).then(|| pages::pages(operation, request, types, &name)).flatten();
    let doc = docs::call(operation);
    let tokens = quote! {
        #[doc = #doc]
        #derives
        #[must_use = "a call is made when it is awaited"]
        pub struct #name { __call: crate::call::Call, #(#fields),* }

        impl #name {
            pub(super) fn new(__zoom: &crate::Zoom, #(#names: #path_types),*) -> Self {
                Self { __call: crate::call::Call::new(__zoom), #(#names,)* #(#rest: None,)* #form_field }
            }

            #(#methods)*
            #form_access
        }

        impl crate::call::Endpoint for #name {
            type Success = #success;

            fn operation(&self) -> &'static crate::operations::Operation {
                &super::OPERATIONS[#at]
            }

            fn call(&mut self) -> &mut crate::call::Call {
                &mut self.__call
            }

            fn request(&mut self) -> ::std::result::Result<reqwest::Request, crate::call::RequestError> {
                #(#checks)*
                let request = super::requests::#function(self.__call.target(crate::call::Endpoint::operation(self)), #(#passed),*)?;
                Ok(#sent)
            }
        }

        crate::call::settings!([] #name, #value);
        #pages
    };
    Ok(Call { ident: name, setters, path, has_body, tokens })
}

/// What a type is put together of.
#[derive(Default)]
struct Parts {
    fields: Vec<TokenStream>,
    /// What is checked before anything is sent.
    checks: Vec<TokenStream>,
    /// What the function that builds the request is handed.
    passed: Vec<TokenStream>,
    methods: Vec<TokenStream>,
    setters: Vec<Setter>,
    path: Vec<PathArgument>,
    has_body: bool,
    /// Whether it holds a body that is gone once it is sent.
    is_sent_once: bool,
}

impl Parts {
    fn path_argument(&mut self, operation: &Operation, argument: &Argument, place: usize) -> Result<(), String> {
        let field = &argument.ident;
        let parameter = path_parameter(operation, place)
            .ok_or_else(|| format!("{}: {field} is no parameter of {}", operation.id, operation.path))?;
        let kind = PathKind::of(parameter);
        let (ty, check) = (kind.ty(), kind.check(&parameter.name, &quote!(&self.#field)));
        self.fields.push(quote!(#field: #ty));
        self.checks.push(quote!(let #field = #check;));
        self.passed.push(quote!(&#field));
        self.path.push(PathArgument { ident: field.clone(), parameter: parameter.name.clone(), kind });
        Ok(())
    }

    fn parameter(&mut self, operation: &Operation, argument: &Argument, api_name: &str) -> Result<(), String> {
        let (field, ty) = (&argument.ident, &argument.owned);
        let parameter = operation
            .parameters
            .iter()
            .find(|it| it.name == *api_name && it.place != Place::Path)
            .ok_or_else(|| format!("{}: {api_name} is no parameter of the fragment", operation.id))?;
        let (setter, method) = setters::setter(field, argument, parameter);
        let value = match setter.kind {
            SetterKind::User => {
                let (user, check) = (PathKind::User.ty(), PathKind::User.check(api_name, &quote!(user)));
                self.fields.push(quote!(#field: Option<#user>));
                self.checks.push(quote!(let #field = match &self.#field { Some(user) => Some(#check), None => None };));
                quote!(#field)
            }
            SetterKind::Secret => {
                self.fields.push(quote!(#field: Option<crate::Secret>));
                quote!(self.#field.as_ref().map(crate::Secret::expose))
            }
            _ => {
                self.fields.push(quote!(#field: Option<#ty>));
                value_of(field, argument)
            }
        };
        self.passed.push(match argument.is_optional {
            true => value,
            false => quote!(crate::call::required(#value, #api_name)?),
        });
        self.methods.push(method);
        self.setters.push(setter);
        Ok(())
    }

    fn body(&mut self, operation: &Operation, argument: &Argument) {
        let (field, ty) = (&argument.ident, &argument.owned);
        let doc = docs::body(operation);
        let is_required = operation.body.as_ref().is_some_and(|body| body.is_required);
        self.fields.push(quote!(#field: Option<#ty>));
        self.passed.push(match (argument.passing, is_required) {
            (Passing::Reference, false) => quote!(self.#field.as_ref()),
            (Passing::Reference, true) => quote!(Some(crate::call::required(self.#field.as_ref(), "body")?)),
            _ => quote!(crate::call::required(self.#field.take(), "body")?),
        });
        self.methods.push(quote! {
            #[doc = #doc]
            #[must_use]
            pub fn body(mut self, body: impl Into<#ty>) -> Self {
                self.#field = Some(body.into());
                self
            }
        });
        self.has_body = true;
        self.is_sent_once |= argument.passing != Passing::Reference;
    }
}

/// What the function is handed of a field.
fn value_of(field: &Ident, argument: &Argument) -> TokenStream {
    match argument.passing {
        Passing::Text => quote!(self.#field.as_deref()),
        Passing::Reference => quote!(self.#field.as_ref()),
        Passing::Copy => quote!(self.#field),
        Passing::Move => quote!(self.#field.clone()),
    }
}
