default['plover']['db']['host'] = 'pg'
default['plover']['db']['user'] = 'plover'
default['plover']['db']['password'] = 'cRaZ1ZHV2uKxE'
default['postgresql']['password']['postgres'] = "postgres"
default['plover']['db']['secret_file'] = '/etc/chef/encrypted_data_bag_secret'
override['plover']['password_policy'] = 'strict'
node.override['plover']['db']['password'] = data_bag_item('plover', 'db')['password']
node.run_state['pw'] = chef_vault_item('db', 'plover')['password']
