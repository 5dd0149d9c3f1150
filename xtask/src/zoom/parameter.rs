//! What a sentence says of a parameter, in its own description or in the operation's.

use super::lexer::Token;
use super::{caller_keyword, double_encode};
use crate::api::notes::ParameterNotes;

/// Reads a text for what it says of a parameter.
pub(super) fn read(tokens: &[Token<'_>]) -> ParameterNotes {
    ParameterNotes { double_encode: double_encode::is_asked(tokens), ..caller_keyword::read(tokens) }
}
