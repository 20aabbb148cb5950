"""Tables of any size: read in batches, checked first, screened then, and written as they are made.

``sources`` say what stands in a file, ``checking`` whether every row of it can be screened, ``screening`` what is
written of those that can; ``tasks`` is what is done with a batch, here or by ``workers``. No command is known.
"""
