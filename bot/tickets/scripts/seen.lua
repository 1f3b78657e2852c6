-- What the worker may see of before. ARGV: id, event, sees, then contents
local t = ticket(ARGV[1])
if not t then return {'gone'} end
if known(ARGV[2]) then return {'ok', t.id} end
redis.call('DEL', at('s', t.id))
for i = 4, #ARGV do redis.call('RPUSH', at('s', t.id), ARGV[i]) end
set(t, {sees = ARGV[3]})
note(ARGV[2], t.id)
tell('message', t.id)
return {'ok', t.id}
