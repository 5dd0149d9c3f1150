//! Named types for the objects in bodies, one for each shape that is the same under names that agree.
//!
//! Every object becomes a component of its own: the generator would otherwise name it, and gives two objects of one
//! operation the same name. Objects of one shape are shared, so that a client has one `DialInNumber` and not two.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::hash::{DefaultHasher, Hash, Hasher};

use super::identifiers::{pascal, rust_name, singular_words, words};
use super::lower::Draft;
use super::model::{Body, Content, Operation, Response, Status};
use super::names::{self, Names};
use super::notes::ErrorBody;
use super::recorded_types::{Keys, Recorded};
use super::recursion;
use super::rust_names;
use super::schema::{Kind, Object, OtherProperty, Schema};
use super::shape::{ObjectShape, Shape};
use super::type_names::root_words;
use super::verbs::is_verb;
use crate::diagnostics::{ItemPath, Warning, WarningKind, Warnings};

/// When a member of an object counts as always there.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, clap::ValueEnum)]
pub enum Required {
    /// In no case: the samples are a part of what the server sends, and servers leave out what they do not have.
    #[default]
    Never,
    /// When every sample has it.
    FromSamples,
}

/// Operations whose types have names.
#[derive(Debug)]
pub(super) struct Named {
    pub(super) operations: Vec<Operation<Schema>>,
    /// The types by name.
    pub(super) schemas: BTreeMap<String, Schema>,
    /// The name of the type in each place, where names are recorded.
    pub(super) places: BTreeMap<String, String>,
}

/// Gives all types their names.
pub(super) fn name(
    operations: Vec<Operation<Draft>>,
    error: Option<&ErrorBody>,
    required: Required,
    known: Option<&Names>,
    warnings: &mut Vec<Warning>,
) -> Named {
    let error_name = error.map_or("", |error| error.name);
    let mut types = Types { required, recorded: known.map(Recorded::new), ..Types::default() };
    types.properties = known.map(|known| known.properties.clone()).unwrap_or_default();
    let mut operations = operations;
    types.prepare(&mut operations);
    let operations = operations.into_iter().enumerate();
    let operations: Vec<_> =
        operations.map(|(number, operation)| types.operation(number, operation, error_name)).collect();

    warnings.append(&mut types.warnings);

    let mut schemas = error.map(|error| error.schemas.clone()).unwrap_or_default();
    let error_schemas: Vec<_> = schemas.keys().cloned().collect();
    schemas.append(&mut types.eithers);
    let names = types.settle(&schemas);
    let places = types.named.into_iter().filter_map(|(place, node)| Some((place, names.get(node)?.clone()))).collect();
    for (node, name) in types.nodes.into_iter().zip(&names) {
        let mut object = node.object;
        object.members_mut().for_each(|(_, schema)| resolve(schema, &names, name));
        schemas.insert(name.clone(), Kind::Object(Box::new(object)).into());
    }
    let mut operations = operations;
    for operation in &mut operations {
        operation.contents_mut().for_each(|content| resolve(&mut content.schema, &names, ""));
    }
    if !operations.iter().any(|operation| uses(operation, error_name)) {
        error_schemas.iter().for_each(|name| drop(schemas.remove(name)));
    }
    Named { operations, schemas, places }
}

fn uses(operation: &Operation<Schema>, name: &str) -> bool {
    operation.contents().any(|content| content.schema.kind == Kind::Ref(name.to_owned()))
}

/// Lists within lists are written one within the other, which nobody reads to any depth.
const DEEPEST_LIST: usize = 32;

/// What an object's own type is called in it while it has no name.
const ITSELF: &str = "#";

/// Puts names in the place of numbers; `own` is that of the type in which the schema stands.
fn resolve(schema: &mut Schema, names: &[String], own: &str) {
    match &mut schema.kind {
        Kind::Ref(name) if name == ITSELF => own.clone_into(name),
        Kind::Ref(name) => {
            let named = name.strip_prefix('#').and_then(|number| names.get(number.parse::<usize>().ok()?));
            if let Some(named) = named {
                name.clone_from(named);
            }
        }
        Kind::Array(element) | Kind::Map(element) => resolve(element, names, own),
        Kind::OneOf(schemas) => schemas.iter_mut().for_each(|schema| resolve(schema, names, own)),
        _ => {}
    }
}

/// Puts what an object's own type is called in the place of its number.
fn call_itself(schema: &mut Schema, own: &str) {
    match &mut schema.kind {
        Kind::Ref(name) if name == own => ITSELF.clone_into(name),
        Kind::Array(element) | Kind::Map(element) => call_itself(element, own),
        Kind::OneOf(schemas) => schemas.iter_mut().for_each(|schema| call_itself(schema, own)),
        _ => {}
    }
}

/// A type that has no name yet; elsewhere it goes by `#` and its number.
pub(super) struct Node {
    pub(super) object: Object,
    /// The word that its name ends in, where types of other words are not the same type.
    noun: Option<String>,
    /// Numbers of places.
    pub(super) uses: Vec<usize>,
    /// Whether it is the whole of a body somewhere, and not what a list there holds.
    pub(super) is_whole: bool,
    /// The name that it has had.
    pub(super) recorded: Option<String>,
}

/// A place where a type stands: the member of a type, or the whole body of an operation.
pub(super) struct Place {
    /// The place of the type around it.
    pub(super) parent: Option<usize>,
    /// The words of the name.
    pub(super) words: Vec<String>,
    /// The number of the operation.
    pub(super) operation: usize,
    pub(super) root: Root,
    /// What it goes by in the record; nothing where there is none.
    keys: Keys,
}

/// The body that a type stands in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Root {
    Response,
    Request,
    Error,
}

/// What an operation has to say for the names of its types.
pub(super) struct Naming {
    /// The words of its name.
    pub(super) id: Vec<String>,
    /// The words of its path's last literal segment, in the singular.
    pub(super) noun: Vec<String>,
    /// The words of its tag, in the singular.
    pub(super) tag: Vec<String>,
}

#[derive(Default)]
pub(super) struct Types {
    required: Required,
    pub(super) nodes: Vec<Node>,
    /// The numbers of the types by the hash of what makes them the same.
    known: HashMap<u64, Vec<usize>>,
    pub(super) places: Vec<Place>,
    /// The types that are one of several scalars.
    eithers: BTreeMap<String, Schema>,
    /// Names that the generator gives to types of its own.
    pub(super) inline: BTreeSet<String>,
    pub(super) operations: Vec<Naming>,
    /// The first items of the operations.
    items: Vec<ItemPath>,
    warnings: Vec<Warning>,
    /// The names that types have had, where names are recorded.
    pub(super) recorded: Option<Recorded>,
    /// The members of types that have had a name which is spelled otherwise in Rust.
    properties: BTreeMap<String, BTreeMap<String, String>>,
    /// The numbers of the types that have had names.
    by_name: HashMap<String, usize>,
    /// The keys of places in which an object of the type around it stands, until that has a number.
    selves: Vec<String>,
    /// The number of the type in each place.
    named: BTreeMap<String, usize>,
}

impl Types {
    /// Gets ready for the operations, and makes the types that have had names: others may turn out to be the same.
    fn prepare(&mut self, operations: &mut [Operation<Draft>]) {
        for (number, operation) in operations.iter_mut().enumerate() {
            self.operations.push(Naming {
                id: words(&operation.id),
                noun: singular_words(operation.path.last_literal().map(words).unwrap_or_default()),
                tag: singular_words(operation.tags.first().map(|tag| words(tag)).unwrap_or_default()),
            });
            self.items.push(operation.items.first().cloned().unwrap_or_default());
            let keys: Vec<String> = keyed(operation).map(|(key, _)| key).collect();
            for (key, content) in keys.into_iter().zip(operation.contents_mut()) {
                if let Draft::Learned(shape) = &mut content.schema {
                    recursion::fold(shape, &[key], self.recorded.as_ref());
                }
            }
            if let Some(recorded) = &mut self.recorded {
                for (key, content) in keyed(operation) {
                    if let Draft::Learned(shape) = &content.schema {
                        recorded.gather(number, shape, vec![key]);
                    }
                }
            }
        }
        let seen = self.recorded.as_mut().map(|recorded| std::mem::take(&mut recorded.seen)).unwrap_or_default();
        let seen: Vec<_> = seen.into_iter().filter(|(_, (_, shape))| !shape.members.is_empty()).collect();
        for (name, _) in &seen {
            let object = Object::default();
            self.by_name.insert(name.clone(), self.nodes.len());
            self.nodes.push(Node {
                object,
                noun: None,
                uses: Vec::new(),
                is_whole: false,
                recorded: Some(name.clone()),
            });
        }
        for (name, (operation, shape)) in seen {
            let number = self.by_name[&name];
            let keys = self.recorded.as_ref().map(|recorded| recorded.of_type(Vec::new(), &name)).unwrap_or_default();
            let place = self.place(Place { parent: None, words: words(&name), operation, root: Root::Response, keys });
            let mut object = self.members(&shape, place, "", Some(&name));
            self.selves.clear();
            // As it is told where it has no name yet, so that what is the same is found to be.
            object.members_mut().for_each(|(_, schema)| call_itself(schema, &format!("#{number}")));
            self.known.entry(hash(&(&object, None::<String>))).or_default().push(number);
            self.nodes[number].object = object;
        }
    }

    fn operation(&mut self, number: usize, operation: Operation<Draft>, error_name: &str) -> Operation<Schema> {
        let base = self.recorded.as_ref().map(|_| names::key(operation.method, &operation.path));
        let key = |part: &str| base.iter().map(|base| format!("{base} {part}")).collect::<Keys>();
        for parameter in operation.parameters.iter().filter(|parameter| parameter.schema.has_values()) {
            let name = pascal(&[words(&operation.id), words(&parameter.name)].concat());
            self.inline.extend([format!("{name}Item"), name]);
        }
        let body = operation.body.map(|body| {
            Box::new(Body {
                content: self.content(body.content, number, Root::Request, key(BODY), error_name),
                original_media_type: body.original_media_type,
                others: body
                    .others
                    .into_iter()
                    .map(|other| {
                        let key = key(&format!("{BODY} {}", other.media_type));
                        self.content(other, number, Root::Request, key, error_name)
                    })
                    .collect(),
            })
        });
        let mut responses = BTreeMap::new();
        for (status, response) in operation.responses {
            let root = if Status::is_error(status) { Root::Error } else { Root::Response };
            let key = key(&status.to_string());
            let content = response.content.map(|content| self.content(content, number, root, key, error_name));
            let Response { description, headers, others, error_codes, .. } = *response;
            let others = others.into_iter().map(|other| self.content(other, number, root, Vec::new(), error_name));
            let others = others.collect();
            responses.insert(status, Box::new(Response { description, headers, content, others, error_codes }));
        }
        Operation {
            body,
            responses,
            id: operation.id,
            group: operation.group,
            sdk_method: operation.sdk_method,
            method: operation.method,
            path: operation.path,
            servers: operation.servers,
            tags: operation.tags,
            summary: operation.summary,
            description: operation.description,
            parameters: operation.parameters,
            other_parameters: operation.other_parameters,
            security: operation.security,
            rate_limit_label: operation.rate_limit_label,
            pagination: operation.pagination,
            max_range: operation.max_range,
            items: operation.items,
        }
    }

    fn content(
        &mut self,
        content: Content<Draft>,
        operation: usize,
        root: Root,
        keys: Keys,
        error_name: &str,
    ) -> Content<Schema> {
        let text = content.media_type.starts_with("text/");
        content.map(|draft| match draft {
            Draft::SharedError => Schema::named(error_name),
            Draft::Opaque if text => Schema::string(),
            Draft::Opaque => Schema::binary(),
            Draft::Learned(shape) => {
                let words = root_words(&self.operations[operation].id, root, &shape);
                let place = self.place(Place { parent: None, words, operation, root, keys });
                self.schema(&shape, place, "")
            }
        })
    }

    fn place(&mut self, place: Place) -> usize {
        self.places.push(place);
        self.places.len() - 1
    }

    /// The type of a shape; `suffix` is what its keys have beyond those of the place.
    fn schema(&mut self, shape: &Shape, place: usize, suffix: &str) -> Schema {
        let mut kinds = Vec::new();
        if shape.boolean {
            kinds.push(Kind::Boolean);
        }
        if shape.number {
            kinds.push(Kind::Number);
        } else if shape.unsigned {
            kinds.push(Kind::Unsigned);
        } else if shape.integer {
            kinds.push(Kind::Integer);
        }
        if let Some(formats) = shape.string {
            // Beside other kinds a format would make the text one of them too.
            let format = if shape.kinds() == 1 { formats.first() } else { None };
            kinds.push(Schema::formatted(format).kind);
        }
        let compound = shape.array.is_some() || shape.object.is_some() || shape.again;
        let kind = match (kinds.len(), compound) {
            (0, true) => match (&shape.array, &shape.object) {
                (None, None) => {
                    let keys = self.recorded.as_ref().map(|it| it.within(&self.places[place].keys, suffix));
                    self.selves.extend(keys.unwrap_or_default().into_iter().next());
                    Kind::Ref(ITSELF.to_owned())
                }
                (Some(_), None) if shape.lists() > DEEPEST_LIST => Kind::Any,
                (Some(element), None) if !shape.again => {
                    Kind::Array(Box::new(self.schema(element, place, &format!("{suffix}[]"))))
                }
                (None, Some(object)) if !shape.again => self.object(object, place, suffix),
                _ => Kind::Any,
            },
            (_, true) | (0, false) => Kind::Any,
            (1, false) => kinds.remove(0),
            (_, false) => self.either(kinds),
        };
        let nullable = shape.null && kind != Kind::Any;
        Schema { nullable, ..Schema::from(kind) }
    }

    /// One of several scalars, under a name that says which: the generator would make up one for each place, and could
    /// take that of another type.
    fn either(&mut self, kinds: Vec<Kind>) -> Kind {
        let word = |kind: &Kind| match kind {
            Kind::Boolean => "Boolean",
            Kind::Integer => "Integer",
            Kind::Unsigned => "Unsigned",
            Kind::Number => "Number",
            _ => "String",
        };
        let name = kinds.iter().map(word).collect::<Vec<_>>().join("Or");
        let schemas = kinds.into_iter().map(Schema::from).collect();
        self.eithers.entry(name.clone()).or_insert_with(|| Kind::OneOf(schemas).into());
        Kind::Ref(name)
    }

    fn object(&mut self, shape: &ObjectShape, place: usize, suffix: &str) -> Kind {
        let recorded = self.recorded.as_ref();
        let keys = recorded.map(|recorded| recorded.within(&self.places[place].keys, suffix)).unwrap_or_default();
        let known = recorded.and_then(|recorded| recorded.name(&keys)).and_then(|name| self.by_name.get(name));
        if let Some(&number) = known {
            self.nodes[number].uses.push(place);
            self.named.extend(keys.into_iter().next().map(|key| (key, number)));
            return Kind::Ref(format!("#{number}"));
        }
        if shape.members.is_empty() {
            return Kind::Map(Box::new(Kind::Any.into()));
        }
        if shape.is_map() {
            let mut value = Shape::default();
            shape.members.iter().for_each(|(_, member)| value.merge(member.shape.clone()));
            return Kind::Map(Box::new(self.schema(&value, place, &format!("{suffix}{{}}"))));
        }
        let selves = self.selves.len();
        let object = self.members(shape, place, suffix, None);
        let number = self.intern(object, place);
        let selves: Vec<_> = self.selves.drain(selves..).collect();
        self.named.extend(selves.into_iter().map(|key| (key, number)));
        self.nodes[number].is_whole |= suffix.is_empty() && self.places[place].parent.is_none();
        self.named.extend(keys.into_iter().next().map(|key| (key, number)));
        Kind::Ref(format!("#{number}"))
    }

    /// The members of a type; `name` is that which it has had.
    fn members(&mut self, shape: &ObjectShape, place: usize, suffix: &str, name: Option<&str>) -> Object {
        let properties = Vec::with_capacity(shape.members.iter().count());
        let mut object = Object { properties, ..Object::default() };
        let clashing = clashing(shape, name.and_then(|name| self.properties.get(name)));
        for (name, member) in shape.members.iter() {
            let inner = if member.shape.holds_objects() || member.shape.holds_itself() {
                let words = words(name);
                let words = if member.shape.array.is_some() { singular_words(words) } else { words };
                let Place { operation, root, .. } = self.places[place];
                let recorded = self.recorded.as_ref();
                let keys = recorded.map(|it| it.within(&self.places[place].keys, &format!("{suffix}.{name}")));
                let keys = keys.unwrap_or_default();
                self.place(Place { parent: Some(place), words, operation, root, keys })
            } else {
                place
            };
            let schema = self.schema(&member.shape, inner, "");
            match clashing.get(name) {
                Some(rust_name) => {
                    self.warn_of_clash(place, name, rust_name);
                    object.others.push(OtherProperty { name: name.into(), rust_name: rust_name.clone(), schema });
                    continue;
                }
                None => object.properties.push((name.into(), schema)),
            }
            if self.required == Required::FromSamples && member.seen == shape.samples {
                object.required.push(name.to_owned());
            }
        }
        object
    }

    /// Of two members whose names become one in Rust, the generator can take one.
    fn warn_of_clash(&mut self, place: usize, name: &str, rust_name: &str) {
        let text = format!("{name:?} is in Rust what another property is; kept beside, `{rust_name}` in Rust");
        if let Some(item) = self.items.get(self.places[place].operation) {
            Warnings::of(item, &mut self.warnings).add(WarningKind::Generator, "property", text);
        }
    }

    /// The number of a type. Small objects are shared only where their names end in the same word: `{id}` is a user in
    /// one place and a plan in another.
    fn intern(&mut self, object: Object, place: usize) -> usize {
        let noun = self.places[place].words.last().filter(|_| object.properties.len() < 3).cloned();
        // A type that has had a name takes in whatever is the same.
        let recorded = self.known.get(&hash(&(&object, None::<String>))).into_iter().flatten();
        let fits = |number: &usize| {
            let name = words(self.nodes[*number].recorded.as_deref().unwrap_or_default());
            // One that is named for a call is that call's alone.
            let is_call_s = name.first().is_some_and(|word| is_verb(word));
            self.nodes[*number].object == object && !is_call_s && (noun.is_none() || name.last() == noun.as_ref())
        };
        if let Some(number) = recorded.copied().find(fits) {
            self.nodes[number].uses.push(place);
            return number;
        }
        let same_hash = self.known.entry(hash(&(&object, &noun))).or_default();
        let is_same = |number: &&usize| {
            let node = &self.nodes[**number];
            node.recorded.is_none() && (&node.object, &node.noun) == (&object, &noun)
        };
        if let Some(&number) = same_hash.iter().find(is_same) {
            self.nodes[number].uses.push(place);
            return number;
        }
        same_hash.push(self.nodes.len());
        self.nodes.push(Node { object, noun, uses: vec![place], is_whole: false, recorded: None });
        self.nodes.len() - 1
    }
}

/// What is sent, among the keys of an operation; the others are statuses.
const BODY: &str = "body";

/// The bodies of an operation by their keys.
fn keyed(operation: &Operation<Draft>) -> impl Iterator<Item = (String, &Content<Draft>)> {
    let base = names::key(operation.method, &operation.path);
    let mut found = Vec::new();
    if let Some(body) = &operation.body {
        found.push((format!("{base} {BODY}"), &body.content));
        let others = body.others.iter();
        found.extend(others.map(|other| (format!("{base} {BODY} {}", other.media_type), other)));
    }
    let responses = operation.responses.iter().filter_map(|(status, it)| Some((status, it.content.as_ref()?)));
    found.extend(responses.map(|(status, content)| (format!("{base} {status}"), content)));
    found.into_iter()
}

fn hash(value: &impl Hash) -> u64 {
    let mut hasher = DefaultHasher::new();
    value.hash(&mut hasher);
    hasher.finish()
}

/// The members that have other names in Rust than the usual ones, which are those of others. A member that is recorded has
/// the name that it had; of the others, one that is spelled as in Rust comes first.
fn clashing<'s>(shape: &'s ObjectShape, recorded: Option<&BTreeMap<String, String>>) -> BTreeMap<&'s str, String> {
    // Names of one spelling that differ stay apart.
    let is_snake = |name: &str| {
        let words = name.split('_');
        words.into_iter().all(|word| word.bytes().all(|b| b.is_ascii_lowercase()) && !word.is_empty())
    };
    if shape.members.iter().all(|(name, _)| is_snake(name)) {
        return BTreeMap::new();
    }
    let mut taken = HashSet::new();
    let mut apart = BTreeMap::new();
    let mut new = Vec::new();
    for (name, _) in shape.members.iter() {
        match recorded.and_then(|recorded| recorded.get(name)) {
            Some(known) if taken.insert(known.clone()) => {
                apart.extend((*known != rust_name(name)).then(|| (name, known.clone())));
            }
            _ => new.push(name),
        }
    }
    new.sort_by_key(|name| rust_name(name) != *name);
    new.retain(|name| !taken.insert(rust_name(name)));
    apart.extend(new.into_iter().map(|name| (name, rust_names::apart(name, None, &mut taken))));
    apart
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn of_members_that_are_one_in_rust_one_has_the_name() {
        let shape = Shape::of(&json!({ "aB": 1, "a_b": 2, "a-b": 3, "c": 4 })).object.unwrap();
        for (recorded, left_out) in [(None, ["a-b", "aB"]), (Some("aB"), ["a-b", "a_b"]), (Some("a-b"), ["aB", "a_b"])]
        {
            let recorded = recorded.map(|name| BTreeMap::from([(name.to_owned(), "a_b".to_owned())]));
            assert_eq!(clashing(&shape, recorded.as_ref()).into_keys().collect::<Vec<_>>(), left_out, "{recorded:?}");
        }
    }

    #[test]
    fn a_member_that_is_kept_apart_keeps_its_name() {
        let shape = |sample| Shape::of(&sample).object.unwrap();
        let before = shape(json!({ "b": 1, "B b": 1, "b_b": 1 }));
        let known = BTreeMap::from([("B b".to_owned(), "b_b".to_owned())]);
        let apart = clashing(&before, Some(&known));
        assert_eq!(apart, BTreeMap::from([("b_b", "b_b_2".to_owned())]));
        // `b(b` stands before `b_b`, and `b_b_2` is another's usual name.
        let after = shape(json!({ "B b": 1, "b(b": 1, "b_b": 1, "b_b_2": 1 }));
        let known = BTreeMap::from([("B b", "b_b"), ("b_b", "b_b_2")].map(|(a, b)| (a.to_owned(), b.to_owned())));
        let apart = clashing(&after, Some(&known));
        assert_eq!(apart["b_b"], "b_b_2");
        assert_eq!((apart["b(b"].as_str(), apart["b_b_2"].as_str()), ("b_b_3", "b_b_2_2"));
    }
}
