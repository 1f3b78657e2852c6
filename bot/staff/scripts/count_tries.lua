-- Counts a try before it is made, so that many at once are not checked either; 0 where one of the counts is full.
-- KEYS: the counts. ARGV: now and the length of a window in seconds, then the most tries of each count.
local now, window = tonumber(ARGV[1]), tonumber(ARGV[2])
for number, key in ipairs(KEYS) do
  if now >= tonumber(redis.call('HGET', key, 'until') or '0') then redis.call('DEL', key) end
  if tonumber(redis.call('HGET', key, 'tries') or '0') >= tonumber(ARGV[number + 2]) then return 0 end
end
for number, key in ipairs(KEYS) do
  local tries = redis.call('HINCRBY', key, 'tries', 1)
  -- The window begins with the first try; from the last one it is the lock, and begins anew.
  if tries == 1 or tries == tonumber(ARGV[number + 2]) then
    redis.call('HSET', key, 'until', now + window)
    redis.call('EXPIRE', key, window)
  end
end
return 1
