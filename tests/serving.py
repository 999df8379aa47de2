"""How gunicorn serves the site to a test: as in service, but for styles, which nobody has collected."""

import pytest  # noqa: F401 (by this the settings know that they are tested)

from integration.serving import *  # noqa: F403
