-- Takes away what has come to its time, and gives the ids with spaces. ARGV: now, how many at once
local due = redis.call('ZRANGEBYSCORE', at('erase'), '-inf', ARGV[1], 'LIMIT', 0, ARGV[2])
for _, id in ipairs(due) do purge(record('r', id)) end
return {'ok', table.concat(due, ' ')}
