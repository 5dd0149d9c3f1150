//! The JSON schemas of the types.

use proc_macro2::TokenStream;
use quote::quote;
use syn::Ident;

/// The function that gives all of them.
pub fn schemas(types: &[Ident]) -> TokenStream {
    let schemas = types.iter().map(|ident| {
        let name = ident.to_string();
        quote!((#name, schemars::schema_for!(types::#ident)))
    });
    quote! {
        /// The JSON schema of each type of a body, by its name.
        pub(crate) fn schemas() -> Vec<(&'static str, schemars::schema::RootSchema)> {
            vec![#(#schemas),*]
        }
    }
}
