const checks = {
  isInt: { fail: 'not int', pass: '23' },
  isDate: {
    fail: 'not a date',
    pass: '2011-02-04',
  },
};
