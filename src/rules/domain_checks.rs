//! What becomes of a claim after a look for its proof (`admin-center-domain` §2.5; `product` row 17), and when the next look
//! is due.
//!
//! What the domain itself answers counts at once: nothing there, or something else, makes a proven domain uncertain. Silence
//! says nothing about a domain, only about the way to it; it counts once it has lasted [`limits::SILENCE`]. No domain is lost
//! without a last look that fails as well.

use crate::model::{Check, Domain, DomainState, Looked, Loss, Removal, Span, Timestamp, VerificationMethod};

use super::limits;

/// The claim after a look by this method at this instant; `None` if the look decides nothing: one that failed by another
/// method than the one the claim was proven by.
pub fn after(domain: &Domain, method: VerificationMethod, found: Looked, now: Timestamp) -> Option<Domain> {
    let since = domain.checked.filter(|last| last.found == found).map_or(now, |last| last.since.min(now));
    let checked = Some(Check { at: now, found, since });
    let looked = Domain { checked, ..domain.clone() };
    let own = method == again_by(domain.state, domain.method).unwrap_or(domain.method);
    Some(match (domain.state, found) {
        (_, Looked::Proven) => Domain {
            state: DomainState::Verified,
            method,
            verified: Some(now),
            uncertain: None,
            lost: None,
            ..looked
        },
        (DomainState::Unverified, _) => Domain { method, ..looked },
        _ if !own => return None,
        (DomainState::Verified, Looked::Silent) if now < since.plus(limits::SILENCE) => looked,
        (DomainState::Verified, _) => {
            Domain { state: DomainState::Uncertain, uncertain: Some(now), ..looked }
        }
        (DomainState::Uncertain, _) if is_over(domain.uncertain, now) => Domain {
            state: DomainState::Unverified,
            verified: None,
            uncertain: None,
            lost: Some(Loss { at: now, people: Removal::Waiting }),
            ..looked
        },
        (DomainState::Uncertain, _) => looked,
    })
}

/// Whether the days of an uncertain domain have gone by.
fn is_over(uncertain: Option<Timestamp>, now: Timestamp) -> bool {
    uncertain.is_none_or(|since| now >= since.plus(limits::UNCERTAIN))
}

/// By which method the sweeper looks again, if it does: what the operator vouched for has nothing to look for.
pub const fn again_by(state: DomainState, method: VerificationMethod) -> Option<VerificationMethod> {
    match (state, method) {
        (DomainState::Unverified, _) | (DomainState::Verified, VerificationMethod::Manual) => None,
        (DomainState::Uncertain, VerificationMethod::Manual) => Some(VerificationMethod::Dns),
        (_, method) => Some(method),
    }
}

/// Whether the sweeper has to look again. A last look that lies in the future was made under a wrong clock and is none.
pub fn is_due(
    state: DomainState,
    (checked, verified, uncertain): (Option<Check>, Option<Timestamp>, Option<Timestamp>),
    now: Timestamp,
) -> bool {
    let last = checked.map(|last| last.at).or(verified);
    let rest = match checked.map(|last| last.found) {
        Some(Looked::Silent) => limits::ASK_AGAIN,
        _ => limits::LOOK_AGAIN,
    };
    let over = state == DomainState::Uncertain && is_over(uncertain, now);
    over || last.is_none_or(|last| now < last || now >= last.plus(rest))
}

/// Whether a published text is the proof: surrounding space, quotes that were typed along, a dot at the end and letter case
/// do not matter.
pub fn is_proof(published: &str, value: &str) -> bool {
    let text = published.trim();
    let text = text.strip_prefix('"').and_then(|text| text.strip_suffix('"')).unwrap_or(text).trim();
    text.strip_suffix('.').unwrap_or(text).eq_ignore_ascii_case(value)
}

/// Whether a published file holds the proof, whatever stands around it: letter case does not matter.
pub fn holds_proof(file: &str, value: &str) -> bool {
    file.to_ascii_lowercase().contains(&value.to_ascii_lowercase())
}

/// How many days an uncertain domain has left before it counts as lost, begun ones included.
pub fn days_left(state: DomainState, uncertain: Option<Timestamp>, now: Timestamp) -> Option<u64> {
    let since = uncertain.filter(|_| state == DomainState::Uncertain)?;
    Some(since.plus(limits::UNCERTAIN).since(now).0.div_ceil(Span::days(1).0))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{DomainName, DomainSid, OrgSid};

    const NOW: Timestamp = Timestamp(1_000_000_000_000);
    const FAILED: [Looked; 3] = [Looked::Nothing, Looked::Other, Looked::Silent];

    fn claim(state: DomainState) -> Domain {
        Domain {
            sid: DomainSid::from_bytes([1; 16]),
            org: OrgSid::from_bytes([2; 16]),
            name: DomainName::parse("acme.example").expect("valid"),
            token: [3; 16],
            method: VerificationMethod::Dns,
            state,
            created: Timestamp(0),
            verified: None,
            uncertain: (state == DomainState::Uncertain).then_some(NOW),
            checked: None,
            lost: None,
        }
    }

    fn looked(domain: &Domain, found: Looked, now: Timestamp) -> Domain {
        after(domain, VerificationMethod::Dns, found, now).expect("decides")
    }

    #[test]
    fn a_proof_verifies_whatever_was_before_and_ends_every_doubt() {
        for state in [DomainState::Unverified, DomainState::Verified, DomainState::Uncertain] {
            let lost = Some(Loss { at: NOW, people: Removal::Waiting });
            let domain = Domain { lost, ..claim(state) };
            let proven = after(&domain, VerificationMethod::Https, Looked::Proven, NOW).expect("decides");
            assert_eq!((proven.state, proven.method), (DomainState::Verified, VerificationMethod::Https));
            assert_eq!((proven.verified, proven.uncertain, proven.lost), (Some(NOW), None, None));
        }
    }

    #[test]
    fn what_the_domain_answers_counts_at_once_and_silence_after_three_days() {
        let domain = claim(DomainState::Verified);
        for found in [Looked::Nothing, Looked::Other] {
            let doubted = looked(&domain, found, NOW);
            assert_eq!((doubted.state, doubted.uncertain), (DomainState::Uncertain, Some(NOW)));
        }
        let silent = looked(&domain, Looked::Silent, NOW);
        assert_eq!(silent.state, DomainState::Verified);
        let almost = looked(&silent, Looked::Silent, NOW.plus(limits::SILENCE).minus(Span(1)));
        assert_eq!(almost.state, DomainState::Verified);
        assert_eq!(looked(&almost, Looked::Silent, NOW.plus(limits::SILENCE)).state, DomainState::Uncertain);
        // An answer in between begins the three days anew.
        let heard = looked(&almost, Looked::Proven, NOW.plus(limits::SILENCE));
        assert_eq!(looked(&heard, Looked::Silent, NOW.plus(Span::days(30))).state, DomainState::Verified);
    }

    #[test]
    fn a_domain_is_lost_by_a_look_that_fails_on_the_thirtieth_day_or_later() {
        for found in FAILED {
            let domain = claim(DomainState::Uncertain);
            let still = looked(&domain, found, NOW.plus(limits::UNCERTAIN).minus(Span(1)));
            assert_eq!((still.state, still.uncertain), (DomainState::Uncertain, Some(NOW)));
            let at = NOW.plus(limits::UNCERTAIN);
            let lost = looked(&still, found, at);
            assert_eq!((lost.state, lost.uncertain, lost.verified), (DomainState::Unverified, None, None));
            assert_eq!(lost.lost, Some(Loss { at, people: Removal::Waiting }));
        }
    }

    #[test]
    fn another_method_can_prove_but_not_take_away() {
        for state in [DomainState::Verified, DomainState::Uncertain] {
            for found in FAILED {
                let late = NOW.plus(Span::days(40));
                assert_eq!(after(&claim(state), VerificationMethod::Https, found, late), None);
            }
        }
        let vouched = Domain { method: VerificationMethod::Manual, ..claim(DomainState::Verified) };
        assert_eq!(after(&vouched, VerificationMethod::Dns, Looked::Nothing, NOW), None);
    }

    #[test]
    fn a_look_is_due_daily_hourly_after_silence_and_at_the_last_day() {
        let last = |found| (Some(Check { at: NOW, found, since: NOW }), None, Some(NOW));
        let verified = DomainState::Verified;
        let almost = |span: Span| NOW.plus(span).minus(Span(1));
        for found in [Looked::Proven, Looked::Nothing, Looked::Other] {
            assert!(!is_due(verified, last(found), almost(limits::LOOK_AGAIN)));
            assert!(is_due(verified, last(found), NOW.plus(limits::LOOK_AGAIN)));
        }
        assert!(!is_due(verified, last(Looked::Silent), almost(limits::ASK_AGAIN)));
        assert!(is_due(verified, last(Looked::Silent), NOW.plus(limits::ASK_AGAIN)));
        let end = NOW.plus(limits::UNCERTAIN);
        let just = Some(Check { at: end.minus(Span(2)), found: Looked::Nothing, since: NOW });
        assert!(!is_due(DomainState::Uncertain, (just, None, Some(NOW)), end.minus(Span(1))));
        assert!(is_due(DomainState::Uncertain, (just, None, Some(NOW)), end));
        // Under a clock that was set back.
        assert!(is_due(verified, last(Looked::Proven), NOW.minus(Span(1))));
        assert!(is_due(verified, (None, None, None), NOW));
        assert!(!is_due(verified, (None, Some(NOW), None), almost(limits::LOOK_AGAIN)));
    }

    #[test]
    fn what_the_operator_vouched_for_is_not_looked_for() {
        use VerificationMethod::{Dns, Https, Manual};
        assert_eq!(again_by(DomainState::Verified, Manual), None);
        assert_eq!(again_by(DomainState::Unverified, Dns), None);
        assert_eq!(again_by(DomainState::Verified, Https), Some(Https));
        assert_eq!(again_by(DomainState::Uncertain, Manual), Some(Dns));
    }

    #[test]
    fn a_file_holds_a_proof_amid_other_things_in_any_letter_case() {
        let value = "twilio-domain-verification=0a";
        for file in [value.to_owned(), format!("<html>{}</html>\n", value.to_uppercase())] {
            assert!(holds_proof(&file, value), "{file}");
        }
        for file in ["", "twilio-domain-verification=", "twilio-domain-verification= 0a"] {
            assert!(!holds_proof(file, value), "{file}");
        }
    }

    #[test]
    fn days_left_are_those_of_an_uncertain_domain_begun_ones_included() {
        let left = |now| days_left(DomainState::Uncertain, Some(NOW), now);
        let end = NOW.plus(limits::UNCERTAIN);
        assert_eq!((left(NOW), left(NOW.plus(Span(1)))), (Some(30), Some(30)));
        assert_eq!(
            (left(end.minus(Span(1))), left(end), left(end.plus(Span(1)))),
            (Some(1), Some(0), Some(0))
        );
        assert_eq!(days_left(DomainState::Verified, Some(NOW), NOW), None);
        assert_eq!(days_left(DomainState::Uncertain, None, NOW), None);
    }

    #[test]
    fn spelling_of_a_proof_is_forgiven_and_content_is_not() {
        let value = "twilio-domain-verification=0a";
        for published in [
            value.to_owned(),
            value.to_uppercase(),
            format!("  {value} "),
            format!("\"{value}\""),
            format!("{value}."),
        ] {
            assert!(is_proof(&published, value), "{published}");
        }
        for published in ["", "0a", "twilio-domain-verification=0b", "x twilio-domain-verification=0a"] {
            assert!(!is_proof(published, value), "{published}");
        }
    }
}
