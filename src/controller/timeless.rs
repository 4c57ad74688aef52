//! A record with every instant set to zero: plans of the same command are compared this way, since times are the
//! writer's and differ between preview and commit.

use crate::model::{Record, Timestamp};

/// The record without its instants. Whether an instant is set at all still counts.
pub fn timeless(record: &Record) -> Record {
    let mut record = record.clone();
    let zero = |time: &mut Timestamp| *time = Timestamp::default();
    let zero_some = |time: &mut Option<Timestamp>| *time = time.map(|_| Timestamp::default());
    match &mut record {
        Record::Organization(r) => {
            zero(&mut r.created);
            if let Some(baa) = &mut r.baa {
                zero(&mut baa.recorded);
            }
            if let Some(recovered) = &mut r.recovered {
                zero(&mut recovered.at);
            }
            if let Some(deletion) = &mut r.deletion {
                zero(&mut deletion.requested);
                zero_some(&mut deletion.confirmed);
            }
        }
        Record::OrganizationName(_) => {}
        Record::User(r) => {
            zero(&mut r.created);
            zero_some(&mut r.email_proven);
            zero_some(&mut r.last_seen);
            if let Some(membership) = &mut r.membership {
                zero(&mut membership.since);
            }
            r.grants.iter_mut().for_each(|grant| zero(&mut grant.at));
            r.requests.iter_mut().for_each(|request| zero(&mut request.at));
        }
        Record::Account(r) => {
            zero(&mut r.created);
            zero_some(&mut r.closed);
            if let Some(designation) = &mut r.hipaa {
                zero(&mut designation.since);
            }
            if let Some(phone) = &mut r.phone {
                zero(&mut phone.sent);
                zero_some(&mut phone.verified);
            }
        }
        Record::Invitation(r) => {
            zero(&mut r.created);
            zero(&mut r.last_sent);
            zero(&mut r.expires);
            zero_some(&mut r.ended);
        }
        Record::Domain(r) => {
            zero(&mut r.created);
            zero_some(&mut r.verified);
            zero_some(&mut r.uncertain);
            if let Some(checked) = &mut r.checked {
                zero(&mut checked.at);
                zero(&mut checked.since);
            }
            if let Some(lost) = &mut r.lost {
                zero(&mut lost.at);
            }
        }
        Record::SignUp(r) => {
            zero(&mut r.created);
            zero(&mut r.expires);
            zero(&mut r.sent);
        }
        Record::Message(r) => {
            zero(&mut r.created);
            zero_some(&mut r.first_tried);
            zero_some(&mut r.last_tried);
            zero_some(&mut r.next_try);
        }
    }
    record
}
