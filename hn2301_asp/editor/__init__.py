"""What an editor is told of a knowledge base that is being written: pure functions over texts, and one server.

``server`` alone knows the protocol's library; everything else takes texts and gives plain data.
"""
