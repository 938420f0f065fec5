"""What keeps floods out: token buckets, proof of work, and what a poster's code is worth."""
