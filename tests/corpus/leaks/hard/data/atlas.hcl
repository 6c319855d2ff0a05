env "local" {
  url = "postgres://plover:BCyKYuKti23H@localhost:5432/plover?search_path=public"
  dev = "docker://postgres/16/dev"
}
env "ref" {
  url = "postgres://plover:${urlescape(data.external.pw)}@pg:5432/plover"
}
variable "password" {
  type    = string
  default = getenv("PGPASSWORD")
}
data "runtimevar" "pass" { url = "awssecretsmanager://db-password?region=us-east-1" }
