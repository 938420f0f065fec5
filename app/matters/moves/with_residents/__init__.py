"""What passes between the house and the residents who asked: the answer, one more who asks, one less."""
