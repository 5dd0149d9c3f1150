//! Access tokens that end, refresh tokens that rotate.

use std::collections::HashSet;
use std::sync::Mutex;

use serde_json::json;

pub(crate) struct Tokens(Mutex<State>);

struct State {
    valid: HashSet<String>,
    renewals: usize,
    refusals: usize,
    logins: usize,
    /// The refresh tokens that there are successors of.
    used: HashSet<String>,
    used_twice: usize,
    seconds: u64,
    end_each_other: bool,
}

impl Tokens {
    /// One token is valid from the start.
    pub(super) fn with(token: &str) -> Self {
        Self(Mutex::new(State {
            valid: HashSet::from([token.to_owned()]),
            renewals: 0,
            refusals: 0,
            logins: 0,
            used: HashSet::new(),
            used_twice: 0,
            seconds: 3600,
            end_each_other: false,
        }))
    }

    /// Ends all access tokens.
    pub(crate) fn expire(&self) {
        self.0.lock().unwrap().valid.clear();
    }

    /// Lets each token from now on end the ones before.
    pub(crate) fn end_each_other(&self) {
        self.0.lock().unwrap().end_each_other = true;
    }

    /// Says of tokens from now on that they last so long.
    pub(crate) fn last(&self, seconds: u64) {
        self.0.lock().unwrap().seconds = seconds;
    }

    /// How often a token was granted.
    pub(crate) fn renewals(&self) -> usize {
        self.0.lock().unwrap().renewals
    }

    /// How often none was.
    pub(crate) fn refusals(&self) -> usize {
        self.0.lock().unwrap().refusals
    }

    /// How often none was since the refresh token had been used before.
    pub(crate) fn used_twice(&self) -> usize {
        self.0.lock().unwrap().used_twice
    }

    /// Lets the user log in again: the refresh token is another, and the one before is dead.
    pub(crate) fn log_in(&self) -> String {
        let mut state = self.0.lock().unwrap();
        state.logins += 1;
        state.refresh_token()
    }

    /// The only refresh token that is alive.
    pub(crate) fn refresh_token(&self) -> String {
        self.0.lock().unwrap().refresh_token()
    }

    pub(super) fn is_valid(&self, authorization: &str) -> bool {
        authorization.strip_prefix("Bearer ").is_some_and(|token| self.0.lock().unwrap().valid.contains(token))
    }

    /// The answer to a request for a token: status and body.
    pub(super) fn grant(&self, authorization: &str, form: &str) -> (u16, String) {
        let field = |name| form.split('&').find_map(|pair| pair.split_once('=').filter(|(key, _)| *key == name));
        let mut state = self.0.lock().unwrap();
        let refresh_token = field("refresh_token").map(|(_, token)| token.to_owned());
        let is_granted = authorization.starts_with("Basic ")
            && match field("grant_type") {
                Some((_, "account_credentials")) => field("account_id").is_some(),
                Some((_, "refresh_token")) => refresh_token == Some(state.refresh_token()),
                _ => false,
            };
        if !is_granted {
            state.refusals += 1;
            state.used_twice += usize::from(refresh_token.is_some_and(|token| state.used.contains(&token)));
            return (400, json!({ "reason": "Invalid Token!", "error": "invalid_grant" }).to_string());
        }
        state.renewals += 1;
        state.used.extend(refresh_token);
        let token = format!("{}-{}", super::TOKEN, state.renewals);
        if state.end_each_other {
            state.valid.clear();
        }
        state.valid.insert(token.clone());
        let body = json!({
            "access_token": token,
            "token_type": "bearer",
            "expires_in": state.seconds,
            "scope": "pac:read:admin",
            "refresh_token": state.refresh_token(),
        });
        (200, body.to_string())
    }
}

impl State {
    fn refresh_token(&self) -> String {
        format!("planted-refresh-token-{}", self.renewals + self.logins)
    }
}
