-- Takes away what has come to its time. ARGV: now, how many at once, day
local due = redis.call('ZRANGEBYSCORE', at('erase'), '-inf', ARGV[1], 'LIMIT', 0, ARGV[2])
for _, id in ipairs(due) do
  local t = ticket(id)
  if t then purge(t) else redis.call('ZREM', at('erase'), id) end
end
-- Silence after the question whether to delete means yes.
local doomed = redis.call('ZRANGEBYSCORE', at('doomed'), '-inf', ARGV[1], 'LIMIT', 0, ARGV[2])
for _, id in ipairs(doomed) do
  local t = ticket(id)
  if t then
    if t.state ~= 'closed' then count(ARGV[3], 'closed.deleted', t) end
    purge(t)
  else
    redis.call('ZREM', at('doomed'), id)
  end
end
return {'ok', tostring(#due + #doomed)}
