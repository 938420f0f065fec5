"""Open311 GeoReport v2, server side: services, requests in and out, and what became of them, in XML and JSON."""
