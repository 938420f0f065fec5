"""The tables by which a city is set up: each is one record, from which import, export, pages and history are made."""
