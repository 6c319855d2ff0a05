const re = /^postgres(ql)?:\/\/([^:]+):([^@]+)@([^:\/]+):(\d+)\/(.+)$/;
const PG_URL = /postgres:\/\/(?<user>[^:]+):(?<password>[^@]+)@(?<host>[^:]+)/;
const m = url.match(/^(\w+):\/\/([^:]*):([^@]*)@/);
const masked = url.replace(/:\/\/(.*):(.*)@/, "://$1:***@");
const r2 = new RegExp("postgres://(.+):(.+)@(.+)/(.+)");
const r3 = new RegExp("^postgres(?:ql)?://([^:]+):([^@]+)@([^/:]+)(?::(\\d+))?/(.+)$");
const pw = /password=(\w+)/.exec(s);
const redacted = s.replace(/password=[^&\s]+/gi, "password=***");
const redacted2 = s.replace(/(password|token)=([^&]+)/, "$1=xxx");
