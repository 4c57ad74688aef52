//! placeholder until merge
use crate::model::DomainName;
/// temporary
pub fn is_public_mail_domain(_: &DomainName) -> bool {
    false
}
