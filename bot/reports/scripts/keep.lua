-- Keeps a file, once. ARGV: id, now, erase_at of a draft, erase_at of what was sent, name, what is known, bytes, most, most bytes
local id, now, name = ARGV[1], ARGV[2], ARGV[5]
local r = report(id, now)
if not r then return {'gone'} end
if redis.call('HEXISTS', at('v', id), name) == 1 then return {'ok', id} end
if r.state == 'closed' then return {'moved', r.state} end
local names, bytes = redis.call('HKEYS', at('e', id)), #ARGV[7]
for _, each in ipairs(names) do bytes = bytes + redis.call('HSTRLEN', at('e', id), each) end
if #names >= tonumber(ARGV[8]) or bytes > tonumber(ARGV[9]) then return {'full'} end
redis.call('HSET', at('v', id), name, ARGV[6])
redis.call('HSET', at('e', id), name, ARGV[7])
lasts(r, now, r.state == 'draft' and ARGV[3] or ARGV[4])
return {'ok', id}
