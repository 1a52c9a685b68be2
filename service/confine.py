"""What a process that parses foreign bytes may not do, kept from it by the kernel: Linux only.

No sockets of any kind and no hand on other processes (seccomp); no file written outside a few folders and no
signal to a process that is not its own (Landlock, where the kernel has it); bounded memory, processor time,
file size and open files (rlimits). All of it is inherited by what the process starts, Tesseract above all.

Source: linux/seccomp.h, linux/landlock.h, linux/audit.h; Documentation/userspace-api/landlock.rst.
"""

from __future__ import annotations

import contextlib
import ctypes
import os
import platform
import resource
import struct
import tempfile
from collections.abc import Iterable
from pathlib import Path

MIB = 1024 * 1024
MOST_FILE_BYTES = 4096 * MIB  # an archive copy of the largest upload has a quarter of it
MOST_OPEN_FILES = 256  # a child holds a dozen
SPARE_CPU_SECONDS = 10  # over the wall clock's limit, which the parent keeps: this one is for when it cannot

_SET_PDEATHSIG, _SET_SECCOMP, _NO_NEW_PRIVS, _FILTER_MODE = 1, 22, 38, 2
_LOAD_WORD, _JUMP_EQUAL, _JUMP_AT_LEAST, _RETURN = 0x20, 0x15, 0x35, 0x06
_ALLOW, _REFUSE, _KILL = 0x7FFF0000, 0x00050000 | 13, 0x80000000  # 13 is EACCES
_NUMBER_OFFSET, _ARCH_OFFSET = 0, 4  # in struct seccomp_data
_X32_NUMBERS = 0x40000000  # a second way to every call on x86-64
_ARCHES = {"x86_64": 0xC000003E, "aarch64": 0xC00000B7}
_REFUSED_CALLS = {  # name -> number on x86-64 and on arm64
    "socket": (41, 198),
    "io_uring_setup": (425, 425),  # makes sockets without the call above
    "ptrace": (101, 117),
    "process_vm_readv": (310, 270),
    "process_vm_writev": (311, 271),
    "pidfd_getfd": (438, 438),
    "unshare": (272, 97),
    "setns": (308, 268),
    "mount": (165, 40),
    "bpf": (321, 280),
    "perf_event_open": (298, 241),
    "userfaultfd": (323, 282),
    "add_key": (248, 217),
    "request_key": (249, 218),
    "keyctl": (250, 219),
    "open_by_handle_at": (304, 265),
}

_CREATE_RULESET, _ADD_RULE, _RESTRICT_SELF = 444, 445, 446  # the same on every architecture
_ASK_VERSION, _PATH_BENEATH = 1, 1
_WRITING = sum(1 << bit for bit in (1, 4, 5, 6, 7, 8, 9, 10, 11, 12))  # write, remove, make; not read or run
_REFER, _TRUNCATE = 1 << 13, 1 << 14  # since versions 2 and 3
_TCP = 0b11  # bind and connect, since version 4
_SIGNALS = 0b10  # since version 6


def die_with_parent(signal: int) -> None:
    """Have the kernel send this process a signal when the thread that started it ends."""
    _libc().prctl(_SET_PDEATHSIG, signal)


def confine(*, memory_mib: int, writable: Iterable[Path] = ()) -> None:
    """Give up, for good, what parsing needs not.

    Args:
        memory_mib: Address space of this process, and of each that it starts.
        writable: Folders that may be written into, beside the one for temporary files and ``/dev``; one that
            is not there is left out.

    Raises:
        OSError: The kernel refuses the filter of system calls; on another processor than x86-64 and arm64.
    """
    resource.setrlimit(resource.RLIMIT_AS, (memory_mib * MIB, memory_mib * MIB))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (MOST_FILE_BYTES, MOST_FILE_BYTES))
    resource.setrlimit(resource.RLIMIT_NOFILE, (MOST_OPEN_FILES, MOST_OPEN_FILES))
    if _libc().prctl(_NO_NEW_PRIVS, 1, 0, 0, 0) != 0:
        raise OSError(ctypes.get_errno(), "no_new_privs")
    _write_only_below((Path(tempfile.gettempdir()), Path("/dev"), *writable))
    _refuse_calls()


def limit_cpu(seconds: float) -> None:
    """Let this process use so many more seconds of processor time, and a few; then the kernel ends it."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    most = int(used.ru_utime + used.ru_stime + seconds) + SPARE_CPU_SECONDS
    resource.setrlimit(resource.RLIMIT_CPU, (most, resource.RLIM_INFINITY))


def landlock_version() -> int:
    """The kernel's version of Landlock, 0 where it has none or may not be asked."""
    return max(0, int(_libc().syscall(_CREATE_RULESET, None, ctypes.c_size_t(0), _ASK_VERSION)))


def _libc() -> ctypes.CDLL:
    return ctypes.CDLL(None, use_errno=True)


def _refuse_calls() -> None:
    """Answer EACCES to the calls above; kill what calls the kernel by the rules of another processor."""
    machine = platform.machine()
    if machine not in _ARCHES:
        raise OSError(f"system calls cannot be refused on {machine}")
    column = list(_ARCHES).index(machine)
    program = [
        (_LOAD_WORD, 0, 0, _ARCH_OFFSET),
        (_JUMP_EQUAL, 1, 0, _ARCHES[machine]),
        (_RETURN, 0, 0, _KILL),
        (_LOAD_WORD, 0, 0, _NUMBER_OFFSET),
        (_JUMP_AT_LEAST, 0, 1, _X32_NUMBERS),
        (_RETURN, 0, 0, _KILL),
    ]
    for numbers in _REFUSED_CALLS.values():
        program += [(_JUMP_EQUAL, 0, 1, numbers[column]), (_RETURN, 0, 0, _REFUSE)]
    program.append((_RETURN, 0, 0, _ALLOW))
    code = ctypes.create_string_buffer(b"".join(struct.pack("=HBBI", *step) for step in program))
    head = ctypes.create_string_buffer(struct.pack("@HP", len(program), ctypes.addressof(code)))
    if _libc().prctl(_SET_SECCOMP, _FILTER_MODE, head, 0, 0) != 0:
        raise OSError(ctypes.get_errno(), "seccomp")


def _write_only_below(folders: Iterable[Path]) -> None:
    version = landlock_version()
    if version == 0:
        return
    writing = _WRITING | (_REFER if version >= 2 else 0) | (_TRUNCATE if version >= 3 else 0)
    asked = struct.pack("=QQQ", writing, _TCP if version >= 4 else 0, _SIGNALS if version >= 6 else 0)
    size = 8 if version < 4 else 16 if version < 6 else 24
    ruleset = int(_libc().syscall(_CREATE_RULESET, asked, ctypes.c_size_t(size), 0))
    if ruleset < 0:
        return
    try:
        for folder in folders:
            with contextlib.suppress(OSError):
                _allow(ruleset, folder, writing)
        if _libc().syscall(_RESTRICT_SELF, ruleset, 0) != 0:
            raise OSError(ctypes.get_errno(), "landlock")
    finally:
        os.close(ruleset)


def _allow(ruleset: int, folder: Path, writing: int) -> None:
    opened = os.open(folder, os.O_PATH | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        rule = struct.pack("=Qi", writing, opened)
        if _libc().syscall(_ADD_RULE, ruleset, _PATH_BENEATH, rule, 0) != 0:
            raise OSError(ctypes.get_errno(), str(folder))
    finally:
        os.close(opened)
