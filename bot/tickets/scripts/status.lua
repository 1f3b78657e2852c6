-- Notes what the provider tells of a message. ARGV: name of the provider's id, delivery, seconds to wait for the settling
local name, delivery = ARGV[1], ARGV[2]
local found = redis.call('GET', at('provider', name))
if found then
  local id, message = string.match(found, '^(%S+) (%S+)$')
  return arrived(id, message, delivery)
end
-- It can come before the sending is settled; while nothing is being sent it is of no message of ours.
if redis.call('EXISTS', at('ready')) == 1 then
  local early = at('early', name)
  if further(redis.call('GET', early), delivery) then redis.call('SET', early, delivery, 'EX', ARGV[3]) end
end
return {'none'}
