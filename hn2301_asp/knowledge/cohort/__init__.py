"""What synthetic patients are like, as a knowledge base declares it: read and checked here, drawn elsewhere."""
