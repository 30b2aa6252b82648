//! Work that nobody can interrupt, such as packing a picture or waiting for a disk: done on a thread of its own, which is
//! let go when the work is told to stop. It then comes to its end unseen, so it only computes, and leaves nothing behind.

use std::panic::resume_unwind;
use std::sync::mpsc::{RecvTimeoutError, sync_channel};
use std::thread::Builder;
use std::time::Duration;

use super::progress::{Cancelled, Progress};

/// How long it lasts until a word to stop is heard, at most.
const LISTEN: Duration = Duration::from_millis(20);

/// Does `work` and waits for what it comes to, but no longer than until the work is told to stop.
///
/// # Errors
/// [`Cancelled`] once it was, though `work` may still be at it.
///
/// # Panics
/// When `work` does, or no thread can be had.
pub fn apart<T: Send + 'static>(
    progress: &Progress,
    work: impl FnOnce(&Progress) -> T + Send + 'static,
) -> Result<T, Cancelled> {
    progress.check()?;
    let (sender, receiver) = sync_channel(1);
    let handed = progress.clone();
    let worker = Builder::new().name("apart".to_owned()).spawn(move || {
        // Where nobody waits any more, nobody wants it.
        let _ = sender.send(work(&handed));
    });
    let worker = match worker {
        Ok(worker) => worker,
        Err(error) => resume_unwind(Box::new(error.to_string())),
    };
    loop {
        match receiver.recv_timeout(LISTEN) {
            Ok(done) => return Ok(done),
            Err(RecvTimeoutError::Timeout) if progress.was_cancelled() => return Err(Cancelled),
            Err(RecvTimeoutError::Timeout) => {}
            Err(RecvTimeoutError::Disconnected) => match worker.join() {
                Err(panic) => resume_unwind(panic),
                // Without a panic, something was sent before.
                Ok(()) => return Err(Cancelled),
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use std::panic::{AssertUnwindSafe, catch_unwind};
    use std::sync::mpsc::channel;

    use super::*;

    #[test]
    fn what_it_comes_to_is_handed_over_and_a_panic_too() {
        let progress = Progress::default();
        progress.begin(2);
        let done = apart(&progress, |progress| progress.tick(1).map(|()| 7));
        assert_eq!(done, Ok(Ok(7)));
        assert_eq!(progress.fraction(), Some(0.5));
        let panicked = catch_unwind(AssertUnwindSafe(|| apart(&progress, |_| panic!("broken"))));
        let panic = panicked.expect_err("a panic");
        assert_eq!(panic.downcast_ref::<&str>(), Some(&"broken"));
    }

    #[test]
    fn what_cannot_be_interrupted_is_not_waited_for() {
        let progress = Progress::default();
        let (begun, has_begun) = channel();
        let (release, released) = channel::<()>();
        let (ended, has_ended) = channel();
        let stopper = {
            let progress = progress.clone();
            let stop = move || {
                has_begun.recv().expect("begun");
                progress.cancel();
            };
            Builder::new().spawn(stop).expect("a thread")
        };
        let stopped: Result<(), _> = apart(&progress, move |_| {
            let _ = begun.send(());
            // Until the one who waits has left: whoever waited for this would wait for ever.
            let _ = released.recv();
            let _ = ended.send(());
        });
        assert_eq!(stopped, Err(Cancelled));
        drop(release);
        has_ended.recv().expect("it comes to its end all the same");
        stopper.join().expect("no panic");
        assert_eq!(apart(&progress, |_| 1), Err(Cancelled), "not even begun");
    }
}
