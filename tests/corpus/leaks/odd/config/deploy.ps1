$db = @{ Host = 'db'; User = 'cove'; Password = 'vn4P8t''bz1Xn9' }
$env:PGPASSWORD = "cF9tpf`"Eg8hq4"
$params = @{
    Username = 'cove'
    'Password' = @'
Z9ES9hGcgwNtIY
'@
}
$sec = ConvertTo-SecureString -AsPlainText -Force -String 'q16corMTTOSrAH'
$cred = [pscredential]::new('cove', (ConvertTo-SecureString 'IU6YBiY4CywMiU' -AsPlainText -Force))
[Environment]::SetEnvironmentVariable('PGPASSWORD', 'cxGsB6id9IHhRv', 'User')
$pw = if ($env:PGPASSWORD) { $env:PGPASSWORD } else { 'P@ssw0rd' }
param([Parameter(Mandatory)][securestring]$Password, [string]$Token = $env:TOKEN)
$Password = Read-Host -AsSecureString -Prompt 'Password'
$secret = Get-Secret -Name 'db' -AsPlainText
Write-Host "Password for $user changed"
Connect-Db @params -Credential (Get-Credential -Message 'Database password')
