//! The glass: limits, Landlock and seccomp, set by the process on itself before anything else.

use crate::Refusal;
use landlock::{
    ABI, Access, AccessFs, AccessNet, CompatLevel, Compatible, Ruleset, RulesetAttr,
    RulesetCreatedAttr, RulesetStatus, Scope, path_beneath_rules,
};
use seccompiler::{
    BpfProgram, SeccompAction, SeccompCmpArgLen, SeccompCmpOp, SeccompCondition, SeccompFilter,
    SeccompRule,
};
use std::{collections::BTreeMap, path::Path};

/// Address space; libgdal with its libraries alone takes about 300 MB of it.
const MAX_MEMORY: u64 = 1536 << 20;
/// Processor time. The parent's own clock runs a little longer, so that it sees who gave up.
const MAX_CPU_S: u64 = 7;
/// Size of a file written in the folder.
const MAX_FILE: u64 = 1 << 30;

/// Where GDAL, PROJ and the C library keep what they read.
const SYSTEM_FOLDERS: [&str; 8] = [
    "/usr/share/gdal",
    "/usr/share/proj",
    "/usr/local/share/gdal",
    "/usr/local/share/proj",
    "/usr/lib",
    "/usr/local/lib",
    "/lib",
    "/lib64",
];

/// What the run needs of the folder.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Mode {
    /// No file is written anywhere.
    Read,
    /// Files are written in the folder.
    Write,
}

/// What holds now, for the header line.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Confined {
    /// `full`, `partial`, or `none` on kernels without Landlock.
    pub(crate) landlock: &'static str,
}

/// Takes away every right but those the run needs.
///
/// Seccomp (no sockets, no processes) and the resource limits must hold, or the run is refused.
/// Landlock (which files) depends on the kernel and is reported; without it reading is limited by
/// the user's rights only, but nothing can be written and nothing can leave the machine.
pub(crate) fn confine(folder: &Path, mode: Mode) -> Result<Confined, Refusal> {
    let failed = |what: &str| Refusal::new("sandbox", format!("{what}: {}", last_error()));
    set_limits(mode).map_err(failed)?;
    let landlock = restrict_files(folder, mode)
        .map_err(|error| Refusal::new("sandbox", format!("landlock: {error}")))?;
    let filter = filter(mode).map_err(|error| Refusal::new("sandbox", error))?;
    // All threads: a library may have started some when it was loaded.
    seccompiler::apply_filter_all_threads(&filter)
        .map_err(|error| Refusal::new("sandbox", format!("seccomp: {error}")))?;
    Ok(Confined { landlock })
}

fn last_error() -> std::io::Error {
    std::io::Error::last_os_error()
}

fn set_limits(mode: Mode) -> Result<(), &'static str> {
    let max_file = if mode == Mode::Write { MAX_FILE } else { 0 };
    let limits = [
        (libc::RLIMIT_AS, MAX_MEMORY),
        (libc::RLIMIT_CPU, MAX_CPU_S),
        (libc::RLIMIT_FSIZE, max_file),
        (libc::RLIMIT_NOFILE, 64),
        (libc::RLIMIT_NPROC, 0),
        (libc::RLIMIT_CORE, 0),
    ];
    for (resource, limit) in limits {
        let limit = libc::rlimit { rlim_cur: limit, rlim_max: limit };
        // SAFETY: a plain system call on a struct that lives through it.
        if unsafe { libc::setrlimit(resource, &limit) } != 0 {
            return Err("setrlimit");
        }
    }
    // SAFETY: plain system calls on integers. No core dumps or tracing by others, no life after
    // the parent, and no rights gained by running a program.
    let done = unsafe {
        libc::prctl(libc::PR_SET_DUMPABLE, 0, 0, 0, 0) == 0
            && libc::prctl(libc::PR_SET_PDEATHSIG, libc::SIGKILL, 0, 0, 0) == 0
            && libc::prctl(libc::PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0
    };
    if done { Ok(()) } else { Err("prctl") }
}

fn restrict_files(folder: &Path, mode: Mode) -> Result<&'static str, landlock::RulesetError> {
    let abi = ABI::V6;
    let read = AccessFs::ReadFile | AccessFs::ReadDir;
    // Libraries that libgdal loads late are mapped, which Landlock counts as reading.
    let in_folder = match mode {
        Mode::Read => read,
        Mode::Write => {
            read | AccessFs::WriteFile
                | AccessFs::MakeReg
                | AccessFs::RemoveFile
                | AccessFs::Truncate
        }
    };
    let status = Ruleset::default()
        .set_compatibility(CompatLevel::BestEffort)
        .handle_access(AccessFs::from_all(abi))?
        .handle_access(AccessNet::BindTcp | AccessNet::ConnectTcp)?
        .scope(Scope::AbstractUnixSocket | Scope::Signal)?
        .create()?
        .add_rules(path_beneath_rules(SYSTEM_FOLDERS, read))?
        .add_rules(path_beneath_rules(["/etc/ld.so.cache", "/dev/null"], read))?
        .add_rules(path_beneath_rules([folder], in_folder))?
        .restrict_self()?;
    Ok(match status.ruleset {
        RulesetStatus::FullyEnforced => "full",
        RulesetStatus::PartiallyEnforced => "partial",
        RulesetStatus::NotEnforced => "none",
    })
}

/// Everything that is not named is answered with EPERM: sockets, processes, io_uring, mounts,
/// tracing, changing limits.
fn filter(mode: Mode) -> Result<BpfProgram, String> {
    let mut rules: BTreeMap<i64, Vec<SeccompRule>> = BTreeMap::new();
    for call in allowed_calls() {
        rules.insert(call, Vec::new());
    }
    if mode == Mode::Write {
        for call in writing_calls() {
            rules.insert(call, Vec::new());
        }
    } else {
        let writing = libc::O_ACCMODE | libc::O_CREAT | libc::O_TRUNC;
        rules.insert(libc::SYS_openat, when(2, SeccompCmpOp::MaskedEq(writing as u64), 0)?);
        #[cfg(target_arch = "x86_64")]
        rules.insert(libc::SYS_open, when(1, SeccompCmpOp::MaskedEq(writing as u64), 0)?);
    }
    // Limits may be asked for, not changed; a signal may go to this process only (abort).
    rules.insert(libc::SYS_prlimit64, when(2, SeccompCmpOp::Eq, 0)?);
    rules.insert(libc::SYS_tgkill, when(0, SeccompCmpOp::Eq, u64::from(std::process::id()))?);
    let arch = std::env::consts::ARCH.try_into().map_err(|error| format!("{error}"))?;
    let denied = SeccompAction::Errno(libc::EPERM as u32);
    SeccompFilter::new(rules, denied, SeccompAction::Allow, arch)
        .and_then(TryInto::try_into)
        .map_err(|error| format!("seccomp: {error}"))
}

fn when(argument: u8, is: SeccompCmpOp, value: u64) -> Result<Vec<SeccompRule>, String> {
    SeccompCondition::new(argument, SeccompCmpArgLen::Qword, is, value)
        .and_then(|condition| SeccompRule::new(vec![condition]))
        .map(|rule| vec![rule])
        .map_err(|error| format!("seccomp: {error}"))
}

fn allowed_calls() -> Vec<i64> {
    let calls = vec![
        // Open files.
        libc::SYS_read,
        libc::SYS_readv,
        libc::SYS_pread64,
        libc::SYS_write,
        libc::SYS_writev,
        libc::SYS_lseek,
        libc::SYS_close,
        libc::SYS_fcntl,
        libc::SYS_flock,
        libc::SYS_fadvise64,
        libc::SYS_fstat,
        libc::SYS_statx,
        libc::SYS_newfstatat,
        libc::SYS_fstatfs,
        libc::SYS_statfs,
        libc::SYS_getdents64,
        libc::SYS_faccessat,
        libc::SYS_faccessat2,
        libc::SYS_readlinkat,
        libc::SYS_getcwd,
        libc::SYS_dup,
        // Memory.
        libc::SYS_mmap,
        libc::SYS_munmap,
        libc::SYS_mremap,
        libc::SYS_mprotect,
        libc::SYS_madvise,
        libc::SYS_brk,
        // Time, chance, and what the process is.
        libc::SYS_clock_gettime,
        libc::SYS_clock_getres,
        libc::SYS_clock_nanosleep,
        libc::SYS_nanosleep,
        libc::SYS_gettimeofday,
        libc::SYS_getrandom,
        libc::SYS_getpid,
        libc::SYS_gettid,
        libc::SYS_getppid,
        libc::SYS_getuid,
        libc::SYS_geteuid,
        libc::SYS_getgid,
        libc::SYS_getegid,
        libc::SYS_uname,
        libc::SYS_sysinfo,
        libc::SYS_getrusage,
        libc::SYS_getrlimit,
        libc::SYS_sched_getaffinity,
        libc::SYS_sched_yield,
        // Threads of this process, signals to itself, the end.
        libc::SYS_futex,
        libc::SYS_set_robust_list,
        libc::SYS_rseq,
        libc::SYS_rt_sigaction,
        libc::SYS_rt_sigprocmask,
        libc::SYS_rt_sigreturn,
        libc::SYS_sigaltstack,
        libc::SYS_restart_syscall,
        libc::SYS_exit,
        libc::SYS_exit_group,
    ];
    #[cfg(target_arch = "x86_64")]
    let calls = [
        calls,
        vec![
            libc::SYS_stat,
            libc::SYS_lstat,
            libc::SYS_access,
            libc::SYS_readlink,
            libc::SYS_getdents,
            libc::SYS_time,
        ],
    ]
    .concat();
    calls
}

fn writing_calls() -> Vec<i64> {
    let calls = vec![
        libc::SYS_openat,
        libc::SYS_pwrite64,
        libc::SYS_ftruncate,
        libc::SYS_fsync,
        libc::SYS_fdatasync,
        libc::SYS_unlinkat,
        libc::SYS_fchmod,
        libc::SYS_fchown,
    ];
    #[cfg(target_arch = "x86_64")]
    let calls = [calls, vec![libc::SYS_open, libc::SYS_unlink]].concat();
    calls
}
