//! From text to terms. The grammar is cut by a parser library; what stands in the pieces is judged here.
//!
//! ```text
//! filter = term*            divided by white space
//! term   = ["-"] (field ":" value | word)
//! word   = bare | '"' anything '"'
//! ```

use std::ops::Range;

use jiff::civil::Date;
use jiff::tz::TimeZone;
use winnow::LocatingSlice;
use winnow::combinator::{alt, delimited, opt, preceded, terminated};
use winnow::prelude::*;
use winnow::stream::Location;
use winnow::token::{take_till, take_while};

use super::scope::{Field, Scope, Values, kinds};
use super::term::{FilterError, MOST_TERMS, Term, Test, Than};
use crate::model::{Span, Timestamp};

/// One term as it was typed.
struct Raw<'t> {
    negated: bool,
    field: Option<(&'t str, Range<usize>)>,
    value: &'t str,
    at: Range<usize>,
}

type Input<'t> = LocatingSlice<&'t str>;

/// What divides terms: white space, and control characters, which no name or address contains.
fn divides(c: char) -> bool {
    c.is_whitespace() || c.is_control()
}

fn spaces<'t>(input: &mut Input<'t>) -> ModalResult<&'t str> {
    take_while(0.., divides).parse_next(input)
}

fn quoted<'t>(input: &mut Input<'t>) -> ModalResult<&'t str> {
    delimited('"', take_till(0.., |c: char| c == '"' || c.is_control()), '"').parse_next(input)
}

fn bare<'t>(input: &mut Input<'t>) -> ModalResult<&'t str> {
    take_till(0.., divides).verify(|text: &str| !text.starts_with('"')).parse_next(input)
}

fn field<'t>(input: &mut Input<'t>) -> ModalResult<(&'t str, Range<usize>)> {
    let name = take_while(1.., |c: char| c.is_alphanumeric() || c == '_' || c == '-');
    terminated(name.with_span(), ':').parse_next(input)
}

/// A `-` that stands before something; on its own it is a word.
fn negation(input: &mut Input<'_>) -> ModalResult<bool> {
    opt(terminated('-', winnow::combinator::peek(take_while(1.., |c: char| !divides(c)))))
        .map(|sign| sign.is_some())
        .parse_next(input)
}

fn term<'t>(input: &mut Input<'t>) -> ModalResult<Raw<'t>> {
    let negated = negation(input)?;
    let field = opt(field).parse_next(input)?;
    let (value, at) = alt((quoted, bare)).with_span().parse_next(input)?;
    Ok(Raw { negated, field, value, at })
}

pub(super) fn parse(text: &str, scope: Scope) -> Result<Vec<Term>, FilterError> {
    let mut input = LocatingSlice::new(text);
    let mut terms = Vec::new();
    loop {
        if spaces(&mut input).is_err() || input.is_empty() {
            return Ok(terms);
        }
        let begin = input.current_token_start();
        if terms.len() == MOST_TERMS {
            return wrong(begin..text.len(), format!("A filter has at most {MOST_TERMS} terms."));
        }
        match preceded(spaces, term).parse_next(&mut input) {
            Ok(raw) => terms.push(judge(raw, scope)?),
            Err(_) => return wrong(begin..text.len(), "The quotation mark is not closed.".to_owned()),
        }
    }
}

fn wrong<T>(at: Range<usize>, sentence: String) -> Result<T, FilterError> {
    Err(FilterError { at, sentence })
}

fn judge(raw: Raw<'_>, scope: Scope) -> Result<Term, FilterError> {
    let negated = raw.negated;
    let Some((name, place)) = raw.field else {
        return Ok(Term { negated, test: Test::Word(raw.value.to_lowercase()) });
    };
    let lower = name.to_lowercase();
    let Some(field) = scope.fields().find(|field| field.word() == lower) else {
        let words: Vec<&str> = scope.fields().map(Field::word).collect();
        let near = words
            .iter()
            .copied()
            .max_by(|a, b| strsim::jaro_winkler(a, &lower).total_cmp(&strsim::jaro_winkler(b, &lower)));
        let near = near.filter(|near| strsim::jaro_winkler(near, &lower) > 0.7);
        let hint = near.map_or_else(
            || format!("the fields are {}", words.join(", ")),
            |near| format!("did you mean {near}?"),
        );
        return wrong(place, format!("There is no field {name} here; {hint}"));
    };
    let whole = place.start..raw.at.end;
    let test = value(scope, field, raw.value, whole)?;
    Ok(Term { negated, test })
}

fn value(scope: Scope, field: Field, text: &str, at: Range<usize>) -> Result<Test, FilterError> {
    let values = scope.values(field).unwrap_or(Values::Text);
    let lower = text.to_lowercase();
    let name = field.word();
    if let Values::Words(words) = values {
        let mut found =
            words.iter().enumerate().filter(|(_, word)| !lower.is_empty() && word.starts_with(&lower));
        let exact = words.iter().position(|word| *word == lower);
        return match (exact, found.next(), found.next()) {
            (Some(n), ..) | (None, Some((n, _)), None) => Ok(Test::Is(field, n)),
            _ => wrong(at, format!("{name} is one of {}.", words.join(", "))),
        };
    }
    if values == Values::Kinds && !lower.is_empty() {
        return match kinds().any(|word| word.contains(&lower)) {
            true => Ok(Test::Has(field, lower)),
            false => wrong(
                at,
                format!("{name} is a word of the audit, such as user.role-changed; Tab offers them."),
            ),
        };
    }
    if lower.is_empty() {
        return wrong(at, format!("{name} needs a value: {}.", example(values)));
    }
    let (than, rest) = match (lower.strip_prefix('<'), lower.strip_prefix('>')) {
        (Some(rest), _) => (Some(Than::Less), rest),
        (_, Some(rest)) => (Some(Than::More), rest),
        _ => (None, lower.as_str()),
    };
    let found = match (values, than) {
        (Values::Text, None) | (Values::TextOrNumber, None) => Some(Test::Has(field, lower.clone())),
        (Values::Number | Values::TextOrNumber, Some(than)) => {
            rest.parse().ok().map(|n| Test::Count(field, than, n))
        }
        (Values::PastOrNever, None) if rest == "never" => Some(Test::Never(field)),
        (Values::Past | Values::PastOrNever | Values::Future, than) => time(field, than, rest),
        _ => None,
    };
    found.map_or_else(|| wrong(at, format!("{name} is compared like {}.", example(values))), Ok)
}

const fn example(values: Values) -> &'static str {
    match values {
        Values::Words(_) | Values::Text => "acme",
        Values::Number => "<3 or >10",
        Values::TextOrNumber => "acme, or >10",
        Values::Kinds => "user.role-changed",
        Values::Past | Values::Future => "<3d, >2w or >2026-01-31",
        Values::PastOrNever => "<3d, >2w, >2026-01-31 or never",
    }
}

fn time(field: Field, than: Option<Than>, text: &str) -> Option<Test> {
    if let Ok(date) = text.parse::<Date>() {
        let (from, to) = (instant(date)?, instant(date.tomorrow().ok()?)?);
        return Some(match than {
            None => Test::Within(field, from, to),
            Some(Than::Less) => Test::Within(field, Timestamp(0), from),
            Some(Than::More) => Test::Within(field, to, Timestamp(u64::MAX)),
        });
    }
    Some(Test::Age(field, than?, Span::parse(text)?))
}

/// The beginning of a day in UTC, as times are shown.
fn instant(date: Date) -> Option<Timestamp> {
    let begin = TimeZone::UTC.to_timestamp(date.at(0, 0, 0, 0)).ok()?.as_millisecond();
    u64::try_from(begin).ok().map(Timestamp)
}
