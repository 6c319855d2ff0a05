# Requires -Version 5.1
param(
    [Parameter(Mandatory = $true)][securestring]$Password,
    [string]$DbUser = 'payroll',
    [string]$DbPassword = 's5r3ijChvU`9fml'
)
$env:PGPASSWORD = "Payroll#1"
$env:PGUSER = "payroll"
$secure = ConvertTo-SecureString 'nxDvfbP0zrKw2R' -AsPlainText -Force
$cred = Get-Credential -Message "Enter your password"
$plain = [System.Net.NetworkCredential]::new('', $Password).Password
$conn = "Host=pay01;Username=payroll;Password=pvWOwBoBp9kbPsS;Database=payroll"
$conn2 = "Host=pay01;Username=payroll;Password=$plain;Database=payroll"
$conn3 = "Host=pay01;Username=payroll;Password={0};Database=payroll" -f $plain
[Environment]::SetEnvironmentVariable("DB_PASSWORD", "eET6G9UpUJSvYggd", "Machine")
& "C:\Program Files\PostgreSQL\16\bin\pg_dump.exe" -d "postgresql://payroll:0WxgL4wf6yjE@pay01/payroll" -f out.sql
Write-Host "Password changed for $DbUser"
