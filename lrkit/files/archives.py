"""Zip archives from outside: unpacked entry by entry, and never out of their folder."""

import stat
import unicodedata
import zipfile
from contextlib import suppress
from pathlib import Path, PurePosixPath

from lrkit.errors import UserError, is_disk_full
from lrkit.files.listing import is_litter
from lrkit.files.texts import nfc
from lrkit.remarks import Remark, not_graded

MAX_BYTES = 4 * 1024**3  # of an unpacked zip: more than any class hands in, less than a disk


def unpack(archive: Path, destination: Path, limit: int = 0) -> list[Remark]:
    """Unpack a zip, entry by entry; an entry that leads out of the folder is left out.

    Parameters
    ----------
    archive : Path
        The zip.
    destination : Path
        The folder to unpack into.
    limit : int
        The most bytes that it may unpack to; 0 for `MAX_BYTES`.

    Returns
    -------
    list of Remark
        The entries that were left out, and why.

    Raises
    ------
    UserError
        If it is damaged or encrypted, or unpacks to more than `limit` bytes.
    """
    limit = limit or MAX_BYTES
    problems, left = [], limit
    try:
        with zipfile.ZipFile(archive) as content:
            _refuse_too_much(archive, sum(entry.file_size for entry in content.infolist()), limit)
            for entry in content.infolist():
                name = PurePosixPath(entry_name(entry).replace("\\", "/"))
                if entry.is_dir() or any(is_litter(part) for part in name.parts if part != ".."):
                    continue
                if reason := _unsafe(entry, name):
                    problems.append(not_graded(entry.filename, reason))
                    continue
                left -= _unpack_entry(content, entry, destination / name, left, limit, problems)
    except (zipfile.BadZipFile, RuntimeError, NotImplementedError, EOFError) as error:
        raise UserError(f"{archive} cannot be unpacked: {error}") from error
    return problems


def entry_name(entry: zipfile.ZipInfo) -> str:
    """Return the name of a zip's entry, each accented letter as one character.

    Macs and some servers write UTF-8 without saying so; Python then reads it as DOS' code page.
    """
    name = entry.filename
    if not entry.flag_bits & 0x800:
        with suppress(UnicodeError):
            name = name.encode("cp437").decode("utf-8")
    return nfc(name)


def _refuse_too_much(archive: Path | str | None, size: int, limit: int) -> None:
    if size > limit:
        raise UserError(f"{archive} unpacks to more than {limit / 1024**3:g} GB: "
                        f"is it a {'class' if limit == MAX_BYTES else 'student'}'s work?")


def _unsafe(entry: zipfile.ZipInfo, name: PurePosixPath) -> str | None:
    if not name.parts or printable(entry.filename) != entry.filename:
        return "left out, because of the characters in its name"
    if name.is_absolute() or ".." in name.parts or ":" in entry.filename:
        return "left out, because its path leads out of the folder"
    if stat.S_ISLNK(entry.external_attr >> 16):
        return "left out, because it is a link and not a file"
    return None


def _unpack_entry(content: zipfile.ZipFile, entry: zipfile.ZipInfo, target: Path,
                  left: int, limit: int, problems: list[Remark]) -> int:
    """Unpack one entry into a new file; return how many bytes it has."""
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        target.open("xb").close()  # "x": two names may look alike, or have other accents
    except OSError as error:  # too long, or below what is a file
        if is_disk_full(error):
            raise
        problems.append(not_graded(printable(entry.filename),
                                   f"cannot be unpacked: {error.strerror}"))
        return 0
    written = 0
    with content.open(entry) as source, target.open("wb") as sink:
        while block := source.read(1 << 20):
            written += len(block)  # counted, because the size that an entry claims may be a lie
            if written > left:
                _refuse_too_much(content.filename, limit + 1, limit)
            sink.write(block)
    return written


def printable(name: object) -> str:
    """Return a name in which every character can be written, and seen.

    >>> printable("a\\x1bb")
    'a?b'
    """
    return "".join("?" if _unprintable(character) else character for character in str(name))


def _unprintable(character: str) -> bool:
    """Return whether a character is a control, half a character, or overrides the direction."""
    return unicodedata.category(character) in ("Cc", "Cs", "Zl", "Zp") or \
        character in "\u202d\u202e"
