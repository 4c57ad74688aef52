//! What Tab offers in a filter line: names of fields, and the words a field knows.

use super::scope::{Field, Scope, Values, kinds};

/// What could stand at the end of a text.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Completion {
    /// The text before what is completed.
    pub before: String,
    /// What could follow there, in the order it is offered.
    pub offers: Vec<String>,
}

/// What could stand in the place of the last term of a text. No offers inside quotation marks or free words that begin
/// like no field.
pub fn complete(text: &str, scope: Scope) -> Completion {
    let begin = text.rfind(char::is_whitespace).map_or(0, |at| at + 1);
    let (before, term) = text.split_at(begin.min(text.len()));
    let (sign, term) = term.strip_prefix('-').map_or(("", term), |rest| ("-", rest));
    let offers = match term.split_once(':') {
        None => {
            let lower = term.to_lowercase();
            let fields = scope.fields().map(Field::word).filter(|word| word.starts_with(&lower));
            fields.map(|word| format!("{word}:")).collect()
        }
        Some((name, typed)) => {
            let field = scope.fields().find(|field| field.word() == name.to_lowercase());
            let typed = typed.to_lowercase();
            let words: Vec<&str> = match field.and_then(|field| scope.values(field)) {
                Some(Values::Words(words)) => words.to_vec(),
                Some(Values::Kinds) => kinds().collect(),
                Some(Values::PastOrNever) => vec!["<1d", "<7d", "<30d", ">30d", ">90d", "never"],
                Some(Values::Past) => vec!["<1d", "<7d", "<30d", ">30d", ">90d"],
                Some(Values::Future) => vec!["<1d", "<2d", "<7d"],
                Some(Values::Number) => vec!["<1", ">1", ">10"],
                Some(Values::Text | Values::TextOrNumber) | None => Vec::new(),
            };
            let fits = words.iter().filter(|word| word.starts_with(&typed));
            fits.map(|word| format!("{name}:{word}")).collect()
        }
    };
    Completion { before: format!("{before}{sign}"), offers }
}
