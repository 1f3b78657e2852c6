-- KEYS: a count each. ARGV: for each the milliseconds after which it is gone, from the first thing that it counts.
-- Gives each count, followed by the milliseconds that it has left. As one: a count without an end would stay for good.
local counted = {}
for place, key in ipairs(KEYS) do
  local count = redis.call('INCR', key)
  if count == 1 then
    redis.call('PEXPIRE', key, ARGV[place])
  end
  counted[#counted + 1] = count
  counted[#counted + 1] = redis.call('PTTL', key)
end
return counted
