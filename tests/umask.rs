//! The file mode mask belongs to the whole process, so its test is alone in this one.

use std::os::unix::fs::PermissionsExt;

use orgadm::outside::process::restrict_new_files;

#[test]
fn new_files_and_directories_belong_to_this_user_alone() {
    let dir = tempfile::tempdir().expect("dir");
    restrict_new_files();
    let (file, sub) = (dir.path().join("file"), dir.path().join("sub"));
    std::fs::write(&file, "text").expect("write");
    std::fs::create_dir(&sub).expect("create");
    for (path, wanted) in [(file, 0o600), (sub, 0o700)] {
        let mode = std::fs::metadata(&path).expect("there").permissions().mode() & 0o777;
        assert_eq!(mode, wanted, "{}", path.display());
    }
}
