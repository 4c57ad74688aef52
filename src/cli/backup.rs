//! `orgadm backup`: everything in the store in one file, also while others work in it; and what `orgadm restore` says,
//! which runs in a process of its own because there is no store yet.

use std::fmt::Write as _;
use std::io::Write;
use std::path::Path;

use serde_json::{Map, Value, json};

use crate::controller::port::{Backup, BackupPlace, BackupStamp};
use crate::model::{Kind, Position, counted};

use super::args::{BackupArguments, BackupVerb};
use super::context::Context;
use super::exit::Failure;
use super::io::Io;
use super::output::{print_json, print_table, size};
use super::progress::Bar;

pub(super) fn run(
    context: &Context<'_>,
    arguments: &BackupArguments,
    io: &mut Io<'_>,
) -> Result<(), Failure> {
    match arguments.verb {
        Some(BackupVerb::List) => list(context, io),
        None => write(context, arguments.file.is_none(), io),
    }
}

/// Writes one: into the store's folder, into the file that the line names, or to standard output.
fn write(context: &Context<'_>, stays: bool, io: &mut Io<'_>) -> Result<(), Failure> {
    if context.flags.dry_run {
        let info = context.controller.store().info()?;
        let stamp = BackupStamp { position: info.head, counts: info.counts.to_vec(), ..Default::default() };
        return match context.flags.json {
            true => print_json(io, &json!({ "backup": null, "records": kinds(&stamp) })),
            false => Ok(writeln!(io.out, "It would hold {} up to entry {}.", held(&stamp), info.head)?),
        };
    }
    let streams = !stays && io.into.is_none();
    if streams && io.out_is_terminal {
        return Err(Failure::Usage("A backup is no text for a terminal: name a file, or send it on.".into()));
    }
    let done = {
        // Where it goes and where messages go are two streams of one.
        let Io { out, err, into, interactive, .. } = io;
        let to: &mut dyn Write = match into {
            Some(file) => *file,
            None => *out,
        };
        let place = if stays { BackupPlace::Folder } else { BackupPlace::Stream(to) };
        let mut bar = Bar::new(&mut **err, *interactive, "rows");
        context.controller.back_up(&context.operator(), place, &mut |done, all| bar.show(done, all))?
    };
    if !stays {
        io.keep()?;
    }
    match (context.flags.json, streams) {
        (true, false) => print_json(io, &json!({ "backup": as_json(&done) })),
        (false, false) => Ok(writeln!(io.out, "{}", sentence(&done))?),
        // Standard output holds the backup; a stream for messages that is gone is nobody to tell.
        (wants_json, true) => {
            let _ = match wants_json {
                true => writeln!(io.err, "{}", json!({ "backup": as_json(&done) })),
                false => writeln!(io.err, "{}", sentence(&done)),
            };
            Ok(())
        }
    }
}

fn list(context: &Context<'_>, io: &mut Io<'_>) -> Result<(), Failure> {
    let backups = context.controller.backups()?;
    if context.flags.json {
        let all: Vec<Value> = backups.iter().map(as_json).collect();
        return print_json(io, &json!({ "backups": all }));
    }
    if backups.is_empty() && io.out_is_terminal {
        let _ = writeln!(io.err, "There are none yet; orgadm sweep makes one a day.");
    }
    let wide = io.out_is_terminal;
    let row = |backup: &Backup| {
        vec![
            backup.stamp.position.to_string(),
            backup.stamp.time.to_string(),
            backup.stamp.records().to_string(),
            if wide { size(backup.bytes) } else { backup.bytes.to_string() },
            backup.path.as_deref().map_or_else(String::new, |path| path.display().to_string()),
        ]
    };
    let rows: Vec<_> = backups.iter().map(row).collect();
    print_table(io, &["POSITION", "TIME", "RECORDS", "SIZE", "FILE"], &rows)
}

/// What was backed up.
pub(super) fn sentence(done: &Backup) -> String {
    let BackupStamp { position, time, .. } = &done.stamp;
    format!(
        "Backed up {} as of entry {position} ({time}): {}, read back and found whole.{}",
        held(&done.stamp),
        size(done.bytes),
        archived(&done.stamp, done.path.is_none())
    )
}

/// What is not in a backup that goes elsewhere.
fn archived(stamp: &BackupStamp, leaves: bool) -> String {
    match stamp.archived {
        to if leaves && to != Position::NONE => {
            format!(" Entries up to {to} are in archives, which are no part of it: copy them along.")
        }
        _ => String::new(),
    }
}

pub(super) fn as_json(done: &Backup) -> Value {
    let mut value = stamp_json(&done.stamp);
    value["bytes"] = json!(done.bytes);
    value["file"] = json!(done.path.as_deref().map(|path| path.display().to_string()));
    value
}

fn stamp_json(stamp: &BackupStamp) -> Value {
    json!({
        "store": stamp.store,
        "position": stamp.position.0,
        "time": stamp.time.to_string(),
        "archived": Some(stamp.archived.0).filter(|to| *to > 0),
        "hash": data_encoding::HEXLOWER.encode(&stamp.hash),
        "records": kinds(stamp),
    })
}

/// How many records of each kind.
fn kinds(stamp: &BackupStamp) -> Value {
    let of = |(kind, n): (Kind, &u64)| (kind.word().replace(' ', "_"), json!(n));
    Kind::ALL.into_iter().zip(&stamp.counts).map(of).collect::<Map<_, _>>().into()
}

/// The kinds that people ask for, counted in words.
fn held(stamp: &BackupStamp) -> String {
    let mut text = String::new();
    for (kind, one, many) in [
        (Kind::Organization, "organization", "organizations"),
        (Kind::User, "user", "users"),
        (Kind::Account, "account", "accounts"),
        (Kind::Invitation, "invitation", "invitations"),
        (Kind::Domain, "domain", "domains"),
    ] {
        let at = Kind::ALL.iter().position(|known| *known == kind);
        let n = at.and_then(|at| stamp.counts.get(at)).copied().unwrap_or(0);
        let comma = if text.is_empty() { "" } else { ", " };
        let _infallible = write!(text, "{comma}{}", counted(n, one, many));
    }
    text
}

/// What `restore` did, for people or programs; `position` is the entry of the restoration, `None` if it was only looked
/// whether the backup could be restored.
pub fn restored(
    stamp: &BackupStamp,
    position: Option<Position>,
    store: &Path,
    as_json: bool,
) -> Result<String, std::fmt::Error> {
    if as_json {
        let mut value = stamp_json(stamp);
        value["restored"] = json!(position.map(|position| position.0));
        value["into"] = json!(store.display().to_string());
        let mut text = String::new();
        writeln!(text, "{:#}", json!({ "backup": value }))?;
        return Ok(text);
    }
    let (held, BackupStamp { position: at, time, .. }) = (held(stamp), stamp);
    Ok(match position {
        Some(_) => format!(
            "Restored {held} into {}, as of entry {at} ({time}).\n\
             Codes that were sent before count no more: the store has a new key, so send them anew \
             (orgadm invitation resend, orgadm signup resend).\n\
             Its folder holds no backup yet: the next sweep makes one, or at once: orgadm backup{}\n",
            store.display(),
            match stamp.archived {
                Position::NONE => String::new(),
                to => format!(
                    "\nAudit entries up to {to} are in archives: put them into {}.",
                    store.join("archive").display()
                ),
            }
        ),
        None => format!("The backup is whole: {held}, as of entry {at} ({time}).\n"),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_it_holds_is_said_in_words() {
        let stamp = BackupStamp { counts: vec![1, 1, 70_000, 1, 0, 2, 5, 5], ..BackupStamp::default() };
        assert_eq!(held(&stamp), "1 organization, 70000 users, 1 account, 0 invitations, 2 domains");
        assert_eq!(kinds(&stamp)["organization_name"], 1);
    }
}
