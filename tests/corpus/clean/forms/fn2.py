    return self._pw
