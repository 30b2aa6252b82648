//! Threads that step back behind the one that draws: with as many of them at work as there are cores, a frame would have
//! to wait for its turn. Where nobody draws they have all cores to themselves as before.

use thread_priority::{ThreadPriority, ThreadPriorityValue, set_current_thread_priority};

/// Of 0 to 99. A fifth of what others get where both want a core (`nice` 7), one step below the usual where a system counts
/// in steps.
const PRIORITY: u8 = 30;

/// The thread that calls steps back. A system that does not let it is none the worse.
pub fn step_back() {
    let Ok(value) = ThreadPriorityValue::try_from(PRIORITY) else {
        return;
    };
    if let Err(error) = set_current_thread_priority(ThreadPriority::Crossplatform(value)) {
        log::debug!("a thread keeps its priority: {error}");
    }
}

/// So do the threads that share out work among all cores, if none of them is at work yet.
pub fn cores_step_back() {
    let pool = rayon::ThreadPoolBuilder::new().start_handler(|_| step_back());
    if let Err(error) = pool.build_global() {
        log::debug!("the pool keeps its priority: {error}");
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;
    use std::sync::mpsc::channel;

    use crate::job::Queue;

    /// The nineteenth number that Linux tells of the thread that calls; the name before them may hold blanks.
    fn nice() -> Option<i32> {
        let told = std::fs::read_to_string("/proc/thread-self/stat").ok()?;
        let (_, behind_name) = told.rsplit_once(')')?;
        behind_name.split_whitespace().nth(16)?.parse().ok()
    }

    #[test]
    fn work_steps_back_and_who_asked_for_it_does_not() {
        let before = nice();
        let (sender, receiver) = channel();
        let mut queue = Queue::new(Arc::new(|| {}));
        queue.spawn((), move |_| {
            sender.send(nice()).unwrap();
            Ok(())
        });
        let at_work = receiver.recv().unwrap();
        assert_eq!(nice(), before);
        // Some may not go up again from where they are.
        assert!(at_work == before.map(|_| 7) || at_work == before.filter(|before| *before > 7));
    }
}
