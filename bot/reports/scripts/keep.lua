-- Keeps a file, once, of the pieces that were uploaded; fields of e are its name and the number of a piece.
-- ARGV: id, now, erase_at of a draft, erase_at of what was sent, name, what is known, upload, most, most bytes, most of all
local id, now, name, upload = ARGV[1], ARGV[2], ARGV[5], at('u', ARGV[7])
local pieces = redis.call('HGETALL', upload)
redis.call('DEL', upload)
local r = report(id, now)
if not r then return {'gone'} end
if redis.call('HEXISTS', at('v', id), name) == 1 then return {'ok', id} end
if r.state == 'closed' then return {'moved', r.state} end
if #pieces == 0 then return {'none'} end
local bytes, before = #ARGV[6], 0
for i = 2, #pieces, 2 do bytes = bytes + #pieces[i] end
for _, each in ipairs(redis.call('HKEYS', at('e', id))) do before = before + redis.call('HSTRLEN', at('e', id), each) end
if redis.call('HLEN', at('v', id)) >= tonumber(ARGV[8]) or before + bytes > tonumber(ARGV[9]) then return {'full'} end
if not room(bytes, ARGV[10]) then return {'full'} end
for i = 1, #pieces, 2 do redis.call('HSET', at('e', id), pieces[i], pieces[i + 1]) end
redis.call('HSET', at('v', id), name, ARGV[6])
grown(r, bytes)
lasts(r, now, r.state == 'draft' and ARGV[3] or ARGV[4])
return {'ok', id}
