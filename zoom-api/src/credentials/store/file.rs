//! A token in a file of its owner's, shared by the processes of one machine.

use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};
use std::time::Duration;

use tokio::task::spawn_blocking;
use tokio::time::{Instant, sleep};

use super::{Lease, StoreFuture, TokenStore};
use crate::credentials::Token;
use crate::random::random;

/// The largest file that is read, in bytes. No token is as large.
const MAX_FILE: u64 = 64 << 10;

/// A token store in a file that its owner alone can read, for the processes of one machine. A lock beside it
/// (`<file>.lock`) keeps them from using the same refresh token.
///
/// A token is written to another file first (`<file>.new`), which then replaces the last one and is synced with its folder:
/// a reader sees one or the other, complete, also after a crash.
///
/// ```
/// # #[tokio::main]
/// # async fn main() -> std::io::Result<()> {
/// # let folder = tempfile::tempdir()?;
/// # let home = folder.path();
/// use zoom_api::credentials::{FileStore, Token, TokenStore};
///
/// let store = FileStore::new(home.join("zoom-token.json"));
/// store.lease().await?.save(&Token::from_refresh_token("the refresh token that you have")).await?;
///
/// let token = FileStore::new(home.join("zoom-token.json")).lease().await?.load().await?.unwrap();
/// assert_eq!(token.refresh_token.unwrap().expose(), "the refresh token that you have");
/// # Ok(())
/// # }
/// ```
///
/// | where | what holds |
/// |---|---|
/// | Linux, macOS, BSD | all of the above; the files have mode 0600 |
/// | Windows | the files have the permissions of their folder: use one below the user's profile |
/// | NFS | machines exclude each other with NFSv4, or NFSv3 with a lock manager, not if mounted with `nolock` or `local_lock`; better use `RedisStore` (feature `redis`) |
/// | SMB and FUSE | as their servers implement `flock`; some do not |
#[derive(Debug, Clone)]
pub struct FileStore {
    path: PathBuf,
    lock_timeout: Duration,
}

impl FileStore {
    /// Returns a store in this file. The file need not exist yet, its folder has to.
    pub fn new(path: impl Into<PathBuf>) -> Self {
        Self { path: path.into(), lock_timeout: Duration::from_secs(60) }
    }

    /// Sets how long to wait for the lock while another process refreshes the token. Keep it above the time that a refresh
    /// takes ([`ZoomBuilder::timeout`](crate::ZoomBuilder::timeout)). Defaults to 60 seconds.
    #[must_use]
    pub fn lock_timeout(mut self, timeout: Duration) -> Self {
        self.lock_timeout = timeout;
        self
    }
}

impl TokenStore for FileStore {
    fn lease(&self) -> StoreFuture<'_, Box<dyn Lease>> {
        Box::pin(async {
            let path = beside(&self.path, ".lock");
            let mut lock = blocking(path.clone(), open_lock).await?;
            let end = Instant::now() + self.lock_timeout;
            let mut pause = Duration::from_millis(2);
            // A wait in the kernel could not be given up: it would hold up the end of the program.
            while let Some(file) = lock.take() {
                match blocking(path.clone(), |_| try_lock(file)).await? {
                    Locked::Yes(file) => {
                        return Ok(Box::new(FileLease { path: self.path.clone(), _lock: file }) as Box<dyn Lease>);
                    }
                    Locked::No(file) if Instant::now() < end => lock = Some(file),
                    Locked::No(_) => {}
                }
                sleep(pause.mul_f64(0.5 + f64::from(random()) / f64::from(u32::MAX))).await;
                pause = (pause * 2).min(Duration::from_millis(50));
            }
            let why = format!("another process has held the lock for {:?}", self.lock_timeout);
            Err(named(&path, &io::Error::new(io::ErrorKind::TimedOut, why)))
        })
    }
}

/// The lock ends when the file is closed, by this program or by its end.
struct FileLease {
    path: PathBuf,
    _lock: File,
}

impl Lease for FileLease {
    fn load(&mut self) -> StoreFuture<'_, Option<Token>> {
        Box::pin(blocking(self.path.clone(), |path| {
            match fs::metadata(path) {
                Ok(metadata) if metadata.is_file() => {}
                Ok(_) => return Err(io::Error::new(io::ErrorKind::InvalidData, "not a file")),
                Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
                Err(error) => return Err(error),
            }
            let mut text = Vec::new();
            File::open(path)?.take(MAX_FILE).read_to_end(&mut text)?;
            // What serde says of a bad file can quote it.
            let token = serde_json::from_slice(&text);
            token.map(Some).map_err(|_| io::Error::new(io::ErrorKind::InvalidData, "the file has no token"))
        }))
    }

    fn save<'a>(&'a mut self, token: &'a Token) -> StoreFuture<'a, ()> {
        Box::pin(async move {
            let text = serde_json::to_vec(token)?;
            blocking(self.path.clone(), move |path| replace(path, &text)).await
        })
    }
}

/// Replaces a file as a whole. The lock keeps the name of the new file from being used by two.
fn replace(path: &Path, text: &[u8]) -> io::Result<()> {
    let new = beside(path, ".new");
    // One that a crash has left behind, or somebody has put there: its mode is not ours, and it may be a link.
    match fs::remove_file(&new) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(named(&new, &error)),
        _ => {}
    }
    let written = owners_own().create_new(true).open(&new).and_then(|mut file| {
        file.write_all(text)?;
        file.sync_all()
    });
    if let Err(error) = written.and_then(|()| fs::rename(&new, path)) {
        let _ = fs::remove_file(&new);
        return Err(error);
    }
    sync_folder(path)
}

/// Syncs the folder of a file, without which a crash can undo a rename.
#[cfg(unix)]
fn sync_folder(path: &Path) -> io::Result<()> {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    match File::open(folder).and_then(|folder| folder.sync_all()) {
        // Not every file system can, and not every folder can be read by those who write to it.
        Err(error) if matches!(error.kind(), io::ErrorKind::InvalidInput | io::ErrorKind::Unsupported) => Ok(()),
        Err(error) if error.kind() == io::ErrorKind::PermissionDenied => Ok(()),
        synced => synced,
    }
}

#[cfg(not(unix))]
fn sync_folder(_: &Path) -> io::Result<()> {
    Ok(())
}

/// Opens the file that is locked. It is not created where a link leads to.
fn open_lock(path: &Path) -> io::Result<Option<File>> {
    match owners_own().create_new(true).open(path) {
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {
            // To open a pipe would block, and a link can lead to anything.
            if !fs::symlink_metadata(path)?.is_file() {
                return Err(io::Error::new(io::ErrorKind::InvalidInput, "the lock is a link or no file: remove it"));
            }
            owners_own().open(path).map(Some)
        }
        file => file.map(Some),
    }
}

enum Locked {
    Yes(File),
    No(File),
}

fn try_lock(file: File) -> io::Result<Locked> {
    match file.try_lock() {
        Ok(()) => Ok(Locked::Yes(file)),
        Err(TryLockError::WouldBlock) => Ok(Locked::No(file)),
        Err(TryLockError::Error(error)) => Err(error),
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

/// Runs work on a file where it may block. Its errors name the file.
async fn blocking<T: Send + 'static>(
    path: PathBuf,
    work: impl FnOnce(&Path) -> io::Result<T> + Send + 'static,
) -> io::Result<T> {
    spawn_blocking(move || work(&path).map_err(|error| named(&path, &error))).await.map_err(io::Error::other)?
}

fn named(path: &Path, error: &io::Error) -> io::Error {
    io::Error::new(error.kind(), format!("{}: {error}", path.display()))
}

#[cfg(test)]
#[cfg(unix)]
mod tests {
    use std::os::unix::fs::{PermissionsExt, symlink};

    use tempfile::TempDir;

    use super::*;

    fn folder() -> (TempDir, PathBuf) {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("token.json");
        (folder, path)
    }

    async fn save(path: &Path) -> io::Result<()> {
        FileStore::new(path).lease().await?.save(&Token::from_refresh_token("planted")).await
    }

    #[tokio::test]
    async fn what_lies_where_the_new_file_goes_is_neither_used_nor_followed() {
        let (folder, path) = folder();
        let (new, other) = (beside(&path, ".new"), folder.path().join("other"));
        fs::write(&new, "of a crash").unwrap();
        fs::set_permissions(&new, PermissionsExt::from_mode(0o666)).unwrap();
        save(&path).await.unwrap();
        assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);

        fs::write(&other, "of somebody").unwrap();
        symlink(&other, &new).unwrap();
        save(&path).await.unwrap();
        assert_eq!(fs::read_to_string(&other).unwrap(), "of somebody");
        assert!(!new.is_symlink() && !path.is_symlink());
    }

    #[tokio::test]
    async fn a_lock_is_not_created_where_a_link_leads_to() {
        let (folder, path) = folder();
        symlink(folder.path().join("other"), beside(&path, ".lock")).unwrap();
        let error = save(&path).await.unwrap_err();
        assert!(error.to_string().ends_with("token.json.lock: the lock is a link or no file: remove it"), "{error}");
        assert!(!folder.path().join("other").exists());
    }

    #[tokio::test]
    async fn errors_name_the_file() {
        let (_folder, path) = folder();
        fs::create_dir(&path).unwrap();
        let error = FileStore::new(&path).lease().await.unwrap().load().await.unwrap_err();
        assert_eq!(error.to_string(), format!("{}: not a file", path.display()));
        let error = save(&path).await.unwrap_err();
        assert!(error.to_string().starts_with(path.to_str().unwrap()), "{error}");
        assert!(!beside(&path, ".new").exists(), "nothing is left behind");
        let error = save(&path.join("no/such")).await.unwrap_err();
        assert!(error.to_string().contains("no/such.lock: "), "{error}");
        fs::create_dir(beside(&path, ".new")).unwrap();
        let error = save(&path).await.unwrap_err();
        assert!(error.to_string().contains("token.json.new: "), "{error}");
    }

    #[tokio::test]
    async fn a_file_that_is_not_there_has_no_token_and_one_that_leads_nowhere_is_an_error() {
        let (_folder, path) = folder();
        let load = async || FileStore::new(&path).lease().await.unwrap().load().await;
        assert_eq!(load().await.unwrap(), None);
        symlink(&path, &path).unwrap();
        load().await.unwrap_err();
    }

    #[test]
    fn the_folder_that_is_synced_is_the_files() {
        let (_folder, path) = folder();
        sync_folder(&path).unwrap();
        sync_folder(Path::new("token.json")).unwrap();
        sync_folder(&path.join("token.json")).unwrap_err();
    }

    /// Whoever may read any folder, root, may write to it as well.
    #[tokio::test]
    async fn a_folder_need_not_be_readable_and_has_to_be_writable() {
        let (folder, path) = folder();
        let allow = |mode| fs::set_permissions(folder.path(), PermissionsExt::from_mode(mode)).unwrap();
        allow(0o300);
        save(&path).await.unwrap();
        let is_root = fs::read_dir(folder.path()).is_ok();
        allow(0o500);
        let saved = save(&beside(&path, ".other")).await;
        allow(0o700);
        assert!(is_root || saved.is_err_and(|error| error.kind() == io::ErrorKind::PermissionDenied));
    }

    #[tokio::test]
    async fn what_is_endless_or_too_large_is_not_read() {
        let (_folder, path) = folder();
        save(&path).await.unwrap();
        let token = fs::read_to_string(&path).unwrap();
        fs::write(&path, " ".repeat(64 << 10) + &token).unwrap();
        let load = async || FileStore::new(&path).lease().await.unwrap().load().await.unwrap_err().kind();
        assert_eq!(load().await, io::ErrorKind::InvalidData);
        fs::remove_file(&path).unwrap();
        symlink("/dev/zero", &path).unwrap();
        assert_eq!(load().await, io::ErrorKind::InvalidData);
    }

    #[tokio::test]
    async fn a_lock_is_not_waited_for_for_ever() {
        let (_folder, path) = folder();
        let _held = FileStore::new(&path).lease().await.unwrap();
        let store = FileStore::new(&path).lock_timeout(Duration::from_millis(50));
        let error = store.lease().await.err().unwrap();
        assert_eq!(error.kind(), io::ErrorKind::TimedOut);
        assert!(error.to_string().ends_with("token.json.lock: another process has held the lock for 50ms"), "{error}");
    }

    #[test]
    fn a_program_that_ends_waits_for_no_lock() {
        let (_folder, path) = folder();
        let held = open_lock(&beside(&path, ".lock")).unwrap().unwrap();
        held.lock().unwrap();
        let started = std::time::Instant::now();
        let runtime = tokio::runtime::Runtime::new().unwrap();
        runtime.block_on(async {
            let waiting = FileStore::new(&path);
            assert!(tokio::time::timeout(Duration::from_millis(100), waiting.lease()).await.is_err());
        });
        drop(runtime);
        assert!(started.elapsed() < Duration::from_secs(5), "it waited for {:?}", started.elapsed());
        drop(held);
    }
}
