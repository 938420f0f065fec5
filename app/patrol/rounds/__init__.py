"""The worker's round: begun, walked, ended, told anew, exported and reduced."""
