"""One linear history; see `onair.store.migrate`."""
