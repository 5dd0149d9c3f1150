//! All that there is to log, read as it is written.

use std::io::Write;
use std::sync::Arc;

use tracing_subscriber::fmt::MakeWriter;

/// A subscriber that hands on each line, spans and all levels included.
pub(crate) fn each_line(read: impl Fn(&str) + Send + Sync + 'static) -> impl tracing::Subscriber + Send + Sync {
    tracing_subscriber::fmt()
        .with_max_level(tracing::Level::TRACE)
        .with_span_events(tracing_subscriber::fmt::format::FmtSpan::FULL)
        .with_writer(Reader(Arc::new(read)))
        .finish()
}

struct Reader<F>(Arc<F>);

impl<'w, F: Fn(&str) + 'w> MakeWriter<'w> for Reader<F> {
    type Writer = Self;

    fn make_writer(&'w self) -> Self {
        Self(Arc::clone(&self.0))
    }
}

impl<F: Fn(&str)> Write for Reader<F> {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        (self.0)(&String::from_utf8_lossy(bytes));
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}
