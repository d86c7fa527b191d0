"""`python -m terrafence_hooks` is `terrafence`."""

from terrafence_hooks.cli import process

if __name__ == "__main__":
    process()
