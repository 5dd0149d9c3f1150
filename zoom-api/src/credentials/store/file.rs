//! A token in a file of its owner's, shared by the processes of one machine.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use tokio::task::spawn_blocking;

use super::{Lease, StoreFuture, TokenStore};
use crate::credentials::Token;

/// Keeps a token in a file that its owner alone can read, and a lock beside it (`<file>.lock`) that keeps processes from
/// renewing the same token.
///
/// A token is written to another file first, which then takes the place of the last one: whoever reads sees one or the
/// other, whole.
///
/// ```
/// let store = zoom_api::credentials::FileStore::new("/home/me/.config/my-app/zoom-token.json");
/// ```
#[derive(Debug, Clone)]
pub struct FileStore {
    path: PathBuf,
}

impl FileStore {
    /// A store in this file, which need not be there yet. Its folder has to be.
    pub fn new(path: impl Into<PathBuf>) -> Self {
        Self { path: path.into() }
    }
}

impl TokenStore for FileStore {
    fn lease(&self) -> StoreFuture<'_, Box<dyn Lease>> {
        let path = self.path.clone();
        Box::pin(async {
            let lock = beside(&path, ".lock");
            let lock = blocking(move || {
                let file = owners_own().create(true).truncate(false).open(lock)?;
                file.lock()?;
                Ok(file)
            });
            Ok(Box::new(FileLease { path, _lock: lock.await? }) as Box<dyn Lease>)
        })
    }
}

/// The lock goes when the file is closed, by this program or by its end.
struct FileLease {
    path: PathBuf,
    _lock: File,
}

impl Lease for FileLease {
    fn load(&mut self) -> StoreFuture<'_, Option<Token>> {
        let path = self.path.clone();
        Box::pin(blocking(move || match fs::read(path) {
            // What serde says of a bad file can quote it.
            Ok(text) => serde_json::from_slice(&text)
                .map(Some)
                .map_err(|_| io::Error::new(io::ErrorKind::InvalidData, "the file holds no token")),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(error),
        }))
    }

    fn save<'a>(&'a mut self, token: &'a Token) -> StoreFuture<'a, ()> {
        let path = self.path.clone();
        Box::pin(async move {
            let text = serde_json::to_vec(token)?;
            // The lock keeps the name from being used by two.
            let new = beside(&path, ".new");
            blocking(move || {
                let mut file = owners_own().create(true).truncate(true).open(&new)?;
                file.write_all(&text)?;
                file.sync_all()?;
                fs::rename(new, path)
            })
            .await
        })
    }
}

fn beside(path: &Path, ending: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(ending);
    name.into()
}

fn owners_own() -> OpenOptions {
    let mut options = OpenOptions::new();
    options.write(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options
}

async fn blocking<T: Send + 'static>(work: impl FnOnce() -> io::Result<T> + Send + 'static) -> io::Result<T> {
    spawn_blocking(work).await.map_err(io::Error::other)?
}
