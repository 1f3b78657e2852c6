-- Forgets the tries of a name, and one try of an address: who knows one password must not clear it for guessing others.
-- KEYS: the count of the name, the counts of addresses.
redis.call('DEL', KEYS[1])
for number = 2, #KEYS do
  if tonumber(redis.call('HGET', KEYS[number], 'tries') or '0') > 0 then
    redis.call('HINCRBY', KEYS[number], 'tries', -1)
  end
end
return 1
