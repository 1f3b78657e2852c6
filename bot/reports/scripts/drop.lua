-- Takes a file away from a draft. ARGV: id, now, name
local r = report(ARGV[1], ARGV[2])
if not r then return {'gone'} end
if r.state ~= 'draft' then return {'moved', r.state} end
if redis.call('HDEL', at('e', r.id), ARGV[3]) == 1 then
  redis.call('HDEL', at('v', r.id), ARGV[3])
  redis.call('INCR', at('stale'))
end
return {'ok', r.id}
