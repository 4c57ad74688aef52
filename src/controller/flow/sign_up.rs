//! Sign up: a code proves the address, then one plan makes the user and the account they own (seed, "The Basic
//! architecture"; `product` row 1).

use crate::controller::command::TypedCode;
use crate::controller::draft::Draft;
use crate::controller::line::Line;
use crate::controller::refusal::{PlanError, Refusal, RefusalCode, Remedy};
use crate::model::{
    Account, AccountKind, AccountState, CodeFor, Email, Key, Label, MessageKind, PersonName, Recipient,
    SignUp, SignUpSid, SignUpState, TwoFactor, TwoFactorPolicy, Usage, User, UserState,
};
use crate::rules::{invitations, limits};

use super::admission::{self, Admission};
use super::wrong_code::{self, Tries};

pub(super) fn begin(
    draft: &mut Draft<'_>,
    email: &Email,
    name: &PersonName,
    account: &Label,
) -> Result<(), PlanError> {
    draft.entitle(
        format!("Sign up {email}"),
        Line::of("signup").word(email).option("--name", name).option("--account", account),
    );
    let now = draft.now();
    address_is_free(draft, email)?;
    let admission = admitted(draft, email)?;
    let open = draft.world().sign_up_for(email)?;
    if let Some(stale) = open.clone().filter(|open| open.state_at(now) != SignUpState::Open) {
        draft.put(SignUp { state: SignUpState::Expired, ..stale })?;
    }
    let open = open.filter(|open| open.state_at(now) == SignUpState::Open);
    // Begun again, the new names count; within the cool-down the code already sent goes on counting.
    let sends = open.as_ref().is_none_or(|open| invitations::cooled_down(open.sent, now).is_ok());
    let sign_up = match open {
        Some(open) => {
            let again = SignUp { name: name.clone(), account: account.clone(), ..open };
            if sends { sent_again(again, now) } else { again }
        }
        None => SignUp {
            sid: draft.new_sign_up(),
            email: email.clone(),
            name: name.clone(),
            account: account.clone(),
            created: now,
            expires: now.plus(limits::SIGN_UP),
            sent: now,
            sends: 1,
            generation: 1,
            tries: 0,
            state: SignUpState::Open,
            user: None,
        },
    };
    let (sid, generation) = (sign_up.sid, sign_up.generation);
    draft.about(Key::SignUp(sid));
    draft.put(sign_up)?;
    if sends {
        draft.tell(Recipient::Email(email.clone()), MessageKind::SignUpCode { sign_up: sid, generation })?;
        draft.follows(format!("A code goes to {email}; it counts for 24 hours."));
    } else {
        draft.follows(format!("The code already sent to {email} goes on counting."));
    }
    draft.follows("The right code makes the user and the account, which is on trial.");
    admission::say(draft, &admission, email)
}

pub(super) fn resend(draft: &mut Draft<'_>, sid: SignUpSid) -> Result<(), PlanError> {
    let sign_up = open(draft, sid)?;
    draft.entitle(
        format!("Send a new code to {}", sign_up.email),
        Line::of("signup resend").word(&sign_up.email),
    );
    if let Err(at) = invitations::cooled_down(sign_up.sent, draft.now()) {
        return Err(too_soon("A code", at.since(draft.now()).0).about(Key::SignUp(sid)).into());
    }
    if sign_up.sends >= limits::SENDS {
        let sentence = format!("A code was sent to {} {} times.", sign_up.email, sign_up.sends);
        return Err(
            Refusal::new(RefusalCode::TooOften, sentence, "Wait until the sign-up has expired.").into()
        );
    }
    let again = sent_again(sign_up, draft.now());
    draft.about(Key::SignUp(sid));
    draft.follows("The code sent before no longer counts.");
    draft.tell(
        Recipient::Email(again.email.clone()),
        MessageKind::SignUpCode { sign_up: sid, generation: again.generation },
    )?;
    draft.put(again)
}

fn sent_again(sign_up: SignUp, now: crate::model::Timestamp) -> SignUp {
    SignUp {
        sent: now,
        sends: sign_up.sends + 1,
        generation: sign_up.generation + 1,
        tries: 0,
        expires: now.plus(limits::SIGN_UP),
        ..sign_up
    }
}

pub(super) fn too_soon(what: &str, left: u64) -> Refusal {
    let wait = match left.div_ceil(1000) {
        seconds @ ..120 => format!("{seconds} s"),
        seconds => format!("{} min", seconds.div_ceil(60)),
    };
    let sentence = format!("{what} was sent less than 5 minutes ago.");
    Refusal::new(RefusalCode::TooSoon, sentence, format!("Try again in {wait}."))
}

pub(super) fn confirm(draft: &mut Draft<'_>, sid: SignUpSid, code: &TypedCode) -> Result<(), PlanError> {
    let sign_up = open(draft, sid)?;
    draft.entitle(format!("Confirm {}", sign_up.email), Line::of("signup confirm").word(&sign_up.email));
    draft.about(Key::SignUp(sid));
    address_is_free(draft, &sign_up.email)?;
    let purpose = CodeFor::SignUp { sign_up: sid, generation: sign_up.generation };
    if !wrong_code::matches(draft, purpose, code, &format!("to {}", sign_up.email))? {
        return wrong(draft, sign_up);
    }
    draft.checked(format!("The code proves {}.", sign_up.email));
    // The policy of this moment counts, not that of the day the sign-up was begun.
    let admission = admitted(draft, &sign_up.email)?;
    let now = draft.now();
    let user = draft.new_user();
    let org = admission.joins();
    let person = User {
        sid: user,
        email: sign_up.email.clone(),
        email_proven: Some(now),
        name: sign_up.name.clone(),
        state: UserState::Active,
        membership: None,
        grants: Vec::new(),
        two_factor: TwoFactor::Unknown,
        created: now,
        last_seen: None,
        requests: Vec::new(),
        uids: Vec::new(),
    };
    let account = draft.new_account();
    draft.put(Account {
        sid: account,
        name: sign_up.account.clone(),
        state: AccountState::Active,
        kind: AccountKind::Trial,
        usage: Usage::Twilio,
        owner: user,
        org,
        parent: None,
        hipaa: None,
        with_parent: false,
        two_factor: TwoFactorPolicy::Disabled,
        phone: None,
        created: now,
        closed: None,
    })?;
    draft.about(Key::User(user));
    draft.about(Key::Account(account));
    draft.follows(format!("{} becomes a user and owns the account {}.", sign_up.email, sign_up.account));
    if let Some(org) = org {
        let name = draft.world().organization_name(org)?;
        draft.follows(format!("{name} manages the account; billing stays with it."));
    }
    admission::admit(draft, person, &admission)?;
    draft.put(SignUp { state: SignUpState::Completed, user: Some(user), ..sign_up })
}

fn wrong(draft: &mut Draft<'_>, sign_up: SignUp) -> Result<(), PlanError> {
    let (sid, email) = (sign_up.sid, sign_up.email.clone());
    let (next, refusal) = wrong_code::count(
        Tries { generation: sign_up.generation, tries: sign_up.tries },
        &format!("to {email}"),
    );
    let dead = next.generation != sign_up.generation;
    let sent = if dead { draft.now() } else { sign_up.sent };
    draft.put(SignUp { generation: next.generation, tries: next.tries, sent, ..sign_up })?;
    if dead {
        let kind = MessageKind::SignUpCode { sign_up: sid, generation: next.generation };
        draft.tell(Recipient::Email(email), kind)?;
    }
    draft.answers(refusal.about(Key::SignUp(sid)));
    Ok(())
}

fn open(draft: &Draft<'_>, sid: SignUpSid) -> Result<SignUp, PlanError> {
    let sign_up = draft.world().sign_up(sid)?;
    let state = sign_up.state_at(draft.now());
    if state != SignUpState::Open {
        let sentence = format!("The sign-up of {} is {state}.", sign_up.email);
        let refusal = match state {
            SignUpState::Completed => Refusal::new(RefusalCode::SignUpEnded, sentence, "Sign in instead.")
                .leading_to(Remedy::SignIn),
            _ => Refusal::new(RefusalCode::SignUpEnded, sentence, "Sign up again."),
        };
        return Err(refusal.about(Key::SignUp(sid)).into());
    }
    Ok(sign_up)
}

/// What becomes of the address, unless the sign-up policy of its domain refuses it.
fn admitted(draft: &Draft<'_>, email: &Email) -> Result<Admission, PlanError> {
    let admission = admission::of_sign_up(draft, email)?;
    match admission::refusal(draft, &admission, email)? {
        Some(refusal) => Err(refusal.into()),
        None => Ok(admission),
    }
}

pub(super) fn address_is_free(draft: &Draft<'_>, email: &Email) -> Result<(), PlanError> {
    match draft.world().user_by_email(email)? {
        None => Ok(()),
        Some(sid) => {
            let sentence = format!("{email} has a user already.");
            Err(Refusal::new(RefusalCode::EmailTaken, sentence, "Sign in instead, or use another address.")
                .about(Key::User(sid))
                .leading_to(Remedy::SignIn)
                .into())
        }
    }
}
