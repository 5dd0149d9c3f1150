//! `ApiErrorKind`: what cuts across operations, and what the fragment has a name for.

use std::collections::BTreeMap;

use proc_macro2::TokenStream;
use quote::quote;

use super::docs;
use super::fragment::{ErrorCode, Fragment, Operation};
use super::requests::ident;

/// The kinds that any operation may be refused with: name, page, and words for a message that Zoom left out.
const COMMON: [(&str, &str, &str); 9] = [
    ("UserNotFound", "Code 1001 with status 404 or 400: there is no such user.", "there is no such user"),
    (
        "UserNotInAccount",
        "Code 1010 with status 400 or 404: the user is not in this account.",
        "the user is not in this account",
    ),
    ("AccountNotFound", "Code 2001 with status 400 or 404: there is no such account.", "there is no such account"),
    (
        "InvalidAccessToken",
        "Code 124, or a status of 401 that is documented as nothing else: the access token is invalid or has expired.",
        "the access token is invalid or has expired",
    ),
    (
        "MissingScopes",
        "Code 4700 or 4711: the access token lacks scopes, which \
         [`ApiError::missing_scopes`](crate::ApiError::missing_scopes) lists if Zoom does. A user-level app gets it too \
         when it does not call for [`UserRef::Me`](crate::UserRef::Me).",
        "the access token lacks scopes",
    ),
    (
        "NotPermitted",
        "Code 200 (not the status): the account's plan or the user's role does not allow it.",
        "it is not permitted",
    ),
    (
        "Validation",
        "Code 300: the request does not validate; [`ApiError::errors`](crate::ApiError::errors) says which fields.",
        "the request does not validate",
    ),
    (
        "RateLimited",
        "Status 429: a rate limit is reached; see [`ApiError::rate_limit`](crate::ApiError::rate_limit).",
        "a rate limit is reached",
    ),
    ("Server", "A status of 500 or above: Zoom failed.", ""),
];

/// The enumeration, and what finds a kind by its name in the fragment.
pub fn kinds(fragment: &Fragment) -> TokenStream {
    let mut named: BTreeMap<&str, Vec<(&Operation, &ErrorCode)>> = BTreeMap::new();
    for operation in &fragment.operations {
        for error in &operation.errors {
            if let Some(name) = &error.name {
                named.entry(name).or_default().push((operation, error));
            }
        }
    }
    let (mut variants, mut names) = (Vec::new(), Vec::new());
    for (name, doc, _) in COMMON {
        let variant = ident(name);
        variants.push(quote!(#[doc = #doc] #variant));
        names.push(name.to_owned());
    }
    for (name, errors) in &named {
        if names.iter().any(|known| known == name) || *name == "Other" {
            continue;
        }
        let (variant, doc) = (ident(name), docs::error_kind(errors));
        variants.push(quote!(#[doc = #doc] #variant));
        names.push((*name).to_owned());
    }
    let idents: Vec<_> = names.iter().map(|name| ident(name)).collect();
    let phrases = COMMON.iter().filter(|(.., phrase)| !phrase.is_empty()).map(|(name, _, phrase)| {
        let variant = ident(name);
        quote!(Self::#variant => Some(#phrase))
    });
    quote! {
        /// What an error of Zoom's is about.
        ///
        /// Zoom's codes are not unique: what one means depends on the operation and on the HTTP status as well. The first
        /// kinds cut across operations; the others are named for a documented error of one operation or several.
        /// [`ApiError::documented`](crate::ApiError::documented) has what Zoom documents of any other.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[non_exhaustive]
        pub enum ApiErrorKind {
            #(#variants,)*
            /// Anything else; see status, code and message.
            Other,
        }

        impl ApiErrorKind {
            /// Returns the kind's name: `UserNotFound`.
            pub fn as_str(&self) -> &'static str {
                match self {
                    #(Self::#idents => #names,)*
                    Self::Other => "Other",
                }
            }

            /// Returns the kind of this name in the fragment.
            pub(crate) fn of_name(name: &str) -> Option<Self> {
                match name {
                    #(#names => Some(Self::#idents),)*
                    _ => None,
                }
            }

            /// Returns a few words for a message whose text Zoom left out.
            pub(crate) fn phrase(&self) -> Option<&'static str> {
                match self {
                    #(#phrases,)*
                    _ => None,
                }
            }
        }
    }
}
