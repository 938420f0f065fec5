"""What has to do with the time a matter may take: more of it, a rest, a reminder, supervision."""
