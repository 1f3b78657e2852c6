-- Adds an entry and moves the head to it, only where the head is still the one that the entry follows.
-- KEYS: the entries, the head. ARGV: the head as it was read, empty for none, the entry, the new head.
-- The client asks again after a broken connection: what is done already stays done.
if redis.call('GET', KEYS[2]) == ARGV[3] then return 1 end
if (redis.call('GET', KEYS[2]) or '') ~= ARGV[1] then return 0 end
redis.call('RPUSH', KEYS[1], ARGV[2])
redis.call('SET', KEYS[2], ARGV[3])
return 1
