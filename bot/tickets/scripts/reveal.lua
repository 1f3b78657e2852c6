-- Changes the questions about a ticket where they are as they were read, and its worker still holds it.
-- ARGV: id, worker, questions as read, questions as changed, now, whether one is open
local t = ticket(ARGV[1])
local refusal = held(t, ARGV[2], '0')
if refusal then return refusal end
if (t.reveals or '') ~= ARGV[3] then return {'ok', ''} end
set(t, {reveals = ARGV[4]})
local open = at('reveals')
if ARGV[6] == '1' then redis.call('ZADD', open, ARGV[5], t.id) else redis.call('ZREM', open, t.id) end
redis.call('EXPIRE', open, 86400)
tell('queue', t.id, ARGV[2])
return {'ok', t.id}
