"""One patient's screening in words, as text lines and as data; two patients or two versions side by side."""
