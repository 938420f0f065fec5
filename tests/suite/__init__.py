"""How the tests are run: all of them at once, and once more what did not pass."""
