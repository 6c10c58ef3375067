"""Output for programs."""

import json
from typing import Any


def print_json(content: Any) -> None:
    """Print plain data on stdout as JSON, sorted and with its accents.

    >>> print_json({"name": "Zoë"})
    {
     "name": "Zoë"
    }
    """
    print(json.dumps(content, indent=1, sort_keys=True, ensure_ascii=False))
