//! One field: what it holds, how it is checked, what is wrong with it.

use tui_input::Input;

use crate::model::shown;

/// A line of a choice.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Option_ {
    /// What is chosen.
    pub label: String,
    /// What it means.
    pub detail: String,
}

/// One of several ways that are compared: what it is called, and what it means for each row of the comparison.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Side {
    /// What it is called.
    pub title: String,
    /// What it means, one text a row.
    pub facts: Vec<String>,
}

/// Something found for a type-ahead field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    /// What it is called.
    pub label: String,
    /// More about it.
    pub detail: String,
    /// What it stands for: an address or a SID.
    pub value: String,
}

/// What a field holds.
#[derive(Clone)]
pub(super) enum Kind {
    Text(Input),
    Code(Input),
    Choice { options: Vec<Option_>, at: usize },
    Compare { rows: Vec<&'static str>, sides: Vec<Side>, at: usize },
    Tick { on: bool },
    Search { input: Input, found: Vec<Found>, at: usize },
}

/// Checks what was typed; the error is the sentence under the field.
pub type Check = fn(&str) -> Result<(), String>;

/// One field.
#[derive(Clone)]
pub struct Field {
    pub(super) label: String,
    pub(super) hint: String,
    pub(super) kind: Kind,
    pub(super) check: Check,
    pub(super) error: Option<String>,
    pub(super) start: String,
    pub(super) hidden: bool,
}

impl std::fmt::Debug for Field {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        // What was typed may be a code.
        f.debug_struct("Field").field("label", &self.label).finish_non_exhaustive()
    }
}

impl Field {
    fn new(label: impl Into<String>, kind: Kind) -> Self {
        let mut field = Self {
            label: label.into(),
            hint: String::new(),
            kind,
            check: |_| Ok(()),
            error: None,
            start: String::new(),
            hidden: false,
        };
        field.start = field.value();
        field
    }

    /// A line of text.
    pub fn text(label: impl Into<String>, check: Check) -> Self {
        Self { check, ..Self::new(label, Kind::Text(Input::default())) }
    }

    /// A one-time code.
    pub fn code(label: impl Into<String>) -> Self {
        Self::new(label, Kind::Code(Input::default()))
    }

    /// One of several; the first to begin with.
    pub fn choice(label: impl Into<String>, options: Vec<Option_>, at: usize) -> Self {
        Self::new(label, Kind::Choice { options, at })
    }

    /// One of several that stand side by side, row by row, so that they can be compared; the first to begin with.
    pub fn compare(label: impl Into<String>, rows: &[&'static str], sides: Vec<Side>) -> Self {
        Self::new(label, Kind::Compare { rows: rows.to_vec(), sides, at: 0 })
    }

    /// A box to tick.
    pub fn tick(label: impl Into<String>) -> Self {
        Self::new(label, Kind::Tick { on: false })
    }

    /// Text with suggestions.
    pub fn search(label: impl Into<String>) -> Self {
        Self::new(label, Kind::Search { input: Input::default(), found: Vec::new(), at: 0 })
    }

    /// The same with a line of explanation under it.
    #[must_use]
    pub fn hint(self, hint: impl Into<String>) -> Self {
        Self { hint: hint.into(), ..self }
    }

    /// The same box, ticked or not to begin with.
    #[must_use]
    pub fn ticked(mut self, on: bool) -> Self {
        if let Kind::Tick { on: ticked } = &mut self.kind {
            *ticked = on;
        }
        self.start = self.value();
        self
    }

    /// The same, filled in.
    #[must_use]
    pub fn filled(mut self, value: &str) -> Self {
        if let Some(input) = self.input_mut() {
            *input = Input::new(value.to_owned());
        }
        self.start = self.value();
        self
    }

    pub(super) const fn input(&self) -> Option<&Input> {
        match &self.kind {
            Kind::Text(input) | Kind::Code(input) | Kind::Search { input, .. } => Some(input),
            Kind::Choice { .. } | Kind::Compare { .. } | Kind::Tick { .. } => None,
        }
    }

    pub(super) const fn input_mut(&mut self) -> Option<&mut Input> {
        match &mut self.kind {
            Kind::Text(input) | Kind::Code(input) | Kind::Search { input, .. } => Some(input),
            Kind::Choice { .. } | Kind::Compare { .. } | Kind::Tick { .. } => None,
        }
    }

    /// A value of this field, as people read it.
    pub(super) fn called(&self, value: &str) -> String {
        match &self.kind {
            Kind::Choice { options, .. } => {
                let option = value.parse::<usize>().ok().and_then(|at| options.get(at));
                option.map_or_else(|| "another".to_owned(), |option| format!("“{}”", option.label))
            }
            Kind::Tick { .. } => if value == "true" { "ticked" } else { "not ticked" }.to_owned(),
            _ if value.is_empty() => "empty".to_owned(),
            _ => format!("“{}”", shown(value)),
        }
    }

    pub(super) fn value(&self) -> String {
        match &self.kind {
            Kind::Text(input) | Kind::Code(input) | Kind::Search { input, .. } => input.value().to_owned(),
            Kind::Choice { at, .. } | Kind::Compare { at, .. } => at.to_string(),
            Kind::Tick { on } => on.to_string(),
        }
    }
}
