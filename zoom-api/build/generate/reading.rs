//! How a type with members is read: by `crate::loose`, which says why not by serde's derive.

use proc_macro2::TokenStream;
use quote::{ToTokens, format_ident, quote};
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

impl Reading {
    /// Whether it is read into a value that is its default until then.
    fn is_in_place(&self) -> bool {
        self.is_loose && self.has_default
    }
}

/// Writes what reads a type, in place of serde's derive, given the members in their order.
pub fn read_by_hand(item: &mut ItemStruct, members: &[Reading]) -> Option<TokenStream> {
    let Fields::Named(fields) = item.fields.clone() else { return None };
    if fields.named.len() != members.len() || !drop_derive(item) {
        return None;
    }
    let ident = &item.ident;
    let idents: Vec<_> = fields.named.iter().filter_map(|field| field.ident.clone()).collect();
    // One value that is there from the beginning is dropped where it stands if reading fails.
    let is_whole = members.iter().all(Reading::is_in_place);
    let slots: Vec<_> = idents
        .iter()
        .enumerate()
        .map(
            |(at, field)| if is_whole { quote!(this.#field) } else { format_ident!("member_{at}").into_token_stream() },
        )
        .collect();
    let starts = members.iter().map(|member| match member.is_in_place() {
        true => quote!(::std::default::Default::default()),
        false => quote!(::std::option::Option::None),
    });
    let starts = match is_whole {
        true if members.is_empty() => quote!(*slot = Some(Self {});),
        true => quote!(let this = slot.insert(Self { #(#idents: #starts),* });),
        false => {
            let types = members.iter().map(|member| {
                let ty = &member.ty;
                if member.is_in_place() { quote!(#ty) } else { quote!(::std::option::Option<#ty>) }
            });
            quote!(#(let mut #slots: #types = #starts;)*)
        }
    };
    // Names are looked up by halves.
    let mut order: Vec<usize> = (0..members.len()).collect();
    order.sort_by_key(|at| &members[*at].name);
    let names = order.iter().map(|at| &members[*at].name);
    let arms = order.iter().enumerate().map(|(place, at)| {
        let (slot, member) = (&slots[*at], &members[*at]);
        let reader = match (member.is_loose, member.has_default) {
            (true, true) => quote!(member),
            (true, false) => quote!(required_member),
            (false, _) => quote!(documented_member),
        };
        quote!(Some(#place) => crate::loose::#reader(&mut #slot, &mut members),)
    });
    let end = (!is_whole).then(|| {
        let values = members.iter().zip(&slots).map(|(member, slot)| match (member.is_loose, member.has_default) {
            (true, true) => quote!(#slot),
            (false, true) => quote!(#slot.unwrap_or_default()),
            (_, false) => {
                let name = &member.name;
                quote!(crate::loose::present(#slot, #name)?)
            }
        });
        quote!(*slot = Some(Self { #(#idents: #values),* });)
    });
    Some(quote! {
        impl crate::loose::Object for #ident {
            const MEMBERS: &'static [&'static str] = &[#(#names),*];

            fn read_members<'de, A: ::serde::de::MapAccess<'de>>(
                slot: &mut ::std::option::Option<Self>,
                mut members: A,
            ) -> ::std::result::Result<(), A::Error> {
                #starts
                while let Some(place) = members.next_key_seed(crate::loose::MemberName(Self::MEMBERS))? {
                    let read = match place {
                        #(#arms)*
                        _ => crate::loose::unknown_member(&mut members),
                    };
                    read.map_err(|error| crate::loose::stopped(Self::MEMBERS, place, error))?;
                }
                #end
                Ok(())
            }
        }

        impl<'de> ::serde::Deserialize<'de> for #ident {
            fn deserialize<D: ::serde::Deserializer<'de>>(deserializer: D) -> ::std::result::Result<Self, D::Error> {
                crate::loose::object(deserializer)
            }
        }

        impl crate::loose::Loose for #ident {
            fn read_loose<'de, D: ::serde::Deserializer<'de>>(
                deserializer: D,
            ) -> ::std::result::Result<::std::option::Option<Self>, D::Error> {
                crate::loose::object_or_nothing(deserializer)
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
