//! What the calls that are compared have in common: a server on loopback, and the types that a user would write by hand.

#![allow(clippy::unwrap_used)]

use std::io::{BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};

use serde::Deserialize;

/// What a user would write without this crate.
#[derive(Deserialize)]
#[allow(dead_code)]
pub struct PlainList {
    pub pac_accounts: Vec<PlainAccount>,
}

#[derive(Deserialize)]
#[allow(dead_code)]
pub struct PlainAccount {
    pub conference_id: Option<String>,
    pub dedicated_dial_in_number: Vec<PlainNumber>,
    pub global_dial_in_numbers: Vec<PlainNumber>,
    pub listen_only_password: Option<String>,
    pub participant_password: Option<String>,
}

#[derive(Deserialize)]
#[allow(dead_code)]
pub struct PlainNumber {
    pub number: Option<String>,
    pub country: Option<String>,
}

/// The example that the fragment saves.
pub fn saved_example() -> String {
    let fragment: serde_json::Value = serde_json::from_str(include_str!("../../zoom.openapi.json")).unwrap();
    let operation = &fragment["paths"]["/users/{userId}/pac"]["get"];
    operation["responses"]["200"]["content"]["application/json"]["example"].to_string()
}

/// A server that keeps its connections and answers every request with the same bytes.
pub fn server(body: &str) -> String {
    let head = format!("HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: {}\r\n\r\n", body.len());
    let answer = format!("{head}{body}");
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let base_url = format!("http://{}", listener.local_addr().unwrap());
    std::thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            let answer = answer.clone();
            std::thread::spawn(move || serve(&stream, &answer));
        }
    });
    base_url
}

fn serve(stream: &TcpStream, answer: &str) {
    stream.set_nodelay(true).unwrap();
    let mut writer = stream;
    let mut line = String::new();
    let mut reader = BufReader::new(stream);
    while reader.read_line(&mut line).is_ok_and(|length| length > 0) {
        if line == "\r\n" && writer.write_all(answer.as_bytes()).is_err() {
            return;
        }
        line.clear();
    }
}
