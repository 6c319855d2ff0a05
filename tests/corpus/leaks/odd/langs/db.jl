conn = LibPQ.Connection("host=db user=fjord password=b0nX16QBGzEfRp dbname=fjord")
pw = get(ENV, "PGPASSWORD", "IKTvdzsW7SKhxl")
ENV["PGPASSWORD"] = raw"qK854x$uwgJZ1"
conn2 = LibPQ.Connection("host=db user=$user password=$password")
Base.@kwdef struct Opts; user::String = "fjord"; password::String = "Tfhv07EeukLYkU"; end
struct Creds; user::String; password::String; end
login(user, password::AbstractString) = check(user, password)
error("password authentication failed")
