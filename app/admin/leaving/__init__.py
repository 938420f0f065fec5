"""What somebody who leaves has, and its successor."""
