//! Whom `recense enrol` lets in, as what, and under what name.

use super::{end, says, start, told};

#[tokio::test]
async fn enrol_says_of_somebody_known_what_became_of_the_role() {
    let folder = tempfile::tempdir().expect("a folder");
    let data = folder.path().to_str().expect("a path");
    let (mut server, mut lines) = start(&["serve", "--data", data, "--listen", "127.0.0.1:0"]);
    told(&mut lines, "runs at").await;
    end(&mut server).await;
    for (role, said) in [
        ("reader", ""),
        (
            "technician",
            "In IT they are technician from now on; they were reader.",
        ),
        ("technician", "In IT they are technician, as they were"),
        (
            "reader",
            "In IT they stay technician, which may do more than reader",
        ),
        // What was asked last has left nothing behind that counts.
        ("manager", "they were technician"),
    ] {
        let whom = [
            "--person",
            "Mona Roy",
            "--role",
            role,
            "--team",
            "Informatique",
        ];
        let (fine, words) = says(&[&["enrol", "--data", data], &whom[..]].concat()).await;
        assert!(fine && words.contains(said), "{role}: {words}");
    }
    let administrator = [
        "--person",
        "Administrator",
        "--role",
        "reader",
        "--team",
        "IT",
    ];
    let (fine, words) = says(&[&["enrol", "--data", data], &administrator[..]].concat()).await;
    assert!(fine && words.contains("stay administrator"), "{words}");
    let device = ["enrol", "--data", data, "--person", "Mona Roy"];
    let (fine, words) = says(&device).await;
    assert!(fine && !words.contains("In IT"), "{words}");
}

#[tokio::test]
async fn a_name_with_control_characters_is_refused_and_not_printed() {
    let folder = tempfile::tempdir().expect("a folder");
    let data = folder.path().join("data");
    let path = data.to_str().expect("a path");
    for name in ["Eve\u{1b}[31m Red", "Eve\nRoot", "Eve\u{9b}2J"] {
        let whom = ["--person", name, "--role", "reader", "--team", "IT"];
        for command in [
            [&["enrol", "--data", path], &whom[..]].concat(),
            vec!["serve", "--data", path, "--administrator", name],
        ] {
            let (fine, words) = says(&command).await;
            assert!(!fine && words.contains("no control characters"), "{words}");
            assert!(!words.contains(name), "{words:?}");
            assert!(!data.exists(), "something was written");
        }
    }
}
