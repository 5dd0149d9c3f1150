//! An API as it is meant: operations, their parameters, bodies and responses.
//!
//! The types are generic over how a body's type is known: as a [`Shape`](super::shape::Shape) while the samples are
//! gathered, as a [`Schema`] once types have names.

use std::collections::{BTreeMap, HashSet};
use std::fmt;

use serde_json::Value;

use super::notes::ErrorCode;
use super::path::PathTemplate;
use super::sample::Example;
use super::schema::{Said, Schema};
use crate::diagnostics::ItemPath;

/// A whole API.
#[derive(Debug, Clone, Default)]
pub struct Api {
    /// What the API is called.
    pub title: String,
    /// The version of its description.
    pub version: String,
    /// Markdown.
    pub description: Option<String>,
    /// Where it is served.
    pub servers: Vec<Server>,
    /// The groups of operations, by name.
    pub tags: Vec<Tag>,
    /// The ways to be authorized, by name.
    pub security_schemes: BTreeMap<String, SecurityScheme>,
    /// The operations, by path and method.
    pub operations: Vec<Operation<Schema>>,
    /// The named types.
    pub schemas: BTreeMap<String, Schema>,
}

/// A base address.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Server {
    /// The address, without a slash at its end; `{name}` stands for a variable.
    pub url: String,
    /// The variables in it, which the collection leaves open.
    pub variables: Vec<String>,
}

/// A group of operations: a folder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tag {
    /// The folder's name, with those of the folders around it.
    pub name: String,
    /// Markdown.
    pub description: Option<String>,
}

/// A way to be authorized.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SecurityScheme {
    /// A scheme of the `Authorization` header: `bearer`, `basic`, `digest`.
    Http {
        /// The scheme's name.
        scheme: String,
    },
    /// A key in a header or in the query.
    ApiKey {
        /// The name of the header or query parameter.
        name: String,
        /// `header` or `query`.
        location: Location,
    },
    /// OAuth 2.0.
    OAuth2 {
        /// The name of the flow in OpenAPI.
        flow: &'static str,
        /// Where the user consents.
        authorization_url: Option<String>,
        /// Where tokens are given.
        token_url: Option<String>,
        /// All scopes that any operation names.
        scopes: Vec<String>,
    },
}

/// One way to be allowed to call an operation.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct SecurityRequirement {
    /// The name of the scheme.
    pub scheme: String,
    /// The scopes, all of which are needed.
    pub scopes: Vec<String>,
}

/// An HTTP method of OpenAPI, in the order in which a path item lists them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[allow(missing_docs)]
pub enum Method {
    Get,
    Put,
    Post,
    Delete,
    Options,
    Head,
    Patch,
    Trace,
}

impl Method {
    /// The method of that name, in any letter case.
    pub fn from_name(name: &str) -> Option<Self> {
        Some(match name.trim().to_ascii_lowercase().as_str() {
            "get" => Self::Get,
            "put" => Self::Put,
            "post" => Self::Post,
            "delete" => Self::Delete,
            "options" => Self::Options,
            "head" => Self::Head,
            "patch" => Self::Patch,
            "trace" => Self::Trace,
            _ => return None,
        })
    }

    /// The method as a path item spells it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Get => "get",
            Self::Put => "put",
            Self::Post => "post",
            Self::Delete => "delete",
            Self::Options => "options",
            Self::Head => "head",
            Self::Patch => "patch",
            Self::Trace => "trace",
        }
    }
}

/// Which answers a response is about, in the order in which an operation lists them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Status {
    /// Those of one status code of HTTP.
    Code(u16),
    /// Those of a class that no code above is about: 4 for `4XX`.
    Class(u8),
    /// All others.
    Default,
}

impl Status {
    /// The answer of a request that worked, where nothing says more.
    pub const OK: Self = Self::Code(200);

    /// What an error is where nothing says more.
    pub const BAD_REQUEST: Self = Self::Code(400);

    /// A status that HTTP has room for.
    pub fn new(code: u16) -> Option<Self> {
        (100..600).contains(&code).then_some(Self::Code(code))
    }

    /// A status as OpenAPI writes it: `404`, `4XX`, `default`.
    pub fn read(text: &str) -> Option<Self> {
        match text.as_bytes() {
            [class @ b'1'..=b'5', b'X' | b'x', b'X' | b'x'] => Some(Self::Class(class - b'0')),
            _ if text.eq_ignore_ascii_case("default") => Some(Self::Default),
            _ => Self::new(text.parse().ok()?),
        }
    }

    fn class(self) -> Option<u16> {
        match self {
            Self::Code(code) => Some(code / 100),
            Self::Class(class) => Some(class.into()),
            Self::Default => None,
        }
    }

    /// Whether it says that the request worked.
    pub fn is_success(self) -> bool {
        self.class() == Some(2)
    }

    /// Whether it sends the caller elsewhere.
    pub fn is_redirect(self) -> bool {
        self.class() == Some(3)
    }

    /// Whether it says that the request failed.
    pub fn is_error(self) -> bool {
        self.class().is_none_or(|class| class >= 4)
    }
}

impl fmt::Display for Status {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Code(code) => code.fmt(f),
            Self::Class(class) => write!(f, "{class}XX"),
            Self::Default => f.write_str("default"),
        }
    }
}

/// One operation.
#[derive(Debug, Clone)]
pub struct Operation<T> {
    /// Its name, unique in the API.
    pub id: String,
    /// Its method.
    pub method: Method,
    /// Its path.
    pub path: PathTemplate,
    /// Where it is served, if not where the API is.
    pub servers: Vec<Server>,
    /// The group of methods that a client has it in.
    pub group: String,
    /// The method's name in its group.
    pub sdk_method: String,
    /// Its groups.
    pub tags: Vec<String>,
    /// One line.
    pub summary: String,
    /// Markdown.
    pub description: Option<String>,
    /// Its parameters: path, then query, then headers.
    pub parameters: Vec<Parameter>,
    /// Parameters that the client generator cannot take beside these.
    pub other_parameters: Vec<Parameter>,
    /// What is sent.
    pub body: Option<Box<Body<T>>>,
    /// What is answered.
    pub responses: BTreeMap<Status, Box<Response<T>>>,
    /// The ways to be allowed to call it, of which one is enough; none where anyone is.
    pub security: Vec<SecurityRequirement>,
    /// The vendor's label for how often it may be called.
    pub rate_limit_label: Option<String>,
    /// How its answer comes in pages, if it does.
    pub pagination: Option<Pagination>,
    /// The longest range of dates that it serves, if it takes one and serves no longer one.
    pub max_range: Option<MaxRange>,
    /// The items that it was made from.
    pub items: Vec<ItemPath>,
}

/// How an answer comes in pages.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pagination {
    /// What the next page is asked for by.
    pub pages: Pages,
    /// The query parameter that asks for it.
    pub parameter: Option<String>,
    /// The member of the answer with the value of that parameter, a full stop between it and an object around it.
    pub token: Option<String>,
    /// The member with the items of a page, likewise.
    pub items: Option<String>,
    /// The query parameter for how many items a page has.
    pub page_size: Option<String>,
}

/// The longest range of dates that an operation serves.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MaxRange {
    /// The query parameter for the first day.
    pub from: String,
    /// The query parameter for the last day.
    pub to: String,
    /// How many months it is long.
    pub months: u8,
}

/// What the next page is asked for by; of several parameters the first counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Pages {
    /// A token called so in the answer and in the query.
    NextPageToken,
    /// A token that the query calls that of the page it asks for.
    PageToken,
    /// A token of another name.
    ContinuationToken,
    /// A cursor, or the ID of the last item.
    Cursor,
    /// The number of the page.
    PageNumber,
    /// The number of the page's first item, counted from one.
    StartIndex,
    /// How many items come before the page.
    Offset,
}

impl Pages {
    /// The name as `x-pagination` has it.
    pub fn name(self) -> &'static str {
        match self {
            Self::NextPageToken => "next-page-token",
            Self::PageToken => "page-token",
            Self::ContinuationToken => "continuation-token",
            Self::Cursor => "cursor",
            Self::PageNumber => "page-number",
            Self::StartIndex => "start-index",
            Self::Offset => "offset",
        }
    }

    /// Whether it is a value that an answer gave, not a number that a client counts.
    pub fn by_token(self) -> bool {
        matches!(self, Self::NextPageToken | Self::PageToken | Self::ContinuationToken | Self::Cursor)
    }
}

/// Where a parameter stands in a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[allow(missing_docs)]
pub enum Location {
    Path,
    Query,
    Header,
    Cookie,
}

impl Location {
    /// The name in OpenAPI.
    pub fn name(self) -> &'static str {
        match self {
            Self::Path => "path",
            Self::Query => "query",
            Self::Header => "header",
            Self::Cookie => "cookie",
        }
    }
}

/// A parameter in the path, the query or a header.
#[derive(Debug, Clone, PartialEq)]
pub struct Parameter {
    /// Its name.
    pub name: String,
    /// Where it stands.
    pub location: Location,
    /// Whether a request without it is refused.
    pub required: bool,
    /// Markdown.
    pub description: Option<String>,
    /// Its type.
    pub schema: Schema,
    /// A value that someone wrote as an example.
    pub example: Option<Value>,
    /// What the server takes where it is left out.
    pub default: Option<Value>,
    /// What its text says of its values, for readers.
    pub facts: Facts,
    /// Whether the elements of a list stand in one value with commas between them, not each under the name again.
    pub by_commas: bool,
    /// The keyword that stands for the caller in place of a value.
    pub caller_keyword: Option<CallerKeyword>,
    /// Whether a value with slashes at its start or in a row has to be percent-encoded twice.
    pub double_encode: bool,
    /// What a client in Rust calls it, if its own name is that of something else there.
    pub rust_name: Option<String>,
}

impl Parameter {
    /// A parameter that is a text, and of which nothing more is known. One of the path is required.
    pub fn new(name: impl Into<String>, location: Location) -> Self {
        Self {
            name: name.into(),
            location,
            required: location == Location::Path,
            description: None,
            schema: Schema::string(),
            example: None,
            default: None,
            facts: Facts::default(),
            by_commas: false,
            caller_keyword: None,
            double_encode: false,
            rust_name: None,
        }
    }
}

/// What a text says of a parameter's values (of the elements, where it is a list). It is data: no client has to hold to
/// it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub struct Facts {
    /// Values that it lists; there can be others.
    pub values: Vec<Value>,
    /// The smallest value.
    pub minimum: Option<i64>,
    /// The largest value.
    pub maximum: Option<i64>,
    /// The fewest characters.
    pub min_length: Option<u64>,
    /// The most characters.
    pub max_length: Option<u64>,
}

/// A keyword that stands for the caller.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CallerKeyword {
    /// The keyword (`me`).
    pub keyword: String,
    /// The kinds of app that have to use it.
    pub required_for: Vec<String>,
}

/// What is sent or answered, in one media type.
#[derive(Debug, Clone)]
pub struct Content<T> {
    /// The media type.
    pub media_type: String,
    /// Its type.
    pub schema: T,
    /// Samples by name.
    pub examples: Vec<(String, Example)>,
    /// What texts say of its members.
    pub described: Vec<Described>,
    /// The media type that the collection has, where it is another kind of JSON.
    pub original: Option<String>,
    /// The media types of members of a form, by name.
    pub encoding: Vec<(String, String)>,
}

/// What a text says of a member of a body.
#[derive(Debug, Clone, PartialEq)]
pub struct Described {
    /// The names of the members on the way to it, its own last; lists on the way are passed through.
    pub path: Vec<String>,
    /// Markdown.
    pub description: Option<String>,
    /// What is data.
    pub said: Said,
}

/// The body of a request.
#[derive(Debug, Clone)]
pub struct Body<T> {
    /// Its content.
    pub content: Content<T>,
    /// The media type that the collection has, where the client generator cannot take it.
    pub original_media_type: Option<String>,
    /// Other content that the collection has for the same operation.
    pub others: Vec<Content<T>>,
}

/// An answer.
#[derive(Debug, Clone)]
pub struct Response<T> {
    /// Markdown, perhaps empty.
    pub description: String,
    /// The headers.
    pub headers: Vec<Header>,
    /// The body, if there is one.
    pub content: Option<Content<T>>,
    /// Bodies in other media types, which no schema describes.
    pub others: Vec<Content<T>>,
    /// The error codes that its body may carry.
    pub error_codes: Vec<ErrorCode>,
}

/// A header of a response.
#[derive(Debug, Clone, PartialEq)]
pub struct Header {
    /// Its name.
    pub name: String,
    /// Markdown.
    pub description: Option<String>,
    /// Its type.
    pub schema: Schema,
    /// A value that someone saved.
    pub example: Option<Value>,
}

impl<T> Operation<T> {
    /// All bodies that are sent or answered.
    pub fn contents(&self) -> impl Iterator<Item = &Content<T>> {
        let bodies = self.body.iter().flat_map(|body| std::iter::once(&body.content).chain(&body.others));
        bodies.chain(self.responses.values().filter_map(|response| response.content.as_ref()))
    }

    /// All bodies that are sent or answered.
    pub fn contents_mut(&mut self) -> impl Iterator<Item = &mut Content<T>> {
        let bodies = self.body.iter_mut().flat_map(|body| std::iter::once(&mut body.content).chain(&mut body.others));
        bodies.chain(self.responses.values_mut().filter_map(|response| response.content.as_mut()))
    }
}

impl<T> Content<T> {
    /// Content of a type, without samples.
    pub fn new(media_type: &str, schema: T) -> Self {
        Self {
            media_type: media_type.to_owned(),
            schema,
            examples: Vec::new(),
            described: Vec::new(),
            original: None,
            encoding: Vec::new(),
        }
    }

    /// Leaves one of equal samples and gives those of one name a number.
    pub fn settle_examples(&mut self) {
        self.examples.sort();
        let mut seen = HashSet::new();
        let mut is_new: Vec<bool> = self.examples.iter().map(|(_, example)| seen.insert(example)).collect();
        is_new.reverse();
        self.examples.retain(|_| is_new.pop().unwrap_or_default());
        let names: HashSet<_> = self.examples.iter().map(|(name, _)| name.clone()).collect();
        for same in self.examples.chunk_by_mut(|(a, _), (b, _)| a == b) {
            let mut numbers = 2..;
            for (name, _) in same.iter_mut().skip(1) {
                let free = numbers.by_ref().map(|number| format!("{name}_{number}")).find(|name| !names.contains(name));
                *name = free.unwrap_or_default();
            }
        }
        self.examples.sort();
    }

    /// The same content with its type known otherwise.
    pub fn map<U>(self, f: impl FnOnce(T) -> U) -> Content<U> {
        Content {
            media_type: self.media_type,
            schema: f(self.schema),
            examples: self.examples,
            described: self.described,
            original: self.original,
            encoding: self.encoding,
        }
    }
}
