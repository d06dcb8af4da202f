-- One request after the other from a list of paths, so that nothing is answered from what was worked out before.
dofile(os.getenv("BENCH_REPORT"))
local paths, at = {}, 0
for path in string.gmatch(os.getenv("BENCH_PATHS"), "[^\n]+") do paths[#paths + 1] = path end
function request()
  at = at % #paths + 1
  return wrk.format("GET", paths[at])
end
