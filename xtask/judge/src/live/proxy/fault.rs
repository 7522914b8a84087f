//! Which exchanges go wrong, and how. The same seed, call and attempt give the same answer; what goes wrong is done elsewhere.

use fastrand::Rng;
use serde::Serialize;

/// How many of a hundred exchanges go wrong.
pub(super) const SHARE: u8 = 10;

/// What is done to an exchange.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum What {
    /// The connection ends in good order.
    Cut,
    /// The connection is reset.
    Reset,
    /// It goes on after a while, within the patience of the client.
    Delay,
    /// It does not go on, and the connection stays open.
    Stall,
    /// Some bytes are others.
    Garble,
    /// The server is asked twice, or its answer comes twice.
    Twice,
    /// The proxy answers itself, with a status that says that the server cannot.
    Refuse,
}

/// When it is done.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Place {
    /// Before the request reached the server.
    Before,
    /// After the request reached the server, before its answer.
    After,
    /// Within the head of the answer.
    Head,
    /// Within the body of the answer.
    Body,
}

/// What goes wrong with an exchange.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub(crate) struct Fault {
    pub(crate) what: What,
    pub(crate) place: Place,
}

impl std::fmt::Display for Fault {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let place = match self.place {
            Place::Before => "before the server was asked",
            Place::After => "after the server was asked",
            Place::Head => "within the head",
            Place::Body => "within the body",
        };
        write!(f, "{:?} {place}", self.what)
    }
}

/// All that can go wrong.
const ALL: &[Fault] = {
    use Place::{After, Before, Body, Head};
    use What::{Cut, Delay, Garble, Refuse, Reset, Stall, Twice};
    const fn fault(what: What, place: Place) -> Fault {
        Fault { what, place }
    }
    &[
        fault(Cut, Before),
        fault(Cut, After),
        fault(Cut, Head),
        fault(Cut, Body),
        fault(Reset, Before),
        fault(Reset, After),
        fault(Reset, Head),
        fault(Reset, Body),
        fault(Delay, Before),
        fault(Delay, After),
        fault(Delay, Head),
        fault(Delay, Body),
        fault(Stall, Before),
        fault(Stall, After),
        fault(Stall, Head),
        fault(Stall, Body),
        fault(Garble, Head),
        fault(Garble, Body),
        fault(Twice, Before),
        fault(Twice, Body),
        fault(Refuse, Before),
        fault(Refuse, After),
    ]
};

/// The choices of one exchange: that of a call which arrived for the `arrival`th time.
pub(super) fn choices(seed: u64, call: u64, arrival: u64) -> Rng {
    // Each number changes all bits of the seed, so that neighbours have nothing in common.
    let mixed = [call, arrival].into_iter().fold(seed, |seed, number| {
        let mut mixed = (seed ^ number).wrapping_add(0x9E37_79B9_7F4A_7C15);
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    });
    Rng::with_seed(mixed)
}

/// What goes wrong, if anything does.
pub(super) fn choose(rng: &mut Rng) -> Option<Fault> {
    match rng.u8(0..100) < SHARE {
        true => rng.choice(ALL).copied(),
        false => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeMap;

    #[test]
    fn a_tenth_of_all_exchanges_goes_wrong_in_every_way() {
        let mut found: BTreeMap<Fault, usize> = BTreeMap::new();
        for call in 0..10_000 {
            choose(&mut choices(7, call, 0)).into_iter().for_each(|fault| *found.entry(fault).or_default() += 1);
        }
        let total: usize = found.values().sum();
        assert!((900..1100).contains(&total), "{total}");
        assert_eq!(found.len(), ALL.len());
        assert!(found.values().all(|count| *count > 15), "{found:?}");
    }

    #[test]
    fn the_same_seed_chooses_the_same() {
        let of = |seed, arrival| (0..500).map(|call| choose(&mut choices(seed, call, arrival))).collect::<Vec<_>>();
        assert_eq!(of(1, 0), of(1, 0));
        assert_ne!(of(1, 0), of(2, 0));
        assert_ne!(of(1, 0), of(1, 1));
    }
}
