//! `orgadm audit head|verify`: what proves that nothing in the audit was changed. About the whole store, so nobody has
//! to be signed in: headers hold nothing that people typed, and findings name records by their SIDs.

use std::path::Path;

use serde_json::json;

use crate::model::Head;

use super::context::Context;
use super::exit::Failure;
use super::given;
use super::io::Io;
use super::output::{print_json, print_table};

/// Prints the last entry's position, hash and time; the first column is what `verify --against` takes.
pub(super) fn head(context: &Context<'_>, io: &mut Io<'_>) -> Result<(), Failure> {
    let store = context.rights.store();
    let info = store.info()?;
    let head = Head { position: info.head, hash: info.head_hash };
    let time = store.entries(None, 1)?.first().map(|header| header.time.to_string()).unwrap_or_default();
    if context.flags.json {
        let hash = head.to_string().split_once(':').map(|(_, hash)| hash.to_owned());
        let value = json!({
            "head": head.to_string(), "position": head.position.0, "hash": hash, "time": time,
        });
        return print_json(io, &value);
    }
    print_table(io, &["HEAD", "TIME"], &[vec![head.to_string(), time]])
}

/// Reads the whole audit; says what is wrong, a sentence each.
pub(super) fn verify(
    context: &Context<'_>,
    against: Option<&str>,
    archive: Option<&Path>,
    io: &mut Io<'_>,
) -> Result<(), Failure> {
    let noted: Option<Head> =
        against.map(str::parse).transpose().map_err(|error| Failure::Usage(format!("{error}.")))?;
    let store = context.rights.store();
    let checked = match archive {
        Some(path) => context.rights.verify_audit(noted, Some(&mut given::opened(path, io)?))?,
        None => context.rights.verify_audit(noted, None)?,
    };
    let info = store.info()?;
    let head = Head { position: info.head, hash: info.head_hash };
    if context.flags.json {
        let value = json!({
            "sound": checked.is_sound(),
            "head": head.to_string(),
            "entries": checked.entries,
            "records": checked.records,
            "findings": checked.findings,
            "more": checked.more,
        });
        print_json(io, &value)?;
    } else if checked.is_sound() {
        let (entries, records) = (checked.entries, checked.records);
        let noted = match noted {
            Some(noted) => format!(" The noted entry {} is part of it, unchanged.", noted.position),
            None => " To be sure of this later, note its head: orgadm audit head".to_owned(),
        };
        writeln!(
            io.out,
            "The audit is whole: {entries} entries, and {records} records as they left them.{noted}"
        )?;
    } else {
        for finding in &checked.findings {
            writeln!(io.out, "{finding}")?;
        }
    }
    match checked.is_sound() {
        true => Ok(()),
        false => Err(Failure::Unsound(checked.findings.len() as u64 + checked.more)),
    }
}
