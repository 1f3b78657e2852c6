-- Ends a lease that is still ours, and keeps what came of it: another state, none any more, or what was there.
-- KEYS: what was sent, the lease. ARGV: name, our lease, "keep", "drop" or nothing, the state to keep.
if redis.call('GET', KEYS[2]) ~= ARGV[2] then return 0 end
redis.call('DEL', KEYS[2])
if ARGV[3] == 'keep' then redis.call('HSET', KEYS[1], ARGV[1], ARGV[4]) end
if ARGV[3] == 'drop' then redis.call('HDEL', KEYS[1], ARGV[1]) end
return 1
