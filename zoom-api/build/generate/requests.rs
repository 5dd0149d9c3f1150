//! Of each of progenitor's methods the part that builds the request.
//!
//! progenitor's methods send as well, and give errors that drop the status and headers of what they cannot read, print
//! bodies and hold no more than one type of error. How an operation's parameters are encoded is worth keeping: the path,
//! the query, the headers and the body. What follows in a method, from `let info = OperationInfo { … }` on, is cut off,
//! and `call` does it for all operations.

use std::collections::HashMap;

use quote::{ToTokens, format_ident, quote};
use syn::punctuated::Punctuated;
use syn::visit::{self, Visit};
use syn::visit_mut::{self, VisitMut};
use syn::{
    Expr, ExprMethodCall, ExprPath, ExprStruct, File, FnArg, GenericArgument, Ident, ImplItem, ImplItemFn, Item,
    ItemFn, Lit, Local, Macro, Member, Pat, PathArguments, ReturnType, Stmt, Token, Type, parse_quote,
};

/// What builds the request of one operation.
pub struct Request {
    /// The operation ID that progenitor writes, which is not always the fragment's: `move` becomes `move_`.
    pub id: String,
    /// `fn list_users(__target, …) -> Result<Request, …>`.
    pub function: ItemFn,
    pub arguments: Vec<Argument>,
    /// What a success holds.
    pub success: Type,
}

/// An argument of the function.
pub struct Argument {
    pub ident: Ident,
    pub source: Source,
    /// The type of an owned value, without the option around it.
    pub owned: Type,
    pub is_optional: bool,
    pub passing: Passing,
}

/// What an argument is for.
#[derive(Clone, PartialEq, Eq)]
pub enum Source {
    /// The parameter at this place of the path, from 0.
    Path(usize),
    /// The parameter of this name in the query or the headers.
    Named(String),
    Body,
}

/// How a value is handed to the function.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Passing {
    /// `&str` of a `String`.
    Text,
    /// `&T`.
    Reference,
    /// `T`, which can be copied.
    Copy,
    /// `T`, which is gone afterwards.
    Move,
}

/// Returns the request functions of all operations in a generated client.
///
/// # Errors
///
/// If a method is not built as this version of progenitor builds them.
pub fn extract(client: &File) -> Result<Vec<Request>, String> {
    let implementations = client.items.iter().filter_map(|item| match item {
        Item::Impl(item) if item.trait_.is_none() => Some(item),
        _ => None,
    });
    let methods = implementations.flat_map(|item| &item.items).filter_map(|item| match item {
        ImplItem::Fn(method) if method.sig.asyncness.is_some() => Some(method),
        _ => None,
    });
    methods
        .map(|method| {
            request(method.clone()).ok_or_else(|| {
                format!("progenitor's method {} is not built as that of version 0.15.1 is", method.sig.ident)
            })
        })
        .collect()
}

fn request(mut method: ImplItemFn) -> Option<Request> {
    let at = method.block.stmts.iter().position(|statement| operation_id(statement).is_some())?;
    let id = operation_id(&method.block.stmts[at])?;
    method.block.stmts.truncate(at);
    let success = success_type(&method.sig.output)?;

    // The version of the fragment, which is nothing to Zoom, and the map of headers if it has no other.
    method.block.stmts.retain(|statement| !quote!(#statement).to_string().contains("Self :: api_version"));
    let statements = &method.block.stmts;
    let has_headers = quote!(#(#statements)*).to_string().contains("append");
    if !has_headers {
        method.block.stmts.retain(
            |statement| !matches!(statement, Stmt::Local(local) if quote!(#local).to_string().contains("HeaderMap")),
        );
    }
    let mut rewriting = Rewriting { request: None, has_headers };
    rewriting.visit_block_mut(&mut method.block);
    let built = rewriting.request?;

    let names = Names::of(&method.block);
    let mut arguments = Vec::new();
    let mut inputs: Vec<FnArg> = vec![parse_quote!(__target: crate::call::Target<'_>)];
    for input in &method.sig.inputs {
        let FnArg::Typed(typed) = input else { continue };
        let Pat::Ident(pattern) = &*typed.pat else { return None };
        let ident = pattern.ident.clone();
        let is_body = ident == "body" && !names.0.contains_key("body");
        let (ty, optional) = match argument_of(&typed.ty, "Option") {
            Some(inner) => (inner.clone(), true),
            None => ((*typed.ty).clone(), false),
        };
        let (owned, passing) = owned(&ty)?;
        let source = if is_body { Source::Body } else { names.0.get(&ident.to_string())?.clone() };
        let passed: Type = match (passing, is_body) {
            (Passing::Reference, true) => parse_quote!(Option<&#owned>),
            (Passing::Text, _) if optional => parse_quote!(Option<&str>),
            (Passing::Text, _) => parse_quote!(&str),
            (Passing::Reference, _) if optional => parse_quote!(Option<&#owned>),
            (Passing::Reference, _) => parse_quote!(&#owned),
            _ if optional => parse_quote!(Option<#owned>),
            _ => parse_quote!(#owned),
        };
        inputs.push(parse_quote!(#ident: #passed));
        arguments.push(Argument { ident, source, owned, is_optional: optional, passing });
    }
    let name = &method.sig.ident;
    let block = &method.block.stmts;
    let function = parse_quote! {
        pub(super) fn #name(#(#inputs),*) -> Result<reqwest::Request, crate::call::RequestError> {
            #(#block)*
            Ok(#built)
        }
    };
    Some(Request { id, function, arguments, success })
}

/// The ID in `let info = OperationInfo { operation_id: "…" }`.
fn operation_id(statement: &Stmt) -> Option<String> {
    let Stmt::Local(Local { init: Some(init), .. }) = statement else { return None };
    let Expr::Struct(ExprStruct { path, fields, .. }) = &*init.expr else { return None };
    path.segments.last().filter(|segment| segment.ident == "OperationInfo")?;
    let id = fields.iter().find(|field| matches!(&field.member, Member::Named(name) if name == "operation_id"))?;
    text_of(&id.expr)
}

/// The `T` of `Result<ResponseValue<T>, …>`.
fn success_type(output: &ReturnType) -> Option<Type> {
    let ReturnType::Type(_, result) = output else { return None };
    argument_of(argument_of(result, "Result")?, "ResponseValue").cloned()
}

fn owned(ty: &Type) -> Option<(Type, Passing)> {
    Some(match ty {
        Type::Reference(reference) => match &*reference.elem {
            Type::Path(path) if path.path.is_ident("str") => (parse_quote!(String), Passing::Text),
            Type::Slice(slice) => {
                let element = &slice.elem;
                (parse_quote!(Vec<#element>), Passing::Reference)
            }
            elem => (elem.clone(), Passing::Reference),
        },
        Type::Path(path) if path.path.is_ident("B") => (parse_quote!(reqwest::Body), Passing::Move),
        Type::Path(path) if path.path.is_ident("String") => (ty.clone(), Passing::Move),
        Type::Path(path) if path.path.segments.len() == 1 => (ty.clone(), Passing::Copy),
        // An enumeration among the parameters.
        _ => (ty.clone(), Passing::Move),
    })
}

/// Makes `self` the target, leaves out a body that is not given, and takes the name of the request.
struct Rewriting {
    request: Option<Ident>,
    /// Whether the operation has parameters in headers.
    has_headers: bool,
}

impl VisitMut for Rewriting {
    fn visit_expr_mut(&mut self, expression: &mut Expr) {
        visit_mut::visit_expr_mut(self, expression);
        if let Expr::MethodCall(ExprMethodCall { receiver, method, .. }) = expression
            && method == "headers"
            && !self.has_headers
        {
            *expression = (**receiver).clone();
            return;
        }
        if let Expr::MethodCall(ExprMethodCall { receiver, method, args, .. }) = expression
            && method == "json"
        {
            let body = match args.first() {
                Some(Expr::Reference(body)) => (*body.expr).clone(),
                _ => return,
            };
            *expression = parse_quote!(crate::call::with_json(#receiver, #body));
        }
    }

    fn visit_expr_path_mut(&mut self, path: &mut ExprPath) {
        if path.path.is_ident("self") {
            *path = parse_quote!(__target);
        }
    }

    fn visit_macro_mut(&mut self, call: &mut Macro) {
        if let Some(mut arguments) = arguments_of(call) {
            arguments.iter_mut().for_each(|argument| self.visit_expr_mut(argument));
            call.tokens = arguments.into_token_stream();
        }
    }

    fn visit_local_mut(&mut self, local: &mut Local) {
        visit_mut::visit_local_mut(self, local);
        let builds = local.init.as_ref().is_some_and(|init| {
            let Expr::Try(tried) = &*init.expr else { return false };
            matches!(&*tried.expr, Expr::MethodCall(call) if call.method == "build")
        });
        if let (true, Pat::Ident(name)) = (builds, &mut local.pat) {
            name.mutability = None;
            local.attrs.clear();
            self.request = Some(name.ident.clone());
        }
    }
}

/// What each argument is for.
#[derive(Default)]
struct Names(HashMap<String, Source>);

impl Names {
    fn of(block: &syn::Block) -> Self {
        let mut names = Self::default();
        names.visit_block(block);
        names
    }
}

impl<'ast> Visit<'ast> for Names {
    fn visit_expr_call(&mut self, call: &'ast syn::ExprCall) {
        visit::visit_expr_call(self, call);
        let Expr::Path(function) = &*call.func else { return };
        let Some(last) = function.path.segments.last() else { return };
        match last.ident.to_string().as_str() {
            "new" if quote!(#function).to_string().contains("QueryParam") => {
                let name = call.args.first().and_then(text_of);
                let ident = call.args.iter().nth(1).and_then(ident_in);
                self.0.extend(ident.zip(name.map(Source::Named)));
            }
            _ => {}
        }
    }

    fn visit_expr_method_call(&mut self, call: &'ast ExprMethodCall) {
        visit::visit_expr_method_call(self, call);
        if call.method == "append"
            && let Some(name) = call.args.first().and_then(text_of)
            && let Some(ident) = call.args.iter().nth(1).and_then(ident_in)
        {
            self.0.insert(ident, Source::Named(name));
        }
    }

    fn visit_macro(&mut self, call: &'ast Macro) {
        // The path: `format!("{}/users/{}", __target.baseurl, encode_path(&user_id.to_string()))`.
        for (place, argument) in arguments_of(call).into_iter().flatten().skip(2).enumerate() {
            let Expr::Call(encoded) = argument else { continue };
            let ident = encoded.args.first().and_then(ident_in);
            self.0.extend(ident.map(|ident| (ident, Source::Path(place))));
        }
    }

    fn visit_expr_if(&mut self, expression: &'ast syn::ExprIf) {
        // `if let Some(value) = x_header { header_map.append("X-Header", value…) }`
        let Expr::Let(condition) = &*expression.cond else { return visit::visit_expr_if(self, expression) };
        let mut inner = Self::default();
        inner.visit_block(&expression.then_branch);
        if let (Some(ident), Some(name)) = (ident_in(&condition.expr), inner.0.remove("value")) {
            self.0.insert(ident, name);
        }
    }
}

/// The arguments of `format!`.
fn arguments_of(call: &Macro) -> Option<Punctuated<Expr, Token![,]>> {
    call.path.is_ident("format").then(|| call.parse_body_with(Punctuated::parse_terminated).ok()).flatten()
}

/// The variable that an expression such as `&x.to_string()` is about.
fn ident_in(expression: &Expr) -> Option<String> {
    match expression {
        Expr::Path(path) => path.path.get_ident().map(Ident::to_string),
        Expr::Reference(reference) => ident_in(&reference.expr),
        Expr::MethodCall(call) => ident_in(&call.receiver),
        Expr::Try(tried) => ident_in(&tried.expr),
        _ => None,
    }
}

pub fn text_of(expression: &Expr) -> Option<String> {
    match expression {
        Expr::Lit(literal) => match &literal.lit {
            Lit::Str(text) => Some(text.value()),
            _ => None,
        },
        _ => None,
    }
}

/// The `T` of `Name<T>`.
pub fn argument_of<'t>(ty: &'t Type, name: &str) -> Option<&'t Type> {
    let Type::Path(path) = ty else { return None };
    let last = path.path.segments.last().filter(|segment| segment.ident == name)?;
    let PathArguments::AngleBracketed(arguments) = &last.arguments else { return None };
    arguments.args.iter().find_map(|argument| match argument {
        GenericArgument::Type(ty) => Some(ty),
        _ => None,
    })
}

/// An identifier of this text, raw or with a mark at its end if it is a keyword.
pub fn ident(text: &str) -> Ident {
    syn::parse_str(text).unwrap_or_else(|_| format_ident!("{text}_"))
}
