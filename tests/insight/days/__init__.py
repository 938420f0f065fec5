"""What days have to do with figures: whole months and parts of them, areas that were redrawn, who worked there then."""
