-- Takes a file away from a draft. ARGV: id, now, name, then the fields of its pieces
local r = report(ARGV[1], ARGV[2])
if not r then return {'gone'} end
if r.state ~= 'draft' then return {'moved', r.state} end
local bytes = redis.call('HSTRLEN', at('v', r.id), ARGV[3])
if redis.call('HDEL', at('v', r.id), ARGV[3]) == 0 then return {'none'} end
for i = 4, #ARGV do
  bytes = bytes + redis.call('HSTRLEN', at('e', r.id), ARGV[i])
  redis.call('HDEL', at('e', r.id), ARGV[i])
end
grown(r, -bytes)
redis.call('INCR', at('stale'))
return {'ok', r.id}
