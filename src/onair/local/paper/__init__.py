"""打印: the review as it is printed, made a PDF by a Chromium that is on this machine."""
