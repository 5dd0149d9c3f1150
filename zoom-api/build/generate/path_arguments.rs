//! The arguments of the method that makes a call: the parameters of its path.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};
use syn::Ident;

use super::fragment::{Operation, Parameter, Place};

/// A path parameter.
pub struct PathArgument {
    pub ident: Ident,
    pub parameter: String,
    pub kind: PathKind,
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub enum PathKind {
    User,
    Meeting,
    Id,
}

impl PathKind {
    pub fn of(parameter: &Parameter) -> Self {
        match parameter {
            Parameter { caller_keyword: Some(_), .. } => Self::User,
            Parameter { is_double_encoded: true, .. } => Self::Meeting,
            _ => Self::Id,
        }
    }

    /// The trait of what the method takes.
    pub fn bound(self) -> TokenStream {
        match self {
            Self::User => quote!(crate::IntoUserRef),
            Self::Meeting => quote!(crate::IntoMeetingRef),
            Self::Id => quote!(crate::IntoId),
        }
    }

    pub fn ty(self) -> TokenStream {
        match self {
            Self::User => quote!(::std::result::Result<crate::UserRef, crate::InvalidUser>),
            Self::Meeting => quote!(::std::result::Result<crate::MeetingRef, crate::InvalidMeeting>),
            Self::Id => quote!(crate::Id),
        }
    }

    /// What makes one of an argument.
    pub fn conversion(self) -> Ident {
        match self {
            Self::User => format_ident!("into_user_ref"),
            Self::Meeting => format_ident!("into_meeting_ref"),
            Self::Id => format_ident!("into_id"),
        }
    }

    /// What checks a value and gives its text.
    pub fn check(self, parameter: &str, value: &TokenStream) -> TokenStream {
        match self {
            Self::User => {
                quote!(crate::call::path::user(&self.__call, crate::call::Endpoint::operation(self), #parameter, #value)?)
            }
            Self::Meeting => quote!(crate::call::path::meeting(#value)?),
            Self::Id => quote!(crate::call::path::id(#value)?),
        }
    }
}

/// The parameter at a place of the path.
pub fn path_parameter(operation: &Operation, place: usize) -> Option<&Parameter> {
    let name = operation.path.split('{').skip(1).filter_map(|rest| Some(rest.split_once('}')?.0)).nth(place)?;
    operation.parameters.iter().find(|parameter| parameter.place == Place::Path && parameter.name == name)
}
