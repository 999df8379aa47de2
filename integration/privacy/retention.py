"""All rules of keeping, in the order in which they are applied and shown."""

from catalogue.retention import RULES as CATALOGUE
from integration.accounts.retention import RULES as ACCOUNTS
from integration.barriers.retention import RULES as BARRIERS
from integration.downloads.retention import RULES as DOWNLOADS
from steering.retention import RULES as STEERING

RULES = (*ACCOUNTS, *BARRIERS, *DOWNLOADS, *CATALOGUE, *STEERING)
