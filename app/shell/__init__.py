"""The frame of the app: its one page, service worker, manifest, health and static files."""
