//! The embedded Zoom has every operation of the fragment: it answers what is right, and refuses what is not.

use std::sync::LazyLock;

use reqwest::{Client, RequestBuilder};
use serde_json::{Map, Value, json};
use zoom_api::mock::ZoomServer;
use zoom_api::operations::{Arguments, Operation, ParameterPlace};
use zoom_api::{Error, FilePart};

use super::fragment;

/// The server, and one client for all requests: to make one takes longer than a call.
struct Server {
    server: ZoomServer,
    client: Client,
}

impl Server {
    async fn start() -> Self {
        Self { server: ZoomServer::start_async().await, client: Client::new() }
    }
}

impl std::ops::Deref for Server {
    type Target = ZoomServer;

    fn deref(&self) -> &ZoomServer {
        &self.server
    }
}

/// A right request of an operation, from the examples of the fragment.
#[derive(Clone)]
struct Call {
    operation: &'static Operation,
    path: String,
    query: Vec<(String, String)>,
    body: Option<Value>,
    is_form: bool,
}

impl Call {
    /// Every parameter of the operation, but those that ask for another page.
    fn of(operation: &'static Operation) -> Self {
        let documented = documented(operation);
        let mut path = operation.path.to_owned();
        let mut query = Vec::new();
        for parameter in operation.parameters {
            let example = example_of(parameter.name, documented);
            match parameter.place {
                ParameterPlace::Path => {
                    let value = parameter.caller_keyword.map_or(example, |keyword| keyword.keyword.to_owned());
                    path = path.replace(&format!("{{{}}}", parameter.name), &value.replace('/', "%2F"));
                }
                ParameterPlace::Query if matches!(parameter.name, "next_page_token" | "page_number") => {}
                ParameterPlace::Query => query.push((parameter.name.to_owned(), example)),
                _ => {}
            }
        }
        let content = &documented["requestBody"]["content"]["application/json"];
        let body = saved(content).cloned();
        let is_form = operation.body.is_some_and(|body| body.media_type == "multipart/form-data");
        Self { operation, path, query, body, is_form }
    }

    async fn send(&self, server: &Server) -> (u16, Value) {
        let url = reqwest::Url::parse_with_params(&format!("{}{}", server.base_url(), self.path), &self.query).unwrap();
        let request = server.client.request(self.operation.http_method.clone(), url).bearer_auth(ZoomServer::TOKEN);
        answer(match &self.body {
            Some(body) => request.json(body),
            None if self.is_form => {
                let file = "--x\r\ncontent-disposition: form-data; name=\"pic_file\"\r\n\r\na\r\n--x--\r\n";
                request.header("content-type", "multipart/form-data; boundary=x").body(file)
            }
            None => request,
        })
        .await
    }

    /// The same as a call by JSON.
    fn arguments(&self) -> Arguments {
        let mut arguments = Arguments::new();
        let documented = documented(self.operation);
        for parameter in self.operation.parameters.iter().filter(|it| it.place == ParameterPlace::Path) {
            let example = example_of(parameter.name, documented);
            let value = parameter.caller_keyword.map_or(example, |keyword| keyword.keyword.to_owned());
            arguments = arguments.set(parameter.name, value);
        }
        for (name, value) in &self.query {
            let parameter = self.operation.parameters.iter().find(|it| it.name == name).unwrap();
            let value = match parameter.json_type {
                "integer" | "number" | "boolean" => serde_json::from_str(value).unwrap(),
                "array" => json!([value]),
                _ => json!(value),
            };
            arguments = arguments.set(name, value);
        }
        match &self.body {
            Some(body) => arguments.body(body.clone()),
            None if self.is_form => arguments.file("pic_file", FilePart::new("file.png", "bytes")),
            None => arguments,
        }
    }
}

async fn answer(request: RequestBuilder) -> (u16, Value) {
    let response = request.send().await.unwrap();
    assert!(response.headers().contains_key("x-zm-trackingid"));
    let (status, body) = (response.status().as_u16(), response.text().await.unwrap());
    let body = if body.is_empty() { Value::Null } else { serde_json::from_str(&body).unwrap() };
    (status, body)
}

static FRAGMENT: LazyLock<Value> = LazyLock::new(fragment);

fn documented(operation: &Operation) -> &'static Value {
    &FRAGMENT["paths"][operation.path][operation.http_method.as_str().to_lowercase()]
}

/// The saved example, the first if there are several.
fn saved(content: &Value) -> Option<&Value> {
    let first = || Some(&content["examples"].as_object()?.values().next()?["value"]);
    content.get("example").or_else(first)
}

fn example_of(parameter: &str, documented: &Value) -> String {
    let mut listed = documented["parameters"].as_array().unwrap().iter();
    let parameter = listed.find(|it| it["name"] == parameter).unwrap();
    let schema = &parameter["schema"];
    let examples = [&parameter["example"], &schema["enum"][0], &schema["items"]["enum"][0]];
    let example = examples.into_iter().find(|it| !it.is_null()).cloned();
    example.map_or_else(|| "me".to_owned(), |it| it.as_str().map_or_else(|| it.to_string(), str::to_owned))
}

/// All operations with a right call of each, of which there has to be one.
fn calls() -> Vec<Call> {
    let calls: Vec<_> = Operation::all().iter().map(Call::of).collect();
    assert!(!calls.is_empty(), "the fragment has no operation");
    calls
}

/// Fails once, with all that went wrong.
fn report(problems: &[String], checked: usize, what: &str) {
    assert!(checked > 0, "no {what} was checked");
    assert!(problems.is_empty(), "{} of {checked} {what}:\n{}", problems.len(), problems.join("\n"));
}

/// Whether an answer is Zoom's to an invalid field.
fn refuses(answer: &(u16, Value), field: &str) -> bool {
    let fields = answer.1["errors"].as_array().into_iter().flatten();
    answer.0 == 400 && answer.1["code"] == 300 && fields.into_iter().any(|it| it["field"] == field)
}

#[tokio::test]
async fn a_right_request_gets_the_saved_example_with_its_status() {
    let server = Server::start().await;
    let (mut problems, mut checked) = (Vec::new(), 0);
    for mut call in calls() {
        call.query.retain(|(name, _)| name != "page_size");
        let (status, body) = call.send(&server).await;
        let responses = documented(call.operation)["responses"].as_object().unwrap();
        let (success, response) = responses.iter().find(|(status, _)| status.starts_with('2')).unwrap();
        let example = saved(&response["content"]["application/json"]).unwrap_or(&Value::Null);
        // Files are served where the rest is.
        let body = body.to_string().replace(&server.base_url(), "https://example.com");
        let body: Value = serde_json::from_str(&body).unwrap();
        checked += 1;
        if status.to_string() != *success || body != *example {
            problems.push(format!("{}: {status} {body}\n  documented: {success} {example}", call.operation.id));
        }
    }
    report(&problems, checked, "operations");
}

#[tokio::test]
async fn the_client_accepts_every_answer() {
    let server = Server::start().await;
    let zoom = server.zoom().unwrap();
    let (mut problems, mut checked) = (Vec::new(), 0);
    for call in calls() {
        checked += 1;
        if let Err(error) = zoom.call(call.operation, call.arguments()).await {
            problems.push(format!("{}: {error:?}", call.operation.id));
        }
    }
    report(&problems, checked, "operations");
}

#[tokio::test]
async fn parameters_that_are_missing_or_undocumented_are_refused() {
    let server = Server::start().await;
    let (mut problems, mut checked) = (Vec::new(), 0);
    for call in calls() {
        let parameters = call.operation.parameters.iter().filter(|it| it.place == ParameterPlace::Query);
        for parameter in parameters {
            let mut wrong = Vec::new();
            let mut without = call.clone();
            without.query.retain(|(name, _)| name != parameter.name);
            if parameter.is_required {
                wrong.push(without.clone());
            }
            let has_values = !parameter.values.is_empty() || matches!(parameter.json_type, "integer" | "boolean");
            if has_values {
                without.query.push((parameter.name.to_owned(), "no-such-value".to_owned()));
                wrong.push(without);
            }
            for call in wrong {
                checked += 1;
                let answer = call.send(&server).await;
                if !refuses(&answer, parameter.name) {
                    problems.push(format!("{} {}: {answer:?}", call.operation.id, parameter.name));
                }
            }
        }
    }
    report(&problems, checked, "parameters");
}

#[tokio::test]
async fn members_that_are_missing_or_undocumented_are_refused() {
    let server = Server::start().await;
    let (mut problems, mut missing, mut undocumented) = (Vec::new(), 0, 0);
    for call in calls() {
        let Some(body) = &call.body else { continue };
        let schema = &documented(call.operation)["requestBody"]["content"]["application/json"]["schema"];
        for spoiled in spoiled(body, schema) {
            let count = if spoiled.is_missing { &mut missing } else { &mut undocumented };
            *count += 1;
            let wrong = Call { body: Some(spoiled.body), ..call.clone() };
            let answer = wrong.send(&server).await;
            if !refuses(&answer, &spoiled.field) {
                problems.push(format!("{} {}: {answer:?}", call.operation.id, spoiled.field));
            }
        }
    }
    assert!(missing > 10, "{missing} required members");
    report(&problems, undocumented, "members with values");
}

/// A body with one member that Zoom would refuse.
struct Spoiled {
    body: Value,
    field: String,
    is_missing: bool,
}

/// The body without each required member, and with a value of another type for each.
fn spoiled(body: &Value, schema: &Value) -> Vec<Spoiled> {
    let name = schema["$ref"].as_str().and_then(|reference| reference.rsplit('/').next());
    let schema = name.map_or(schema, |name| &FRAGMENT["components"]["schemas"][name]);
    let mut all = Vec::new();
    if let Some(first) = body.get(0) {
        for inner in spoiled(first, &schema["items"]) {
            let mut elements = body.clone();
            elements[0] = inner.body;
            let dot = if inner.field.is_empty() { "" } else { "." };
            all.push(Spoiled { body: elements, field: format!("[0]{dot}{}", inner.field), ..inner });
        }
    }
    for (name, member) in body.as_object().unwrap_or(&Map::new()) {
        let documented = &schema["properties"][name];
        let is_listed = schema["required"].as_array().is_some_and(|required| required.iter().any(|it| it == name));
        if is_listed || documented["x-required"] == true {
            let mut without = body.clone();
            without.as_object_mut().unwrap().remove(name);
            all.push(Spoiled { body: without, field: name.clone(), is_missing: true });
        }
        if documented["type"].is_string() {
            let mut other = body.clone();
            other[name] = if documented["type"] == "array" { json!("a list") } else { json!([]) };
            all.push(Spoiled { body: other, field: name.clone(), is_missing: false });
        }
        for inner in spoiled(member, documented) {
            let mut outer = body.clone();
            outer[name] = inner.body;
            let dot = if inner.field.starts_with('[') { "" } else { "." };
            all.push(Spoiled { body: outer, field: format!("{name}{dot}{}", inner.field), ..inner });
        }
    }
    all
}

#[tokio::test]
async fn every_documented_error_is_played() {
    let server = Server::start().await;
    let zoom = server.zoom().unwrap();
    let (mut problems, mut checked) = (Vec::new(), 0);
    for call in calls() {
        for documented in call.operation.errors {
            checked += 1;
            let code = documented.name.or(documented.code).unwrap_or_default();
            server.refuse(call.operation.id, documented.status, code).unwrap();
            let place = format!("{} {} {code}", call.operation.id, documented.status);
            match zoom.call(call.operation, call.arguments()).await {
                Err(Error::Api(error)) => {
                    let found = error.documented().map(|it| (it.status, it.code, it.message));
                    let message = error.message().unwrap_or_default();
                    let variables = documented.variables.iter();
                    let mut marks = variables.flat_map(|it| [format!("${it}"), format!("{{{it}}}")]);
                    let has_mark = marks.any(|mark| message.contains(&mark));
                    if found != Some((documented.status, documented.code, documented.message)) || has_mark {
                        problems.push(format!("{place}: {error:?}"));
                    }
                }
                other => problems.push(format!("{place}: {other:?}")),
            }
        }
    }
    report(&problems, checked, "errors");
}

#[tokio::test]
async fn every_list_is_paged() {
    let server = Server::start().await;
    let (mut problems, mut checked) = (Vec::new(), 0);
    for mut call in calls() {
        let Some(pagination) = &call.operation.pagination else { continue };
        checked += 1;
        let response = &documented(call.operation)["responses"]["200"]["content"]["application/json"];
        let item = &saved(response).unwrap()[pagination.items][0];
        assert!(item.is_object(), "{}", call.operation.id);
        let numbered = |number: usize| {
            let mut item = item.clone();
            item["number"] = json!(number);
            item
        };
        server.set_items(call.operation.id, (0..7).map(numbered)).unwrap();
        call.query.retain(|(name, _)| name != "page_size");
        call.query.push(("page_size".to_owned(), "3".to_owned()));
        let (mut seen, mut pages) = (Vec::new(), Vec::new());
        let mut page = call.clone();
        while pages.last() != Some(&0) && pages.len() < 9 {
            let (status, body) = page.send(&server).await;
            assert_eq!(status, 200, "{}: {body}", call.operation.id);
            let items = body[pagination.items].as_array().unwrap();
            seen.extend(items.iter().map(|item| item["number"].as_u64().unwrap()));
            pages.push(items.len());
            page = call.clone();
            let next = match pagination.token.map(|token| body[token].as_str().unwrap().to_owned()) {
                Some(token) if token.is_empty() => break,
                Some(token) => token,
                None => (pages.len() + 1).to_string(),
            };
            page.query.push((pagination.parameter.to_owned(), next));
        }
        pages.retain(|items| *items > 0);
        if pages != [3, 3, 1] || seen != (0..7).collect::<Vec<_>>() {
            problems.push(format!("{}: {pages:?} {seen:?}", call.operation.id));
        }
    }
    report(&problems, checked, "lists");
}

#[tokio::test]
async fn a_token_of_another_page_is_refused() {
    let server = Server::start().await;
    let mut checked = 0;
    for call in calls() {
        let Some(token) = call.operation.pagination.as_ref().filter(|it| it.token.is_some()) else { continue };
        checked += 1;
        for unknown in ["no-such-token", "3-0000000000000000", "99999999999999999999"] {
            let mut call = call.clone();
            call.query.push((token.parameter.to_owned(), unknown.to_owned()));
            let (status, body) = call.send(&server).await;
            assert_eq!((status, &body["code"]), (400, &json!(300)), "{}: {body}", call.operation.id);
        }
    }
    assert!(checked > 0, "no list was checked");
}
