"""What is kept about persons, joined over all apps: why, how long, as a page, as a paper, as an extract."""
