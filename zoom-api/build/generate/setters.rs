//! The methods that set what is no part of the path.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};
use syn::{Ident, Type};

use super::case::snake;
use super::docs;
use super::fragment::{FormField, Parameter, Place};
use super::requests::{Argument, ident};

/// Methods that each call has, whatever its operation.
const RESERVED: [&str; 17] = [
    "body",
    "timeout",
    "attempt_timeout",
    "retry",
    "extra_query",
    "extra_body",
    "with_response",
    "items",
    "items_between",
    "new",
    "into_future",
    "clone",
    "into",
    "try_into",
    "to_owned",
    "borrow",
    "type_id",
];

/// A method that sets a parameter.
pub struct Setter {
    pub ident: Ident,
    pub parameter: String,
    pub kind: SetterKind,
}

#[derive(Clone)]
pub enum SetterKind {
    /// A text.
    Text,
    /// A user, by a keyword too.
    User,
    /// Texts, which are joined by commas.
    Joined,
    /// A cookie: whoever has it may be taken for who got it.
    Secret,
    /// Anything else.
    Typed(Box<Type>),
}

/// Makes the method that sets a parameter of the query or the headers.
pub fn setter(field: &Ident, argument: &Argument, parameter: &Parameter) -> (Setter, TokenStream) {
    let method = own_name(&field.to_string());
    let doc = docs::parameter(parameter);
    let ty = &argument.owned;
    let is_text = quote!(#ty).to_string() == "String";
    let kind = match (is_text, parameter.json_type.as_str()) {
        (true, _) if parameter.place == Place::Cookie => SetterKind::Secret,
        (true, "string") if parameter.caller_keyword.is_some() => SetterKind::User,
        (true, "array") => SetterKind::Joined,
        (true, _) => SetterKind::Text,
        _ => SetterKind::Typed(Box::new(ty.clone())),
    };
    let tokens = match &kind {
        SetterKind::Joined => quote! {
            #[doc = #doc]
            #[must_use]
            pub fn #method<T: ::std::convert::AsRef<str>>(mut self, values: impl IntoIterator<Item = T>) -> Self {
                self.#field = Some(crate::call::joined(values));
                self
            }
        },
        SetterKind::Secret => quote! {
            #[doc = #doc]
            #[must_use]
            pub fn #method(mut self, value: impl Into<crate::Secret>) -> Self {
                self.#field = Some(value.into());
                self
            }
        },
        SetterKind::User => quote! {
            #[doc = #doc]
            #[must_use]
            pub fn #method(mut self, user: impl crate::IntoUserRef) -> Self {
                self.#field = Some(user.into_user_ref());
                self
            }
        },
        SetterKind::Text => quote! {
            #[doc = #doc]
            #[must_use]
            pub fn #method(mut self, value: impl Into<String>) -> Self {
                self.#field = Some(value.into());
                self
            }
        },
        SetterKind::Typed(ty) => quote! {
            #[doc = #doc]
            #[must_use]
            pub fn #method(mut self, value: impl Into<#ty>) -> Self {
                self.#field = Some(value.into());
                self
            }
        },
    };
    (Setter { ident: method, parameter: parameter.name.clone(), kind }, tokens)
}

/// Makes the method that adds a field to a form with files.
pub fn form_field(field: &FormField) -> TokenStream {
    let (api_name, doc) = (&field.name, docs::form_field(field));
    let method = own_name(&snake(&field.name));
    match field.is_file {
        true => quote! {
            #[doc = #doc]
            #[must_use]
            pub fn #method(mut self, file: impl Into<crate::FilePart>) -> Self {
                self.__form.file(#api_name, file.into());
                self
            }
        },
        false => quote! {
            #[doc = #doc]
            #[must_use]
            pub fn #method(mut self, value: impl ::std::string::ToString) -> Self {
                self.__form.text(#api_name, value.to_string());
                self
            }
        },
    }
}

/// A name that no method of all calls has, and that begins with a letter.
fn own_name(name: &str) -> Ident {
    if RESERVED.contains(&name) {
        format_ident!("{name}_")
    } else if let Some(name) = name.strip_prefix('_') {
        format_ident!("x{name}")
    } else {
        ident(name)
    }
}
