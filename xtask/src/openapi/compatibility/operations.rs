//! Operations as the methods that they make.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::{Comparison, Way, What};

/// The methods of HTTP that a path item can hold.
const METHODS: [&str; 8] = ["get", "put", "post", "delete", "options", "head", "patch", "trace"];

/// An operation and where it stands.
struct Operation<'a> {
    document: &'a Value,
    /// Its method and path, as a title.
    title: String,
    item: &'a Value,
    fields: &'a Value,
}

/// What is sent or received: in which form, and of which type where it has one.
struct Content<'a> {
    form: &'static str,
    schema: Option<&'a Value>,
}

const EMPTY: Content<'static> = Content { form: "empty", schema: None };

impl<'a> Operation<'a> {
    /// The operations of a document by method and path, whatever the path's parameters are called, in its order.
    fn all(document: &'a Value) -> Vec<(String, Self)> {
        let mut found = Vec::new();
        for (path, item) in document["paths"].as_object().into_iter().flatten() {
            for method in METHODS {
                if let Some(fields) = item.get(method) {
                    let method = method.to_uppercase();
                    let operation = Self { document, title: format!("{method} {path}"), item, fields };
                    found.push((format!("{method} {}", without_names(path)), operation));
                }
            }
        }
        found
    }

    /// Its parameters by place and name; those of the path by their number there.
    fn parameters(&self) -> BTreeMap<(&'a str, String), &'a Value> {
        let path_names: Vec<_> = names(&self.title).collect();
        let lists = [&self.item["parameters"], &self.fields["parameters"]];
        let parameters = lists.into_iter().filter_map(Value::as_array).flatten();
        let named = parameters.filter_map(|parameter| {
            let parameter = resolve(self.document, parameter);
            let (place, name) = (parameter["in"].as_str()?, parameter["name"].as_str()?);
            let number = path_names.iter().position(|known| *known == name).filter(|_| place == "path");
            Some(((place, number.map_or_else(|| name.to_owned(), |number| number.to_string())), parameter))
        });
        named.collect()
    }

    fn body(&self) -> Option<&'a Value> {
        self.fields.get("requestBody").map(|body| resolve(self.document, body))
    }

    /// The responses of a class by their status.
    fn responses(&self, is_success: bool) -> BTreeMap<&'a str, Content<'a>> {
        let all = self.fields["responses"].as_object().into_iter().flatten();
        all.filter(|(status, _)| status.starts_with('2') == is_success)
            .map(|(status, response)| (status.as_str(), content(resolve(self.document, response))))
            .collect()
    }

    /// The names of each error code.
    fn errors(&self) -> BTreeMap<String, BTreeSet<&'a str>> {
        let mut errors = BTreeMap::<_, BTreeSet<_>>::new();
        for response in self.fields["responses"].as_object().into_iter().flat_map(|responses| responses.values()) {
            for error in resolve(self.document, response)["x-error-codes"].as_array().into_iter().flatten() {
                errors.entry(error["code"].to_string()).or_default().extend(error["name"].as_str());
            }
        }
        errors
    }
}

/// What a reference leads to.
fn resolve<'a>(document: &'a Value, value: &'a Value) -> &'a Value {
    let pointer = value["$ref"].as_str().and_then(|reference| reference.strip_prefix('#'));
    pointer.and_then(|pointer| document.pointer(pointer)).unwrap_or(value)
}

/// The names of a path's parameters.
fn names(path: &str) -> impl Iterator<Item = &str> {
    path.split('{').skip(1).filter_map(|rest| rest.split_once('}')).map(|(name, _)| name)
}

fn without_names(path: &str) -> String {
    names(path).fold(path.to_owned(), |path, name| path.replacen(&format!("{{{name}}}"), "{}", 1))
}

/// The form and the type of a body, by its first media type: a client has one.
fn content(body: &Value) -> Content<'_> {
    let Some((media_type, content)) = body["content"].as_object().and_then(|content| content.iter().next()) else {
        return EMPTY;
    };
    let media_type = media_type.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    let (form, is_typed) = match &*media_type {
        "application/x-www-form-urlencoded" => ("a form", true),
        "text/plain" => ("text", false),
        json if json.ends_with("/json") || json.ends_with("+json") => ("JSON", true),
        multipart if multipart.starts_with("multipart/") => ("a multipart form", true),
        _ => ("bytes", false),
    };
    Content { form, schema: content.get("schema").filter(|_| is_typed) }
}

impl<'a> Comparison<'a> {
    /// Compares the documents as a whole.
    pub(super) fn documents(&mut self) {
        let old = Operation::all(self.old);
        let mut new: BTreeMap<_, _> = Operation::all(self.new).into_iter().collect();
        for (key, operation) in old {
            match new.remove(&key) {
                Some(successor) => self.operation(&operation, &successor),
                None => self.breaks(&operation.title, What::Gone),
            }
        }
        new.values().for_each(|operation| self.adds("operation", &operation.title));
        self.all_named();
    }

    fn operation(&mut self, old: &Operation<'a>, new: &Operation<'a>) {
        let place = &old.title;
        for (noun, field) in [("operation ID", "operationId"), ("group", "x-sdk-group"), ("method", "x-sdk-method")] {
            self.names(place, noun, old.fields[field].as_str(), new.fields[field].as_str());
        }
        self.pagination(place, &old.fields["x-pagination"], &new.fields["x-pagination"]);
        self.max_range(place, &old.fields["x-max-range"], &new.fields["x-max-range"]);
        self.parameters(place, old, new);
        self.bodies(&format!("{place} / request body"), old.body(), new.body());
        self.responses(&format!("{place} / success"), &old.responses(true), &new.responses(true));
        self.responses(&format!("{place} / error"), &old.responses(false), &new.responses(false));
        self.errors(place, &old.errors(), &new.errors());
    }

    fn pagination(&mut self, place: &str, old: &Value, new: &Value) {
        match (old, new) {
            (Value::Null, Value::Null) => {}
            (Value::Null, _) => self.adds("pagination", place),
            (_, Value::Null) => self.breaks(&format!("{place} / pagination"), What::Gone),
            (old, new) => {
                // Which parameter and which member hold the token is not for callers.
                for field in ["style", "items"] {
                    let text = |pagination: &Value| pagination[field].as_str().unwrap_or("nothing").to_owned();
                    let (from, to) = (text(old), text(new));
                    if from != to {
                        self.breaks(&format!("{place} / pagination / {field}"), What::Reformed { from, to });
                    }
                }
            }
        }
    }

    /// Compares what gives a call its `items_between`. How long a range is has no part in what callers write.
    fn max_range(&mut self, place: &str, old: &Value, new: &Value) {
        match (old.is_null(), new.is_null()) {
            (true, false) => self.adds("date range", place),
            (false, true) => self.breaks(&format!("{place} / date range"), What::Gone),
            _ => {}
        }
    }

    fn parameters(&mut self, place: &str, old: &Operation<'a>, new: &Operation<'a>) {
        let (before, after) = (old.parameters(), new.parameters());
        let title = |parameter: &Value| {
            let (location, name) = (parameter["in"].as_str(), parameter["name"].as_str());
            format!("{place} / {} parameter \"{}\"", location.unwrap_or_default(), name.unwrap_or_default())
        };
        for (key, old) in &before {
            let place = title(old);
            let Some(new) = after.get(key) else {
                self.breaks(&place, What::Gone);
                continue;
            };
            self.names(&place, "name", old["name"].as_str(), new["name"].as_str());
            match (old["required"] == true, new["required"] == true) {
                (false, true) => self.breaks(&place, What::NowRequired),
                (true, false) => self.adds("choice", &place),
                _ => {}
            }
            let keyword = |parameter: &'a Value| parameter["x-caller-keyword"]["keyword"].as_str();
            self.names(&place, "keyword", keyword(old), keyword(new));
            // A list that goes into one value is a string to the generated client.
            let label = |is_joined| if is_joined { "a list with commas in one value" } else { "values of their own" };
            let (was_joined, is_joined) = (old["explode"] == false, new["explode"] == false);
            if was_joined == is_joined {
                self.types(&place, &old["schema"], &new["schema"], Way::Parameter);
            } else {
                self.retyped(&place, label(was_joined), label(is_joined));
            }
        }
        for (_, parameter) in after.iter().filter(|(key, _)| !before.contains_key(*key)) {
            if parameter["required"] == true {
                self.breaks(&title(parameter), What::NewAndRequired);
            } else {
                self.adds("parameter", &title(parameter));
            }
        }
    }

    fn bodies(&mut self, place: &str, old: Option<&'a Value>, new: Option<&'a Value>) {
        match (old, new) {
            (Some(old), Some(new)) => {
                match (old["required"] == true, new["required"] == true) {
                    (false, true) => self.breaks(place, What::NowRequired),
                    (true, false) => self.adds("choice", place),
                    _ => {}
                }
                self.contents(place, &content(old), &content(new), Way::Request);
            }
            (Some(_), None) => self.breaks(place, What::Gone),
            (None, Some(new)) if new["required"] == true => self.breaks(place, What::NewAndRequired),
            (None, Some(_)) => self.adds("request body", place),
            (None, None) => {}
        }
    }

    /// Compares what comes back: what a client gives is the first that has a body, and each status for itself.
    fn responses(&mut self, place: &str, old: &BTreeMap<&str, Content<'a>>, new: &BTreeMap<&str, Content<'a>>) {
        fn given<'c, 'a>(responses: &'c BTreeMap<&str, Content<'a>>) -> &'c Content<'a> {
            responses.values().find(|content| content.form != EMPTY.form).unwrap_or(&EMPTY)
        }
        self.contents(place, given(old), given(new), Way::Response);
        for (status, old) in old {
            if let Some(new) = new.get(status).filter(|new| new.form == old.form) {
                self.contents(place, old, new, Way::Response);
            }
        }
    }

    fn contents(&mut self, place: &str, old: &Content<'a>, new: &Content<'a>, way: Way) {
        if old.form != new.form {
            self.breaks(place, What::Reformed { from: old.form.to_owned(), to: new.form.to_owned() });
        } else if let (Some(old), Some(new)) = (old.schema, new.schema) {
            self.types(place, old, new, way);
        }
    }

    /// Compares what the errors of a code are called. A code without a name is documentation.
    fn errors(
        &mut self,
        place: &str,
        old: &BTreeMap<String, BTreeSet<&'a str>>,
        new: &BTreeMap<String, BTreeSet<&'a str>>,
    ) {
        for (code, before) in old {
            let none = BTreeSet::new();
            let after = new.get(code).unwrap_or(&none);
            let mut arrived = after.difference(before);
            for gone in before.difference(after) {
                self.names(&format!("{place} / error code {code}"), "name", Some(gone), arrived.next().copied());
            }
        }
    }
}
