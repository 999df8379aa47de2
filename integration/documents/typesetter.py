"""The child that sets one PDF: a job as JSON on standard input, the PDF on standard output.

Started by `pdf.render`. Knows nothing of Django, so that it starts in a moment.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import typst

from integration.documents.letters import Letters
from integration.limits import OUT_OF_MEMORY, limit


def main() -> int:
    job = json.load(sys.stdin.buffer)
    limit(megabytes=job["megabytes"], seconds=job["seconds"])
    try:
        pdf = typeset(job)
    except MemoryError:
        return OUT_OF_MEMORY
    except RuntimeError as error:  # typst's own is one
        sys.stderr.write(str(error))
        return 1
    sys.stdout.buffer.write(pdf)
    return 0


def typeset(job: dict[str, Any]) -> bytes:
    """Return the PDF of a job; what no font can show is replaced, for typst would refuse it."""
    data = Letters(Path(job["fonts"])).shown(job["data"])
    return typst.compile(
        str(Path(job["root"], job["template"])),
        root=job["root"],
        font_paths=[job["fonts"]],
        ignore_system_fonts=True,  # the same bytes on every machine
        format="pdf",
        pdf_standards="ua-1",
        sys_inputs={"data": json.dumps(data)},
        timestamp=job["timestamp"],
    )


if __name__ == "__main__":
    sys.exit(main())
