//! The seeds of the fuzz targets, and everything that they found, as plain tests; and the seeds broken in many small
//! ways, so that every run looks at a few thousand hostile files.

use std::path::{Path, PathBuf};

#[allow(unreachable_pub)] // the fuzz targets need it
#[path = "../fuzz/src/check.rs"]
mod check;

/// What `check` needs.
mod rooms {
    pub(crate) use ruilkaart::{crs, io, job, layer};
}

fn files(kind: &str, target: &str) -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fuzz");
    let entries = std::fs::read_dir(folder.join(kind).join(target));
    let mut files: Vec<PathBuf> = entries
        .into_iter()
        .flatten()
        .map(|entry| entry.unwrap().path())
        .collect();
    files.sort();
    files
}

#[test]
fn seeds_and_findings_end_well() {
    for target in check::TARGETS {
        let seeds = files("seeds", target);
        assert!(!seeds.is_empty(), "{target} has no seed");
        for file in seeds.iter().chain(&files("findings", target)) {
            check::check(target, &std::fs::read(file).unwrap());
        }
    }
}

/// Small steps of Knuth's generator: the same numbers in every run.
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, end: usize) -> usize {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % end.max(1)
    }
}

/// A few bytes changed, left out, or repeated; numbers that mean much among them.
fn broken(seed: &[u8], numbers: &mut Numbers) -> Vec<u8> {
    let mut bytes = seed.to_vec();
    for _ in 0..=numbers.below(4) {
        let at = numbers.below(bytes.len());
        match numbers.below(6) {
            0 => bytes.truncate(at),
            1 => {
                let end = (at + numbers.below(64)).min(bytes.len());
                let piece = bytes[at..end].to_vec();
                bytes.splice(at..at, piece);
            }
            2 => {
                let end = (at + numbers.below(64)).min(bytes.len());
                bytes.drain(at..end);
            }
            3 => {
                let odd = [0, 1, 0x7f, 0x80, 0xff];
                let end = (at + 1 + numbers.below(8)).min(bytes.len());
                let byte = odd[numbers.below(odd.len())];
                bytes[at.min(end)..end].fill(byte);
            }
            _ => {
                if let Some(byte) = bytes.get_mut(at) {
                    *byte ^= 1 << numbers.below(8);
                }
            }
        }
    }
    bytes
}

#[test]
fn seeds_broken_in_small_ways_end_well() {
    const ROUNDS: usize = 60;
    let rounds = std::env::var("RUILKAART_FUZZ_ROUNDS");
    let rounds = rounds.ok().and_then(|n| n.parse().ok()).unwrap_or(ROUNDS);
    for target in check::TARGETS {
        let mut numbers = Numbers(target.len() as u64);
        let seeds = files("seeds", target);
        let seeds: Vec<Vec<u8>> = seeds.iter().map(|f| std::fs::read(f).unwrap()).collect();
        for round in 0..rounds {
            for (number, seed) in seeds.iter().enumerate() {
                let bytes = broken(seed, &mut numbers);
                let checked = std::panic::catch_unwind(|| check::check(target, &bytes));
                if checked.is_err() {
                    let path = std::env::temp_dir().join(format!("{target}-{number}-{round}"));
                    crate::fixtures::save_bytes(&path, &bytes);
                    panic!("{target}, seed {number}, round {round}: {}", path.display());
                }
            }
        }
    }
}
