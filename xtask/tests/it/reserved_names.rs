//! No name of a collection is one that the generated code needs: every name that progenitor writes is tried in each place.

use std::collections::BTreeSet;

use serde_json::{Value, json};
use syn::punctuated::Punctuated;
use syn::visit::{self, Visit};
use syn::{Expr, Ident, Token};
use xtask::postman::Broken;
use xtask::verify::{self, Outcome, Scratch};

use super::{collection, convert_value, document, item, workspace};

/// A document with all that progenitor knows: each kind of parameter, body, response and type.
fn everything() -> Value {
    let named = |name: &str| json!({ "$ref": format!("#/components/schemas/{name}") });
    let content = |media: &str, schema: Value| json!({ media: { "schema": schema } });
    let parameter = |name: &str, place: &str, required: bool, schema: Value| json!({ "name": name, "in": place, "required": required, "schema": schema });
    let text = json!({ "type": "string" });
    let operation = |id: &str, body: Value, responses: Value| {
        let mut operation = json!({ "operationId": id, "responses": responses });
        if !body.is_null() {
            operation["requestBody"] = json!({ "required": true, "content": body });
        }
        operation
    };
    let json_response = |name: &str| json!({ "description": "x", "content": content("application/json", named(name)) });
    let mut whole = operation(
        "qqa",
        content("application/json", named("Qqthing")),
        json!({ "200": json_response("Qqthing"), "404": json_response("Qqchoice") }),
    );
    whole["parameters"] = json!([
        parameter("qqid", "path", true, text.clone()),
        parameter("qqb", "query", true, text.clone()),
        parameter("qqc", "query", false, json!({ "type": "array", "items": { "type": "integer" } })),
        parameter("qqd", "query", false, json!({ "type": "string", "enum": ["a", "b"] })),
        parameter("qqe", "header", true, text.clone()),
        parameter("qqf", "header", false, text.clone()),
    ]);
    let binary = json!({ "type": "string", "format": "binary" });
    let raw = json!({ "200": { "description": "x", "content": content("text/csv", text.clone()) } });
    let nothing = json!({ "204": { "description": "x" }, "500": { "description": "x" } });
    json!({
        "openapi": "3.0.3",
        "info": { "title": "T", "version": "1" },
        "paths": {
            "/a/{qqid}": { "post": whole },
            "/b": {
                "put": operation("qqg", content("text/plain", text.clone()), raw),
                "patch": operation("qqh", content("application/octet-stream", binary), nothing.clone()),
                "delete": operation("qqi", Value::Null, nothing),
                "get": operation("qqj", content("application/x-www-form-urlencoded", named("Qqthing")), json!({ "default": json_response("Qqthing") })),
                "head": operation("qqk", Value::Null, json!({ "200": { "description": "x" } })),
            },
        },
        "components": { "schemas": {
            "Qqthing": { "type": "object", "required": ["qql"], "properties": {
                "qql": text,
                "qqm": { "type": "integer", "format": "int64" },
                "qqn": { "type": "string", "enum": ["a", "b"] },
                "qqo": { "type": "array", "items": named("Qqthing") },
                "qqp": { "type": "object", "additionalProperties": named("Qqchoice") },
                "qqq": { "type": "boolean", "default": true },
                "qqr": { "anyOf": [named("Qqchoice"), { "enum": [null] }] },
            } },
            "Qqchoice": { "oneOf": [{ "type": "string" }, { "type": "integer" }] },
        } },
    })
}

#[derive(Default)]
struct Names(BTreeSet<String>);

impl<'a> Visit<'a> for Names {
    fn visit_ident(&mut self, name: &'a Ident) {
        self.0.insert(name.to_string());
        visit::visit_ident(self, name);
    }
}

/// Each name that progenitor writes into a client by itself.
fn written() -> Vec<String> {
    let code = verify::client(&everything().to_string()).unwrap();
    let mut names = Names::default();
    names.visit_file(&syn::parse_file(&code).unwrap());
    names.0.retain(|name| !name.to_lowercase().starts_with("qq"));
    // `error` and `Error` would be given other names for each other's sake alone.
    let mut known = BTreeSet::new();
    names.0.into_iter().filter(|name| known.insert(name.replace('_', "").to_lowercase())).collect()
}

/// A collection with each of these names for a folder, an operation, a parameter in each place, a member and a type.
fn tried(names: &[String]) -> Value {
    let header = json!([{ "key": "Content-Type", "value": "application/json" }]);
    let items = names.iter().enumerate().flat_map(|(number, name)| {
        let address = |kind: &str, rest: &str| format!("https://api.example.com/{kind}{number}{rest}");
        let body = json!({ name: { "number": number, name: true } }).to_string();
        let raw = json!({ "mode": "raw", "raw": body, "options": { "raw": { "language": "json" } } });
        let response = json!([{ "name": "ok", "code": 200, "header": header, "body": body }, { "name": "no", "code": 400, "header": header, "body": body }]);
        let operation = json!({ "name": name, "request": { "method": "GET", "url": address("o", "") }, "response": response });
        [
            json!({ "name": name, "item": [operation] }),
            json!({ "name": format!("Query {number}"), "request": { "method": "POST", "url": address("q", &format!("?{name}=a")), "body": raw } }),
            json!({ "name": format!("Path {number}"), "request": { "method": "PUT", "url": address("p", &format!("/:{name}")), "body": raw } }),
            json!({ "name": format!("Header {number}"), "request": { "method": "POST", "url": address("h", ""), "header": [{ "key": name, "value": "{{x}}" }],
                "body": { "mode": "raw", "raw": "text" } } }),
        ]
    });
    collection(&items.collect::<Vec<_>>())
}

/// Names that a builder or the client cannot have a second time, as the generated code shows.
#[derive(Default)]
struct Needed {
    /// Methods of the client, and what builders import or take from the prelude; as operations are compared.
    operations: BTreeSet<String>,
    /// Methods of builders, and functions that they call by name.
    parameters: BTreeSet<String>,
    in_builders: bool,
}

impl Needed {
    fn operation(&mut self, name: &Ident) {
        self.operations.insert(name.to_string().replace('_', "").to_lowercase());
    }
}

impl<'a> Visit<'a> for Needed {
    fn visit_item_mod(&mut self, module: &'a syn::ItemMod) {
        match module.ident.to_string().as_str() {
            "types" => return,
            name => self.in_builders = name == "builder",
        }
        visit::visit_item_mod(self, module);
        self.in_builders = false;
    }

    fn visit_item_impl(&mut self, item: &'a syn::ItemImpl) {
        let is_inherent = item.trait_.is_none();
        for item in &item.items {
            let syn::ImplItem::Fn(method) = item else { continue };
            if self.in_builders {
                self.parameters.insert(method.sig.ident.to_string());
            } else if is_inherent {
                self.operation(&method.sig.ident);
            }
        }
        visit::visit_item_impl(self, item);
    }

    fn visit_use_name(&mut self, name: &'a syn::UseName) {
        if self.in_builders && name.ident != "types" && name.ident != "encode_path" {
            self.operation(&name.ident);
        }
    }

    fn visit_expr_method_call(&mut self, call: &'a syn::ExprMethodCall) {
        if self.in_builders && matches!(&*call.receiver, Expr::Path(path) if path.path.is_ident("client")) {
            self.operation(&call.method);
        }
        visit::visit_expr_method_call(self, call);
    }

    fn visit_expr_call(&mut self, call: &'a syn::ExprCall) {
        if let Expr::Path(path) = &*call.func
            && let Some(name) = path.path.get_ident()
            && name.to_string().starts_with(char::is_lowercase)
        {
            self.parameters.insert(name.to_string());
        }
        visit::visit_expr_call(self, call);
    }

    /// Arguments of `format!` are expressions too.
    fn visit_macro(&mut self, call: &'a syn::Macro) {
        let arguments = call.parse_body_with(Punctuated::<Expr, Token![,]>::parse_terminated).unwrap_or_default();
        for argument in arguments {
            let (Expr::Reference(_) | Expr::Call(_)) = &argument else { continue };
            let mut inner = Self::default();
            inner.visit_expr(&argument);
            self.parameters.append(&mut inner.parameters);
        }
    }

    fn visit_path(&mut self, path: &'a syn::Path) {
        let segments: Vec<_> = path.segments.iter().map(|segment| segment.ident.to_string()).collect();
        if let [super_, client, name] = &segments[..]
            && (super_.as_str(), client.as_str()) == ("super", "Client")
        {
            self.operations.insert(name.replace('_', ""));
        }
        let first = &segments[0];
        // What is a value and no type, and the parameters of functions, are not hidden by a type.
        let is_type = first.len() > 1 && first.starts_with(char::is_uppercase);
        if self.in_builders
            && path.leading_colon.is_none()
            && is_type
            && !["Self", "Ok", "Err", "Some", "None"].contains(&first.as_str())
        {
            self.operations.insert(first.to_lowercase());
        }
        visit::visit_path(self, path);
    }
}

/// Names as the generator has them, which is by words.
fn is_one_of(names: &BTreeSet<String>, name: &str) -> bool {
    names.contains(&name.replace('_', "").to_lowercase())
}

#[test]
fn names_that_generated_code_needs_are_given_to_nothing_else() {
    let code = verify::client(&everything().to_string()).unwrap();
    let mut needed = Needed::default();
    needed.visit_file(&syn::parse_file(&code).unwrap());
    needed.operations.retain(|name| !name.starts_with("qq"));
    needed.parameters.retain(|name| !name.starts_with("qq"));
    for known in ["new", "pre", "exec", "post", "apiversion", "bytestream", "error", "result", "from"] {
        assert!(needed.operations.contains(known), "{known}: {:?}", needed.operations);
    }
    for known in ["new", "send", "body", "body_map", "encode_path"] {
        assert!(needed.parameters.contains(known), "{known}: {:?}", needed.parameters);
    }
    let document = document(&convert_value(&tried(&written())).unwrap());
    let mut reserved = 0;
    for operation in document["paths"].as_object().unwrap().values().flat_map(|path| path.as_object().unwrap().values())
    {
        let id = operation["operationId"].as_str().unwrap();
        assert!(!is_one_of(&needed.operations, id), "{id}: {:?}", needed.operations);
        for parameter in operation["parameters"].as_array().into_iter().flatten() {
            let name = parameter["name"].as_str().unwrap();
            assert!(!needed.parameters.contains(&name.to_lowercase()), "{name}: {:?}", needed.parameters);
        }
        reserved += operation["x-other-parameters"].as_array().map_or(0, Vec::len);
    }
    assert!(reserved >= 2 * needed.parameters.len(), "{reserved}: what is reserved is kept beside");
}

#[test]
#[ignore = "compiles a client"]
fn a_client_of_all_names_compiles() {
    let names = written();
    assert!(names.len() > 100, "{names:?}");
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("collection.json");
    std::fs::write(&path, tried(&names).to_string()).unwrap();
    let converted = convert_value(&tried(&names)).unwrap();
    assert_eq!(converted.operations, names.len() * 4);
    let verdict = Scratch::new(&workspace()).unwrap().verify(&path, Broken::Refuse);
    assert!(matches!(verdict.outcome, Outcome::Compiled(_)), "{verdict}");
}

/// What the client of zoom-api has beside what is generated, as its source says: all methods of `Zoom`.
fn methods_of_the_client() -> BTreeSet<String> {
    #[derive(Default)]
    struct Methods(BTreeSet<String>);
    impl<'a> Visit<'a> for Methods {
        fn visit_item_impl(&mut self, item: &'a syn::ItemImpl) {
            if let (None, syn::Type::Path(of)) = (&item.trait_, &*item.self_ty)
                && of.path.segments.last().is_some_and(|name| name.ident == "Zoom")
            {
                let methods = item.items.iter().filter_map(|item| match item {
                    syn::ImplItem::Fn(method) => Some(method.sig.ident.to_string()),
                    _ => None,
                });
                self.0.extend(methods);
            }
        }
    }
    let mut methods = Methods::default();
    let mut folders = vec![workspace().join("zoom-api/src")];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                methods.visit_file(&syn::parse_file(&std::fs::read_to_string(path).unwrap()).unwrap());
            }
        }
    }
    methods.0
}

/// What each group has besides its calls: the functions that zoom-api's build writes by name into one.
fn methods_of_groups() -> BTreeSet<String> {
    #[derive(Default)]
    struct Written(BTreeSet<String>);
    impl<'a> Visit<'a> for Written {
        fn visit_macro(&mut self, quoted: &'a syn::Macro) {
            let text = quoted.tokens.to_string();
            let words: Vec<_> = text.split_whitespace().collect();
            let names = words.windows(2).filter(|pair| pair[0] == "fn").map(|pair| pair[1]);
            let name = |word: &str| word.split(|c: char| !c.is_alphanumeric() && c != '_').next().map(str::to_owned);
            self.0.extend(names.filter_map(name).filter(|name| !name.is_empty()));
        }
    }
    let source = std::fs::read_to_string(workspace().join("zoom-api/build/generate/groups.rs")).unwrap();
    let mut written = Written::default();
    written.visit_file(&syn::parse_file(&source).unwrap());
    written.0
}

#[test]
fn no_group_and_no_call_is_called_as_a_method_of_the_client() {
    let (client, groups) = (methods_of_the_client(), methods_of_groups());
    for known in ["builder", "from_env", "request", "call", "with_retry"] {
        assert!(client.contains(known), "{known}: {client:?}");
    }
    assert!(groups.contains("new"), "{groups:?}");
    let all: Vec<_> = client.iter().chain(&groups).collect();
    // In a folder of that name, in none at a path of that name, and as a call of a group.
    let items = all.iter().enumerate().flat_map(|(number, name)| {
        let path = name.replace('_', "-");
        [
            json!({ "name": name, "item": [item("Get", &format!("/a{number}"), &json!({}))] }),
            item("Get", &format!("/{path}/{number}"), &json!({})),
            json!({ "name": "Things", "item": [item(name, &format!("/things/{number}"), &json!({}))] }),
        ]
    });
    let document = document(&convert_value(&collection(&items.collect::<Vec<_>>())).unwrap());
    for path in document["paths"].as_object().unwrap().values() {
        let [group, method] = ["x-sdk-group", "x-sdk-method"].map(|name| path["get"][name].as_str().unwrap());
        assert!(!client.contains(group), "zoom.{group}()");
        assert!(!groups.contains(method), "zoom.{group}().{method}()");
    }
}
