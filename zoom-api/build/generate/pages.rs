//! How the pages of an operation are read one after the other.

use proc_macro2::TokenStream;
use quote::quote;
use syn::{Ident, Type, parse_quote};

use super::fragment::Operation;
use super::requests::{Request, Source, argument_of};
use super::types::Types;

/// How an operation's pages are read; nothing for one without pages, or whose pages are not where the fragment says.
pub fn pages(operation: &Operation, request: &Request, types: &Types, name: &Ident) -> Option<TokenStream> {
    let pagination = operation.pagination.as_ref()?;
    let (items, item) = list_at(types, &request.success, &pagination.items)?;
    let argument = request.arguments.iter().find(|it| it.source == Source::Named(pagination.parameter.clone()))?;
    let field = &argument.ident;
    let next = match (&pagination.token, pagination.style.as_str()) {
        (Some(token), _) => {
            let token = value_at(types, &request.success, token)?;
            let ty = &argument.owned;
            quote! {
                fn next(page: &Self::Page, _: usize, _: u64) -> Option<crate::call::Turn> {
                    crate::call::Turn::token(&#token)
                }
                fn turn(&mut self, turn: &crate::call::Turn) -> ::std::result::Result<(), crate::call::RequestError> {
                    self.#field = Some(turn.value::<#ty>()?);
                    Ok(())
                }
            }
        }
        (None, style @ ("page-number" | "start-index")) => {
            let ty = &argument.owned;
            let counted = match style {
                "page-number" => quote!(crate::call::Turn::page(items, seen)),
                _ => quote!(crate::call::Turn::start(items, seen)),
            };
            quote! {
                fn next(_: &Self::Page, items: usize, seen: u64) -> Option<crate::call::Turn> {
                    #counted
                }
                fn turn(&mut self, turn: &crate::call::Turn) -> ::std::result::Result<(), crate::call::RequestError> {
                    self.#field = Some(turn.value::<#ty>()?);
                    Ok(())
                }
            }
        }
        _ => return None,
    };
    let page = &request.success;
    let ranges = ranges(operation, request, name, &item);
    Some(quote! {
        impl crate::call::Paged for #name {
            type Page = #page;
            type Item = #item;

            fn items(page: &mut Self::Page) -> Vec<Self::Item> {
                #items
            }

            #next
        }

        crate::call::pages!(#name, #item);
        #ranges
    })
}

/// How an operation's items are read of a range of dates that is longer than it serves; nothing if it serves any.
fn ranges(operation: &Operation, request: &Request, name: &Ident, item: &Type) -> Option<TokenStream> {
    let range = operation.max_range.as_ref()?;
    let field = |parameter: &String| {
        let argument = request.arguments.iter().find(|it| it.source == Source::Named(parameter.clone()))?;
        let owned = &argument.owned;
        (quote!(#owned).to_string() == "String").then_some(&argument.ident)
    };
    let (from, to) = (field(&range.from)?, field(&range.to)?);
    Some(quote! {
        impl crate::call::Ranged for #name {
            fn set_range(&mut self, range: &crate::ranges::DateRange) {
                self.#from = Some(range.from.to_string());
                self.#to = Some(range.to.to_string());
            }
        }

        crate::call::ranges!(#name, #item);
    })
}

/// What takes the list out of `page`, and the type of its elements.
fn list_at(types: &Types, page: &Type, path: &str) -> Option<(TokenStream, Type)> {
    if path.is_empty() {
        // The response is the list.
        if let Some(inner) = types.within(page) {
            let item = argument_of(inner, "Vec")?;
            return Some((quote!(::std::mem::take(&mut page.0)), in_types(item)));
        }
        let item = argument_of(page, "Vec")?;
        return Some((quote!(::std::mem::take(page)), item.clone()));
    }
    let (place, ty) = member_at(types, page, path)?;
    let list = argument_of(&ty, "Option").unwrap_or(&ty);
    let item = in_types(argument_of(list, "Vec")?);
    let taken = match argument_of(&ty, "Option") {
        Some(_) => quote!(#place.take().unwrap_or_default()),
        None => quote!(::std::mem::take(&mut #place)),
    };
    // A member on the way that is absent holds no items.
    let way = wrap(types, page, path, taken, true)?;
    Some((way, item))
}

/// What reads the token of `page`.
fn value_at(types: &Types, page: &Type, path: &str) -> Option<TokenStream> {
    let (place, _) = member_at(types, page, path)?;
    wrap(types, page, path, quote!(crate::call::Token::token(&#place)), false)
}

/// The place of a member, below the last of those on the way.
fn member_at(types: &Types, page: &Type, path: &str) -> Option<(TokenStream, Type)> {
    let mut ty = page.clone();
    let mut place = quote!(page);
    for name in path.split('.') {
        let within = argument_of(&ty, "Option").cloned().unwrap_or(ty);
        let member = types.member(&within, name)?;
        let field = &member.ident;
        place = quote!(#place.#field);
        ty = member.ty.clone();
        if argument_of(&ty, "Option").is_some() && !path.ends_with(name) {
            place = quote!(inner);
        }
    }
    Some((place, ty))
}

/// Opens the options on the way to a member.
fn wrap(types: &Types, page: &Type, path: &str, value: TokenStream, is_list: bool) -> Option<TokenStream> {
    let mut names: Vec<_> = path.split('.').collect();
    names.pop();
    if names.is_empty() {
        return Some(value);
    }
    // One level is all that is seen; a deeper one has no pages.
    let [name] = names[..] else { return None };
    let member = types.member(page, name)?;
    let field = &member.ident;
    if argument_of(&member.ty, "Option").is_none() {
        return Some(value);
    }
    Some(match is_list {
        true => quote!(match page.#field.as_mut() { Some(inner) => #value, None => ::std::vec::Vec::new() }),
        false => quote!(match page.#field.as_ref() { Some(inner) => #value, None => ::std::option::Option::None }),
    })
}

/// A type of the module of types, as it is called outside.
fn in_types(ty: &Type) -> Type {
    match ty {
        Type::Path(path) if path.path.segments.len() == 1 && path.path.leading_colon.is_none() => {
            let ident = &path.path.segments[0].ident;
            match ident.to_string().as_str() {
                "String" | "bool" | "i64" | "u64" | "i32" | "u32" | "f64" | "f32" => ty.clone(),
                _ => parse_quote!(types::#path),
            }
        }
        _ => ty.clone(),
    }
}
