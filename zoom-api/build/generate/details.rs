//! `DETAILS` and `GROUPS`: what programs show of an operation or read by its names, beside the table.

use proc_macro2::TokenStream;
use quote::quote;

use super::fragment::{Fragment, Operation};
use super::members::Member;

/// The details of each operation, in the order of the table, and the groups.
pub fn details(fragment: &Fragment, operations: &[&Operation]) -> TokenStream {
    let (count, group_count) = (operations.len(), fragment.groups.len());
    let rows = operations.iter().map(|operation| row(operation));
    let groups = fragment.groups.iter().map(|group| {
        let (name, description) = (&group.name, group.description.trim());
        quote!(crate::operations::Group { name: #name, description: #description })
    });
    quote! {
        /// The details of each operation, in the order of the table.
        pub(crate) static DETAILS: [crate::operations::Details; #count] = [#(#rows),*];

        /// The groups, by their names.
        pub(crate) static GROUPS: [crate::operations::Group; #group_count] = [#(#groups),*];
    }
}

fn row(operation: &Operation) -> TokenStream {
    let Operation { description, list, columns, examples, .. } = operation;
    let description = description.trim();
    let members = operation.body.iter().flat_map(|body| &body.members).map(member);
    let list = match list {
        Some(list) => quote!(Some(#list)),
        None => quote!(None),
    };
    let examples = examples.iter().map(|(name, value)| quote!((#name, #value)));
    quote! {
        crate::operations::Details {
            description: #description, members: &[#(#members),*], list: #list, columns: &[#(#columns),*],
            examples: &[#(#examples),*],
        }
    }
}

fn member(member: &Member) -> TokenStream {
    let Member { name, json_type, item_type, is_required, is_secret, is_file, values, description } = member;
    quote! {
        crate::operations::BodyMember {
            name: #name, json_type: #json_type, item_type: #item_type, is_required: #is_required,
            is_secret: #is_secret, is_file: #is_file, values: &[#(#values),*], description: #description,
        }
    }
}
