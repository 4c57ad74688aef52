//! How results look: aligned tables on a terminal, tab-separated columns in a pipe, JSON when asked for.

use serde_json::{Value, json};
use unicode_width::UnicodeWidthStr;

use crate::controller::{Names, Plan, differences, name_of};
use crate::model::{AccountRole, AccountRoles, Change, shown};

use super::exit::Failure;
use super::io::Io;

/// Prints a JSON value, indented.
pub(super) fn print_json(io: &mut Io<'_>, value: &Value) -> Result<(), Failure> {
    let text = serde_json::to_string_pretty(value).map_err(std::io::Error::from)?;
    writeln!(io.out, "{text}")?;
    Ok(())
}

/// A value as JSON has it: lower case, words divided by dashes, as the command line takes it.
pub(super) fn word(value: &dyn std::fmt::Display) -> String {
    value.to_string().to_lowercase().replace(' ', "-")
}

/// The words of account roles; the owner of an account has none of them, but is one.
pub(super) fn role_words(roles: Option<AccountRoles>) -> Vec<&'static str> {
    roles.map_or_else(|| vec!["owner"], |roles| roles.iter().map(AccountRole::word).collect())
}

/// Prints rows: with aligned columns and a heading on a terminal, else one line a row, columns divided by tabs.
pub(super) fn print_table(io: &mut Io<'_>, heading: &[&str], rows: &[Vec<String>]) -> Result<(), Failure> {
    if !io.out_is_terminal {
        for row in rows {
            let cells: Vec<String> = row.iter().map(|cell| shown(cell)).collect();
            writeln!(io.out, "{}", cells.join("\t"))?;
        }
        return Ok(());
    }
    let widths: Vec<usize> = (0..heading.len())
        .map(|column| {
            let cells = rows.iter().filter_map(|row| row.get(column)).map(|cell| shown(cell).width());
            cells.chain([heading[column].width()]).max().unwrap_or(0)
        })
        .collect();
    let line = |cells: Vec<String>| {
        let padded: Vec<String> = cells
            .iter()
            .zip(&widths)
            .map(|(cell, width)| format!("{cell}{}", " ".repeat(width.saturating_sub(cell.width()))))
            .collect();
        padded.join("  ").trim_end().to_owned()
    };
    writeln!(io.out, "{}", line(heading.iter().map(|title| (*title).to_owned()).collect()))?;
    for row in rows {
        writeln!(io.out, "{}", line(row.iter().map(|cell| shown(cell)).collect()))?;
    }
    Ok(())
}

/// The plan as people read it: what changes, what follows, what cannot be undone, and the line that does the same.
pub(super) fn plan_text(plan: &Plan, names: &dyn Names) -> String {
    let mut text = format!("{}\n", plan.title);
    for change in &plan.changes {
        let sign = match (&change.before, &change.after) {
            (None, _) => '+',
            (_, None) => '-',
            _ => '~',
        };
        text.push_str(&format!("  {sign} {} {}\n", change.key.kind().word(), called(change, names)));
        for field in differences(change.before.as_ref(), change.after.as_ref(), names) {
            let side = |value: Option<String>| value.unwrap_or_else(|| "–".into());
            let line = match change.before {
                None => side(field.after),
                Some(_) => format!("{} → {}", side(field.before), side(field.after)),
            };
            text.push_str(&format!("      {:<22} {line}\n", field.label));
        }
    }
    let parts = [
        ("Checked", &plan.checks),
        ("Follows", &plan.consequences),
        ("Cannot be undone", &plan.irreversible),
    ];
    for (title, sentences) in parts {
        for sentence in sentences {
            text.push_str(&format!("  {title}: {sentence}\n"));
        }
    }
    for needed in &plan.acknowledgements {
        text.push_str(&format!("  Acknowledge ({}): {}\n", needed.code, needed.sentence));
    }
    if let Some(needed) = &plan.confirmation {
        text.push_str(&format!("  Confirm by typing {}: {}\n", needed.what, shown(&needed.text)));
    }
    if let Some(brake) = &plan.brake {
        text.push_str(&format!("  Confirm by typing the number {}: {}\n", brake.count, brake.sentence));
    }
    text.push_str(&format!("  Same as: {}\n", plan.line_with_safeguards()));
    text
}

fn called(change: &Change, names: &dyn Names) -> String {
    use crate::model::Record;
    match change.after.as_ref().or(change.before.as_ref()) {
        Some(Record::User(user)) => user.email.to_string(),
        Some(Record::Account(account)) => shown(account.name.as_str()),
        Some(Record::Invitation(invitation)) => invitation.email.to_string(),
        Some(Record::Domain(domain)) => domain.name.to_string(),
        Some(Record::OrganizationName(name)) => shown(name.name.as_str()),
        Some(Record::SignUp(sign_up)) => sign_up.email.to_string(),
        Some(Record::Message(message)) => format!("to {}", message.to),
        _ => name_of(change.key, names),
    }
}

/// The plan as JSON.
pub fn plan_json(plan: &Plan, names: &dyn Names) -> Value {
    json!({
        "command": plan.kind.word(),
        "title": plan.title,
        "changes": plan.changes.iter().map(|change| change_json(change, names)).collect::<Vec<_>>(),
        "erases": plan.erase.iter().map(ToString::to_string).collect::<Vec<_>>(),
        "checks": plan.checks,
        "consequences": plan.consequences,
        "irreversible": plan.irreversible,
        "acknowledge": plan.acknowledgements.iter().map(|a| json!({"code": a.code, "sentence": a.sentence}))
            .collect::<Vec<_>>(),
        "confirm": plan.confirmation.as_ref().map(|c| c.text.clone()),
        "confirm_count": plan.brake.as_ref().map(|brake| brake.count),
        "line": plan.line_with_safeguards(),
    })
}

fn change_json(change: &Change, names: &dyn Names) -> Value {
    let fields = differences(change.before.as_ref(), change.after.as_ref(), names);
    json!({
        "kind": change.key.kind().word(),
        "record": change.key.to_string(),
        "fields": fields.into_iter().map(|field| json!({
            "field": field.label, "before": field.before, "after": field.after,
        })).collect::<Vec<_>>(),
    })
}

/// Bytes in the largest unit that leaves at least one.
pub(super) fn size(bytes: u64) -> String {
    match bytes {
        0..1_024 => format!("{bytes} B"),
        1_024..1_048_576 => format!("{} KiB", bytes / 1_024),
        1_048_576..1_073_741_824 => format!("{}.{} MiB", bytes >> 20, ((bytes & 0xF_FFFF) * 10) >> 20),
        _ => format!("{}.{} GiB", bytes >> 30, ((bytes & 0x3FFF_FFFF) * 10) >> 30),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_are_read_at_a_glance() {
        for (bytes, wanted) in [
            (0, "0 B"),
            (1_023, "1023 B"),
            (524_288, "512 KiB"),
            (1_572_864, "1.5 MiB"),
            (5_368_709_120, "5.0 GiB"),
        ] {
            assert_eq!(size(bytes), wanted);
        }
    }
}
