//! The binary: from an invitation to its answer, and what is left when it falls in between.

use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use crate::smtp::{Manners, Received, SmtpServer};
use crate::terminal::{BINARY, Terminal, home, variables, verb};

const ADA: &str = "ada@acme.example";

/// A home whose configuration says this of mail.
fn configured(home: &Path, mail: &str) {
    let dir = home.join("config/orgadm");
    std::fs::create_dir_all(&dir).expect("made");
    std::fs::write(dir.join("config.toml"), format!("[mail]\n{mail}\n")).expect("written");
}

fn by_server(home: &Path, server: &SmtpServer) {
    configured(
        home,
        &format!(
            "courier = \"smtp\"\nfrom = \"orgadm@acme.example\"\nhost = \"127.0.0.1\"\nport = {}\nsecurity = \"none\"\ntimeout = 5",
            server.port
        ),
    );
}

#[track_caller]
fn done(home: &Path, line: &str, input: &str) -> (String, String) {
    let words: Vec<String> = line.split(' ').map(|word| word.replace('_', " ")).collect();
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    let (code, out, err) = verb(home, &words, input);
    assert_eq!(code, 0, "{line}: {out}{err}");
    (out, err)
}

/// The code of a letter: the one indented word with dashes.
fn code(mail: &Received) -> String {
    let found =
        mail.body().split_whitespace().find(|word| word.matches('-').count() == 6 && word.len() == 32);
    found.unwrap_or_else(|| panic!("{}", mail.body())).to_owned()
}

/// Ada has signed up by mail, and has an organization.
fn ada(home: &Path, server: &SmtpServer) {
    let (_, err) = done(home, &format!("signup {ADA} --name Ada"), "");
    assert!(err.contains("1 message handed over."), "{err}");
    let mail = server.wait_for(1).pop().expect("one");
    assert_eq!(mail.to, [ADA]);
    done(home, &format!("signup confirm {ADA}"), &format!("{}\n", code(&mail)));
    done(home, &format!("account verify-phone --phone +14155550100 --as {ADA}"), "");
    let (shown, _) = done(home, "support show-code +14155550100 --json", "");
    let shown: serde_json::Value = serde_json::from_str(&shown).expect("JSON");
    let digits = shown["codes"][0]["code"].as_str().expect("digits").to_owned();
    done(home, &format!("account verify-phone --code --as {ADA}"), &format!("{digits}\n"));
    done(home, &format!("org create Acme --as {ADA} --yes"), "");
}

#[test]
fn an_invitation_is_answered_with_the_code_of_its_mail() {
    let (home, server) = (home(), SmtpServer::with(Manners::Takes));
    by_server(home.path(), &server);
    ada(home.path(), &server);
    let (out, err) = done(home.path(), &format!("user invite grace@acme.example --as {ADA} --yes"), "");
    assert!(out.contains("the message goes out") && err.contains("1 message handed over."), "{out}{err}");
    let mail = server.wait_for(2).pop().expect("two");
    assert_eq!(
        (mail.to.as_slice(), mail.header("Subject").as_deref()),
        (&["grace@acme.example".to_owned()][..], Some("Ada (ada@acme.example) invites you to Acme"))
    );
    let line = mail
        .body()
        .lines()
        .find(|line| line.contains("orgadm invitation accept"))
        .expect("the line")
        .trim()
        .to_owned();
    let line = line.strip_prefix("orgadm ").expect("a line to run");
    done(home.path(), &format!("{line} --name Grace"), &format!("{}\n", code(&mail)));
    let (users, _) = done(home.path(), &format!("user list --as {ADA}"), "");
    assert!(users.contains("grace@acme.example"), "{users}");
    let (list, _) = done(home.path(), "outbox list --all --operator --json", "");
    assert!(list.contains("\"delivered\"") && !list.contains(&code(&mail)), "{list}");
    assert_eq!(server.received().len(), 2);
    let id = |mail: &Received| mail.header("Message-ID").expect("an identifier");
    assert_ne!(id(&server.received()[0]), id(&server.received()[1]));
}

#[test]
fn what_was_not_taken_is_said_kept_and_sent_by_the_sweep() {
    let (home, server) = (home(), SmtpServer::with(Manners::Takes));
    by_server(home.path(), &server);
    ada(home.path(), &server);
    server.behave(Manners::KnowsNobody);
    let (_, err) = done(home.path(), &format!("user invite grace@acme.example --as {ADA} --yes"), "");
    assert!(err.contains("1 message refused for good (127.0.0.1:") && err.contains("550"), "{err}");
    let (list, _) = done(home.path(), &format!("outbox list --as {ADA} --json"), "");
    let list: serde_json::Value = serde_json::from_str(&list).expect("JSON");
    let failed = list["messages"]
        .as_array()
        .expect("a list")
        .iter()
        .find(|it| it["why"] == "refused")
        .expect("refused");
    let sid = failed["sid"].as_str().expect("a SID");
    server.behave(Manners::IsBusy);
    let (_, err) = done(home.path(), &format!("outbox retry {sid} --as {ADA} --yes"), "");
    assert!(err.contains("1 message not taken") && err.contains("tries again"), "{err}");
    server.behave(Manners::Takes);
    let (out, _) = done(home.path(), "sweep", "");
    assert!(!out.contains("handed over"), "not before its time: {out}");
    done(home.path(), &format!("outbox retry {sid} --as {ADA} --yes"), "");
    assert_eq!(server.wait_for(2).len(), 2);
    let (out, _) = done(home.path(), "sweep --json", "");
    let swept: serde_json::Value = serde_json::from_str(&out).expect("JSON");
    assert_eq!(swept["messages"]["delivered"], 0, "twice changes nothing: {out}");
    assert_eq!(server.received().len(), 2);
}

/// The process is killed by its own courier once that has the letter: nobody has noted anything.
#[test]
fn killed_between_sending_and_noting_it_sends_the_same_again() {
    let home = home();
    let program = home.path().join("carry");
    let kept = home.path().join("kept");
    let write = |lines: &str| {
        std::fs::write(&program, format!("#!/bin/sh\ncat >> {}\n{lines}\n", kept.display()))
            .expect("written");
        std::fs::set_permissions(&program, std::fs::Permissions::from_mode(0o755)).expect("set");
    };
    configured(
        home.path(),
        &format!(
            "courier = \"command\"\nfrom = \"orgadm@acme.example\"\ncommand = [\"{}\"]",
            program.display()
        ),
    );
    write("kill -9 $PPID\nsleep 600");
    let (exit, ..) = verb(home.path(), &["signup", ADA, "--name", "Ada"], "");
    assert_ne!(exit, 0, "it was killed");
    write("exit 0");
    let (out, _) = done(home.path(), "sweep", "");
    assert!(out.contains("1 message handed over."), "{out}");
    let kept = std::fs::read_to_string(&kept).expect("written");
    let ids: Vec<&str> = kept.lines().filter(|line| line.starts_with("Message-ID: ")).collect();
    assert!(ids.len() == 2 && ids[0] == ids[1], "{ids:?}");
    let (out, _) = done(home.path(), "sweep", "");
    assert!(!out.contains("handed over"), "{out}");
}

#[test]
fn a_code_stands_in_no_file_of_the_store_and_in_nothing_that_is_said() {
    let (home, server) = (home(), SmtpServer::with(Manners::Takes));
    by_server(home.path(), &server);
    let (out, err) = done(home.path(), &format!("signup {ADA} --name Ada"), "");
    let code = code(&server.wait_for(1)[0]);
    let plain = code.replace('-', "");
    assert!(!format!("{out}{err}").contains(&code));
    let mut folders = vec![home.path().join("data")];
    let mut files = 0;
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(&folder).expect("readable") {
            let path = entry.expect("readable").path();
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            let bytes = std::fs::read(&path).unwrap_or_default();
            files += 1;
            for secret in [&code, &plain] {
                let there = bytes.windows(secret.len()).any(|at| at == secret.as_bytes());
                assert!(!there, "{} holds it", path.display());
            }
        }
    }
    assert!(files > 3, "the store was looked at");
    let (shown, _) = done(home.path(), "outbox list --operator --json", "");
    assert!(!shown.contains(&code));
}

#[test]
fn a_wrong_configuration_is_said_before_anything_is_touched() {
    let home = home();
    configured(home.path(), "courier = \"smtp\"\nfrom = \"orgadm@acme.example\"");
    let (code, _, err) = verb(home.path(), &["signup", ADA, "--name", "Ada"], "");
    assert_eq!(code, 2, "{err}");
    assert!(err.contains("line 2: courier = \"smtp\" needs host."), "{err}");
    assert!(!home.path().join("data").exists());
    let texts = home.path().join("texts");
    std::fs::create_dir(&texts).expect("made");
    std::fs::write(texts.join("reminder.txt"), "Subject: Hi\n\n{password}\n").expect("written");
    configured(home.path(), &format!("texts = \"{}\"", texts.display()));
    let (code, _, err) = verb(home.path(), &["signup", ADA, "--name", "Ada"], "");
    assert_eq!(code, 2, "{err}");
    assert!(err.contains("reminder.txt: {password} means nothing here"), "{err}");
}

#[test]
fn without_configuration_it_says_that_nothing_leaves_and_the_operator_reads_it() {
    let home = home();
    let (out, err) = done(home.path(), &format!("signup {ADA} --name Ada"), "");
    assert!(format!("{out}{err}").contains("No mail is sent yet"), "{out}{err}");
    let (list, _) = done(home.path(), "outbox list --operator --json", "");
    let list: serde_json::Value = serde_json::from_str(&list).expect("JSON");
    let sid = list["messages"][0]["sid"].as_str().expect("a SID");
    let (letter, _) = done(home.path(), &format!("outbox show {sid}"), "");
    assert!(letter.starts_with(&format!("To: {ADA}\nSubject: Your sign-up code\n\n")), "{letter}");
    let code = letter.split_whitespace().find(|word| word.matches('-').count() == 6).expect("the code");
    done(home.path(), &format!("signup confirm {ADA}"), &format!("{code}\n"));
}

/// Ada's organization, founded where nothing leaves the host.
fn founded(home: &Path) {
    let mut terminal = Terminal::start(home, &[], &[]);
    crate::terminal::sign_up(&mut terminal);
    terminal.press("q");
    assert_eq!(terminal.ended(), 0);
}

#[test]
fn a_server_that_never_answers_delays_no_frame_and_no_end() {
    let (home, server) = (home(), SmtpServer::with(Manners::SaysNothing));
    founded(home.path());
    by_server(home.path(), &server);
    let mut terminal = Terminal::start(home.path(), &[], &[]);
    terminal.see("1 managed").press("3").see("Managed 1").press("i").see("E-mail address");
    terminal
        .press("grace@acme.example\r")
        .see("What follows")
        .press("\r")
        .see("is invited; the message goes out");
    server.wait_for_stall();
    // The server has been asked and says nothing; the screens go on.
    let began = Instant::now();
    for (key, screen) in
        [("2", "Managed 1"), ("4", "DOMAIN"), ("7", "message is on its way"), ("1", "Latest changes")]
    {
        if screen == "message is on its way" {
            terminal.press(key).see("grace@acme.example");
        } else {
            terminal.press(key).see(screen);
        }
    }
    terminal.press("q");
    assert_eq!(terminal.ended(), 0);
    assert!(began.elapsed() < Duration::from_secs(15), "{:?}", began.elapsed());
    terminal.restored();
}

#[test]
fn a_service_carries_what_its_clients_cause() {
    let (home, server) = (home(), SmtpServer::with(Manners::Takes));
    founded(home.path());
    by_server(home.path(), &server);
    let socket = home.path().join("orgadm.sock");
    let mut service = Command::new(BINARY)
        .args(["--socket", &socket.display().to_string(), "serve"])
        .env_clear()
        .envs(variables(home.path()))
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .expect("it starts");
    let until = Instant::now() + crate::terminal::BOUND;
    while !socket.exists() {
        assert!(Instant::now() < until, "it does not listen");
        std::thread::yield_now();
    }
    let (out, _) = done(home.path(), &format!("user invite grace@acme.example --as {ADA} --yes"), "");
    assert!(out.contains("the message goes out"), "{out}");
    // What waited from before goes out too, unless it is over; the invitation is the only one that is not.
    let mail = server.wait_for(1);
    assert_eq!(mail[0].to, ["grace@acme.example"]);
    done(home.path(), "sweep", "");
    assert_eq!(server.received().len(), 1, "a second one who sweeps sends nothing twice");
    let pid = service.id().to_string();
    assert!(Command::new("kill").args(["-TERM", &pid]).status().expect("kill").success());
    assert!(service.wait().expect("it ends").success());
    let (list, _) = done(home.path(), "outbox list --all --operator --json", "");
    assert_eq!(list.matches("\"delivered\"").count(), 1, "{list}");
}

#[test]
fn nothing_is_sent_to_the_people_of_a_demo() {
    let (home, server) = (home(), SmtpServer::with(Manners::Takes));
    by_server(home.path(), &server);
    done(home.path(), "demo --users 20 --no-open", "");
    let (list, _) = done(home.path(), "outbox list --operator --json", "");
    assert!(list.contains("\"waiting\""), "{list}");
    done(home.path(), "sweep", "");
    assert_eq!(server.received().len(), 0);
}
