//! What a vendor's prose says beside its plain text: the seam between the converter and a dialect.
//!
//! Postman has no field for an error code, a scope or a rate-limit label, so vendors write them into names and
//! descriptions. A [`Dialect`] reads them out. The converter works without one ([`Plain`]).

use std::collections::BTreeMap;

use super::schema::Schema;

/// Reads one vendor's prose.
pub trait Dialect: Sync {
    /// The dialect's name, as `--dialect` takes it.
    fn name(&self) -> &'static str;
    /// Reads the description of a request.
    fn operation(&self, prose: &str) -> OperationNotes;
    /// Reads the name of a saved example, which some vendors use as the description of the response.
    fn response(&self, name: &str) -> ResponseNotes;
    /// Reads the description of a parameter.
    fn parameter(&self, prose: &str) -> ParameterNotes;
    /// Where the vendor's OAuth 2.0 asks the user and gives tokens, for collections that do not say.
    fn oauth2(&self) -> Option<OAuth2> {
        None
    }
    /// The path that the vendor's API is served under ("/v2"), with which some collections begin every path.
    fn base_path(&self) -> Option<&'static str> {
        None
    }
    /// The member of every answer in pages with the token of the next, called like the query parameter that takes it; it
    /// is in answers whose samples lack it.
    fn page_token(&self) -> Option<&'static str> {
        None
    }
    /// The body that the vendor documents for every error, where its collections do not save one.
    fn error_body(&self) -> Option<&'static ErrorBody> {
        None
    }
    /// Whether what a collection saves as a form without a file is sent as JSON to this path.
    fn forms_are_json(&self, _path: &str) -> bool {
        false
    }
    /// Whether a form's text field stands for a file, by its name, its value and its description.
    fn is_file(&self, _name: &str, _value: &str, _description: &str) -> bool {
        false
    }
    /// Whether numbers under this name can have decimals, even where a sample is whole.
    fn is_decimal(&self, _name: &str) -> bool {
        false
    }
    /// Whether a text says that a range of dates is served up to a month alone.
    fn serves_a_month(&self, _prose: &str) -> bool {
        false
    }
    /// Whether a string is a secret, by its name and what is said of it.
    fn is_secret(&self, _name: &str, _description: &str) -> bool {
        false
    }
}

/// The addresses of a vendor's OAuth 2.0.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OAuth2 {
    /// Where the user consents.
    pub authorization_url: &'static str,
    /// Where tokens are given.
    pub token_url: &'static str,
}

/// The body of every error of a vendor.
#[derive(Debug, Clone)]
pub struct ErrorBody {
    /// The name of its type.
    pub name: &'static str,
    /// Its type and those that it names.
    pub schemas: BTreeMap<String, Schema>,
}

/// What a request's description says.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct OperationNotes {
    /// The description as Markdown, without what the other fields hold.
    pub description: String,
    /// OAuth scopes, each of which serves alone, in the order of the text.
    pub scopes: Vec<String>,
    /// Finer-grained OAuth scopes, likewise.
    pub granular_scopes: Vec<String>,
    /// The rate-limit label, in the vendor's own spelling ("Light").
    pub rate_limit_label: Option<String>,
    /// What it says of a parameter, the name of which it seldom tells.
    pub parameter: ParameterNotes,
    /// Addresses at which it says that the operation is served, with or without the operation's path.
    pub addresses: Vec<String>,
    /// Pieces that look like markup of this dialect and could not be read: to be warned about.
    pub unread: Vec<String>,
}

/// What the name of a saved example says.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ResponseNotes {
    /// The HTTP status that the text names, where it names one.
    pub status: Option<u16>,
    /// The text for people, freed of markup.
    pub description: String,
    /// The error codes with their messages, in the order of the text.
    pub error_codes: Vec<ErrorCode>,
    /// Pieces that look like markup of this dialect and could not be read: to be warned about.
    pub unread: Vec<String>,
}

/// An error code that a response may carry in its body.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct ErrorCode {
    /// The code as written; mostly digits (`2024`), not always (`1003_001`).
    pub code: String,
    /// The message as written; `$userId` in it is a variable, not a value.
    pub message: String,
    /// The variables of the message, without their `$`.
    pub variables: Vec<String>,
    /// What the kind of error is called; given once all operations are known.
    pub name: Option<String>,
}

/// What a description says of a parameter.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ParameterNotes {
    /// The keyword that stands for the caller in place of a value ("me").
    pub caller_keyword: Option<String>,
    /// The kinds of app that have to use the keyword ("user-level").
    pub caller_keyword_required_for: Vec<String>,
    /// The parameter that the keyword is for, as the text spells it, where it names one ("userId").
    pub caller_keyword_for: Option<String>,
    /// Whether a value has to be percent-encoded twice, because of slashes in it.
    pub double_encode: bool,
}

/// No dialect: prose is only prose.
#[derive(Debug, Clone, Copy, Default)]
pub struct Plain;

impl Dialect for Plain {
    fn name(&self) -> &'static str {
        "plain"
    }

    fn operation(&self, prose: &str) -> OperationNotes {
        OperationNotes { description: prose.trim().to_owned(), ..OperationNotes::default() }
    }

    fn response(&self, name: &str) -> ResponseNotes {
        ResponseNotes { description: name.trim().to_owned(), ..ResponseNotes::default() }
    }

    fn parameter(&self, _prose: &str) -> ParameterNotes {
        ParameterNotes::default()
    }
}
