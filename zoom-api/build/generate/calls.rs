//! A type for each operation, which holds what a call of it sends.
//!
//! A path parameter is an argument of the method that makes the call; all others are set on it. What does not depend on
//! the operation is written by hand in `call`: its macros give each type its settings and what makes it a future.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};
use syn::{Ident, Type, parse_quote};

use super::docs;
use super::fragment::{Operation, Parameter, Place, Success};
use super::requests::{Argument, Passing, Request, Source, argument_of, ident};
use super::types::Types;

/// Methods that each call has, whatever its operation.
const RESERVED: [&str; 16] = [
    "body",
    "timeout",
    "attempt_timeout",
    "retry",
    "extra_query",
    "extra_body",
    "with_response",
    "items",
    "new",
    "into_future",
    "clone",
    "into",
    "try_into",
    "to_owned",
    "borrow",
    "type_id",
];

/// What is generated of one operation.
pub struct Call {
    /// The type: `ListUsers`.
    pub ident: Ident,
    pub setters: Vec<Setter>,
    /// The path parameters, in the order in which the method takes them.
    pub path: Vec<PathArgument>,
    pub has_body: bool,
    tokens: TokenStream,
}

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
    /// Anything else.
    Typed(Box<Type>),
}

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
    fn of(parameter: &Parameter) -> Self {
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

    fn ty(self) -> TokenStream {
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
    fn check(self, parameter: &str, value: &TokenStream) -> TokenStream {
        match self {
            Self::User => quote!(crate::call::path::user(&self.call, self.operation(), #parameter, #value)?),
            Self::Meeting => quote!(crate::call::path::meeting(#value)?),
            Self::Id => quote!(crate::call::path::id(#value)?),
        }
    }
}

impl quote::ToTokens for Call {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        tokens.extend(self.tokens.clone());
    }
}

/// Makes the type of an operation, the `at`th of the table.
///
/// # Errors
///
/// If an argument of the generated function is no parameter of the operation.
pub fn call(operation: &Operation, request: &Request, types: &Types, at: usize) -> Result<Call, String> {
    let name = ident(&pascal(&operation.id));
    let mut fields = Vec::new();
    let (mut path, mut setters, mut setter_tokens) = (Vec::new(), Vec::new(), Vec::new());
    let (mut checks, mut passed) = (Vec::new(), Vec::new());
    let mut has_body = false;
    let mut can_be_cloned = true;
    let path_parameters: Vec<_> = operation.parameters.iter().filter(|it| it.place == Place::Path).collect();
    for argument in &request.arguments {
        let field = &argument.ident;
        match &argument.source {
            Source::Path(place) => {
                let parameter = path_parameter(operation, *place, &path_parameters)
                    .ok_or_else(|| format!("{}: {field} is no parameter of {}", operation.id, operation.path))?;
                let kind = PathKind::of(parameter);
                let (ty, check) = (kind.ty(), kind.check(&parameter.name, &quote!(&self.#field)));
                fields.push(quote!(#field: #ty));
                checks.push(quote!(let #field = #check;));
                passed.push(quote!(&#field));
                path.push(PathArgument { ident: field.clone(), parameter: parameter.name.clone(), kind });
            }
            Source::Named(api_name) => {
                let parameter = operation
                    .parameters
                    .iter()
                    .find(|it| it.name == *api_name && it.place != Place::Path)
                    .ok_or_else(|| format!("{}: {api_name} is no parameter of the fragment", operation.id))?;
                let (setter, tokens) = setter(field, argument, parameter);
                let setter_kind = setter.kind.clone();
                setters.push(setter);
                setter_tokens.push(tokens);
                let ty = &argument.owned;
                let value = if matches!(setter_kind, SetterKind::User) {
                    let user = PathKind::User.ty();
                    fields.push(quote!(#field: Option<#user>));
                    let check = PathKind::User.check(api_name, &quote!(user));
                    checks.push(quote!(let #field = match &self.#field { Some(user) => Some(#check), None => None };));
                    quote!(#field)
                } else {
                    fields.push(quote!(#field: Option<#ty>));
                    value_of(field, argument)
                };
                passed.push(match argument.is_optional {
                    true => value,
                    false => quote!(crate::call::required(#value, #api_name)?),
                });
            }
            Source::Body => {
                let ty = &argument.owned;
                has_body = true;
                can_be_cloned &= argument.passing == Passing::Reference;
                fields.push(quote!(#field: Option<#ty>));
                let doc = docs::body(operation);
                setter_tokens.push(quote! {
                    #[doc = #doc]
                    #[must_use]
                    pub fn body(mut self, body: impl Into<#ty>) -> Self {
                        self.#field = Some(body.into());
                        self
                    }
                });
                let is_required = operation.body.as_ref().is_some_and(|body| body.is_required);
                passed.push(match (argument.passing, is_required) {
                    (Passing::Reference, false) => quote!(self.#field.as_ref()),
                    (Passing::Reference, true) => {
                        quote!(Some(crate::call::required(self.#field.as_ref(), "body")?))
                    }
                    _ => quote!(crate::call::required(self.#field.take(), "body")?),
                });
            }
        }
    }
    let form = operation.body.as_ref().map(|body| &body.form).filter(|form| !form.is_empty());
    let mut sent = quote!(request);
    if let Some(form) = form {
        can_be_cloned = false;
        fields.push(quote!(form: crate::call::Form));
        sent = quote!(crate::call::with_form(request, &mut self.form)?);
        for field in form {
            let (api_name, doc) = (&field.name, docs::form_field(field));
            let method = own_name(&snake(&field.name));
            setter_tokens.push(match field.is_file {
                true => quote! {
                    #[doc = #doc]
                    #[must_use]
                    pub fn #method(mut self, file: impl Into<crate::FilePart>) -> Self {
                        self.form.file(#api_name, file.into());
                        self
                    }
                },
                false => quote! {
                    #[doc = #doc]
                    #[must_use]
                    pub fn #method(mut self, value: impl ::std::string::ToString) -> Self {
                        self.form.text(#api_name, value.to_string());
                        self
                    }
                },
            });
        }
    }
    let function = &request.function.sig.ident;
    let names: Vec<_> = path.iter().map(|it| &it.ident).collect();
    let path_types = path.iter().map(|it| it.kind.ty());
    let rest: Vec<_> =
        request.arguments.iter().filter(|it| !matches!(it.source, Source::Path(_))).map(|it| &it.ident).collect();
    let form_field = form.map(|_| quote!(form: crate::call::Form::default(),));
    let form_access = form.map(|_| {
        quote! {
            #[cfg(feature = "json-calls")]
            pub(super) fn form_mut(&mut self) -> &mut crate::call::Form {
                &mut self.form
            }
        }
    });
    let derives = if can_be_cloned { quote!(#[derive(Debug, Clone)]) } else { quote!(#[derive(Debug)]) };
    let success = &request.success;
    let (success, value) = match operation.success {
        Success::Json => (quote!(crate::call::Json<#success>), quote!(#success)),
        Success::Empty => (quote!(crate::call::Empty), quote!(())),
        Success::Bytes => (quote!(crate::call::Bytes), quote!(crate::ByteStream)),
    };
    let pages = can_be_cloned.then(|| pages(operation, request, types, &name)).flatten();
    let doc = docs::call(operation);
    let tokens = quote! {
        #[doc = #doc]
        #derives
        #[must_use = "a call is made when it is awaited"]
        pub struct #name { call: crate::call::Call, #(#fields),* }

        impl #name {
            pub(super) fn new(zoom: &crate::Zoom, #(#names: #path_types),*) -> Self {
                Self { call: crate::call::Call::new(zoom), #(#names,)* #(#rest: None,)* #form_field }
            }

            #(#setter_tokens)*
            #form_access
        }

        impl crate::call::Endpoint for #name {
            type Success = #success;

            fn operation(&self) -> &'static crate::operations::Operation {
                &super::OPERATIONS[#at]
            }

            fn call(&mut self) -> &mut crate::call::Call {
                &mut self.call
            }

            fn request(&mut self) -> ::std::result::Result<reqwest::Request, crate::call::RequestError> {
                #(#checks)*
                let request = super::requests::#function(self.call.target(self.operation()), #(#passed),*)?;
                Ok(#sent)
            }
        }

        crate::call::settings!([] #name, #value);
        #pages
    };
    Ok(Call { ident: name, setters, path, has_body, tokens })
}

/// The parameter at a place of the path.
fn path_parameter<'p>(operation: &Operation, place: usize, parameters: &[&'p Parameter]) -> Option<&'p Parameter> {
    let name = operation.path.split('{').skip(1).filter_map(|rest| Some(rest.split_once('}')?.0)).nth(place)?;
    parameters.iter().find(|parameter| parameter.name == name).copied()
}

/// What the function is handed of a field.
fn value_of(field: &Ident, argument: &Argument) -> TokenStream {
    match argument.passing {
        Passing::Text => quote!(self.#field.as_deref()),
        Passing::Reference => quote!(self.#field.as_ref()),
        Passing::Copy => quote!(self.#field),
        Passing::Move => quote!(self.#field.clone()),
    }
}

fn setter(field: &Ident, argument: &Argument, parameter: &Parameter) -> (Setter, TokenStream) {
    let method = own_name(&field.to_string());
    let doc = docs::parameter(parameter);
    let ty = &argument.owned;
    let is_text = quote!(#ty).to_string() == "String";
    let kind = match (is_text, parameter.json_type.as_str()) {
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

/// A name that no method of all calls has.
fn own_name(name: &str) -> Ident {
    if RESERVED.contains(&name) { format_ident!("{name}_") } else { ident(name) }
}

/// How an operation's pages are read; nothing for one without pages, or whose pages are not where the fragment says.
fn pages(operation: &Operation, request: &Request, types: &Types, name: &Ident) -> Option<TokenStream> {
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

/// `list_users` as `ListUsers`.
pub fn pascal(name: &str) -> String {
    let words = name.split('_').filter(|word| !word.is_empty());
    words
        .map(|word| {
            let mut chars = word.chars();
            chars.next().into_iter().flat_map(char::to_uppercase).chain(chars).collect::<String>()
        })
        .collect()
}

/// `File Name` as `file_name`.
fn snake(name: &str) -> String {
    let mut text = String::new();
    let mut is_lower = false;
    for c in name.chars() {
        if c.is_uppercase() && is_lower {
            text.push('_');
        }
        is_lower = c.is_lowercase() || c.is_numeric();
        match c.is_alphanumeric() {
            true => text.extend(c.to_lowercase()),
            false if text.ends_with('_') || text.is_empty() => {}
            false => text.push('_'),
        }
    }
    let text = text.trim_end_matches('_');
    match text.chars().next() {
        Some(first) if first.is_alphabetic() => text.to_owned(),
        _ => format!("field_{text}"),
    }
}
