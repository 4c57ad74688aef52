//! Public mail domains: no organization may claim one, because its addresses belong to everybody.
//!
//! The list is an asset that is compiled in; this file only looks names up in it.

use crate::model::DomainName;

const LIST: &str = include_str!("../../assets/public-mail-domains.txt");

/// Whether the domain, or one it is a subdomain of, is a public mail provider's.
///
/// Goes through the whole list (a few hundred short lines, some microseconds): a claim is a rare event, and a table
/// built in advance would be state to keep.
pub fn is_public_mail_domain(name: &DomainName) -> bool {
    let name = name.as_str();
    listed()
        .any(|public| name.strip_suffix(public).is_some_and(|front| front.is_empty() || front.ends_with('.')))
}

fn listed() -> impl Iterator<Item = &'static str> {
    LIST.lines().filter(|line| !line.starts_with('#'))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn public(name: &str) -> bool {
        is_public_mail_domain(&DomainName::parse(name).expect(name))
    }

    #[test]
    fn listed_domains_and_their_subdomains_are_public_in_any_spelling() {
        for name in
            ["gmail.com", "GMail.Com.", "mail.gmail.com", "a.b.gmx.de", "yahoo.co.jp", "126.com", "ziggo.nl"]
        {
            assert!(public(name), "{name}");
        }
    }

    #[test]
    fn names_that_only_end_or_begin_like_a_listed_one_are_not() {
        for name in
            ["acme.example", "notgmail.com", "gmail.com.acme.example", "co.jp", "my-gmail.com", "gmail.co"]
        {
            assert!(!public(name), "{name}");
        }
    }

    #[test]
    fn the_first_and_the_last_line_count() {
        let lines: Vec<&str> = listed().collect();
        for line in [lines.first(), lines.last()] {
            assert!(public(line.expect("a list")));
        }
    }

    #[test]
    fn the_list_is_sorted_and_has_each_name_once() {
        let lines: Vec<&str> = listed().collect();
        for pair in lines.windows(2) {
            assert!(pair[0] < pair[1], "{} stands before {}", pair[0], pair[1]);
        }
    }

    #[test]
    fn every_line_is_a_domain_in_its_stored_form() {
        for line in listed() {
            let name = DomainName::parse(line).expect(line);
            assert_eq!(name.as_str(), line);
        }
    }

    #[test]
    fn no_line_is_a_subdomain_of_another() {
        for line in listed() {
            let above = line.match_indices('.').map(|(dot, _)| &line[dot + 1..]);
            assert!(!above.into_iter().any(|name| listed().any(|other| other == name)), "{line}");
        }
    }
}
