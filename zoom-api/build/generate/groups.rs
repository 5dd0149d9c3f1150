//! The groups of calls: `zoom.users()` and its methods.

use proc_macro2::TokenStream;
use quote::quote;

use super::calls::Call;
use super::case::type_name;
use super::docs;
use super::fragment::{Group, Operation};
use super::requests::ident;

/// One operation of a group, with the type of its body.
pub struct Method<'f> {
    pub operation: &'f Operation,
    pub call: &'f Call,
    pub body_type: Option<String>,
}

/// The type of a group.
pub fn group(group: &Group, methods: &[Method<'_>]) -> TokenStream {
    let name = ident(&type_name(&group.name));
    let doc = docs::group(group);
    let methods = methods.iter().map(method);
    quote! {
        #[doc = #doc]
        #[derive(Debug, Clone, Copy)]
        pub struct #name<'z> { zoom: &'z crate::Zoom }

        impl #name<'_> { #(#methods)* }
    }
}

/// The method of the client that gives a group.
pub fn accessor(group: &Group) -> TokenStream {
    let (method, name) = (ident(&group.name), ident(&type_name(&group.name)));
    let doc = format!("Returns the calls of [`{0}`](crate::groups::{0}).", type_name(&group.name));
    quote! {
        #[doc = #doc]
        pub fn #method(&self) -> groups::#name<'_> {
            groups::#name::new(self)
        }
    }
}

/// What makes a group; apart from its page, where nobody needs it.
pub fn constructor(group: &Group) -> TokenStream {
    let name = ident(&type_name(&group.name));
    quote! {
        impl<'z> #name<'z> {
            pub(super) fn new(zoom: &'z crate::Zoom) -> Self {
                Self { zoom }
            }
        }
    }
}

fn method(Method { operation, call, body_type }: &Method<'_>) -> TokenStream {
    let name = ident(&operation.method);
    let ty = &call.ident;
    let doc = docs::method(operation, &call.path, body_type.as_deref());
    let inputs = call.path.iter().map(|it| {
        let (ident, bound) = (&it.ident, it.kind.bound());
        quote!(#ident: impl #bound)
    });
    let values = call.path.iter().map(|it| {
        let (ident, conversion) = (&it.ident, it.kind.conversion());
        quote!(#ident.#conversion())
    });
    quote! {
        #[doc = #doc]
        pub fn #name(&self, #(#inputs),*) -> calls::#ty {
            calls::#ty::new(self.zoom, #(#values),*)
        }
    }
}
