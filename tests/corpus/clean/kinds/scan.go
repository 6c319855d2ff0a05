var re = regexp.MustCompile(`postgres://([^:]+):([^@]+)@`)
var re2 = regexp.MustCompile(`(?i)(password|passwd|pwd)=[^\s]+`)
var re3 = regexp.MustCompile(`password=(.*?)(\s|$)`)
var dsnRe = regexp.MustCompile("^(?P<user>.*?):(?P<passwd>.*?)@tcp\\((?P<host>.*?)\\)")
