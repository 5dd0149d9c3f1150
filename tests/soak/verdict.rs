//! Whether a call ended as what the server did to its attempts lets it end.

use zoom_api::{ApiErrorKind, AttemptOutcome, CredentialsErrorKind, Error, TransportErrorKind};

use super::super::fault_server::Fault;
use super::witness::During;
use super::{MAX_ATTEMPTS, SECRETS};

/// What is wrong with an outcome, in view of what the server did to the call's attempts, one after the other, and of what was
/// the matter with Redis; `is_repeated` says after what there has to be another one.
pub(super) fn problem(
    done: &[Option<Fault>],
    during: During,
    outcome: Result<(), &Error>,
    is_repeated: fn(Fault) -> bool,
) -> Option<&'static str> {
    // Without a token, what the server did was before the last attempt.
    let has_no_token = matches!(outcome, Err(Error::Credentials(_)));
    let (last, earlier) = match done.split_last() {
        _ if has_no_token => (&None, done),
        Some(split) => split,
        // On a machine that is busy elsewhere it may be on its way.
        None if is_timeout(outcome) => return None,
        None => return Some("no request"),
    };
    let may_repeat = |fault: Fault| is_repeated(fault) || fault == Fault::TokenExpired;
    if !earlier.iter().flatten().copied().all(may_repeat) {
        return Some("it was repeated");
    }
    let Err(error) = outcome else {
        return if last.is_none() { None } else { Some("no such value") };
    };
    let shown = format!("{error} {error:?} {:?}", std::error::Error::source(error).map(ToString::to_string));
    if SECRETS.iter().any(|secret| shown.contains(secret)) {
        return Some("a secret is shown");
    }
    let is_sent = |outcome: &AttemptOutcome| *outcome != AttemptOutcome::Credentials;
    let attempts: Vec<_> = error.attempts().iter().map(|attempt| attempt.outcome).filter(is_sent).collect();
    let all = error.attempts().len();
    if all > attempts.len() && !during.was_away && !during.was_empty {
        return Some("redis was there, with a token");
    }
    if let Error::Credentials(error) = error
        && let Some(problem) = lacks_token(error.kind(), all, during)
    {
        return Some(problem);
    }
    // On a machine that is busy elsewhere an answer can come too late that the server thinks it gave.
    let timeout = AttemptOutcome::Transport(TransportErrorKind::Timeout);
    if attempts.contains(&timeout) && !done.contains(&Some(Fault::Stall)) {
        return None;
    }
    let fits = |(fault, attempt): (&Option<Fault>, &AttemptOutcome)| {
        *attempt == timeout || fault.is_some_and(|fault| looks_like(fault) == *attempt)
    };
    if attempts.len() != done.len() || !done.iter().zip(&attempts).all(fits) {
        return Some("other attempts");
    }
    if last.is_some_and(is_repeated) && all < MAX_ATTEMPTS {
        return Some("it gave up early");
    }
    if has_no_token {
        return None;
    }
    if *last == Some(Fault::TokenExpired) && !earlier.contains(last) {
        return Some("it did not renew its token");
    }
    if done.iter().filter(|fault| **fault == Some(Fault::TokenExpired)).count() > 2 {
        return Some("it renews its token in a loop");
    }
    let is_right = match last {
        None => false,
        Some(Fault::NotJson) => matches!(error, Error::Decode(_)),
        Some(Fault::CutBody | Fault::HangUp | Fault::Garbage | Fault::Stall) => matches!(error, Error::Transport(_)),
        Some(fault) => matches!(error, Error::Api(error) if error.kind() == means(*fault)),
    };
    if is_right { None } else { Some("another error") }
}

fn is_timeout(outcome: Result<(), &Error>) -> bool {
    matches!(outcome, Err(Error::Transport(error)) if error.kind() == TransportErrorKind::Timeout)
}

/// What is wrong with a call that ended since there was no token, after so many attempts.
fn lacks_token(kind: CredentialsErrorKind, attempts: usize, during: During) -> Option<&'static str> {
    match kind {
        CredentialsErrorKind::LoginRequired if during.was_empty => None,
        CredentialsErrorKind::LoginRequired => Some("the user need not log in"),
        // A lease that was lost with all else has passed to another.
        CredentialsErrorKind::Store if attempts < MAX_ATTEMPTS && !during.was_empty => Some("it gave up early"),
        CredentialsErrorKind::Store => None,
        _ => Some("another error"),
    }
}

/// Whether another attempt may fare better.
pub(super) fn passes(fault: Fault) -> bool {
    use Fault::{BadGateway, CutBody, Garbage, HangUp, Stall, Unavailable};

    is_refusal(fault) || matches!(fault, Unavailable | BadGateway | CutBody | HangUp | Garbage | Stall)
}

/// Whether another attempt may fare better, and it is certain that nothing was done.
pub(super) fn is_refusal(fault: Fault) -> bool {
    matches!(fault, Fault::RateLimit | Fault::RetryAfter)
}

/// What a client sees of a fault.
fn looks_like(fault: Fault) -> AttemptOutcome {
    let answered = |status: u16| AttemptOutcome::Response(status.try_into().unwrap());
    match fault {
        Fault::RateLimit | Fault::RetryAfter | Fault::DailyLimit => answered(429),
        Fault::Unavailable => answered(503),
        Fault::BadGateway => answered(502),
        Fault::UserNotFound => answered(404),
        Fault::FailureIn200 | Fault::NotJson => answered(200),
        Fault::TokenExpired => answered(401),
        Fault::Redirect => answered(302),
        Fault::CutBody => AttemptOutcome::Transport(TransportErrorKind::Body),
        Fault::HangUp | Fault::Garbage => AttemptOutcome::Transport(TransportErrorKind::Other),
        Fault::Stall => AttemptOutcome::Transport(TransportErrorKind::Timeout),
    }
}

/// What an answer that is a fault means.
fn means(fault: Fault) -> ApiErrorKind {
    match fault {
        Fault::RateLimit | Fault::RetryAfter | Fault::DailyLimit => ApiErrorKind::RateLimited,
        Fault::Unavailable | Fault::BadGateway => ApiErrorKind::Server,
        Fault::UserNotFound => ApiErrorKind::UserNotFound,
        Fault::FailureIn200 => ApiErrorKind::Validation,
        Fault::TokenExpired => ApiErrorKind::InvalidAccessToken,
        _ => ApiErrorKind::Other,
    }
}

/// An outcome's name for the count.
pub(super) fn name<T>(outcome: Result<T, &Error>) -> String {
    match outcome {
        Ok(_) => "a value".to_owned(),
        Err(Error::Api(error)) => format!("{} {:?}", error.status().as_u16(), error.kind()),
        Err(Error::Transport(error)) => format!("{:?}", error.kind()),
        Err(Error::Decode(_)) => "undecodable".to_owned(),
        Err(Error::Credentials(error)) => format!("{:?}", error.kind()),
        Err(error) => error.to_string(),
    }
}
