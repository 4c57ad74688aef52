//! An account's phone number, proven by six digits: the precondition of creating an organization (seed, "Warning").

use crate::controller::command::TypedCode;
use crate::controller::draft::Draft;
use crate::controller::guard;
use crate::controller::line::Line;
use crate::controller::refusal::{PlanError, Refusal, RefusalCode};
use crate::model::{
    Account, AccountSid, AccountState, CodeFor, Key, MessageKind, Phone, PhoneProof, Recipient,
};
use crate::rules::{invitations, limits};

use super::sign_up::too_soon;
use super::wrong_code::{self, Tries};

pub(super) fn set(draft: &mut Draft<'_>, sid: AccountSid, phone: &Phone) -> Result<(), PlanError> {
    let account = editable(draft, sid)?;
    draft.entitle(
        format!("Verify {phone} for {}", account.name),
        Line::of("account verify-phone").word(sid).option("--phone", phone),
    );
    let now = draft.now();
    let (mut generation, mut sends_again) = (1, false);
    if let Some(proof) = &account.phone {
        generation = proof.generation + 1;
        sends_again = proof.number == *phone;
        if sends_again && proof.verified.is_some() {
            let sentence = format!("{phone} is already verified for {}.", account.name);
            return Err(Refusal::new(RefusalCode::NoChange, sentence, "Nothing needs to be done.")
                .about(Key::Account(sid))
                .into());
        }
        if sends_again && let Err(at) = invitations::cooled_down(proof.sent, now) {
            return Err(too_soon("A code", at.since(now).0).about(Key::Account(sid)).into());
        }
        if proof.verified.is_some() {
            draft.follows(format!("{} is no longer verified.", proof.number));
        }
    }
    if sends_again {
        draft.follows("The code sent before no longer counts.");
    }
    draft.follows(format!("Six digits go to {phone}; typing them in verifies it."));
    let proof = PhoneProof { number: phone.clone(), generation, tries: 0, sent: now, verified: None };
    draft.about(Key::Account(sid));
    draft.put(Account { phone: Some(proof), ..account })?;
    draft.tell(Recipient::Phone(phone.clone()), MessageKind::PhoneCode { account: sid, generation })
}

pub(super) fn confirm(draft: &mut Draft<'_>, sid: AccountSid, code: &TypedCode) -> Result<(), PlanError> {
    let account = editable(draft, sid)?;
    draft.entitle(
        format!("Confirm the phone number of {}", account.name),
        format!("orgadm account verify-phone {sid} --code"),
    );
    draft.about(Key::Account(sid));
    let proof = match account.phone.clone() {
        Some(proof) if proof.verified.is_none() => proof,
        Some(proof) => {
            let sentence = format!("{} is already verified.", proof.number);
            return Err(Refusal::new(RefusalCode::NoChange, sentence, "Nothing needs to be done.")
                .about(Key::Account(sid))
                .into());
        }
        None => {
            let sentence = format!("No code was sent for {}.", account.name);
            return Err(Refusal::new(RefusalCode::CodeNeeded, sentence, "Give a phone number first.")
                .about(Key::Account(sid))
                .into());
        }
    };
    let purpose = CodeFor::Phone { account: sid, generation: proof.generation };
    let sent = format!("to {}", proof.number);
    if wrong_code::matches(draft, purpose, code, &sent)? {
        draft.checked(format!("The digits prove {}.", proof.number));
        draft.follows("Its owner may create an organization.");
        let proof = PhoneProof { verified: Some(draft.now()), tries: 0, ..proof };
        return draft.put(Account { phone: Some(proof), ..account });
    }
    let (next, refusal) =
        wrong_code::count(Tries { generation: proof.generation, tries: proof.tries }, &sent);
    let dead = next.generation != proof.generation;
    let (number, sent) = (proof.number.clone(), if dead { draft.now() } else { proof.sent });
    let proof = PhoneProof { generation: next.generation, tries: next.tries, sent, ..proof };
    draft.put(Account { phone: Some(proof), ..account })?;
    if dead {
        let kind = MessageKind::PhoneCode { account: sid, generation: next.generation };
        draft.tell(Recipient::Phone(number), kind)?;
    }
    draft.answers(refusal.about(Key::Account(sid)));
    debug_assert!(next.tries < limits::TRIES);
    Ok(())
}

fn editable(draft: &mut Draft<'_>, sid: AccountSid) -> Result<Account, PlanError> {
    let account = draft.world().account(sid)?;
    guard::may_edit_account(draft, &account)?;
    if let Some(org) = account.org {
        draft.within(org)?;
    }
    if account.parent.is_some() {
        let sentence = format!("{} is a subaccount; its parent has the phone number.", account.name);
        return Err(Refusal::new(RefusalCode::Invalid, sentence, "Verify the number of the parent account.")
            .about(Key::Account(sid))
            .into());
    }
    if !matches!(account.state, AccountState::Active | AccountState::Suspended) {
        let sentence = format!("The account {} is {}.", account.name, account.state);
        return Err(Refusal::new(RefusalCode::Invalid, sentence, "Use another account.")
            .about(Key::Account(sid))
            .into());
    }
    Ok(account)
}
