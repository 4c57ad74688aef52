//! The outbox: each message is carried once in normal work, again after a fall, and by nobody once its reason is over.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::{RecvTimeoutError, channel};
use std::sync::{Arc, Barrier, Mutex};
use std::time::Duration;

use orgadm::controller::port::{Channel, Courier, Letter, LetterTexts, Sent, Services, Store, StoreError};
use orgadm::controller::{Command, CommitError, Handed, RefusalCode, Taken};
use orgadm::model::*;
use orgadm::rules::limits;
use orgadm::session::Posting;

use crate::support::{House, invite, phone, sign_up, to_account};

/// Keeps what it carries, and says what it is told to.
#[derive(Debug)]
struct Pigeon {
    says: Mutex<Sent>,
    carried: Mutex<Vec<Letter>>,
    phones: bool,
}

impl Pigeon {
    fn new(says: Sent) -> Arc<Self> {
        Arc::new(Self { says: Mutex::new(says), carried: Mutex::default(), phones: true })
    }

    fn says(&self, says: Sent) {
        *self.says.lock().expect("free") = says;
    }

    fn carried(&self) -> Vec<Letter> {
        self.carried.lock().expect("free").clone()
    }
}

impl Courier for Pigeon {
    fn carries(&self, channel: Channel) -> bool {
        self.phones || channel == Channel::Mail
    }

    fn send(&self, letter: &Letter) -> Sent {
        self.carried.lock().expect("free").push(letter.clone());
        self.says.lock().expect("free").clone()
    }
}

fn house(pigeon: &Arc<Pigeon>) -> House {
    let courier: Arc<dyn Courier> = Arc::clone(pigeon) as Arc<dyn Courier>;
    House::reaching(Services {
        courier: Some(courier),
        letters: LetterTexts::default(),
        ..Services::default()
    })
}

fn trouble(text: &str) -> Trouble {
    Trouble::new(text)
}

/// Carries what is due; returns how many were carried.
fn post(house: &House) -> usize {
    let due = house.controller.messages_due().expect("readable");
    let posted = house.controller.post(due, &|| false).expect("committed");
    posted.delivered + posted.again.count + posted.failed() + posted.taken_out
}

fn the_message(house: &House, of: InvitationSid) -> Message {
    let about = |message: &Message| message.kind.invitation() == Some(of);
    house
        .messages()
        .into_iter()
        .filter(about)
        .max_by_key(|it| (it.kind.generation(), it.created))
        .expect("one")
}

#[test]
fn what_was_committed_goes_out_once_and_is_kept_as_delivered() {
    let pigeon = Pigeon::new(Sent::Accepted);
    let house = house(&pigeon);
    let (ada, org) = house.owner("ada@acme.example", "Acme");
    post(&house);
    let before = pigeon.carried().len();
    let sid = house.invite(ada, org, "grace@acme.example", OrgRole::Administrator);
    assert_eq!(the_message(&house, sid).state, MessageState::Waiting);
    assert_eq!(post(&house), 1);
    let message = the_message(&house, sid);
    assert_eq!(
        (message.state, message.attempts, message.last_tried),
        (MessageState::Delivered, 1, Some(house.now()))
    );
    let entry = house.store.entry(house.head()).expect("readable").expect("there");
    assert_eq!((entry.header.command, entry.header.actor.who), (CommandKind::DeliverMessage, Who::System));
    let letter = pigeon.carried().pop().expect("carried");
    assert_eq!(letter.to, Recipient::Email(crate::support::email("grace@acme.example")));
    assert_eq!(letter.subject, "Owner Person (ada@acme.example) invites you to Acme");
    assert!(
        letter.body.contains("with the role: Administrator") && letter.body.contains(&sid.to_string()),
        "{}",
        letter.body
    );
    assert!(
        letter
            .body
            .contains(&house.controller.invitation_code(sid).expect("readable").expect("open").reveal())
    );
    assert!(letter.body.lines().all(|line| line.chars().count() <= 72), "{}", letter.body);
    let head = house.head();
    assert_eq!((post(&house), house.head()), (0, head), "twice changes nothing");
    assert_eq!(pigeon.carried().len(), before + 1);
}

#[test]
fn every_flow_that_tells_somebody_commits_its_message_in_the_same_step() {
    let pigeon = Pigeon::new(Sent::Accepted);
    let house = house(&pigeon);
    let told = |who: Who, command: Command| {
        let receipt = house.done(who, command);
        let new = receipt.plan.changes.iter().filter_map(|change| change.after.as_ref());
        let new: Vec<Message> =
            new.filter_map(|it| if let Record::Message(it) = it { Some(it.clone()) } else { None }).collect();
        let [message] = new.as_slice() else { panic!("one message: {:?}", receipt.plan.command) };
        post(&house);
        let letter = pigeon.carried().pop().expect("carried");
        assert_eq!(letter.sid, message.sid);
        letter
    };
    let letter = told(Who::Visitor, sign_up("new@acme.example", "New Person"));
    assert!(letter.subject == "Your sign-up code" && letter.body.contains("new@acme.example"), "{letter:?}");
    let (ada, org) = house.owner("ada@acme.example", "Acme");
    let account = house.account_of(ada);
    let letter = told(Who::User(ada), Command::SetPhone { account, phone: phone("+14155550199") });
    let digits = house.phone_code(account);
    assert!(
        letter.to == Recipient::Phone(phone("+14155550199")) && letter.body.lines().count() == 2,
        "{letter:?}"
    );
    house.done(Who::User(ada), Command::ConfirmPhone { account, code: digits });
    told(Who::User(ada), invite(org, "a@side.example", OrgRole::Standard));
    let letter = told(Who::User(ada), to_account(account, "b@side.example", &[AccountRole::Developer]));
    assert!(letter.subject.contains("invites you to the account Main"), "{}", letter.subject);
    assert!(letter.body.contains("with the roles: Developer"), "{}", letter.body);
    let (_, outside) = house.outsider("c@side.example");
    let letter = told(Who::User(ada), crate::support::add_existing(org, outside));
    assert!(letter.subject == "Acme asks your account Main to join", "{}", letter.subject);
    let grace = house.member(ada, org, "grace@acme.example", OrgRole::Standard);
    let action = SecurityAction::RequireTwoFactor;
    let letter = told(Who::User(ada), Command::RequestSecurity { org, user: grace, action });
    assert!(letter.body.contains("to require a second factor"), "{}", letter.body);
}

#[test]
fn what_is_not_taken_is_tried_again_with_growing_pauses_and_given_up_after_three_days() {
    let pigeon = Pigeon::new(Sent::Later(trouble("451 come back")));
    let house = house(&pigeon);
    let (ada, org) = house.owner("ada@acme.example", "Acme");
    house.advance(Span::hours(1));
    let sid = house.invite(ada, org, "grace@acme.example", OrgRole::Standard);
    let begun = house.now();
    let mut pauses = Vec::new();
    loop {
        post(&house);
        let message = the_message(&house, sid);
        assert_eq!(message.trouble.as_ref().map(Trouble::as_str), Some("451 come back"));
        let Some(next) = message.next_try else { break };
        assert_eq!(message.state, MessageState::Waiting);
        pauses.push(next.since(house.now()));
        house.set_clock(next.minus(Span(1)));
        assert!(
            !house.controller.messages_due().expect("readable").contains(&message.sid),
            "not before its time"
        );
        house.set_clock(next);
    }
    let message = the_message(&house, sid);
    assert!(message.has_failed() && message.dropped == Some(DropReason::GivenUp), "{message:?}");
    assert!(
        pauses[0] < Span::minutes(2) && pauses.iter().all(|pause| *pause <= Span::hours(8)),
        "{pauses:?}"
    );
    assert!((15..30).contains(&pauses.len()), "{pauses:?}");
    assert!(house.now() >= begun.plus(limits::TRIED) && house.now() < begun.plus(Span::days(4)));
    // Those who administer the organization are told: by the list, and by the audit.
    let directory = house.directory();
    assert_eq!(directory.waits(org, house.now()).failed, 1);
    assert!(directory.is_undelivered(directory.invitation(sid).expect("there")));
    let entry = house.store.entry(house.head()).expect("readable").expect("there");
    assert_eq!((entry.header.command, entry.header.organizations), (CommandKind::DropMessage, vec![org]));
}

#[test]
fn what_is_refused_for_good_waits_for_somebody_to_try_it_again() {
    let pigeon = Pigeon::new(Sent::Refused(trouble("550 nobody")));
    let house = house(&pigeon);
    let (ada, org) = house.owner("ada@acme.example", "Acme");
    let grace = house.member(ada, org, "grace@acme.example", OrgRole::Standard);
    let sid = house.invite(ada, org, "new@acme.example", OrgRole::Standard);
    post(&house);
    let message = the_message(&house, sid);
    assert_eq!((message.state, message.dropped), (MessageState::Dropped, Some(DropReason::Refused)));
    assert_eq!(post(&house), 0, "nobody tries by themselves");
    let retry = Command::RetryMessage { message: message.sid };
    assert_eq!(house.refused(Who::User(grace), retry.clone()), RefusalCode::NotPermitted);
    house.done(Who::User(ada), retry.clone());
    pigeon.says(Sent::Accepted);
    assert_eq!(post(&house), 1);
    assert_eq!(the_message(&house, sid).state, MessageState::Delivered);
    assert_eq!(house.refused(Who::User(ada), retry), RefusalCode::NoChange);
    let ids: Vec<String> =
        pigeon.carried().into_iter().filter(|it| it.sid == message.sid).map(|it| it.id).collect();
    assert!(ids.len() == 2 && ids[0] == ids[1], "one message, one identifier: {ids:?}");
}

#[test]
fn codes_of_sign_ups_and_phones_are_the_operator_s_to_drop_and_retry() {
    let pigeon = Pigeon::new(Sent::Later(trouble("busy")));
    let house = house(&pigeon);
    let (ada, _) = house.owner("ada@acme.example", "Acme");
    house.sign_up_begun("new@acme.example", "New Person");
    let message =
        house.messages().into_iter().find(|it| it.to.to_string() == "new@acme.example").expect("one").sid;
    let (drop, retry) = (Command::DropMessage { message }, Command::RetryMessage { message });
    for command in [&drop, &retry] {
        assert_eq!(house.refused(Who::User(ada), command.clone()), RefusalCode::OperatorOnly);
    }
    assert_eq!(house.refused(Who::Operator, retry.clone()), RefusalCode::NoChange, "it waits already");
    post(&house);
    house.done(Who::Operator, retry);
    house.done(Who::Operator, drop.clone());
    assert_eq!(house.refused(Who::Operator, drop), RefusalCode::NoChange);
    let delivery = orgadm::controller::Delivery::Accepted;
    let faked = Command::DeliverMessage { message, delivery };
    for who in [Who::Visitor, Who::User(ada), Who::Operator] {
        assert_eq!(house.refused(who, faked.clone()), RefusalCode::NotPermitted);
    }
}

#[test]
fn what_is_over_is_dropped_and_never_sent() {
    let pigeon = Pigeon::new(Sent::Accepted);
    let house = house(&pigeon);
    let (ada, org) = house.owner("ada@acme.example", "Acme");
    post(&house);
    let begun = pigeon.carried().len();
    let invited = |address: &str| house.invite(ada, org, address, OrgRole::Standard);
    let [canceled, accepted, declined, resent, late] =
        ["a", "b", "c", "d", "e"].map(|name| invited(&format!("{name}@side.example")));
    house.done(Who::User(ada), Command::CancelInvitation { invitation: canceled });
    house.accept_as_visitor(accepted);
    let code = Some(house.invitation_code(declined));
    house.done(Who::Visitor, Command::DeclineInvitation { invitation: declined, code });
    house.advance(limits::COOL_DOWN);
    house.done(Who::User(ada), Command::ResendInvitation { invitation: resent });
    assert_eq!(post(&house), 2, "the one sent anew, and the one nobody touched");
    let carried = pigeon.carried();
    let to = |letter: &Letter| letter.to.to_string();
    assert_eq!(carried[begun..].iter().map(to).collect::<Vec<_>>(), ["e@side.example", "d@side.example"]);
    let dropped = house.messages().into_iter().filter(|it| it.dropped == Some(DropReason::Outdated));
    assert_eq!(dropped.filter(|it| it.to.to_string().ends_with("@side.example")).count(), 4);
    // Not sent in time: the sweeper says so, whether or not anybody carries.
    let gone = invited("f@side.example");
    let sign_up = house.sign_up_begun("g@side.example", "Late");
    house.advance(limits::USER_INVITATION);
    let system = house.actor(Who::System);
    house.controller.sweep(&system).expect("swept");
    assert_eq!(the_message(&house, gone).dropped, Some(DropReason::Outdated));
    assert_eq!(post(&house), 0);
    let back = house.now().minus(Span::days(6));
    house.set_clock(back);
    assert_eq!(post(&house), 0, "a clock that jumps back revives nothing");
    assert!(house.get(Key::SignUp(sign_up)).is_some() && house.get(Key::Invitation(late)).is_some());
}

#[test]
fn without_a_courier_everything_stays_where_it_is() {
    let house = House::new();
    let (ada, org) = house.owner("ada@acme.example", "Acme");
    let sid = house.invite(ada, org, "grace@acme.example", OrgRole::Standard);
    house.advance(Span::days(6));
    assert_eq!(post(&house), 0);
    let swept = house.controller.sweep(&house.actor(Who::System)).expect("swept");
    assert_eq!(swept.reminders, 0, "nobody is reminded by what does not leave the house");
    assert_eq!(the_message(&house, sid).state, MessageState::Waiting);
    assert_eq!(house.directory().waits(org, house.now()).unsent, 1);
}

#[test]
fn somebody_is_reminded_once_and_only_of_what_can_be_accepted() {
    let pigeon = Pigeon::new(Sent::Accepted);
    let house = house(&pigeon);
    let (ada, org) = house.owner("ada@acme.example", "Acme");
    let sid = house.invite(ada, org, "grace@acme.example", OrgRole::Standard);
    post(&house);
    let sweep = || house.controller.sweep(&house.actor(Who::System)).expect("swept").reminders;
    house.set_clock(house.invitation(sid).expires.minus(limits::ENDING_SOON).minus(Span(1)));
    assert_eq!(sweep(), 0);
    house.advance(Span(1));
    assert_eq!((sweep(), sweep()), (1, 0));
    let entry = house.store.entry(house.head()).expect("readable").expect("there");
    assert_eq!(
        (entry.header.command, entry.header.organizations),
        (CommandKind::RemindInvitation, vec![org])
    );
    assert_eq!(post(&house), 1);
    let letter = pigeon.carried().pop().expect("carried");
    assert!(letter.subject == "The invitation to Acme is about to run out", "{}", letter.subject);
    let code = house.controller.invitation_code(sid).expect("readable").expect("open").reveal();
    assert!(letter.body.contains(&code), "the code that counts, for the first may be lost");
    assert_eq!(house.invitation(sid).sends, 1, "a reminder is no send");
    // Sent anew, its end is far; near that end again, once more.
    house.done(Who::User(ada), Command::ResendInvitation { invitation: sid });
    assert_eq!(sweep(), 0);
    house.set_clock(house.invitation(sid).expires.minus(Span::hours(2)));
    house.agreed(Who::User(ada), Command::RequestDeletion { org });
    assert_eq!(sweep(), 0, "nobody is reminded of what cannot be accepted");
    house.done(Who::User(ada), Command::WithdrawDeletion { org });
    assert_eq!(sweep(), 1);
}

#[test]
fn a_fall_between_sending_and_noting_sends_the_same_again() {
    let pigeon = Pigeon::new(Sent::Accepted);
    let house = house(&pigeon);
    let sign_up = house.sign_up_begun("new@acme.example", "New Person");
    let message = house.messages()[0].sid;
    match house.controller.take_out(message).expect("readable") {
        Taken::Parcel(parcel) => assert_eq!(parcel.send(), Sent::Accepted),
        other => panic!("{other:?}"),
    }
    assert_eq!(house.messages()[0].state, MessageState::Waiting);
    assert_eq!(post(&house), 1);
    let carried = pigeon.carried();
    assert_eq!((carried.len(), &carried[0]), (2, &carried[1]), "to the letter");
    assert!(carried[0].id.starts_with(&format!("{message}.1.").to_lowercase()), "{}", carried[0].id);
    let code = house.sign_up_code(sign_up);
    house.done(Who::Visitor, Command::ConfirmSignUp { sign_up, code });
}

/// Waits until a second one had its chance before it answers.
#[derive(Debug)]
struct Slow {
    meets: Barrier,
    sent: AtomicUsize,
}

impl Courier for Slow {
    fn carries(&self, _: Channel) -> bool {
        true
    }

    fn send(&self, _: &Letter) -> Sent {
        self.sent.fetch_add(1, Ordering::SeqCst);
        self.meets.wait();
        self.meets.wait();
        Sent::Accepted
    }
}

#[test]
fn two_at_once_do_not_send_twice() {
    let slow = Arc::new(Slow { meets: Barrier::new(2), sent: AtomicUsize::new(0) });
    let courier: Arc<dyn Courier> = Arc::clone(&slow) as Arc<dyn Courier>;
    let house = House::reaching(Services {
        courier: Some(courier),
        letters: LetterTexts::default(),
        ..Services::default()
    });
    house.sign_up_begun("new@acme.example", "New Person");
    let message = house.messages()[0].sid;
    let controller = Arc::clone(&house.controller);
    let first =
        std::thread::spawn(move || controller.post([message], &|| false).map(|posted| posted.delivered));
    slow.meets.wait();
    // The first is at it.
    assert!(matches!(house.controller.take_out(message).expect("readable"), Taken::Rests));
    let others = house.controller.post([message], &|| false).expect("nothing to do");
    assert!(others.is_nothing());
    slow.meets.wait();
    assert_eq!(first.join().expect("ended").expect("committed"), 1);
    assert!(matches!(house.controller.take_out(message).expect("readable"), Taken::Rests));
    assert_eq!(slow.sent.load(Ordering::SeqCst), 1);
}

#[test]
fn one_that_is_away_is_not_asked_again_for_every_letter() {
    let pigeon = Pigeon::new(Sent::Away(trouble("no route")));
    let house = house(&pigeon);
    for name in ["a", "b", "c"] {
        house.sign_up_begun(&format!("{name}@acme.example"), "New Person");
    }
    assert_eq!(post(&house), 1);
    assert_eq!(pigeon.carried().len(), 1);
    pigeon.says(Sent::Accepted);
    assert_eq!(post(&house), 2, "those that were not tried do not wait");
}

/// A pigeon for mail beside phones that nobody reaches.
#[derive(Debug)]
struct NoPhones(Arc<Pigeon>);

impl Courier for NoPhones {
    fn carries(&self, _: Channel) -> bool {
        true
    }

    fn send(&self, letter: &Letter) -> Sent {
        match Channel::to(&letter.to) {
            Channel::Mail => self.0.send(letter),
            Channel::Phone => Sent::Away(trouble("the program cannot be started")),
        }
    }
}

#[test]
fn one_way_that_is_away_does_not_stop_the_other() {
    let pigeon = Pigeon::new(Sent::Accepted);
    let courier: Arc<dyn Courier> = Arc::new(NoPhones(Arc::clone(&pigeon)));
    let house = House::reaching(Services { courier: Some(courier), ..Services::default() });
    let ada = house.sign_up("ada@acme.example", "Ada");
    post(&house);
    let account = house.account_of(ada);
    for number in ["+14155550100", "+14155550101"] {
        let account = if number.ends_with('0') { account } else { house.new_account(ada, "Second") };
        house.done(Who::User(ada), Command::SetPhone { account, phone: phone(number) });
    }
    house.advance(Span::minutes(1));
    house.sign_up_begun("new@acme.example", "New Person");
    let posted = house.controller.post(house.controller.messages_due().expect("readable"), &|| false);
    let posted = posted.expect("committed");
    assert_eq!((posted.delivered, posted.again.count, posted.untried), (1, 1, 1), "{posted:?}");
    assert_eq!(posted.away, [Channel::Phone].into());
    // The one that was not tried goes as soon as the way is there.
    assert_eq!(house.controller.messages_due().expect("readable").len(), 1);
}

#[test]
fn a_message_that_cannot_be_taken_out_does_not_hold_the_others_up() {
    let pigeon = Pigeon::new(Sent::Accepted);
    let house = house(&pigeon);
    let over = house.sign_up_begun("over@acme.example", "New Person");
    let code = house.sign_up_code(over);
    house.done(Who::Visitor, Command::ConfirmSignUp { sign_up: over, code });
    house.advance(Span::minutes(1));
    house.sign_up_begun("new@acme.example", "New Person");
    let full = StoreError::Full { path: "/store".into() };
    house.store.fail_next_apply(full.clone());
    let due = house.controller.messages_due().expect("readable");
    let posted = house.controller.post(due, &|| false);
    assert_eq!(posted, Err(CommitError::Store(full)), "it is said all the same");
    let to: Vec<String> = pigeon.carried().iter().map(|letter| letter.to.to_string()).collect();
    assert_eq!(to, ["new@acme.example"]);
}

#[test]
fn a_store_that_notes_nothing_has_no_more_than_one_letter_sent() {
    let pigeon = Pigeon::new(Sent::Accepted);
    let house = house(&pigeon);
    for name in ["a", "b", "c"] {
        house.sign_up_begun(&format!("{name}@acme.example"), "New Person");
    }
    let full = StoreError::Full { path: "/store".into() };
    house.store.fail_next_apply(full.clone());
    let due = house.controller.messages_due().expect("readable");
    assert_eq!(house.controller.post(due, &|| false), Err(CommitError::Store(full)));
    assert_eq!(pigeon.carried().len(), 1, "they would all go again");
}

#[test]
fn the_post_ends_with_a_store_that_has_stopped() {
    let pigeon = Pigeon::new(Sent::Accepted);
    let house = house(&pigeon);
    house.sign_up_begun("new@acme.example", "New Person");
    house.store.fail_next_apply(StoreError::Full { path: "/store".into() });
    house.run(Who::Visitor, sign_up("other@acme.example", "Other")).expect_err("the disk is full");
    let (tell, told) = channel();
    let posting = Posting::begin(&house.controller, move |_, error| {
        let _ = tell.send(error.cloned());
    });
    let _posting = posting.expect("a thread").expect("somebody carries");
    let heard = || told.recv_timeout(Duration::from_secs(20));
    assert_eq!(heard(), Ok(Some(CommitError::Store(StoreError::Stopped))));
    assert_eq!(heard(), Err(RecvTimeoutError::Disconnected), "there is no other round");
    assert_eq!(pigeon.carried().len(), 1);
}

#[test]
fn taken_out_while_it_is_on_its_way_it_stays_so() {
    let pigeon = Pigeon::new(Sent::Accepted);
    let house = house(&pigeon);
    house.sign_up_begun("new@acme.example", "New Person");
    let message = house.messages()[0].sid;
    let Taken::Parcel(parcel) = house.controller.take_out(message).expect("readable") else { panic!("due") };
    house.done(Who::Operator, Command::DropMessage { message });
    let head = house.head();
    let sent = parcel.send();
    assert_eq!(house.controller.handed_over(*parcel, sent).expect("noted"), Handed::Delivered);
    assert_eq!((house.head(), house.messages()[0].dropped), (head, Some(DropReason::ByHand)));
}

/// Says what it was given, as a server that refuses a letter may.
#[derive(Debug)]
struct Parrot;

impl Courier for Parrot {
    fn carries(&self, _: Channel) -> bool {
        true
    }

    fn send(&self, letter: &Letter) -> Sent {
        Sent::Later(Trouble::new(&format!("554 rejected: {}", letter.body)))
    }
}

#[test]
fn a_code_stands_in_the_letter_and_nowhere_else() {
    let services =
        Services { courier: Some(Arc::new(Parrot)), letters: LetterTexts::default(), ..Services::default() };
    let house = House::reaching(services);
    let sign_up = house.sign_up_begun("new@acme.example", "New Person");
    let code = house.controller.sign_up_code(sign_up).expect("readable").expect("open").reveal();
    let message = house.messages()[0].sid;
    let Taken::Parcel(parcel) = house.controller.take_out(message).expect("readable") else { panic!("due") };
    let mut said = format!("{parcel:?}");
    let sent = parcel.send();
    said.push_str(&format!("{sent:?}"));
    let handed = house.controller.handed_over(*parcel, sent).expect("noted");
    said.push_str(&format!("{handed:?}"));
    for kind in Kind::ALL {
        said.push_str(&format!("{:?}", house.store.scan(kind, None, 1_000).expect("readable")));
    }
    for header in house.store.entries(None, 1_000).expect("readable") {
        said.push_str(&format!("{:?}", house.store.entry(header.position).expect("readable")));
    }
    let letter = house.controller.letter(message).expect("rendered");
    said.push_str(&format!("{letter:?} {:?}", house.controller.services()));
    assert!(letter.body.contains(&code));
    let plain = |text: &str| text.replace(['-', ' '], "").to_uppercase();
    assert!(!plain(&said).contains(&plain(&code)), "the code stands somewhere");
    assert!(house.messages()[0].trouble.as_ref().is_some_and(|it| it.as_str().contains("not kept")));
}

#[test]
fn messages_of_others_are_not_an_administrator_s_business() {
    let pigeon = Pigeon::new(Sent::Refused(trouble("550")));
    let house = house(&pigeon);
    let (ada, org) = house.owner("ada@acme.example", "Acme");
    let (eve, _) = house.owner("eve@other.example", "Other");
    let sid = house.invite(ada, org, "new@acme.example", OrgRole::Standard);
    post(&house);
    let message = the_message(&house, sid).sid;
    assert_eq!(house.refused(Who::User(eve), Command::RetryMessage { message }), RefusalCode::NotPermitted);
    assert!(matches!(
        house.run(Who::Visitor, Command::DropMessage { message }),
        Err(CommitError::Refused(refusal)) if refusal.code == RefusalCode::SignInNeeded
    ));
    let many = Command::Many(vec![Command::RetryMessage { message }]);
    assert_eq!(house.done(Who::User(ada), many).plan.changes.len(), 1);
}

/// The program gives no reasons; whoever is somebody does.
#[test]
fn an_organization_that_wants_reasons_is_told_all_the_same() {
    let pigeon = Pigeon::new(Sent::Refused(trouble("550")));
    let house = house(&pigeon);
    let (ada, org) = house.owner("ada@acme.example", "Acme");
    let sid = house.invite(ada, org, "new@acme.example", OrgRole::Standard);
    house.done(Who::User(ada), Command::SetReasonRequired { org, on: true });
    post(&house);
    let message = the_message(&house, sid);
    assert_eq!(message.dropped, Some(DropReason::Refused));
    let retry = Command::RetryMessage { message: message.sid };
    assert_eq!(house.refused(Who::User(ada), retry.clone()), RefusalCode::ReasonNeeded);
    house.agreed(Who::User(ada), retry);
    house.set_clock(house.invitation(sid).expires.minus(Span::hours(3)));
    let swept = house.controller.sweep(&house.actor(Who::System)).expect("swept");
    assert_eq!(swept.reminders, 1);
}
