"""情况报告 of a campaign: what it says, and the page and files that say it."""
