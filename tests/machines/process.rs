//! Another process: this program once more, with one test to run, which does what the environment says.

use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::time::Duration;

use zoom_api::credentials::{FileStore, RedisStore, TokenStore};

use crate::soak::client::Part;

const TASK: &str = "ZOOM_API_TEST_TASK";

/// What another process is to do.
pub(crate) enum Task<'t> {
    /// Make so many calls with each of four clients of one grant.
    Call { server: &'t str, store: &'t str, calls: usize },
    /// Make so many calls at once, within the limits of an account.
    Limited { server: &'t str, redis: &'t str, calls: usize },
    /// Make a part of the calls of a soak.
    Soak(Part<'t>),
    /// Take the lease for half a second and die with it.
    Die { store: &'t str },
}

impl Task<'_> {
    fn write(&self) -> String {
        match self {
            Self::Call { server, store, calls } => format!("call {server} {store} {calls}"),
            Self::Limited { server, redis, calls } => format!("limited {server} {redis} {calls}"),
            Self::Soak(Part { server, redis, witness, client, calls }) => {
                format!("soak {server} {redis} {witness} {client} {calls}")
            }
            Self::Die { store } => format!("die {store}"),
        }
    }
}

pub(crate) struct Process(Child);

impl Process {
    pub(crate) fn start(task: &Task<'_>) -> Self {
        // The file may have been built anew since.
        let itself = Path::new("/proc/self/exe");
        let program = if itself.exists() { itself.to_owned() } else { std::env::current_exe().unwrap() };
        let mut command = Command::new(program);
        command.args(["--exact", "machines::process::another", "--ignored", "--nocapture"]).env(TASK, task.write());
        Self(command.stdout(Stdio::null()).spawn().unwrap())
    }

    /// Whether it ended well.
    pub(crate) fn wait(mut self) -> bool {
        self.0.wait().unwrap().success()
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// A store by its URL, or by the path of its file.
pub(crate) fn store(at: &str) -> Arc<dyn TokenStore> {
    if at.contains("://") { Arc::new(RedisStore::new(at, "jane").unwrap()) } else { Arc::new(FileStore::new(at)) }
}

#[test]
#[ignore = "other tests run it, in a process of its own"]
fn another() {
    let Ok(task) = std::env::var(TASK) else { return };
    let words: Vec<_> = task.split(' ').collect();
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
    match words[..] {
        ["call", server, at, calls] => runtime.block_on(super::grant::call(server, at, calls.parse().unwrap())),
        ["limited", server, at, calls] => runtime.block_on(super::rate_limit::call(server, at, calls.parse().unwrap())),
        ["soak", server, redis, witness, client, calls] => {
            let (client, calls) = (client.parse().unwrap(), calls.parse().unwrap());
            runtime.block_on(crate::soak::client::make(&Part { server, redis, witness, client, calls }));
        }
        ["die", at] => runtime.block_on(async {
            let store = RedisStore::new(at, "jane").unwrap().lease_time(Duration::from_millis(500));
            let _lease = store.lease().await.unwrap();
            std::process::abort();
        }),
        _ => panic!("{task}"),
    }
}
