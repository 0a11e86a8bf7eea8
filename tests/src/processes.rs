//! The processes that a test started, children's children included, so that none outlives it.

use std::{collections::BTreeMap, fs, thread::sleep, time::Duration};

use rustix::process::{Pid, Signal, kill_process};

/// How often, and how many times, a process that was told to end is looked at.
const PERIOD: Duration = Duration::from_millis(5);
const LOOKS: usize = 1_000;

/// The descendants of a process, as they were at one moment.
#[derive(Debug)]
pub struct Family(Vec<Process>);

/// One process. Its number may be given to another after its end; its start tells them apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Process {
    pid: i32,
    /// When it started, in the kernel's own ticks.
    start: u64,
}

impl Family {
    /// The descendants of a process of ours.
    #[must_use]
    pub fn of(pid: u32) -> Self {
        let mut children: BTreeMap<i32, Vec<Process>> = BTreeMap::new();
        for entry in fs::read_dir("/proc").into_iter().flatten().flatten() {
            let name = entry.file_name();
            let pid = name.to_str().and_then(|name| name.parse().ok());
            if let Some((parent, process)) = pid.and_then(look) {
                children.entry(parent).or_default().push(process);
            }
        }
        let mut family = Vec::new();
        let mut parents: Vec<i32> = pid.try_into().into_iter().collect();
        while let Some(parent) = parents.pop() {
            for process in children.remove(&parent).unwrap_or_default() {
                parents.push(process.pid);
                family.push(process);
            }
        }
        Self(family)
    }

    /// Ends those that still run, and waits until they are gone, so that nobody writes any more.
    #[expect(
        clippy::disallowed_methods,
        reason = "a drop cannot await, and the kernel has no other word for the end of a process that is not our child"
    )]
    pub fn end(self) {
        let mut alive = self.0;
        for process in alive.iter().filter(|process| process.lives()) {
            if let Some(pid) = Pid::from_raw(process.pid) {
                // It may have ended just now.
                let _ = kill_process(pid, Signal::KILL);
            }
        }
        for _ in 0..LOOKS {
            alive.retain(|process| process.lives());
            if alive.is_empty() {
                return;
            }
            sleep(PERIOD);
        }
    }
}

impl Process {
    fn lives(self) -> bool {
        look(self.pid).is_some_and(|(_, process)| process == self)
    }
}

/// The parent of a process that runs, and the process. One that has ended and still has its number
/// does not run.
fn look(pid: i32) -> Option<(i32, Process)> {
    let line = fs::read_to_string(format!("/proc/{pid}/stat")).ok()?;
    // The name in brackets may hold anything; after it: state, parent, …, the 20th is the start.
    let (_, rest) = line.rsplit_once(')')?;
    let mut words = rest.split_ascii_whitespace();
    let state = words.next()?;
    let parent = words.next()?.parse().ok()?;
    let start = words.nth(17)?.parse().ok()?;
    (!matches!(state, "Z" | "X")).then_some((parent, Process { pid, start }))
}
