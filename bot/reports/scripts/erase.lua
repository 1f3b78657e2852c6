-- Takes a report away with its key. ARGV: id
local r = record('r', ARGV[1])
if not r then return {'none'} end
purge(r)
return {'ok', r.id}
