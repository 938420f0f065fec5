"""Persons, how they sign in, and the phones they carry."""
