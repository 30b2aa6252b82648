//! Bytes to layers and back; knows no crop and no screen.
