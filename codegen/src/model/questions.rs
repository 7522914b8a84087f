//! Questions about the alternatives of unions: how far they lead, and whether what is answered is an answer for good.

/// How far the alternatives of alternatives are looked through before they are taken for different things.
const MAX_LOOK: usize = 6;

/// How many unions within unions are asked, each a component.
const MAX_ASKED: usize = 64;

/// What is being asked.
#[derive(Debug, Default)]
pub(crate) struct Questions {
    /// How many unions are being looked through inside of each other.
    looking: usize,
    /// The components whose alternatives are being asked.
    asked: Vec<String>,
    /// Whether a question met a limit, so that its answer is no answer for good.
    is_cut: bool,
}

/// What is put aside while a component is asked.
#[derive(Debug)]
pub(crate) struct Outside {
    was_cut: bool,
    looking: usize,
}

impl Questions {
    /// Notes that an answer was cut short.
    pub(crate) fn cut(&mut self) {
        self.is_cut = true;
    }

    /// Begins to look one union deeper; whether that is still done. What lies too deep is answered with "no".
    pub(crate) fn look(&mut self) -> bool {
        if self.looking >= MAX_LOOK {
            self.is_cut = true;
            return false;
        }
        self.looking += 1;
        true
    }

    /// Ends what [`Questions::look`] began.
    pub(crate) fn looked(&mut self) {
        self.looking -= 1;
    }

    /// Begins to ask the component at a pointer, without regard to who asks; nothing where it is being asked already, or
    /// too many are: by `allOf` and alternatives together, a union can lead back to itself, and there it adds nothing.
    pub(crate) fn begin(&mut self, target: &str) -> Option<Outside> {
        if self.asked.len() >= MAX_ASKED || self.asked.iter().any(|asked| asked == target) {
            self.is_cut = true;
            return None;
        }
        let outside = Outside { was_cut: std::mem::take(&mut self.is_cut), looking: std::mem::take(&mut self.looking) };
        self.asked.push(target.to_owned());
        Some(outside)
    }

    /// Ends what [`Questions::begin`] began; whether the answer is one for good.
    pub(crate) fn end(&mut self, Outside { was_cut, looking }: Outside) -> bool {
        self.asked.pop();
        let is_final = !self.is_cut;
        self.is_cut |= was_cut;
        self.looking = looking;
        is_final
    }
}
