-- Gives one gateway the sending of one ping. A gateway decides from what it has read: only where that still stands,
-- and nobody else is at it, may it send.
-- KEYS: what was sent, the lease. ARGV: name, what was read, now, our lease ("until token"), seconds to keep it.
if (redis.call('HGET', KEYS[1], ARGV[1]) or '') ~= ARGV[2] then return 0 end
local lease = redis.call('GET', KEYS[2])
if lease and tonumber(string.match(lease, '^%S+')) > tonumber(ARGV[3]) then return 0 end
redis.call('SET', KEYS[2], ARGV[4], 'EX', ARGV[5])
return 1
