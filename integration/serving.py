"""How gunicorn serves the site: `gunicorn --config python:integration.serving integration.wsgi`."""

import os

from integration import settings

bind = os.environ.get("WEB_BIND", "127.0.0.1:8000")
# A page is computed, not waited for: as many processes as cores and one more. Threads take over while one
# waits for a PDF or an import. Each thread of each process has a connection to the database.
workers = int(os.environ.get("WEB_WORKERS", str(min(os.cpu_count() or 1, 8) + 1)))
threads = int(os.environ.get("WEB_THREADS", "4"))
worker_class = "gthread"
timeout = 60  # seconds; a PDF may take settings.PDF_SECONDS
graceful_timeout = 30
keepalive = 5
# A process ends after so many requests and another begins: memory stays flat whatever a library keeps.
max_requests, max_requests_jitter = 5000, 500
preload_app = True  # what all processes have in common is in memory once
umask = 0o007  # the socket is for the web server's group
control_socket_disable = True  # systemd asks for what is to be done

_OURS = {"level": "INFO", "handlers": ["console"], "propagate": False}
_NOTHING = {
    "level": "CRITICAL",
    "handlers": [],
    "propagate": False,
}  # it tells addresses and what was searched
logconfig_dict = settings.LOGGING | {"loggers": {"gunicorn.error": _OURS, "gunicorn.access": _NOTHING}}
