DOCUMENTATION = r'''
options:
  password:
    description:
    - Set the user's password.
  login_password:
    description: The password used to authenticate with.
'''
