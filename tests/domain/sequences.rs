//! One parcel's sequence from a line of codes, for all tests of this room.

use ruilkaart::domain::{
    Catalogue, CropCode, CropFacts, CropId, CropList, Indicators, Outcome, Reading, Rule, SeenCrop,
    Sequences, Side, Usage, Year, YearColumn, classify,
};

/// One parcel.
pub(crate) struct Parcel {
    sequences: Sequences,
}

impl Parcel {
    /// From codes, oldest first, the newest of 2024; `-` is a year without a parcel.
    pub(crate) fn of(codes: &str) -> Self {
        Self::until(2024, codes)
    }

    /// From codes, oldest first.
    pub(crate) fn until(newest: i64, codes: &str) -> Self {
        let codes: Vec<&str> = codes.split_whitespace().collect();
        let first = newest + 1 - i64::try_from(codes.len()).unwrap();
        let mut crops = CropList::default();
        let columns = codes.iter().zip(first..).map(|(code, year)| YearColumn {
            year: Year::new(year).unwrap(),
            crops: vec![CropCode::parse(code).map_or(CropId::NONE, |code| {
                let category = None;
                crops.intern(SeenCrop { code, category }).unwrap()
            })],
            cover: None,
        });
        let columns = columns.collect();
        Self {
            sequences: Sequences::new(columns, crops, 1).unwrap(),
        }
    }

    fn readings(&self, rule: &Rule) -> (Vec<Reading>, CropFacts) {
        let facts = CropFacts::of(self.sequences.crops(), &Catalogue::built_in(), rule);
        let reference = self.sequences.newest().unwrap();
        let window = self.sequences.window(rule, reference).iter();
        let readings = window.map(|column| column.read(0, &facts, rule)).collect();
        (readings, facts)
    }

    pub(crate) fn classify(&self, rule: &Rule) -> Outcome {
        classify(&self.readings(rule).0, rule)
    }

    pub(crate) fn indicators(&self) -> Indicators {
        let (readings, facts) = self.readings(&Rule::default());
        Indicators::of(&readings, &facts)
    }

    /// A, L, or a point for each year.
    pub(crate) fn letters(&self) -> String {
        let (readings, _) = self.readings(&Rule::default());
        let letter = |reading: &Reading| match reading.usage {
            Usage::Known(Side::Arable) => 'A',
            Usage::Known(Side::Livestock) => 'L',
            _ => '.',
        };
        readings.iter().map(letter).collect()
    }
}
