//! How a type with members is read.
//!
//! serde's derive makes a type of its own for each member that is read by a function, and each reader is compiled anew for
//! it: with a thousand members that is most of what a client takes to compile. What is written here reads all members of
//! one type by one function.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};
use syn::punctuated::Punctuated;
use syn::{Fields, ItemStruct, Path, Token, Type, parse_quote};

/// A member as it is read.
pub struct Reading {
    /// Its name in JSON.
    pub name: String,
    pub ty: Type,
    /// Whether it is read as Zoom may send it, or as it is documented.
    pub is_loose: bool,
    /// Whether it may be absent.
    pub has_default: bool,
}

/// Writes what reads a type, in place of serde's derive, given the members in their order.
pub fn read_by_hand(item: &mut ItemStruct, members: &[Reading]) -> Option<TokenStream> {
    let Fields::Named(fields) = item.fields.clone() else { return None };
    if fields.named.is_empty() || fields.named.len() != members.len() || !drop_derive(item) {
        return None;
    }
    let ident = &item.ident;
    let type_name = ident.to_string();
    let idents: Vec<_> = fields.named.iter().filter_map(|field| field.ident.clone()).collect();
    let values: Vec<_> = (0..idents.len()).map(|at| format_ident!("value_{at}")).collect();
    // Names are looked up by halves.
    let mut order: Vec<usize> = (0..members.len()).collect();
    order.sort_by_key(|at| &members[*at].name);
    let names = order.iter().map(|at| &members[*at].name);
    let arms = order.iter().enumerate().map(|(place, at)| {
        let (value, ty) = (&values[*at], &members[*at].ty);
        match members[*at].is_loose {
            true => quote!(Some(#place) => #value = Some(members.next_value_seed(crate::loose::member::<#ty>())?),),
            false => quote!(Some(#place) => #value = Some(members.next_value::<#ty>()?),),
        }
    });
    let fields = idents.iter().zip(&values).zip(members).map(|((field, value), member)| {
        let name = &member.name;
        match member.has_default {
            true => quote!(#field: #value.unwrap_or_default()),
            false => quote!(#field: match #value {
                Some(value) => value,
                None => return Err(<A::Error as ::serde::de::Error>::missing_field(#name)),
            }),
        }
    });
    let types = members.iter().map(|member| &member.ty);
    Some(quote! {
        impl<'de> ::serde::Deserialize<'de> for #ident {
            fn deserialize<D: ::serde::Deserializer<'de>>(deserializer: D) -> ::std::result::Result<Self, D::Error> {
                const NAMES: &[&str] = &[#(#names),*];
                struct Members;
                impl<'de> ::serde::de::Visitor<'de> for Members {
                    type Value = #ident;
                    fn expecting(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                        f.write_str("an object")
                    }
                    fn visit_map<A: ::serde::de::MapAccess<'de>>(
                        self,
                        mut members: A,
                    ) -> ::std::result::Result<#ident, A::Error> {
                        #(let mut #values: ::std::option::Option<#types> = None;)*
                        while let Some(place) = members.next_key_seed(crate::loose::MemberName(NAMES))? {
                            match place {
                                #(#arms)*
                                _ => drop(members.next_value::<::serde::de::IgnoredAny>()?),
                            }
                        }
                        Ok(#ident { #(#fields),* })
                    }
                }
                deserializer.deserialize_struct(#type_name, NAMES, Members)
            }
        }
    })
}

/// Takes serde's derive off a type; nothing if it has none.
fn drop_derive(item: &mut ItemStruct) -> bool {
    let mut is_dropped = false;
    for attribute in item.attrs.iter_mut().filter(|attribute| attribute.path().is_ident("derive")) {
        let Ok(paths) = attribute.parse_args_with(Punctuated::<Path, Token![,]>::parse_terminated) else { continue };
        let is_read = |path: &Path| path.segments.last().is_some_and(|segment| segment.ident == "Deserialize");
        is_dropped |= paths.iter().any(is_read);
        let others: Vec<_> = paths.into_iter().filter(|path| !is_read(path)).collect();
        *attribute = parse_quote!(#[derive(#(#others),*)]);
    }
    is_dropped
}
