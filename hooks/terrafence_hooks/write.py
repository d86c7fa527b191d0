"""Putting text into files without ever leaving half of one."""

import os
from collections.abc import Mapping

from terrafence.errors import UserError


def write_all(texts: Mapping[str, bytes]) -> None:
    """Replaces each file at once with its new text, keeping its mode; of a symbolic link, the target is
    replaced, and a device or a pipe is written to. Raises UserError naming the file that cannot be
    written; those before it have been."""
    for path, text in texts.items():
        try:
            replace(path, text)
        except OSError as error:
            reason = (error.strerror or type(error).__name__).lower()
            raise UserError(f"{path}: cannot be written: {reason}") from error


def replace(path: str, text: bytes) -> None:
    """As `write_all`, for one file. Raises OSError, and then nothing has changed."""
    if os.path.exists(path) and not os.path.isfile(path):
        with open(path, "wb") as device:
            device.write(text)
        return
    target = os.path.realpath(path)
    if os.path.exists(target) and not os.access(target, os.W_OK):
        raise PermissionError(13, "permission denied", target)
    temporary = f"{target}.{os.getpid()}.tmp"
    if os.path.lexists(temporary):
        os.unlink(temporary)  # of a run that was killed: no other has this process's number
    descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o666)
    try:
        with open(descriptor, "wb") as handle:
            handle.write(text)
            handle.flush()
            os.fsync(handle.fileno())
        if os.path.exists(target):
            os.chmod(temporary, os.stat(target).st_mode & 0o7777)
        os.replace(temporary, target)
    except BaseException:
        os.unlink(temporary)
        raise
