"""A worker's own tracker beside a patrol: agreed to and ended by the worker, and heard within one's own patrols alone."""
