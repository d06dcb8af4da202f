"""The scan hook: a command of the installation looks at each file before it is kept."""

import asyncio
import shlex

from casework.core.errors import Unavailable
from casework.core.log import log
from casework.web.i18n import msgid

LONGEST = 25.0


async def is_clean(command: str, content: bytes) -> bool:
    """Give the file to the command on its standard input; exit code 0 means clean, 1 and others mean refused.

    Raises Unavailable where the command cannot be run or takes more than 25 seconds: what was not scanned is not kept.
    """
    try:
        process = await asyncio.create_subprocess_exec(
            *shlex.split(command),
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.DEVNULL,
            stderr=asyncio.subprocess.DEVNULL,
        )
    except (OSError, ValueError) as error:
        log.error("scan_not_possible", kind=type(error).__name__)
        raise Unavailable(
            msgid("The file could not be scanned, so it was not kept. Please try again later.")
        ) from error
    try:
        await asyncio.wait_for(process.communicate(content), LONGEST)
    except TimeoutError as error:
        process.kill()
        await process.wait()
        log.error("scan_not_possible", kind="TimeoutError")
        raise Unavailable(
            msgid("The file could not be scanned, so it was not kept. Please try again later.")
        ) from error
    return process.returncode == 0
