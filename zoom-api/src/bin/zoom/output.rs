//! What goes to standard output: tables for people, JSON for programs.

use std::io::{self, BufWriter, IsTerminal, Stdout, Write};

use clap::ArgMatches;
use serde_json::{Map, Value};

use crate::failure::Failure;
use crate::printable;
use crate::secrets::Shown;
use crate::table::{self, Table};

/// How values are printed.
#[derive(Debug)]
pub struct Output {
    writer: BufWriter<Stdout>,
    is_table: bool,
    is_terminal: bool,
    columns: Option<Vec<String>>,
    table: Option<Table>,
}

impl Output {
    /// Takes the flags of a command for its output.
    pub fn new(matches: &ArgMatches) -> Self {
        let is_terminal = io::stdout().is_terminal();
        let columns = matches.get_many::<String>("columns");
        Self {
            writer: BufWriter::new(io::stdout()),
            is_table: matches.get_flag("table") || (is_terminal && !matches.get_flag("json")),
            is_terminal,
            columns: columns.map(|names| names.map(|name| name.trim().to_owned()).collect()),
            table: None,
        }
    }

    pub fn is_table(&self) -> bool {
        self.is_table
    }

    /// Prints some of the items of a list. `documented` is what an item may have.
    pub fn items(&mut self, items: &[Value], documented: &[&str]) -> Result<(), Failure> {
        if self.is_table {
            if items.is_empty() && self.table.is_none() {
                return Ok(());
            }
            let table = self.table.get_or_insert_with(|| {
                let columns = self.columns.clone().unwrap_or_else(|| table::columns(documented, items.first()));
                Table::new(columns, self.is_terminal.then(terminal_width))
            });
            for line in table.lines(items) {
                write(&mut self.writer, &line)?;
            }
        } else {
            for item in items {
                self.json_line(item)?;
            }
        }
        self.flush()
    }

    /// Prints one value: nothing of null.
    pub fn value(&mut self, value: &Value) -> Result<(), Failure> {
        match value {
            Value::Null => {}
            Value::Object(_) if self.is_table => {
                for line in table::object(value, self.columns.as_deref()) {
                    write(&mut self.writer, &line)?;
                }
            }
            Value::String(text) if self.is_table => write(&mut self.writer, &printable::text(text))?,
            value => self.json_line(value)?,
        }
        self.flush()
    }

    /// Prints JSON, on a terminal for people to read.
    pub fn json(&mut self, value: &Value) -> Result<(), Failure> {
        match self.is_table && self.columns.is_none() {
            true => write(&mut self.writer, &printable::json(value, true))?,
            false => self.json_line(value)?,
        }
        self.flush()
    }

    fn json_line(&mut self, value: &Value) -> Result<(), Failure> {
        let line = match &self.columns {
            None => printable::json(value, false),
            Some(columns) => {
                let chosen =
                    columns.iter().map(|path| (path.clone(), table::member(value, path).cloned().unwrap_or_default()));
                printable::json(&chosen.collect::<Map<_, _>>(), false)
            }
        };
        write(&mut self.writer, &line)
    }

    fn flush(&mut self) -> Result<(), Failure> {
        self.writer.flush().map_err(Failure::Output)
    }
}

fn write(writer: &mut impl Write, line: &str) -> Result<(), Failure> {
    writeln!(writer, "{line}").map_err(Failure::Output)
}

/// Refuses to show a file on a terminal, which would act on what is in it.
pub fn refuse_terminal() -> Result<(), Failure> {
    match io::stdout().is_terminal() {
        true => Err(Failure::usage("the response is a file: send standard output to one, with > FILE")),
        false => Ok(()),
    }
}

/// Prints a part of a file.
pub fn bytes(bytes: &[u8]) -> Result<(), Failure> {
    let mut stdout = io::stdout().lock();
    stdout.write_all(bytes).and_then(|()| stdout.flush()).map_err(Failure::Output)
}

/// Prints a text, which may have several lines.
pub fn print(text: &str) -> Result<(), Failure> {
    bytes(text.as_bytes())
}

/// Prints a line.
pub fn line(text: &str) -> Result<(), Failure> {
    print(&format!("{}\n", printable::text(text)))
}

/// Says something on standard error that is no failure, to a person.
pub fn note(text: &str) {
    let mut stderr = io::stderr();
    if stderr.is_terminal() {
        let _ = writeln!(stderr, "{}", printable::text(text));
    }
}

/// Which secrets a command was told to show.
pub fn shown_secrets(matches: &ArgMatches) -> Shown {
    match matches.get_many::<String>("show-secrets") {
        None => Shown::None,
        Some(names) => {
            let names: Vec<_> = names.filter(|name| !name.is_empty()).cloned().collect();
            if names.is_empty() { Shown::All } else { Shown::Named(names) }
        }
    }
}

fn terminal_width() -> usize {
    terminal_size::terminal_size().map_or(80, |(width, _)| width.0.into())
}

/// Says something on standard error.
pub fn complain(text: &str) {
    let _ = writeln!(io::stderr(), "{}", printable::text(text));
}
