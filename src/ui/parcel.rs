//! What is known of one parcel, gathered in the background for the panel that shows it.

use crate::layer::Value;
use crate::text::Lang;

/// What is known of one parcel.
#[derive(Debug, Clone, PartialEq)]
pub struct Parcel {
    /// Every attribute: the column's name and the cell.
    pub attributes: Vec<(String, Value)>,
}

impl Parcel {
    /// The attributes as lines of name and value, for the clipboard.
    pub fn to_text(&self, _lang: Lang) -> String {
        String::new()
    }
}
