//! What the colours stand for, in a line above a chart: the field as it is drawn, its letter, its name.

use super::page::{GAP, Page, TEXT, width_of};
use crate::domain::Class;
use crate::geometry::Bounds;
use crate::map::pattern::Pattern;
use crate::map::style::CategoryStyle;

const FIELD: [f64; 2] = [18.0, 12.0];
const LINE: f64 = 18.0;

/// One entry.
#[derive(Debug, Clone)]
pub struct Entry {
    /// Its name.
    pub name: String,
    /// What stands in its field.
    pub letter: &'static str,
    /// How it looks.
    pub style: CategoryStyle,
}

/// The letter of a class, so that its colour is not the only cue.
pub fn letter(class: Class) -> &'static str {
    match class {
        Class::NoneMixed => "–",
        Class::NoneArable => "A",
        Class::NoneLivestock => "V",
        Class::Extensive => "E",
        Class::Intensive => "I",
        Class::Unclassified => "?",
    }
}

/// Draws the entries from left to right over as many lines as they take, and takes that room from the page.
pub fn draw(page: &mut Page<'_>, entries: &[Entry]) {
    let (left, right) = (page.room.min[0], page.room.max[0]);
    let (mut x, mut y) = (left, page.room.min[1]);
    for entry in entries {
        let width = FIELD[0] + GAP + width_of(&entry.name, TEXT);
        if x > left && x + width > right {
            (x, y) = (left, y + LINE);
        }
        let top = y + (LINE - FIELD[1]) / 2.0;
        let field = Bounds::new(x, top, x + FIELD[0], top + FIELD[1]);
        page.field(&field, &entry.style);
        if entry.style.pattern == Pattern::Plain {
            page.inside(&field, entry.letter, 9.5, &entry.style);
        }
        let colour = page.look.ink.text;
        page.text(
            &*entry.name,
            [x + FIELD[0] + GAP, y + LINE - 5.0],
            TEXT,
            colour,
        );
        x += width + 2.0 * GAP;
    }
    page.room.min[1] = y + LINE + GAP;
}
