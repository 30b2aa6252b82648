//! The quiet note on the map is read once: it goes after a while, and comes back when it says something else.

use std::time::Duration;

use egui::Ui;

/// Seconds that a note stays: time to read it twice.
const STAYS: f64 = 10.0;

/// What was last said, and since when.
#[derive(Debug, Default)]
pub(super) struct News {
    said: Option<(String, f64)>,
}

impl News {
    /// The note, for as long as it is new.
    pub(super) fn said<'a>(&mut self, ui: &Ui, note: Option<&'a str>) -> Option<&'a str> {
        let now = ui.input(|input| input.time);
        let left = self.left(note, now)?;
        ui.ctx()
            .request_repaint_after(Duration::from_secs_f64(left));
        note
    }

    /// Seconds for which the note is still shown.
    fn left(&mut self, note: Option<&str>, now: f64) -> Option<f64> {
        let Some(note) = note else {
            self.said = None;
            return None;
        };
        let since = match &self.said {
            Some((said, since)) if said == note => *since,
            _ => {
                self.said = Some((note.to_owned(), now));
                now
            }
        };
        let left = since + STAYS - now;
        (left > 0.0).then_some(left)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_note_goes_after_a_while_and_comes_back_with_other_news() {
        let mut news = News::default();
        assert_eq!(news.left(Some("offline"), 5.0), Some(STAYS));
        assert_eq!(news.left(Some("offline"), 5.0 + STAYS), None);
        assert_eq!(news.left(Some("off"), 20.0), Some(STAYS));
        assert_eq!(news.left(None, 21.0), None);
        assert_eq!(news.left(Some("off"), 22.0), Some(STAYS));
    }
}
