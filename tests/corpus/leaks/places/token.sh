pip install git+https://a8f3k2m9x7q4w1z6b5n0c3v8@git.acme.io/lib.git
