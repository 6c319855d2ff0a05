# password: see vault
# password: ask bob
# password: comes from env
# the password: read at start-up
# password: str
# password: plain text
