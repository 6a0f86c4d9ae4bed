//! The tests of `check --all`: each server of a class with each client, what a folder may be, and what
//! `--json` writes of a class or of one program.

mod address;
mod blame;
mod folders;
mod json;
mod matrix;

/// What each file needs here: a class, and what is said of it.
mod prelude {
    pub use super::{Class, Said};
    pub use crate::checker::prelude::*;
    pub use crate::run::json::Json;
}

use prelude::*;

/// A folder a student.
pub struct Class {
    folder: TemporaryFolder,
    students: Vec<PathBuf>,
    /// What `check` is called with.
    pub options: Vec<String>,
}

/// What is said of a class: on the terminal, and in the file of `--json`.
#[derive(Debug)]
pub struct Said {
    pub ended: Ended,
    pub json: Json,
}

impl Class {
    pub fn new() -> Class {
        Class { folder: TemporaryFolder::new("class"), students: Vec::new(), options: Vec::new() }
    }

    /// The folder of a new student.
    pub fn student(&mut self, name: &str) -> PathBuf {
        let folder = self.folder.0.join("students").join(name);
        fs::create_dir_all(&folder).expect("a folder of that name");
        self.students.push(folder.clone());
        folder
    }

    /// One more student, whose two programs are these commands; an empty one is none.
    pub fn add(&mut self, name: &str, server: &str, client: &str) {
        let lines = [("server", server), ("client", client)];
        let lines = lines.iter().filter(|(_, command)| !command.is_empty());
        let text: String = lines.map(|(side, command)| format!("{side}: {command}\n")).collect();
        save(&self.student(name).join("check.txt"), &text);
    }

    /// The file that `--json` names.
    pub fn file(&self) -> PathBuf {
        self.folder.0.join("said.json")
    }

    /// A call of `check` for all of them.
    pub fn command(&self, wait: &str) -> Command {
        let file = self.file();
        let mut command = check(&["--wait", wait, "--json"]);
        command.arg(file).args(&self.options).arg("--all").args(&self.students);
        command
    }

    /// Checks them, and waits for so many seconds for anything.
    pub fn check(&self, wait: &str) -> Said {
        let ended = ended_alone(&mut self.command(wait), "check --all");
        Said { json: self.json(&ended), ended }
    }

    fn json(&self, ended: &Ended) -> Json {
        let names = fs::read_dir(&self.folder.0).expect("the folder").flatten();
        let names: Vec<_> = names.map(|entry| entry.file_name()).collect();
        assert!(names.len() == 2, "a part of the file is left, or none came: {names:?} {ended:?}");
        let text = fs::read_to_string(self.file()).expect("a file");
        Json::parse(&text).unwrap_or_else(|rest| panic!("no JSON, at {rest}:\n{text}"))
    }
}

impl Said {
    /// The blame of the pair of the students with these numbers, and the sentences.
    pub fn pair(&self, server: usize, client: usize) -> (Vec<&str>, Vec<&str>) {
        let mut all = self.json["pairs"].list().iter();
        let is_it = |p: &&Json| (p["server"].number(), p["client"].number()) == (server, client);
        let pair = all.find(is_it).unwrap_or_else(|| panic!("no {server} with {client}"));
        (pair["blame"].texts(), pair["sentences"].texts())
    }

    /// How many steps that program of a student has done; none if it could not be run.
    pub fn done(&self, student: usize, side: &str) -> Option<[usize; 2]> {
        let program = &self.json["students"].list()[student - 1][side];
        let is_run = *program != Json::Null && program["problem"] == Json::Null;
        is_run.then(|| [program["done"].number(), program["of"].number()])
    }

    /// Fails unless all of these words are on the terminal.
    #[track_caller]
    pub fn says(&self, words: &[&str]) {
        for words in words {
            assert!(self.ended.stdout.contains(words), "{words}\n{}", self.ended.stdout);
        }
    }
}

/// The lesson's two, as commands.
pub fn books() -> [String; 2] {
    [env!("CARGO_BIN_EXE_server"), env!("CARGO_BIN_EXE_client")].map(|path| format!("\"{path}\""))
}
