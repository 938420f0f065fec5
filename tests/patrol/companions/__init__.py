"""Trackers: agreed to, heard within patrols, sealed outside, ended."""
