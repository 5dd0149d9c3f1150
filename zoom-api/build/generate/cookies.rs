//! Cookies, which progenitor does not know.
//!
//! The fragment keeps them beside the other parameters. To progenitor they are headers; in the code that it writes of them
//! `call` then puts each into the one `Cookie` header.

use serde_json::Value;
use syn::visit_mut::{self, VisitMut};
use syn::{Expr, ExprMethodCall, parse_quote};

use super::fragment::{Operation, Place};
use super::requests::{Request, text_of};

/// Makes the cookies of all operations headers, for progenitor alone: `x-in` says what they are.
pub fn as_headers(document: &mut Value) {
    let Some(Value::Object(paths)) = document.get_mut("paths") else { return };
    let operations = paths.values_mut().filter_map(Value::as_object_mut).flat_map(|path| path.values_mut());
    let others = operations.filter_map(|operation| operation.get_mut("x-other-parameters")?.as_array_mut());
    for cookie in others.flatten().filter(|parameter| parameter["in"] == "cookie") {
        cookie["in"] = "header".into();
        cookie["x-in"] = "cookie".into();
    }
}

/// Sends those headers as cookies.
pub fn restore(request: &mut Request, operation: &Operation) {
    let cookies = operation.parameters.iter().filter(|parameter| parameter.place == Place::Cookie);
    let names: Vec<&str> = cookies.map(|parameter| parameter.name.as_str()).collect();
    if !names.is_empty() {
        Cookies { names }.visit_item_fn_mut(&mut request.function);
    }
}

struct Cookies<'o> {
    names: Vec<&'o str>,
}

impl VisitMut for Cookies<'_> {
    /// `header_map.append("session", value.to_string().try_into()?)`
    fn visit_expr_mut(&mut self, expression: &mut Expr) {
        visit_mut::visit_expr_mut(self, expression);
        let Expr::MethodCall(ExprMethodCall { receiver, method, args, .. }) = expression else { return };
        let Some(name) = args.first().and_then(text_of).filter(|name| self.names.contains(&name.as_str())) else {
            return;
        };
        if method == "append"
            && let Some(Expr::Try(tried)) = args.get(1)
            && let Expr::MethodCall(ExprMethodCall { receiver: value, .. }) = &*tried.expr
        {
            *expression = parse_quote!(crate::call::add_cookie(&mut #receiver, #name, &#value)?);
        }
    }
}
