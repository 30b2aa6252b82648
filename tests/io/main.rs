//! Files: real ones, broken ones, and there-and-back.

mod roundtrip;
