cdef str password = get_password()
self.password = password
def f(password: str = None): pass
password: str
