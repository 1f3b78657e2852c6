-- Ends the sending of a message. ARGV: id, message, delivery, lease, again (0, or when it is tried next), opened_at or '',
-- then names of the provider's ids
local id, message, again = ARGV[1], ARGV[2], tonumber(ARGV[5])
if redis.call('EXISTS', at('t', id)) == 0 then return {'gone'} end
redis.call('HSET', at('d', id), message, ARGV[3])
if again > 0 then
  redis.call('ZADD', at('ready'), again, id)
elseif redis.call('LINDEX', at('o', id), 0) == message then
  redis.call('LPOP', at('o', id))
end
if ARGV[6] ~= '' then
  -- The opening has gone out: who answers from there is heard by the worker again.
  local t = ticket(id)
  set(t, {opened_at = ARGV[6]})
  if t.state ~= 'closed' then redis.call('SET', at('person', t.person), id, 'NX') end
end
for i = 7, #ARGV do redis.call('SET', at('provider', ARGV[i]), id .. ' ' .. message, 'EX', 172800) end
tell('delivery', id)
return {'ok', message}
