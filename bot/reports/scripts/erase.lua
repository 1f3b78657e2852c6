-- Takes a report away with its key. ARGV: id, now where only what has come to its time goes, else empty
local id, now = ARGV[1], ARGV[2]
local r = record('r', id)
-- One to which its reporter added a moment ago stays.
if r and now ~= '' and tonumber(r.erase_at) > tonumber(now) then return {'none'} end
for _, index in ipairs({'all', 'erase', 'news'}) do redis.call('ZREM', at(index), id) end
if not r then return {'none'} end
redis.call('DEL', at('receipt', r.receipt))
for _, part in ipairs({'r', 'f', 'p', 'v', 'e'}) do redis.call('DEL', at(part, id)) end
redis.call('INCR', at('stale'))
return {'ok', id}
