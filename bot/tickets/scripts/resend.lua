-- Sends a message again whose fate is not known or that failed. ARGV: id, worker, supervises, message, now
local id, message = ARGV[1], ARGV[4]
local refusal = held(ticket(id), ARGV[2], ARGV[3])
if refusal then return refusal end
local delivery = redis.call('HGET', at('d', id), message)
if delivery ~= 'unknown' and delivery ~= 'failed' and delivery ~= 'refused' then return {'moved', delivery or ''} end
redis.call('HSET', at('d', id), message, 'waiting')
redis.call('RPUSH', at('o', id), message)
redis.call('ZADD', at('ready'), 'NX', ARGV[5], id)
tell('delivery', id)
return {'ok', message}
