//! What is made of a program that carries.

use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use orgadm::controller::port::{Channel, Sent};
use orgadm::model::*;
use orgadm::outside::config::{CourierChoice, MailSettings};

use crate::support::phone;
use crate::{built, letter, to_grace, trouble};

/// A program that runs these lines.
fn program(dir: &Path, lines: &str) -> PathBuf {
    let path = dir.join("carry");
    std::fs::write(&path, format!("#!/bin/sh\n{lines}\n")).expect("written");
    std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o755)).expect("set");
    path
}

fn settings(path: &Path) -> MailSettings {
    MailSettings {
        courier: CourierChoice::Command(vec![
            path.display().to_string(),
            "a word with $(echo spaces)".into(),
        ]),
        from: Some("orgadm@acme.example".into()),
        timeout: 2,
        ..MailSettings::default()
    }
}

#[test]
fn it_gets_the_mail_its_words_and_little_else() {
    let dir = tempfile::tempdir().expect("dir");
    let out = dir.path().join("out");
    let lines =
        format!("cat > {0}.mail; printf '%s\\n' \"$#\" \"$1\" > {0}.words; env > {0}.env", out.display());
    let courier = built(&settings(&program(dir.path(), &lines)));
    assert!(courier.carries(Channel::Mail) && !courier.carries(Channel::Phone));
    assert_eq!(courier.send(&to_grace()), Sent::Accepted);
    let read = |ending: &str| std::fs::read_to_string(out.with_extension(ending)).expect("written");
    let mail = read("mail");
    assert!(mail.contains("\nTo: grace@acme.example\n") && !mail.contains('\r'), "{mail}");
    assert!(mail.contains("Message-ID: <ob07.1.store@acme.example>\n"), "{mail}");
    assert!(mail.contains("\n    ABCD-EFGH-IJKL-MNOP-QRST-UVWX-YZ\n"), "{mail}");
    assert_eq!(read("words"), "1\na word with $(echo spaces)\n");
    let env = read("env");
    assert!(env.contains("ORGADM_TO=grace@acme.example\n") && env.contains("PATH=/usr/local/sbin"), "{env}");
    assert!(!env.contains("HOME=") && !env.contains("CARGO"), "{env}");
}

#[test]
fn a_letter_that_no_mail_can_be_made_of_is_refused_and_the_program_is_not_started() {
    let dir = tempfile::tempdir().expect("dir");
    let out = dir.path().join("out");
    let courier = built(&settings(&program(dir.path(), &format!("touch {}", out.display()))));
    let sent = courier.send(&letter(Recipient::Phone(phone("+14155550100"))));
    assert!(matches!(sent, Sent::Refused(_)) && trouble(&sent).contains("it goes to no address"), "{sent:?}");
    assert!(!out.exists());
}

#[test]
fn its_exit_code_says_how_it_went() {
    let dir = tempfile::tempdir().expect("dir");
    let sends = |lines: &str| built(&settings(&program(dir.path(), lines))).send(&to_grace());
    // One that reads nothing is no failure by itself.
    assert_eq!(sends("exit 0"), Sent::Accepted);
    for code in [65, 67, 68] {
        assert!(matches!(sends(&format!("exit {code}")), Sent::Refused(_)), "{code}");
    }
    for code in [1, 69, 75, 127] {
        assert!(matches!(sends(&format!("exit {code}")), Sent::Later(_)), "{code}");
    }
    let sent = sends("printf 'no \\033[2J route\\n%0300000d' 7 >&2; exit 75");
    assert!(matches!(sent, Sent::Later(_)) && trouble(&sent).contains("75"), "{sent:?}");
    assert!(trouble(&sent).contains("no \\u{1b}[2J route"), "{sent:?}");
    assert!(trouble(&sent).chars().count() <= Trouble::MOST + 1, "{sent:?}");
    assert!(matches!(sends("kill -9 $$"), Sent::Later(_)));
    let sent = built(&settings(&dir.path().join("none"))).send(&to_grace());
    assert!(matches!(sent, Sent::Away(_)) && trouble(&sent).contains("cannot be started"), "{sent:?}");
}

#[test]
fn one_that_does_not_end_is_ended_with_what_it_started() {
    let dir = tempfile::tempdir().expect("dir");
    let pids = dir.path().join("pids");
    let lines = format!("sleep 600 & echo $! > {0}; echo $$ >> {0}; wait", pids.display());
    let began = Instant::now();
    let sent = built(&settings(&program(dir.path(), &lines))).send(&to_grace());
    assert!(matches!(sent, Sent::Away(_)) && trouble(&sent).contains("did not end within 2 s"), "{sent:?}");
    assert!(began.elapsed() < Duration::from_secs(15));
    let both = std::fs::read_to_string(&pids).expect("written");
    for pid in both.lines() {
        let until = Instant::now() + Duration::from_secs(10);
        while alive(pid) {
            assert!(Instant::now() < until, "{pid} goes on");
            std::thread::yield_now();
        }
    }
}

/// Whether a process runs; one that has ended and waits to be noticed does not.
fn alive(pid: &str) -> bool {
    let about = std::fs::read_to_string(format!("/proc/{pid}/stat")).unwrap_or_default();
    about.rsplit_once(") ").is_some_and(|(_, rest)| !rest.starts_with('Z'))
}

#[test]
fn phones_have_a_program_of_their_own_beside_any_courier() {
    let dir = tempfile::tempdir().expect("dir");
    let out = dir.path().join("out");
    let lines = format!("printf '%s ' \"$ORGADM_TO\" > {0}; cat >> {0}", out.display());
    let words = vec![program(dir.path(), &lines).display().to_string()];
    let settings = MailSettings { phone_command: Some(words), ..MailSettings::default() };
    let courier = built(&settings);
    assert!(courier.carries(Channel::Phone) && !courier.carries(Channel::Mail));
    let text = letter(Recipient::Phone(phone("+14155550100")));
    assert_eq!(courier.send(&text), Sent::Accepted);
    assert_eq!(std::fs::read_to_string(&out).expect("written"), format!("+14155550100 {}", text.body));
}
