-- Takes away what has come to its time. ARGV: now, how many at once
local due = redis.call('ZRANGEBYSCORE', at('erase'), '-inf', ARGV[1], 'LIMIT', 0, ARGV[2])
for _, id in ipairs(due) do
  local t = ticket(id)
  if t then purge(t) else redis.call('ZREM', at('erase'), id) end
end
return {'ok', tostring(#due)}
