"""What stands in files, before it means anything: findings with places, plain YAML, quotes, numbers in words.

Must not know the vocabulary, any field of a record, nor any rule.
"""
