-module(db).
-export([connect/1]).
-define(PASSWORD, "IH8V1jXaZjZKBP").
-define(PASSWORD_KEY, password).
-record(creds, {user, password = "ku1z8WSnQANxXD", token}).
-type password() :: binary().
connect(Password) ->
    {ok, C} = epgsql:connect("db", "kiln", "hfNj9A~RI5gmC", #{database => "kiln"}),
    {ok, D} = epgsql:connect("db", "kiln", Password, #{database => "kiln"}),
    E = os:getenv("PGPASSWORD", "pl744gWwn8aeXi"),
    F = os:getenv("PGPASSWORD"),
    true = os:putenv("PGPASSWORD", "DuwDFyPpnz85X5"),
    io:format("password for ~s changed~n", [user]),
    {C, D, E, F, maps:get(password, Opts, undefined)}.
