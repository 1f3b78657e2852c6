-- What the worker may see of before. ARGV: id, now, event, sees, then contents
local t = ticket(ARGV[1])
if not t then return {'gone'} end
if known(ARGV[3]) then return {'ok', t.id} end
redis.call('DEL', at('s', t.id))
for i = 5, #ARGV do redis.call('RPUSH', at('s', t.id), ARGV[i]) end
set(t, {sees = ARGV[4]})
note(ARGV[3], t.id)
tell('message', t.id)
return {'ok', t.id}
