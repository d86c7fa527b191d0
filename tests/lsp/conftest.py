"""What the tests of the language server share lives beside them."""

import sys
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from pathlib import Path
from typing import TYPE_CHECKING

import pytest_asyncio

sys.path += map(str, Path(__file__).parents[:2])

if TYPE_CHECKING:
    from editor import Editors


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def editors() -> "AsyncIterator[Editors]":
    """Editors that a module's tests share, one of each kind: starting a server takes half a second."""
    from editor import Editors

    async with AsyncExitStack() as stack:
        yield Editors(stack)
