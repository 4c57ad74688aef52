//! What is made of a mail server's manners.

use std::fs::Permissions;
use std::os::unix::fs::PermissionsExt;
use std::sync::Arc;
use std::sync::mpsc::channel;
use std::time::{Duration, Instant};

use orgadm::controller::port::{Channel, LetterTexts, Sent, Services};
use orgadm::controller::{Command, CommitError};
use orgadm::model::*;
use orgadm::outside::config::{CourierChoice, MailSettings, PasswordFrom, Security, SmtpSettings};
use orgadm::session::{Caused, Posting, post_caused};

use crate::smtp::{Makeup, Manners, SmtpServer, Tls};
use crate::support::{House, phone};
use crate::{built, letter, to_grace, trouble};

const LOGIN: (&str, &str) = ("orgadm", "hunter2-secret");

fn smtp(port: u16, security: Security) -> SmtpSettings {
    SmtpSettings { host: "127.0.0.1".into(), port, security, login: None, ca_file: None }
}

fn settings(smtp: SmtpSettings) -> MailSettings {
    MailSettings {
        courier: CourierChoice::Smtp(smtp),
        from: Some("Acme Admin Center <orgadm@acme.example>".into()),
        timeout: 2,
        ..MailSettings::default()
    }
}

fn in_the_clear(port: u16) -> MailSettings {
    settings(smtp(port, Security::None))
}

#[test]
fn a_letter_arrives_as_it_was_written() {
    let server = SmtpServer::with(Manners::Takes);
    let courier = built(&in_the_clear(server.port));
    assert!(courier.carries(Channel::Mail) && !courier.carries(Channel::Phone));
    assert_eq!(courier.send(&to_grace()), Sent::Accepted);
    let [mail] = server.wait_for(1).try_into().expect("one");
    assert_eq!(
        (mail.from.as_str(), mail.to.as_slice()),
        ("orgadm@acme.example", &["grace@acme.example".to_owned()][..])
    );
    assert_eq!(mail.header("Message-ID").as_deref(), Some("<ob07.1.store@acme.example>"));
    assert_eq!(mail.header("Auto-Submitted").as_deref(), Some("auto-generated"));
    assert!(mail.header("From").is_some_and(|from| from.contains("<orgadm@acme.example>")), "{}", mail.data);
    assert!(
        mail.header("Content-Type").is_some_and(|it| it.starts_with("text/plain; charset=utf-8")),
        "{}",
        mail.data
    );
    assert!(mail.header("Date").is_some_and(|date| date.contains("24 Nov 2026")), "{}", mail.data);
    assert!(
        mail.data.is_ascii() && mail.header("Subject").is_some_and(|it| it.contains("=?utf-8?")),
        "{}",
        mail.data
    );
    assert_eq!(mail.body().trim_end(), to_grace().body.replace('\n', "\r\n").trim_end());
    assert!(!mail.encrypted);
    // The same again bears the same name.
    assert_eq!(courier.send(&to_grace()), Sent::Accepted);
    let both = server.wait_for(2);
    assert_eq!(both[0].header("Message-ID"), both[1].header("Message-ID"));
}

#[test]
fn each_answer_is_told_apart() {
    let server = SmtpServer::with(Manners::KnowsNobody);
    let courier = built(&in_the_clear(server.port));
    let sent = courier.send(&to_grace());
    assert!(matches!(sent, Sent::Refused(_)), "{sent:?}");
    assert!(trouble(&sent).contains("550") && trouble(&sent).contains("no such user"), "{sent:?}");
    assert!(!trouble(&sent).contains('\u{1b}'), "what a server says acts on no terminal: {sent:?}");
    for (manners, says) in [
        (Manners::IsBusy, "did not take the recipient"),
        (Manners::RefusesSender, "did not take the sender"),
        (Manners::HangsUp, "did not take the letter"),
        (Manners::ForgetsToAnswer, "no answer in time"),
        (Manners::SaysNothing, "no answer in time"),
    ] {
        server.behave(manners);
        let began = Instant::now();
        let sent = courier.send(&to_grace());
        let for_now = match manners {
            Manners::IsBusy => matches!(sent, Sent::Later(_)),
            _ => matches!(sent, Sent::Away(_)),
        };
        assert!(for_now && trouble(&sent).contains(says), "{manners:?}: {sent:?}");
        assert!(began.elapsed() < Duration::from_secs(10), "{manners:?}");
    }
    assert_eq!(server.received().len(), 0);
    let port = server.port;
    drop(server);
    let sent = built(&in_the_clear(port)).send(&to_grace());
    assert!(matches!(sent, Sent::Away(_)) && trouble(&sent).contains("cannot be reached"), "{sent:?}");
}

#[test]
fn starttls_and_tls_with_an_authority_of_one_s_own() {
    let dir = tempfile::tempdir().expect("dir");
    for (security, at_once) in [(Security::StartTls, false), (Security::Tls, true)] {
        let tls = Tls::of("127.0.0.1");
        let file = dir.path().join("ca.pem");
        std::fs::write(&file, &tls.authority).expect("written");
        let makeup = Makeup { tls: Some(tls), at_once, login: Some(LOGIN), ..Makeup::default() };
        let server = SmtpServer::start(makeup);
        let login = Some((LOGIN.0.to_owned(), PasswordFrom::Variable("MAIL_PASSWORD".into())));
        let with = SmtpSettings { ca_file: Some(file.clone()), login, ..smtp(server.port, security) };
        assert_eq!(built(&settings(with.clone())).send(&to_grace()), Sent::Accepted, "{security:?}");
        let [mail] = server.wait_for(1).try_into().expect("one");
        assert!(mail.encrypted && mail.login == Some((LOGIN.0.into(), LOGIN.1.into())));
        // The authorities of the system do not know it, and neither does another of one's own.
        let sent = built(&settings(SmtpSettings { ca_file: None, ..with.clone() })).send(&to_grace());
        assert!(matches!(sent, Sent::Away(_)), "{security:?}: {sent:?}");
        std::fs::write(&file, Tls::of("127.0.0.1").authority).expect("written");
        let sent = built(&settings(with.clone())).send(&to_grace());
        assert!(matches!(sent, Sent::Away(_)), "{security:?}: {sent:?}");
        std::fs::write(&file, "no certificate").expect("written");
        let sent = built(&settings(with)).send(&to_grace());
        assert!(matches!(sent, Sent::Away(_)), "{security:?}: {sent:?}");
        assert_eq!(server.received().len(), 1);
    }
}

#[test]
fn a_certificate_for_another_name_is_refused_and_nothing_is_said() {
    let dir = tempfile::tempdir().expect("dir");
    let (tls, file) = (Tls::of("other.example"), dir.path().join("ca.pem"));
    std::fs::write(&file, &tls.authority).expect("written");
    let server = SmtpServer::start(Makeup { tls: Some(tls), ..Makeup::default() });
    let with = SmtpSettings { ca_file: Some(file), ..smtp(server.port, Security::StartTls) };
    let sent = built(&settings(with)).send(&to_grace());
    assert!(matches!(sent, Sent::Away(_)) && trouble(&sent).contains("STARTTLS failed"), "{sent:?}");
    assert_eq!(server.received().len(), 0);
}

#[test]
fn without_tls_nothing_is_said_to_a_server_that_should_have_it() {
    let server = SmtpServer::start(Makeup { login: Some(LOGIN), ..Makeup::default() });
    let login = Some((LOGIN.0.to_owned(), PasswordFrom::Variable("MAIL_PASSWORD".into())));
    let sent =
        built(&settings(SmtpSettings { login, ..smtp(server.port, Security::StartTls) })).send(&to_grace());
    assert!(trouble(&sent).contains("does not offer STARTTLS"), "{sent:?}");
    assert_eq!(server.received().len(), 0);
}

#[test]
fn a_wrong_password_is_nobody_s_fault_and_is_repeated_nowhere() {
    let dir = tempfile::tempdir().expect("dir");
    let (tls, file) = (Tls::of("127.0.0.1"), dir.path().join("ca.pem"));
    std::fs::write(&file, &tls.authority).expect("written");
    let makeup = Makeup { tls: Some(tls), login: Some(("orgadm", "right")), ..Makeup::default() };
    let server = SmtpServer::start(makeup);
    let with = |from: PasswordFrom| {
        let login = Some((LOGIN.0.to_owned(), from));
        settings(SmtpSettings { login, ca_file: Some(file.clone()), ..smtp(server.port, Security::StartTls) })
    };
    let secret = dir.path().join("secret");
    std::fs::write(&secret, "hunter2-secret\nand a comment\n").expect("written");
    let open_to = |mode| std::fs::set_permissions(&secret, Permissions::from_mode(mode)).expect("set");
    open_to(0o640);
    for from in [PasswordFrom::Variable("MAIL_PASSWORD".into()), PasswordFrom::File(secret.clone())] {
        let courier = built(&with(from));
        let sent = courier.send(&to_grace());
        assert!(
            matches!(sent, Sent::Away(_))
                && trouble(&sent).ends_with("did not accept user and password (535)"),
            "{sent:?}"
        );
        assert!(!format!("{sent:?} {courier:?}").contains("hunter2"), "{sent:?} {courier:?}");
    }
    // Nor in what is no reply at all.
    server.behave(Manners::RepeatsLogin);
    let sent = built(&with(PasswordFrom::Variable("MAIL_PASSWORD".into()))).send(&to_grace());
    assert!(trouble(&sent).ends_with("the reply is none, and is not kept"), "{sent:?}");
    server.behave(Manners::Takes);
    // Changed while the process lives: the next letter finds it.
    let courier = built(&with(PasswordFrom::File(secret.clone())));
    std::fs::write(&secret, "right\n").expect("written");
    assert_eq!(courier.send(&to_grace()), Sent::Accepted);
    for mode in [0o644, 0o602] {
        open_to(mode);
        let sent = courier.send(&to_grace());
        assert!(
            trouble(&sent).contains(" is not asked: the password file ")
                && trouble(&sent).contains("chmod o=")
        );
    }
    open_to(0o400);
    // A server that says nothing to it has not refused it.
    server.behave(Manners::ForgetsLogin);
    let sent = courier.send(&to_grace());
    assert!(trouble(&sent).ends_with("was told user and password: no answer in time"), "{sent:?}");
    for (from, says) in [
        (PasswordFrom::Variable("UNSET".into()), "the variable UNSET, which holds the password, is not set"),
        (PasswordFrom::File(dir.path().join("none")), "is not there"),
        (PasswordFrom::File(dir.path().to_path_buf()), "cannot be read: it is not a regular file"),
    ] {
        let sent = built(&with(from)).send(&to_grace());
        assert!(trouble(&sent).contains(" is not asked: ") && trouble(&sent).contains(says), "{sent:?}");
    }
}

/// Nothing fails in any round.
fn well(what: &str, error: Option<&CommitError>) {
    assert_eq!(error, None, "{what}");
}

/// A house whose mail goes to this server.
fn house(server: &SmtpServer, timeout: u32) -> House {
    let settings = MailSettings { timeout, ..in_the_clear(server.port) };
    House::reaching(Services {
        courier: Some(built(&settings)),
        letters: LetterTexts::default(),
        ..Services::default()
    })
}

#[test]
fn a_reply_that_repeats_the_code_leaves_nothing_behind() {
    let server = SmtpServer::with(Manners::Repeats);
    let house = house(&server, 2);
    let sid = house.sign_up_begun("new@acme.example", "New Person");
    let posted =
        house.controller.post(house.controller.messages_due().expect("readable"), &|| false).expect("noted");
    assert_eq!(posted.refused.count, 1);
    let code = house.controller.sign_up_code(sid).expect("readable").expect("open").reveal();
    let kept = format!("{:?} {posted:?}", house.messages());
    assert!(kept.contains("not kept") && !kept.contains(&code[..9]), "{kept}");
}

#[test]
fn a_server_that_never_answers_delays_no_commit_and_no_end() {
    let server = SmtpServer::with(Manners::SaysNothing);
    let house = house(&server, 600);
    let posting = Posting::begin(&house.controller, well).expect("a thread").expect("somebody carries");
    let sid = house.sign_up_begun("new@acme.example", "New Person");
    server.wait_for_stall();
    // It is being carried at this moment, and for ten minutes to come.
    let began = Instant::now();
    let code = house.sign_up_code(sid);
    house.done(Who::Visitor, Command::ConfirmSignUp { sign_up: sid, code });
    for n in 0..50 {
        house.sign_up_begun(&format!("p{n}@acme.example"), "New Person");
    }
    assert!(began.elapsed() < Duration::from_secs(5), "{:?}", began.elapsed());
    assert_eq!(house.messages().iter().filter(|it| it.attempts > 0).count(), 0);
    drop(posting);
    assert!(began.elapsed() < Duration::from_secs(15), "{:?}", began.elapsed());
}

#[test]
fn what_a_session_commits_is_carried_at_once_and_what_failed_again() {
    let server = SmtpServer::with(Manners::IsBusy);
    let house = house(&server, 5);
    let posting = Posting::begin(&house.controller, well).expect("a thread").expect("somebody carries");
    house.sign_up_begun("new@acme.example", "New Person");
    let until = Instant::now() + Duration::from_secs(20);
    while house.messages()[0].attempts == 0 {
        assert!(Instant::now() < until, "nobody carried it");
        std::thread::yield_now();
    }
    server.behave(Manners::Takes);
    let message = house.messages()[0].sid;
    house.set_clock(house.messages()[0].next_try.expect("tried again"));
    house.done(Who::Operator, Command::DropMessage { message });
    house.done(Who::Operator, Command::RetryMessage { message });
    let [mail] = server.wait_for(1).try_into().expect("one");
    assert_eq!(mail.to, ["new@acme.example"]);
    drop(posting);
    assert_eq!(
        house.messages()[0].state,
        MessageState::Delivered,
        "what is on its way is noted before the end"
    );
}

#[test]
fn a_verb_waits_for_what_it_caused_but_not_for_ever() {
    let server = SmtpServer::with(Manners::Takes);
    let house = house(&server, 600);
    house.sign_up_begun("a@acme.example", "New Person");
    let caused = post_caused(&house.controller, Duration::from_secs(20)).expect("noted");
    assert!(matches!(&caused, Caused::Posted(posted) if posted.delivered == 1), "{caused:?}");
    assert_eq!(caused.sentences(), ["1 message handed over."]);
    assert_eq!(post_caused(&house.controller, Duration::from_secs(20)).expect("noted"), Caused::Nothing);
    server.behave(Manners::ForgetsToAnswer);
    house.sign_up_begun("b@acme.example", "New Person");
    let caused = post_caused(&house.controller, Duration::from_millis(300)).expect("noted");
    assert_eq!(caused, Caused::OnTheirWay(1));
    server.wait_for_stall();
}

#[test]
fn phones_are_not_reached_by_mail() {
    let server = SmtpServer::with(Manners::Takes);
    let house = house(&server, 2);
    let ada = house.sign_up("ada@acme.example", "Ada");
    let account = house.account_of(ada);
    house.done(Who::User(ada), Command::SetPhone { account, phone: phone("+14155550100") });
    house.controller.post(house.controller.messages_due().expect("readable"), &|| false).expect("noted");
    let to_phone = house.messages().into_iter().find(|it| matches!(it.to, Recipient::Phone(_))).expect("one");
    assert_eq!((to_phone.state, to_phone.attempts), (MessageState::Waiting, 0));
    let sent = built(&in_the_clear(server.port)).send(&letter(Recipient::Phone(phone("+14155550100"))));
    assert!(matches!(sent, Sent::Refused(_)));
}

#[test]
fn what_waits_from_before_goes_once_the_lists_are_there() {
    let server = SmtpServer::with(Manners::Takes);
    let house = house(&server, 5);
    house.sign_up_begun("new@acme.example", "New Person");
    let services = Services { courier: Some(built(&in_the_clear(server.port))), ..Services::default() };
    let later = Arc::new(house.reopened().reaching(services));
    let (tell, told) = channel();
    let begun = Posting::begin(&later, move |what, error| {
        well(what, error);
        let _ = tell.send(());
    });
    let posting = begun.expect("a thread").expect("somebody carries");
    told.recv_timeout(Duration::from_secs(20)).expect("a round went by");
    assert_eq!(server.received().len(), 0, "nothing is loaded for the sake of the post");
    later.directory().expect("loaded");
    server.wait_for(1);
    drop(posting);
}
