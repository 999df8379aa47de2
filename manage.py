#!/usr/bin/env python3
"""Django's command line for this project."""

import os
import sys

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "integration.settings")
    from django.core.exceptions import ImproperlyConfigured
    from django.core.management import execute_from_command_line

    from integration.outages import is_outage, sentence

    try:
        execute_from_command_line(sys.argv)
    except ImproperlyConfigured as error:  # its sentence says which setting, and what it should be
        sys.exit(f"Einstellung: {error}")
    except Exception as error:
        if not is_outage(error):
            raise
        sys.exit(sentence(error))
