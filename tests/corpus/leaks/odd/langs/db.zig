const password = "HSy46C4vXkCErl";
var pool = try pg.Pool.init(allocator, .{ .connect = .{ .host = "db" }, .auth = .{ .username = "fjord", .database = "fjord", .password = "TCoc8VKteRm4Et" } });
const pw = std.posix.getenv("PGPASSWORD") orelse "ej66m6gUJoydoG";
const Creds = struct { user: []const u8, password: ?[]const u8 = null };
fn login(user: []const u8, password: []const u8) !Token {
    if (password.len == 0) return error.PasswordMissing;
}
