//! A call of an operation, and of the pages behind the first.

use std::collections::HashSet;
use std::io::{IsTerminal, Write};

use clap::ArgMatches;
use serde_json::Value;
use zoom_api::Zoom;
use zoom_api::operations::{Operation, Pagination, PaginationStyle, Success};
use zoom_api::ranges::{InvalidRange, Months};

use crate::failure::Failure;
use crate::input::Input;
use crate::output::{self, Output};
use crate::secrets::{self, Shown};
use crate::{confirm, markdown};

/// Reads what is to be sent, asks before what destroys, calls, and prints the response.
pub async fn run(
    operation: &'static Operation,
    matches: &ArgMatches,
    connect: impl FnOnce() -> Result<Zoom, Failure>,
) -> Result<(), Failure> {
    let mut input = Input::read(operation, matches)?;
    let follows = matches.try_get_one::<bool>("all").ok().flatten().is_some_and(|all| *all);
    let mut pages = Pages::new(operation, if follows { ranges(operation, &input)? } else { None });
    pages.next_range(&mut input);
    if confirm::destroys(Some(operation), input.body()) {
        let what =
            format!("{}: {} {}", markdown::first_sentence(operation.summary), operation.http_method, input.path());
        confirm::destruction(&what, matches.get_flag("yes"))?;
    }
    let mut output = Output::new(matches);
    if operation.success == Success::Bytes {
        output::refuse_terminal()?;
    }
    let zoom = connect()?;
    if operation.success == Success::Bytes {
        let mut bytes = zoom.call_bytes(operation, input.arguments()).await?;
        while let Some(chunk) = bytes.next().await {
            output::bytes(&chunk?)?;
        }
        return Ok(());
    }
    let shown = output::shown_secrets(matches);
    let details = operation.details();
    // The types mask secrets, unless some are to be shown, or the token of the next page is one.
    let is_clear = !matches!(shown, Shown::None) || pages.has_secret_token(operation);
    loop {
        let arguments = input.arguments();
        let arguments = if is_clear { arguments.expose_secrets() } else { arguments };
        let mut response = zoom.call(operation, arguments).await?;
        let next = pages.next(&mut input, &response)?;
        if is_clear {
            secrets::mask(&mut response, operation, &shown);
        }
        let Some(list) = details.list else { return output.value(&response) };
        // An empty list may be absent.
        let items = response.get_mut(list).and_then(Value::as_array_mut).map(std::mem::take).unwrap_or_default();
        pages.hide_progress();
        output.items(&items, details.columns)?;
        if follows && (next || pages.next_range(&mut input)) {
            pages.show_progress();
            continue;
        }
        if next && output.is_table() {
            output::note("There are more: --all lists them.");
        } else if pages.items + items.len() == 0 && output.is_table() {
            output::note(&format!("no {}", list.replace('_', " ")));
        }
        return Ok(());
    }
}

/// The ranges of dates that are asked for one after the other: of a longer one Zoom serves a part, without an error.
fn ranges(operation: &Operation, input: &Input) -> Result<Option<Months>, Failure> {
    let Some(range) = operation.max_range else { return Ok(None) };
    let date = |name| input.parameter(name).and_then(Value::as_str);
    let (Some(from), Some(to)) = (date(range.from), date(range.to)) else { return Ok(None) };
    match zoom_api::ranges::months(from, to) {
        Ok(months) => Ok(Some(months)),
        // A time, say, which Zoom may take as it is.
        Err(InvalidRange::NotADate { .. }) => Ok(None),
        Err(error) => Err(Failure::usage(error.to_string())),
    }
}

/// Where a list goes on, and how far it has come.
struct Pages {
    operation: &'static Operation,
    months: Option<Months>,
    pagination: Option<&'static Pagination>,
    name: String,
    items: usize,
    /// What asked for each page so far: a server that gives one again would be asked for ever.
    seen: HashSet<String>,
    has_progress: bool,
    is_shown: bool,
}

impl Pages {
    fn new(operation: &'static Operation, months: Option<Months>) -> Self {
        Self {
            operation,
            months,
            pagination: operation.pagination.as_ref(),
            name: operation.details().list.unwrap_or("items").replace('_', " "),
            items: 0,
            seen: HashSet::new(),
            has_progress: std::io::stderr().is_terminal(),
            is_shown: false,
        }
    }

    fn has_secret_token(&self, operation: &Operation) -> bool {
        self.pagination.and_then(|it| it.token).is_some_and(|token| operation.secrets.contains(&token))
    }

    /// Sets what asks for the page after this one; false if it is the last.
    fn next(&mut self, input: &mut Input, response: &Value) -> Result<bool, Failure> {
        let items = response_items(response, self.pagination);
        self.items += items;
        let Some(pagination) = self.pagination else { return Ok(false) };
        let next = match (pagination.style, pagination.token) {
            (PaginationStyle::Token, Some(token)) => response.get(token).cloned().filter(|token| !is_empty(token)),
            (PaginationStyle::PageNumber | PaginationStyle::StartIndex, _) if items > 0 => {
                let step = if pagination.style == PaginationStyle::PageNumber { 1 } else { items };
                let asked = input.parameter(pagination.parameter).and_then(Value::as_u64).unwrap_or(1);
                Some(asked.max(1).saturating_add(step.try_into().unwrap_or(u64::MAX)).into())
            }
            _ => None,
        };
        let Some(next) = next else { return Ok(false) };
        if !self.seen.insert(next.to_string()) {
            return Err(Failure::NotDone("zoom gives the token of a page twice: the list is not whole".to_owned()));
        }
        input.set_parameter(pagination.parameter, next);
        Ok(true)
    }

    /// Sets what asks for the next range of dates, from its first page; false if there is none.
    fn next_range(&mut self, input: &mut Input) -> bool {
        let dates = self.months.as_mut().and_then(Iterator::next);
        let (Some(range), Some(dates)) = (self.operation.max_range, dates) else { return false };
        input.set_parameter(range.from, dates.from.to_string().into());
        input.set_parameter(range.to, dates.to.to_string().into());
        if let Some(pagination) = self.pagination {
            input.remove_parameter(pagination.parameter);
        }
        self.seen.clear();
        true
    }

    fn show_progress(&mut self) {
        if self.has_progress {
            self.is_shown = true;
            let _ = write!(std::io::stderr(), "\r{} {} …", self.items, self.name);
        }
    }

    fn hide_progress(&mut self) {
        if std::mem::take(&mut self.is_shown) {
            let _ = write!(std::io::stderr(), "\r\u{1b}[K");
        }
    }
}

impl Drop for Pages {
    fn drop(&mut self) {
        self.hide_progress();
    }
}

fn response_items(response: &Value, pagination: Option<&Pagination>) -> usize {
    let items = pagination.and_then(|pagination| response.get(pagination.items));
    items.and_then(Value::as_array).map_or(0, Vec::len)
}

fn is_empty(token: &Value) -> bool {
    token.is_null() || token.as_str().is_some_and(|token| token.trim().is_empty())
}
