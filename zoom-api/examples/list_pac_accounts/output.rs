//! What is printed: tables for people, failures with all that Zoom's support asks for.

use serde_json::Value;
use zoom_api::types::{DialInNumber, PacAccountList};
use zoom_api::{Error, Secret};

/// Accounts as a table.
pub fn pac_table(answer: &PacAccountList, show_passwords: bool) {
    if answer.pac_accounts.is_empty() {
        println!("no PAC accounts");
        return;
    }
    let mut rows =
        vec![["CONFERENCE", "PARTICIPANT", "LISTEN ONLY", "DEDICATED", "GLOBAL"].map(str::to_owned).to_vec()];
    for account in &answer.pac_accounts {
        rows.push(vec![
            account.conference_id.as_ref().map_or_else(|| "-".to_owned(), ToString::to_string),
            password(account.participant_password.as_ref(), show_passwords),
            password(account.listen_only_password.as_ref(), show_passwords),
            numbers(&account.dedicated_dial_in_number),
            numbers(&account.global_dial_in_numbers),
        ]);
    }
    let width = |column: usize| rows.iter().map(|row| row[column].chars().count()).max().unwrap_or(0);
    let widths: Vec<_> = (0..5).map(width).collect();
    for row in &rows {
        let cells: Vec<_> = row.iter().zip(&widths).map(|(cell, width)| format!("{cell:width$}")).collect();
        println!("{}", cells.join("  ").trim_end());
    }
}

fn password(password: Option<&Secret>, show: bool) -> String {
    match password {
        None => "-".to_owned(),
        Some(password) if show => password.expose().to_owned(),
        Some(_) => "••••".to_owned(),
    }
}

fn numbers(numbers: &[DialInNumber]) -> String {
    let shown = numbers.iter().map(|number| {
        let digits = number.number.as_deref().unwrap_or("-");
        number.country.as_deref().map_or_else(|| digits.to_owned(), |country| format!("{digits} ({country})"))
    });
    let shown: Vec<_> = shown.collect();
    if shown.is_empty() { "-".to_owned() } else { shown.join(", ") }
}

/// A raw answer with dots in the place of whatever is called a password.
pub fn without_passwords(mut answer: Value) -> Value {
    match &mut answer {
        Value::Array(elements) => elements.iter_mut().for_each(|element| *element = without_passwords(element.take())),
        Value::Object(members) => {
            for (name, value) in members {
                let is_password = name.contains("password") && !value.is_null();
                *value = if is_password { "••••".into() } else { without_passwords(value.take()) };
            }
        }
        _ => {}
    }
    answer
}

/// All that is known of a failure, on standard error.
pub fn failure(error: &Error) {
    eprintln!("error: {error}");
    let mut cause = std::error::Error::source(error);
    while let Some(error) = cause {
        eprintln!("  because: {error}");
        cause = error.source();
    }
    if let Some(status) = error.status() {
        eprintln!("status: {status}");
    }
    if let Error::Api(error) = error {
        eprintln!("code: {}", error.code().unwrap_or("-"));
        eprintln!("message: {}", error.message().unwrap_or("-").escape_debug());
    }
    if let Some(id) = error.tracking_id() {
        eprintln!("tracking ID: {id}");
    }
    for (name, value) in error.headers().into_iter().flatten() {
        eprintln!("header: {name}: {value:?}");
    }
}
