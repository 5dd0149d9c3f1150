//! Named types for the objects in bodies, one for each shape that is the same under names that agree.
//!
//! Every object becomes a component of its own: the generator would otherwise name it, and gives two objects of one
//! operation the same name. Objects of one shape are shared, so that a client has one `DialInNumber` and not two.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::lower::Draft;
use super::model::{Body, Content, Operation, Response, Status};
use super::names::{pascal, singular_words, words};
use super::notes::ErrorBody;
use super::schema::{Kind, Object, Schema};
use super::shape::{ObjectShape, Shape};

/// When a member of an object counts as always there.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Required {
    /// Never: the samples are a part of what the server sends, and servers leave out what they do not have.
    #[default]
    Never,
    /// When every sample has it.
    FromSamples,
}

/// Gives all types their names.
pub(super) fn name(
    operations: Vec<Operation<Draft>>,
    error: Option<ErrorBody>,
    required: Required,
) -> (Vec<Operation<Schema>>, BTreeMap<String, Schema>) {
    let error_name = error.as_ref().map_or("", |error| error.name);
    let mut types = Types { required, ..Types::default() };
    let operations: Vec<_> = operations.into_iter().map(|operation| types.operation(operation, error_name)).collect();

    let taken = error.map(|error| error.schemas).unwrap_or_default();
    let names = types.settle(&taken);
    let mut schemas: BTreeMap<String, Schema> = taken;
    for (node, name) in types.nodes.into_iter().zip(&names) {
        let mut object = node.object;
        object.properties.values_mut().for_each(|schema| resolve(schema, &names));
        schemas.insert(name.clone(), Kind::Object(object).into());
    }
    let mut operations = operations;
    for operation in &mut operations {
        let bodies = operation.body.iter_mut().flat_map(|body| {
            std::iter::once(&mut body.content.schema).chain(body.others.iter_mut().map(|other| &mut other.schema))
        });
        let responses = operation.responses.values_mut().filter_map(|response| response.content.as_mut());
        bodies.chain(responses.map(|content| &mut content.schema)).for_each(|schema| resolve(schema, &names));
    }
    if !operations.iter().any(|operation| uses(operation, error_name)) {
        schemas.retain(|name, _| names.contains(name));
    }
    (operations, schemas)
}

fn uses(operation: &Operation<Schema>, name: &str) -> bool {
    let contents = operation.responses.values().filter_map(|response| response.content.as_ref());
    contents.into_iter().any(|content| content.schema.kind == Kind::Ref(name.to_owned()))
}

/// Puts names in the place of numbers.
fn resolve(schema: &mut Schema, names: &[String]) {
    match &mut schema.kind {
        Kind::Ref(name) => {
            let named = name.strip_prefix('#').and_then(|number| names.get(number.parse::<usize>().ok()?));
            if let Some(named) = named {
                name.clone_from(named);
            }
        }
        Kind::Array(element) | Kind::Map(element) => resolve(element, names),
        Kind::OneOf(schemas) => schemas.iter_mut().for_each(|schema| resolve(schema, names)),
        _ => {}
    }
}

/// A type that has no name yet; elsewhere it goes by `#` and its number.
struct Node {
    object: Object,
    uses: BTreeSet<Use>,
}

/// A place where a type stands, as the words of the names on the way to it, the outermost first.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Use {
    operation: Vec<String>,
    root: Root,
    way: Vec<Vec<String>>,
}

/// The body that a type stands in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Root {
    Response,
    Request,
    Error,
}

impl Use {
    fn inner(&self, name: Vec<String>) -> Self {
        let mut way = self.way.clone();
        way.push(name);
        Self { way, ..self.clone() }
    }

    /// The name that says as much of the way as `level` asks for.
    fn name(&self, level: usize) -> Vec<String> {
        let suffix = match self.root {
            Root::Response => "response",
            Root::Request => "request",
            Root::Error => "error",
        };
        if level < self.way.len() {
            return self.way[self.way.len() - 1 - level..].concat();
        }
        let mut all = self.operation.clone();
        match self.way.len() {
            0 | 1 => all.push(suffix.to_owned()),
            _ => all.extend(self.way[1..].concat()),
        }
        all
    }

    fn is_root(&self) -> bool {
        self.way.len() == 1
    }
}

#[derive(Default)]
struct Types {
    required: Required,
    nodes: Vec<Node>,
    known: HashMap<(Object, Option<String>), usize>,
}

impl Types {
    fn operation(&mut self, operation: Operation<Draft>, error_name: &str) -> Operation<Schema> {
        let id = words(&operation.id);
        let body = operation.body.map(|body| Body {
            content: self.content(body.content, &id, Root::Request, error_name),
            original_media_type: body.original_media_type,
            others: body.others.into_iter().map(|other| self.content(other, &id, Root::Request, error_name)).collect(),
        });
        let mut responses = BTreeMap::new();
        for (status, response) in operation.responses {
            let root = if Status::is_error(status) { Root::Error } else { Root::Response };
            let content = response.content.map(|content| self.content(content, &id, root, error_name));
            let Response { description, error_codes, .. } = response;
            responses.insert(status, Response { description, content, error_codes });
        }
        Operation {
            body,
            responses,
            id: operation.id,
            method: operation.method,
            path: operation.path,
            servers: operation.servers,
            tags: operation.tags,
            summary: operation.summary,
            description: operation.description,
            parameters: operation.parameters,
            security: operation.security,
            rate_limit_label: operation.rate_limit_label,
            items: operation.items,
        }
    }

    fn content(&mut self, content: Content<Draft>, id: &[String], root: Root, error_name: &str) -> Content<Schema> {
        let text = content.media_type.starts_with("text/");
        content.map(|draft| match draft {
            Draft::SharedError => Schema::named(error_name),
            Draft::Opaque if text => Schema::string(),
            Draft::Opaque => Schema::binary(),
            Draft::Learned(shape) => {
                let place = Use { operation: id.to_vec(), root, way: vec![root_words(id, root, &shape)] };
                match self.schema(&shape, &place) {
                    // Several kinds of scalars at the root would get a name from the generator.
                    Schema { kind: Kind::OneOf(_), .. } => Kind::Any.into(),
                    schema => schema,
                }
            }
        })
    }

    fn schema(&mut self, shape: &Shape, place: &Use) -> Schema {
        let mut kinds = Vec::new();
        if shape.boolean {
            kinds.push(Kind::Boolean);
        }
        if shape.number {
            kinds.push(Kind::Number);
        } else if shape.integer {
            kinds.push(Kind::Integer);
        }
        if let Some(formats) = shape.string {
            // Beside other kinds a format would make the text one of them too.
            let format = if shape.kinds() == 1 { formats.first() } else { None };
            kinds.push(Schema::formatted(format).kind);
        }
        let compound = shape.array.is_some() || shape.object.is_some();
        let kind = match (kinds.len(), compound) {
            (0, true) => match (&shape.array, &shape.object) {
                (Some(element), None) => Kind::Array(Box::new(self.schema(element, place))),
                (None, Some(object)) => self.object(object, place),
                _ => Kind::Any,
            },
            (_, true) | (0, false) => Kind::Any,
            (1, false) => kinds.remove(0),
            (_, false) => Kind::OneOf(kinds.into_iter().map(Schema::from).collect()),
        };
        let nullable = shape.null && kind != Kind::Any;
        Schema { kind, nullable, description: None }
    }

    fn object(&mut self, shape: &ObjectShape, place: &Use) -> Kind {
        if shape.members.is_empty() {
            return Kind::Map(Box::new(Kind::Any.into()));
        }
        if shape.is_map() {
            let mut value = Shape::default();
            shape.members.values().for_each(|member| value.merge(member.shape.clone()));
            return Kind::Map(Box::new(self.schema(&value, place)));
        }
        let mut object = Object::default();
        for (name, member) in &shape.members {
            let words = words(name);
            let words = if member.shape.array.is_some() { singular_words(words) } else { words };
            object.properties.insert(name.clone(), self.schema(&member.shape, &place.inner(words)));
            if self.required == Required::FromSamples && member.seen == shape.samples {
                object.required.push(name.clone());
            }
        }
        Kind::Ref(format!("#{}", self.intern(object, place)))
    }

    /// The number of a type. Small objects are shared only where their names end in the same word: `{id}` is a user in
    /// one place and a plan in another.
    fn intern(&mut self, object: Object, place: &Use) -> usize {
        let noun = place.way.last().and_then(|words| words.last()).cloned();
        let key = (object.clone(), noun.filter(|_| object.properties.len() < 3));
        let next = self.nodes.len();
        let number = *self.known.entry(key).or_insert(next);
        if number == next {
            self.nodes.push(Node { object, uses: BTreeSet::new() });
        }
        if let Some(node) = self.nodes.get_mut(number) {
            node.uses.insert(place.clone());
        }
        number
    }

    /// The names of all types. A name that two would have is given to a root alone, if there is one; the others say
    /// more of the way to them, and in the end count.
    fn settle(&self, taken: &BTreeMap<String, Schema>) -> Vec<String> {
        let mut levels = vec![0; self.nodes.len()];
        let deepest = self.nodes.iter().flat_map(|node| &node.uses).map(|place| place.way.len()).max().unwrap_or(0);
        for _ in 0..=deepest {
            let names = self.names(&levels);
            let mut by_name: BTreeMap<String, Vec<usize>> = BTreeMap::new();
            for (number, name) in names.iter().enumerate() {
                by_name.entry(name.to_ascii_lowercase()).or_default().push(number);
            }
            let mut settled = true;
            for (name, numbers) in by_name {
                let is_taken = is_reserved(&name) || taken.keys().any(|taken| taken.eq_ignore_ascii_case(&name));
                if numbers.len() == 1 && !is_taken {
                    continue;
                }
                let is_root = |number: &&usize| self.nodes[**number].uses.iter().any(Use::is_root);
                let roots = numbers.iter().filter(is_root).count();
                for number in &numbers {
                    if is_taken || roots != 1 || !is_root(&number) {
                        settled = false;
                        levels[*number] += 1;
                    }
                }
            }
            if settled {
                break;
            }
        }
        count(self.names(&levels), taken)
    }

    fn names(&self, levels: &[usize]) -> Vec<String> {
        self.nodes.iter().zip(levels).map(|(node, level)| node.name(*level)).collect()
    }
}

impl Node {
    /// The name of a type by the places where it stands: the one that all share, or the words that all end in, or the
    /// most frequent one.
    fn name(&self, level: usize) -> String {
        const SAYS_NOTHING: [&str; 14] = [
            "data", "item", "result", "value", "info", "response", "request", "list", "object", "id", "detail",
            "error", "entry", "content",
        ];
        let all: Vec<_> = self.uses.iter().map(|place| place.name(level)).collect();
        let Some(first) = all.first() else { return String::new() };
        if level > 0 {
            return pascal(first);
        }
        let mut common = 0;
        while common < first.len()
            && all.iter().all(|name| name.iter().rev().nth(common) == first.iter().rev().nth(common))
        {
            common += 1;
        }
        let suffix = &first[first.len() - common..];
        if common == first.len() || common > 1 || common == 1 && !SAYS_NOTHING.contains(&suffix[0].as_str()) {
            return pascal(suffix);
        }
        let mut counts: BTreeMap<String, usize> = BTreeMap::new();
        for name in &all {
            *counts.entry(pascal(name)).or_default() += 1;
        }
        let best = counts.into_iter().min_by_key(|(name, count)| (usize::MAX - count, name.len(), name.clone()));
        best.map(|(name, _)| name).unwrap_or_default()
    }
}

/// Adds a number where names are still the same, or empty.
fn count(names: Vec<String>, taken: &BTreeMap<String, Schema>) -> Vec<String> {
    let mut seen: BTreeSet<String> = taken.keys().map(|name| name.to_ascii_lowercase()).collect();
    let unique = |name: String| {
        let base = if name.is_empty() { "Object".to_owned() } else { name };
        let mut unique = base.clone();
        let mut number = 2;
        while is_reserved(&unique) || !seen.insert(unique.to_ascii_lowercase()) {
            unique = format!("{base}{number}");
            number += 1;
        }
        unique
    };
    names.into_iter().map(unique).collect()
}

/// Names that mean something in the generated code.
fn is_reserved(name: &str) -> bool {
    const RUST: [&str; 12] =
        ["self", "option", "vec", "string", "result", "box", "some", "none", "ok", "err", "default", "error"];
    name.is_empty() || RUST.contains(&name.to_ascii_lowercase().as_str())
}

/// The words for the type of a whole body.
fn root_words(id: &[String], root: Root, shape: &Shape) -> Vec<String> {
    let with = |suffix: &str| [id, &[suffix.to_owned()]].concat();
    match root {
        Root::Request => with("request"),
        Root::Error => with("error"),
        Root::Response => {
            let object = shape.object.as_ref().or_else(|| shape.array.as_ref()?.object.as_ref());
            match object.and_then(listed) {
                Some(mut item) => {
                    item.push("list".to_owned());
                    item
                }
                None => noun(id).unwrap_or_else(|| with("response")),
            }
        }
    }
}

/// The word for the elements of an object that is a list with its paging around it: one list of objects, and beside
/// it nothing but scalars.
fn listed(object: &ObjectShape) -> Option<Vec<String>> {
    let mut lists = object.members.iter().filter(|(_, member)| member.shape.array.is_some());
    let (name, list) = lists.next()?;
    let is_list_of_objects = list.shape.array.as_ref().is_some_and(|element| element.object.is_some());
    let rest_is_scalar = object.members.iter().all(|(other, member)| other == name || member.shape.object.is_none());
    (lists.next().is_none() && is_list_of_objects && rest_is_scalar).then(|| singular_words(words(name)))
}

/// What an operation that deals with one thing deals with: `user` of `get_user_by_id`.
fn noun(id: &[String]) -> Option<Vec<String>> {
    const VERBS: [&str; 19] = [
        "get", "retrieve", "fetch", "read", "show", "view", "find", "create", "add", "update", "edit", "modify",
        "patch", "put", "set", "replace", "save", "upload", "insert",
    ];
    const TURNS: [&str; 12] = ["by", "for", "of", "from", "in", "with", "to", "via", "using", "on", "at", "and"];
    let (verb, rest) = id.split_first()?;
    if !VERBS.contains(&verb.as_str()) {
        return None;
    }
    let end = rest.iter().position(|word| TURNS.contains(&word.as_str())).unwrap_or(rest.len());
    (end > 0).then(|| singular_words(rest[..end].to_vec()))
}
