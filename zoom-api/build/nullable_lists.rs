//! A list that may be null or absent is an empty list.
//!
//! progenitor makes `Option<Vec<T>>` of a nullable list, which every caller then has to unwrap to say that there is
//! nothing in it. Here it becomes `Vec<T>`, read from null and from absence alike; its JSON schema still says that null
//! is allowed.

use syn::visit_mut::{self, VisitMut};
use syn::{Field, File, GenericArgument, Item, PathArguments, Type, parse_quote};

/// Rewrites every such list in the types of a generated file. The builders of operations stay as they are: there an
/// optional list is a parameter of the query, which may be left out.
pub fn rewrite(file: &mut File) {
    for item in &mut file.items {
        if let Item::Mod(module) = item
            && module.ident == "types"
        {
            Lists.visit_item_mod_mut(module);
        }
    }
}

struct Lists;

impl VisitMut for Lists {
    fn visit_field_mut(&mut self, field: &mut Field) {
        // Only what is read and written by serde has such an attribute; the fields of builders have none.
        let is_serialized = field.attrs.iter().any(|attribute| attribute.path().is_ident("serde"));
        if let (true, Some(list)) = (is_serialized, optional_list(&field.ty)) {
            let list = list.clone();
            field.attrs.retain(|attribute| !attribute.path().is_ident("serde"));
            field.attrs.push(parse_quote!(#[serde(
                default,
                deserialize_with = "crate::generated::null_as_empty",
                skip_serializing_if = "::std::vec::Vec::is_empty"
            )]));
            let with = quote::quote!(::std::option::Option<#list>).to_string();
            field.attrs.push(parse_quote!(#[schemars(with = #with)]));
            field.ty = list;
        }
        visit_mut::visit_field_mut(self, field);
    }

    fn visit_type_mut(&mut self, ty: &mut Type) {
        if let Some(list) = optional_list(ty) {
            *ty = list.clone();
        }
        visit_mut::visit_type_mut(self, ty);
    }
}

/// The `Vec<T>` of an `Option<Vec<T>>`.
fn optional_list(ty: &Type) -> Option<&Type> {
    let list = argument_of(ty, "Option")?;
    argument_of(list, "Vec").map(|_| list)
}

fn argument_of<'t>(ty: &'t Type, name: &str) -> Option<&'t Type> {
    let Type::Path(path) = ty else { return None };
    let last = path.path.segments.last().filter(|segment| segment.ident == name)?;
    let PathArguments::AngleBracketed(arguments) = &last.arguments else { return None };
    match arguments.args.first()? {
        GenericArgument::Type(ty) => Some(ty),
        _ => None,
    }
}
