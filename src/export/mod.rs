//! Files made of `map` and `analysis`.
