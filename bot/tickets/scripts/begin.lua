-- Begins to send the first message of a ticket, under a new lease. ARGV: id, lease, new lease
-- A message found in the midst of being sent belongs to a process that died over it: whether it arrived cannot be known.
local id = ARGV[1]
if tonumber(redis.call('ZSCORE', at('ready'), id) or 'nan') ~= tonumber(ARGV[2]) then return {'taken', ''} end
while true do
  local message = redis.call('LINDEX', at('o', id), 0)
  if not message then
    redis.call('ZREM', at('ready'), id)
    return {'none'}
  end
  if redis.call('HGET', at('d', id), message) ~= 'sending' then
    redis.call('ZADD', at('ready'), ARGV[3], id)
    redis.call('HSET', at('d', id), message, 'sending')
    tell('delivery', id)
    return {'ok', message}
  end
  redis.call('HSET', at('d', id), message, 'unknown')
  redis.call('LPOP', at('o', id))
  tell('delivery', id)
end
