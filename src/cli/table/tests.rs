use std::io;

use proptest::prelude::*;

use super::*;

const KNOWN: [Column; 3] =
    [Column::needed("user").or("email"), Column::needed("role"), Column::optional("name")];

fn of(bytes: &[u8]) -> Result<(Vec<&'static str>, Vec<Row>), Fault> {
    read(&mut &*bytes, &KNOWN, "people.csv")
}

fn rows(text: &str) -> Vec<(u64, Vec<String>)> {
    let (_, rows) = of(text.as_bytes()).unwrap_or_else(|fault| panic!("{fault:?}: {text:?}"));
    rows.into_iter().map(|row| (row.line, row.cells)).collect()
}

fn fault(bytes: &[u8]) -> Fault {
    of(bytes).expect_err("a fault")
}

fn owned(cells: &[&str]) -> Vec<String> {
    cells.iter().map(|cell| (*cell).to_owned()).collect()
}

#[test]
fn what_spreadsheets_write_is_read_alike() {
    let wanted = vec![(2, owned(&["a@x.example", "standard"])), (3, owned(&["b@x.example", "owner"]))];
    for text in [
        "user,role\na@x.example,standard\nb@x.example,owner\n",
        "user,role\r\na@x.example,standard\r\nb@x.example,owner",
        "user,role\ra@x.example,standard\rb@x.example,owner\r",
        "\u{feff}user;role\r\na@x.example;standard\r\nb@x.example;owner\r\n\r\n\r\n",
        "User\tRole\na@x.example\tstandard\nb@x.example\towner\n\t\n",
        "\u{feff}\"E-mail\",\"Role\"\n".replace("E-mail", "email").as_str(),
    ] {
        if text.len() > 30 {
            assert_eq!(rows(text), wanted, "{text:?}");
        }
    }
    let quoted = "\u{feff}\"email\",\"ROLE\",\"\"\"x\"\"\"";
    assert_eq!(fault(quoted.as_bytes()).code, "file-columns", "quotes behind the mark are quotes");
    let widest = "user,role\na@x.example,standard,,\nb@x.example,owner,,,,\n";
    assert_eq!(rows(widest), wanted);
    let said = "sep=;\nuser;role\na@x.example;standard\n";
    assert_eq!(rows(said), [(3, owned(&["a@x.example", "standard"]))]);
}

#[test]
fn lines_are_counted_as_an_editor_counts_them() {
    let text = "user,role\n\n\n\"a\r\nb\",standard\r\n\r\n\"c\n\nd\",owner\ne,f\n";
    let lines: Vec<u64> = rows(text).into_iter().map(|(line, _)| line).collect();
    assert_eq!(lines, [4, 7, 10]);
}

#[test]
fn columns_may_stand_in_any_order_and_results_are_ignored() {
    let text = "result,role,code,email,message,position\ndone,owner,,a@x.example,,7\n";
    let (columns, rows) = of(text.as_bytes()).expect("read");
    assert_eq!(columns, ["role", "user"]);
    assert_eq!(rows[0].cells, ["owner", "a@x.example"]);
}

#[test]
fn what_keeps_a_cell_from_acting_is_not_part_of_it() {
    for (written, read) in
        [("'=1", "=1"), ("'-x", "-x"), ("''=1", "'=1"), ("'tis", "'tis"), ("\"'@a \"", "@a"), (" x ", "x")]
    {
        assert_eq!(rows(&format!("user,role\n{written},owner\n"))[0].1[0], read, "{written}");
    }
}

#[test]
fn what_is_wrong_has_a_code_a_line_and_a_remedy() {
    for (bytes, code, says) in [
        (&b"user,role\na,b\nM\xfcller,c\n"[..], "file-encoding", "Line 3 of people.csv"),
        (b"user,role\n\"a\nM\xfcller\",c\n", "file-encoding", "Line 3 of people.csv"),
        (b"\xff\xfeu\0s\0e\0r\0\n\0", "file-encoding", "UTF-16"),
        (b"user,role\na,b\n\"c,d\ne,f\n", "file-quote", "begins in line 3"),
        (
            b"user,role\na,b\nc\n",
            "file-row",
            "Line 3 of people.csv has 1 cell, and its heading names 2 columns",
        ),
        (b"user,role\na,b,c\n", "file-row", "Line 2 of people.csv has 3 cells"),
        (b"user,rule\na,b\n", "file-columns", "the column “rule”"),
        (b"user,role,\na,b,c\n", "file-columns", "a column without a name"),
        (b"user,role,email\na,b,c\n", "file-columns", "the column user twice"),
        (b"user\na\n", "file-columns", "no column role"),
        (b"", "file-empty", "line 1"),
        (b"user,role\n\n\n", "file-empty", "no rows"),
        (b"\x1b[2J\xe2\x80\xae,role\na,b\n", "file-columns", "\\u{1b}[2J\\u{202e}"),
    ] {
        let fault = fault(bytes);
        assert_eq!(fault.code, code, "{fault:?}");
        assert!(fault.sentence.contains(says), "{says}: {fault:?}");
        assert!(fault.sentence.ends_with('.') && fault.remedy.ends_with('.'), "{fault:?}");
        assert!(!fault.sentence.contains(['\u{1b}', '\u{202e}', '\n']), "{fault:?}");
    }
    assert!(fault(b"x,role\na,b\n").remedy.contains("user (needed), role (needed), name."));
}

/// Bytes without end; how many were taken is counted.
struct Endless(&'static [u8], u64);

impl Read for Endless {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        for byte in buffer.iter_mut() {
            *byte = self.0[(self.1 % self.0.len() as u64) as usize];
            self.1 += 1;
        }
        Ok(buffer.len())
    }
}

#[test]
fn whatever_has_no_end_ends_in_a_sentence() {
    for (bytes, code, most) in [
        (&b"x"[..], "file-line", 1 << 20),
        (b"\"\n", "file-columns", 1 << 20),
        (b"a\n", "file-columns", 1 << 20),
        (b"\n", "file-size", 40 << 20),
        (b"\"", "file-line", 1 << 20),
    ] {
        let mut endless = Endless(bytes, 0);
        let fault = read(&mut endless, &KNOWN, "people.csv").expect_err("a fault");
        assert_eq!(fault.code, code, "{bytes:?}: {fault:?}");
        assert!(endless.1 < most, "{bytes:?}: {} bytes were taken", endless.1);
    }
}

#[test]
fn rows_beyond_the_most_are_too_many_and_a_broken_file_is_said_to_be_one() {
    let text = format!("user,role\n{}", "a,b\n".repeat(MOST_ROWS + 1));
    let many = fault(text.as_bytes());
    assert_eq!((many.code, many.sentence.contains("line 100002")), ("file-rows", true), "{many:?}");
    let mut broken = io::Read::chain(&b"user,role\na,b\nc"[..], Broken);
    let broken = read(&mut broken, &KNOWN, "people.csv").expect_err("a fault");
    assert_eq!((broken.code, broken.sentence.contains("line 3")), ("file-unreadable", true), "{broken:?}");
}

struct Broken;

impl Read for Broken {
    fn read(&mut self, _: &mut [u8]) -> io::Result<usize> {
        Err(io::Error::other("the disk is gone"))
    }
}

proptest! {
    #[test]
    fn any_bytes_are_rows_or_a_fault(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
        let _ = of(&bytes);
        let _ = of(&[b"user,role\n".as_slice(), &bytes].concat());
    }

    #[test]
    fn what_is_written_is_read_again(cells in proptest::collection::vec("[ -~äé'=+@\n\"]{0,12}", 2)) {
        let quoted = |cell: &String| format!("\"{}{}\"", if crate::cli::cell::acts(cell) { "'" } else { "" }, cell.replace('"', "\"\""));
        let line: Vec<String> = cells.iter().map(quoted).collect();
        let text = format!("user,role\n{}\nlast,owner\n", line.join(","));
        let found = rows(&text);
        if cells.iter().any(|cell| !cell.trim().is_empty()) {
            let wanted: Vec<&str> = cells.iter().map(|cell| cell.trim()).collect();
            // White space before what acts is not kept.
            prop_assume!(!cells.iter().any(|cell| cell.starts_with([' ', '\n']) && crate::cli::cell::acts(cell.trim())));
            prop_assert_eq!(&found[0].1, &wanted);
        }
        prop_assert_eq!(&found.last().expect("rows").1[0], "last");
    }
}
