postgres:
  users:
    plover:
      ensure: present
      password: '2W1RvIdmdjCx1'
      createdb: False
    reader:
      password: md5594a23d93fbef31193790edc87763969
    grebe:
      password: {{ salt['vault'].read_secret('secret/grebe', 'password') }}
    ruff:
      password: {{ pillar.get('ruff_password', 'WeuT5F4c2N5jFx') }}
  acls:
    - ['local', 'all', 'all', 'peer']
    - ['host', 'all', 'all', '10.0.0.0/8', 'scram-sha-256']
