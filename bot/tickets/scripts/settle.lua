-- Ends the sending of a message. ARGV: id, message, delivery, lease, again (0, or when it is tried next), opened_at or '',
-- then names of the provider's ids
local id, message, again = ARGV[1], ARGV[2], tonumber(ARGV[5])
if redis.call('EXISTS', at('t', id)) == 0 then return {'gone'} end
local deliveries, outbox = at('d', id), at('o', id)
local now = redis.call('HGET', deliveries, message)
if tonumber(redis.call('ZSCORE', at('ready'), id) or 'nan') == tonumber(ARGV[4]) then
  redis.call('HSET', deliveries, message, ARGV[3])
  if again > 0 then
    redis.call('ZADD', at('ready'), again, id)
  elseif redis.call('LINDEX', outbox, 0) == message then
    redis.call('LPOP', outbox)
  end
elseif ARGV[3] == 'sent' and (now == 'unknown' or now == 'waiting') then
  -- The lease ran out and it was given up as unknown: now it is known to have arrived, and must not be sent again.
  redis.call('HSET', deliveries, message, 'sent')
  redis.call('LREM', outbox, 1, message)
end
if ARGV[6] ~= '' then
  -- The opening has gone out: who answers from there is heard by the worker again.
  local t = ticket(id)
  set(t, {opened_at = ARGV[6]})
  if t.state ~= 'closed' then redis.call('SET', at('person', t.person), id, 'NX') end
end
for i = 7, #ARGV do
  redis.call('SET', at('provider', ARGV[i]), id .. ' ' .. message, 'EX', 172800)
  -- The provider may have told of it before.
  local early = redis.call('GET', at('early', ARGV[i]))
  if early then
    arrived(id, message, early)
    redis.call('DEL', at('early', ARGV[i]))
  end
end
tell('delivery', id)
return {'ok', message}
