const u = `postgres://app:${encodeURIComponent(pw)}@db/app`;
