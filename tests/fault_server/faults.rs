//! What goes wrong, how often, and what it looks like.

use std::time::Duration;

use serde::{Deserialize, Serialize};
use serde_json::json;

use super::answer;

/// When to come back after [`Fault::RetryAfter`]: no header says less, but for none at all.
pub(super) const RETRY_AFTER: Duration = Duration::from_secs(1);

/// What a server does instead of an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub(crate) enum Fault {
    /// 429, which passes.
    RateLimit,
    /// 429, and when to come back: in a second.
    RetryAfter,
    /// 429 for the day.
    DailyLimit,
    /// 503, and a page of HTML.
    Unavailable,
    /// 502 and nothing.
    BadGateway,
    /// 404 with code 1001, with the token in its message.
    UserNotFound,
    /// 200 with an error code.
    FailureIn200,
    /// 401 with code 124.
    TokenExpired,
    /// 302 to another server.
    Redirect,
    /// 200 with a page of HTML.
    NotJson,
    /// Half of an answer.
    CutBody,
    /// The end of the connection.
    HangUp,
    /// What is no HTTP.
    Garbage,
    /// Nothing at all.
    Stall,
}

impl Fault {
    /// How often in a thousand requests each is drawn for a soak.
    pub(crate) const SOAK: [(Self, u64); 13] = [
        (Self::RateLimit, 30),
        (Self::DailyLimit, 5),
        (Self::Unavailable, 20),
        (Self::BadGateway, 10),
        (Self::UserNotFound, 20),
        (Self::FailureIn200, 5),
        (Self::TokenExpired, 5),
        (Self::Redirect, 5),
        (Self::NotJson, 5),
        (Self::CutBody, 10),
        (Self::HangUp, 10),
        (Self::Garbage, 5),
        (Self::Stall, 1),
    ];

    /// Whether a server can have acted before it happens.
    pub(super) fn may_come_after(self) -> bool {
        use Fault::{BadGateway, CutBody, Garbage, HangUp, NotJson, Stall, Unavailable};

        matches!(self, Unavailable | BadGateway | NotJson | CutBody | HangUp | Garbage | Stall)
    }

    pub(super) fn ends_the_connection(self) -> bool {
        matches!(self, Self::CutBody | Self::HangUp | Self::Garbage | Self::Stall)
    }

    pub(super) fn bytes(self, elsewhere: &str, authorization: &str) -> Vec<u8> {
        let error = |code: u32, message: &str| json!({ "code": code, "message": message }).to_string();
        let limited = |kind, retry_after| {
            let headers = "x-ratelimit-category: Light\r\nx-ratelimit-remaining: 0";
            let headers = format!("x-ratelimit-type: {kind}\r\n{headers}\r\nretry-after: {retry_after}\r\n");
            answer(429, &headers, &error(429, "Slow down."))
        };
        match self {
            Self::RateLimit => limited("QPS", "2020-05-31T00:00:00Z"),
            Self::RetryAfter => limited("QPS", &RETRY_AFTER.as_secs().to_string()),
            Self::DailyLimit => limited("Daily-limit", "2020-05-31T00:00:00Z"),
            Self::Unavailable => answer(503, "", "<html>Unavailable</html>"),
            Self::BadGateway => answer(502, "", ""),
            Self::UserNotFound => {
                let echo = format!("x-echo: {authorization}\r\n");
                answer(404, &echo, &error(1001, &format!("User does not exist: {authorization}.")))
            }
            Self::FailureIn200 => answer(200, "", &error(300, "Failed.")),
            Self::TokenExpired => answer(401, "", &error(124, "Access token is expired.")),
            Self::Redirect => answer(302, &format!("location: {elsewhere}/users/me/pac\r\n"), ""),
            Self::NotJson => answer(200, "", "<html>Welcome</html>"),
            Self::CutBody => b"HTTP/1.1 200 OK\r\ncontent-length: 1000\r\n\r\n{\"pac_acc".to_vec(),
            Self::Garbage => b"\x16\x03\x01 is no HTTP\r\n\r\n".to_vec(),
            Self::HangUp | Self::Stall => Vec::new(),
        }
    }
}

/// How likely each fault is, and the seed of chance.
#[derive(Default)]
pub(crate) struct Chances {
    seed: u64,
    /// In a thousand requests.
    faults: Vec<(Fault, u64)>,
}

impl Chances {
    pub(crate) fn new(seed: u64, faults: &[(Fault, u64)]) -> Self {
        Self { seed, faults: faults.to_vec() }
    }

    /// What is done to the nth request of a call. It does not depend on what else is going on at the same time.
    pub(super) fn draw(&self, call: &str, nth: usize) -> Option<Fault> {
        let mut drawn = chance(&format!("{} {call} {nth}", self.seed), 1000);
        for (fault, chance) in &self.faults {
            match drawn.checked_sub(*chance) {
                Some(left) => drawn = left,
                None => return Some(*fault),
            }
        }
        None
    }

    /// Whether the nth request of a call is acted on if this is done to it.
    pub(super) fn acts(&self, call: &str, nth: usize, fault: Option<Fault>) -> bool {
        fault.is_none_or(|fault| {
            let is_after = chance(&format!("{} {call} {nth} after", self.seed), 2) == 1;
            fault.may_come_after() && is_after
        })
    }
}

/// Draws one of so many numbers, the same for the same text.
pub(crate) fn chance(text: &str, of: u64) -> u64 {
    // FNV-1a, and the last step of SplitMix64 to spread what it leaves close together.
    let hash = text
        .bytes()
        .fold(0xcbf2_9ce4_8422_2325, |hash: u64, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3));
    let mixed = (hash ^ (hash >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    (mixed ^ (mixed >> 31)) % of
}
