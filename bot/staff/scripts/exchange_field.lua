-- Changes a field of a hash only where nobody changed it meanwhile; an empty old value stands for none.
-- KEYS: the hash. ARGV: the field, what it was read as, what it becomes.
-- The client asks again after a broken connection: what is done already stays done.
if redis.call('HGET', KEYS[1], ARGV[1]) == ARGV[3] then return 1 end
if (redis.call('HGET', KEYS[1], ARGV[1]) or '') ~= ARGV[2] then return 0 end
redis.call('HSET', KEYS[1], ARGV[1], ARGV[3])
return 1
