RE = re.compile(r"postgres(?:ql)?://(?P<user>[^:]+):(?P<password>[^@]+)@(?P<host>[^/]+)/(?P<db>\w+)")
URL = re.compile(r'^(?P<scheme>postgres(?:ql)?)://(?P<username>[^:@]+):(?P<password>[^@]+)@')
p = re.compile("postgresql://.*:.*@.*")
x = re.sub(r"postgres://\S+:\S+@", "postgres://", s)
y = re.search(r"password[\"']?\s*[:=]\s*[\"']([^\"']+)[\"']", text)
z = re.sub(r"://[^:]+:[^@]+@", "://***:***@", dsn)
assert re.match(r"postgres://app:.+@db", url)
PAT = r"(?i)password\s*=\s*'[^']*'"
