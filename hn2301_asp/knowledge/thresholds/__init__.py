"""The threshold language: a `.thr` file parsed by the grammar, resolved against the vocabulary, and cut into regions.

Must not know any patient; Lark is imported in one module.
"""
