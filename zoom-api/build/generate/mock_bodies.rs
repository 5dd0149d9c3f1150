//! The bodies of mocks have their secrets in clear: a mock plays Zoom, which sends them, and waits for what a client sends.

use syn::visit_mut::{self, VisitMut};
use syn::{ExprMethodCall, File, parse_quote};

/// Has every body of a generated mock serialized in clear.
pub fn expose(file: &mut File) {
    Bodies.visit_file_mut(file);
}

struct Bodies;

impl VisitMut for Bodies {
    fn visit_expr_method_call_mut(&mut self, call: &mut ExprMethodCall) {
        if call.method == "json_body_obj" {
            for value in &mut call.args {
                *value = parse_quote!(&crate::secret::InClear(&#value));
            }
        }
        visit_mut::visit_expr_method_call_mut(self, call);
    }
}
