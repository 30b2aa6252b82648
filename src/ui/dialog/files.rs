//! The file dialog of the system: at most one at a time, on a thread of its own so that no frame waits for
//! it. Where none can be had, or none seems to come, the field for typing a path opens instead.
//!
//! Threads of the dialog are not pieces of work of `job::Queue`: nobody can cancel them, and a second wish must
//! not wait behind a dialog that hangs.

use std::future::Future;
use std::path::{Path, PathBuf};
use std::pin::{Pin, pin};
use std::sync::Arc;
use std::sync::mpsc::{Receiver, TryRecvError, sync_channel};
use std::task::{Context, Poll, Wake, Waker};
use std::thread::Thread;
use std::time::{Duration, Instant};

use super::{Brought, DialogKind, PathReason};
use crate::text::Lang;
use crate::ui::command::{
    AreasCommand, Command, FileCommand, ProjectCommand, SheetCommand, ViewCommand, YearsCommand,
};
use crate::ui::save::SaveWhat;

/// A dialog that answers nothing this soon was never seen by anybody.
const NEVER_SEEN: Duration = Duration::from_millis(300);
/// A window that still has the keyboard after this time has no file dialog over it.
const NO_ANSWER: Duration = Duration::from_secs(5);

/// What the system's dialog answered: the files, none of them when it was cancelled; `None` where there was no
/// dialog, and on some systems when it was cancelled.
pub type Answer = Option<Vec<PathBuf>>;

/// Asks the system for files, at most one dialog at a time.
#[derive(Debug, Default)]
pub struct Picker {
    open: Option<Open>,
}

/// What files are asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Purpose {
    /// To be opened as layers of the map.
    Open,
    /// To be opened as areas.
    Areas,
    /// For the dialog about yearly layers, which has a field of its own.
    Years,
    /// To take the place of a missing file of a project, by its number.
    Missing(usize),
    /// To stand on sheets.
    Logo,
    /// To be written.
    Save(SaveWhat),
}

impl Purpose {
    /// The command that the files become; `None` where there are none.
    pub fn files(self, paths: Vec<PathBuf>) -> Option<Command> {
        Some(match self {
            Self::Open => FileCommand::Open(paths).into(),
            Self::Areas => AreasCommand::Open(paths).into(),
            Self::Years => YearsCommand::Bring(Brought::paths(paths)).into(),
            Self::Missing(number) => {
                ProjectCommand::Found(number, Some(paths.into_iter().next()?)).into()
            }
            Self::Logo => SheetCommand::Logo(Some(paths.into_iter().next()?)).into(),
            Self::Save(what) => FileCommand::SaveTo(what, paths.into_iter().next()?).into(),
        })
    }

    /// The command where no dialog can be had: a field for typing paths.
    pub fn no_dialog(self, reason: PathReason) -> Command {
        match self {
            Self::Open => ViewCommand::Show(DialogKind::Path(reason)).into(),
            Self::Areas => ViewCommand::Show(DialogKind::AreaPath(reason)).into(),
            Self::Years => YearsCommand::Bring(Brought::NoSystemDialog(reason)).into(),
            Self::Missing(number) => {
                ViewCommand::Show(DialogKind::MissingPath(number, reason)).into()
            }
            Self::Logo => ViewCommand::Show(DialogKind::LogoPath(reason)).into(),
            Self::Save(what) => ViewCommand::Show(DialogKind::SavePath(what, reason)).into(),
        }
    }
}

/// The dialog that is open.
#[derive(Debug)]
struct Open {
    answers: Receiver<Answer>,
    purpose: Purpose,
    since: Instant,
    /// True once the field for typing a path was offered because no answer came.
    offered_field: bool,
}

impl Picker {
    /// Opens `dialog`; its files become the command of `purpose` at a later [`poll`](Self::poll). While another
    /// is open, the field for typing a path comes instead.
    pub fn ask(
        &mut self,
        ctx: &egui::Context,
        dialog: impl Future<Output = Answer> + Send + 'static,
        purpose: Purpose,
    ) -> Option<Command> {
        if self.open.is_some() {
            return Some(purpose.no_dialog(PathReason::NoAnswer));
        }
        let (sender, answers) = sync_channel(1);
        let ctx_of_thread = ctx.clone();
        let thread = std::thread::Builder::new().name("file dialog".to_owned());
        let spawned = thread.spawn(move || {
            let answer = wait_for(dialog);
            // Send first, wake second. Nobody listens any more once the window is gone.
            let _ = sender.send(answer);
            ctx_of_thread.request_repaint();
        });
        if let Err(error) = spawned {
            log::error!("no thread for the file dialog: {error}");
            return Some(purpose.no_dialog(PathReason::NoDialog));
        }
        self.open = Some(Open {
            answers,
            purpose,
            since: Instant::now(),
            offered_field: false,
        });
        ctx.request_repaint_after(NO_ANSWER);
        None
    }

    /// What came of the dialog since the last call.
    pub fn poll(&mut self, ctx: &egui::Context) -> Option<Command> {
        let focused = ctx.input(|input| input.focused);
        self.poll_at(Instant::now(), focused)
    }

    fn poll_at(&mut self, now: Instant, window_has_keyboard: bool) -> Option<Command> {
        let open = self.open.as_mut()?;
        let waited = now.saturating_duration_since(open.since);
        let answer = match open.answers.try_recv() {
            Ok(answer) => answer,
            Err(TryRecvError::Empty) => {
                let hangs = waited >= NO_ANSWER && window_has_keyboard && !open.offered_field;
                open.offered_field |= hangs;
                return hangs.then(|| open.purpose.no_dialog(PathReason::NoAnswer));
            }
            Err(TryRecvError::Disconnected) => None,
        };
        let purpose = open.purpose;
        self.open = None;
        match answer {
            Some(paths) if paths.is_empty() => None,
            Some(paths) => purpose.files(paths),
            // On Linux a dialog that was cancelled answers an empty list.
            None if cfg!(target_os = "linux") || waited < NEVER_SEEN => {
                Some(purpose.no_dialog(PathReason::NoDialog))
            }
            None => None,
        }
    }
}

/// What can be picked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Picked {
    /// Files.
    Files,
    /// Folders.
    Folders,
}

/// The system's dialog for files or folders to open, over `window`. To be called on the main thread, which macOS asks for;
/// waiting for it is for another thread.
pub fn system_dialog(
    picked: Picked,
    lang: Lang,
    folder: Option<&Path>,
    window: &eframe::Frame,
) -> impl Future<Output = Answer> + Send + 'static {
    let parcels = lang.text("dialog.files.parcels");
    let all = lang.text("dialog.files.all");
    // Patterns heed the case on Linux.
    let upper = crate::io::ENDINGS
        .iter()
        .map(|ending| ending.to_uppercase());
    let lower = crate::io::ENDINGS.iter().map(|&ending| ending.to_owned());
    // A sheet carries the project that it was made of.
    let project = [crate::io::project_file::ENDING, "pdf"].map(str::to_owned);
    let endings: Vec<String> = lower.chain(upper).chain(project).collect();
    let mut dialog = rfd::AsyncFileDialog::new()
        .set_title(lang.text("dialog.files.title"))
        .add_filter(parcels, &endings)
        .add_filter(all, &["*"])
        .set_parent(window);
    if let Some(folder) = folder {
        dialog = dialog.set_directory(folder);
    }
    type Answered = Pin<Box<dyn Future<Output = Option<Vec<rfd::FileHandle>>> + Send>>;
    let answered: Answered = match picked {
        Picked::Files => Box::pin(dialog.pick_files()),
        Picked::Folders => Box::pin(dialog.pick_folders()),
    };
    async move {
        let files = answered.await?;
        Some(files.into_iter().map(PathBuf::from).collect())
    }
}

/// The system's dialog for a picture, over `window`. As [`system_dialog`], to be called on the main thread.
pub fn logo_dialog(
    lang: Lang,
    folder: Option<&Path>,
    window: &eframe::Frame,
) -> impl Future<Output = Answer> + Send + 'static {
    let endings = ["png", "svg", "jpg", "jpeg", "PNG", "SVG", "JPG", "JPEG"];
    let mut dialog = rfd::AsyncFileDialog::new()
        .set_title(lang.text("dialog.sheet.logo"))
        .add_filter(lang.text("dialog.sheet.pictures"), &endings)
        .set_parent(window);
    if let Some(folder) = folder {
        dialog = dialog.set_directory(folder);
    }
    let answered = dialog.pick_file();
    async move { Some(vec![answered.await?.into()]) }
}

/// The system's dialog for where to save something, over `window`. As [`system_dialog`], to be called on the main
/// thread.
pub fn save_dialog(
    what: SaveWhat,
    lang: Lang,
    folder: Option<&Path>,
    window: &eframe::Frame,
) -> impl Future<Output = Answer> + Send + 'static {
    let ending = what.ending();
    let mut dialog = rfd::AsyncFileDialog::new()
        .set_title(lang.text("dialog.files.save_title"))
        .add_filter(
            ending.to_uppercase(),
            &[ending.to_owned(), ending.to_uppercase()],
        )
        .set_file_name(what.suggested(lang))
        .set_parent(window);
    if let Some(folder) = folder {
        dialog = dialog.set_directory(folder);
    }
    let answered = dialog.save_file();
    async move { Some(vec![answered.await?.into()]) }
}

/// Waits for a future on this thread.
fn wait_for<T>(future: impl Future<Output = T>) -> T {
    let waker = Waker::from(Arc::new(Unpark(std::thread::current())));
    let mut future = pin!(future);
    loop {
        match future.as_mut().poll(&mut Context::from_waker(&waker)) {
            Poll::Ready(value) => return value,
            Poll::Pending => std::thread::park(),
        }
    }
}

struct Unpark(Thread);

impl Wake for Unpark {
    fn wake(self: Arc<Self>) {
        self.0.unpark();
    }
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc::{SyncSender, channel};

    use super::*;

    /// A dialog that answers when it is told to.
    fn asked(picker: &mut Picker) -> SyncSender<Answer> {
        let (sender, receiver) = sync_channel::<Answer>(1);
        let dialog = async move { receiver.recv().ok().flatten() };
        assert!(
            picker
                .ask(&egui::Context::default(), dialog, Purpose::Open)
                .is_none()
        );
        sender
    }

    /// Polls until the dialog is done; its answer travels through another thread.
    fn outcome(picker: &mut Picker, after: Duration) -> Option<Command> {
        let end = Instant::now() + Duration::from_secs(20);
        while picker.open.is_some() && Instant::now() < end {
            let now = Instant::now() + after;
            if let Some(command) = picker.poll_at(now, false) {
                return Some(command);
            }
            std::thread::yield_now();
        }
        None
    }

    fn is_field(command: Option<&Command>, reason: PathReason) -> bool {
        let kind = DialogKind::Path(reason);
        matches!(command, Some(Command::View(ViewCommand::Show(shown))) if *shown == kind)
    }

    #[test]
    fn chosen_files_become_the_command_they_were_chosen_for() {
        let mut picker = Picker::default();
        let answer = asked(&mut picker);
        answer.send(Some(vec!["a.shp".into()])).expect("it waits");
        let Some(Command::File(FileCommand::Open(paths))) = outcome(&mut picker, Duration::ZERO)
        else {
            panic!("the files are opened")
        };
        assert_eq!(paths, [PathBuf::from("a.shp")]);
    }

    #[test]
    fn a_cancelled_dialog_does_nothing_and_the_next_can_be_asked_for() {
        let mut picker = Picker::default();
        let answer = asked(&mut picker);
        answer.send(Some(Vec::new())).expect("it waits");
        assert!(outcome(&mut picker, Duration::from_secs(9)).is_none());
        asked(&mut picker);
    }

    #[test]
    fn the_field_opens_where_there_is_no_dialog() {
        let mut picker = Picker::default();
        let answer = asked(&mut picker);
        answer.send(None).expect("it waits");
        let command = outcome(&mut picker, Duration::ZERO);
        assert!(
            is_field(command.as_ref(), PathReason::NoDialog),
            "{command:?}"
        );
        let mut picker = Picker::default();
        drop(asked(&mut picker));
        let command = outcome(&mut picker, Duration::ZERO);
        assert!(
            is_field(command.as_ref(), PathReason::NoDialog),
            "{command:?}"
        );
    }

    #[test]
    fn the_field_is_offered_once_when_no_dialog_seems_to_come() {
        let mut picker = Picker::default();
        let answer = asked(&mut picker);
        let late = Instant::now() + NO_ANSWER + Duration::from_secs(1);
        assert!(picker.poll_at(Instant::now(), true).is_none());
        assert!(
            picker.poll_at(late, false).is_none(),
            "another window has the keyboard"
        );
        let command = picker.poll_at(late, true);
        assert!(is_field(command.as_ref(), PathReason::NoAnswer));
        assert!(picker.poll_at(late, true).is_none());
        // It may still come.
        answer.send(Some(vec!["a.shp".into()])).expect("it waits");
        assert!(outcome(&mut picker, NO_ANSWER).is_some());
    }

    #[test]
    fn a_second_wish_gets_the_field_and_not_a_second_dialog() {
        let mut picker = Picker::default();
        let _answer = asked(&mut picker);
        let (sender, receiver) = channel::<()>();
        let never = async move {
            let _ = sender.send(());
            None
        };
        let command = picker.ask(&egui::Context::default(), never, Purpose::Open);
        assert!(is_field(command.as_ref(), PathReason::NoAnswer));
        assert!(
            receiver.recv().is_err(),
            "the second dialog was never opened"
        );
    }
}
