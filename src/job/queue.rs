//! Runs long work on threads of its own, which step back behind the window. One piece of work of a kind at a time; a newer request of the
//! same kind tells the running one to stop and takes the place of the one that waits. What a superseded
//! piece of work still delivers is dropped, by its generation.
//!
//! The queue knows no screen: a [`Waker`] is called after each result, and whoever owns the queue then
//! calls [`Queue::poll`].

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::time::{Duration, Instant};

use super::background::step_back;
use super::progress::{Cancelled, Progress};

/// Called after each result was sent; must be cheap. The window's asks for a repaint.
pub type Waker = Arc<dyn Fn() + Send + Sync>;

/// Results that may wait to be polled before a worker has to.
const WAITING_RESULTS: usize = 64;

/// How a piece of work ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome<T> {
    /// It came to its end.
    Done(T),
    /// It was told to stop, and nothing newer of its kind was asked for.
    Cancelled,
    /// It panicked, or no thread could be had; the technical cause in English.
    Failed(String),
}

/// A piece of work that ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Event<K, T> {
    /// What kind of work.
    pub kind: K,
    /// How it ended.
    pub outcome: Outcome<T>,
}

/// A piece of work that goes on.
#[derive(Debug)]
pub struct Running<'a, K> {
    /// What kind of work.
    pub kind: &'a K,
    /// How far it is.
    pub progress: &'a Progress,
    /// How long it has been at it.
    pub elapsed: Duration,
}

/// Runs work by kind; see the module.
pub struct Queue<K, T> {
    lanes: Vec<Lane<K, T>>,
    generation: u64,
    sender: SyncSender<Message<T>>,
    receiver: Receiver<Message<T>>,
    waker: Waker,
}

type Work<T> = Box<dyn FnOnce(&Progress) -> Result<T, Cancelled> + Send>;

/// The work of one kind: what runs, and what runs after it.
struct Lane<K, T> {
    kind: K,
    generation: u64,
    progress: Progress,
    started: Instant,
    next: Option<Work<T>>,
}

struct Message<T> {
    generation: u64,
    outcome: Outcome<T>,
}

impl<K, T> Queue<K, T>
where
    K: Clone + PartialEq + std::fmt::Debug,
    T: Send + 'static,
{
    /// An empty queue that calls `waker` after each result.
    pub fn new(waker: Waker) -> Self {
        let (sender, receiver) = sync_channel(WAITING_RESULTS);
        Self {
            lanes: Vec::new(),
            generation: 0,
            sender,
            receiver,
            waker,
        }
    }

    /// Starts `work`, or lets it wait for the work of its kind that runs, which is told to stop.
    pub fn spawn(
        &mut self,
        kind: K,
        work: impl FnOnce(&Progress) -> Result<T, Cancelled> + Send + 'static,
    ) {
        if let Some(lane) = self.lanes.iter_mut().find(|lane| lane.kind == kind) {
            lane.progress.cancel();
            lane.next = Some(Box::new(work));
        } else {
            self.start(kind, Box::new(work));
        }
    }

    /// Everything that ended since the last call. Starts what waited for it.
    pub fn poll(&mut self) -> Vec<Event<K, T>> {
        let mut events = Vec::new();
        while let Ok(message) = self.receiver.try_recv() {
            events.extend(self.ended(message));
        }
        events
    }

    /// Waits until no work of these kinds goes on any more, what waited for it included, or the patience is at its end.
    /// What any work delivers meanwhile is dropped.
    pub fn wait_for(&mut self, kinds: impl Fn(&K) -> bool, patience: Duration) {
        let end = Instant::now() + patience;
        while self.lanes.iter().any(|lane| kinds(&lane.kind)) {
            let left = end.saturating_duration_since(Instant::now());
            let Ok(message) = self.receiver.recv_timeout(left) else {
                return;
            };
            self.ended(message);
        }
    }

    /// Starts what waited for the work that ended; what it came to, where nothing did.
    fn ended(&mut self, message: Message<T>) -> Option<Event<K, T>> {
        let mut lanes = self.lanes.iter();
        let place = lanes.position(|lane| lane.generation == message.generation)?;
        let lane = self.lanes.remove(place);
        match lane.next {
            Some(work) => {
                self.start(lane.kind, work);
                None
            }
            None => Some(Event {
                kind: lane.kind,
                outcome: message.outcome,
            }),
        }
    }

    /// Tells the work of a kind to stop, and forgets what waited for it. Its [`Outcome::Cancelled`]
    /// comes when the worker heard it.
    pub fn cancel(&mut self, kind: &K) {
        for lane in self.lanes.iter_mut().filter(|lane| lane.kind == *kind) {
            lane.progress.cancel();
            lane.next = None;
        }
    }

    /// What goes on now, oldest first.
    pub fn running(&self) -> impl Iterator<Item = Running<'_, K>> {
        self.lanes.iter().map(|lane| Running {
            kind: &lane.kind,
            progress: &lane.progress,
            elapsed: lane.started.elapsed(),
        })
    }

    fn start(&mut self, kind: K, work: Work<T>) {
        self.generation += 1;
        let generation = self.generation;
        let progress = Progress::default();
        let (sender, waker) = (self.sender.clone(), Arc::clone(&self.waker));
        let worker = {
            let progress = progress.clone();
            let sender = sender.clone();
            let waker = Arc::clone(&waker);
            move || {
                step_back();
                let outcome = run(work, &progress);
                // Send first, wake second: the other way round the value can be missed. A closed
                // channel means that the window is gone, and nobody waits.
                let _ = sender.send(Message {
                    generation,
                    outcome,
                });
                waker();
            }
        };
        let thread = std::thread::Builder::new().name(format!("job {kind:?}"));
        self.lanes.push(Lane {
            kind,
            generation,
            progress,
            started: Instant::now(),
            next: None,
        });
        if let Err(error) = thread.spawn(worker) {
            let outcome = Outcome::Failed(error.to_string());
            let _ = sender.try_send(Message {
                generation,
                outcome,
            });
            waker();
        }
    }
}

impl<K, T> Drop for Queue<K, T> {
    fn drop(&mut self) {
        for lane in &self.lanes {
            lane.progress.cancel();
        }
    }
}

impl<K: std::fmt::Debug, T> std::fmt::Debug for Queue<K, T> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_list()
            .entries(self.lanes.iter().map(|lane| &lane.kind))
            .finish()
    }
}

/// Runs the work; a panic in it ends only this piece of work.
fn run<T>(work: Work<T>, progress: &Progress) -> Outcome<T> {
    match catch_unwind(AssertUnwindSafe(|| work(progress))) {
        Ok(Ok(value)) => Outcome::Done(value),
        Ok(Err(Cancelled)) => Outcome::Cancelled,
        Err(panic) => {
            let text = panic
                .downcast_ref::<&str>()
                .map(|text| (*text).to_owned())
                .or_else(|| panic.downcast_ref::<String>().cloned());
            Outcome::Failed(text.unwrap_or_else(|| "panic".to_owned()))
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc::{Sender, channel};

    use super::*;

    type TestQueue = Queue<&'static str, u32>;

    /// A queue, and a channel that says "something arrived".
    fn queue() -> (TestQueue, Receiver<()>) {
        let (sender, receiver) = channel();
        let waker = Arc::new(move || {
            let _ = sender.send(());
        });
        (Queue::new(waker), receiver)
    }

    /// Polls until `count` events came; the waker tells when to look. One poll may bring several.
    fn next_events(
        queue: &mut TestQueue,
        woken: &Receiver<()>,
        count: usize,
    ) -> Vec<Event<&'static str, u32>> {
        let mut events = queue.poll();
        while events.len() < count {
            woken
                .recv_timeout(Duration::from_secs(60))
                .expect("the waker is called after each result");
            events.extend(queue.poll());
        }
        events
    }

    /// Polls until the one event that is awaited comes.
    fn next_event(queue: &mut TestQueue, woken: &Receiver<()>) -> Event<&'static str, u32> {
        let mut events = next_events(queue, woken, 1);
        assert_eq!(events.len(), 1, "{events:?}");
        events.remove(0)
    }

    /// Work that waits until it is told to stop, after saying that it started.
    fn endless(
        started: Sender<()>,
    ) -> impl FnOnce(&Progress) -> Result<u32, Cancelled> + Send + 'static {
        move |progress| {
            let _ = started.send(());
            loop {
                progress.check()?;
                std::thread::yield_now();
            }
        }
    }

    #[test]
    fn a_result_is_there_when_the_waker_was_called() {
        let (mut queue, woken) = queue();
        queue.spawn("sum", |_| Ok(7));
        woken.recv_timeout(Duration::from_secs(20)).expect("woken");
        let done = Event {
            kind: "sum",
            outcome: Outcome::Done(7),
        };
        assert_eq!(queue.poll(), vec![done]);
        assert_eq!(queue.running().count(), 0);
    }

    #[test]
    fn the_newest_request_replaces_what_runs_and_what_waits() {
        let (mut queue, woken) = queue();
        let (started, has_started) = channel();
        queue.spawn("draw", endless(started));
        has_started.recv().expect("runs");
        queue.spawn("draw", |_| Ok(1));
        queue.spawn("draw", |_| Ok(2));
        queue.spawn("read", |_| Ok(9));
        let mut events = next_events(&mut queue, &woken, 2);
        events.sort_by_key(|event| event.kind);
        let outcomes: Vec<_> = events.into_iter().map(|event| event.outcome).collect();
        assert_eq!(outcomes, vec![Outcome::Done(2), Outcome::Done(9)]);
        assert!(queue.poll().is_empty(), "the first two never show");
    }

    #[test]
    fn cancelled_work_says_so_and_drops_what_waited() {
        let (mut queue, woken) = queue();
        let (started, has_started) = channel();
        queue.spawn("draw", endless(started));
        has_started.recv().expect("runs");
        queue.spawn("draw", |_| Ok(1));
        queue.cancel(&"draw");
        let event = next_event(&mut queue, &woken);
        assert_eq!(event.outcome, Outcome::Cancelled);
        assert_eq!(queue.running().count(), 0);
    }

    #[test]
    fn a_panic_ends_one_piece_of_work_and_nothing_else() {
        let (mut queue, woken) = queue();
        queue.spawn("draw", |_| panic!("broken {}", 3));
        let event = next_event(&mut queue, &woken);
        assert_eq!(event.outcome, Outcome::Failed("broken 3".into()));
        queue.spawn("draw", |_| Ok(4));
        assert_eq!(
            next_event(&mut queue, &woken).outcome,
            Outcome::Done(4),
            "the kind can be used again"
        );
    }

    #[test]
    fn work_of_a_kind_is_waited_for_with_what_waits_for_it() {
        let (mut queue, _woken) = queue();
        let (started, has_started) = channel();
        queue.spawn("read", endless(started));
        has_started.recv().expect("runs");
        let (started, has_started) = channel();
        queue.spawn("write", endless(started));
        has_started.recv().expect("runs");
        let (wrote, has_written) = channel();
        queue.spawn("write", move |_| {
            wrote.send(()).expect("somebody listens");
            Ok(1)
        });
        queue.wait_for(|kind| *kind == "write", Duration::from_secs(60));
        assert!(has_written.try_recv().is_ok(), "it came to its end");
        let left: Vec<_> = queue.running().map(|running| *running.kind).collect();
        assert_eq!(left, ["read"], "nobody waited for that");
        queue.wait_for(|kind| *kind == "read", Duration::ZERO);
        assert_eq!(queue.running().count(), 1, "no more patience");
    }

    #[test]
    fn a_dropped_queue_tells_its_workers_to_stop() {
        let (mut queue, _woken) = queue();
        let (ended, has_ended) = channel();
        let (started, has_started) = channel();
        queue.spawn("draw", move |progress| {
            let outcome = endless(started)(progress);
            let _ = ended.send(());
            outcome
        });
        has_started.recv().expect("runs");
        drop(queue);
        has_ended
            .recv_timeout(Duration::from_secs(20))
            .expect("the worker heard it");
    }
}
