//! What a layer is coloured by, as the user chose it or as it was guessed.

/// What a layer is coloured by.
#[derive(Debug, Clone, PartialEq)]
pub enum Colouring {
    /// All parcels alike.
    Plain,
}
