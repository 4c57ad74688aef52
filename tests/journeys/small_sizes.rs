//! Every screen and dialog at every size: a sentence or a page, never a panic.

use orgadm::model::*;

use crate::support::House;
use crate::support::drive::Drive;

/// Ways to each screen and dialog of the Admin Center.
const WAYS: &[&str] = &[
    "Home",
    "]",
    "] ]",
    "Enter",
    "1",
    "1 Down Enter",
    "2",
    "2 Enter",
    "2 Enter ]",
    "2 Enter ] ]",
    "2 n",
    "2 e",
    "2 i",
    "2 ] ]",
    "2 x",
    "2 a",
    "2 o",
    "2 f",
    "2 h",
    "2 l",
    "2 v",
    "2 v x",
    "2 space space x",
    "2 Enter x",
    "2 Enter h Enter",
    "2 Enter ] ] ]",
    "2 Enter ] ] ] n",
    "2 Enter ] ] ] ]",
    "4",
    "4 n",
    "5",
    "5 Down Enter",
    "5 End",
    "5 End Enter",
    "6",
    "6 Enter",
    "7",
    "t",
    "t n",
    "a",
    "i",
    "i x Enter",
    "r",
    "r Up Enter",
    "x",
    "s",
    "?",
    ":",
    "Ctrl+O",
    "/ a",
    "space",
    "Enter o",
    "Down d",
    "Down d Right",
    "Down d Right Tab Tab a",
    "Down p",
    "Down e",
    "* x",
    "* d",
    "* d Enter",
    "* r Enter",
    "7 Home",
    "7 x",
    "7 / b",
    "7 r",
    "Enter o a Enter",
];

fn house() -> (House, UserSid) {
    let house = House::new();
    let (ada, org) = house.owner("ada@acme.example", "Acme Corp");
    for n in 0..40 {
        house.member(ada, org, &format!("m{n}@acme.example"), OrgRole::Standard);
    }
    house.invite(ada, org, "new@acme.example", OrgRole::Administrator);
    (house, ada)
}

#[test]
fn every_screen_at_every_small_size() {
    let (house, ada) = house();
    for way in WAYS {
        let mut it = Drive::new(&house.controller, Some(ada), 80, 24);
        it.keys("3");
        it.keys(way);
        for height in 1..=12 {
            for width in 1..=30 {
                it.resize(width, height);
                it.buffer();
            }
        }
    }
}

#[test]
fn keys_on_a_tiny_screen_do_no_harm() {
    let (house, ada) = house();
    for (width, height) in [(1, 1), (20, 4), (59, 15)] {
        for way in WAYS {
            let mut it = Drive::new(&house.controller, Some(ada), width, height);
            it.keys("3").keys(way).keys("PageDown Down Up End Home");
            it.resize(80, 24).gone("orgadm needs");
        }
    }
}

#[test]
fn odd_sizes_draw_a_page_or_say_why_not() {
    let (house, ada) = house();
    for way in WAYS {
        let mut it = Drive::new(&house.controller, Some(ada), 80, 24);
        it.keys("3");
        it.keys(way);
        for (width, height) in [(59, 16), (60, 15)] {
            it.resize(width, height).see("orgadm needs 60×16");
        }
        for (width, height) in [(60, 16), (61, 17), (300, 20), (62, 200), (500, 200)] {
            it.resize(width, height).gone("orgadm needs");
        }
    }
}

#[test]
fn the_first_run_at_every_small_size() {
    let house = House::new();
    let mut it = Drive::new(&house.controller, None, 80, 24);
    let steps: &[&str] = &["Home", "A d a", "Tab", "Enter"];
    for step in steps {
        it.keys(step);
        for (height, width) in (1..=18).flat_map(|height| (1..=64).map(move |width| (height, width))) {
            it.resize(width, height);
            it.buffer();
        }
    }
}

#[test]
fn the_cursor_stays_inside_the_screen() {
    let (house, ada) = house();
    let mut it = Drive::new(&house.controller, Some(ada), 80, 24);
    it.keys("3");
    it.keys("i").text(&"long".repeat(60));
    for (width, height) in [(60, 16), (80, 24), (120, 36)] {
        it.resize(width, height);
        let (_, cursor) = it.buffer();
        let cursor = cursor.expect("the field has the cursor");
        assert!(cursor.x < width && cursor.y < height, "{cursor} at {width}×{height}");
    }
}
