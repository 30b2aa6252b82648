//! A value that takes longer than a frame, worked out in the background for what was asked last.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use crate::job::{Cancelled, Outcome, Progress, Queue};

/// A value of type `T` for a question of type `K`. What was answered last stays to be shown until the next
/// answer comes.
#[derive(Debug)]
pub(crate) struct Later<K, T> {
    queue: Option<Queue<(), Result<T, String>>>,
    /// Of the work that ended and whose answer is still to be sent.
    ended: Arc<Mutex<Option<Open>>>,
    asked: Option<K>,
    answer: Option<(K, Result<T, String>)>,
}

impl<K, T> Default for Later<K, T> {
    fn default() -> Self {
        Self {
            queue: None,
            ended: Arc::default(),
            asked: None,
            answer: None,
        }
    }
}

impl<K: Clone + PartialEq, T: Send + 'static> Later<K, T> {
    /// Asks; the same question twice is asked once. An error is its technical cause.
    pub(crate) fn ask(
        &mut self,
        ctx: &egui::Context,
        question: &K,
        work: impl FnOnce(&Progress) -> Result<Result<T, String>, Cancelled> + Send + 'static,
    ) {
        let queue = self.queue.get_or_insert_with(|| {
            let (ctx, ended) = (ctx.clone(), Arc::clone(&self.ended));
            Queue::new(Arc::new(move || {
                ctx.request_repaint();
                *lock(&ended) = None;
            }))
        });
        if self.asked.as_ref() != Some(question) {
            self.asked = Some(question.clone());
            let (open, ended) = (Open::begin(ctx), Arc::clone(&self.ended));
            queue.spawn((), move |progress| {
                let answer = work(progress);
                *lock(&ended) = Some(open);
                answer
            });
        }
        for event in queue.poll() {
            let answer = match event.outcome {
                Outcome::Done(answer) => answer,
                Outcome::Failed(cause) => Err(cause),
                Outcome::Cancelled => continue,
            };
            self.answer = Some((question.clone(), answer));
        }
    }

    /// True once something was asked.
    pub(crate) fn is_asked(&self) -> bool {
        self.asked.is_some()
    }

    /// The answer to what was asked last; `None` while it is being worked out, or when there is none.
    pub(crate) fn current(&self) -> Option<&T> {
        let (question, answer) = self.answer.as_ref()?;
        (self.asked.as_ref() == Some(question)).then_some(answer.as_ref().ok())?
    }

    /// The last answer there was, also while another is being worked out.
    pub(crate) fn last(&self) -> Option<&T> {
        self.answer.as_ref()?.1.as_ref().ok()
    }

    /// Why the last question has no answer: the technical cause.
    pub(crate) fn failure(&self) -> Option<&str> {
        let (question, answer) = self.answer.as_ref()?;
        let cause = answer.as_ref().err().map(String::as_str);
        cause.filter(|_| self.asked.as_ref() == Some(question))
    }
}

/// How many questions of a window have no answer yet.
#[derive(Debug, Clone, Default)]
pub struct OpenQuestions(Arc<AtomicUsize>);

impl OpenQuestions {
    /// Those of the window of `ctx`.
    pub fn of(ctx: &egui::Context) -> Self {
        ctx.data_mut(|data| data.get_temp_mut_or_default::<Self>(egui::Id::NULL).clone())
    }

    /// True when all have their answer.
    pub fn is_empty(&self) -> bool {
        self.0.load(Ordering::Acquire) == 0
    }
}

/// One question without an answer, for as long as it lives.
#[derive(Debug)]
struct Open(OpenQuestions);

impl Open {
    fn begin(ctx: &egui::Context) -> Self {
        let questions = OpenQuestions::of(ctx);
        questions.0.fetch_add(1, Ordering::AcqRel);
        Self(questions)
    }
}

impl Drop for Open {
    fn drop(&mut self) {
        self.0.0.fetch_sub(1, Ordering::AcqRel);
    }
}

fn lock(ended: &Mutex<Option<Open>>) -> std::sync::MutexGuard<'_, Option<Open>> {
    ended.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use std::time::{Duration, Instant};

    use super::*;

    /// Asks again, as the frames of a window do, until there is an answer.
    fn answer(later: &mut Later<u32, u32>, question: u32) -> Option<u32> {
        let ctx = egui::Context::default();
        let end = Instant::now() + Duration::from_secs(20);
        while Instant::now() < end {
            later.ask(&ctx, &question, move |_| match question {
                13 => Ok(Err("unlucky".to_owned())),
                _ => Ok(Ok(question * 2)),
            });
            if later.current().is_some() || later.failure().is_some() {
                break;
            }
            std::thread::yield_now();
        }
        later.current().copied()
    }

    #[test]
    fn the_last_answer_stays_until_the_next_one_comes() {
        let mut later = Later::default();
        assert_eq!(answer(&mut later, 4), Some(8));
        let ctx = egui::Context::default();
        later.ask(&ctx, &5, |progress| {
            loop {
                progress.check()?;
            }
        });
        assert_eq!((later.current(), later.last()), (None, Some(&8)));
        assert!(!OpenQuestions::of(&ctx).is_empty());
        assert_eq!(answer(&mut later, 6), Some(12));
    }

    #[test]
    fn what_cannot_be_answered_says_why() {
        let mut later = Later::default();
        assert_eq!(answer(&mut later, 13), None);
        assert_eq!(later.failure(), Some("unlucky"));
        assert_eq!(answer(&mut later, 1), Some(2));
        assert_eq!(later.failure(), None);
    }
}
