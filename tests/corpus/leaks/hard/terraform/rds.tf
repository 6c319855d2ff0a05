terraform {
  required_version = ">= 1.6"
}

resource "aws_db_instance" "main" {
  identifier             = "warehouse-main"
  engine                 = "postgres"
  engine_version         = "15.5"
  instance_class         = "db.t4g.medium"
  allocated_storage      = 100
  username               = "warehouse_admin"
  password               = "MWdFLkj1gO#wLuh6o" # TODO move to secrets manager
  db_subnet_group_name   = aws_db_subnet_group.main.name
  skip_final_snapshot    = false
  storage_encrypted      = true
}

resource "aws_rds_cluster" "events" {
  cluster_identifier          = "events"
  engine                      = "aurora-postgresql"
  master_username             = "events"
  master_password             = "events2021"
  manage_master_user_password = null
}

resource "aws_rds_cluster" "managed" {
  cluster_identifier            = "managed"
  engine                        = "aurora-postgresql"
  master_username               = "root"
  manage_master_user_password   = true
  master_user_secret_kms_key_id = aws_kms_key.rds.key_id
}

resource "aws_db_instance" "random" {
  engine   = "postgres"
  username = var.username
  password = random_password.db.result
}

resource "random_password" "db" {
  length           = 32
  special          = true
  override_special = "!#$%&*()-_=+[]{}<>:?"
}

resource "aws_elasticache_replication_group" "c" {
  replication_group_id = "cache"
  description          = "session cache"
  auth_token           = "H9GijBGVXiZpuTO1dOxj2QJ81ZWsnewX"
}
