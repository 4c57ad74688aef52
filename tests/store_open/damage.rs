//! Damaged stores: each is refused as such and left as it was.

use std::fs::{self, OpenOptions};
use std::path::{Path, PathBuf};

use orgadm::controller::port::Store;
use orgadm::model::*;
use orgadm::store::codec::{self, Identity};

use super::{answer, filled_one, fixtures, open, refused, snapshot};

fn cut(file: &Path, length: u64) {
    OpenOptions::new().write(true).open(file).and_then(|file| file.set_len(length)).expect("cut");
}

fn flip(file: &Path, at: usize, bit: u8) {
    let mut bytes = fs::read(file).expect("there");
    bytes[at] ^= 1 << bit;
    fs::write(file, bytes).expect("written");
}

fn snapshot_file(store: &Path) -> PathBuf {
    let entries =
        fs::read_dir(store.join("data")).expect("there").map(|entry| entry.expect("readable").path());
    let is_snapshot =
        |path: &PathBuf| path.file_name().is_some_and(|n| n.to_string_lossy().starts_with("snap."));
    entries.into_iter().find(is_snapshot).expect("a snapshot")
}

#[test]
fn a_data_file_cut_anywhere() {
    let (dir, path) = filled_one();
    let db = path.join("data/db");
    let length = fs::metadata(&db).expect("there").len();
    assert!(length >= 3 * 512 * 1024, "several segments: {length}");
    let whole = dir.path().join("whole");
    snapshot::copy(&path, &whole);
    for percent in [25, 50] {
        cut(&db, length * percent / 100);
        refused(&path, "store-damaged");
        fs::copy(whole.join("data/db"), &db).expect("put back");
    }
    // The engine's last segment holds, now and then, nothing that still counts. Then a cut there loses nothing, and the
    // check of every record and index says so; anything else is refused.
    cut(&db, length * 90 / 100);
    let before = snapshot::of(&path);
    let said = answer(&path);
    if said != ("open".into(), "sound".into()) {
        assert_eq!(said.0, "store-damaged", "{said:?}");
        snapshot::assert_same(&before, &path);
    }
    fs::copy(whole.join("data/db"), &db).expect("put back");
    assert_eq!(answer(&path), ("open".into(), "sound".into()));
}

#[test]
fn an_emptied_data_file_with_its_snapshot_left() {
    let (_dir, path) = filled_one();
    snapshot_file(&path);
    cut(&path.join("data/db"), 0);
    let sentence = refused(&path, "store-damaged");
    assert!(sentence.contains("empty") && sentence.contains("3000 records"), "{sentence}");
}

#[test]
fn a_flipped_byte_in_the_snapshot() {
    let (_dir, path) = filled_one();
    flip(&snapshot_file(&path), 20, 3);
    refused(&path, "store-damaged");
}

#[test]
fn the_data_directory_or_file_is_gone() {
    for gone in ["data", "data/db"] {
        let (dir, path) = filled_one();
        fs::rename(path.join(gone), dir.path().join("elsewhere")).expect("moved");
        let sentence = refused(&path, "store-damaged");
        assert!(sentence.contains("missing") && sentence.contains("3000 records"), "{sentence}");
        fs::rename(dir.path().join("elsewhere"), path.join(gone)).expect("moved back");
        assert_eq!(answer(&path).0, "open");
    }
}

#[test]
fn an_empty_engine_where_records_were() {
    let (_dir, path) = filled_one();
    fs::remove_dir_all(path.join("data")).expect("removed");
    drop(sled::Config::new().path(path.join("data")).open().expect("made"));
    let sentence = refused(&path, "store-damaged");
    assert!(sentence.contains("no tree"), "{sentence}");
}

#[test]
fn data_of_another_store_or_of_an_earlier_day() {
    let (dir, path) = filled_one();
    let (_other_dir, other) = filled_one();
    let data = path.join("data");
    let earlier = dir.path().join("earlier");
    snapshot::copy(&data, &earlier);
    let store = open(&path).expect("opened");
    fixtures::create(&store, fixtures::account(1));
    drop(store);

    fs::remove_dir_all(&data).expect("removed");
    snapshot::copy(&earlier, &data);
    let sentence = refused(&path, "store-damaged");
    assert!(sentence.contains("ends with entry 13 and went up to 14"), "{sentence}");

    fs::remove_dir_all(&data).expect("removed");
    snapshot::copy(&other.join("data"), &data);
    let sentence = refused(&path, "store-damaged");
    assert!(sentence.contains("another store"), "{sentence}");
}

#[test]
fn the_key_file_is_gone_or_short() {
    let (_dir, path) = filled_one();
    let key = path.join("codes.key");
    let bytes = fs::read(&key).expect("there");
    fs::remove_file(&key).expect("removed");
    assert!(refused(&path, "store-damaged").contains("codes.key is missing"));
    fs::write(&key, &bytes[..31]).expect("written");
    assert!(refused(&path, "store-damaged").contains("31 bytes instead of 32"));
    fs::write(&key, &bytes).expect("written");
    assert_eq!(answer(&path).0, "open");
}

#[test]
fn the_manifest_is_gone_or_nonsense() {
    let (_dir, path) = filled_one();
    let manifest = path.join("manifest");
    fs::write(&manifest, "schema = \"one\"").expect("written");
    assert!(refused(&path, "store-damaged").contains("manifest"));
    fs::remove_file(&manifest).expect("removed");
    assert!(refused(&path, "store-damaged").contains("its manifest is missing"));
    assert!(orgadm::store::exists(&path));
}

#[test]
fn a_newer_schema_in_the_manifest_or_only_in_the_data() {
    let (_dir, path) = filled_one();
    let manifest = path.join("manifest");
    let text = fs::read_to_string(&manifest).expect("there");
    for newer in [text.replace("schema = 1", "schema = 7"), "schema = 7\nshards = [\"a\"]\n".into()] {
        fs::write(&manifest, newer).expect("written");
        let sentence = refused(&path, "store-newer");
        assert!(sentence.contains("schema 7") && sentence.contains("knows 1"), "{sentence}");
    }
    fs::write(&manifest, text).expect("written");

    let id = {
        let store = open(&path).expect("opened");
        store.info().expect("read").id
    };
    let id = data_encoding::HEXLOWER.decode(id.as_bytes()).expect("digits").try_into().expect("16 bytes");
    let identity =
        codec::encode_identity(&Identity { id, created: Timestamp(0), schema: 8 }).expect("encodes");
    let db = sled::Config::new().path(path.join("data")).open().expect("opened");
    db.open_tree("meta").expect("there").insert("identity", identity).expect("written");
    drop(db);
    assert!(refused(&path, "store-newer").contains("schema 8"));
}

/// Of flipped bits most hit dead space; the others must be told, at opening or by the check, and never by wrong data.
#[test]
fn no_flipped_bit_in_the_data_file_is_silent() {
    let (dir, path) = filled_one();
    let whole = dir.path().join("whole");
    snapshot::copy(&path, &whole);
    let seed = fastrand::u64(..);
    let mut random = fastrand::Rng::with_seed(seed);
    let records = |path: &Path| {
        let store = open(path).expect("opened");
        store.scan(Kind::User, None, 10_000).expect("read")
    };
    let right = records(&whole);
    let rounds = std::env::var("ORGADM_FLIPS").map_or(12, |text| text.parse().expect("a number"));
    for round in 0..rounds {
        let db = path.join("data/db");
        let length = fs::metadata(&db).expect("there").len();
        let at = random.usize(..usize::try_from(length).expect("small"));
        flip(&db, at, random.u8(..8));
        let before = snapshot::of(&path);
        let (code, found) = answer(&path);
        match (code.as_str(), found.as_str()) {
            ("open", "sound") => {
                assert!(records(&path) == right, "seed {seed} round {round}: silently wrong")
            }
            ("open", "unsound") => {}
            ("store-damaged", _) => snapshot::assert_same(&before, &path),
            other => panic!("seed {seed} round {round}: {other:?}"),
        }
        fs::remove_dir_all(&path).expect("removed");
        snapshot::copy(&whole, &path);
    }
}
