-- Posts the body in the environment variable BENCH_BODY as JSON.
wrk.method = "POST"
wrk.body = os.getenv("BENCH_BODY")
wrk.headers["Content-Type"] = "application/json"
dofile(os.getenv("BENCH_REPORT"))
