#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| ruilkaart_fuzz::check::check("shp", bytes));
