$password = Read-Host -AsSecureString "Password"
$cred = Get-Credential
$password = $env:DB_PASSWORD
$password = Get-Secret -Name db-password
$password = (Get-AzKeyVaultSecret -VaultName kv -Name pw).SecretValue
