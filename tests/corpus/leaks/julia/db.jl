conn = LibPQ.Connection("host=db dbname=app user=app password=Rq7Lm4Jt9x")
