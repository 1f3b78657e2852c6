-- Puts a record in the place of another, which may stand elsewhere, only where nobody changed it meanwhile.
-- KEYS: where it stands, where it is to stand. ARGV: what it was read as, what it becomes, milliseconds until it goes.
-- The client asks again after a broken connection: what is done already stays done.
if redis.call('GET', KEYS[2]) == ARGV[2] then return 1 end
if (redis.call('GET', KEYS[1]) or '') ~= ARGV[1] then return 0 end
redis.call('DEL', KEYS[1])
redis.call('SET', KEYS[2], ARGV[2], 'PX', ARGV[3])
return 1
